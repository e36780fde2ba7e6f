#include "eval/measurement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace sparlet::eval {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Measurement measured(const std::string& id, double map, std::int64_t seed = -1) {
    Measurement out;
    out.id = id;
    out.method = "sparse";
    out.seed = seed;
    out.values = {{"map", map}};
    return out;
}

TEST(Aggregate, IsMeanAndSampleDeviationByHand) {
    const auto groups = aggregate({measured("a", 2, 1), measured("b", 4, 2), measured("c", 9, 3)});
    ASSERT_EQ(groups.size(), 1U);
    EXPECT_THAT(groups[0].ids, ElementsAre("a", "b", "c"));
    EXPECT_THAT(groups[0].seeds, ElementsAre(1, 2, 3));
    const auto& value = groups[0].values.at("map");
    EXPECT_DOUBLE_EQ(value.mean, 5);
    EXPECT_DOUBLE_EQ(value.deviation, std::sqrt((9.0 + 1 + 16) / 2));
    EXPECT_EQ(value.count, 3);
}

TEST(Aggregate, OneHasNoDeviationAndWhatIsNoNumberIsLeftOut) {
    auto strange = measured("b", std::nan(""));
    strange.values["model_mb"] = std::numeric_limits<double>::infinity();
    const auto groups = aggregate({measured("a", 2), strange});
    ASSERT_EQ(groups.size(), 1U);
    EXPECT_EQ(groups[0].values.at("map").count, 1);
    EXPECT_EQ(groups[0].values.at("map").deviation, 0);
    EXPECT_EQ(groups[0].values.count("model_mb"), 0U);
}

TEST(Aggregate, KeepsDifferentConfigurationsApart) {
    auto other = measured("b", 4);
    other.variant = "no-lkd";
    auto third = measured("c", 4);
    third.precision = "int8";
    EXPECT_EQ(aggregate({measured("a", 2), other, third}).size(), 3U);
    EXPECT_THAT(aggregate({}), IsEmpty());
}

TEST(ParetoFront, ByHand) {
    using Better = Metric::Better;
    const std::vector<double> time = {1, 2, 3, 4, 2, 5, std::nan("")};
    const std::vector<double> map = {0.5, 0.7, 0.6, 0.9, 0.7, 0.9, 1};
    // 2 is beaten by 1; 4 equals 1; 5 costs more than 3 for the same.
    EXPECT_THAT(paretoFront(time, map, Better::Lower, Better::Higher), ElementsAre(0U, 1U, 4U, 3U));
    EXPECT_THAT(paretoFront({1, 2}, {1, 2}, Better::Lower, Better::Lower), ElementsAre(0U));
    EXPECT_THAT(paretoFront({1, 2}, {1, 2}, Better::Higher, Better::Lower), ElementsAre(0U, 1U));
    EXPECT_THAT(paretoFront({}, {}, Better::Lower, Better::Higher), IsEmpty());
}

} // namespace
} // namespace sparlet::eval
