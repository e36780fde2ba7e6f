#!/usr/bin/env bash
# Prints how many compilers to run at once: the machine's cores, at 1.5 GB of free memory each (what a file
# that includes LibTorch takes), at least one.
set -eu
cores="$(nproc)"
free_kb="$(sed -n 's/^MemAvailable: *\([0-9]*\).*/\1/p' /proc/meminfo)"
jobs=$((${free_kb:-1500000} / 1500000))
[ "$jobs" -lt "$cores" ] || jobs="$cores"
[ "$jobs" -ge 1 ] || jobs=1
echo "$jobs"
