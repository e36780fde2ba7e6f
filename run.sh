#!/usr/bin/env bash
# Installs what is missing, builds Sparlet, and opens it on a demo collection; see usage() below.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"

usage() {
    cat <<'TEXT'
usage: ./run.sh [--cli | --build | --help] [ARGUMENT...]

Installs missing packages (Debian 12, as root or with sudo), builds build/release, indexes the pictures of
the package tuxpaint-stamps-default as the collection "demo", and opens the application on it. Without a
display the same journey is made on the command line.

  --cli       make the journey on the command line even where there is a display
  --build     stop after building
  ARGUMENT... handed to sparlet-gui instead of opening the demo

SPARLET_HOME           where collections are stored (default: the XDG data directory, ~/.local/share/sparlet)
SPARLET_SKIP_INSTALL=1 install no packages
TEXT
}

mode=auto
case "${1:-}" in
    -h | --help) usage; exit 0 ;;
    --cli) mode=cli; shift ;;
    --build) mode=build; shift ;;
esac

packaging/install-packages.sh build run

build=build/release
[ -f "$build/build.ninja" ] || cmake --preset release
cmake --build "$build" -j "$(packaging/build-jobs.sh)" --target sparlet sparlet-gui
[ "$mode" != build ] || exit 0

sparlet="$PWD/$build/app/cli/sparlet"
gui="$PWD/$build/app/gui/sparlet-gui"
if [ "$mode" = auto ] && [ "$#" -gt 0 ]; then
    exec "$gui" "$@"
fi

if [ "$mode" = auto ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    packaging/demo.sh "$sparlet"
    exec "$gui" --collection demo
fi
packaging/demo.sh "$sparlet" --journey
