// Reading numbers out of untrusted bytes. Private to core/image.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace sparlet::image {

using Bytes = std::span<const std::uint8_t>;

enum class ByteOrder { Little, Big };

/// `count` (1..8) bytes at `offset` as an unsigned number; nothing when they are not all there.
inline std::optional<std::uint64_t> readNumber(Bytes bytes, std::uint64_t offset, unsigned count,
                                               ByteOrder order) {
    if (offset > bytes.size() || count > bytes.size() - offset) return std::nullopt;
    std::uint64_t value = 0;
    for (unsigned i = 0; i < count; ++i) {
        const unsigned at = order == ByteOrder::Big ? i : count - 1 - i;
        value = value << 8 | bytes[static_cast<std::size_t>(offset) + at];
    }
    return value;
}

/// The same with 0 for what is not there, for fields whose absence means nothing good anyway.
inline std::uint64_t numberOrZero(Bytes bytes, std::uint64_t offset, unsigned count, ByteOrder order) {
    return readNumber(bytes, offset, count, order).value_or(0);
}

inline bool hasText(Bytes bytes, std::uint64_t offset, std::string_view text) {
    if (offset > bytes.size() || text.size() > bytes.size() - offset) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (bytes[static_cast<std::size_t>(offset) + i] != static_cast<std::uint8_t>(text[i])) return false;
    }
    return true;
}

/// At most `size` bytes from `offset`; less, or none, where the data ends.
inline Bytes subspan(Bytes bytes, std::uint64_t offset, std::uint64_t size) {
    if (offset >= bytes.size()) return {};
    const auto start = static_cast<std::size_t>(offset);
    const std::uint64_t rest = bytes.size() - start;
    return bytes.subspan(start, static_cast<std::size_t>(size < rest ? size : rest));
}

} // namespace sparlet::image
