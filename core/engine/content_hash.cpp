#include "engine/content_hash_internal.h"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstring>

namespace sparlet::engine {

namespace {

constexpr std::uint64_t kOdd1 = 0x9e3779b97f4a7c15U; // 2^64 / golden ratio
constexpr std::uint64_t kOdd2 = 0xc2b2ae3d27d4eb4fU;

/// splitmix64's finaliser (Steele, Lea, Flood 2014): every input bit reaches every output bit.
std::uint64_t scramble(std::uint64_t value) {
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31U);
}

} // namespace

void ContentHash::mix(const std::byte* block) {
    for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
        std::uint64_t word = 0;
        std::memcpy(&word, block + lane * sizeof word, sizeof word);
        lanes_[lane] = std::rotl(lanes_[lane] + word * kOdd2, 31) * kOdd1;
    }
}

void ContentHash::add(std::span<const std::byte> bytes) {
    length_ += bytes.size();
    while (!bytes.empty()) {
        if (pendingCount_ == 0 && bytes.size() >= pending_.size()) {
            mix(bytes.data());
            bytes = bytes.subspan(pending_.size());
            continue;
        }
        const std::size_t count = std::min(bytes.size(), pending_.size() - pendingCount_);
        std::copy_n(bytes.begin(), count, pending_.begin() + static_cast<std::ptrdiff_t>(pendingCount_));
        pendingCount_ += count;
        bytes = bytes.subspan(count);
        if (pendingCount_ == pending_.size()) {
            mix(pending_.data());
            pendingCount_ = 0;
        }
    }
}

void ContentHash::addField(std::string_view text) {
    addNumber(text.size());
    add(text);
}

void ContentHash::addNumber(std::uint64_t number) {
    add(std::as_bytes(std::span(&number, 1)));
}

std::string ContentHash::hex() const {
    ContentHash last = *this;
    std::fill(last.pending_.begin() + static_cast<std::ptrdiff_t>(pendingCount_), last.pending_.end(),
              std::byte{0});
    last.mix(last.pending_.data());
    const auto& lanes = last.lanes_;
    std::uint64_t high = length_;
    std::uint64_t low = ~length_;
    for (const std::uint64_t lane : lanes) {
        high = scramble(high ^ lane);
        low = scramble(low + std::rotl(lane, 17));
    }
    std::array<char, 33> text{};
    std::snprintf(text.data(), text.size(), "%016llx%016llx", static_cast<unsigned long long>(high),
                  static_cast<unsigned long long>(low));
    return text.data();
}

} // namespace sparlet::engine
