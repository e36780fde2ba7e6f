// Against the definition in double precision.
#include "image/resize_internal.h"
#include "picture_of_raster.h"
#include "support/picture_writer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sparlet::image {
namespace {

using test::noise;

/// Weight of pixel `pixel` of `from` in place `place` of `to`, by the definition.
double weightOf(int from, int to, int place, int pixel) {
    const double scale = static_cast<double>(from) / to;
    if (to <= from) {
        const double left = std::max<double>(place * scale, pixel);
        const double right = std::min<double>((place + 1) * scale, pixel + 1);
        return std::max(0.0, right - left) / scale;
    }
    const double centre = (place + 0.5) * scale - 0.5;
    const int base = static_cast<int>(std::floor(centre));
    double sum = 0;
    for (int tap = base - 1; tap <= base + 2; ++tap) {
        if (std::clamp(tap, 0, from - 1) != pixel) continue;
        const double x = std::abs(centre - tap), a = -0.75;
        sum += x <= 1 ? (a + 2) * x * x * x - (a + 3) * x * x + 1 : a * (x * x * x - 5 * x * x + 8 * x - 4);
    }
    return sum;
}

std::vector<double> resizedSlowly(const Picture& picture, int width, int height) {
    std::vector<double> out;
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            for (int c = 0; c < 3; ++c) {
                double sum = 0;
                for (int v = 0; v < picture.height; ++v) {
                    const double down = weightOf(picture.height, height, y, v);
                    if (down == 0) continue;
                    for (int u = 0; u < picture.width; ++u)
                        sum += down * weightOf(picture.width, width, x, u) *
                               picture.rgb[static_cast<std::size_t>((v * picture.width + u) * 3 + c)];
                }
                out.push_back(std::clamp(sum, 0.0, 255.0));
            }
        }
    }
    return out;
}

class ResizeTargets : public ::testing::TestWithParam<std::string> {
protected:
    void SetUp() override {
        useResizeTarget(GetParam());
        ASSERT_EQ(resizeTargets().front(), GetParam());
    }
    void TearDown() override { useResizeTarget(""); }
};

INSTANTIATE_TEST_SUITE_P(All, ResizeTargets, ::testing::ValuesIn(resizeTargets()),
                         [](const auto& test) { return test.param; });

TEST_P(ResizeTargets, AreTheDefinition) {
    unsigned seed = 1;
    for (const auto& [width, height] :
         {std::pair(1, 1), std::pair(2, 3), std::pair(3, 40), std::pair(17, 23), std::pair(31, 16),
          std::pair(16, 16), std::pair(50, 9), std::pair(33, 64)}) {
        const Picture picture = pictureOf(noise(width, height, 3, seed++));
        for (const auto& [toWidth, toHeight] :
             {std::pair(16, 16), std::pair(1, 1), std::pair(5, 31), std::pair(33, 2), std::pair(width, 7)}) {
            std::vector<std::uint8_t> rgb(static_cast<std::size_t>(toWidth * toHeight) * 3);
            resizeRgb(picture, toWidth, toHeight, rgb.data());
            const auto expected = resizedSlowly(picture, toWidth, toHeight);
            for (std::size_t i = 0; i < rgb.size(); ++i)
                ASSERT_NEAR(rgb[i], expected[i], 0.501)
                    << width << " x " << height << " to " << toWidth << " x " << toHeight << " at " << i;
        }
    }
}

TEST(Resize, WeightsSumToOneAndStayInside) {
    for (const int from : {1, 2, 3, 4, 5, 7, 224, 1000, 65500}) {
        for (const int to : {1, 2, 3, 64, 224, 300}) {
            const auto axis = makeAxis(from, to);
            ASSERT_EQ(axis.first.size(), static_cast<std::size_t>(to));
            ASSERT_EQ(axis.weights.size(),
                      static_cast<std::size_t>(to) * static_cast<std::size_t>(axis.taps));
            for (std::size_t place = 0; place < axis.first.size(); ++place) {
                ASSERT_LE(axis.first[place] + static_cast<std::uint32_t>(axis.taps),
                          static_cast<std::uint32_t>(from));
                const auto* weights = axis.weights.data() + place * static_cast<std::size_t>(axis.taps);
                ASSERT_NEAR(std::accumulate(weights, weights + axis.taps, 0.0), 1, 1e-4) << from << " " << to;
            }
        }
    }
}

TEST_P(ResizeTargets, WriteNothingBeyondThePicture) {
    const Picture picture = pictureOf(noise(20, 10, 3, 9));
    std::vector<std::uint8_t> rgb(7 * 5 * 3 + 8, 0xAB);
    resizeRgb(picture, 7, 5, rgb.data());
    for (std::size_t i = 7 * 5 * 3; i < rgb.size(); ++i)
        EXPECT_EQ(rgb[i], 0xAB);
}

} // namespace
} // namespace sparlet::image
