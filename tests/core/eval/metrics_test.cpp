#include "eval/metrics.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <vector>

namespace sparlet::eval {
namespace {

using Relevant = std::vector<std::uint8_t>;

TEST(AveragePrecision, OfHandComputedRankings) {
    EXPECT_DOUBLE_EQ(averagePrecision(Relevant{1, 0, 1, 0, 0, 1}), (1.0 + 2.0 / 3 + 3.0 / 6) / 3);
    EXPECT_DOUBLE_EQ(averagePrecision(Relevant{0, 0, 1}), 1.0 / 3);
    EXPECT_DOUBLE_EQ(averagePrecision(Relevant{0, 1, 1, 0}), (1.0 / 2 + 2.0 / 3) / 2);
    EXPECT_DOUBLE_EQ(averagePrecision(Relevant{1, 1, 1}), 1.0);
    EXPECT_DOUBLE_EQ(averagePrecision(Relevant{1}), 1.0);
    EXPECT_DOUBLE_EQ(averagePrecision(Relevant{0, 0}), 0.0);
    EXPECT_DOUBLE_EQ(averagePrecision(Relevant{}), 0.0);
}

TEST(PrecisionAt, CountsMissingRanksAsWrong) {
    const Relevant ranking{1, 0, 1, 1};
    EXPECT_DOUBLE_EQ(precisionAt(ranking, 1), 1.0);
    EXPECT_DOUBLE_EQ(precisionAt(ranking, 2), 0.5);
    EXPECT_DOUBLE_EQ(precisionAt(ranking, 4), 0.75);
    EXPECT_DOUBLE_EQ(precisionAt(ranking, 10), 0.3);
    EXPECT_DOUBLE_EQ(precisionAt(ranking, 0), 0.0);
    EXPECT_DOUBLE_EQ(precisionAt(Relevant{}, 5), 0.0);
}

TEST(Rank, IsByFallingScoreWithTiesInGalleryOrder) {
    const float infinity = std::numeric_limits<float>::infinity();
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const std::vector<float> scores{0.5F, -0.25F, 0.5F, nan, 1.0F, 0.0F, -0.0F, -infinity, infinity, -0.5F};
    EXPECT_EQ(rank(scores), (std::vector<std::uint32_t>{8, 4, 0, 2, 5, 6, 1, 9, 7, 3}));
    EXPECT_TRUE(rank({}).empty());
}

/// AP from the definition: the rank of an item is one more than how many come before it.
double naiveAp(const std::vector<float>& scores, const Relevant& relevant) {
    const auto before = [&](std::size_t a, std::size_t b) {
        return scores[a] > scores[b] || (scores[a] == scores[b] && a < b);
    };
    double sum = 0, count = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (relevant[i] == 0) continue;
        double position = 1, found = 1;
        for (std::size_t j = 0; j < scores.size(); ++j) {
            if (!before(j, i)) continue;
            position += 1;
            found += relevant[j];
        }
        sum += found / position;
        count += 1;
    }
    return count > 0 ? sum / count : 0.0;
}

TEST(AveragePrecision, EqualsTheDefinitionOnRandomTies) {
    std::mt19937 random(1);
    for (int i = 0; i < 3000; ++i) {
        std::vector<float> scores(random() % 60);
        Relevant labels(scores.size());
        const auto values = 1 + random() % 12;
        for (std::size_t j = 0; j < scores.size(); ++j) {
            scores[j] = static_cast<float>(random() % values) / 8.0F - 0.5F;
            labels[j] = random() % 3 == 0;
        }
        Relevant ranked;
        for (const auto position : rank(scores))
            ranked.push_back(labels[position]);
        ASSERT_NEAR(averagePrecision(ranked), naiveAp(scores, labels), 1e-12);
    }
}

} // namespace
} // namespace sparlet::eval
