#include "codes/column_kernels_internal.h"
#include "codes/columns.h"

#include <algorithm>
#include <atomic>
#include <cassert>

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
void scan(std::span<const BlockPlace> blocks, std::span<const BlockPlace>, const BlockQuery& query,
          const BlockLimit* limits, BlockMask* masks) {
    for (std::size_t i = 0; i < blocks.size(); ++i)
        masks[i] = scanBlockScalar(blocks[i], query, limits[i]);
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

/// Adds a column of twice as many codes as there are bytes in a vector.
HWY_INLINE void addColumn(const std::uint8_t* column, hn::Vec<Bytes> low, hn::Vec<Bytes> high,
                          Sums& lowerFirst, Sums& lowerSecond, Sums& upperFirst, Sums& upperSecond) {
    const Bytes bytes;
    const Words words;
    const auto nibble = hn::Set(bytes, std::uint8_t{0x0F});
    const auto both = hn::Load(bytes, column);
    add(low, high, hn::And(both, nibble), lowerFirst, lowerSecond);
    const auto shifted = hn::ShiftRight<4>(hn::BitCast(words, both));
    add(low, high, hn::And(hn::BitCast(bytes, shifted), nibble), upperFirst, upperSecond);
}

HWY_INLINE hn::Mask<Words> reaches(Sums sums, const std::uint16_t* norms, const BlockLimit& limit) {
    const Words words;
    const auto least = hn::SaturatedAdd(hn::MulHigh(hn::Load(words, norms), hn::Set(words, limit.normFactor)),
                                        hn::Set(words, limit.base));
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

/// Adds a few columns of all blocks to `sums` ([blocks][128], in the order of the additions), or begins them.
/// Going through the blocks instead of through one block's columns reads memory in long runs; fetching each
/// line 16 blocks early hides what is left of its latency.
template <bool kFirst>
HWY_INLINE void addColumns(std::span<const BlockPlace> blocks, std::span<const BlockPlace> next,
                           const std::uint32_t* columns, const std::uint32_t* nextColumns,
                           const std::uint8_t* tables, std::uint16_t* sums) {
    static_assert(kColumnsAPass == 4);
    constexpr std::size_t kAhead = 16;
    const Bytes bytes;
    const Words words;
    const std::size_t lanes = hn::Lanes(bytes), half = hn::Lanes(words);
    const auto low0 = hn::LoadDup128(bytes, tables), high0 = hn::LoadDup128(bytes, tables + 16);
    const auto low1 = hn::LoadDup128(bytes, tables + 32), high1 = hn::LoadDup128(bytes, tables + 48);
    const auto low2 = hn::LoadDup128(bytes, tables + 64), high2 = hn::LoadDup128(bytes, tables + 80);
    const auto low3 = hn::LoadDup128(bytes, tables + 96), high3 = hn::LoadDup128(bytes, tables + 112);
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const bool here = i + kAhead < blocks.size();
        const std::size_t later = i + kAhead - (here ? 0 : blocks.size());
        if (here || later < next.size()) {
            const std::uint8_t* const fetched = (here ? blocks[later] : next[later]).columns;
            const std::uint32_t* const of = here ? columns : nextColumns;
            for (std::size_t c = 0; c < kColumnsAPass; ++c)
                hwy::Prefetch(fetched + of[c]);
        }
        const std::uint8_t* at = blocks[i].columns;
        for (std::size_t done = 0; done < ColumnBlocks::kColumnBytes; done += lanes, at += lanes) {
            Sums lowerFirst, lowerSecond, upperFirst, upperSecond;
            if constexpr (kFirst) {
                lowerFirst = lowerSecond = upperFirst = upperSecond = hn::Zero(words);
            } else {
                lowerFirst = hn::Load(words, sums);
                lowerSecond = hn::Load(words, sums + half);
                upperFirst = hn::Load(words, sums + 2 * half);
                upperSecond = hn::Load(words, sums + 3 * half);
            }
            addColumn(at + columns[0], low0, high0, lowerFirst, lowerSecond, upperFirst, upperSecond);
            addColumn(at + columns[1], low1, high1, lowerFirst, lowerSecond, upperFirst, upperSecond);
            addColumn(at + columns[2], low2, high2, lowerFirst, lowerSecond, upperFirst, upperSecond);
            addColumn(at + columns[3], low3, high3, lowerFirst, lowerSecond, upperFirst, upperSecond);
            hn::Store(lowerFirst, words, sums);
            hn::Store(lowerSecond, words, sums + half);
            hn::Store(upperFirst, words, sums + 2 * half);
            hn::Store(upperSecond, words, sums + 3 * half);
            sums += 4 * half;
        }
    }
}

void scan(std::span<const BlockPlace> blocks, std::span<const BlockPlace> ahead, const BlockQuery& query,
          const BlockLimit* limits, BlockMask* masks) {
    const Bytes bytes;
    const Words words;
    const std::size_t lanes = hn::Lanes(bytes), half = hn::Lanes(words);
    alignas(64) std::uint16_t sums[kBlocksACall * ColumnBlocks::kBlock];
    const std::uint32_t* const columns = query.columns.data();
    for (std::size_t c = 0; c < query.columns.size(); c += kColumnsAPass) {
        const bool last = c + kColumnsAPass == query.columns.size();
        const auto next = last ? ahead : blocks;
        const std::uint32_t* const nextColumns = last ? columns : columns + c + kColumnsAPass;
        const std::uint8_t* const tables = query.tables + 32 * c;
        if (c == 0)
            addColumns<true>(blocks, next, columns, nextColumns, tables, sums);
        else
            addColumns<false>(blocks, next, columns + c, nextColumns, tables, sums);
    }
    const std::uint16_t* sum = sums;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const auto* const norm = reinterpret_cast<const std::uint16_t*>(blocks[i].norms);
        masks[i] = {};
        for (std::size_t at = 0; at < ColumnBlocks::kColumnBytes; at += lanes, sum += 4 * half) {
            const auto a = reaches(hn::Load(words, sum), norm + at / 2, limits[i]);
            const auto b = reaches(hn::Load(words, sum + half), norm + 32 + at / 2, limits[i]);
            const auto c = reaches(hn::Load(words, sum + 2 * half), norm + 64 + at / 2, limits[i]);
            const auto d = reaches(hn::Load(words, sum + 3 * half), norm + 96 + at / 2, limits[i]);
            if (hn::AllFalse(words, hn::Or(hn::Or(a, b), hn::Or(c, d)))) continue;
            masks[i][0] |= (spread(bitsOf(a)) | spread(bitsOf(b)) << 8) << at;
            masks[i][1] |= (spread(bitsOf(c)) | spread(bitsOf(d)) << 8) << at;
        }
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

void scanBlocks(std::span<const BlockPlace> blocks, std::span<const BlockPlace> ahead,
                const BlockQuery& query, const BlockLimit* limits, BlockMask* masks) {
    assert(blocks.size() <= kBlocksACall && !query.columns.empty() &&
           query.columns.size() % kColumnsAPass == 0);
    if (scalarChosen.load(std::memory_order_relaxed)) {
        for (std::size_t i = 0; i < blocks.size(); ++i)
            masks[i] = scanBlockScalar(blocks[i], query, limits[i]);
    } else {
        HWY_DYNAMIC_DISPATCH(scan)(blocks, ahead, query, limits, masks);
    }
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
