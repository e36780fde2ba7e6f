// Whole files in and out, with the errors told apart.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace sparlet::text {

/// NotFound, PermissionDenied, TooLarge (over `limit` bytes), Io. Only regular files. `what` begins the
/// sentence: "The captions file".
Result<std::string> readWholeFile(const std::filesystem::path& file, std::uint64_t limit,
                                  const std::string& what);

/// Writes FILE.partial and renames it over FILE.
Status writeWholeFile(const std::filesystem::path& file, const std::string& bytes, const std::string& what);

/// An Error for `errno` value `code`, with the path in the sentence.
Error fileError(int code, const std::filesystem::path& file, const std::string& what);

} // namespace sparlet::text
