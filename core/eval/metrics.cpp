#include "eval/metrics.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace sparlet::eval {
namespace {

/// An integer that falls where the score rises, the same for equal scores.
std::uint32_t descendingKey(float score) {
    if (std::isnan(score)) return 0xFFFFFFFFU;
    // + 0.0F turns −0 into 0. The bits of floats order like integers once the sign is dealt with.
    const auto bits = std::bit_cast<std::uint32_t>(score + 0.0F);
    const auto ascending = (bits & 0x80000000U) != 0 ? ~bits : bits | 0x80000000U;
    return ~ascending;
}

} // namespace

double averagePrecision(std::span<const std::uint8_t> relevant) {
    double sum = 0;
    std::size_t found = 0;
    for (std::size_t i = 0; i < relevant.size(); ++i)
        if (relevant[i] != 0) sum += static_cast<double>(++found) / static_cast<double>(i + 1);
    return found == 0 ? 0.0 : sum / static_cast<double>(found);
}

double precisionAt(std::span<const std::uint8_t> relevant, std::size_t k) {
    if (k == 0) return 0.0;
    const auto first = relevant.first(std::min(k, relevant.size()));
    const auto found = first.size() - static_cast<std::size_t>(std::count(first.begin(), first.end(), 0));
    return static_cast<double>(found) / static_cast<double>(k);
}

std::vector<std::uint32_t> rank(std::span<const float> scores) {
    std::vector<std::uint64_t> keys(scores.size());
    for (std::size_t i = 0; i < scores.size(); ++i)
        keys[i] = static_cast<std::uint64_t>(descendingKey(scores[i])) << 32 | i;
    std::sort(keys.begin(), keys.end());
    std::vector<std::uint32_t> order(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i)
        order[i] = static_cast<std::uint32_t>(keys[i]);
    return order;
}

} // namespace sparlet::eval
