#include "support/temp_dir.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace sparlet::test {

TempDir::TempDir() {
    std::string name = (std::filesystem::temp_directory_path() / "sparlet-test-XXXXXX").native();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
    path_ = name;
}

TempDir::~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
    if (!ignored) return;
    // A folder without permissions stood in the way.
    const auto options = std::filesystem::directory_options::skip_permission_denied;
    for (int round = 0; round < 100 && ignored; ++round) {
        std::error_code error;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(path_, options, error)) {
            if (entry.is_directory(error) && !entry.is_symlink(error))
                std::filesystem::permissions(entry.path(), std::filesystem::perms::owner_all, error);
        }
        std::filesystem::remove_all(path_, ignored);
    }
}

void writeBytes(const std::filesystem::path& file, std::span<const std::uint8_t> bytes) {
    writeText(file, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

void writeText(const std::filesystem::path& file, std::string_view text) {
    std::ofstream stream(file, std::ios::binary);
    stream.write(text.data(), static_cast<std::streamsize>(text.size()));
    stream.close();
    if (!stream) throw std::runtime_error("cannot write " + file.native());
}

std::vector<std::uint8_t> readBytes(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw std::runtime_error("cannot read " + file.native());
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::string readText(const std::filesystem::path& file) {
    const auto bytes = readBytes(file);
    return {bytes.begin(), bytes.end()};
}

} // namespace sparlet::test
