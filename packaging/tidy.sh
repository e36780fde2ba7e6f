#!/usr/bin/env bash
# Runs clang-tidy with .clang-tidy's checks: packaging/tidy.sh [BUILD [FILE...]]. BUILD is a build folder in which
# every source is compiled alone (default build/tidy, configured when it is missing); without files, every source
# of the project is read.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

build="${1:-build/tidy}"
[ "$#" -eq 0 ] || shift
if [ ! -f "$build/compile_commands.json" ]; then
    cmake --preset dev -B "$build" -DCMAKE_UNITY_BUILD=OFF >&2
fi
if grep -q '/Unity/' "$build/compile_commands.json"; then
    echo "$build compiles sources together; configure it with -DCMAKE_UNITY_BUILD=OFF" >&2
    exit 1
fi
if ! command -v clang-tidy >/dev/null; then
    echo "clang-tidy is not installed; on Debian: apt-get install clang-tidy" >&2
    exit 1
fi

files=("$@")
if [ "${#files[@]}" -eq 0 ]; then
    mapfile -d '' files < <(find core ui app tests packaging -name '*.cpp' -print0 | sort -z)
fi
# GCC's own flags mean nothing to clang, and precompiled headers of GCC cannot be read by it.
printf '%s\0' "${files[@]}" |
    xargs -0 -n 1 -P "$(nproc)" clang-tidy --quiet -p "$build" \
        --extra-arg=-Wno-unknown-warning-option --extra-arg=-Wno-ignored-optimization-argument
