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
    record.report = {
        {"map", map}, {"p_at_1", map + 0.1}, {"map_without_iqe", map - 0.05}, {"parameters", 10e6}};
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
    EXPECT_EQ(pick(all, "baseline", "").by.at("thresholded size").mean(), 20); // 16 bits each
    EXPECT_EQ(pick(all, "baseline", "").by.count("memory"), 0U);
}

TEST(Configurations, TellAseOnWeightsFromAseOnFeatures) {
    auto weights = run("sparse", 0.7, 1, {{"ase", false}}), both = run("sparse", 0.6, 1);
    for (auto* record : {&weights, &both})
        record->training["configuration"]["hyper"] = {{"weight_density", 0.5}};
    const auto all = configurations({run("sparse", 0.8, 1), weights, both});
    EXPECT_EQ(pick(all, "sparse", "no ASE, ASE on weights").by.at("mAP").mean(), 0.7);
    const auto& on = pick(all, "sparse", "ASE on weights");
    EXPECT_EQ(on.by.at("mAP").mean(), 0.6);
    EXPECT_EQ(on.by.at("weights kept").mean(), 0.5);
    EXPECT_NEAR(on.by.at("thresholded size").mean(), 10 * (2 * 0.5 + 0.125), 1e-9);
    EXPECT_EQ(pick(all, "sparse", "").by.at("weights kept").mean(), 1);
}

TEST(Configurations, TakeTimesAndSizesFromTheBenchmarkOfAllMethods) {
    RunRecord bench;
    const auto row = [](const char* method, const char* variant, int side, double batch1) {
        return Json{{"method", method},          {"backbone", "resnet18"},
                    {"variant", variant},        {"side", side},
                    {"batch1", batch1},          {"batch32", 10 * batch1},
                    {"model_bytes", side * 1e6}, {"parameters", 11e6},
                    {"peak_memory_bytes", 300e6}};
    };
    bench.report = {{"efficiency",
                     {row("baseline", "", 32, 1), row("baseline", "", 224, 8), row("sparse", "", 224, 4),
                      row("sparse", "no ASE", 224, 6)}}};
    const auto all = configurations({run("baseline", 0.5, 1), bench});
    const auto& baseline = pick(all, "baseline", "").by;
    EXPECT_EQ(baseline.at("inference time").values, (std::vector<double>{8}));
    EXPECT_EQ(baseline.at("32 px, batch 1").mean(), 1);
    EXPECT_EQ(baseline.at("224 px, batch 32").mean(), 80);
    EXPECT_EQ(baseline.at("model size").values, (std::vector<double>{224}));
    EXPECT_EQ(baseline.at("mAP").mean(), 0.5);
    EXPECT_EQ(pick(all, "sparse", "no ASE").by.at("inference time").mean(), 6);
    const auto text = comparison({run("baseline", 0.5, 1), bench}, {});
    EXPECT_THAT(text,
                HasSubstr("| Baseline · ResNet18 | 1.00 | 10.0 | 8.00 | 80.0 | 224.00 | 11.00 | 300 |"));
    EXPECT_THAT(text, HasSubstr("| inference time | SPARSE | −42.7 % | −50.0 % | 1, 1 | holds |"));
    // Not trained: no row of accuracy, and no claim on it.
    EXPECT_THAT(text, Not(HasSubstr("| SPARSE · ResNet18 | — |")));
    // A run of times alone says nothing of accuracy, and judges nothing.
    const auto times = comparison({bench}, {});
    EXPECT_THAT(times, HasSubstr("### Efficiency"));
    EXPECT_THAT(times, Not(HasSubstr("accuracy")));
    EXPECT_THAT(times, Not(HasSubstr("claims")));
}

TEST(Judgement, NeedsTheSignTheSizeAndMoreThanNoise) {
    const Statistic low{{0.50, 0.52, 0.51}}, high{{0.60, 0.62, 0.61}}, near{{0.52, 0.50, 0.53}};
    EXPECT_EQ(judge(high, low, 0.2), Verdict::Holds);
    EXPECT_EQ(judge(high, low, 0.5), Verdict::HoldsSmaller);
    EXPECT_EQ(judge(high, low, -0.2), Verdict::DoesNotHold);
    EXPECT_EQ(judge(low, high, -0.2), Verdict::Holds);
    EXPECT_EQ(judge(near, low, 0.2), Verdict::NoDifference);
    EXPECT_EQ(judge(Statistic{{0.53}}, low, 0.02), Verdict::Holds);
    const Statistic time{{63.1}, {{54.2, 66.4}}}, alike{{57.4}, {{54.0, 67.4}}},
        shorter{{18.1}, {{15.7, 20.5}}};
    EXPECT_EQ(judge(alike, time, -0.4), Verdict::NoDifference); // 9 %, of which the clock is unsure
    EXPECT_EQ(judge(shorter, time, -0.4), Verdict::Holds);
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
