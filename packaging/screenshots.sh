#!/usr/bin/env bash
# Makes docs/screenshots from the program: indexes the demo pictures with the default model into a home of its own,
# and has sparlet-screenshots walk through the application without a display.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

packaging/install-packages.sh build run screenshots

build=build/release
[ -f "$build/build.ninja" ] || cmake --preset release
cmake --build "$build" -j "$(packaging/build-jobs.sh)" --target sparlet sparlet-screenshots >&2

home="$(mktemp -d)"
trap 'rm -rf -- "$home"' EXIT
export SPARLET_HOME="$home" QT_QPA_PLATFORM=offscreen
"$build/app/cli/sparlet" index /usr/share/tuxpaint/stamps --collection demo --quiet >/dev/null
mkdir -p docs/screenshots
"$build/app/gui/sparlet-screenshots" --home "$home" --collection demo --out docs/screenshots
ls docs/screenshots
