#include "index/segment_internal.h"

#include <zlib.h>

#include <algorithm>

namespace sparlet::index {

Layout::Layout(std::uint64_t rowCount, std::uint64_t dimensionCount, std::uint64_t codeByteCount, int)
    : rows(rowCount), dimensions(dimensionCount), codeBytes(codeByteCount),
      blocks((codeBytes + kBlockBytes - 1) / kBlockBytes), ids(kHeaderBytes) {}

Layout::Layout(std::uint64_t rowCount, std::uint64_t dimensionCount, std::uint64_t codeByteCount)
    : Layout(rowCount, dimensionCount, codeByteCount, 0) {
    offsets = ids + 8 * rows;
    thresholds = offsets + 4 * (rows + 1);
    densities = thresholds + 2 * rows;
    blockCrcs = densities + 2 * rows;
    minima = blockCrcs + 4 * blocks;
    maxima = minima + 4 * dimensions;
    bits = maxima + 4 * dimensions;
    payload = bits + dimensions;
    end = payload + codeBytes;
}

Layout Layout::merged(std::uint64_t rowCount, std::uint64_t dimensionCount, std::uint64_t codeByteCount,
                      unsigned bitsOfId, bool hasBalls) {
    Layout at(rowCount, dimensionCount, codeByteCount, 0);
    at.isMerged = true;
    at.idBits = bitsOfId;
    at.balls = hasBalls;
    at.rowBlocks = (rowCount + kRowsOfBlock - 1) / kRowsOfBlock;
    at.offsets = at.ids + (at.rows * bitsOfId + 7) / 8;
    at.blockCrcs = at.offsets + 4 * (at.rowBlocks + 1);
    at.minima = at.blockCrcs + 4 * at.blocks;
    at.maxima = at.minima + 4 * at.dimensions;
    at.bits = at.maxima + 4 * at.dimensions;
    at.edges = at.bits + at.dimensions;
    at.centres = at.edges + (hasBalls ? 4 * at.rowBlocks : 0);
    at.payload = at.centres + (hasBalls ? at.dimensions * at.rowBlocks : 0);
    at.end = at.payload + at.codeBytes;
    return at;
}

std::uint64_t loadBits(const std::uint8_t* table, std::uint64_t row, unsigned width) {
    if (width == 0) return 0;
    const std::uint64_t first = row * width;
    return loadLittle(table + first / 8, 8) >> (first % 8) & ((std::uint64_t{1} << width) - 1);
}

std::uint32_t crc32Of(std::span<const std::uint8_t> bytes) {
    return static_cast<std::uint32_t>(::crc32_z(0, bytes.data(), bytes.size()));
}

std::uint64_t loadLittle(const std::uint8_t* p, int bytes) {
    std::uint64_t value = 0;
    for (int i = 0; i < bytes; ++i)
        value |= static_cast<std::uint64_t>(p[i]) << (8 * i);
    return value;
}

void appendLittle(std::vector<std::uint8_t>& out, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i)
        out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

} // namespace sparlet::index
