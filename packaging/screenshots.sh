#!/usr/bin/env bash
# Makes docs/screenshots from the program: indexes the demo pictures with the default model into a home of its own,
# and has sparlet-screenshots (tests/ui/screenshots) walk through the application without a display.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

packaging/install-packages.sh build run test screenshots

build=build/dev
[ -f "$build/build.ninja" ] || cmake --preset dev
cmake --build "$build" -j "$(packaging/build-jobs.sh)" --target sparlet sparlet-screenshots >&2

work="$(mktemp -d)"
trap 'rm -rf -- "$work"' EXIT
export SPARLET_HOME="$work/home" QT_QPA_PLATFORM=offscreen
stamps=/usr/share/tuxpaint/stamps
"$build/app/cli/sparlet" index "$stamps" --collection demo --quiet >/dev/null
for model in sparse-mobilenetv3-small-general sparse-resnet18-general; do
    "$build/app/cli/sparlet" evaluate --model "$model" --data "$stamps" --protocol folder --keep --quiet >/dev/null
done
mkdir -p docs/screenshots

# keep NAME VIEW APPEARANCE: one view of the window as docs/screenshots/NAME.png.
keep() {
    "$build/tests/ui/screenshots/sparlet-screenshots" --home "$SPARLET_HOME" --collection demo --row 310 \
        --appearance "$3" --only "$2" --out "$work"
    mv -- "$work/$2.png" "docs/screenshots/$1.png"
}
keep explore-dark results dark
keep codes-light codes light
keep evaluate-dark evaluate dark
keep tradeoff-light tradeoff light
keep publish-dark publish dark
ls docs/screenshots
