// The sparse mixed-precision code: a mask of kept dimensions, then each kept value in its dimension's bits.
#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sparlet::codes {

/// Bounds of what a codec accepts; a file beyond them is refused.
inline constexpr int kMaxDimensions = 4096;
inline constexpr int kMinBits = 2;
inline constexpr int kMaxBits = 8;
/// Embeddings have norm 1: a range beyond this magnitude, or narrower than this, is a damaged model.
inline constexpr double kMaxMagnitude = 1e6;
inline constexpr double kMinRange = 1e-12;

/// How every dimension is quantised; SPQ's result (SPARSE §3.4), or 8 bits each for a model without SPQ.
/// Level q of dimension d stands for minimum[d] + q · (maximum[d] − minimum[d]) / (2^bits[d] − 1); a level
/// within a thousandth of a step of 0 stands for exactly 0 (SPQ puts 0 on the grid, but minimum and maximum
/// are stored as floats).
struct CodecParameters {
    std::vector<std::uint8_t> bits; // [D], kMinBits..kMaxBits
    std::vector<float> minimum;     // [D], finite
    std::vector<float> maximum;     // [D], finite, > minimum
};

/// Parameters for a model without SPQ: the same bits for every dimension, on the smallest grid that covers
/// 0 and [minimum[d], maximum[d]] and has 0 exactly on a level (the rule SPQ's own grids follow). A dimension
/// without any range gets one of 1e-6. Preconditions: sizes equal, all finite, bits 2..8.
CodecParameters uniformParameters(std::span<const float> minimum, std::span<const float> maximum,
                                  int bits = kMaxBits);

/// One dimension of one code, unpacked.
struct CodeEntry {
    int dimension = 0;
    std::uint16_t level = 0;
    float value = 0; // what the level stands for
    int bits = 0;
};

/// Packs, unpacks and scores. Immutable after creation; thread-safe.
///
/// A code is ceil(D/8) mask bytes (bit d%8 of byte d/8 is dimension d, LSB first), then the levels of the
/// set dimensions in rising order, bits[d] bits each, LSB first, padded with zeros to a whole byte. Mask bits
/// beyond D are zero.
class Codec {
public:
    /// InvalidArgument when the parameters are outside the bounds above; the message names the dimension.
    static Result<Codec> create(CodecParameters parameters);

    int dimensions() const { return static_cast<int>(parameters_.bits.size()); }
    const CodecParameters& parameters() const { return parameters_; }
    /// Hex of a hash over the parameters: codes of two codecs can be mixed only if it is equal.
    const std::string& fingerprint() const { return fingerprint_; }
    std::size_t maskBytes() const { return (parameters_.bits.size() + 7) / 8; }
    std::size_t maxCodeBytes() const;

    /// `z`: [D]. Each value becomes its nearest level, clamped to the range. Left out of the mask are
    /// dimensions that are exactly 0 (or not a number), and those whose nearest level stands for 0: a kept
    /// zero would cost its bits and change neither the decoded code nor any score, and leaving it out makes
    /// encode(decode(code)) give the same bytes. Appends to `out`; returns the bytes added.
    std::size_t encode(std::span<const float> z, std::vector<std::uint8_t>& out) const;

    /// Bytes of the code that starts at `data`, or Corrupt when it would run past the end, or when a bit
    /// that must be zero (mask beyond D, padding) is set.
    Result<std::size_t> sizeAt(std::span<const std::uint8_t> data) const;

    /// Precondition of these: a code that sizeAt() accepted.
    std::vector<CodeEntry> entries(std::span<const std::uint8_t> code) const;
    void decode(std::span<const std::uint8_t> code, std::span<float> out) const; // out: [D]
    float norm(std::span<const std::uint8_t> code) const;                        // L2 of the decoded code

private:
    friend class Scorer;
    explicit Codec(CodecParameters parameters);
    std::size_t levelBits(const std::uint8_t* mask) const; // of all set dimensions

    CodecParameters parameters_;
    std::string fingerprint_;
    std::vector<std::uint32_t> offsets_; // [D + 1]: where a dimension's levels start in values_
    std::vector<float> values_;          // what every level stands for
    std::vector<std::uint8_t> planes_;   // [3][maskBytes]: bit j of (bits[d] − 1), as masks
};

/// A query prepared for scoring many codes: one product per dimension and level.
class Scorer {
public:
    /// `query`: [D], any length; it is normalised. One without a length (all zero, or not finite) scores 0
    /// everywhere. The codec must outlive the scorer and stay where it is.
    Scorer(const Codec& codec, std::span<const float> query);
    /// Cosine of the query and the decoded code, -1..1; 0 for an empty code. Thread-safe.
    float score(std::span<const std::uint8_t> code) const;

private:
    struct Entry {
        float product; // query value · level's value
        float square;  // of the level's value: the code's norm comes out of the same walk
    };
    const Codec* codec_;
    std::vector<Entry> entries_;
};

} // namespace sparlet::codes
