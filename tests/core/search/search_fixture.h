// What the tests of core/search share: galleries made by hand and an index of random codes.
#pragma once

#include "index/code_index.h"
#include "search/gallery.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <vector>

namespace sparlet::search::test {

/// Rows of two dimensions, with the images 1, 2, 3, …
inline FloatGallery planeGallery(const std::vector<std::array<float, 2>>& rows) {
    std::vector<ImageId> images;
    std::vector<float> vectors;
    for (const auto& row : rows) {
        images.push_back(static_cast<ImageId>(images.size() + 1));
        vectors.insert(vectors.end(), row.begin(), row.end());
    }
    auto gallery = FloatGallery::create(std::move(images), std::move(vectors), 2);
    EXPECT_TRUE(gallery.ok());
    return *std::move(gallery);
}

inline std::vector<float> randomVector(std::mt19937& random, int dimensions) {
    std::normal_distribution<float> normal(0.1F, 0.3F);
    std::vector<float> z(static_cast<std::size_t>(dimensions));
    for (auto& v : z)
        v = normal(random);
    return z;
}

/// An index over one segment of sparse random codes with the images 10, 11, 12, …
inline std::shared_ptr<const index::CodeIndex> randomIndex(std::mt19937& random, int dimensions, int count) {
    const std::vector<float> low(static_cast<std::size_t>(dimensions), -0.8F);
    const std::vector<float> high(static_cast<std::size_t>(dimensions), 0.9F);
    auto codec = codes::Codec::create(codes::uniformParameters(low, high, 5));
    EXPECT_TRUE(codec.ok());
    std::vector<index::SegmentRow> rows;
    std::vector<ImageId> live;
    for (int i = 0; i < count; ++i) {
        auto z = randomVector(random, dimensions);
        for (auto& v : z)
            if (random() % 2 == 0) v = 0;
        rows.push_back({10 + i, std::move(z), 0.0F, 1.0F});
        live.push_back(10 + i);
    }
    auto segment = index::packSegment(*codec, rows);
    EXPECT_TRUE(segment.ok());
    auto made = index::CodeIndex::create({*segment}, live);
    EXPECT_TRUE(made.ok());
    return *made;
}

inline std::vector<ImageId> imagesOf(const std::vector<Hit>& hits) {
    std::vector<ImageId> images;
    for (const auto& hit : hits)
        images.push_back(hit.image);
    return images;
}

} // namespace sparlet::search::test
