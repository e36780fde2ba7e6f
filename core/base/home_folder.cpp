#include "base/home_folder.h"

#include <cstdlib>
#include <string>
#include <unistd.h>

namespace sparlet {

namespace fs = std::filesystem;

fs::path environmentPath(const char* variable) {
    const char* value = std::getenv(variable);
    return value != nullptr ? fs::path(value) : fs::path();
}

fs::path defaultHome() {
    if (auto home = environmentPath("SPARLET_HOME"); !home.empty()) return home;
    if (auto data = environmentPath("XDG_DATA_HOME"); data.is_absolute()) return data / "sparlet";
    if (auto user = environmentPath("HOME"); !user.empty()) return user / ".local" / "share" / "sparlet";
    return fs::temp_directory_path() / ("sparlet-" + std::to_string(::getuid()));
}

} // namespace sparlet
