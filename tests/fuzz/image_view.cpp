// A view of a collection's images from hostile bytes: refused with a sentence, or every row of it can be
// read. The first byte says whether the checksums and the identity are made right first, which lets changes
// get past them.
#include "store/image_view.h"

#include "fuzz_seeds.h"
#include "support/temp_dir.h"

#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

using namespace sparlet;
using store::ImageView;

constexpr std::size_t kHeaderBytes = 96, kBodyCrcAt = 64, kHeaderCrcAt = 92;

void require(bool condition) {
    if (!condition) std::abort();
}

store::CollectionRecord collection() {
    store::CollectionRecord record;
    record.id = 1;
    record.generation = 7;
    return record;
}

void repair(std::vector<std::uint8_t>& file) {
    if (file.size() < kHeaderBytes) return;
    const auto record = collection();
    std::memcpy(&file[8], &record.id, 8);
    std::memcpy(&file[16], &record.generation, 8);
    const auto crc = [&](std::size_t begin, std::size_t end, std::size_t at) {
        const auto value =
            static_cast<std::uint32_t>(::crc32(0, file.data() + begin, static_cast<unsigned>(end - begin)));
        std::memcpy(&file[at], &value, 4);
    };
    crc(kHeaderBytes, file.size(), kBodyCrcAt);
    crc(0, kHeaderCrcAt, kHeaderCrcAt);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    std::vector<std::uint8_t> file(data + 1, data + size);
    if ((data[0] & 1) != 0) repair(file);
    const auto parsed = ImageView::parse(std::move(file), collection());
    if (!parsed.ok()) {
        require(!parsed.error().message.empty());
        return 0;
    }
    const auto& view = **parsed;
    std::string path;
    std::size_t letters = 0;
    for (std::size_t row = 0; row < view.size(); ++row) {
        view.path(row, path);
        letters += path.size() + view.label(row).size();
        require(view.labelOf(row) < view.labels());
        require(view.rowAt(row) < view.size());
        require(view.rowOf(view.id(row)) <= view.size());
        require(view.rowOf(path) <= view.size());
        require(view.shares(row).has_value() || view.codeBytes(row) <= 32767);
        (void)(view.bytes(row) + static_cast<std::uint64_t>(view.modifiedNs(row)));
        (void)(view.width(row) == view.height(row));
        (void)view.idAt(row);
    }
    const auto [first, last] = view.rowsBelow("/pictures/");
    require(first <= last && last <= view.size());
    volatile std::size_t used = letters;
    (void)used;
    return 0;
}

namespace sparlet::fuzz {

void addFuzzSeeds(const std::function<void(std::span<const std::uint8_t>)>& add) {
    const test::TempDir folder;
    auto catalogue = store::Catalogue::open(folder / "catalogue.sqlite", store::Catalogue::Mode::ReadWrite);
    require(catalogue.ok());
    const auto record = (*catalogue)->createCollection("c", "model", "hash");
    const auto root = (*catalogue)->addFolder(record->id, "/pictures");
    const auto first = (*catalogue)->reserveImageIds(record->id, 40);
    std::vector<store::ImageRecord> images;
    for (int i = 0; i < 40; ++i) {
        store::ImageRecord image;
        image.id = *first + i;
        image.folder = root->id;
        image.label = i % 2 == 0 ? "even" : "odd";
        image.relativePath = image.label + "/" + std::to_string(i) + ".png";
        image.codeBytes = 20;
        if (i % 3 == 0) image.shares = store::ImageShares{1000, 30000};
        images.push_back(std::move(image));
    }
    require((*catalogue)->commitSegment(record->id, "0001.seg", images, {}).ok());
    const auto now = (*catalogue)->findCollection("c");
    const auto bytes = ImageView::build(**catalogue, **now);
    require(bytes.ok());
    for (const bool repaired : {false, true}) {
        std::vector<std::uint8_t> seed(1, repaired ? 1 : 0);
        seed.insert(seed.end(), bytes->begin(), bytes->end());
        add(seed);
    }
}

} // namespace sparlet::fuzz
