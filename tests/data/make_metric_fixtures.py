#!/usr/bin/env python3
"""Writes metric_fixtures.json: random rankings with many ties, and what others make of them.

    python tests/data/make_metric_fixtures.py > tests/data/metric_fixtures.json

- ap, precision_recall: scikit-learn's average_precision_score and precision_recall_curve on the ranking with its
  ties broken by gallery order (scikit-learn itself takes tied scores as one step, which is another convention).
- revisited_ap, revisited_p: the rule of the revisited Oxford and Paris benchmarks, written down once more from the
  published program (github.com/filipradenovic/revisitop, python/evaluate.py: compute_ap and compute_map), which works
  with positions of relevant and junk images where Sparlet takes junk out of the ranking.
- tau: scipy.stats.kendalltau of the two tie-broken rankings.

Everything comes from one seed; the versions are in the file.
"""
import json
import platform
import sys

import numpy
import scipy
import scipy.stats
import sklearn
from sklearn.metrics import average_precision_score, precision_recall_curve

RECALLS = 101
KAPPAS = (1, 5, 10)


def tie_broken(scores):
    """Item numbers by falling score, equal scores in gallery order."""
    return sorted(range(len(scores)), key=lambda i: (-scores[i], i))


def published_ap(positions, count):
    """compute_ap of the published program: positions of relevant items from 0, junk already discounted."""
    ap = 0.0
    for j, rank in enumerate(positions):
        before = 1.0 if rank == 0 else j / rank
        after = (j + 1) / (rank + 1)
        ap += (before + after) / (2.0 * count)
    return ap


def revisited(order, right, junk):
    positions = [place for place, item in enumerate(order) if item in right]
    junk_positions = [place for place, item in enumerate(order) if item in junk]
    positions = [p - sum(1 for j in junk_positions if j < p) for p in positions]
    if not positions:
        return 0.0, [0.0 for _ in KAPPAS]
    precisions = []
    for kappa in KAPPAS:
        among = min(max(positions) + 1, kappa)
        precisions.append(sum(1 for p in positions if p + 1 <= among) / among)
    return published_ap(positions, len(right)), precisions


def interpolated(relevant):
    """Greatest precision at any recall not below each of the recalls, of scikit-learn's curve."""
    scores = -numpy.arange(len(relevant), dtype=float)
    precision, recall, _ = precision_recall_curve(relevant, scores)
    precision, recall = precision[:-1], recall[:-1]  # without the point that scikit-learn puts at recall 0
    out = []
    for step in range(RECALLS):
        at_least = recall >= step / (RECALLS - 1) - 1e-12
        out.append(float(precision[at_least].max()))
    return out


def case(random):
    size = int(random.integers(2, 90))
    levels = int(random.integers(1, 12))
    scores = random.integers(0, levels, size).astype(float) / 8  # exact in 32 bits, many equal
    other = random.integers(0, levels, size).astype(float) / 8
    relevant = random.random(size) < random.uniform(0.05, 0.6)
    relevant[int(random.integers(0, size))] = True
    junk = {i for i in range(size) if not relevant[i] and random.random() < 0.3}
    order, other_order = tie_broken(scores), tie_broken(other)
    in_order = [bool(relevant[i]) for i in order]
    falling = -numpy.arange(size, dtype=float)
    ap, precisions = revisited(order, {i for i in range(size) if relevant[i]}, junk)
    places = numpy.argsort(order)
    return {
        "scores": scores.tolist(),
        "other_scores": other.tolist(),
        "relevant": [int(i) for i in range(size) if relevant[i]],
        "junk": sorted(junk),
        "ap": float(average_precision_score(in_order, falling)),
        "precision_recall": interpolated(in_order),
        "revisited_ap": ap,
        "revisited_p": precisions,
        "tau": float(scipy.stats.kendalltau(places, numpy.argsort(other_order)).statistic),
    }


def main():
    random = numpy.random.default_rng(20261122)
    fixtures = {
        "made_by": "tests/data/make_metric_fixtures.py",
        "versions": {
            "python": platform.python_version(),
            "numpy": numpy.__version__,
            "scipy": scipy.__version__,
            "scikit-learn": sklearn.__version__,
        },
        "cases": [case(random) for _ in range(60)],
    }
    json.dump(fixtures, sys.stdout, separators=(",", ":"))
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
