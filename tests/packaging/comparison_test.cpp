#include "comparison.h"
#include "documents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace sparlet::results {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

RunRecord run(const std::string& method, double map, int seed, const Json& modules = Json::object()) {
    RunRecord record;
    record.title = method;
    record.group = "One budget";
    record.command = "sparlet evaluate --json";
    record.machine = "a processor";
    record.date = "2026-11-22";
    record.report = {{"map", map},
                     {"p_at_1", map + 0.1},
                     {"map_without_iqe", map - 0.05},
                     {"model_bytes", 40e6},
                     {"latency_ms", {{"batch1", 4.0}, {"batch32", 80.0}}}};
    record.training = {
        {"configuration",
         {{"method", method}, {"backbone", "resnet18"}, {"seed", seed}, {"modules", modules}}}};
    return record;
}

const Configuration& pick(const std::vector<Configuration>& all, const std::string& method,
                          const std::string& variant) {
    for (const auto& one : all) {
        if (one.method == method && one.variant == variant) return one;
    }
    static const Configuration none;
    ADD_FAILURE() << method << " " << variant;
    return none;
}

TEST(Statistic, IsTheSamplesMeanAndDeviation) {
    const Statistic three{{0.2, 0.4, 0.9}};
    EXPECT_NEAR(three.mean(), 0.5, 1e-12);
    EXPECT_NEAR(three.deviation(), std::sqrt((0.09 + 0.01 + 0.16) / 2), 1e-12);
    EXPECT_EQ((Statistic{{0.3}}.deviation()), 0);
    EXPECT_EQ(Statistic{}.mean(), 0);
}

TEST(Configurations, BringSeedsTogetherAndVariantsApart) {
    const auto all = configurations({run("sparse", 0.8, 1), run("baseline", 0.6, 1), run("sparse", 0.9, 2),
                                     run("sparse", 0.7, 1, {{"ase", false}, {"lkd", true}}),
                                     run("baseline", 0.5, 1, {{"ase", true}})});
    EXPECT_EQ(pick(all, "sparse", "").by.at("mAP").values, (std::vector<double>{0.8, 0.9}));
    EXPECT_NEAR(pick(all, "sparse", "no IQE").by.at("mAP").mean(), 0.8, 1e-12);
    EXPECT_EQ(pick(all, "sparse", "no ASE").by.at("mAP").values, (std::vector<double>{0.7}));
    EXPECT_EQ(pick(all, "baseline", "with ASE").by.at("mAP").values, (std::vector<double>{0.5}));
    EXPECT_EQ(pick(all, "baseline", "").by.at("model size").mean(), 40);
    EXPECT_EQ(pick(all, "baseline", "").by.count("memory"), 0U);
}

TEST(Judgement, NeedsTheSignTheSizeAndMoreThanNoise) {
    const Statistic low{{0.50, 0.52, 0.51}}, high{{0.60, 0.62, 0.61}}, near{{0.52, 0.50, 0.53}};
    EXPECT_EQ(judge(high, low, 0.2), Verdict::Holds);
    EXPECT_EQ(judge(high, low, 0.5), Verdict::HoldsSmaller);
    EXPECT_EQ(judge(high, low, -0.2), Verdict::DoesNotHold);
    EXPECT_EQ(judge(low, high, -0.2), Verdict::Holds);
    EXPECT_EQ(judge(near, low, 0.2), Verdict::NoDifference);
    EXPECT_EQ(judge(Statistic{{0.53}}, low, 0.02), Verdict::Holds);
    EXPECT_EQ(judge(Statistic{}, low, 0.2), Verdict::NotMeasured);
    EXPECT_EQ(judge(low, Statistic{{0.0}}, 0.2), Verdict::NotMeasured);
}

TEST(PaperValues, AreReadByTheLineAndRefusedByTheLine) {
    const auto values = parsePaperValues("source,table,model,backbone,metric,value,unit\n"
                                         "SPARSE,1,Baseline,ResNet18,mAP,0.2615,\n"
                                         "SPARSE,2,SPARSE,ResNet18,model size,7.12,MB\n");
    ASSERT_TRUE(values.ok()) << values.error().message;
    ASSERT_EQ(values->size(), 2U);
    EXPECT_EQ((*values)[1].metric, "model size");
    EXPECT_EQ((*values)[1].unit, "MB");
    EXPECT_DOUBLE_EQ((*values)[0].value, 0.2615);
    for (const char* wrong : {"a,b,c,d,e,f,g", "a,b,c,d,e,1", "a,b,c,d,e,,g", "a,b,c,d,e,1x,g"}) {
        const auto refused = parsePaperValues(std::string("head\n") + wrong + "\n");
        ASSERT_FALSE(refused.ok()) << wrong;
        EXPECT_THAT(refused.error().message, HasSubstr("Line 2"));
    }
}

TEST(Comparison, StandsWhereABaselineWasTrained) {
    const auto papers = parsePaperValues("head\nSPARSE,1,Baseline,ResNet18,mAP,0.2615,\n"
                                         "SPARSE,3,SPARSE (no IQE),ResNet18,mAP,0.3042,\n");
    ASSERT_TRUE(papers.ok());
    const auto text = resultsDocument(
        "", {run("baseline", 0.5, 1), run("baseline", 0.52, 2), run("sparse", 0.612, 1)}, *papers);
    EXPECT_THAT(text, HasSubstr("| Baseline · ResNet18 | 0.5100 ± 0.0141 |"));
    EXPECT_THAT(text, HasSubstr("| 2 | 0.2615 |"));
    EXPECT_THAT(text, HasSubstr("| SPARSE (no IQE) · ResNet18 | 0.5620 |"));
    EXPECT_THAT(text, HasSubstr("| 0.3042 |"));
    // 0.612 against 0.51 is 20 % more, where 18.7 % were claimed.
    EXPECT_THAT(text, HasSubstr("| +18.7 % | +20.0 % | 1, 2 | holds |"));
    EXPECT_THAT(text, HasSubstr("not measured"));
    const auto alone = resultsDocument("", {run("sparse", 0.6, 1)}, *papers);
    EXPECT_THAT(alone, Not(HasSubstr("claims")));
}

} // namespace
} // namespace sparlet::results
