// Where a person's collections, models and settings are kept.
#pragma once

#include <filesystem>

namespace sparlet {

/// The path that an environment variable holds; empty where it is not set.
std::filesystem::path environmentPath(const char* variable);

/// $SPARLET_HOME, else $XDG_DATA_HOME/sparlet, else ~/.local/share/sparlet, else a folder of this user below
/// the one for temporary files. Creates nothing.
std::filesystem::path defaultHome();

} // namespace sparlet
