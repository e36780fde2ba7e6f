// Curves over a ranking, beside the single numbers of metrics.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sparlet::eval {

/// Recalls 0, 0.01, …, 1.
inline constexpr std::size_t kRecallPoints = 101;

/// Precision at each of those recalls, as the greatest precision at any recall not smaller (Manning,
/// Raghavan, Schütze 2008, §8.4). `relevant` is in rank order, 0 or not, and holds every relevant item.
/// All 0 where nothing is relevant.
std::vector<double> interpolatedPrecision(std::span<const std::uint8_t> relevant);

/// P@k of k = 1 … `most`, each as precisionAt() gives it.
std::vector<double> precisionCurve(std::span<const std::uint8_t> relevant, std::size_t most);

/// [labels, labels], rows by a query's label: of all results listed for the queries of that label, the share
/// with a column's label. A row without results is all 0. `queryLabels[i]` and the labels in `results[i]`
/// are below `labels`.
std::vector<double> labelConfusion(std::span<const std::uint32_t> queryLabels,
                                   std::span<const std::vector<std::uint32_t>> results, std::size_t labels);

} // namespace sparlet::eval
