// In a libFuzzer program: writes what addFuzzSeeds() makes into the folder SPARLET_FUZZ_CORPUS names, which
// is then given to the program as its corpus.
#include "fuzz_seeds.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    const char* folder = std::getenv("SPARLET_FUZZ_CORPUS");
    if (folder == nullptr || &sparlet::fuzz::addFuzzSeeds == nullptr) return 0;
    int number = 0;
    sparlet::fuzz::addFuzzSeeds([&](std::span<const std::uint8_t> seed) {
        const auto name = "seed-" + std::to_string(number++);
        std::ofstream out(std::filesystem::path(folder) / name, std::ios::binary);
        out.write(reinterpret_cast<const char*>(seed.data()), static_cast<std::streamsize>(seed.size()));
    });
    return 0;
}
