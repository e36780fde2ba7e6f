// A folder of a test's own, gone when the test is.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sparlet::test {

/// Made below the system's temporary folder; removed with all it holds, whatever its permissions.
class TempDir {
public:
    TempDir();
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;
    ~TempDir();

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

/// These throw std::runtime_error: in a test a failure to prepare is a failure of the test.
void writeBytes(const std::filesystem::path& file, std::span<const std::uint8_t> bytes);
void writeText(const std::filesystem::path& file, std::string_view text);
std::vector<std::uint8_t> readBytes(const std::filesystem::path& file);
std::string readText(const std::filesystem::path& file);

} // namespace sparlet::test
