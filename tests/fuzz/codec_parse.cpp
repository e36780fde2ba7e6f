// Quantiser parameters and codes from hostile bytes: everything is either refused or safe to use.
#include "codes/codec.h"

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <vector>

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

void useCode(const sparlet::codes::Codec& codec, std::span<const std::uint8_t> code) {
    const auto dimensions = static_cast<std::size_t>(codec.dimensions());
    require(code.size() <= codec.maxCodeBytes());
    const auto entries = codec.entries(code);
    require(entries.size() <= dimensions);
    std::vector<float> decoded(dimensions);
    codec.decode(code, decoded);
    for (const auto& entry : entries) {
        require(entry.level < 1U << entry.bits);
        require(decoded[static_cast<std::size_t>(entry.dimension)] == entry.value);
    }
    require(std::isfinite(codec.norm(code)));
    require(std::abs(sparlet::codes::Scorer(codec, decoded).score(code)) <= 1.0F);
    std::vector<std::uint8_t> again;
    codec.encode(decoded, again);
    const auto size = codec.sizeAt(again);
    require(size.ok() && *size == again.size());
}

} // namespace

/// Input: number of dimensions (1 byte), then bits, minima and maxima of each, then a code.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::size_t dimensions = data[0];
    std::span<const std::uint8_t> rest(data + 1, size - 1);
    if (rest.size() < dimensions * 9) return 0;
    sparlet::codes::CodecParameters parameters;
    parameters.bits.assign(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(dimensions));
    rest = rest.subspan(dimensions);
    for (auto* values : {&parameters.minimum, &parameters.maximum}) {
        values->resize(dimensions);
        if (dimensions > 0) std::memcpy(values->data(), rest.data(), dimensions * sizeof(float));
        rest = rest.subspan(dimensions * sizeof(float));
    }
    const auto codec = sparlet::codes::Codec::create(std::move(parameters));
    if (!codec) return 0;
    const auto code = codec->sizeAt(rest);
    if (!code) return 0;
    require(*code <= rest.size());
    useCode(*codec, rest.first(*code));
    return 0;
}
