// Bytes from outside, made fit to be shown.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace sparlet {

/// Valid UTF-8 on one line: every byte that is not part of well-formed UTF-8 (RFC 3629), and every control
/// character, becomes \xNN. Text that is already fit is returned unchanged. Not reversible: for messages
/// only.
std::string printable(std::string_view bytes);

/// The same for a path, in single quotes.
std::string quoted(const std::filesystem::path& path);

} // namespace sparlet
