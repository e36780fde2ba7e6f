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
void scan(const BlockPlace& block, const BlockPlace&, const BlockQuery& query, BlockMask& mask) {
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

/// Sums of the codes of a nibble: of every sixteen bytes the first eight, and the others.
struct Pair {
    Sums first, second;

    HWY_INLINE void add(hn::Vec<Bytes> low, hn::Vec<Bytes> high, hn::Vec<Bytes> nibbles) {
        const Words words;
        const auto lowBytes = hn::TableLookupBytes(low, nibbles);
        const auto highBytes = hn::TableLookupBytes(high, nibbles);
        first = hn::Add(first, hn::ZipLower(words, lowBytes, highBytes));
        second = hn::Add(second, hn::ZipUpper(words, lowBytes, highBytes));
    }
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

/// Byte i goes to byte 2·i.
HWY_INLINE std::uint64_t spread(std::uint64_t bytes) {
    bytes = (bytes | bytes << 16) & 0x0000FFFF0000FFFFU;
    return (bytes | bytes << 8) & 0x00FF00FF00FF00FFU;
}

void scan(const BlockPlace& block, const BlockPlace& ahead, const BlockQuery& query, BlockMask& mask) {
    const Bytes bytes;
    const Words words;
    const std::size_t lanes = hn::Lanes(bytes);
    const auto nibble = hn::Set(bytes, std::uint8_t{0x0F});
    const auto* const norm = reinterpret_cast<const std::uint16_t*>(block.norms);
    mask[0] = mask[1] = 0;
    for (std::size_t at = 0; at < ColumnBlocks::kBlock * sizeof(std::uint16_t); at += 64)
        hwy::Prefetch(ahead.norms + at);
    for (std::size_t at = 0; at < ColumnBlocks::kColumnBytes; at += lanes) {
        Pair lower{hn::Zero(words), hn::Zero(words)}, upper = lower;
        const std::uint8_t* table = query.tables;
        for (const std::uint32_t column : query.columns) {
            const auto low = hn::LoadDup128(bytes, table);
            const auto high = hn::LoadDup128(bytes, table + 16);
            table += 32;
            const auto both = hn::Load(bytes, block.columns + column + at);
            hwy::Prefetch(ahead.columns + column + at);
            lower.add(low, high, hn::And(both, nibble));
            const auto shifted = hn::ShiftRight<4>(hn::BitCast(words, both));
            upper.add(low, high, hn::And(hn::BitCast(bytes, shifted), nibble));
        }
        const auto a = reaches(lower.first, norm + at / 2, query);
        const auto b = reaches(lower.second, norm + 32 + at / 2, query);
        const auto c = reaches(upper.first, norm + 64 + at / 2, query);
        const auto d = reaches(upper.second, norm + 96 + at / 2, query);
        if (hn::AllFalse(words, hn::Or(hn::Or(a, b), hn::Or(c, d)))) continue;
        mask[0] |= (spread(bitsOf(a)) | spread(bitsOf(b)) << 8) << at;
        mask[1] |= (spread(bitsOf(c)) | spread(bitsOf(d)) << 8) << at;
    }
}

#endif

} // namespace HWY_NAMESPACE
} // namespace sparlet::codes
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sparlet::codes {

HWY_EXPORT(scan);

void scanBlock(const BlockPlace& block, const BlockPlace& ahead, const BlockQuery& query, BlockMask& mask) {
    HWY_DYNAMIC_DISPATCH(scan)(block, ahead, query, mask);
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
