#include "eval/revisited.h"

#include <algorithm>
#include <iterator>

namespace sparlet::eval {

double revisitedAveragePrecision(std::span<const std::uint8_t> relevant) {
    double sum = 0;
    double found = 0;
    for (std::size_t rank = 0; rank < relevant.size(); ++rank) {
        if (relevant[rank] == 0) continue;
        const auto before = static_cast<double>(rank);
        const double left = rank == 0 ? 1.0 : found / before;
        found += 1;
        sum += (left + found / (before + 1)) / 2;
    }
    return found > 0 ? sum / found : 0;
}

double revisitedPrecisionAt(std::span<const std::uint8_t> relevant, std::size_t k) {
    const auto last =
        std::find_if(relevant.rbegin(), relevant.rend(), [](std::uint8_t item) { return item != 0; });
    const auto first = std::min(k, static_cast<std::size_t>(std::distance(last, relevant.rend())));
    if (first == 0) return 0;
    const auto found = std::count_if(relevant.begin(), relevant.begin() + static_cast<std::ptrdiff_t>(first),
                                     [](std::uint8_t item) { return item != 0; });
    return static_cast<double>(found) / static_cast<double>(first);
}

Relevance relevanceOf(const GroundTruth::Query& query, RevisitedSetup setup) {
    const auto merged = [](const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
        std::vector<std::uint32_t> out;
        std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
        return out;
    };
    switch (setup) {
    case RevisitedSetup::Easy:
        return {query.easy, merged(query.hard, query.junk)};
    case RevisitedSetup::Medium:
        return {merged(query.easy, query.hard), query.junk};
    case RevisitedSetup::Hard:
        return {query.hard, merged(query.easy, query.junk)};
    }
    return {};
}

} // namespace sparlet::eval
