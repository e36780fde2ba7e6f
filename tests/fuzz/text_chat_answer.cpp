#include "fuzz_seeds.h"
#include "text_bodies.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    sparlet::fuzz::chatAnswer({reinterpret_cast<const char*>(data), size});
    return 0;
}

namespace sparlet::fuzz {

void addFuzzSeeds(const std::function<void(std::span<const std::uint8_t>)>& add) {
    const std::string seed =
        R"({"choices":[{"message":{"content":"<think>hm</think>A red car. It"},"finish_reason":"length"}],"error":{"message":"none"}})";
    add({reinterpret_cast<const std::uint8_t*>(seed.data()), seed.size()});
}

} // namespace sparlet::fuzz
