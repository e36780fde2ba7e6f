// What follows the maps of a finished network on the CPU, in plain loops over one picture after the other.
// For vectors this short LibTorch's calls cost many times what they compute, and their sums depend on how
// many pictures go together.
#pragma once

#include "nn/ase_internal.h"
#include "nn/heads_internal.h"
#include "nn/method_internal.h"

#include <cstdint>
#include <vector>

namespace sparlet::nn {

/// [B, C, H, W] float32 on the CPU to [B, C]: means over the places.
at::Tensor meansOfPlaces(const at::Tensor& map);

/// What the layer makes of maps on the CPU, [B, F] float32.
at::Tensor pyramidFeatures(const PyramidPoolingImpl& layer, const Taps& maps);

/// EmbeddingHead of finished weights, with BatchNorm merged into its weights, and ASE. Its copies of the
/// weights never change.
class InferenceHead {
public:
    /// `ase`: nullptr without.
    InferenceHead(const EmbeddingHeadImpl& embedding, const SparseEncoderImpl* ase);

    /// `embedding`, `sparse`, `threshold` and `density` of features [B, F] float32. A row that is not finite
    /// gives rows that are not. Thread-safe.
    MethodOutput forward(const at::Tensor& features) const;

private:
    struct Density {                                // of ASE: λ(x) = 0.1 + 0.85·σ(out·relu(hidden·x))
        std::vector<float> hidden, hiddenBias, out; // hidden: [D, 32]
        float outBias = 0;
    };

    float density(const float* x) const;

    std::int64_t dimensions_;
    at::Tensor weight_, bias_;
    bool sparse_;
    Density ase_;
};

} // namespace sparlet::nn
