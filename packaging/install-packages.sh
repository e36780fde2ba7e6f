#!/usr/bin/env bash
# Installs the Debian packages of the groups named (build, run, test, screenshots) that are not there yet.
# Does nothing, quickly, where all are. SPARLET_SKIP_INSTALL=1 leaves the machine as it is.
set -euo pipefail

[ "$#" -gt 0 ] || { echo "usage: install-packages.sh GROUP..." >&2; exit 2; }
[ "${SPARLET_SKIP_INSTALL:-0}" != 1 ] || exit 0

list="$(dirname -- "${BASH_SOURCE[0]}")/packages-debian.txt"

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    echo "Packages cannot be installed here, as this system has no apt-get. Install what $list names by" \
         "your own means, then start again with SPARLET_SKIP_INSTALL=1." >&2
    exit 1
fi

wanted=()
while read -r name group _; do
    case "$name" in '' | '#'*) continue ;; esac
    for asked in "$@"; do
        [ "$group" != "$asked" ] || wanted+=("$name")
    done
done <"$list"

declare -A installed=()
while read -r name state; do
    [ "$state" != installed ] || installed["$name"]=1
done <<<"$(dpkg-query -W -f '${Package} ${db:Status-Status}\n')"

missing=()
for name in "${wanted[@]}"; do
    [ -n "${installed["$name"]:-}" ] || missing+=("$name")
done
[ "${#missing[@]}" -gt 0 ] || exit 0

root=()
if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        root=(sudo)
    else
        echo "These packages are missing and only root may install them:" >&2
        echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
        exit 1
    fi
fi

apt() {
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
        "$@" </dev/null
}

# Lists are refreshed only where they are absent or too old to serve.
hasCandidates() {
    local name
    for name in "${missing[@]}"; do
        [ -n "$(apt-cache show --no-all-versions "$name" 2>/dev/null | head -n 1)" ] || return 1
    done
}

echo "Installing ${#missing[@]} packages: ${missing[*]}" >&2
refreshed=no
if ! hasCandidates; then
    apt update >&2
    refreshed=yes
fi
if ! apt install -y --no-install-recommends "${missing[@]}" >&2; then
    if [ "$refreshed" = yes ]; then
        echo "The packages could not be installed; apt-get's message above says why." >&2
        exit 1
    fi
    apt update >&2
    apt install -y --no-install-recommends "${missing[@]}" >&2
fi
