#include "codes/columns.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <set>

namespace sparlet::codes {
namespace {

/// Dimensions of mixed widths over about −0.5…0.7.
Codec mixedCodec(std::mt19937& random, int dimensions) {
    CodecParameters p;
    std::uniform_real_distribution<float> reach(0.2F, 0.8F);
    for (int d = 0; d < dimensions; ++d) {
        const std::vector<float> low{-reach(random)}, high{reach(random)};
        const auto one = uniformParameters(low, high, 2 + static_cast<int>(random() % 7));
        p.bits.push_back(one.bits[0]);
        p.minimum.push_back(one.minimum[0]);
        p.maximum.push_back(one.maximum[0]);
    }
    return *Codec::create(std::move(p));
}

struct Codes {
    std::vector<std::uint8_t> bytes;
    std::vector<std::size_t> offsets{0};

    void add(const Codec& codec, const std::vector<float>& z) {
        codec.encode(z, bytes);
        offsets.push_back(bytes.size());
    }
    std::size_t size() const { return offsets.size() - 1; }
    std::span<const std::uint8_t> operator[](std::size_t i) const {
        return std::span(bytes).subspan(offsets[i], offsets[i + 1] - offsets[i]);
    }
};

std::vector<float> randomVector(std::mt19937& random, int dimensions, double density) {
    std::normal_distribution<float> normal(0.05F, 0.3F);
    std::bernoulli_distribution kept(density);
    std::vector<float> z(static_cast<std::size_t>(dimensions));
    for (auto& v : z)
        v = kept(random) ? normal(random) : 0.0F;
    return z;
}

Codes randomCodes(std::mt19937& random, const Codec& codec, std::size_t count, double density) {
    Codes codes;
    for (std::size_t i = 0; i < count; ++i)
        codes.add(codec, randomVector(random, codec.dimensions(), density));
    return codes;
}

ColumnBlocks layOut(const Codec& codec, const Codes& codes) {
    ColumnBlocks blocks(codec, codes.size());
    for (std::size_t block = 0; block < blocks.blocks(); ++block) {
        std::vector<std::span<const std::uint8_t>> some;
        for (std::size_t row = block * ColumnBlocks::kBlock;
             row < std::min(codes.size(), (block + 1) * ColumnBlocks::kBlock); ++row)
            some.push_back(codes[row]);
        blocks.setBlock(block, some);
    }
    return blocks;
}

/// Of every `step`-th block.
std::vector<std::uint32_t> scan(const ColumnBlocks& blocks, std::span<const float> weights, float threshold,
                                std::size_t step = 1) {
    std::vector<std::uint32_t> rows, some;
    for (std::size_t block = 0; block < blocks.blocks(); block += step)
        some.push_back(static_cast<std::uint32_t>(block));
    ColumnScan(blocks, weights).scan(some, threshold, rows);
    return rows;
}

/// (weights · code) / |code| in double.
double quotient(const Codec& codec, std::span<const float> weights, std::span<const std::uint8_t> code) {
    double product = 0, squares = 0;
    for (const CodeEntry& entry : codec.entries(code)) {
        product += static_cast<double>(weights[static_cast<std::size_t>(entry.dimension)]) * entry.value;
        squares += static_cast<double>(entry.value) * entry.value;
    }
    return squares > 0 ? product / std::sqrt(squares) : 0;
}

class ColumnTargets : public ::testing::TestWithParam<std::string> {
protected:
    void SetUp() override {
        useColumnTarget(GetParam());
        ASSERT_EQ(columnTargets().front(), GetParam());
    }
    void TearDown() override { useColumnTarget(""); }
};

TEST_P(ColumnTargets, NeverMissARowThatReachesTheThreshold) {
    std::mt19937 random(7);
    for (const int dimensions : {1, 3, 16, 65, 128, 200}) {
        const auto codec = mixedCodec(random, dimensions);
        ASSERT_TRUE(ColumnBlocks::usable(codec));
        const auto codes = randomCodes(random, codec, 700, 0.3);
        const auto blocks = layOut(codec, codes);
        for (int i = 0; i < 12; ++i) {
            auto weights = randomVector(random, dimensions, i % 2 == 0 ? 0.3 : 1.0);
            const float size = i % 3 == 0 ? 1e-3F : i % 3 == 1 ? 1.0F : 50.0F;
            for (auto& weight : weights)
                weight *= size;
            std::vector<double> exact;
            for (std::size_t row = 0; row < codes.size(); ++row)
                exact.push_back(quotient(codec, weights, codes[row]));
            auto sorted = exact;
            std::sort(sorted.begin(), sorted.end());
            for (const double share : {0.0, 0.1, 0.5, 0.9, 0.99, 1.0}) {
                const double threshold =
                    sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
                const auto rows = scan(blocks, weights, static_cast<float>(threshold));
                ASSERT_TRUE(std::is_sorted(rows.begin(), rows.end()));
                const std::set<std::uint32_t> found(rows.begin(), rows.end());
                ASSERT_EQ(found.size(), rows.size());
                for (std::size_t row = 0; row < exact.size(); ++row)
                    ASSERT_TRUE(exact[row] < threshold + 1e-6 * size ||
                                found.contains(static_cast<std::uint32_t>(row)))
                        << dimensions << " dimensions, row " << row << ", " << exact[row] << " of "
                        << threshold;
            }
        }
    }
}

TEST_P(ColumnTargets, ReportTheSameRowsAsTheScalarLoop) {
    std::mt19937 random(8);
    const auto codec = mixedCodec(random, 130);
    // More blocks than the sums are kept of at a time, by 7, and the last one is not full.
    const auto codes = randomCodes(random, codec, 128 * 71 - 50, 0.25);
    const auto blocks = layOut(codec, codes);
    for (int i = 0; i < 40; ++i) {
        const auto weights = randomVector(random, 130, i % 8 == 0 ? 0.01 : 0.3);
        const float threshold = -0.3F + 0.03F * static_cast<float>(i);
        const std::size_t step = i % 3 == 2 ? 5 : 1;
        useColumnTarget(GetParam());
        const auto rows = scan(blocks, weights, threshold, step);
        useColumnTarget("SCALAR");
        ASSERT_EQ(columnTargets().front(), "SCALAR");
        EXPECT_EQ(rows, scan(blocks, weights, threshold, step)) << threshold;
    }
}

INSTANTIATE_TEST_SUITE_P(All, ColumnTargets, ::testing::ValuesIn(columnTargets()),
                         [](const auto& test) { return test.param; });

/// A processor's own kernels are not tested where they are not built.
TEST(ColumnScan, UsesTheVectorsOfTheProcessor) {
    const auto targets = columnTargets();
    const auto has = [&](const std::string& beginning) {
        return std::any_of(targets.begin(), targets.end(),
                           [&](const std::string& name) { return name.starts_with(beginning); });
    };
    EXPECT_TRUE(has("SCALAR"));
#if defined(__aarch64__)
    EXPECT_TRUE(has("NEON"));
#elif defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2")) {
        EXPECT_TRUE(has("AVX"));
    }
#endif
}

TEST(ColumnScan, RulesMostRowsOut) {
    std::mt19937 random(9);
    const auto codec = mixedCodec(random, 128);
    const auto codes = randomCodes(random, codec, 20000, 0.25);
    const auto blocks = layOut(codec, codes);
    const auto query = randomVector(random, 128, 0.25);
    std::vector<double> exact;
    for (std::size_t row = 0; row < codes.size(); ++row)
        exact.push_back(quotient(codec, query, codes[row]));
    std::sort(exact.begin(), exact.end(), std::greater<>());
    const auto rows = scan(blocks, query, static_cast<float>(exact[99]));
    EXPECT_GE(rows.size(), 100U);
    EXPECT_LT(rows.size(), 1000U);
}

TEST(ColumnScan, ReadsOnlyTheColumnsThatTheQueryHas) {
    const std::vector<float> low(64, -0.5F), high(64, 0.5F);
    const auto codec = *Codec::create(uniformParameters(low, high, 4));
    const ColumnBlocks blocks(codec, 1);
    EXPECT_EQ(blocks.plan().columns(), 64U);
    std::vector<float> query(64, 0.0F);
    query[3] = query[60] = 1.0F;
    EXPECT_EQ(ColumnScan(blocks, query).bytesRead(),
              2 * ColumnBlocks::kColumnBytes + ColumnBlocks::kBlock * sizeof(std::uint16_t));
}

TEST(ColumnScan, SurvivesWeightsThatAreNotNumbers) {
    std::mt19937 random(10);
    const auto codec = mixedCodec(random, 20);
    const auto codes = randomCodes(random, codec, 150, 0.5);
    const auto blocks = layOut(codec, codes);
    std::vector<float> weights(20, 0.0F);
    EXPECT_EQ(scan(blocks, weights, 0.0F).size(), 150U);
    weights[0] = std::numeric_limits<float>::quiet_NaN();
    weights[1] = std::numeric_limits<float>::infinity();
    EXPECT_EQ(scan(blocks, weights, -std::numeric_limits<float>::infinity()).size(), 150U);
}

TEST(ColumnPlan, HoldsEveryBitOfEveryDimensionOnce) {
    std::mt19937 random(11);
    for (int round = 0; round < 20; ++round) {
        const int dimensions = 1 + static_cast<int>(random() % 300);
        const auto codec = mixedCodec(random, dimensions);
        const ColumnPlan plan(codec.parameters());
        std::set<std::pair<int, int>> bits; // dimension, bit of its level
        std::size_t wanted = 0;
        for (const auto width : codec.parameters().bits)
            wanted += width;
        for (std::size_t column = 0; column < plan.columns(); ++column) {
            unsigned taken = 0;
            for (const NibblePart& part : plan.parts(column)) {
                for (int bit = 0; bit < part.width; ++bit) {
                    EXPECT_TRUE(bits.emplace(part.dimension, part.shift + bit).second);
                    EXPECT_EQ(taken & 1U << (part.at + bit), 0U);
                    taken |= 1U << (part.at + bit);
                }
            }
            EXPECT_LT(taken, 16U);
        }
        EXPECT_EQ(bits.size(), wanted);
    }
}

TEST(ColumnBlocks, NeedALevelForNothing) {
    CodecParameters p;
    p.bits = {4};
    p.minimum = {0.1F};
    p.maximum = {0.9F};
    EXPECT_FALSE(ColumnBlocks::usable(*Codec::create(p)));
    p.minimum = {-0.8F};
    p.maximum = {0.7F};
    EXPECT_TRUE(ColumnBlocks::usable(*Codec::create(p)));
}

} // namespace
} // namespace sparlet::codes
