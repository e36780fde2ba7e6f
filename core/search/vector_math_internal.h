// Vector arithmetic in double precision over float storage.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

namespace sparlet::search {

inline double dot(std::span<const float> a, std::span<const float> b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += static_cast<double>(a[i]) * b[i];
    return sum;
}

/// To norm 1; all zero and false where there is no finite length above 0.
inline bool normalize(std::span<float> v) {
    const double norm = std::sqrt(dot(v, v));
    if (!std::isfinite(norm) || !(norm > 0)) {
        std::fill(v.begin(), v.end(), 0.0F);
        return false;
    }
    for (float& x : v)
        x = static_cast<float>(x / norm);
    return true;
}

} // namespace sparlet::search
