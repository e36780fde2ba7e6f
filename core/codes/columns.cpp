#include "codes/columns.h"

#include "codes/code_levels_internal.h"
#include "codes/code_walk_internal.h"
#include "codes/column_kernels_internal.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <new>
#ifdef __linux__
#include <sys/mman.h>
#endif

namespace sparlet::codes {
namespace {

static_assert(std::endian::native == std::endian::little, "bytes are put together to 16 bits in this order");

constexpr int kNibble = 4;
constexpr std::size_t kPage = std::size_t{1} << 21; // large ones: a query touches many places of each block
constexpr double kWholeNorm = 65535;
constexpr std::size_t kTableBytes = 32; // 16 numbers of 16 bits

/// The level that stands for 0; negative where none does.
int zeroLevelOf(const CodecParameters& p, std::size_t d) {
    const double step = stepOf(p, d);
    const double level = std::round(-static_cast<double>(p.minimum[d]) / step);
    if (level < 0 || level > (1 << p.bits[d]) - 1) return -1;
    return std::abs(p.minimum[d] + level * step) < kZeroTolerance * step ? static_cast<int>(level) : -1;
}

/// Rounded down to 16 bits.
std::uint16_t fixed(double value) {
    return static_cast<std::uint16_t>(std::clamp(std::floor(value), 0.0, kWholeNorm));
}

} // namespace

ColumnPlan::ColumnPlan(const CodecParameters& parameters) {
    std::vector<NibblePart> rests;
    for (std::size_t d = 0; d < parameters.bits.size(); ++d) {
        const int bits = parameters.bits[d];
        const auto dimension = static_cast<std::uint16_t>(d);
        parts_.push_back({{dimension, 0, static_cast<std::uint8_t>(std::min(bits, kNibble)), 0}});
        if (bits > kNibble)
            rests.push_back({dimension, kNibble, static_cast<std::uint8_t>(bits - kNibble), 0});
    }
    // First fit, widest first: none is cut, so a dimension is in two columns at most.
    std::stable_sort(rests.begin(), rests.end(),
                     [](const NibblePart& a, const NibblePart& b) { return a.width > b.width; });
    std::vector<std::pair<std::size_t, int>> open; // column, bits used
    for (NibblePart rest : rests) {
        auto place = std::find_if(open.begin(), open.end(),
                                  [&](const auto& column) { return column.second + rest.width <= kNibble; });
        if (place == open.end()) {
            place = open.insert(open.end(), {parts_.size(), 0});
            parts_.emplace_back();
        }
        rest.at = static_cast<std::uint8_t>(place->second);
        parts_[place->first].push_back(rest);
        place->second += rest.width;
        if (place->second == kNibble) open.erase(place);
    }
}

void ColumnBlocks::Free::operator()(std::uint8_t* memory) const {
    std::free(memory);
}

bool ColumnBlocks::usable(const Codec& codec) {
    for (std::size_t d = 0; d < codec.parameters().bits.size(); ++d)
        if (zeroLevelOf(codec.parameters(), d) < 0) return false;
    return true;
}

ColumnBlocks::ColumnBlocks(const Codec& codec, std::size_t rows)
    : codec_(&codec), plan_(codec.parameters()), rows_(rows),
      stride_(plan_.columns() * kColumnBytes + kBlock * sizeof(std::uint16_t)), empty_(plan_.columns(), 0),
      places_(codec.parameters().bits.size()) {
    assert(usable(codec));
    largestNorms_.assign(blocks(), 0.0F);
    for (std::size_t d = 0; d < places_.size(); ++d)
        zeroLevel_.push_back(static_cast<std::uint16_t>(zeroLevelOf(codec.parameters(), d)));
    for (std::size_t column = 0; column < plan_.columns(); ++column) {
        unsigned nibble = 0;
        for (const NibblePart& part : plan_.parts(column)) {
            const unsigned field = zeroLevel_[part.dimension] >> part.shift & ((1U << part.width) - 1U);
            nibble |= field << part.at;
            places_[part.dimension].push_back(
                {static_cast<std::uint32_t>(column * kColumnStep), part.shift, part.width, part.at});
        }
        empty_[column] = static_cast<std::uint8_t>(nibble | nibble << kNibble);
    }
    const std::size_t groups = (blocks() + kGroup - 1) / kGroup;
    const std::size_t size =
        std::max<std::size_t>(1, (groups * kGroup * stride_ + kPage - 1) / kPage) * kPage;
    memory_.reset(static_cast<std::uint8_t*>(std::aligned_alloc(kPage, size)));
    if (!memory_) throw std::bad_alloc();
#ifdef __linux__
    ::madvise(memory_.get(), size, MADV_HUGEPAGE);
#endif
}

std::size_t ColumnBlocks::bytes() const {
    return blocks() * stride_;
}

void ColumnBlocks::setBlock(std::size_t block, std::span<const std::span<const std::uint8_t>> codes) {
    assert(block < blocks() && codes.size() <= kBlock);
    std::uint8_t* const columns = columnsOf(block);
    for (std::size_t column = 0; column < plan_.columns(); ++column)
        std::memset(columns + column * kColumnStep, empty_[column], kColumnBytes);
    float norms[kBlock] = {};
    for (std::size_t i = 0; i < codes.size(); ++i) {
        const auto side = static_cast<unsigned>(i / kColumnBytes * kNibble);
        walkCode(codes[i], codec_->parameters().bits, [&](std::size_t d, unsigned level) {
            for (const Place& place : places_[d]) {
                const unsigned shift = place.at + side;
                const unsigned fields = (1U << place.width) - 1U;
                std::uint8_t& byte = columns[place.column + i % kColumnBytes];
                byte = static_cast<std::uint8_t>((byte & ~(fields << shift)) | (level >> place.shift & fields)
                                                                                   << shift);
            }
        });
        norms[i] = codec_->norm(codes[i]);
    }
    // Rounded down, in units of the largest: what a code must reach is never overstated.
    const float largest = *std::max_element(std::begin(norms), std::end(norms));
    largestNorms_[block] = largest;
    std::uint16_t stored[kBlock] = {};
    for (std::size_t i = 0; i < kBlock && largest > 0; ++i)
        stored[normPosition(i)] =
            static_cast<std::uint16_t>(kWholeNorm * static_cast<double>(norms[i]) / largest);
    std::memcpy(normsOf(block), stored, sizeof stored);
}

ColumnScan::ColumnScan(const ColumnBlocks& blocks, std::span<const float> weights) : blocks_(&blocks) {
    const CodecParameters& p = blocks.codec().parameters();
    assert(weights.size() == p.bits.size());
    const auto weightOf = [&](std::size_t d) {
        return std::isfinite(weights[d]) ? static_cast<double>(weights[d]) : 0.0;
    };
    std::vector<std::array<double, 16>> exact;
    double whole = 0, magnitude = 0;
    for (std::size_t column = 0; column < blocks.plan().columns(); ++column) {
        std::array<double, 16> values{};
        bool used = false;
        for (const NibblePart& part : blocks.plan().parts(column)) {
            const double weight = weightOf(part.dimension);
            if (weight == 0) continue;
            used = true;
            const double step = weight * stepOf(p, part.dimension);
            for (unsigned nibble = 0; nibble < values.size(); ++nibble) {
                const unsigned field = nibble >> part.at & ((1U << part.width) - 1U);
                values[nibble] += step * (field << part.shift);
                if (part.shift == 0) values[nibble] += weight * p.minimum[part.dimension];
            }
            // What the codec rounds to 0, and what the exact scorer's floats round.
            slack_ += std::abs(step) * kZeroTolerance;
            magnitude += std::abs(weight) *
                         std::max(std::abs(p.minimum[part.dimension]), std::abs(p.maximum[part.dimension]));
        }
        if (!used) continue;
        const auto [low, high] = std::minmax_element(values.begin(), values.end());
        whole += *high - *low;
        minimum_ += *low;
        columns_.push_back(static_cast<std::uint32_t>(column * ColumnBlocks::kColumnStep));
        exact.push_back(values);
    }
    read_ = columns_.size();
    // A query without any column, too, is scanned as one whose columns count nothing.
    if (columns_.empty()) columns_.push_back(0);
    columns_.resize((columns_.size() + kColumnsAPass - 1) / kColumnsAPass * kColumnsAPass, columns_.back());
    tables_.reserve(columns_.size() * kTableBytes);
    constexpr double kLargest = 65000; // of 16 bits, with room for rounding up
    if (whole > 0) scale_ = kLargest / whole;
    slack_ = (slack_ + 1e-5 * magnitude) * scale_;
    for (const auto& values : exact) {
        const double low = *std::min_element(values.begin(), values.end());
        std::array<std::uint8_t, kTableBytes> table{};
        double most = 0;
        for (std::size_t nibble = 0; nibble < values.size(); ++nibble) {
            const double units = (values[nibble] - low) * scale_;
            const auto rounded = static_cast<unsigned>(std::lround(units));
            table[nibble] = static_cast<std::uint8_t>(rounded);
            table[16 + nibble] = static_cast<std::uint8_t>(rounded >> 8);
            most = std::max(most, units - rounded);
        }
        tables_.insert(tables_.end(), table.begin(), table.end());
        slack_ += most;
    }
    tables_.resize(columns_.size() * kTableBytes, 0);
}

std::size_t ColumnScan::bytesRead() const {
    return read_ * ColumnBlocks::kColumnBytes + ColumnBlocks::kBlock * sizeof(std::uint16_t);
}

void ColumnScan::scan(std::span<const std::uint32_t> blocks, float threshold,
                      std::vector<std::uint32_t>& rows) const {
    const BlockQuery query{columns_, tables_.data()};
    const double wanted = std::isfinite(threshold) ? static_cast<double>(threshold) : -1e30;
    std::array<BlockPlace, kBlocksACall> places[2];
    const auto placesAt = [&](std::size_t first, std::array<BlockPlace, kBlocksACall>& out) {
        const std::size_t count = std::min(kBlocksACall, blocks.size() - first);
        for (std::size_t i = 0; i < count; ++i)
            out[i] = {blocks_->columnsOf(blocks[first + i]), blocks_->normsOf(blocks[first + i])};
        return std::span<const BlockPlace>(out.data(), count);
    };
    std::array<BlockLimit, kBlocksACall> limits;
    std::array<BlockMask, kBlocksACall> masks;
    std::span<const BlockPlace> next = placesAt(0, places[0]);
    for (std::size_t first = 0; first < blocks.size(); first += kBlocksACall) {
        const std::span<const BlockPlace> now = next;
        next = placesAt(first + now.size(), places[(first / kBlocksACall + 1) % 2]);
        for (std::size_t i = 0; i < now.size(); ++i) {
            // Norms differ: a negative threshold is furthest for the largest of them, a positive one for
            // none.
            const double least = scale_ * wanted * blocks_->largestNorms_[blocks[first + i]];
            limits[i] = {fixed(std::max(0.0, least)),
                         fixed(std::min(0.0, least) - scale_ * minimum_ - slack_)};
        }
        scanBlocks(now, next, query, limits.data(), masks.data());
        for (std::size_t i = 0; i < now.size(); ++i)
            for (std::size_t word = 0; word < 2; ++word)
                for (std::uint64_t bits = masks[i][word]; bits != 0; bits &= bits - 1) {
                    const std::size_t row = blocks[first + i] * ColumnBlocks::kBlock + word * 64 +
                                            static_cast<std::size_t>(std::countr_zero(bits));
                    if (row < blocks_->rows_) rows.push_back(static_cast<std::uint32_t>(row));
                }
    }
}

} // namespace sparlet::codes
