#include "train/augment_internal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <vector>

namespace sparlet::train {
namespace {

std::vector<std::uint8_t> gradient(int side) {
    std::vector<std::uint8_t> rgb;
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            rgb.insert(rgb.end(), {static_cast<std::uint8_t>(10 * x), static_cast<std::uint8_t>(10 * y), 77});
        }
    }
    return rgb;
}

std::vector<float> resampled(const std::vector<std::uint8_t>& rgb, int side, const Window& window, int out) {
    std::vector<float> pixels(static_cast<std::size_t>(out * out * 3));
    resample(rgb, side, window, out, pixels.data());
    return pixels;
}

TEST(Resample, TheWholePictureAtItsOwnSizeIsUnchanged) {
    const auto rgb = gradient(8);
    const auto pixels = resampled(rgb, 8, {0, 0, 8, 8, false}, 8);
    for (std::size_t i = 0; i < rgb.size(); ++i)
        EXPECT_EQ(pixels[i], static_cast<float>(rgb[i])) << i;
}

TEST(Resample, MirrorsAndShiftsWithReflectedEdges) {
    const auto rgb = gradient(8);
    const auto mirrored = resampled(rgb, 8, {0, 0, 8, 8, true}, 8);
    EXPECT_EQ(mirrored[0], 70.0F);
    EXPECT_EQ(mirrored[7 * 3], 0.0F);
    const auto shifted = resampled(rgb, 8, {-2, 1, 8, 8, false}, 8);
    // Columns -2, -1, 0, 1 … of a reflection without repeating the edge: 2, 1, 0, 1.
    EXPECT_EQ(shifted[0], 20.0F);
    EXPECT_EQ(shifted[3], 10.0F);
    EXPECT_EQ(shifted[6], 0.0F);
    EXPECT_EQ(shifted[9], 10.0F);
    EXPECT_EQ(shifted[1], 10.0F) << "rows start at 1";
    EXPECT_EQ(shifted[7 * 8 * 3 + 1], 60.0F) << "and the row after the last is the one before it";
}

TEST(Resample, HalvingUsesTheTriangleFilter) {
    // Pillow's BILINEAR at half size has the weights 1/8, 3/8, 3/8, 1/8 inside the picture.
    std::vector<std::uint8_t> rgb(static_cast<std::size_t>(8 * 8 * 3), 0);
    for (int y = 0; y < 8; ++y)
        rgb[static_cast<std::size_t>((y * 8 + 3) * 3)] = 80;
    const auto half = resampled(rgb, 8, {0, 0, 8, 8, false}, 4);
    const float wanted[] = {0, 30, 10, 0};
    for (int x = 0; x < 4; ++x)
        EXPECT_NEAR(half[static_cast<std::size_t>((2 * 4 + x) * 3)], wanted[x], 1e-4F) << x;
}

TEST(Resample, AConstantPictureStaysConstantForEveryWindow) {
    const std::vector<std::uint8_t> rgb(static_cast<std::size_t>(16 * 16 * 3), 90);
    Random random(5);
    for (int i = 0; i < 200; ++i) {
        const Window window{random.between(-20, 20), random.between(-20, 20), random.between(1, 40),
                            random.between(1, 40), i % 2 == 0};
        for (const float value : resampled(rgb, 16, window, 1 + i % 24))
            EXPECT_NEAR(value, 90, 1e-3F);
    }
}

TEST(DrawWindow, RandomCropsStayInsideAndKeepTheirArea) {
    Augmentation how;
    how.cropScale = 0.3;
    Random random(1);
    for (int i = 0; i < 2000; ++i) {
        const auto w = drawWindow(64, how, random);
        EXPECT_GE(w.x, 0);
        EXPECT_GE(w.y, 0);
        EXPECT_LE(w.x + w.width, 64 + 1e-9);
        EXPECT_LE(w.y + w.height, 64 + 1e-9);
        EXPECT_LE(w.width * w.height, 64 * 64 + 1e-6);
        EXPECT_GE(w.width * w.height, 0.3 * 64 * 64 * 0.74)
            << "clipping to the picture may shrink it a little";
    }
}

TEST(DrawWindow, TranslationIsWholePixelsOfBothSignsUpToTheBound) {
    Augmentation how;
    how.translate = 0.125;
    Random random(2);
    std::set<double> seen;
    int flips = 0;
    for (int i = 0; i < 3000; ++i) {
        const auto w = drawWindow(32, how, random);
        EXPECT_EQ(w.x, std::round(w.x));
        seen.insert(w.x);
        flips += w.flip ? 1 : 0;
    }
    EXPECT_EQ(seen.size(), 9U);
    EXPECT_EQ(*seen.begin(), -4);
    EXPECT_EQ(*seen.rbegin(), 4);
    EXPECT_NEAR(flips, 1500, 150);
}

TEST(Augment, NormalisesWithMeanAndDeviation) {
    Augmentation how;
    how.flip = false;
    how.mean = {0.5F, 0.25F, 0.0F};
    how.stddev = {0.5F, 0.25F, 2.0F};
    const std::vector<std::uint8_t> rgb = {255, 255, 255, 0, 0, 0, 255, 255, 255, 0, 0, 0};
    std::vector<float> pixels(12);
    augmentInto(rgb, 2, 2, how, Random(1), pixels.data());
    const float wanted[] = {1, 3, 0.5F, -1, -1, 0};
    for (std::size_t i = 0; i < 6; ++i)
        EXPECT_NEAR(pixels[i], wanted[i], 1e-6F);
}

TEST(Augment, JitterChangesColoursButStaysInRange) {
    Augmentation how;
    how.jitter = 0.4;
    how.stddev = {1, 1, 1};
    const auto rgb = gradient(8);
    std::set<float> first;
    std::vector<float> pixels(rgb.size());
    for (std::uint64_t key = 0; key < 50; ++key) {
        augmentInto(rgb, 8, 8, how, Random(key), pixels.data());
        first.insert(pixels[30]);
        for (const float value : pixels) {
            EXPECT_GE(value, 0.0F);
            EXPECT_LE(value, 1.0F);
        }
    }
    EXPECT_GT(first.size(), 20U);
}

TEST(Augment, CutOutGreysOneSquareThatMayReachOutside) {
    std::set<int> areas;
    for (std::uint64_t key = 0; key < 400; ++key) {
        std::vector<float> pixels(std::size_t{10} * 10 * 3, 1.0F);
        Random random(key);
        cutOut(pixels.data(), 10, 4, random);
        int left = 10, right = -1, top = 10, bottom = -1, grey = 0;
        for (int y = 0; y < 10; ++y) {
            for (int x = 0; x < 10; ++x) {
                const float* p = pixels.data() + 3 * (y * 10 + x);
                EXPECT_TRUE((p[0] == 0 && p[1] == 0 && p[2] == 0) || (p[0] == 1 && p[1] == 1 && p[2] == 1));
                if (p[0] != 0) continue;
                ++grey;
                left = std::min(left, x), right = std::max(right, x);
                top = std::min(top, y), bottom = std::max(bottom, y);
            }
        }
        EXPECT_EQ(grey, (right - left + 1) * (bottom - top + 1));
        EXPECT_LE(right - left + 1, 4);
        EXPECT_LE(bottom - top + 1, 4);
        areas.insert(grey);
    }
    EXPECT_EQ(*areas.begin(), 2 * 2); // centre in a corner
    EXPECT_EQ(*areas.rbegin(), 4 * 4);
}

TEST(Random, IsAFunctionOfItsKey) {
    EXPECT_EQ(Random(keyed(1, 2, 3, 4)).bits(), Random(keyed(1, 2, 3, 4)).bits());
    std::set<std::uint64_t> keys;
    for (std::uint64_t a = 0; a < 30; ++a) {
        for (std::uint64_t b = 0; b < 30; ++b)
            keys.insert(keyed(1, a, b, 2));
    }
    EXPECT_EQ(keys.size(), 900U);
    Random random(9);
    double sum = 0;
    for (int i = 0; i < 20000; ++i)
        sum += random.uniform();
    EXPECT_NEAR(sum / 20000, 0.5, 0.01);
}

} // namespace
} // namespace sparlet::train
