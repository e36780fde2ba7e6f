// Where things are in a view file (VIEW.md). Private to core/store.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace sparlet::store {

inline constexpr std::uint8_t kViewMagic[4] = {'S', 'P', 'I', 'V'};
inline constexpr std::uint16_t kViewVersion = 1;
inline constexpr std::uint16_t kViewByteOrder = 0xFEFF;
inline constexpr std::size_t kViewHeaderBytes = 96;
inline constexpr std::size_t kViewHeaderCrcAt = 92;
inline constexpr std::size_t kViewBodyCrcAt = 64;
inline constexpr std::uint64_t kViewMaxRows = std::uint64_t{1} << 31;
inline constexpr std::uint64_t kViewMaxText = std::uint64_t{1} << 40;
inline constexpr std::uint16_t kViewHasShares = 0x8000;

struct ViewCounts {
    std::uint64_t rows = 0, labels = 0, labelBytes = 0, pathBytes = 0;
};

/// Little-endian, any alignment.
template <class Integer>
Integer loadView(const std::uint8_t* from) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(Integer); ++i)
        value |= std::uint64_t{from[i]} << (8 * i);
    return static_cast<Integer>(value);
}

template <class Integer>
void storeView(std::vector<std::uint8_t>& out, Integer value) {
    for (std::size_t i = 0; i < sizeof(Integer); ++i)
        out.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> (8 * i)));
}

std::uint32_t viewCrc(const std::uint8_t* from, std::size_t bytes);

} // namespace sparlet::store
