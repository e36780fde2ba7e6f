// Retrieval metrics, with their convention stated where they are defined.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sparlet::eval {

/// AP = (sum of precision@k over the ranks k of relevant items) / (number of relevant items), over the full
/// ranking, no interpolation. `relevant` is in rank order, 0 or not. 0 where nothing is relevant.
double averagePrecision(std::span<const std::uint8_t> relevant);

/// Share of relevant items in the first k; a ranking shorter than k counts the missing ranks as wrong.
/// 0 for k = 0.
double precisionAt(std::span<const std::uint8_t> relevant, std::size_t k);

/// Indices by falling score; equal scores (0 and −0 are equal) keep gallery order; NaN comes last. At most
/// 2^32 − 1 scores.
std::vector<std::uint32_t> rank(std::span<const float> scores);

} // namespace sparlet::eval
