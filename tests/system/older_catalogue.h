// A catalogue as the first Sparlet wrote it.
#pragma once

#include <filesystem>

namespace sparlet {

/// Writes the catalogue again with the tables of schema 1 and all that these can hold. Throws
/// std::runtime_error.
void becomeOlderCatalogue(const std::filesystem::path& file);

} // namespace sparlet
