#include "nn/checksum_internal.h"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstring>

namespace sparlet::nn {
namespace {

template <class Number>
Number load(const std::byte* at) {
    Number number = 0;
    std::memcpy(&number, at, sizeof number);
    return number;
}

} // namespace

std::uint64_t Xxh64::round(std::uint64_t lane, std::uint64_t input) {
    return std::rotl(lane + input * kPrime2, 31) * kPrime1;
}

void Xxh64::mix(const std::byte* stripe) {
    for (std::size_t i = 0; i < lanes_.size(); ++i)
        lanes_[i] = round(lanes_[i], load<std::uint64_t>(stripe + 8 * i));
}

void Xxh64::add(std::span<const std::byte> bytes) {
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
        if (pendingCount_ < pending_.size()) continue;
        mix(pending_.data());
        pendingCount_ = 0;
    }
}

std::uint64_t Xxh64::value() const {
    std::uint64_t hash = kPrime5;
    if (length_ >= pending_.size()) {
        hash = std::rotl(lanes_[0], 1) + std::rotl(lanes_[1], 7) + std::rotl(lanes_[2], 12) +
               std::rotl(lanes_[3], 18);
        for (const std::uint64_t lane : lanes_)
            hash = (hash ^ round(0, lane)) * kPrime1 + kPrime4;
    }
    hash += length_;
    const std::byte* at = pending_.data();
    const std::byte* const end = at + pendingCount_;
    for (; end - at >= 8; at += 8)
        hash = std::rotl(hash ^ round(0, load<std::uint64_t>(at)), 27) * kPrime1 + kPrime4;
    if (end - at >= 4) {
        hash = std::rotl(hash ^ load<std::uint32_t>(at) * kPrime1, 23) * kPrime2 + kPrime3;
        at += 4;
    }
    for (; at != end; ++at)
        hash = std::rotl(hash ^ std::to_integer<std::uint64_t>(*at) * kPrime5, 11) * kPrime1;
    hash = (hash ^ hash >> 33) * kPrime2;
    hash = (hash ^ hash >> 29) * kPrime3;
    return hash ^ hash >> 32;
}

std::string Xxh64::hex() const {
    std::array<char, 17> text{};
    std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(value()));
    return text.data();
}

} // namespace sparlet::nn
