"""Searches the same vectors with FAISS and hnswlib, beside bench_codes in one run, one thread, one query at a time.
Prints a table, and one JSON object for `sparlet-results add`.

Needs a virtual environment with faiss-cpu, hnswlib and numpy; nothing else of the project does.

usage: peers_search.py BENCH_CODES VECTORS [--rows N] [--queries N] [--rounds N]

VECTORS is a folder that `bench_codes embed` wrote. Recall is recall@100 of the ranking of the float embeddings, once of
those that the network puts out, after ASE, and once of those that go into ASE, with whole queries. Bytes
are those of a code, without ids.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

TOP = 100


def truth_of(rows, queries):
    import numpy
    best = []
    for query in queries:
        scores = rows @ query
        top = numpy.argpartition(-scores, TOP)[:TOP]
        best.append(set(top[numpy.lexsort((top, -scores[top]))].tolist()))
    return best


def recall_of(found, truth):
    return sum(len(set(ids) & best) for ids, best in zip(found, truth)) / (TOP * len(truth))


def candidates(dimensions):
    """Name, FAISS factory string, values of nprobe (none: not inverted)."""
    half, quarter = dimensions // 2, dimensions // 4
    lists = [4, 8, 16, 32, 64, 128, 256]
    return [
        ("Flat", "Flat", []),
        ("SQ8", "SQ8", []),
        ("SQ4", "SQ4", []),
        (f"PQ{quarter}", f"PQ{quarter}", []),
        (f"PQ{half}x4fs", f"PQ{half}x4fs", []),
        (f"OPQ{half},PQ{half}x4fs", f"OPQ{half},PQ{half}x4fs", []),
        ("RaBitQ", "RaBitQ", []),
        (f"IVF1024,PQ{half}x4fs", f"IVF1024,PQ{half}x4fs", lists),
        (f"OPQ{half},IVF1024,PQ{half}x4fs", f"OPQ{half},IVF1024,PQ{half}x4fs", lists),
        (f"IVF1024,PQ{quarter}", f"IVF1024,PQ{quarter}", [8, 32, 128]),
        ("IVF1024,RaBitQ", "IVF1024,RaBitQ", lists),
        ("IVF1024,SQ4", "IVF1024,SQ4", [8, 32, 128]),
    ]


def timed(search, queries, rounds):
    for query in queries[:5]:
        search(query)
    times, found = [], []
    for turn in range(rounds):
        for query in queries:
            start = time.perf_counter()
            ids = search(query)
            times.append((time.perf_counter() - start) * 1e3)
            if turn == 0:
                found.append([int(i) for i in ids])
    return times, found


def code_bytes(index):
    import faiss
    if hasattr(index, "sa_code_size"):
        try:
            size = index.sa_code_size()
            inner = faiss.extract_index_ivf(index) if "IVF" in type(faiss.downcast_index(index)).__name__ or isinstance(
                faiss.downcast_index(index), faiss.IndexPreTransform) and faiss.try_extract_index_ivf(index) else None
            return int(inner.code_size) if inner is not None else int(size)
        except RuntimeError:
            pass
    return int(faiss.downcast_index(index).code_size)


def measure_faiss(rows, queries, truth, rounds):
    import faiss
    import numpy
    faiss.omp_set_num_threads(1)
    sample = rows[numpy.random.default_rng(1).permutation(len(rows))[:100000]]
    out = []
    for name, factory, probes in candidates(rows.shape[1]):
        index = faiss.index_factory(rows.shape[1], factory, faiss.METRIC_INNER_PRODUCT)
        faiss.omp_set_num_threads(os.cpu_count())
        index.train(sample)
        index.add(rows)
        faiss.omp_set_num_threads(1)
        size = code_bytes(index)
        for nprobe in probes or [0]:
            if nprobe:
                faiss.extract_index_ivf(index).nprobe = nprobe
            times, found = timed(lambda q: index.search(q[None, :], TOP)[1][0], queries, rounds)
            out.append({"name": "FAISS " + name + (f", nprobe {nprobe}" if nprobe else ""), "bytes": size,
                        "recall": recall_of(found, truth), "search_ms": statistics.median(times)})
            print(out[-1], file=sys.stderr, flush=True)
        del index
    return out


def measure_hnsw(rows, queries, truth, rounds):
    import hnswlib
    index = hnswlib.Index(space="ip", dim=rows.shape[1])
    index.init_index(max_elements=len(rows), ef_construction=100, M=16)
    index.set_num_threads(os.cpu_count())
    index.add_items(rows)
    index.set_num_threads(1)
    out = []
    for ef in (100, 200, 400):
        index.set_ef(ef)
        times, found = timed(lambda q: index.knn_query(q, k=TOP)[0][0], queries, rounds)
        out.append({"name": f"hnswlib, M 16, ef {ef}", "bytes": rows.shape[1] * 4 + 16 * 2 * 4,
                    "recall": recall_of(found, truth), "search_ms": statistics.median(times)})
    return out


def compare(arguments, before_ase):
    """All searchers on one kind of floats: those before ASE, or what the network puts out."""
    import numpy

    with tempfile.TemporaryDirectory() as folder:
        def ours(write):
            command = [arguments.bench_codes, "search", "--vectors", arguments.vectors, "--rows", str(arguments.rows),
                       "--queries", str(arguments.queries), "--rounds", str(arguments.rounds),
                       "--truth", str(arguments.queries if write else 0)]
            command += ["--before-ase", "--whole-query"] if before_ase else []
            command += ["--write", folder] if write else []
            return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

        first = ours(True)
        dimensions = first["dimensions"]
        rows = numpy.fromfile(os.path.join(folder, "rows.f32"), dtype=numpy.float32).reshape(-1, dimensions)
        queries = numpy.fromfile(os.path.join(folder, "queries.f32"), dtype=numpy.float32).reshape(-1, dimensions)
    truth = truth_of(rows, queries)
    results = measure_faiss(rows, queries, truth, arguments.rounds)
    if arguments.hnsw:
        results += measure_hnsw(rows, queries, truth, arguments.rounds)
    last = ours(False)
    # Before and after the peers: a machine that slowed down in between shows.
    results.insert(0, {"name": "Sparlet", "bytes": first["bytes_per_image"], "recall": first["recall_at_100"],
                       "search_ms": statistics.mean([first["search_ms"], last["search_ms"]])})
    for one in results:
        one["floats"] = first["floats"]
        one["queries_per_second"] = 1000 / one["search_ms"]
        print(f"{one['name']:40} {one['bytes']:7.1f} bytes  recall {one['recall']:.3f}  "
              f"{one['queries_per_second']:9.0f} queries/s", file=sys.stderr)
    return first, last, results


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bench_codes")
    parser.add_argument("vectors")
    parser.add_argument("--rows", type=int, default=1000000)
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--hnsw", action="store_true", help="also hnswlib, whose index takes minutes to build")
    arguments = parser.parse_args()
    os.environ["OMP_WAIT_POLICY"] = "passive"
    import faiss

    runs = {"after ASE": compare(arguments, False), "before ASE": compare(arguments, True)}
    print(json.dumps({"faiss": faiss.__version__, "rows": arguments.rows, "queries": arguments.queries,
                      "threads": 1, "top": TOP,
                      "ours": {floats: {"first": first, "last": last} for floats, (first, last, _) in runs.items()},
                      "search": [row for _, _, rows in runs.values() for row in rows]}, indent=1))


if __name__ == "__main__":
    main()
