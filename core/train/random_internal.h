// Random numbers as a function of what they are for (seed, epoch, position) instead of a running state: a
// resumed run and one with other threads draw the same.
#pragma once

#include <cstdint>

namespace sparlet::train {

inline std::uint64_t mixed(std::uint64_t x) { // splitmix64 (Steele et al. 2014)
    x += 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31U);
}

inline std::uint64_t keyed(std::uint64_t seed, std::uint64_t a, std::uint64_t b, std::uint64_t purpose) {
    return mixed(mixed(mixed(mixed(seed) ^ a) ^ b) ^ purpose);
}

class Random {
public:
    explicit Random(std::uint64_t key) : state_(key) {}
    std::uint64_t bits() {
        state_ += 0x9E3779B97F4A7C15ULL;
        return mixed(state_);
    }
    /// In [0, 1).
    double uniform() { return static_cast<double>(bits() >> 11U) * 0x1.0p-53; }
    double between(double low, double high) { return low + (high - low) * uniform(); }
    /// In [0, n); the bias of the multiplication is below 2^-32 for the sizes used here.
    std::uint64_t below(std::uint64_t n) {
        return static_cast<std::uint64_t>(uniform() * static_cast<double>(n));
    }

private:
    std::uint64_t state_;
};

} // namespace sparlet::train
