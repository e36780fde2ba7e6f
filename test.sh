#!/usr/bin/env bash
# Installs what is missing, builds Sparlet with its tests, and runs them; see usage() below.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"

usage() {
    cat <<'TEXT'
usage: ./test.sh [--asan | --tsan] [--quick] [CTEST-ARGUMENT...]

Installs missing packages (Debian 12, as root or with sudo), builds build/dev and runs every test.

  --asan   in build/asan, under the address and undefined-behaviour sanitizers
  --tsan   in build/tsan, under the thread sanitizer
  --quick  without the tests labelled "slow" (training runs, kill-and-resume, real data)

Other arguments go to ctest, for instance: ./test.sh -R codes
TEXT
}

preset=dev
select=()
while [ "$#" -gt 0 ]; do
    case "$1" in
        -h | --help) usage; exit 0 ;;
        --asan) preset=asan ;;
        --tsan) preset=tsan ;;
        --quick) select=(-LE slow) ;;
        *) break ;;
    esac
    shift
done

packaging/install-packages.sh build run test

build="build/$preset"
jobs="$(packaging/build-jobs.sh)"
[ -f "$build/build.ninja" ] || cmake --preset "$preset"
cmake --build "$build" -j "$jobs"

log="$build/test-output.txt"
status=0
QT_QPA_PLATFORM="${QT_QPA_PLATFORM:-offscreen}" \
    ctest --test-dir "$build" --output-on-failure -j "$(nproc)" --no-tests=error \
    "${select[@]}" "$@" 2>&1 </dev/null | tee "$log" || status=$?

passed="$(grep -cE '^ *[0-9]+/[0-9]+ Test +#[0-9]+:.* Passed ' "$log" || true)"
skipped="$(grep -cE '^ *[0-9]+/[0-9]+ Test +#[0-9]+:.*\*\*\*(Skipped|Not Run \(Disabled\))' "$log" || true)"
total="$(grep -cE '^ *[0-9]+/[0-9]+ Test +#[0-9]+:' "$log" || true)"
echo "$passed passed, $skipped skipped, $((total - passed - skipped)) failed"
exit "$status"
