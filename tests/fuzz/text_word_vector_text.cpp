#include "fuzz_seeds.h"
#include "text_bodies.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    sparlet::fuzz::wordVectorText({reinterpret_cast<const char*>(data), size});
    return 0;
}

namespace sparlet::fuzz {

void addFuzzSeeds(const std::function<void(std::span<const std::uint8_t>)>& add) {
    const std::string seed = "3 2\nred 3 1\ncar 3.5e-1 -0\r\nété\t3 2\n";
    add({reinterpret_cast<const std::uint8_t*>(seed.data()), seed.size()});
}

} // namespace sparlet::fuzz
