#include "codes/codec.h"

#include "codes/code_levels_internal.h"
#include "codes/code_walk_internal.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstdio>

namespace sparlet::codes {
namespace {

Error invalid(std::string message) {
    return {ErrorCode::InvalidArgument, std::move(message)};
}

/// Nothing when the parameters are usable.
Status check(const CodecParameters& p) {
    const std::size_t dimensions = p.bits.size();
    if (dimensions == 0 || dimensions > kMaxDimensions)
        return invalid("A code needs 1 to " + std::to_string(kMaxDimensions) + " dimensions, not " +
                       std::to_string(dimensions) + ".");
    if (p.minimum.size() != dimensions || p.maximum.size() != dimensions)
        return invalid("The quantiser has " + std::to_string(dimensions) + " bit widths but " +
                       std::to_string(p.minimum.size()) + " minima and " + std::to_string(p.maximum.size()) +
                       " maxima.");
    for (std::size_t d = 0; d < dimensions; ++d) {
        const std::string where = "Dimension " + std::to_string(d) + " of the quantiser ";
        if (p.bits[d] < kMinBits || p.bits[d] > kMaxBits)
            return invalid(where + "has " + std::to_string(p.bits[d]) + " bits instead of 2 to 8.");
        const double low = p.minimum[d], high = p.maximum[d];
        if (!(std::abs(low) <= kMaxMagnitude) || !(std::abs(high) <= kMaxMagnitude))
            return invalid(where + "has a range that is not finite or far too large.");
        if (!(high - low >= kMinRange))
            return invalid(where + "has a maximum that is not above its minimum.");
    }
    return {};
}

/// FNV-1a (Fowler, Noll, Vo), 64 bits, over the parameters in little-endian byte order.
std::string hashOf(const CodecParameters& p) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    const auto add = [&hash](std::uint32_t value, int bytes) {
        for (int i = 0; i < bytes; ++i) {
            hash ^= (value >> (8 * i)) & 0xFFU;
            hash *= 0x100000001b3U;
        }
    };
    add(static_cast<std::uint32_t>(p.bits.size()), 4);
    for (const auto b : p.bits)
        add(b, 1);
    for (const auto v : p.minimum)
        add(std::bit_cast<std::uint32_t>(v), 4);
    for (const auto v : p.maximum)
        add(std::bit_cast<std::uint32_t>(v), 4);
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
    return text;
}

} // namespace

CodecParameters uniformParameters(std::span<const float> minimum, std::span<const float> maximum, int bits) {
    assert(minimum.size() == maximum.size() && bits >= kMinBits && bits <= kMaxBits);
    CodecParameters out;
    out.bits.assign(minimum.size(), static_cast<std::uint8_t>(bits));
    const double levels = (1 << bits) - 1;
    for (std::size_t d = 0; d < minimum.size(); ++d) {
        const double low = std::min(static_cast<double>(minimum[d]), 0.0);
        const double high = std::max({static_cast<double>(maximum[d]), 0.0, low + 1e-6});
        const double zero = std::clamp(std::round(-low / (high - low) * levels), low < 0 ? 1.0 : 0.0,
                                       levels - (high > 0 ? 1.0 : 0.0));
        const double above = levels - zero;
        const double step = std::max(-low / std::max(zero, 1.0), high / std::max(above, 1.0));
        out.minimum.push_back(static_cast<float>(-zero * step));
        out.maximum.push_back(static_cast<float>(above * step));
    }
    return out;
}

Result<Codec> Codec::create(CodecParameters parameters) {
    if (const auto status = check(parameters); !status) return status.error();
    return Codec(std::move(parameters));
}

Codec::Codec(CodecParameters parameters)
    : parameters_(std::move(parameters)), fingerprint_(hashOf(parameters_)) {
    const std::size_t dimensions = parameters_.bits.size();
    planes_.assign(3 * maskBytes(), 0);
    offsets_.reserve(dimensions + 1);
    for (std::size_t d = 0; d < dimensions; ++d) {
        offsets_.push_back(static_cast<std::uint32_t>(values_.size()));
        const double step = stepOf(parameters_, d);
        for (int level = 0; level < 1 << parameters_.bits[d]; ++level) {
            const double value = parameters_.minimum[d] + level * step;
            values_.push_back(std::abs(value) < kZeroTolerance * step ? 0.0F : static_cast<float>(value));
        }
        for (std::size_t j = 0; j < 3; ++j)
            if (((parameters_.bits[d] - 1) >> j & 1) != 0)
                planes_[j * maskBytes() + d / 8] |= static_cast<std::uint8_t>(1U << d % 8);
    }
    offsets_.push_back(static_cast<std::uint32_t>(values_.size()));
}

std::size_t Codec::maxCodeBytes() const {
    std::size_t bits = 0;
    for (const auto b : parameters_.bits)
        bits += b;
    return maskBytes() + (bits + 7) / 8;
}

std::size_t Codec::encode(std::span<const float> z, std::vector<std::uint8_t>& out) const {
    assert(z.size() == parameters_.bits.size());
    const std::size_t start = out.size();
    out.resize(start + maskBytes(), 0);
    std::uint32_t buffer = 0;
    unsigned filled = 0;
    for (std::size_t d = 0; d < z.size(); ++d) {
        if (z[d] == 0.0F || std::isnan(z[d])) continue;
        const double top = (1 << parameters_.bits[d]) - 1;
        const double position = (static_cast<double>(z[d]) - parameters_.minimum[d]) / stepOf(parameters_, d);
        const auto level = static_cast<std::uint32_t>(std::lround(std::clamp(position, 0.0, top)));
        if (values_[offsets_[d] + level] == 0.0F) continue;
        out[start + d / 8] = static_cast<std::uint8_t>(out[start + d / 8] | 1U << d % 8);
        buffer |= level << filled;
        filled += parameters_.bits[d];
        for (; filled >= 8; filled -= 8, buffer >>= 8)
            out.push_back(static_cast<std::uint8_t>(buffer));
    }
    if (filled > 0) out.push_back(static_cast<std::uint8_t>(buffer));
    return out.size() - start;
}

std::size_t Codec::levelBits(const std::uint8_t* mask) const {
    // Σ bits = Σ over set dimensions of 1 + Σ_j 2^j · (bit j of bits − 1): four population counts a word.
    const std::size_t bytes = maskBytes();
    std::size_t total = 0;
    const auto count = [](std::uint64_t word) { return static_cast<std::size_t>(std::popcount(word)); };
    std::size_t i = 0;
    for (; i + 8 <= bytes; i += 8) {
        const auto word = loadLittle64(mask + i);
        total += count(word);
        for (std::size_t j = 0; j < 3; ++j)
            total += count(word & loadLittle64(planes_.data() + j * bytes + i)) << j;
    }
    for (; i < bytes; ++i) {
        total += count(mask[i]);
        for (std::size_t j = 0; j < 3; ++j)
            total += count(static_cast<std::uint64_t>(mask[i] & planes_[j * bytes + i])) << j;
    }
    return total;
}

Result<std::size_t> Codec::sizeAt(std::span<const std::uint8_t> data) const {
    const std::size_t mask = maskBytes();
    if (data.size() < mask)
        return Error{ErrorCode::Corrupt, "A code ends inside its mask; index the images again."};
    const std::size_t used = parameters_.bits.size() % 8;
    if (used != 0 && (data[mask - 1] >> used) != 0)
        return Error{ErrorCode::Corrupt,
                     "A code names dimensions that do not exist; index the images again."};
    const std::size_t bits = levelBits(data.data());
    const std::size_t bytes = mask + (bits + 7) / 8;
    if (data.size() < bytes)
        return Error{ErrorCode::Corrupt, "A code ends inside its values; index the images again."};
    if (bits % 8 != 0 && (data[bytes - 1] >> bits % 8) != 0)
        return Error{ErrorCode::Corrupt, "A code has set bits in its padding; index the images again."};
    return bytes;
}

std::vector<CodeEntry> Codec::entries(std::span<const std::uint8_t> code) const {
    std::vector<CodeEntry> out;
    walkCode(code, parameters_.bits, [&](std::size_t d, unsigned level) {
        out.push_back({static_cast<int>(d), static_cast<std::uint16_t>(level), values_[offsets_[d] + level],
                       parameters_.bits[d]});
    });
    return out;
}

void Codec::decode(std::span<const std::uint8_t> code, std::span<float> out) const {
    assert(out.size() == parameters_.bits.size());
    std::fill(out.begin(), out.end(), 0.0F);
    walkCode(code, parameters_.bits,
             [&](std::size_t d, unsigned level) { out[d] = values_[offsets_[d] + level]; });
}

float Codec::norm(std::span<const std::uint8_t> code) const {
    double sum = 0;
    walkCode(code, parameters_.bits, [&](std::size_t d, unsigned level) {
        const double value = values_[offsets_[d] + level];
        sum += value * value;
    });
    return static_cast<float>(std::sqrt(sum));
}

Scorer::Scorer(const Codec& codec, std::span<const float> query) : codec_(&codec) {
    assert(query.size() == codec.parameters_.bits.size());
    double sum = 0;
    for (const float v : query)
        sum += static_cast<double>(v) * v;
    const double scale = std::isfinite(sum) && sum > 0 ? 1.0 / std::sqrt(sum) : 0.0;
    entries_.reserve(codec.values_.size());
    for (std::size_t d = 0; d < query.size(); ++d) {
        // Not 0 · query: that would let a NaN through.
        const double q = scale == 0.0 ? 0.0 : query[d] * scale;
        for (std::size_t i = codec.offsets_[d]; i < codec.offsets_[d + 1]; ++i) {
            const double value = codec.values_[i];
            entries_.push_back({static_cast<float>(q * value), static_cast<float>(value * value)});
        }
    }
}

float Scorer::score(std::span<const std::uint8_t> code) const {
    float dot = 0, squares = 0;
    const std::uint32_t* offsets = codec_->offsets_.data();
    const Entry* table = entries_.data();
    walkCode(code, codec_->parameters_.bits, [&](std::size_t d, unsigned level) {
        const Entry& entry = table[offsets[d] + level];
        dot += entry.product;
        squares += entry.square;
    });
    if (!(squares > 0)) return 0;
    return std::clamp(dot / std::sqrt(squares), -1.0F, 1.0F);
}

} // namespace sparlet::codes
