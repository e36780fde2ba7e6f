// A fast 128-bit checksum: finds damage and tells data sets apart; it does not resist an attacker.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

namespace sparlet::train {

class ContentHash {
public:
    void add(std::span<const std::uint8_t> bytes) {
        length_ += bytes.size();
        while (!bytes.empty()) {
            if (held_ == 0 && bytes.size() >= kBlock) {
                mix(bytes.data());
                bytes = bytes.subspan(kBlock);
                continue;
            }
            const auto take = std::min(bytes.size(), kBlock - held_);
            std::memcpy(block_.data() + held_, bytes.data(), take);
            held_ += take;
            bytes = bytes.subspan(take);
            if (held_ == kBlock) {
                mix(block_.data());
                held_ = 0;
            }
        }
    }

    std::array<std::uint64_t, 2> finish() const {
        ContentHash last = *this;
        std::memset(last.block_.data() + held_, 0, kBlock - held_);
        last.mix(last.block_.data());
        const auto& l = last.lanes_;
        return {scramble(l[0] ^ std::rotl(l[1], 17) ^ length_),
                scramble(l[2] + std::rotl(l[3], 31) + length_)};
    }

    static std::string hex(const std::array<std::uint64_t, 2>& hash) {
        std::string text;
        for (const auto word : hash) {
            for (int shift = 60; shift >= 0; shift -= 4)
                text += "0123456789abcdef"[(word >> shift) & 15U];
        }
        return text;
    }

private:
    static constexpr std::size_t kBlock = 32;

    void mix(const std::uint8_t* at) {
        for (std::size_t i = 0; i < 4; ++i) {
            std::uint64_t word = 0;
            std::memcpy(&word, at + 8 * i, 8);
            lanes_[i] = std::rotl(lanes_[i] ^ (word * 0x9E3779B97F4A7C15ULL), 29) * 0xBF58476D1CE4E5B9ULL;
        }
    }

    static std::uint64_t scramble(std::uint64_t x) { // splitmix64's finaliser
        x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
        return x ^ (x >> 31U);
    }

    std::array<std::uint64_t, 4> lanes_{1, 2, 3, 4};
    std::array<std::uint8_t, kBlock> block_{};
    std::size_t held_ = 0;
    std::uint64_t length_ = 0;
};

} // namespace sparlet::train
