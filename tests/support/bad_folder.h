// A folder with everything that goes wrong in folders of pictures, for tests of whole runs.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sparlet::test {

/// Paths are relative, bytes, '/' between parts, sorted.
struct BadFolder {
    std::vector<std::string> good;          // must be indexed
    std::vector<std::string> bad;           // are found by the scan and must fail to decode
    std::vector<std::string> unreadable;    // good pictures of mode 0000: fail, but not for root
    std::vector<std::string> issues;        // must be reported by the scan itself
    std::vector<std::string> lockedFolders; // of mode 0000: reported by the scan, but not for root
};

/// Fills an empty or missing folder. Throws std::runtime_error. What the file system refuses (names that are
/// not UTF-8 on some) is left out of the lists.
BadFolder makeBadFolder(const std::filesystem::path& folder);

} // namespace sparlet::test
