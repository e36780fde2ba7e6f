#!/bin/sh
# The long version of the tests under faults: 200 kills and more, other moments with SPARLET_KILL_SEED.
# tests/system/long.sh BUILD
set -eu
build=$1
export SPARLET_KILLS="${SPARLET_KILLS:-34}" SPARLET_FAULTS_EACH="${SPARLET_FAULTS_EACH:-12}"
status=0
for test in nothing_lost write_errors two_processes; do
    "$build/tests/system/test_$test" || status=1
done
exit $status
