#include "codes/column_kernels_internal.h"
#include "codes/columns.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codes/column_kernels.cpp"
#include <hwy/cache_control.h>
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace sparlet::codes {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR

/// One lane cannot look anything up: code after code.
void scan(const std::uint8_t* block, std::size_t norms, const std::uint8_t*, const BlockQuery& query,
          BlockMask& mask) {
    constexpr std::size_t kHalf = ColumnBlocks::kColumnBytes;
    std::uint16_t sums[ColumnBlocks::kBlock] = {};
    const std::uint8_t* table = query.tables;
    for (const std::uint32_t column : query.columns) {
        for (std::size_t i = 0; i < kHalf; ++i) {
            sums[i] = static_cast<std::uint16_t>(sums[i] + table[block[column + i] & 0x0F]);
            sums[kHalf + i] = static_cast<std::uint16_t>(sums[kHalf + i] + table[block[column + i] >> 4]);
        }
        table += 16;
    }
    const auto* const norm = reinterpret_cast<const std::uint16_t*>(block + norms);
    mask[0] = mask[1] = 0;
    for (std::size_t code = 0; code < ColumnBlocks::kBlock; ++code) {
        const std::uint32_t product = std::uint32_t{norm[normPosition(code)]} * query.normFactor;
        if (sums[code] >= std::min<std::uint32_t>((product >> 16) + query.base, 0xFFFF))
            mask[code / 64] |= std::uint64_t{1} << code % 64;
    }
}

#else

namespace hn = hwy::HWY_NAMESPACE;

using Bytes = hn::CappedTag<std::uint8_t, 64>;
using Words = hn::Repartition<std::uint16_t, Bytes>;
using Sums = hn::Vec<Words>;

/// Bytes are summed in 16 bits without being taken apart first: `all` has the odd ones shifted up and mixed
/// in, which the odd ones' own sum takes out again at the end.
struct Pair {
    Sums all, odd;

    HWY_INLINE void add(hn::Vec<Bytes> values) {
        const Words words;
        const auto both = hn::BitCast(words, values);
        all = hn::Add(all, both);
        odd = hn::Add(odd, hn::ShiftRight<8>(both));
    }
    HWY_INLINE Sums even() const { return hn::Sub(all, hn::ShiftLeft<8>(odd)); }
};

HWY_INLINE hn::Mask<Words> reaches(Sums sums, const std::uint16_t* norms, const BlockQuery& query) {
    const Words words;
    const auto least = hn::SaturatedAdd(hn::MulHigh(hn::Load(words, norms), hn::Set(words, query.normFactor)),
                                        hn::Set(words, query.base));
    return hn::Eq(hn::Max(sums, least), sums);
}

/// Bit i: the code of lane i.
HWY_INLINE std::uint64_t bitsOf(hn::Mask<Words> mask) {
    const Words words;
    std::uint8_t bytes[8] = {};
    hn::StoreMaskBits(words, mask, bytes);
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < 8; ++i)
        out |= static_cast<std::uint64_t>(bytes[i]) << (8 * i);
    return out;
}

/// Bit i goes to bit 2·i.
HWY_INLINE std::uint64_t spread(std::uint64_t bits) {
    bits = (bits | bits << 16) & 0x0000FFFF0000FFFFU;
    bits = (bits | bits << 8) & 0x00FF00FF00FF00FFU;
    bits = (bits | bits << 4) & 0x0F0F0F0F0F0F0F0FU;
    bits = (bits | bits << 2) & 0x3333333333333333U;
    return (bits | bits << 1) & 0x5555555555555555U;
}

void scan(const std::uint8_t* block, std::size_t norms, const std::uint8_t* next, const BlockQuery& query,
          BlockMask& mask) {
    const Bytes bytes;
    const Words words;
    const std::size_t lanes = hn::Lanes(bytes);
    const auto nibble = hn::Set(bytes, std::uint8_t{0x0F});
    const auto* const norm = reinterpret_cast<const std::uint16_t*>(block + norms);
    mask[0] = mask[1] = 0;
    for (std::size_t at = 0; at < ColumnBlocks::kColumnBytes; at += lanes) {
        Pair low{hn::Zero(words), hn::Zero(words)}, high = low;
        const std::uint8_t* table = query.tables;
        for (const std::uint32_t column : query.columns) {
            const auto values = hn::LoadDup128(bytes, table);
            table += 16;
            const auto both = hn::Load(bytes, block + column + at);
            hwy::Prefetch(next + column + at);
            low.add(hn::TableLookupBytes(values, hn::And(both, nibble)));
            const auto upper = hn::ShiftRight<4>(hn::BitCast(words, both));
            high.add(hn::TableLookupBytes(values, hn::And(hn::BitCast(bytes, upper), nibble)));
        }
        const auto lowEven = reaches(low.even(), norm + at / 2, query);
        const auto lowOdd = reaches(low.odd, norm + 32 + at / 2, query);
        const auto highEven = reaches(high.even(), norm + 64 + at / 2, query);
        const auto highOdd = reaches(high.odd, norm + 96 + at / 2, query);
        if (hn::AllFalse(words, hn::Or(hn::Or(lowEven, lowOdd), hn::Or(highEven, highOdd)))) continue;
        mask[0] |= (spread(bitsOf(lowEven)) | spread(bitsOf(lowOdd)) << 1) << at;
        mask[1] |= (spread(bitsOf(highEven)) | spread(bitsOf(highOdd)) << 1) << at;
    }
}

#endif

} // namespace HWY_NAMESPACE
} // namespace sparlet::codes
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sparlet::codes {

HWY_EXPORT(scan);

void scanBlock(const std::uint8_t* block, std::size_t norms, const std::uint8_t* next,
               const BlockQuery& query, BlockMask& mask) {
    HWY_DYNAMIC_DISPATCH(scan)(block, norms, next, query, mask);
}

std::vector<std::string> columnTargets() {
    std::vector<std::string> names;
    for (const auto target : hwy::SupportedAndGeneratedTargets())
        names.emplace_back(hwy::TargetName(target));
    return names;
}

void useColumnTarget(const std::string& name) {
    hwy::SetSupportedTargetsForTest(0);
    for (const auto target : hwy::SupportedAndGeneratedTargets())
        if (name == hwy::TargetName(target)) hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

} // namespace sparlet::codes
#endif
