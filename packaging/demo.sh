#!/usr/bin/env bash
# Indexes the pictures of the package tuxpaint-stamps-default as the collection "demo"; with --journey it is then asked
# by picture and by text, and a code is looked at.
# usage: packaging/demo.sh SPARLET [--journey]
set -euo pipefail

sparlet="$1"
pictures=/usr/share/tuxpaint/stamps
picture="$pictures/animals/birds/penguin.png"
if [ ! -d "$pictures" ]; then
    echo "The demo pictures are not in $pictures; install the package tuxpaint-stamps-default." >&2
    exit 1
fi

step() { printf '\n\033[1m$ sparlet %s\033[0m\n' "$*"; "$sparlet" "$@"; }

# The demo of an earlier Sparlet, whose model has changed since, cannot be asked any more.
again=()
answer="$("$sparlet" query --collection demo --image "$picture" --top 1 2>&1 || true)"
case "$answer" in *--reindex*) again=(--reindex) ;; esac
step index "$pictures" --collection demo "${again[@]}"
[ "${2:-}" = --journey ] || exit 0
step query --collection demo --image "$picture" --iqe 2 --top 8
step query --collection demo --text "a penguin" --top 8
step inspect --collection demo --path "$picture"
