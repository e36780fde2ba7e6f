// Bytes as a file that has a path, for readers that open their file themselves.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

namespace sparlet::fuzz {

class MemoryFile {
public:
    explicit MemoryFile(std::span<const std::uint8_t> bytes) : number_(::memfd_create("fuzz", MFD_CLOEXEC)) {
        if (number_ < 0) std::abort();
        while (!bytes.empty()) {
            const auto wrote = ::write(number_, bytes.data(), bytes.size());
            if (wrote <= 0) std::abort();
            bytes = bytes.subspan(static_cast<std::size_t>(wrote));
        }
    }
    ~MemoryFile() { ::close(number_); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(number_); }

private:
    int number_;
};

} // namespace sparlet::fuzz
