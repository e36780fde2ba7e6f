#include "index/ranking_internal.h"

#include <algorithm>
#include <cmath>

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
    if (!best_.wouldEnter(hit) || (!acceptFirst_ && accept_ && !accept_(row))) return;
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

void BestRows::merge(BestRows& other) {
    for (const RankedRow& row : other.take())
        offer(row.row, row.score);
}

} // namespace sparlet::index
