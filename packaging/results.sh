#!/usr/bin/env bash
# Writes docs/results.md, docs/performance.md, models/README.md and the table in README.md from docs/runs and
# models; with --check it writes nothing and fails where one is out of date. `sparlet-results add` puts a measurement into docs/runs.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

case "${1:-}" in
    '') action="write" ;;
    --check) action="check" ;;
    *) echo "usage: packaging/results.sh [--check]" >&2; exit 2 ;;
esac

build="${SPARLET_BUILD:-build/release}"
[ -f "$build/build.ninja" ] || cmake --preset "$(basename -- "$build")"
cmake --build "$build" -j "$(packaging/build-jobs.sh)" --target sparlet-results >&2
exec "$build/packaging/tools/sparlet-results" --root . "$action"
