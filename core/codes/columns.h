// Codes laid out for scanning: a column of nibbles for each dimension, so that a query reads the dimensions
// it has and no others, many codes an instruction.
#pragma once

#include "codes/codec.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace sparlet::codes {

/// Part of a dimension's level in a nibble of a column.
struct NibblePart {
    std::uint16_t dimension = 0;
    std::uint8_t shift = 0; // of the level: its bits [shift, shift + width) are here
    std::uint8_t width = 0; // 1..4
    std::uint8_t at = 0;    // first bit in the nibble
};

/// Which bits of a code stand in which column; follows from the bits of every dimension. The low four bits of
/// a dimension have a column of their own, what is left of wider ones shares columns.
class ColumnPlan {
public:
    explicit ColumnPlan(const CodecParameters& parameters);
    std::size_t columns() const { return parts_.size(); }
    std::span<const NibblePart> parts(std::size_t column) const { return parts_[column]; }

private:
    std::vector<std::vector<NibblePart>> parts_;
};

/// Codes in blocks of 128: 64 bytes a column (byte i has code i in its low nibble and code 64 + i in its high
/// one; a dimension that is not set has the level that stands for 0), and every code's norm. Immutable once
/// filled; thread-safe to read.
class ColumnBlocks {
public:
    static constexpr std::size_t kBlock = 128;
    static constexpr std::size_t kColumnBytes = kBlock / 2;

    /// For `rows` codes, none of them set yet. The codec must outlive this. A codec whose dimensions have no
    /// level for 0 cannot be laid out so: usable() tells, and nothing else may be called then.
    ColumnBlocks(const Codec& codec, std::size_t rows);
    static bool usable(const Codec& codec);

    /// `codes`: those of the rows [128 · block, 128 · (block + 1)) that there are, each accepted by
    /// Codec::sizeAt(). Different blocks may be set by different threads at once.
    void setBlock(std::size_t block, std::span<const std::span<const std::uint8_t>> codes);

    std::size_t size() const { return rows_; }
    std::size_t blocks() const { return (rows_ + kBlock - 1) / kBlock; }
    std::size_t bytes() const; // of memory
    const Codec& codec() const { return *codec_; }
    const ColumnPlan& plan() const { return plan_; }

private:
    friend class ColumnScan;
    /// Blocks whose columns take turns, so that a scan reads runs of 4 KB.
    static constexpr std::size_t kGroup = 64;
    static constexpr std::size_t kColumnStep = kGroup * kColumnBytes; // from a block's column to its next
    struct Place {
        std::uint32_t column = 0; // byte offset from a block's first column
        std::uint8_t shift = 0, width = 0, at = 0;
    };
    std::uint8_t* columnsOf(std::size_t block) const {
        return memory_.get() + block / kGroup * kGroup * stride_ + block % kGroup * kColumnBytes;
    }
    /// [128] uint16
    std::uint8_t* normsOf(std::size_t block) const {
        return memory_.get() + block / kGroup * kGroup * stride_ + plan_.columns() * kColumnStep +
               block % kGroup * kBlock * sizeof(std::uint16_t);
    }
    struct Free {
        void operator()(std::uint8_t* memory) const;
    };

    const Codec* codec_;
    ColumnPlan plan_;
    std::size_t rows_;
    std::size_t stride_;                         // bytes of a block
    std::vector<float> largestNorms_;            // [blocks]
    std::vector<std::uint16_t> zeroLevel_;       // [D]
    std::vector<std::uint8_t> empty_;            // [columns]: both nibbles of a code without any dimension
    std::vector<std::vector<Place>> places_;     // [D]
    std::unique_ptr<std::uint8_t, Free> memory_; // group after group: columns, then norms
};

/// A query prepared for scanning. Its scores are bounds from above: a row that is not reported is certainly
/// below the threshold, one that is reported has to be scored exactly. Immutable; thread-safe.
class ColumnScan {
public:
    /// `weights`: [D], what each dimension of a decoded code is multiplied with; not normalised here. The
    /// scan is about (weights · code) / |code|. Weights that are not finite count as 0.
    ColumnScan(const ColumnBlocks& blocks, std::span<const float> weights);

    /// Appends the rows of these blocks whose quotient may be at least `threshold`, block by block, rising in
    /// each. Codes of norm 0 are always among them.
    void scan(std::span<const std::uint32_t> blocks, float threshold, std::vector<std::uint32_t>& rows) const;

    /// Of the columns that the query reads, a block.
    std::size_t bytesRead() const;

private:
    const ColumnBlocks* blocks_;
    std::size_t read_ = 0;               // columns that the query has
    std::vector<std::uint32_t> columns_; // byte offsets from a block's first; some at the end count nothing
    std::vector<std::uint8_t> tables_;   // [columns][2][16]
    double scale_ = 0;                   // table units of 1
    double minimum_ = 0;                 // Σ of the columns' smallest values
    double slack_ = 0;                   // table units a sum can lack
};

/// Names of the instruction sets that scan() can use here, the one it uses first, "SCALAR" (none) among them;
/// after useColumnTarget() those that are left. For tests and benchmarks.
std::vector<std::string> columnTargets();
/// Makes scan() use this one of columnTargets() from now on; "" chooses by itself again. For tests and
/// benchmarks: not while somebody scans.
void useColumnTarget(const std::string& name);

} // namespace sparlet::codes
