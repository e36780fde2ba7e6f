#include "report/axis_internal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace sparlet::report {
namespace {

class AxisTest : public testing::Test {
protected:
    FigureRequest request_;
    Lettering lettering_{"", false};
    Kit kit_{request_, lettering_};
};

TEST_F(AxisTest, TicksAreRoundInsideAndDoNotTouch) {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> exponent(-7, 9), share(0, 1), length(25, 400);
    for (int i = 0; i < 400; ++i) {
        const double low = (share(random) < 0.3 ? -1 : 1) * std::pow(10, exponent(random));
        const double high = low + std::pow(10, exponent(random));
        const bool log = low > 0 && share(random) < 0.5;
        auto axis = axisOver({low, high}, log, "title");
        EXPECT_LT(axis.low, axis.high);
        EXPECT_LE(axis.low, low);
        EXPECT_GE(axis.high, high);
        const double points = length(random);
        addTicks(axis, kit_, points, true);
        double before = -1e9;
        for (const Tick& tick : axis.ticks) {
            EXPECT_GE(axis.share(tick.value), -1e-6);
            EXPECT_LE(axis.share(tick.value), 1 + 1e-6);
            const double half = lettering_.width(tick.label, kit_.tick) / 2;
            const double at = axis.share(tick.value) * points;
            EXPECT_GT(at - half, before) << tick.label;
            before = at + half;
        }
    }
}

TEST_F(AxisTest, TheSameValueEverywhereHasRoomOnBothSides) {
    for (const double value : {0.0, 5.0, -3.0, 1e9}) {
        const auto axis = axisOver({value, value}, false, "");
        EXPECT_LT(axis.low, axis.high);
        EXPECT_LE(axis.low, value);
        EXPECT_GT(axis.high, value);
    }
    const auto log = axisOver({5, 5, -1, 0, std::nan("")}, true, "");
    EXPECT_LT(log.low, 5);
    EXPECT_GT(log.low, 0);
    EXPECT_GT(log.high, 5);
    const auto nothing = axisOver({}, true, "");
    EXPECT_LT(nothing.low, nothing.high);
}

TEST(TickText, IsShortAndReadable) {
    EXPECT_EQ(tickText(0.25, 2), "0.25");
    EXPECT_EQ(tickText(-3, 0), "−3");
    EXPECT_EQ(tickText(12000, 0), "12,000");
    EXPECT_EQ(tickText(2000000, 0), "2×10⁶");
    EXPECT_EQ(tickText(1000000, 0), "10⁶");
    EXPECT_EQ(tickText(0.00002, 5), "2×10⁻⁵");
    EXPECT_EQ(tickText(0, 1), "0.0");
    EXPECT_EQ(numberText(-0.0001, 2), "0.00"); // no minus before nothing
}

} // namespace
} // namespace sparlet::report
