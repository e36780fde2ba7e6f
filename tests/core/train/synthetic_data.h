// Small packed data sets that a network can learn: each class has a colour and a stripe direction of its own.
#pragma once

#include "support/temp_dir.h"
#include "train/packed_dataset.h"
#include "train/trainer.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace sparlet::test {

inline std::vector<std::uint8_t> stripes(int side, int label, std::uint32_t seed) {
    std::vector<std::uint8_t> rgb;
    std::uint32_t state = seed * 2654435761U + 1U;
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const bool on = ((label % 2 == 0 ? x : y) / 2) % 2 == 0;
            for (int c = 0; c < 3; ++c) {
                state = state * 1664525U + 1013904223U;
                const int level =
                    (on ? 150 : 60) + (c == label % 3 ? 60 : 0) + static_cast<int>(state >> 27U);
                rgb.push_back(static_cast<std::uint8_t>(level));
            }
        }
    }
    return rgb;
}

inline std::filesystem::path packStripes(const std::filesystem::path& file, int side, int count, int classes,
                                         std::uint32_t seed = 1) {
    std::vector<std::string> names;
    for (int c = 0; c < classes; ++c)
        names.push_back("class " + std::to_string(c));
    auto writer = train::PackedDatasetWriter::create(file, side, names);
    EXPECT_TRUE(writer.ok());
    for (int i = 0; i < count; ++i) {
        const auto label = static_cast<std::uint16_t>(i % classes);
        const auto added = (*writer)->add(stripes(side, label, seed + static_cast<std::uint32_t>(i)), label,
                                          "picture " + std::to_string(i));
        EXPECT_TRUE(added.ok());
    }
    EXPECT_TRUE((*writer)->finish().ok());
    return file;
}

inline train::TextTargets simpleTexts(int classes, int dimensions = 6) {
    train::TextTargets text;
    text.dimensions = dimensions;
    for (int c = 0; c < classes; ++c) {
        std::vector<float> rows;
        for (int description = 0; description < 2; ++description) {
            std::vector<float> row(static_cast<std::size_t>(dimensions),
                                   0.1F * static_cast<float>(description));
            row[static_cast<std::size_t>(c % dimensions)] = 1.0F;
            rows.insert(rows.end(), row.begin(), row.end());
        }
        text.classVectors.push_back(rows);
    }
    return text;
}

/// Packed into `folder` and opened.
inline std::shared_ptr<const train::PackedDataset> stripesOf(const TempDir& folder, int count, int classes) {
    auto data = train::PackedDataset::open(packStripes(folder / "d.pack", 8, count, classes));
    EXPECT_TRUE(data.ok());
    return std::move(data).value();
}

} // namespace sparlet::test
