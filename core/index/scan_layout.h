// A segment's codes laid out for search, with a ball for each block of rows that they lie in; and the order
// of rows that makes these balls small.
#pragma once

#include "codes/columns.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace sparlet::index {

/// Immutable; thread-safe. Its rows are the segment's.
class ScanLayout {
public:
    /// Null where the codec cannot be laid out in columns. `codes`: one a row, each accepted by
    /// Codec::sizeAt(); needed no longer than the call. The codec must outlive the layout. `threads`: at
    /// least 1; half a second of one for a million codes.
    static std::unique_ptr<const ScanLayout>
    build(const codes::Codec& codec, std::span<const std::span<const std::uint8_t>> codes, unsigned threads);

    const codes::ColumnBlocks& columns() const { return columns_; }

    /// [blocks]: cosine of the direction and the centre of the block's ball.
    std::vector<float> nearness(std::span<const float> direction) const;

    /// Whether rows can have a cosine of at least `cosine` with a direction, told from its nearness to their
    /// block. False is certain, rounding included.
    class Reach {
    public:
        Reach(const ScanLayout& layout, float cosine);
        bool operator()(std::size_t block, float nearness) const {
            // θ(direction, centre) ≤ θ(cosine) + radius, by the cosine of the sum.
            return nearness >=
                       cosine_ * layout_->edges_[block].cosine - sine_ * layout_->edges_[block].sine ||
                   cosine_ <= -layout_->edges_[block].cosine;
        }

    private:
        const ScanLayout* layout_;
        float cosine_, sine_;
    };

    std::size_t bytes() const; // of memory

private:
    ScanLayout(const codes::Codec& codec, std::size_t rows);
    void setBlock(std::size_t block, std::span<const std::span<const std::uint8_t>> codes);

    codes::ColumnBlocks columns_;
    std::vector<float> centres_; // [D, blocks], of norm 1 or all zero
    struct Edge {
        float cosine = 1, sine = 0;
    };
    std::vector<Edge> edges_; // [blocks]: the angle between a centre and its furthest row
};

/// Rows in an order in which neighbours are alike: halved again and again, down to groups of `group`, by a
/// plane between two means (bisecting k-means: Steinbach, Karypis and Kumar 2000; here spherical and
/// balanced). The same codes give the same order. Rows without a length come out wherever they fall.
std::vector<std::uint32_t> orderByLikeness(const codes::Codec& codec,
                                           std::span<const std::span<const std::uint8_t>> codes,
                                           std::size_t group);

} // namespace sparlet::index
