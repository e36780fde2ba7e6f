// Codes as they would be with another density or other widths than the model's: what sweeps evaluate.
#pragma once

#include "base/result.h"
#include "codes/codec.h"
#include "engine/labelled_set_internal.h"

#include <optional>
#include <string>

namespace sparlet::engine {

struct CodeSettings {
    std::optional<double> density; // share of dimensions that ASE keeps, above 0 and at most 1
    std::optional<int> bits;       // of every dimension, codes::kMinBits to codes::kMaxBits

    bool any() const { return density.has_value() || bits.has_value(); }
};

/// InvalidArgument where a number is outside its bounds.
Status check(const CodeSettings& settings);

/// "density-0.1", "bits-2", "density-0.1+bits-2"; "" for none: how rows of results name them.
std::string variantOf(const CodeSettings& settings);

/// "; codes at density 0.1, …", for behind the convention; "" for none.
std::string sentenceOf(const CodeSettings& settings);

/// The codec that these settings give. With a density, `set.sparse`, `threshold` and `density` are made anew
/// from `set.embedding`: τ(x) is the percentile of |x| for this share and z = sign(x)·ReLU(|x| − τ), of norm
/// 1 (SPARSE §3.3, with λ given instead of learnt); ranges are then those of the new values. Bits alone keep
/// the model's ranges, with one width for all dimensions.
Result<codes::Codec> codecWith(const CodeSettings& settings, const codes::Codec& own, EncodedSet& set);

} // namespace sparlet::engine
