#include "eval/rank_comparison.h"

#include <algorithm>
#include <iterator>

namespace sparlet::eval {
namespace {

/// Pairs of values that fall instead of rising; sorts `values` by merging.
std::uint64_t inversions(std::span<std::uint32_t> values, std::span<std::uint32_t> space) {
    if (values.size() < 2) return 0;
    const std::size_t half = values.size() / 2;
    const auto left = values.first(half), right = values.subspan(half);
    std::uint64_t count = inversions(left, space) + inversions(right, space);
    std::size_t i = 0, j = 0, out = 0;
    while (i < left.size() || j < right.size()) {
        const bool takeRight = j < right.size() && (i == left.size() || right[j] < left[i]);
        if (takeRight) count += left.size() - i;
        space[out++] = takeRight ? right[j++] : left[i++];
    }
    std::copy_n(space.begin(), out, values.begin());
    return count;
}

} // namespace

std::vector<std::uint32_t> positionsOf(std::span<const std::uint32_t> ranking) {
    std::vector<std::uint32_t> out(ranking.size());
    for (std::size_t i = 0; i < ranking.size(); ++i)
        out[ranking[i]] = static_cast<std::uint32_t>(i);
    return out;
}

double kendallTau(std::span<const std::uint32_t> left, std::span<const std::uint32_t> right) {
    const std::size_t count = std::min(left.size(), right.size());
    if (count < 2) return 1;
    const auto places = positionsOf(right);
    std::vector<std::uint32_t> sequence(count), space(count);
    for (std::size_t i = 0; i < count; ++i)
        sequence[i] = places[left[i]];
    const double pairs = 0.5 * static_cast<double>(count) * static_cast<double>(count - 1);
    return 1 - 2 * static_cast<double>(inversions(sequence, space)) / pairs;
}

double topOverlap(std::span<const std::uint32_t> left, std::span<const std::uint32_t> right,
                  std::size_t top) {
    const std::size_t count = std::min({top, left.size(), right.size()});
    if (count == 0) return 0;
    std::vector<std::uint32_t> a(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(count));
    std::vector<std::uint32_t> b(right.begin(), right.begin() + static_cast<std::ptrdiff_t>(count));
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    std::vector<std::uint32_t> both;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
    return static_cast<double>(both.size()) / static_cast<double>(count);
}

} // namespace sparlet::eval
