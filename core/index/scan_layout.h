// A segment's codes laid out for search, with a ball for each block of rows that they lie in; and the order
// of rows that makes these balls small.
#pragma once

#include "base/task.h"
#include "codes/columns.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace sparlet::index {

using CodeSpans = std::span<const std::span<const std::uint8_t>>;

/// A ball for each block of 128 rows: all of them lie in it.
struct BlockBalls {
    std::vector<std::int8_t> centres; // [D, blocks], each of any length; all zero where no row has a length
    std::vector<float> edges;         // [blocks]: cosine of the centre and its furthest row, rounded down
};

/// `codes`: one a row, each accepted by Codec::sizeAt(). `threads`: at least 1.
BlockBalls ballsOf(const codes::Codec& codec, CodeSpans codes, unsigned threads);

/// Thread-safe. Its rows are the segment's.
class ScanLayout {
public:
    /// Everything laid out. Null where the codec cannot be laid out in columns. `codes`: one a row, each
    /// accepted by Codec::sizeAt(); needed no longer than the call. The codec must outlive the layout.
    /// `threads`: at least 1; half a second of one for a million codes.
    static std::unique_ptr<const ScanLayout> build(const codes::Codec& codec, CodeSpans codes,
                                                   unsigned threads);
    /// The same from balls that are known, which costs nothing: a block is laid out when it is wanted for the
    /// second time. What `codeOf` gives must stay as long as the layout; so must `centres`, as in BlockBalls.
    static std::unique_ptr<const ScanLayout>
    over(const codes::Codec& codec, std::size_t rows, std::span<const std::int8_t> centres,
         std::span<const float> edges, std::function<std::span<const std::uint8_t>(std::size_t)> codeOf);

    const codes::ColumnBlocks& columns() const { return columns_; }
    /// Whether the block's columns may be read; where not, its codes are to be scored one by one.
    bool prepare(std::size_t block) const;

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

    std::size_t bytes() const; // of memory, once everything is laid out

private:
    enum class State : std::uint8_t { Untouched, Wanted, Filling, Ready };

    ScanLayout(const codes::Codec& codec, std::size_t rows);
    void setBalls(std::span<const std::int8_t> centres, std::span<const float> edges);

    mutable codes::ColumnBlocks columns_;
    BlockBalls ownBalls_;
    std::span<const std::int8_t> centres_; // [D, blocks]
    std::vector<float> scales_;            // [blocks]: 1 / length of a centre, 0 for one without a length
    struct Edge {
        float cosine = 1, sine = 0;
    };
    std::vector<Edge> edges_; // [blocks]: the angle between a centre and its furthest row
    std::function<std::span<const std::uint8_t>(std::size_t)> codeOf_;
    std::unique_ptr<std::atomic<State>[]> states_; // [blocks]; null: all are laid out
};

/// Rows in an order in which neighbours are alike: halved again and again, down to groups of `group`, by a
/// plane between two means (bisecting k-means: Steinbach, Karypis and Kumar 2000; here spherical and
/// balanced). The same codes give the same order. Rows without a length come out wherever they fall. Asked to
/// stop, it returns at once with some order.
std::vector<std::uint32_t> orderByLikeness(const codes::Codec& codec, CodeSpans codes, std::size_t group,
                                           const CancelToken& cancel = {});

} // namespace sparlet::index
