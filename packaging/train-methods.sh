#!/usr/bin/env bash
# Trains every method under one budget and measures it: the runs behind "One budget" in docs/results.md. What is
# already there is left alone and what was interrupted goes on, so that it can be stopped at any time.
set -euo pipefail
here="$PWD"
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
root="$PWD"

usage() {
    cat >&2 <<'TEXT'
usage: packaging/train-methods.sh TRAIN TEST FOLDER

TRAIN, TEST   CIFAR-10's training and test images, a sub-folder a class
FOLDER        keeps the models and runs
SEEDS         seeds of the ResNet18 rows (default: "1 2 3")
BACKBONES     default: "resnet18 mobilenet_v3_large mobilenet_v3_small"
METHODS       default: all six
SPARLET_BUILD build folder to use (default: build/release)
TEXT
    exit 2
}

[ "$#" -eq 3 ] || usage
train="$(cd "$here" && realpath -- "$1")"
test="$(cd "$here" && realpath -- "$2")"
mkdir -p -- "$(cd "$here" && realpath -m -- "$3")"
folder="$(cd "$here" && realpath -- "$3")"
seeds="${SEEDS:-1 2 3}"
backbones="${BACKBONES:-resnet18 mobilenet_v3_large mobilenet_v3_small}"
methods="${METHODS:-baseline mace spca dscf sparse hamlet}"
config="$root/docs/runs/configurations/cifar10-budget.json"
group="CIFAR-10 (JPEG), one budget"

build="${SPARLET_BUILD:-build/release}"
[ -f "$build/build.ninja" ] || cmake --preset "$(basename -- "$build")"
cmake --build "$build" -j "$(packaging/build-jobs.sh)" --target sparlet sparlet-results >&2
sparlet="$root/$build/app/cli/sparlet"
results="$root/$build/packaging/tools/sparlet-results"
commit="$(git rev-parse --short=12 HEAD 2>/dev/null || true)"

# one METHOD BACKBONE SEED [MODULES-LEFT-OUT]
one() {
    local method="$1" backbone="$2" seed="$3" without="${4:-}" name home model run
    name="$method-$backbone${without:+-no-${without//,/-}}-$seed"
    [ ! -f "docs/runs/one-budget-$name.json" ] || return 0
    home="$folder/$name"
    model="$folder/$name.safetensors"
    mkdir -p -- "$home" "$folder/cache"
    [ -e "$home/cache" ] || ln -s -- "$folder/cache" "$home/cache" # pictures are packed once for all
    run="$(find "$home/runs" -mindepth 1 -maxdepth 1 2>/dev/null | sort | tail -n 1 | xargs -r basename)" || true
    echo "$name" >&2
    if [ -n "$run" ] && [ ! -f "$model" ]; then
        "$sparlet" train --home "$home" --resume "$run"
    elif [ ! -f "$model" ]; then
        "$sparlet" train --home "$home" --data "$train" --side 32 --config "$config" --method "$method" \
            --backbone "$backbone" --seed "$seed" ${without:+--without "$without"} --out "$model"
    fi
    run="$(find "$home/runs" -mindepth 1 -maxdepth 1 | sort | tail -n 1 | xargs -r basename)"
    if [ "$method" = sparse ] && [ ! -f "$home/tuned" ]; then
        "$sparlet" model tune --home "$home" "$model" --data "$train" >&2
        touch -- "$home/tuned"
    fi
    "$results" add --name "one-budget-$name" --group "$group" --title "$name" --commit "$commit" \
        --training "$home/runs/$run/record.json" \
        --as "sparlet evaluate --model $name --data cifar10-test --protocol cifar10 --json" -- \
        "$sparlet" evaluate --home "$home" --quiet --model "$model" --data "$test" --protocol cifar10 --json
}

for seed in $seeds; do
    for method in $methods; do
        one "$method" resnet18 "$seed"
    done
    for part in lkd ase spq; do
        case " $methods " in *" sparse "*) one sparse resnet18 "$seed" "$part" ;; esac
    done
done
for backbone in $backbones; do
    [ "$backbone" != resnet18 ] || continue
    for method in $methods; do
        one "$method" "$backbone" "${seeds%% *}"
    done
done
