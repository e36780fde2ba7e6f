// The inner loop of a scan, once for every instruction set.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace sparlet::codes {

struct BlockPlace {
    const std::uint8_t* columns; // 64 bytes each
    const std::uint8_t* norms;   // 128 numbers of 16 bits, in the order of normPosition()
};

/// Columns that are added in one pass over the blocks: their tables stay in registers.
inline constexpr std::size_t kColumnsAPass = 4;
/// Blocks of one call: their sums take half of the fastest cache.
inline constexpr std::size_t kBlocksACall = 64;

struct BlockQuery {
    std::span<const std::uint32_t> columns; // byte offsets from a block's first; a multiple of kColumnsAPass
    const std::uint8_t* tables; // [columns][2][16]: low bytes of 16 numbers of 16 bits, then high ones
};

/// Of one block: a code's least sum is norm * normFactor / 2^16 + base.
struct BlockLimit {
    std::uint16_t normFactor;
    std::uint16_t base;
};

/// Bits of the codes of one block whose sum reaches their least sum; code c is bit c % 64 of word c / 64.
using BlockMask = std::array<std::uint64_t, 2>;
/// `blocks`: at most kBlocksACall, with as many `limits` and `masks`. `ahead`: those of the next call, or any
/// others; fetched meanwhile.
void scanBlocks(std::span<const BlockPlace> blocks, std::span<const BlockPlace> ahead,
                const BlockQuery& query, const BlockLimit* limits, BlockMask* masks);
/// One block, code after code, without Highway: what every instruction set is held against.
BlockMask scanBlockScalar(const BlockPlace& block, const BlockQuery& query, const BlockLimit& limit);

/// Sums come out as bytes are put together to 16 bits: of every sixteen codes the first eight, then the
/// others.
inline std::size_t normPosition(std::size_t code) {
    const std::size_t half = code / 64, block = code % 64 / 16, within = code % 16;
    return half * 64 + within / 8 * 32 + block * 8 + within % 8;
}

} // namespace sparlet::codes
