// Against scikit-learn, scipy and the published revisited rule, whose values
// tests/data/make_metric_fixtures.py computed once.
#include "eval/curves.h"
#include "eval/metrics.h"
#include "eval/protocol.h"
#include "eval/rank_comparison.h"
#include "eval/revisited.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <vector>

namespace sparlet::eval {
namespace {

using nlohmann::json;
constexpr double kTolerance = 1e-9;

class Fixtures : public testing::Test {
protected:
    Fixtures() {
        std::ifstream in(SPARLET_METRIC_FIXTURES);
        fixtures_ = json::parse(in);
    }
    const json& cases() const { return fixtures_.at("cases"); }

private:
    json fixtures_;
};

std::vector<std::uint8_t> inRankOrder(const json& one, bool withoutJunk) {
    const auto scores = one.at("scores").get<std::vector<float>>();
    std::vector<std::uint8_t> relevant(scores.size()), junk(scores.size());
    for (const std::size_t item : one.at("relevant"))
        relevant[item] = 1;
    for (const std::size_t item : one.at("junk"))
        junk[item] = 1;
    std::vector<std::uint8_t> out;
    for (const auto item : rank(scores)) {
        if (!withoutJunk || junk[item] == 0) out.push_back(relevant[item]);
    }
    return out;
}

TEST_F(Fixtures, AveragePrecisionIsScikitLearns) {
    ASSERT_GE(cases().size(), 50U);
    for (const auto& one : cases())
        EXPECT_NEAR(averagePrecision(inRankOrder(one, false)), one.at("ap").get<double>(), kTolerance);
}

TEST_F(Fixtures, InterpolatedPrecisionIsScikitLearns) {
    for (const auto& one : cases()) {
        const auto curve = interpolatedPrecision(inRankOrder(one, false));
        const auto expected = one.at("precision_recall").get<std::vector<double>>();
        ASSERT_EQ(curve.size(), expected.size());
        for (std::size_t i = 0; i < curve.size(); ++i)
            EXPECT_NEAR(curve[i], expected[i], kTolerance) << i;
    }
}

TEST_F(Fixtures, RevisitedRuleIsThePublishedOne) {
    for (const auto& one : cases()) {
        const auto relevant = inRankOrder(one, true);
        EXPECT_NEAR(revisitedAveragePrecision(relevant), one.at("revisited_ap").get<double>(), kTolerance);
        const auto expected = one.at("revisited_p").get<std::vector<double>>();
        EXPECT_NEAR(revisitedPrecisionAt(relevant, 1), expected.at(0), kTolerance);
        EXPECT_NEAR(revisitedPrecisionAt(relevant, 5), expected.at(1), kTolerance);
        EXPECT_NEAR(revisitedPrecisionAt(relevant, 10), expected.at(2), kTolerance);
    }
}

TEST_F(Fixtures, KendallTauIsScipys) {
    for (const auto& one : cases()) {
        const auto left = rank(one.at("scores").get<std::vector<float>>());
        const auto right = rank(one.at("other_scores").get<std::vector<float>>());
        EXPECT_NEAR(kendallTau(left, right), one.at("tau").get<double>(), kTolerance);
    }
}

TEST_F(Fixtures, AWholeEvaluationGivesTheMeans) {
    for (const auto& one : cases()) {
        const auto scores = one.at("scores").get<std::vector<float>>();
        const auto size = static_cast<std::uint32_t>(scores.size());
        Protocol protocol{"revisited-medium", {size}, {}, Rule::Revisited};
        for (std::uint32_t i = 0; i < size; ++i)
            protocol.gallery.push_back(i);
        const auto grade = [&](std::uint32_t, std::span<Grade> grades) {
            std::fill(grades.begin(), grades.end(), Grade::Wrong);
            for (const std::size_t item : one.at("relevant"))
                grades[item] = Grade::Right;
            for (const std::size_t item : one.at("junk"))
                grades[item] = Grade::Junk;
        };
        const auto score = [&](std::uint32_t, std::size_t, std::span<float> out) {
            std::copy(scores.begin(), scores.end(), out.begin());
            return Status();
        };
        const auto result = evaluate(protocol, size + 1, grade, score, {}, {}, {});
        ASSERT_TRUE(result.ok());
        EXPECT_NEAR(result->map, one.at("revisited_ap").get<double>(), kTolerance);
        EXPECT_NEAR(result->pAt10, one.at("revisited_p").at(2).get<double>(), kTolerance);
    }
}

} // namespace
} // namespace sparlet::eval
