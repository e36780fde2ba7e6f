#include "report/lettering_internal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sparlet::report {
namespace {

using ::testing::ElementsAre;

TEST(Lettering, WidthGrowsWithSizeAndText) {
    Lettering lettering("", false);
    const double one = lettering.width("Inference", 8);
    EXPECT_GT(one, 10);
    EXPECT_NEAR(lettering.width("Inference", 16), 2 * one, 1e-9);
    EXPECT_GT(lettering.width("Inference time", 8), one);
    EXPECT_EQ(lettering.width("", 8), 0);
}

TEST(Lettering, BreaksAtSpacesAndBetweenJapaneseCharactersWithTheirRules) {
    Lettering lettering("", true);
    const auto lines = lettering.wrapped("Inference time of a batch", 8, 60, 3);
    ASSERT_GE(lines.size(), 2U);
    for (const auto& line : lines)
        EXPECT_LE(lettering.width(line, 8), 60) << line;
    const auto japanese = lettering.wrapped("推論時間（バッチ）", 8, 5 * 8.2, 4);
    for (const auto& line : japanese) {
        EXPECT_NE(line.rfind("）", 0), 0U);
        EXPECT_EQ(line.find("（") == line.size() - 3 && line.size() > 3, false) << line;
    }
    EXPECT_THAT(lettering.wrapped("", 8, 100, 3), ElementsAre());
    EXPECT_THAT(lettering.wrapped("a\u00A0b", 8, 100, 3), ElementsAre("a b"));
}

TEST(Lettering, CutsWhatDoesNotFit) {
    Lettering lettering("", false);
    const std::string words(500, 'w');
    const auto cut = lettering.elided(words, 8, 50);
    EXPECT_LE(lettering.width(cut, 8), 50);
    EXPECT_EQ(cut.substr(cut.size() - 3), "…");
    EXPECT_EQ(lettering.elided("short", 8, 500), "short");
}

TEST(Lettering, SubsetsHoldOnlyWhatIsSaid) {
    Lettering lettering("", false);
    Scene scene;
    scene.items.push_back(Text{"ab", {}, 8, Align::Start, false, false, {}, {}});
    const auto few = lettering.subsets(scene);
    scene.items.push_back(Text{"推論 The quick brown fox", {}, 8, Align::Start, false, false, {}, {}});
    const auto more = lettering.subsets(scene);
    ASSERT_FALSE(few.empty());
    EXPECT_GT(more.front().bytes.size(), few.front().bytes.size());
    EXPECT_LT(few.front().bytes.size(), 20000U);
}

} // namespace
} // namespace sparlet::report
