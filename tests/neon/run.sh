#!/usr/bin/env bash
# Tests the kernels of 64-bit ARM on another machine: builds core/{base,image,codes,index} and their tests for aarch64
# and runs them under QEMU, once as a processor with NEON alone and once for each size of SVE.
#
#   tests/neon/run.sh FOLDER
#
# FOLDER gets a Debian 12 of its own (FOLDER/root, about 1.5 GB) with the cross compiler and QEMU, and is kept for
# the next time; nothing is installed on this machine. Wants root, debootstrap (package of that name) and a Debian
# mirror: $MIRROR, or http://deb.debian.org/debian. About a quarter of an hour the first time, minutes after that.
set -euo pipefail

packages=(g++-aarch64-linux-gnu cmake ninja-build pkg-config qemu-user-static
    libhwy-dev:arm64 zlib1g-dev:arm64 libgtest-dev:arm64 libgmock-dev:arm64
    libjpeg-dev:arm64 libpng-dev:arm64 libtiff-dev:arm64 libwebp-dev:arm64 libgif-dev:arm64)
# What QEMU is, and the kernels that must have run there.
processors=(
    'cortex-a72 NEON'
    'max,sve128=on,sve256=off,sve512=off SVE2_128'
    'max,sve256=on,sve512=off SVE_256'
    'max,sve512=on,sve1024=off SVE2'
    'max,sve2048=on SVE2'
)

fail() {
    echo "$1" >&2
    exit 1
}

[ "$#" -eq 1 ] || fail "usage: tests/neon/run.sh FOLDER"
[ "$(id -u)" -eq 0 ] || fail "Only root may make a system in a folder; start this with sudo."
mkdir -p "$1"
root="$(cd "$1" && pwd)/root"
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."

inside() {
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
        chroot "$root" "$@"
}

if [ ! -e "$root/installed" ]; then
    if [ ! -e "$root/usr/bin/apt-get" ]; then
        command -v debootstrap >/dev/null || fail "debootstrap is missing; on Debian: apt-get install debootstrap"
        rm -rf --one-file-system "$root"
        debootstrap --variant=minbase bookworm "$root" "${MIRROR:-http://deb.debian.org/debian}"
    fi
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    inside dpkg --add-architecture arm64
    inside apt-get -q update
    inside apt-get -q install -y --no-install-recommends "${packages[@]}"
    touch "$root/installed"
fi

# The files keep their times, so that only what changed is built again.
rm -rf "$root/sparlet"
mkdir "$root/sparlet"
tar -cf - core tests packaging/cmake | tar -xf - -C "$root/sparlet"
cp -p tests/neon/CMakeLists.txt "$root/sparlet/CMakeLists.txt"

inside env PKG_CONFIG_LIBDIR=/usr/lib/aarch64-linux-gnu/pkgconfig:/usr/share/pkgconfig \
    cmake -S /sparlet -B /build -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE=-O2 -DSPARLET_TEST_TIMEOUT=3000 \
    -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=aarch64 -DCMAKE_CXX_COMPILER=aarch64-linux-gnu-g++ \
    -DCMAKE_CROSSCOMPILING_EMULATOR=/usr/bin/qemu-aarch64-static
inside cmake --build /build
inside env QEMU_CPU="${processors[0]%% *}" ctest --test-dir /build --output-on-failure

echo "The kernels on other processors:"
for processor in "${processors[@]}"; do
    cpu="${processor%% *}" kernels="${processor##* }"
    for test in codes image; do
        inside env QEMU_CPU="$cpu" "/build/tests/core/$test/test_$test" --gtest_filter='*Target*' |
            tee "$root/tested" | grep -E '^\[ +(OK|FAILED) +\]' || true
        grep -q '^\[  PASSED  \]' "$root/tested" || fail "test_$test failed with QEMU_CPU=$cpu."
        grep -q "OK.*Targets.*/$kernels " "$root/tested" || fail "$kernels did not run with QEMU_CPU=$cpu."
    done
done
