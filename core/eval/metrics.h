// Retrieval metrics, with their convention stated where they are defined.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sparlet::eval {

/// AP = (sum of precision@k over the ranks k of relevant items) / (number of relevant items), over the full
/// ranking, no interpolation. `relevant` is in rank order. 0 where nothing is relevant.
double averagePrecision(std::span<const std::uint8_t> relevant);

/// Share of relevant items in the first k; a ranking shorter than k counts the missing ranks as wrong.
double precisionAt(std::span<const std::uint8_t> relevant, std::size_t k);

/// Indices by falling score; equal scores keep gallery order.
std::vector<std::uint32_t> rank(std::span<const float> scores);

}  // namespace sparlet::eval
