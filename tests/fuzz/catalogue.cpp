// A catalogue from hostile bytes: refused with a sentence, or everything in it can be read and written to.
#include "store/catalogue.h"

#include "fuzz_seeds.h"
#include "support/temp_dir.h"

#include <cstdlib>
#include <string>
#include <vector>

namespace {

using sparlet::store::Catalogue;

void require(bool condition) {
    if (!condition) std::abort();
}

template <class T>
void check(const T& outcome) {
    require(outcome.ok() || !outcome.error().message.empty());
}

void readCollection(Catalogue& catalogue, const sparlet::store::CollectionRecord& record) {
    check(catalogue.folders(record.id));
    check(catalogue.failures(record.id));
    check(catalogue.segments(record.id));
    const auto images = catalogue.images(record.id);
    check(images);
    check(catalogue.findCollection(record.name));
}

void readAll(const std::filesystem::path& file, Catalogue::Mode mode) {
    const auto opened = Catalogue::open(file, mode);
    check(opened);
    if (!opened.ok()) return;
    auto& catalogue = **opened;
    const auto collections = catalogue.collections();
    check(collections);
    if (collections.ok()) {
        for (const auto& record : *collections)
            readCollection(catalogue, record);
    }
    check(catalogue.setting("a"));
    check(catalogue.integrityProblems());
    if (mode == Catalogue::Mode::ReadOnly) return;
    check(catalogue.setSetting("a", "b"));
    check(catalogue.createCollection("new", "model", "hash"));
    if (collections.ok() && !collections->empty()) check(catalogue.removeCollection(collections->front().id));
}

} // namespace

namespace sparlet::fuzz {

void addFuzzSeeds(const std::function<void(std::span<const std::uint8_t>)>& add) {
    const test::TempDir folder;
    const auto path = folder / "catalogue.sqlite";
    {
        auto catalogue = store::Catalogue::open(path, store::Catalogue::Mode::ReadWrite);
        require(catalogue.ok());
        const auto record = (*catalogue)->createCollection("c", "model", "hash");
        const auto root = (*catalogue)->addFolder(record->id, "/pictures");
        const auto first = (*catalogue)->reserveImageIds(record->id, 2);
        store::ImageRecord image;
        image.id = *first;
        image.folder = root->id;
        image.relativePath = "a.png";
        image.label = "x";
        require((*catalogue)
                    ->commitSegment(record->id, "0001.seg", {image}, {{root->id, "b.png", 1, 2, "broken"}})
                    .ok());
        require((*catalogue)->setSetting("a", "value").ok());
    }
    add(test::readBytes(path));
}

} // namespace sparlet::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const sparlet::test::TempDir folder; // a catalogue has files beside it
    const auto path = folder / "catalogue.sqlite";
    for (const char* ending : {"-wal", "-shm", "-journal"})
        std::filesystem::remove(path.string() + ending);
    sparlet::test::writeBytes(path, {data, data + size});
    readAll(path, Catalogue::Mode::ReadOnly);
    readAll(path, Catalogue::Mode::ReadWrite);
    return 0;
}
