// SPQ's operator on a network's weights (SPARSE §3.4: uniform steps, 2 to 8 bits), a width a layer and a
// scale a channel, stored at nearly their entropy.
#pragma once

#include "base/result.h"
#include "nn/torch_internal.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace sparlet::nn {

/// What follows a tensor's name in a file where its weights are packed.
inline constexpr std::string_view kPackedSuffix = ".packed";

/// w ≈ scale[c]·step, with whole steps in ±(2^(bits−1) − 1) for the c-th slice of the first dimension.
struct QuantizedWeights {
    std::vector<std::int64_t> shape; // at least one dimension
    int bits = 8;                    // 2..8
    std::vector<float> scales;       // [shape[0]], > 0; float16 values
    std::vector<std::uint8_t> steps; // [product of shape], step + 128
};

/// Each channel's scale is the one that loses least (squared error, each weighted by `importance` where
/// given: of the tensor's shape, >= 0). `weight`: float32, at least one dimension.
QuantizedWeights quantizeWeights(const at::Tensor& weight, int bits, const at::Tensor& importance = {});

/// `weight` with all but its largest `density` share set to 0: ASE's operator (weight_threshold_internal.h)
/// without its shrinking, which only training can make up for. 1: as it is.
at::Tensor thinned(const at::Tensor& weight, double density);

/// float32 of `shape`.
at::Tensor dequantized(const QuantizedWeights& weights);
/// The same to where [product of shape] numbers have room; no tensor is touched, so any thread will do.
void dequantizeTo(const QuantizedWeights& weights, float* to);

/// Layout, little endian: version (u8, 1), bits (u8), dimensions (u8), 0 (u8), shape (u32 each), scales
/// (float16 each), the entropy-coded steps (entropy_coding_internal.h).
std::vector<std::byte> packWeights(const QuantizedWeights& weights);

/// Corrupt where the bytes are not such a tensor; memory use follows `mostElements` at most.
Result<QuantizedWeights> unpackWeights(std::span<const std::byte> bytes, std::int64_t mostElements);

} // namespace sparlet::nn
