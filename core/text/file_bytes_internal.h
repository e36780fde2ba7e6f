// Whole files into memory, within a bound.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace sparlet::text {

/// The content of a regular file. NotFound, PermissionDenied, InvalidArgument (not a regular file), TooLarge
/// (over `limit` bytes), Io; the message names the file.
Result<std::string> readWholeFile(const std::filesystem::path& file, std::uint64_t limit);

} // namespace sparlet::text
