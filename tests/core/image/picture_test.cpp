// Resizing, cropping and encoding.
#include "image/image_file.h"
#include "picture_of_raster.h"
#include "support/picture_writer.h"

#include <gtest/gtest.h>

#include <numeric>

namespace sparlet::image {
namespace {

using test::fourCorners;
using test::noise;
using test::Raster;

TEST(ToSquare, AveragesAreasExactlyWhenTheSideDivides) {
    // Blocks of 2 × 3 with values 1..6 in every channel average 3.5; OpenCV rounds halves to even or up, so
    // the values are chosen to average 4 exactly: 1, 2, 3, 5, 6, 7.
    const std::uint8_t values[6] = {1, 2, 3, 5, 6, 7};
    Picture picture{4, 6, {}};
    for (int y = 0; y < 6; ++y) {
        for (int x = 0; x < 4; ++x) {
            const auto value = static_cast<std::uint8_t>(values[y % 3 * 2 + x % 2] + (x >= 2 ? 50 : 0));
            picture.rgb.insert(picture.rgb.end(), {value, value, value});
        }
    }
    const auto square = toSquare(picture, 2);
    ASSERT_EQ(square.size(), 12U);
    for (std::size_t i = 0; i < 12; ++i)
        EXPECT_EQ(square[i], i / 3 % 2 == 0 ? 4 : 54) << i;
}

TEST(ToSquare, KeepsTheMeanWhenItShrinks) {
    const Picture picture = pictureOf(noise(301, 187, 3, 1));
    const auto square = toSquare(picture, 64);
    const auto mean = [](const std::vector<std::uint8_t>& values) {
        return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    };
    EXPECT_NEAR(mean(square), mean(picture.rgb), 0.5);
}

TEST(ToSquare, GrowsAndStretchesWithoutMovingColours) {
    for (const auto& [width, height] :
         {std::pair(4, 4), std::pair(400, 4), std::pair(4, 400), std::pair(1, 1)}) {
        const auto square = toSquare(pictureOf(fourCorners(width, height)), 64);
        ASSERT_EQ(square.size(), 64U * 64 * 3);
        if (width == 1) continue;
        const auto color = [&](std::size_t x, std::size_t y) {
            return test::Color{square[(y * 64 + x) * 3], square[(y * 64 + x) * 3 + 1],
                               square[(y * 64 + x) * 3 + 2]};
        };
        EXPECT_EQ(color(4, 4), test::kRed);
        EXPECT_EQ(color(60, 4), test::kGreen);
        EXPECT_EQ(color(4, 60), test::kBlue);
        EXPECT_EQ(color(60, 60), test::kWhite);
    }
}

TEST(ToSquare, TheSameSizeIsTheSamePicture) {
    const Raster raster = noise(32, 32, 3, 2);
    EXPECT_EQ(toSquare(pictureOf(raster), 32), raster.data);
}

TEST(Thumbnail, KeepsTheAspectAndNeverEnlarges) {
    struct Case {
        int width, height, side, expectedWidth, expectedHeight;
    };
    for (const Case& c :
         {Case{400, 300, 100, 100, 75}, Case{300, 400, 100, 75, 100}, Case{50, 40, 100, 50, 40},
          Case{100, 100, 100, 100, 100}, Case{2000, 1, 100, 100, 1}, Case{333, 100, 50, 50, 15}}) {
        const Picture small = thumbnail(pictureOf(fourCorners(c.width, c.height)), c.side);
        EXPECT_EQ(small.width, c.expectedWidth);
        EXPECT_EQ(small.height, c.expectedHeight);
        EXPECT_EQ(small.rgb.size(), static_cast<std::size_t>(small.width * small.height * 3));
    }
}

TEST(Crop, ClipsToThePicture) {
    const Raster raster = noise(10, 8, 3, 3);
    const Picture picture = pictureOf(raster);
    const auto inside = crop(picture, 2, 3, 4, 2);
    ASSERT_TRUE(inside.ok());
    ASSERT_EQ(inside->width, 4);
    ASSERT_EQ(inside->height, 2);
    for (int y = 0; y < 2; ++y) {
        for (int x = 0; x < 4; ++x) {
            for (int c = 0; c < 3; ++c)
                EXPECT_EQ(inside->rgb[static_cast<std::size_t>((y * 4 + x) * 3 + c)],
                          raster.at(x + 2, y + 3)[c]);
        }
    }
    const auto clipped = crop(picture, -5, -5, 8, 100);
    ASSERT_TRUE(clipped.ok());
    EXPECT_EQ(clipped->width, 3);
    EXPECT_EQ(clipped->height, 8);
    EXPECT_TRUE(crop(picture, 0, 0, 2147483647, 2147483647).ok());
    for (const auto& [x, y, w, h] :
         {std::array{10, 0, 5, 5}, std::array{0, 8, 5, 5}, std::array{0, 0, 0, 5}, std::array{3, 3, -1, 4},
          std::array{-2147483647, 0, 5, 5}, std::array{2147483647, 2147483647, 2147483647, 2147483647}})
        EXPECT_EQ(crop(picture, x, y, w, h).error().code, ErrorCode::InvalidArgument);
}

TEST(EncodeJpeg, RoundTrip) {
    const Picture picture = pictureOf(test::gradient(61, 43));
    const auto bytes = encodeJpeg(picture, 95);
    ASSERT_TRUE(bytes.ok());
    const auto again = decode(*bytes);
    ASSERT_TRUE(again.ok());
    ASSERT_EQ(again->width, 61);
    ASSERT_EQ(again->height, 43);
    int worst = 0;
    for (std::size_t i = 0; i < picture.rgb.size(); ++i)
        worst = std::max(worst, std::abs(picture.rgb[i] - again->rgb[i]));
    EXPECT_LE(worst, 16);
    EXPECT_LT(encodeJpeg(picture, 20)->size(), bytes->size());
}

TEST(EncodeJpeg, RefusesWhatCannotBeWritten) {
    EXPECT_EQ(encodeJpeg({}, 90).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(encodeJpeg({2, 2, std::vector<std::uint8_t>(11)}, 90).error().code, ErrorCode::InvalidArgument);
    const Picture dot{1, 1, {1, 2, 3}};
    EXPECT_EQ(encodeJpeg(dot, 0).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(encodeJpeg(dot, 101).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(encodeJpeg({70000, 1, std::vector<std::uint8_t>(210000)}, 90).error().code,
              ErrorCode::TooLarge);
}

} // namespace
} // namespace sparlet::image
