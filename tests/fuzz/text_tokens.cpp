#include "fuzz_seeds.h"
#include "text_bodies.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    sparlet::fuzz::tokens({reinterpret_cast<const char*>(data), size});
    return 0;
}

namespace sparlet::fuzz {

void addFuzzSeeds(const std::function<void(std::span<const std::uint8_t>)>& add) {
    const std::string seed = "The potter's High-Speed ÉCOLE 猫、犬 don’t 5×7 ＡＢ berries";
    add({reinterpret_cast<const std::uint8_t*>(seed.data()), seed.size()});
}

} // namespace sparlet::fuzz
