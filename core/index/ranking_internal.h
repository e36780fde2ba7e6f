// How a ranking is found: exact scores for the rows that bounds cannot rule out.
#pragma once

#include "index/code_index.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

namespace sparlet::index {

inline constexpr std::uint32_t kNoRow = std::numeric_limits<std::uint32_t>::max();

/// Σ weight · cosine, prepared.
class Ranking {
public:
    Ranking(const codes::Codec& codec, std::span<const RankingTerm> terms);
    float score(std::span<const std::uint8_t> code) const;
    /// The same as one vector: a code's score is its product with the code at norm 1, but for rounding.
    std::span<const float> direction() const { return direction_; }

private:
    std::vector<codes::Scorer> scorers_;
    std::vector<float> weights_;
    std::vector<float> direction_; // [D]
};

/// The best rows so far.
class BestRows {
public:
    BestRows(std::size_t k, std::size_t expected, const std::function<bool(std::size_t)>& accept,
             bool acceptFirst)
        : k_(k), best_(k, expected), accept_(accept), acceptFirst_(acceptFirst && accept) {}

    /// Before offer(): false where the row would be refused whatever its score.
    bool isWorthScoring(std::size_t row) const { return !acceptFirst_ || accept_(row); }
    void offer(std::size_t row, float score);
    /// What a row must reach to enter; minus infinity while there is room.
    float threshold() const { return threshold_; }
    std::vector<RankedRow> take();

    /// Empty, for as many rows of the same kind: what another thread finds.
    BestRows sibling() const { return {k_, k_, accept_, acceptFirst_}; }
    /// Empties the other one.
    void merge(BestRows& other);

private:
    std::size_t k_, count_ = 0;
    TopK best_; // its images are rows, which are in the order of the images
    const std::function<bool(std::size_t)>& accept_;
    bool acceptFirst_;
    float threshold_ = -std::numeric_limits<float>::infinity();
};

} // namespace sparlet::index
