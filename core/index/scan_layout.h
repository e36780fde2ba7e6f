// A segment's codes laid out for search: alike rows side by side, and for each block of rows a ball they lie
// in.
#pragma once

#include "codes/columns.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace sparlet::index {

/// Immutable; thread-safe. Its places are the segment's rows in another order; places are what the columns
/// hold.
class ScanLayout {
public:
    /// Null where the codec cannot be laid out in columns. `codes`: one a row, each accepted by
    /// Codec::sizeAt(); needed no longer than the call. The codec must outlive the layout. About a second for
    /// a million codes.
    static std::unique_ptr<const ScanLayout> build(const codes::Codec& codec,
                                                   std::span<const std::span<const std::uint8_t>> codes);

    const codes::ColumnBlocks& columns() const { return columns_; }
    std::uint32_t rowAt(std::size_t place) const { return rows_[place]; }

    /// [blocks]: what no row of a block can exceed in (direction · code) / |code|; rounding included.
    std::vector<float> bounds(std::span<const float> direction) const;

    std::size_t bytes() const; // of memory

private:
    ScanLayout(const codes::Codec& codec, std::vector<std::uint32_t> rows);
    void addBlock(std::size_t block, std::span<const std::span<const std::uint8_t>> codes);

    std::vector<std::uint32_t> rows_; // [places]
    codes::ColumnBlocks columns_;
    std::vector<float> centres_; // [D, blocks], of norm 1 or all zero
    std::vector<float> cosines_; // [blocks]: least cosine of a row with its block's centre
};

/// Rows in an order in which neighbours are alike: halved again and again, down to groups of `group`, by a
/// plane between two means (bisecting k-means: Steinbach, Karypis and Kumar 2000; here spherical and
/// balanced). The same codes give the same order. Rows without a length come out wherever they fall.
std::vector<std::uint32_t> orderByLikeness(const codes::Codec& codec,
                                           std::span<const std::span<const std::uint8_t>> codes,
                                           std::size_t group);

} // namespace sparlet::index
