// The sparse mixed-precision code: a mask of kept dimensions, then each kept value in its dimension's bits.
#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sparlet::codes {

/// How every dimension is quantised; SPQ's result (SPARSE §3.4), or 8 bits each for a model without SPQ.
/// Level q of dimension d stands for minimum[d] + q · (maximum[d] − minimum[d]) / (2^bits[d] − 1).
struct CodecParameters {
    std::vector<std::uint8_t> bits;  // [D], 2..8
    std::vector<float> minimum;      // [D]
    std::vector<float> maximum;      // [D]
};

/// One dimension of one code, unpacked.
struct CodeEntry {
    int dimension = 0;
    std::uint16_t level = 0;
    float value = 0;  // what the level stands for
    int bits = 0;
};

/// Packs, unpacks and scores. Immutable after creation; thread-safe.
///
/// A code is ceil(D/8) mask bytes (bit d%8 of byte d/8 is dimension d, LSB first), then the levels of the
/// set dimensions in rising order, bits[d] bits each, LSB first, padded with zeros to a whole byte.
class Codec {
public:
    static Result<Codec> create(CodecParameters parameters);

    int dimensions() const;
    const CodecParameters& parameters() const;
    /// Hex of a hash over the parameters: codes of two codecs can be mixed only if it is equal.
    const std::string& fingerprint() const;

    /// `z`: [D]; dimensions that are exactly 0 are left out. Appends to `out`; returns the bytes added.
    std::size_t encode(std::span<const float> z, std::vector<std::uint8_t>& out) const;

    /// Bytes of the code that starts at `data`, or Corrupt when it would run past the end.
    Result<std::size_t> sizeAt(std::span<const std::uint8_t> data) const;

    /// Precondition: a code that sizeAt() accepted.
    std::vector<CodeEntry> entries(std::span<const std::uint8_t> code) const;
    void decode(std::span<const std::uint8_t> code, std::span<float> out) const;  // out: [D]
    float norm(std::span<const std::uint8_t> code) const;                         // L2 of the decoded code

private:
    CodecParameters parameters_;
    std::string fingerprint_;
    std::vector<std::vector<float>> values_;  // [D][2^bits]
};

/// A query prepared for scoring many codes: one product per dimension and level.
class Scorer {
public:
    /// `query`: [D], any length; it is normalised. The codec must outlive the scorer.
    Scorer(const Codec& codec, std::span<const float> query);
    /// Cosine of the query and the decoded code, -1..1; 0 for an empty code.
    float score(std::span<const std::uint8_t> code) const;

private:
    const Codec* codec_;
    std::vector<float> products_;
    std::vector<std::size_t> offsets_;
};

}  // namespace sparlet::codes
