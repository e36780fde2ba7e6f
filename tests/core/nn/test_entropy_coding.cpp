#include "nn/entropy_coding_internal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace sparlet::nn {
namespace {

std::vector<std::uint8_t> drawn(std::size_t count, double spread, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal(128, spread);
    std::vector<std::uint8_t> out(count);
    for (auto& symbol : out)
        symbol = static_cast<std::uint8_t>(std::clamp(std::lround(normal(random)), 0L, 255L));
    return out;
}

std::vector<std::size_t> counted(const std::vector<std::uint8_t>& symbols) {
    std::vector<std::size_t> counts(256);
    for (const auto symbol : symbols)
        ++counts[symbol];
    return counts;
}

TEST(EntropyCoding, GivesBackWhatWentIn) {
    std::vector<std::vector<std::uint8_t>> all = {{}, {7}, {0, 255}, std::vector<std::uint8_t>(1000, 42)};
    for (const std::size_t count : {1U, 3U, 4U, 5U, 4096U, 100001U}) {
        for (const double spread : {0.1, 0.5, 3.0, 200.0})
            all.push_back(drawn(count, spread, static_cast<unsigned>(count)));
    }
    for (const auto& symbols : all) {
        const auto code = entropyEncode(symbols);
        EXPECT_LE(code.size(), symbols.size() + 1030);
        const auto back = entropyDecode(code, symbols.size());
        ASSERT_TRUE(back.ok()) << symbols.size();
        EXPECT_EQ(*back, symbols);
    }
}

TEST(EntropyCoding, ComesWithinAHundredthOfTheEntropy) {
    for (const double spread : {0.3, 1.0, 8.0}) {
        const auto symbols = drawn(200000, spread, 5);
        double bits = 0;
        for (const auto count : counted(symbols)) {
            if (count > 0)
                bits -= static_cast<double>(count) * std::log2(static_cast<double>(count) / 200000);
        }
        const auto code = static_cast<double>(entropyEncode(symbols).size());
        EXPECT_GE(code, bits / 8);
        EXPECT_LE(code, bits / 8 * 1.01 + 600);
    }
}

TEST(EntropyCoding, RefusesEveryCutAndNearlyEveryFlip) {
    const auto symbols = drawn(3000, 2, 9);
    const auto code = entropyEncode(symbols);
    for (std::size_t length = 0; length < code.size(); ++length)
        EXPECT_FALSE(entropyDecode(std::span(code).first(length), symbols.size()).ok()) << length;
    std::size_t unnoticed = 0;
    for (std::size_t i = 0; i < code.size(); ++i) {
        auto damaged = code;
        damaged[i] ^= 0x10;
        const auto back = entropyDecode(damaged, symbols.size());
        // What is not noticed here is by the file's checksum; it must only never be out of bounds.
        if (back.ok()) {
            EXPECT_EQ(back->size(), symbols.size());
            ++unnoticed;
        }
    }
    EXPECT_LT(unnoticed, code.size() / 100 + 2);
    EXPECT_FALSE(entropyDecode(code, symbols.size() + 1).ok());
    EXPECT_FALSE(entropyDecode(code, symbols.size() - 1).ok());
}

TEST(EntropyCoding, SurvivesNoise) {
    std::mt19937 random(4);
    for (int trial = 0; trial < 2000; ++trial) {
        std::vector<std::uint8_t> noise(random() % 200);
        for (auto& byte : noise)
            byte = static_cast<std::uint8_t>(random());
        const auto back = entropyDecode(noise, random() % 1000);
        if (back.ok()) {
            EXPECT_LT(back->size(), 1000U);
        }
    }
}

} // namespace
} // namespace sparlet::nn
