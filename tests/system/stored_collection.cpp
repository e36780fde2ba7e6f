#include "stored_collection.h"

#include "engine/home_internal.h"
#include "index/segment.h"
#include "store/catalogue.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <set>

namespace sparlet {

namespace fs = std::filesystem;

namespace {

using Segments = std::map<store::SegmentId, std::shared_ptr<const index::Segment>>;

long steps(float share) {
    return std::lround(share * 65535.0F);
}

Segments openSegments(store::Catalogue& catalogue, const fs::path& folder, store::CollectionId collection,
                      bool strays) {
    Segments out;
    std::set<std::string> named;
    for (const auto& segment : *catalogue.segments(collection)) {
        auto opened = index::Segment::open(folder / segment.fileName);
        EXPECT_TRUE(opened.ok()) << opened.error().message;
        if (opened.ok()) out[segment.id] = std::move(*opened);
        named.insert(segment.fileName);
    }
    std::error_code none;
    for (auto entry = fs::directory_iterator(folder, none); !none && entry != fs::directory_iterator();
         ++entry) {
        const std::string name = entry->path().filename().string();
        const bool ours =
            entry->path().extension() == ".seg" || name.find(".sparlet-tmp-") != std::string::npos;
        EXPECT_TRUE(strays || !ours || named.contains(name)) << entry->path() << " belongs to nobody";
    }
    return out;
}

} // namespace

std::map<std::string, StoredImage> storedImages(const fs::path& home, const std::string& collection,
                                                bool strays) {
    std::map<std::string, StoredImage> out;
    const engine::HomeLayout layout{home};
    if (!fs::exists(layout.catalogue())) return out;
    const auto opened = store::Catalogue::open(layout.catalogue(), store::Catalogue::Mode::ReadWrite);
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    if (!opened.ok()) return out;
    auto& catalogue = **opened;
    for (const auto& problem : *catalogue.integrityProblems())
        ADD_FAILURE() << problem;
    const auto record = *catalogue.findCollection(collection);
    if (!record) return out;
    const auto segments = openSegments(catalogue, layout.segments(record->id), record->id, strays);
    std::map<store::SegmentId, std::map<store::ImageId, std::size_t>> rows;
    for (const auto& [id, segment] : segments) {
        for (std::size_t row = 0; row < segment->size(); ++row)
            rows[id][segment->imageId(row)] = row;
    }
    for (const auto& image : *catalogue.images(record->id)) {
        StoredImage one{image.label, image.size, image.modifiedNs, image.width, image.height, {}, 0, 0};
        const auto row = rows[image.segment].find(image.id);
        if (row == rows[image.segment].end()) {
            ADD_FAILURE() << image.relativePath << " has no code";
        } else {
            const auto& segment = *segments.at(image.segment);
            const auto code = segment.code(row->second);
            one.code.assign(code.begin(), code.end());
            // A merged segment leaves them to the catalogue.
            EXPECT_TRUE(image.shares || segment.hasShares()) << image.relativePath;
            one.threshold = image.shares ? image.shares->threshold : steps(segment.threshold(row->second));
            one.density = image.shares ? image.shares->density : steps(segment.density(row->second));
        }
        EXPECT_EQ(one.code.size(), image.codeBytes);
        out[image.relativePath] = std::move(one);
    }
    return out;
}

} // namespace sparlet
