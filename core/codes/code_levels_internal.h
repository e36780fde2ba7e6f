// What the levels of a code stand for.
#pragma once

#include "codes/codec.h"

#include <cstddef>

namespace sparlet::codes {

/// A level this near to 0, in steps, stands for exactly 0.
inline constexpr double kZeroTolerance = 1e-3;

inline double stepOf(const CodecParameters& p, std::size_t d) {
    return (static_cast<double>(p.maximum[d]) - p.minimum[d]) / ((1 << p.bits[d]) - 1);
}

} // namespace sparlet::codes
