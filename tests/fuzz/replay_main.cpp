// Runs a fuzz function without libFuzzer: over its seeds, every beginning of the short ones, and
// pseudo-random changes of all of them, the same in every run. Arguments: files, and folders of files, that
// are seeds. SPARLET_FUZZ_ROUNDS in the environment: changes a seed (300).
#include "fuzz_seeds.h"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Input = std::vector<std::uint8_t>;

// A copy of its own on the heap, so that a sanitizer sees a read behind the end.
void run(const Input& input) {
    const Input exact(input.begin(), input.end());
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

Input readFile(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<Input> collectSeeds(int argc, char** argv) {
    std::vector<Input> seeds{{}};
    for (int i = 1; i < argc; ++i) {
        std::vector<std::filesystem::path> files;
        if (std::filesystem::is_directory(argv[i])) {
            for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i])) {
                if (entry.is_regular_file()) files.push_back(entry.path());
            }
        } else {
            files.emplace_back(argv[i]);
        }
        std::sort(files.begin(), files.end());
        for (const auto& file : files)
            seeds.push_back(readFile(file));
    }
    if (&sparlet::fuzz::addFuzzSeeds != nullptr)
        sparlet::fuzz::addFuzzSeeds(
            [&](std::span<const std::uint8_t> seed) { seeds.emplace_back(seed.begin(), seed.end()); });
    return seeds;
}

class Mutator {
public:
    explicit Mutator(const std::vector<Input>& seeds) : seeds_(seeds) {}

    Input change(Input input) {
        for (std::size_t count = 1 + below(6); count > 0; --count)
            changeOnce(input);
        return input;
    }

private:
    std::size_t below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }

    void changeOnce(Input& input) {
        constexpr std::uint8_t interesting[] = {0x00, 0x01, 0x7F, 0x80, 0xFF, 0xFE,
                                                0x20, 0x0A, '"',  '{',  '['};
        const std::size_t at = below(input.size() + 1);
        const auto place = input.begin() + static_cast<std::ptrdiff_t>(at);
        const std::size_t rest = input.size() - at;
        switch (below(7)) {
        case 0:
            if (rest > 0) *place = static_cast<std::uint8_t>(random_());
            break;
        case 1:
            if (rest > 0) *place = static_cast<std::uint8_t>(*place ^ (1U << below(8)));
            break;
        case 2:
            for (std::size_t i = 0, width = std::size_t{1} << below(4); i < std::min(width, rest); ++i)
                place[static_cast<std::ptrdiff_t>(i)] = interesting[below(std::size(interesting))];
            break;
        case 3:
            input.erase(place,
                        place + static_cast<std::ptrdiff_t>(below(std::min<std::size_t>(rest, 32) + 1)));
            break;
        case 4:
            input.insert(place, 1 + below(16), static_cast<std::uint8_t>(random_()));
            break;
        case 5:
            input.resize(at);
            break;
        default: {
            const Input& other = seeds_[below(seeds_.size())];
            const std::size_t from = below(other.size() + 1);
            const std::size_t size = std::min<std::size_t>(below(64), other.size() - from);
            const auto start = other.begin() + static_cast<std::ptrdiff_t>(from);
            input.insert(place, start, start + static_cast<std::ptrdiff_t>(size));
        }
        }
    }

    const std::vector<Input>& seeds_;
    std::mt19937_64 random_{20240601};
};

} // namespace

int main(int argc, char** argv) {
    constexpr std::size_t shortSeed = 1500;
    const char* wanted = std::getenv("SPARLET_FUZZ_ROUNDS");
    const int rounds = wanted == nullptr ? 300 : std::atoi(wanted);
    const std::vector<Input> seeds = collectSeeds(argc, argv);
    Mutator mutator(seeds);
    std::size_t runs = 0;
    for (const Input& seed : seeds) {
        run(seed);
        for (std::size_t size = 0; size < std::min(seed.size(), shortSeed); ++size, ++runs)
            run(Input(seed.begin(), seed.begin() + static_cast<std::ptrdiff_t>(size)));
        for (int round = 0; round < rounds; ++round, ++runs)
            run(mutator.change(seed));
    }
    std::printf("%zu seeds, %zu changed inputs\n", seeds.size(), runs);
    return 0;
}
