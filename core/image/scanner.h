// Finds the picture files below a folder.
#pragma once

#include "base/result.h"
#include "base/task.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace sparlet::image {

/// Paths are bytes as the file system has them, not necessarily UTF-8.
struct FoundFile {
    std::string relativePath; // below the scanned folder, '/' between parts
    std::uint64_t size = 0;
    std::int64_t modifiedNs = 0; // since the epoch
};

struct ScanIssue {
    std::string path;
    std::string reason;
};

struct ScanResult {
    std::vector<FoundFile> files;  // sorted by relativePath, bytewise
    std::vector<ScanIssue> issues; // unreadable folders, loops, FIFOs with a picture's name …
};

/// Whether a file of this name is taken for a picture: by its extension (jpg, jpeg, jpe, jfif, png, bmp,
/// webp, tif, tiff, gif).
bool hasPictureName(std::string_view name);

/// Recursive. Symbolic links to files are followed; a folder is entered once, however it is reached. Hidden
/// entries are skipped. Files are chosen by hasPictureName().
Result<ScanResult> scan(const std::filesystem::path& folder, const ProgressCallback& progress,
                        const CancelToken& cancel);

} // namespace sparlet::image
