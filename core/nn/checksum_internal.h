// XXH64, seed 0, as https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md has it: as fast as memory
// is read, and one damage in 2^64 goes unseen. No defence against forgery.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace sparlet::nn {

class Xxh64 {
public:
    void add(std::span<const std::byte> bytes);
    std::uint64_t value() const;
    /// 16 hex digits.
    std::string hex() const;

private:
    static constexpr std::uint64_t kPrime1 = 0x9E3779B185EBCA87U, kPrime2 = 0xC2B2AE3D27D4EB4FU,
                                   kPrime3 = 0x165667B19E3779F9U, kPrime4 = 0x85EBCA77C2B2AE63U,
                                   kPrime5 = 0x27D4EB2F165667C5U;
    static std::uint64_t round(std::uint64_t lane, std::uint64_t input);
    void mix(const std::byte* stripe);

    std::array<std::uint64_t, 4> lanes_{kPrime1 + kPrime2, kPrime2, 0, 0 - kPrime1};
    std::array<std::byte, 32> pending_{};
    std::size_t pendingCount_ = 0;
    std::uint64_t length_ = 0;
};

} // namespace sparlet::nn
