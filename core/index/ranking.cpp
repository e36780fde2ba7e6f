#include "index/ranking_internal.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sparlet::index {

Ranking::Ranking(const codes::Codec& codec, std::span<const RankingTerm> terms)
    : direction_(static_cast<std::size_t>(codec.dimensions()), 0.0F) {
    for (const RankingTerm& term : terms) {
        scorers_.emplace_back(codec, term.query);
        weights_.push_back(term.weight);
        double squares = 0;
        for (const float value : term.query)
            squares += static_cast<double>(value) * value;
        if (!std::isfinite(squares) || !(squares > 0)) continue; // it scores 0 everywhere
        const double scale = static_cast<double>(term.weight) / std::sqrt(squares);
        for (std::size_t d = 0; d < direction_.size(); ++d)
            direction_[d] += static_cast<float>(scale * term.query[d]);
    }
}

float Ranking::score(std::span<const std::uint8_t> code) const {
    float sum = weights_[0] * scorers_[0].score(code);
    for (std::size_t i = 1; i < scorers_.size(); ++i)
        sum += weights_[i] * scorers_[i].score(code);
    return sum;
}

void BestRows::offer(std::size_t row, float score) {
    const Hit hit{static_cast<ImageId>(row), score};
    if (!best_.wouldEnter(hit) || (accept_ && !accept_(row))) return;
    best_.add(hit);
    count_ = std::min(count_ + 1, k_);
    if (count_ == k_) threshold_ = best_.worst().score;
}

std::vector<RankedRow> BestRows::take() {
    std::vector<RankedRow> rows;
    for (const Hit& hit : best_.take())
        rows.push_back({static_cast<std::size_t>(hit.image), hit.score});
    return rows;
}

void scanLayout(const ScanLayout& layout, const Ranking& ranking, std::span<const std::uint32_t> rowOf,
                std::span<const std::span<const std::uint8_t>> codes, BestRows& best) {
    const codes::ColumnScan scan(layout.columns(), ranking.direction());
    const auto near = layout.nearness(ranking.direction());
    double squares = 0;
    for (const float value : ranking.direction())
        squares += static_cast<double>(value) * value;
    const double length = std::sqrt(squares);
    std::vector<std::uint32_t> open(near.size()); // blocks that were not visited and may have to be
    std::iota(open.begin(), open.end(), 0U);
    const auto closeThoseOutOfReach = [&](std::size_t from) {
        if (!std::isfinite(best.threshold()) || !(length > 0)) return;
        const ScanLayout::Reach reach(layout, static_cast<float>(best.threshold() / length));
        const auto outside = [&](std::uint32_t block) { return !reach(block, near[block]); };
        open.erase(std::remove_if(open.begin() + static_cast<std::ptrdiff_t>(from), open.end(), outside),
                   open.end());
    };
    std::vector<std::uint32_t> candidates;
    const auto visit = [&](std::span<const std::uint32_t> blocks) {
        candidates.clear();
        scan.scan(blocks, best.threshold(), candidates);
        for (const std::uint32_t candidate : candidates) {
            const std::uint32_t row = rowOf[candidate];
            if (row != kNoRow) best.offer(row, ranking.score(codes[row]));
        }
    };
    // The nearest blocks make a threshold that most others cannot reach; those left are visited as they lie,
    // which memory likes better than any order of merit.
    constexpr std::size_t kFirst = 16, kAtOnce = 128;
    const std::size_t first = std::min(kFirst, open.size());
    const auto middle = open.begin() + static_cast<std::ptrdiff_t>(first);
    std::partial_sort(open.begin(), middle, open.end(), [&](std::uint32_t a, std::uint32_t b) {
        return near[a] != near[b] ? near[a] > near[b] : a < b;
    });
    for (std::size_t i = 0; i < first; ++i)
        visit(std::span(open).subspan(i, 1));
    open.erase(open.begin(), middle);
    closeThoseOutOfReach(0);
    std::sort(open.begin(), open.end());
    for (std::size_t i = 0; i < open.size(); i += kAtOnce) {
        visit(std::span(open).subspan(i, std::min(kAtOnce, open.size() - i)));
        closeThoseOutOfReach(std::min(i + kAtOnce, open.size()));
    }
}

} // namespace sparlet::index
