// Walks the set dimensions of a packed code in rising order without unpacking it.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace sparlet::codes {

/// Eight bytes as a little-endian number, whatever the machine's order.
inline std::uint64_t loadLittle64(const std::uint8_t* p) {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i)
        value |= static_cast<std::uint64_t>(p[i]) << (8 * i);
    return value;
}

/// Reads fields of 1..8 bits, LSB first; zeros past the end, so a bad code can never read out of bounds.
class BitReader {
public:
    BitReader(const std::uint8_t* begin, const std::uint8_t* end) : next_(begin), end_(end) {}

    unsigned take(unsigned bits) {
        if (available_ < bits) refill();
        const auto field = static_cast<unsigned>(buffer_) & ((1U << bits) - 1U);
        buffer_ >>= bits;
        available_ = available_ < bits ? 0 : available_ - bits;
        return field;
    }

private:
    void refill() {
        if (end_ - next_ >= 8) {
            buffer_ |= loadLittle64(next_) << available_;
            const unsigned bytes = (63U - available_) / 8U;
            next_ += bytes;
            available_ += bytes * 8U;
            // Bits above available_ were loaded too but are read again with the next refill.
            buffer_ &= (std::uint64_t{1} << available_) - 1U;
            return;
        }
        while (available_ <= 56U && next_ != end_) {
            buffer_ |= static_cast<std::uint64_t>(*next_++) << available_;
            available_ += 8U;
        }
    }

    const std::uint8_t* next_;
    const std::uint8_t* end_;
    std::uint64_t buffer_ = 0;
    unsigned available_ = 0;
};

/// Calls visit(dimension, level) for every set dimension. `bits`: [D] widths.
template <class Visit>
void walkCode(std::span<const std::uint8_t> code, std::span<const std::uint8_t> bits, Visit&& visit) {
    const std::size_t dimensions = bits.size();
    const std::size_t maskBytes = (dimensions + 7) / 8;
    if (code.size() < maskBytes) return;
    BitReader levels(code.data() + maskBytes, code.data() + code.size());
    for (std::size_t first = 0; first < maskBytes; first += 8) {
        std::uint64_t word = 0;
        if (first + 8 <= maskBytes)
            word = loadLittle64(code.data() + first);
        else
            for (std::size_t i = first; i < maskBytes; ++i)
                word |= static_cast<std::uint64_t>(code[i]) << (8 * (i - first));
        while (word != 0) {
            const std::size_t d = first * 8 + static_cast<std::size_t>(std::countr_zero(word));
            word &= word - 1;
            if (d >= dimensions) return;
            visit(d, levels.take(bits[d]));
        }
    }
}

} // namespace sparlet::codes
