// Prepares a model for 8-bit arithmetic: what the values at each place of its network span, seen on pictures.
#pragma once

#include "base/result.h"
#include "nn/model_info.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

namespace sparlet::nn {

/// What a card's ranges hold at most. A network that was hardly trained can have values beyond any bound;
/// they count as this.
inline constexpr float kLargestActivation = 1e6F;

/// Not thread-safe.
class Calibrator {
public:
    virtual ~Calibrator() = default;

    /// Errors as Encoder::open.
    static Result<std::unique_ptr<Calibrator>> open(const std::filesystem::path& file);

    virtual const ModelInfo& info() const = 0;
    /// Looks at pictures, as Encoder::encode takes them. A few hundred are enough; whose they are matters
    /// more.
    virtual Status add(std::span<const std::uint8_t> rgb, std::size_t count) = 0;
    /// For CardChanges::activations.
    virtual ActivationRanges ranges() const = 0;
};

} // namespace sparlet::nn
