// How far two rankings of the same items agree.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sparlet::eval {

/// Kendall's tau of two rankings without ties: (pairs in the same order − pairs in the other order) / all
/// pairs; −1…1 (Kendall 1938). `left` and `right`: the items 0 … n − 1, best first, each once. 1 below two
/// items. O(n log n).
double kendallTau(std::span<const std::uint32_t> left, std::span<const std::uint32_t> right);

/// Share of the first `top` of one that are among the first `top` of the other; 0 for top = 0. Rankings
/// shorter than `top` are taken whole.
double topOverlap(std::span<const std::uint32_t> left, std::span<const std::uint32_t> right, std::size_t top);

/// Position of each item 0 … n − 1 in a ranking of all of them.
std::vector<std::uint32_t> positionsOf(std::span<const std::uint32_t> ranking);

} // namespace sparlet::eval
