// Sparlet's model files: safetensors with a card (JSON) under the metadata key "sparlet".
#pragma once

#include "base/result.h"
#include "nn/model_info.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sparlet::nn {

/// What can be changed in a finished model without training; everything else in the card stays as it is.
struct CardChanges {
    std::optional<std::string> id;
    std::optional<int> inputSize; // 16..1024; small-image stems keep their own
    std::optional<bool> mirror;   // see ModelInfo
    std::optional<ExpansionDefaults> expansion;
    std::optional<ActivationRanges> activations;
    std::optional<std::vector<PrecisionCheck>> checks;
    std::string mergePatch;   // JSON object (RFC 7396) with further fields: data, recipe, scores, licence
    bool halfWeights = false; // store float32 weights as float16
    /// Store packed weights (compaction.h) as plain ones that any reader of safetensors understands, and all
    /// floats as float32, or float16 with halfWeights. What a model computes stays the same.
    bool plainWeights = false;
};

/// Writes `model` with a changed card to `out`, which may be the same file.
Status updateCard(const std::filesystem::path& model, const std::filesystem::path& out,
                  const CardChanges& changes);

} // namespace sparlet::nn
