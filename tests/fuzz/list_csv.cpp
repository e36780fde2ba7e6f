// A CSV of images from hostile bytes: refused with a sentence, or rows that can be used.
#include "eval/data_lists.h"
#include "fuzz_seeds.h"

#include <cstdlib>
#include <string_view>

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto list = sparlet::eval::parseImageList({reinterpret_cast<const char*>(data), size}, "input");
    if (!list.ok()) {
        require(!list.error().message.empty());
        return 0;
    }
    require(!list->images.empty() && list->notes.size() <= sparlet::eval::kMostNotes);
    for (const auto& image : list->images)
        require(!image.path.empty() && !image.label.empty() && image.path.find('\0') == std::string::npos);
    return 0;
}

namespace sparlet::fuzz {

void addFuzzSeeds(const std::function<void(std::span<const std::uint8_t>)>& add) {
    const std::string_view seed = "path,label,split\r\n\"a, \"\"b\".jpg,cat,query\r\nc.jpg,dog,\nx,y,train\n";
    add({reinterpret_cast<const std::uint8_t*>(seed.data()), seed.size()});
}

} // namespace sparlet::fuzz
