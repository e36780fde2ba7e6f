#include "codes/column_kernels_internal.h"
#include "codes/columns.h"

#include <algorithm>
#include <atomic>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codes/column_kernels.cpp"
#include <hwy/cache_control.h>
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace sparlet::codes {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR

/// One lane cannot look anything up.
void scan(const BlockPlace& block, const BlockPlace&, const BlockQuery& query, BlockMask& mask) {
    scanBlockScalar(block, query, mask);
}

#else

namespace hn = hwy::HWY_NAMESPACE;

using Bytes = hn::CappedTag<std::uint8_t, 64>;
using Words = hn::Repartition<std::uint16_t, Bytes>;
using Sums = hn::Vec<Words>;

/// Adds what the nibbles stand for: of every sixteen codes the first eight, and the others. Vectors of a size
/// that only the processor knows (SVE) cannot be members, so the sums are not put together to anything.
HWY_INLINE void add(hn::Vec<Bytes> low, hn::Vec<Bytes> high, hn::Vec<Bytes> nibbles, Sums& first,
                    Sums& second) {
    const Words words;
    const auto lowBytes = hn::TableLookupBytes(low, nibbles);
    const auto highBytes = hn::TableLookupBytes(high, nibbles);
    first = hn::Add(first, hn::ZipLower(words, lowBytes, highBytes));
    second = hn::Add(second, hn::ZipUpper(words, lowBytes, highBytes));
}

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
        Sums lowerFirst = hn::Zero(words), lowerSecond = lowerFirst;
        Sums upperFirst = lowerFirst, upperSecond = lowerFirst;
        const std::uint8_t* table = query.tables;
        for (const std::uint32_t column : query.columns) {
            const auto low = hn::LoadDup128(bytes, table);
            const auto high = hn::LoadDup128(bytes, table + 16);
            table += 32;
            const auto both = hn::Load(bytes, block.columns + column + at);
            hwy::Prefetch(ahead.columns + column + at);
            add(low, high, hn::And(both, nibble), lowerFirst, lowerSecond);
            const auto shifted = hn::ShiftRight<4>(hn::BitCast(words, both));
            add(low, high, hn::And(hn::BitCast(bytes, shifted), nibble), upperFirst, upperSecond);
        }
        const auto a = reaches(lowerFirst, norm + at / 2, query);
        const auto b = reaches(lowerSecond, norm + 32 + at / 2, query);
        const auto c = reaches(upperFirst, norm + 64 + at / 2, query);
        const auto d = reaches(upperSecond, norm + 96 + at / 2, query);
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
namespace {

constexpr const char* kScalar = "SCALAR";
std::atomic<bool> scalarChosen{false};

} // namespace

HWY_EXPORT(scan);

void scanBlock(const BlockPlace& block, const BlockPlace& ahead, const BlockQuery& query, BlockMask& mask) {
    if (scalarChosen.load(std::memory_order_relaxed)) return scanBlockScalar(block, query, mask);
    HWY_DYNAMIC_DISPATCH(scan)(block, ahead, query, mask);
}

std::vector<std::string> columnTargets() {
    std::vector<std::string> names;
    for (const auto target : hwy::SupportedAndGeneratedTargets())
        names.emplace_back(hwy::TargetName(target));
    // Where every processor has vectors, Highway leaves its scalar target out.
    if (std::find(names.begin(), names.end(), kScalar) == names.end()) names.emplace_back(kScalar);
    return scalarChosen.load(std::memory_order_relaxed) ? std::vector<std::string>{kScalar} : names;
}

void useColumnTarget(const std::string& name) {
    hwy::SetSupportedTargetsForTest(0);
    for (const auto target : hwy::SupportedAndGeneratedTargets())
        if (name == hwy::TargetName(target)) hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    scalarChosen.store(name == kScalar, std::memory_order_relaxed);
}

} // namespace sparlet::codes
#endif
