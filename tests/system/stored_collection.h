// All that a collection stores, as one value that can be compared.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace sparlet {

struct StoredImage {
    std::string label;
    std::uint64_t size = 0;
    std::int64_t modified = 0;
    int width = 0, height = 0;
    std::vector<std::uint8_t> code;
    long threshold = 0, density = 0; // in steps of 1/65535
    bool operator==(const StoredImage&) const = default;
};

/// By path below its folder. Fails the test where the catalogue is not sound, a segment is damaged, or an
/// image has no code, or not the one it was recorded with. Empty where there is no such collection. With
/// `strays` also files that nobody names are allowed, as a killed program leaves them.
std::map<std::string, StoredImage> storedImages(const std::filesystem::path& home,
                                                const std::string& collection, bool strays = false);

} // namespace sparlet
