#include "codes/column_kernels_internal.h"
#include "codes/columns.h"

#include <algorithm>

namespace sparlet::codes {

BlockMask scanBlockScalar(const BlockPlace& block, const BlockQuery& query, const BlockLimit& limit) {
    constexpr std::size_t kHalf = ColumnBlocks::kColumnBytes;
    std::uint16_t sums[ColumnBlocks::kBlock] = {};
    const std::uint8_t* table = query.tables;
    const auto valueOf = [&table](unsigned nibble) { return table[nibble] + (table[16 + nibble] << 8); };
    for (const std::uint32_t column : query.columns) {
        for (std::size_t i = 0; i < kHalf; ++i) {
            const std::uint8_t both = block.columns[column + i];
            sums[i] = static_cast<std::uint16_t>(sums[i] + valueOf(both & 0x0F));
            sums[kHalf + i] = static_cast<std::uint16_t>(sums[kHalf + i] + valueOf(both >> 4));
        }
        table += 32;
    }
    const auto* const norm = reinterpret_cast<const std::uint16_t*>(block.norms);
    BlockMask mask{};
    for (std::size_t code = 0; code < ColumnBlocks::kBlock; ++code) {
        const std::uint32_t product = std::uint32_t{norm[normPosition(code)]} * limit.normFactor;
        if (sums[code] >= std::min<std::uint32_t>((product >> 16) + limit.base, 0xFFFF))
            mask[code / 64] |= std::uint64_t{1} << code % 64;
    }
    return mask;
}

} // namespace sparlet::codes
