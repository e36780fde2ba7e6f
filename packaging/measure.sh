#!/usr/bin/env bash
# Takes the measurements behind the documents' tables and keeps them in docs/runs; packaging/results.sh then
# writes the tables. Wants an idle machine.
set -euo pipefail
here="$PWD"
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
root="$PWD"

usage() {
    cat >&2 <<'TEXT'
usage: packaging/measure.sh photographs DIR        half of Caltech-101, a sub-folder a class; every shipped model
       packaging/measure.sh cifar10 DIR MODEL...   CIFAR-10 test images, a sub-folder a class; ids or files
       packaging/measure.sh sweep DIR MODEL...     the photographs at other densities and bits of the codes
       packaging/measure.sh networks DIR TRAIN FOLDER
                                                   CIFAR-10 test and training images: every method on every backbone is
                                                   trained briefly, unless FOLDER has it, and measured in each arithmetic
                                                   and as a compact file of 5 bits a weight
       packaging/measure.sh parts DIR NETWORK WHOLE PRUNED QUANTISED BOTH
                                                   the photographs with ASE and SPQ, each apart: NETWORK is what the
                                                   table is called, the others are one model's files, made with
                                                   train --init WHOLE --prune, --budget, and both

SPARLET_BUILD   build folder to use (default: build/release)
TEXT
    exit 2
}

[ "$#" -ge 2 ] || usage
what="$1"
data="$(cd "$here" && realpath -- "$2")"
shift 2

build="${SPARLET_BUILD:-build/release}"
[ -f "$build/build.ninja" ] || cmake --preset "$(basename -- "$build")"
cmake --build "$build" -j "$(packaging/build-jobs.sh)" --target sparlet sparlet-results >&2
sparlet="$root/$build/app/cli/sparlet"
results="$root/$build/packaging/tools/sparlet-results"
commit="$(git rev-parse --short=12 HEAD 2>/dev/null || true)"
home="$(mktemp -d)"
trap 'rm -rf -- "$home"' EXIT
export SPARLET_HOME="$home"

# keep NAME GROUP TITLE SHOWN-COMMAND COMMAND...: the shown command is what a reader types.
keep() {
    local name="$1" group="$2" title="$3" shown="$4"
    shift 4
    echo "$shown" >&2
    "$results" add --name "$name" --group "$group" --title "$title" --as "$shown" --commit "$commit" -- "$@"
}

# evaluate GROUP PREFIX PROTOCOL SHOWN-DATA MODEL: as stored with the model's IQE, without it, and the floats.
evaluate() {
    local group="$1" prefix="$2" protocol="$3" shown="$4" model="$5" id
    id="$(basename -- "$model" .safetensors)"
    local base="sparlet evaluate --model $id --data $shown --protocol $protocol"
    local run=("$sparlet" evaluate --quiet --model "$model" --data "$data" --protocol "$protocol" --json)
    keep "$prefix-$id" "$group" "$id, stored codes, IQE" "$base --json" "${run[@]}"
    keep "$prefix-$id-no-iqe" "$group" "$id, stored codes, no IQE" "$base --iqe 0 --no-timing --json" \
        "${run[@]}" --iqe 0 --no-timing
    keep "$prefix-$id-float" "$group" "$id, float embedding, no IQE" "$base --float --iqe 0 --no-timing --json" \
        "${run[@]}" --float --iqe 0 --no-timing
}

photographs="Caltech-101, half (4,958 photographs, never trained on)"
case "$what" in
    photographs)
        group="$photographs"
        for file in models/*.safetensors; do
            evaluate "$group" photographs folder caltech101-half "$(basename -- "$file" .safetensors)"
        done
        group="Indexing and searching"
        for time in first again; do
            title="index, default model"
            [ "$time" = first ] || title="index again, nothing changed"
            keep "index-$time" "$group" "$title" "sparlet index caltech101-half --collection c --json" \
                "$sparlet" index --quiet "$data" --collection c --json
        done
        ;;
    cifar10)
        [ "$#" -gt 0 ] || usage
        for model in "$@"; do
            case "$model" in */*) model="$(cd "$here" && realpath -- "$model")" ;; esac
            evaluate "CIFAR-10 (JPEG)" cifar10 cifar10 cifar10-test "$model"
        done
        ;;
    sweep)
        [ "$#" -gt 0 ] || usage
        for model in "$@"; do
            id="$(basename -- "$model" .safetensors)"
            for setting in "density 0.05" "density 0.1" "density 0.2" "density 0.35" "density 0.7" "density 1" \
                "bits 2" "bits 3" "bits 5" "bits 6" "bits 8"; do
                read -r name value <<<"$setting"
                command="sparlet evaluate --model $id --data caltech101-half --protocol folder --$name $value"
                keep "photographs-$id-$name-$value" "$photographs" "$id, stored codes, IQE, $name $value" \
                    "$command --no-timing --json" \
                    "$sparlet" evaluate --quiet --model "$model" --data "$data" --protocol folder \
                    "--$name" "$value" --no-timing --json
            done
        done
        ;;
    networks)
        [ "$#" = 2 ] || usage
        train="$(cd "$here" && realpath -- "$1")"
        folder="$(cd "$here" && realpath -m -- "$2")"
        mkdir -p -- "$folder"
        for backbone in resnet18 mobilenet_v3_small mobilenet_v3_large; do
            for method in baseline mace spca dscf sparse hamlet; do
                id="$method-$backbone"
                model="$folder/$id.safetensors"
                start=()
                [ "$backbone" != resnet18 ] || start=(--init models/sparse-resnet18-general.safetensors)
                if [ ! -f "$model" ]; then
                    "$sparlet" train --quiet "${start[@]}" --data "$train" --side 32 --method "$method" --backbone "$backbone" \
                        --config docs/runs/configurations/cifar10-brief.json --seed 1 --out "$model"
                fi
                title="$("$sparlet" model info "$model" --json | sed -n 's/^  "title": "\(.*\)",$/\1/p')"
                budget="$(($(stat -c %s -- "$model") * 5 / 32))"
                on=(--quiet --data "$data" --sample 500)
                shown="--data cifar10-test --sample 500"
                keep "networks-$id-arithmetic" "Every method, faster and smaller" "$title" \
                    "sparlet model calibrate $id $shown --dry-run --json" \
                    "$sparlet" model calibrate "$model" "${on[@]}" --dry-run --json
                keep "networks-$id-compact" "Every method, faster and smaller" "$title" \
                    "sparlet model export $id --budget $budget $shown --out small --json" \
                    "$sparlet" model export "$model" --budget "$budget" "${on[@]}" \
                    --out "$home/small.safetensors" --json
                rm -f -- "$home/small.safetensors"
            done
        done
        ;;
    parts)
        [ "$#" = 5 ] || usage
        network="$1" whole="$2" pruned="$3" quantised="$4" both="$5"
        group="SPARSE's parts, each apart: $network"
        # part NUMBER TITLE SHOWN-MODEL FILE OPTION...
        part() {
            local number="$1" title="$2" shown="$3" file
            file="$(cd "$here" && realpath -- "$4")"
            shift 4
            keep "parts-$(tr '[:upper:] ' '[:lower:]-' <<<"$network")-$number" "$group" "$title" \
                "sparlet evaluate --model $shown --data caltech101-half --protocol folder $* --json" \
                "$sparlet" evaluate --quiet --model "$file" --data "$data" --protocol folder "$@" --json
        }
        floats=(--float --iqe 0 --precision fp32)
        part 0 "none of them" whole "$whole" "${floats[@]}"
        part 1 "ASE on features (8 bits a value)" whole "$whole" --bits 8 --iqe 0 --precision fp32
        part 2 "SPQ on features (all values)" whole "$whole" --density 1 --iqe 0 --precision fp32
        part 3 "ASE and SPQ on features" whole "$whole" --iqe 0 --precision fp32
        part 4 "ASE on weights (whole channels)" pruned "$pruned" "${floats[@]}"
        part 5 "SPQ on weights" quantised "$quantised" "${floats[@]}"
        part 6 "SPQ on weights and activations" quantised "$quantised" --float --iqe 0 --precision int8
        part 7 "ASE and SPQ on weights" both "$both" "${floats[@]}"
        part 8 "all four" both "$both" --iqe 0
        part 9 "all four, and IQE" both "$both"
        ;;
    *) usage ;;
esac
