#include "text_bodies.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    sparlet::fuzz::tokens({reinterpret_cast<const char*>(data), size});
    return 0;
}
