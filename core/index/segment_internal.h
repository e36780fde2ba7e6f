// The layout of a segment file (FORMAT.md) and its checks, apart from where the bytes come from.
#pragma once

#include "index/segment.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sparlet::index {

inline constexpr std::uint8_t kMagic[4] = {'S', 'P', 'S', 'G'};
inline constexpr std::uint16_t kVersion = 1;       // as encoded
inline constexpr std::uint16_t kVersionMerged = 2; // as merged: nothing but what a search needs
inline constexpr std::uint16_t kByteOrderMark = 0xFEFF;
inline constexpr std::size_t kHeaderBytes = 64;
inline constexpr std::size_t kHeaderCrcAt = 60;
inline constexpr std::size_t kMetadataCrcAt = 40;
inline constexpr std::size_t kBallsAt = 12;    // version 2
inline constexpr std::size_t kLowestIdAt = 48; // version 2
inline constexpr std::size_t kIdBitsAt = 56;   // version 2
inline constexpr std::uint32_t kBlockBytes = 1U << 20;
inline constexpr std::uint64_t kMaxRows = std::uint64_t{1} << 31;
inline constexpr std::uint64_t kMaxCodeBytes = 0xFFFFFFFFU;

inline constexpr std::size_t kRowsOfBlock = codes::ColumnBlocks::kBlock;
inline constexpr unsigned kMaxIdBits = 56; // an id is read from eight bytes, wherever it begins in the first

/// Where everything is, in bytes from the start of the file; follows from a few numbers.
struct Layout {
    /// Of version 1.
    Layout(std::uint64_t rowCount, std::uint64_t dimensionCount, std::uint64_t codeByteCount);
    /// Of version 2; `hasBalls`: of a ball for each block of rows.
    static Layout merged(std::uint64_t rowCount, std::uint64_t dimensionCount, std::uint64_t codeByteCount,
                         unsigned bitsOfId, bool hasBalls);

    std::uint64_t rows, dimensions, codeBytes;
    std::uint64_t blocks;        // of checksums
    std::uint64_t rowBlocks = 0; // version 2
    unsigned idBits = 0;         // version 2; 0 with one row too
    bool balls = false;          // version 2
    bool isMerged = false;
    std::uint64_t ids = 0, offsets = 0, thresholds = 0, densities = 0, blockCrcs = 0, minima = 0, maxima = 0,
                  bits = 0, centres = 0, edges = 0, payload = 0, end = 0;

private:
    Layout(std::uint64_t rowCount, std::uint64_t dimensionCount, std::uint64_t codeByteCount, int);
};

std::uint32_t crc32Of(std::span<const std::uint8_t> bytes);

/// Little-endian integers, at most 8 bytes.
std::uint64_t loadLittle(const std::uint8_t* p, int bytes);
void appendLittle(std::vector<std::uint8_t>& out, std::uint64_t value, int bytes);

/// `owner` keeps `bytes` alive. `name` is how messages call the file.
Result<std::shared_ptr<const Segment>>
parseSegment(std::shared_ptr<const void> owner, std::span<const std::uint8_t> bytes, const std::string& name);

/// A row's number in a table of `width` bits each, least significant first. Reads 8 bytes.
std::uint64_t loadBits(const std::uint8_t* table, std::uint64_t row, unsigned width);

/// What the file holds of a threshold and density, without loss.
struct RowExtras {
    std::uint16_t threshold = 0;
    std::uint16_t density = 0;
};

} // namespace sparlet::index
