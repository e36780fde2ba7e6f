#!/usr/bin/env bash
# Formats every C++ file of the project with .clang-format; with --check it changes nothing and fails where a
# file would change. Wants clang-format 14 (Debian 12): other versions break lines otherwise.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

tool="$(command -v clang-format-14 || command -v clang-format || true)"
if [ -z "$tool" ] || ! "$tool" --version | grep -q 'version 14\.'; then
    echo "clang-format 14 is not installed; on Debian 12: apt-get install clang-format" >&2
    exit 1
fi

mapfile -d '' files < <(find core ui app tests packaging \( -name '*.h' -o -name '*.cpp' \) -print0)
case "${1:-}" in
    '') "$tool" -i "${files[@]}" ;;
    --check) "$tool" --dry-run --Werror "${files[@]}" ;;
    *) echo "usage: packaging/format.sh [--check]" >&2; exit 2 ;;
esac
