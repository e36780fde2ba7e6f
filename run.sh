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

pictures=/usr/share/tuxpaint/stamps
if [ ! -d "$pictures" ]; then
    echo "The demo pictures are not in $pictures; install the package tuxpaint-stamps-default." >&2
    exit 1
fi
picture="$pictures/animals/birds/penguin.png"
index=(index "$pictures" --collection demo)
# The demo of an earlier Sparlet, whose model has changed since, cannot be asked any more.
if "$sparlet" query --collection demo --image "$picture" --top 1 2>&1 >/dev/null | grep -q -e --reindex; then
    index+=(--reindex)
fi
if [ "$mode" = auto ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    "$sparlet" "${index[@]}"
    exec "$gui" --collection demo
fi

# The same journey on the command line: index, ask by picture, ask by text, look at a code.
step() { printf '\n\033[1m$ sparlet %s\033[0m\n' "$*"; "$sparlet" "$@"; }
step "${index[@]}"
step query --collection demo --image "$picture" --iqe 2 --top 8
step query --collection demo --text "a penguin" --top 8
step inspect --collection demo --path "$picture"
