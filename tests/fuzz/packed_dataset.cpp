// A packed data set from hostile bytes: refused with a sentence, or every picture can be read.
#include "train/packed_dataset.h"

#include "fuzz_seeds.h"
#include "memory_file.h"
#include "support/temp_dir.h"

#include <cstdlib>
#include <string>
#include <vector>

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

} // namespace

namespace sparlet::fuzz {

void addFuzzSeeds(const std::function<void(std::span<const std::uint8_t>)>& add) {
    const test::TempDir folder;
    const auto path = folder / "packed.bin";
    auto writer = train::PackedDatasetWriter::create(path, 8, {"cat", "dog"});
    require(writer.ok());
    for (int i = 0; i < 3; ++i) {
        const std::vector<std::uint8_t> rgb(8 * 8 * 3, static_cast<std::uint8_t>(40 * i));
        require((*writer)->add(rgb, static_cast<std::uint16_t>(i % 2), "p" + std::to_string(i)).ok());
    }
    require((*writer)->finish().ok());
    add(test::readBytes(path));
}

} // namespace sparlet::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const sparlet::fuzz::MemoryFile file({data, size});
    const auto opened = sparlet::train::PackedDataset::open(file.path());
    if (!opened.ok()) {
        require(!opened.error().message.empty());
        return 0;
    }
    const auto& set = **opened;
    volatile std::uint8_t touched = 0; // a sanitizer sees what is read outside
    for (std::size_t i = 0; i < set.size(); ++i) {
        require(set.label(i) < set.classNames().size());
        for (const std::uint8_t value : set.image(i))
            touched = touched ^ value;
        for (const char letter : set.name(i))
            touched = touched ^ static_cast<std::uint8_t>(letter);
    }
    return 0;
}
