#!/bin/sh
# Runs libFuzzer programs in turn: tests/fuzz/run.sh BUILD SECONDS OUT [NAME…]. OUT/NAME.log has what libFuzzer said,
# OUT/NAME the corpus (which a later run goes on from), OUT/NAME.found what it found; a line each in OUT/summary.txt.
set -eu
build=$1 seconds=$2 out=$3
shift 3
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$out"
[ ! -w /dev/shm ] || export TMPDIR=/dev/shm # some write their input to a file
[ $# -gt 0 ] || set -- $(cd "$build/tests/fuzz" && find . -maxdepth 1 -type f -perm -u+x -name 'fuzz_*' | sed 's|^./fuzz_||' | sort)
status=0
for name in "$@"; do
    mkdir -p "$out/$name" "$out/$name.found"
    seeds=$here/seeds/$name
    [ -d "$seeds" ] || seeds=
    ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1 \
        SPARLET_FUZZ_CORPUS="$out/$name" nice -n 19 "$build/tests/fuzz/fuzz_$name" -max_total_time="$seconds" \
        -rss_limit_mb=4096 -timeout=25 -max_len=65536 -print_final_stats=1 -artifact_prefix="$out/$name.found/" \
        "$out/$name" $seeds >"$out/$name.log" 2>&1 || status=1
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$out/$name.log")
    covered=$(sed -n 's/.* ft: \([0-9]*\).*/\1/p' "$out/$name.log" | tail -n 1)
    findings=$(find "$out/$name.found" -type f | wc -l)
    echo "$name: ${runs:-0} executions in $seconds s, ${covered:-?} features, $findings findings" | tee -a "$out/summary.txt"
done
exit $status
