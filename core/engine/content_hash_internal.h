// A fast 128-bit fingerprint of bytes: tells accidental difference, no defence against forgery.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sparlet::engine {

class ContentHash {
public:
    void add(std::span<const std::byte> bytes);
    void add(std::string_view text) { add(std::as_bytes(std::span(text.data(), text.size()))); }
    /// Length first, so that two fields cannot run into each other.
    void addField(std::string_view text);
    void addNumber(std::uint64_t number);
    /// 32 hex digits.
    std::string hex() const;

private:
    void mix(const std::byte* block);

    std::array<std::uint64_t, 4> lanes_{0x243f6a8885a308d3U, 0x13198a2e03707344U, 0xa4093822299f31d0U,
                                        0x082efa98ec4e6c89U}; // digits of pi
    std::array<std::byte, 32> pending_{};
    std::size_t pendingCount_ = 0;
    std::uint64_t length_ = 0;
};

} // namespace sparlet::engine
