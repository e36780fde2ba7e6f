#include "fuzz_seeds.h"
#include "text_bodies.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    sparlet::fuzz::captions({reinterpret_cast<const char*>(data), size});
    return 0;
}

namespace sparlet::fuzz {

void addFuzzSeeds(const std::function<void(std::span<const std::uint8_t>)>& add) {
    const std::string seed = "{\"image\":\"a/b.jpg\",\"text\":\"a red "
                             "car\"}\r\n\n{\"text\":\"\\u732b\",\"image\":\"c\",\"model\":[1,{}]}\n";
    add({reinterpret_cast<const std::uint8_t*>(seed.data()), seed.size()});
}

} // namespace sparlet::fuzz
