#include "eval/metrics.h"
#include "eval/protocol.h"
#include "eval/revisited.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace sparlet::eval {
namespace {

using Relevant = std::vector<std::uint8_t>;
using Indices = std::vector<std::uint32_t>;

TEST(RevisitedAp, IsTheTrapezoidOfHandComputedRankings) {
    EXPECT_DOUBLE_EQ(revisitedAveragePrecision(Relevant{1, 1}), 1);
    // Second item at rank 3: before it 1/2, at it 2/3.
    EXPECT_DOUBLE_EQ(revisitedAveragePrecision(Relevant{1, 0, 1}), (1 + (1.0 / 2 + 2.0 / 3) / 2) / 2);
    EXPECT_DOUBLE_EQ(revisitedAveragePrecision(Relevant{0, 1}), (0 + 0.5) / 2);
    EXPECT_DOUBLE_EQ(revisitedAveragePrecision(Relevant{0, 0}), 0);
    EXPECT_DOUBLE_EQ(revisitedAveragePrecision(Relevant{}), 0);
}

TEST(RevisitedPrecision, StopsAtTheLastRelevantItem) {
    const Relevant ranking{0, 1, 1, 0, 0};
    EXPECT_DOUBLE_EQ(revisitedPrecisionAt(ranking, 1), 0);
    EXPECT_DOUBLE_EQ(revisitedPrecisionAt(ranking, 2), 0.5);
    EXPECT_DOUBLE_EQ(revisitedPrecisionAt(ranking, 10), 2.0 / 3);
    EXPECT_DOUBLE_EQ(revisitedPrecisionAt(Relevant{0, 0}, 5), 0);
    EXPECT_DOUBLE_EQ(revisitedPrecisionAt(ranking, 0), 0);
}

TEST(RevisitedSetup, SaysWhichListsAreRightAndWhichAreJunk) {
    const GroundTruth::Query query{"q", {}, {1, 4}, {2, 7}, {3}};
    EXPECT_EQ(relevanceOf(query, RevisitedSetup::Easy).right, (Indices{1, 4}));
    EXPECT_EQ(relevanceOf(query, RevisitedSetup::Easy).junk, (Indices{2, 3, 7}));
    EXPECT_EQ(relevanceOf(query, RevisitedSetup::Medium).right, (Indices{1, 2, 4, 7}));
    EXPECT_EQ(relevanceOf(query, RevisitedSetup::Medium).junk, (Indices{3}));
    EXPECT_EQ(relevanceOf(query, RevisitedSetup::Hard).right, (Indices{2, 7}));
    EXPECT_EQ(relevanceOf(query, RevisitedSetup::Hard).junk, (Indices{1, 3, 4}));
}

/// Scores fall along the gallery; images 0 to 4 are the gallery, 5 and 6 queries.
Result<RetrievalScores> evaluateGraded(const GradeFunction& grade, const EvaluationOptions& options) {
    Protocol protocol{"revisited-medium", {5, 6}, {0, 1, 2, 3, 4}, Rule::Revisited};
    const ScoreFunction score = [](std::uint32_t, std::size_t, std::span<float> scores) {
        for (std::size_t i = 0; i < scores.size(); ++i)
            scores[i] = -static_cast<float>(i);
        return Status();
    };
    return evaluate(protocol, 7, grade, score, options, {}, {});
}

TEST(EvaluateGraded, TakesJunkOutOfTheRanking) {
    EvaluationOptions options;
    options.curves = true;
    const auto scores = evaluateGraded(
        [](std::uint32_t query, std::span<Grade> grades) {
            std::fill(grades.begin(), grades.end(), Grade::Wrong);
            if (query == 6) return; // nothing is relevant to this one
            grades[0] = Grade::Junk;
            grades[1] = Grade::Right;
            grades[3] = Grade::Right;
        },
        options);
    ASSERT_TRUE(scores.ok()) << scores.error().message;
    const double expected = (1 + (1.0 / 2 + 2.0 / 3) / 2) / 2; // right, wrong, right, wrong
    EXPECT_DOUBLE_EQ(scores->map, expected);
    EXPECT_DOUBLE_EQ(scores->pAt1, 1);
    EXPECT_DOUBLE_EQ(scores->pAt5, 2.0 / 3);
    EXPECT_EQ(scores->queriesWithoutRelevant, 1U);
    ASSERT_EQ(scores->outcomes.size(), 2U);
    EXPECT_EQ(scores->outcomes[0].relevant, 2U);
    EXPECT_EQ(scores->outcomes[0].first, (Indices{1, 2, 3, 4}));
    EXPECT_EQ(scores->outcomes[1].relevant, 0U);
    ASSERT_EQ(scores->precisionRecall.size(), 101U);
    EXPECT_DOUBLE_EQ(scores->precisionRecall[0], 1);
    EXPECT_DOUBLE_EQ(scores->precisionRecall[100], 2.0 / 3);
    EXPECT_EQ(scores->precisionAt.size(), 5U);
    EXPECT_NE(scores->convention.find("trapezoid"), std::string::npos);
}

} // namespace
} // namespace sparlet::eval
