#include "eval/curves.h"
#include "eval/rank_comparison.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

namespace sparlet::eval {
namespace {

using Relevant = std::vector<std::uint8_t>;

TEST(InterpolatedPrecision, IsTheGreatestFromThereOn) {
    // Precisions 1/1, 2/4, 3/5 at recalls 1/3, 2/3, 1: the second is raised to 3/5.
    const auto curve = interpolatedPrecision(Relevant{1, 0, 0, 1, 1, 0});
    ASSERT_EQ(curve.size(), kRecallPoints);
    EXPECT_DOUBLE_EQ(curve[0], 1.0);
    EXPECT_DOUBLE_EQ(curve[33], 1.0);
    EXPECT_DOUBLE_EQ(curve[34], 0.6);
    EXPECT_DOUBLE_EQ(curve[66], 0.6);
    EXPECT_DOUBLE_EQ(curve[100], 0.6);
}

TEST(InterpolatedPrecision, FallsAndHasRoundRecallsExactly) {
    EXPECT_EQ(interpolatedPrecision(Relevant{0, 0}), std::vector<double>(kRecallPoints, 0.0));
    EXPECT_EQ(interpolatedPrecision(Relevant{}), std::vector<double>(kRecallPoints, 0.0));
    // 100 relevant items at even ranks: recall 0.29 is the 29th item, not the 30th as floats would say.
    Relevant ranking;
    for (int i = 0; i < 100; ++i) {
        ranking.push_back(1);
        ranking.insert(ranking.end(), static_cast<std::size_t>(i), 0);
    }
    const auto curve = interpolatedPrecision(ranking);
    for (std::size_t point = 1; point < kRecallPoints; ++point) {
        EXPECT_LE(curve[point], curve[point - 1]);
        const auto items = static_cast<double>(point);
        EXPECT_DOUBLE_EQ(curve[point], items / (items + (items - 1) * (items - 2) / 2)) << point;
    }
}

TEST(PrecisionCurve, CountsMissingRanksAsWrong) {
    EXPECT_EQ(precisionCurve(Relevant{1, 0, 1}, 4), (std::vector<double>{1, 0.5, 2.0 / 3, 0.5}));
    EXPECT_TRUE(precisionCurve(Relevant{1}, 0).empty());
}

TEST(LabelConfusion, GivesSharesOfWhatWasRetrieved) {
    const std::vector<std::uint32_t> queries{0, 2, 0};
    const std::vector<std::vector<std::uint32_t>> results{{0, 0, 1}, {2}, {1}};
    EXPECT_EQ(labelConfusion(queries, results, 3), (std::vector<double>{0.5, 0.5, 0, 0, 0, 0, 0, 0, 1}));
}

TEST(KendallTau, OfHandComputedRankings) {
    using Ranking = std::vector<std::uint32_t>;
    EXPECT_DOUBLE_EQ(kendallTau(Ranking{0, 1, 2, 3}, Ranking{0, 1, 2, 3}), 1);
    EXPECT_DOUBLE_EQ(kendallTau(Ranking{0, 1, 2, 3}, Ranking{3, 2, 1, 0}), -1);
    EXPECT_DOUBLE_EQ(kendallTau(Ranking{2, 0, 1, 3}, Ranking{0, 2, 1, 3}), 1 - 2 * 1.0 / 6);
    EXPECT_DOUBLE_EQ(kendallTau(Ranking{0}, Ranking{0}), 1);
    EXPECT_DOUBLE_EQ(kendallTau({}, {}), 1);
}

TEST(KendallTau, IsWhatCountingEveryPairGives) {
    std::mt19937 random(3);
    for (std::size_t size = 2; size < 60; ++size) {
        std::vector<std::uint32_t> left(size);
        std::iota(left.begin(), left.end(), 0U);
        auto right = left;
        std::shuffle(left.begin(), left.end(), random);
        std::shuffle(right.begin(), right.end(), random);
        const auto a = positionsOf(left), b = positionsOf(right);
        double same = 0;
        for (std::size_t i = 0; i < size; ++i)
            for (std::size_t j = 0; j < i; ++j)
                same += (a[i] < a[j]) == (b[i] < b[j]) ? 1 : -1;
        EXPECT_NEAR(kendallTau(left, right), same / (0.5 * static_cast<double>(size * (size - 1))), 1e-12);
    }
}

TEST(TopOverlap, CountsWhatBothHave) {
    using Ranking = std::vector<std::uint32_t>;
    const Ranking left{4, 3, 2, 1, 0}, right{0, 4, 1, 2, 3};
    EXPECT_DOUBLE_EQ(topOverlap(left, right, 1), 0);
    EXPECT_DOUBLE_EQ(topOverlap(left, right, 2), 0.5);
    EXPECT_DOUBLE_EQ(topOverlap(left, right, 99), 1);
    EXPECT_DOUBLE_EQ(topOverlap(left, right, 0), 0);
}

} // namespace
} // namespace sparlet::eval
