#include "eval/curves.h"

#include <algorithm>

namespace sparlet::eval {

std::vector<double> interpolatedPrecision(std::span<const std::uint8_t> relevant) {
    std::vector<double> out(kRecallPoints, 0.0);
    std::vector<double> precisions; // at each relevant item, in rank order
    for (std::size_t i = 0; i < relevant.size(); ++i) {
        if (relevant[i] == 0) continue;
        const auto found = static_cast<double>(precisions.size() + 1);
        precisions.push_back(found / static_cast<double>(i + 1));
    }
    if (precisions.empty()) return out;
    for (std::size_t i = precisions.size() - 1; i > 0; --i)
        precisions[i - 1] = std::max(precisions[i - 1], precisions[i]);
    constexpr std::size_t kSteps = kRecallPoints - 1;
    for (std::size_t point = 0; point < kRecallPoints; ++point) {
        // The first item whose recall, item / all, is not below point / kSteps; in integers, which are exact.
        const std::size_t item = (point * precisions.size() + kSteps - 1) / kSteps;
        out[point] = precisions[std::max<std::size_t>(item, 1) - 1];
    }
    return out;
}

std::vector<double> precisionCurve(std::span<const std::uint8_t> relevant, std::size_t most) {
    std::vector<double> out(most);
    std::size_t found = 0;
    for (std::size_t k = 0; k < most; ++k) {
        if (k < relevant.size() && relevant[k] != 0) ++found;
        out[k] = static_cast<double>(found) / static_cast<double>(k + 1);
    }
    return out;
}

std::vector<double> labelConfusion(std::span<const std::uint32_t> queryLabels,
                                   std::span<const std::vector<std::uint32_t>> results, std::size_t labels) {
    std::vector<double> counts(labels * labels, 0.0);
    for (std::size_t i = 0; i < queryLabels.size(); ++i) {
        for (const std::uint32_t label : results[i])
            counts[queryLabels[i] * labels + label] += 1;
    }
    for (std::size_t row = 0; row < labels; ++row) {
        const auto begin = counts.begin() + static_cast<std::ptrdiff_t>(row * labels);
        double sum = 0;
        for (std::size_t column = 0; column < labels; ++column)
            sum += begin[static_cast<std::ptrdiff_t>(column)];
        if (sum > 0) std::for_each_n(begin, labels, [&](double& count) { count /= sum; });
    }
    return counts;
}

} // namespace sparlet::eval
