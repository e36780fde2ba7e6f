// Numbers, strings and lists in a row of bytes, little end first, for files that only Sparlet reads.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace sparlet::engine {

static_assert(std::endian::native == std::endian::little, "The files are written as the memory is.");

class ByteWriter {
public:
    explicit ByteWriter(std::string_view magic) : bytes_(magic) {}

    template <class T>
    void number(T value) {
        static_assert(std::is_arithmetic_v<T>);
        bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    void text(std::string_view value) {
        number<std::uint64_t>(value.size());
        bytes_.append(value);
    }
    template <class T>
    void list(const std::vector<T>& values) {
        static_assert(std::is_arithmetic_v<T>);
        number<std::uint64_t>(values.size());
        bytes_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
    }

    const std::string& bytes() const { return bytes_; }

private:
    std::string bytes_;
};

/// Reads what a ByteWriter wrote. After the first thing that does not fit all is empty, and ok() false:
/// nothing is allocated that the bytes do not hold.
class ByteReader {
public:
    ByteReader(std::span<const std::uint8_t> bytes, std::string_view magic) : bytes_(bytes) {
        ok_ = bytes.size() >= magic.size() && std::memcmp(bytes.data(), magic.data(), magic.size()) == 0;
        if (ok_) bytes_ = bytes_.subspan(magic.size());
    }

    bool ok() const { return ok_; }
    bool atEnd() const { return ok_ && bytes_.empty(); }

    template <class T>
    T number() {
        T value{};
        if (take(sizeof value)) std::memcpy(&value, taken_.data(), sizeof value);
        return value;
    }
    std::string text() {
        const auto size = number<std::uint64_t>();
        if (!take(size)) return {};
        return {reinterpret_cast<const char*>(taken_.data()), taken_.size()};
    }
    template <class T>
    std::vector<T> list() {
        const auto size = number<std::uint64_t>();
        if (size > bytes_.size() / sizeof(T)) ok_ = false;
        std::vector<T> out;
        if (!ok_ || !take(size * sizeof(T))) return out;
        out.resize(size);
        if (size > 0) std::memcpy(out.data(), taken_.data(), taken_.size());
        return out;
    }
    /// How many things of at least `least` bytes each can follow: for counts before a loop.
    std::uint64_t count(std::size_t least) {
        const auto wanted = number<std::uint64_t>();
        if (wanted > bytes_.size() / least) ok_ = false;
        return ok_ ? wanted : 0;
    }

private:
    bool take(std::uint64_t size) {
        ok_ = ok_ && size <= bytes_.size();
        if (!ok_) return false;
        taken_ = bytes_.first(size);
        bytes_ = bytes_.subspan(size);
        return true;
    }

    std::span<const std::uint8_t> bytes_, taken_;
    bool ok_ = true;
};

} // namespace sparlet::engine
