"""Indexes a folder in which nothing changed, in turns with `find`, which asks the system for the size and the time of the
same files and does nothing else. Prints one JSON object for `sparlet-results add`.

usage: reindex.py SPARLET FOLDER COLLECTION HOME [--rounds N]
"""

import argparse
import json
import statistics
import subprocess
import time


def seconds_of(command):
    start = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return time.perf_counter() - start, done.stdout


def spread(values):
    lower, median, upper = statistics.quantiles(values, n=4, method="inclusive")
    return {"median": median, "lower": lower, "upper": upper}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sparlet")
    parser.add_argument("folder")
    parser.add_argument("collection")
    parser.add_argument("home")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    find = ["find", arguments.folder, "-type", "f", "-printf", "%s %T@ %p\n"]
    index = [arguments.sparlet, "index", arguments.folder, "--collection", arguments.collection, "--home",
             arguments.home, "--quiet", "--json"]
    times = {"find": [], "index": []}
    for turn in range(arguments.rounds + 1):
        found, _ = seconds_of(find)
        indexed, out = seconds_of(index)
        report = json.loads(out)
        if report["indexed"] or report["removed"] or report["failed"]:
            raise SystemExit("The folder is not as it was indexed: " + json.dumps(report))
        if turn:  # the first round warms the system's caches
            times["find"].append(found)
            times["index"].append(indexed)
    print(json.dumps({
        "reindex": [{"pictures": report["unchanged"], "rounds": arguments.rounds,
                     "find_seconds": spread(times["find"]), "index_seconds": spread(times["index"]),
                     "index_by_find": statistics.median(times["index"]) / statistics.median(times["find"])}]}, indent=1))


if __name__ == "__main__":
    main()
