#include "index/segment_internal.h"

#include <zlib.h>

#include <algorithm>

namespace sparlet::index {

Layout::Layout(std::uint64_t rowCount, std::uint64_t dimensionCount, std::uint64_t codeByteCount)
    : rows(rowCount), dimensions(dimensionCount), codeBytes(codeByteCount) {
    blocks = (codeBytes + kBlockBytes - 1) / kBlockBytes;
    ids = kHeaderBytes;
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
