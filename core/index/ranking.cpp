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
    const auto bounds = layout.bounds(ranking.direction());
    std::vector<std::uint32_t> places;
    const auto visit = [&](std::size_t first, std::size_t last) {
        places.clear();
        scan.scan(first, last, best.threshold(), places);
        for (const std::uint32_t place : places) {
            const std::uint32_t row = rowOf[layout.rowAt(place)];
            if (row != kNoRow) best.offer(row, ranking.score(codes[row]));
        }
    };
    // The best blocks make a threshold that rules most others out; those left are visited as they lie, which
    // memory likes better than any order of merit.
    constexpr std::size_t kFirst = 24;
    std::vector<std::uint32_t> order(bounds.size());
    std::iota(order.begin(), order.end(), 0U);
    const std::size_t first = std::min(kFirst, order.size());
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(first), order.end(),
                      [&](std::uint32_t a, std::uint32_t b) {
                          return bounds[a] != bounds[b] ? bounds[a] > bounds[b] : a < b;
                      });
    std::vector<bool> visited(bounds.size(), false);
    for (std::size_t i = 0; i < first; ++i) {
        visited[order[i]] = true;
        if (bounds[order[i]] >= best.threshold()) visit(order[i], order[i] + 1);
    }
    for (std::size_t block = 0; block < bounds.size(); ++block)
        if (!visited[block] && bounds[block] >= best.threshold()) visit(block, block + 1);
}

} // namespace sparlet::index
