#include "base/home_folder.h"

#include <cstdlib>
#include <string>
#include <unistd.h>

namespace sparlet {

namespace fs = std::filesystem;

namespace {

fs::path environment(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? fs::path(value) : fs::path();
}

} // namespace

fs::path defaultHome() {
    if (auto home = environment("SPARLET_HOME"); !home.empty()) return home;
    if (auto data = environment("XDG_DATA_HOME"); data.is_absolute()) return data / "sparlet";
    if (auto user = environment("HOME"); !user.empty()) return user / ".local" / "share" / "sparlet";
    return fs::temp_directory_path() / ("sparlet-" + std::to_string(::getuid()));
}

} // namespace sparlet
