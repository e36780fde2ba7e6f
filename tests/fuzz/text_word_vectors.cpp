#include "fuzz_seeds.h"
#include "text_bodies.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    sparlet::fuzz::wordVectors({reinterpret_cast<const char*>(data), size});
    return 0;
}

namespace sparlet::fuzz {

void addFuzzSeeds(const std::function<void(std::span<const std::uint8_t>)>& add) {
    WordVectors vectors;
    vectors.dimensions = 2;
    vectors.component = {0.6F, 0.8F};
    vectors.words = {"red", "car", "été"};
    vectors.probability = {0.01F, 0.001F, 0.0F};
    vectors.scale = {0.5F, 1.0F, 0.25F};
    vectors.values = {1, -2, 3, 4, 127, -127};
    const std::string seed = serializeWordVectors(vectors);
    add({reinterpret_cast<const std::uint8_t*>(seed.data()), seed.size()});
}

} // namespace sparlet::fuzz
