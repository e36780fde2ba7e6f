#!/usr/bin/env bash
# Trains every method under one budget and measures it: the runs behind "One budget" in docs/results.md. What is
# already there is left alone and what was interrupted goes on, so that it can be stopped at any time.
set -euo pipefail
here="$PWD"
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

usage() {
    cat >&2 <<'TEXT'
usage: packaging/train-methods.sh TRAIN TEST FOLDER

TRAIN, TEST   CIFAR-10's training and test images, a sub-folder a class
FOLDER        keeps the models and runs
SEEDS         seeds of the ResNet18 rows (default: "1 2 3"); other backbones have the first
BACKBONES     default: "resnet18 mobilenet_v3_small", those with a shipped model to start from
JOBS          runs at a time, each on its share of the processors (default: 2)
SPARLET_BUILD build folder to use (default: build/release)
TEXT
    exit 2
}

# one METHOD BACKBONE SEED VARIANT: trains, tunes IQE where the method has it, and measures.
one() {
    local method="$1" backbone="$2" seed="$3" variant="$4" name home model run start
    local -a options=()
    case "$variant" in
        full) ;;
        no-*) options=(--without "${variant#no-}") ;;
        ase-on-weights) options=(--without ase --set weight_density=0.5) ;;
        ase-on-both) options=(--set weight_density=0.5) ;;
    esac
    name="$method-$backbone${variant:+-$variant}-$seed"
    name="${name/-full-/-}"
    [ ! -f "docs/runs/one-budget-$name.json" ] || return 0
    home="$folder/$name"
    model="$folder/$name.safetensors"
    mkdir -p -- "$home"
    [ -e "$home/cache" ] || ln -s -- "$folder/cache" "$home/cache" # pictures are packed once for all
    run="$(find "$home/runs" -mindepth 1 -maxdepth 1 2>/dev/null | sort | tail -n 1 | xargs -r basename)" || true
    case "$backbone" in
        resnet18) start=models/sparse-resnet18-general.safetensors ;;
        mobilenet_v3_small) start=models/sparse-mobilenetv3-small-general.safetensors ;;
        *) start="" ;;
    esac
    echo "$name" >&2
    if [ ! -f "$model" ] && [ -n "$run" ]; then
        "$sparlet" train --home "$home" --quiet --threads "$threads" --resume "$run" >&2
    elif [ ! -f "$model" ]; then
        "$sparlet" train --home "$home" --quiet --threads "$threads" --data "$train" --side 64 --config "$config" \
            --method "$method" --backbone "$backbone" --seed "$seed" ${start:+--init "$start"} "${options[@]}" \
            --out "$model" >&2
    fi
    run="$(find "$home/runs" -mindepth 1 -maxdepth 1 | sort | tail -n 1 | xargs -r basename)"
    if [ "$method" = sparse ] && [ ! -f "$home/tuned" ]; then
        "$sparlet" model tune --home "$home" --quiet --threads "$threads" "$model" --data "$train" --sample 3000 >&2
        touch -- "$home/tuned"
    fi
    "$results" add --name "one-budget-$name" --group "CIFAR-10 (JPEG), one budget" --title "$name" \
        --commit "$commit" --training "$home/runs/$run/record.json" \
        --as "sparlet evaluate --model $name --data cifar10-test --protocol cifar10 --no-timing --json" -- \
        "$sparlet" evaluate --home "$home" --quiet --threads "$threads" --model "$model" --data "$test" \
        --protocol cifar10 --no-timing --json
}

# Names a run a line, what is wanted most first.
runs() {
    local seed method backbone variant
    for seed in $seeds; do
        for method in baseline mace spca dscf sparse hamlet; do
            echo "$method resnet18 $seed full"
        done
        for backbone in $backbones; do
            [ "$seed" = "${seeds%% *}" ] && [ "$backbone" != resnet18 ] || continue
            for method in baseline mace spca dscf sparse hamlet; do
                echo "$method $backbone $seed full"
            done
        done
        for variant in no-lkd no-ase no-spq ase-on-weights ase-on-both; do
            echo "sparse resnet18 $seed $variant"
        done
    done
}

if [ "${1:-}" = --one ]; then
    shift
    one "$@"
    exit
fi
[ "$#" -eq 3 ] || usage
train="$(cd "$here" && realpath -- "$1")"
test="$(cd "$here" && realpath -- "$2")"
folder="$(cd "$here" && realpath -m -- "$3")"
seeds="${SEEDS:-1 2 3}"
backbones="${BACKBONES:-resnet18 mobilenet_v3_small}"
jobs="${JOBS:-2}"
threads="$(($(nproc) / jobs))"
[ "$threads" -ge 1 ] || threads=1
config="docs/runs/configurations/cifar10-budget.json"
build="${SPARLET_BUILD:-build/release}"
[ -f "$build/build.ninja" ] || cmake --preset "$(basename -- "$build")"
cmake --build "$build" -j "$(packaging/build-jobs.sh)" --target sparlet sparlet-results >&2
sparlet="$build/app/cli/sparlet"
results="$build/packaging/tools/sparlet-results"
commit="$(git rev-parse --short=12 HEAD 2>/dev/null || true)"
mkdir -p -- "$folder/cache"
export train test folder config sparlet results commit threads
runs | xargs -P "$jobs" -L 1 "$0" --one
