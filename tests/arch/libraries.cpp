#include "arch/libraries.h"

#include <iterator>
#include <regex>
#include <sstream>

namespace sparlet::arch {

const std::vector<Library>& libraries() {
    static const std::vector<Library> all = {
        {"LibTorch", {"torch/", "ATen/", "c10/"}, {"core/nn", "core/train"}},
        {"OpenCV", {"opencv2/", "opencv4/"}, {}},
        {"libjpeg-turbo", {"jpeglib", "turbojpeg"}, {"core/image"}},
        {"libpng", {"png.h"}, {"core/image", "core/report"}},
        {"Pango", {"pango/"}, {"core/report"}},
        {"cairo", {"cairo"}, {"core/report"}},
        {"HarfBuzz", {"hb"}, {"core/report"}},
        {"libtiff", {"tiff"}, {"core/image"}},
        {"libwebp", {"webp/"}, {"core/image"}},
        {"giflib", {"gif_lib"}, {"core/image"}},
        {"zlib", {"zlib.h"}, {"core/index", "core/store", "core/text"}},
        {"SQLite", {"sqlite3"}, {"core/store"}},
        {"curl", {"curl/"}, {"core/text"}},
        {"Highway", {"hwy/"}, {"core/codes", "core/image", "core/index"}},
        {"nlohmann-json",
         {"nlohmann/"},
         {"core/nn", "core/train", "core/text", "core/eval", "core/engine", "app/cli"}},
        {"CLI11", {"CLI/"}, {"app/cli"}},
        {"QCustomPlot", {"qcustomplot"}, {"ui/plots"}},
        {"QtKeychain", {"qt6keychain/"}, {"ui/pages"}},
        {"GoogleTest", {"gtest/", "gmock/"}, {}},
        {"cpp-httplib", {"httplib"}, {}},
    };
    return all;
}

bool isStandardHeader(const std::string& include) {
    static const std::string names = R"(
        algorithm any array atomic barrier bit bitset charconv chrono compare complex concepts
        condition_variable coroutine deque exception execution expected filesystem format forward_list
        fstream functional future initializer_list iomanip ios iosfwd iostream istream iterator latch limits
        list locale map memory memory_resource mutex new numbers numeric optional ostream queue random ranges
        ratio regex scoped_allocator semaphore set shared_mutex source_location span sstream stack stdexcept
        stop_token streambuf string string_view syncstream system_error thread tuple type_traits typeindex
        typeinfo unordered_map unordered_set utility valarray variant vector version
        cassert cctype cerrno cfenv cfloat cinttypes climits clocale cmath csetjmp csignal cstdarg cstddef
        cstdint cstdio cstdlib cstring ctime cuchar cwchar cwctype)";
    static const std::set<std::string> all = [] {
        std::istringstream in(names);
        return std::set<std::string>(std::istream_iterator<std::string>(in), {});
    }();
    return all.count(include) != 0;
}

bool isQtHeader(const std::string& include) {
    static const std::regex pattern("^(Q[A-Z]|Qt|q[a-z]+\\.h$)");
    return std::regex_search(include, pattern);
}

bool mayIncludeInternals(const std::string& folder, const std::string& owner) {
    // Training takes networks apart, so it sees their LibTorch side.
    if (owner == "core/nn" && folder == "core/train") return true;
    // The documents' tables are made from the records that the engine reads, JSON and all.
    return owner == "core/engine" && folder == "packaging/tools";
}

} // namespace sparlet::arch
