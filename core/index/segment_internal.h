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
inline constexpr std::uint16_t kVersion = 1;
inline constexpr std::uint16_t kByteOrderMark = 0xFEFF;
inline constexpr std::size_t kHeaderBytes = 64;
inline constexpr std::size_t kHeaderCrcAt = 60;
inline constexpr std::size_t kMetadataCrcAt = 40;
inline constexpr std::uint32_t kBlockBytes = 1U << 20;
inline constexpr std::uint64_t kMaxRows = std::uint64_t{1} << 31;
inline constexpr std::uint64_t kMaxCodeBytes = 0xFFFFFFFFU;

/// Where everything is, in bytes from the start of the file; follows from three numbers.
struct Layout {
    Layout(std::uint64_t rowCount, std::uint64_t dimensionCount, std::uint64_t codeByteCount);

    std::uint64_t rows, dimensions, codeBytes;
    std::uint64_t blocks;
    std::uint64_t ids, offsets, thresholds, densities, blockCrcs, minima, maxima, bits, payload, end;
};

std::uint32_t crc32Of(std::span<const std::uint8_t> bytes);

/// Little-endian integers, at most 8 bytes.
std::uint64_t loadLittle(const std::uint8_t* p, int bytes);
void appendLittle(std::vector<std::uint8_t>& out, std::uint64_t value, int bytes);

/// `owner` keeps `bytes` alive. `name` is how messages call the file.
Result<std::shared_ptr<const Segment>>
parseSegment(std::shared_ptr<const void> owner, std::span<const std::uint8_t> bytes, const std::string& name);

/// What the file holds of a threshold and density, without loss.
struct RowExtras {
    std::uint16_t threshold = 0;
    std::uint16_t density = 0;
};
RowExtras extrasOf(const Segment& segment, std::size_t row);

} // namespace sparlet::index
