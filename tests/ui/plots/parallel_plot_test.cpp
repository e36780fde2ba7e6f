#include "plots/parallel_plot.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>

#include <limits>

namespace sparlet::ui {
namespace {

ParallelData someLines() {
    ParallelData data;
    const auto text = [](double value) { return QString::number(value); };
    data.axes = {{QStringLiteral("mAP"), text, false, false},
                 {QStringLiteral("Time"), text, true, true},
                 {QStringLiteral("Size"), text, true, true}};
    data.lines = {{{0.3, 4, 2}, 0, false, QStringLiteral("small")},
                  {{0.4, 8, std::numeric_limits<double>::quiet_NaN()}, 1, false, QStringLiteral("gap")},
                  {{0.5, 16, 40}, 2, true, QStringLiteral("paper")}};
    return data;
}

class ParallelPlotTest : public ::testing::Test {
protected:
    void SetUp() override {
        plot.resize(700, 400);
        plot.setData(someLines());
        plot.show();
        plot.activateWindow();
        ASSERT_TRUE(QTest::qWaitForWindowExposed(&plot));
        plot.grab();
    }
    QPoint at(int place, int axis, double value) {
        return QPointF(plot.axisX(place), plot.valueY(axis, value)).toPoint();
    }

    ParallelPlot plot;
};

TEST_F(ParallelPlotTest, BetterIsUp) {
    EXPECT_LT(plot.valueY(0, 0.5), plot.valueY(0, 0.3));
    EXPECT_LT(plot.valueY(1, 4), plot.valueY(1, 16)) << "less time is better";
    EXPECT_NEAR(plot.valueY(1, 8), (plot.valueY(1, 4) + plot.valueY(1, 16)) / 2, 0.5) << "logarithmic";
    EXPECT_EQ(plot.describe(), QStringLiteral("3 of 3 rows pass the ranges. Axes: mAP, Time, Size."));
}

TEST_F(ParallelPlotTest, DraggingAlongAnAxisKeepsARangeAndAClickTakesItAway) {
    QSignalSpy changed(&plot, &ParallelPlot::rangesChanged);
    QTest::mousePress(&plot, Qt::LeftButton, {}, at(0, 0, 0.5) - QPoint(0, 4));
    QTest::mouseMove(&plot, at(0, 0, 0.42));
    QTest::mouseMove(&plot, at(0, 0, 0.37));
    QTest::mouseRelease(&plot, Qt::LeftButton, {}, at(0, 0, 0.37));
    ASSERT_TRUE(plot.range(0).has_value());
    EXPECT_NEAR(plot.range(0)->first, 0.37, 0.005);
    EXPECT_FALSE(plot.kept(0));
    EXPECT_TRUE(plot.kept(1));
    EXPECT_TRUE(plot.kept(2));
    EXPECT_GE(changed.count(), 1);
    QTest::mouseClick(&plot, Qt::LeftButton, {}, at(0, 0, 0.4));
    EXPECT_FALSE(plot.range(0).has_value());
    EXPECT_TRUE(plot.kept(0));
}

TEST_F(ParallelPlotTest, WhatIsNotMeasuredPassesNoRange) {
    plot.setRange(2, ParallelPlot::Range(1, 100));
    EXPECT_TRUE(plot.kept(0));
    EXPECT_FALSE(plot.kept(1));
    plot.clearRanges();
    EXPECT_TRUE(plot.kept(1));
}

TEST_F(ParallelPlotTest, ATitleIsDraggedToMoveItsAxis) {
    const QPoint from(static_cast<int>(plot.axisX(0)), 6), to(static_cast<int>(plot.axisX(2)), 6);
    QTest::mousePress(&plot, Qt::LeftButton, {}, from);
    QTest::mouseMove(&plot, QPoint(static_cast<int>(plot.axisX(1)), 6));
    QTest::mouseMove(&plot, to);
    QTest::mouseRelease(&plot, Qt::LeftButton, {}, to);
    EXPECT_EQ(plot.order(), (std::vector<int>{1, 2, 0}));
    plot.setRange(0, ParallelPlot::Range(0.45, 0.6));
    plot.setData(someLines());
    EXPECT_EQ(plot.order(), (std::vector<int>{1, 2, 0})) << "new numbers, the same axes";
    EXPECT_FALSE(plot.kept(0));
    auto fewer = someLines();
    fewer.axes.pop_back();
    for (auto& line : fewer.lines)
        line.values.pop_back();
    plot.setData(fewer);
    EXPECT_EQ(plot.order(), (std::vector<int>{0, 1}));
    EXPECT_TRUE(plot.kept(0));
}

TEST_F(ParallelPlotTest, KeysChooseAxesRangesAndLines) {
    QSignalSpy opened(&plot, &ParallelPlot::activated);
    plot.setFocus();
    QTest::keyClick(&plot, Qt::Key_Right);
    EXPECT_EQ(plot.axisFocused(), 1);
    QTest::keyClick(&plot, Qt::Key_Left, Qt::ControlModifier);
    EXPECT_EQ(plot.order(), (std::vector<int>{1, 0, 2}));
    EXPECT_EQ(plot.axisFocused(), 0);
    QTest::keyClick(&plot, Qt::Key_Space);
    ASSERT_TRUE(plot.range(1).has_value());
    for (int i = 0; i < 4; ++i)
        QTest::keyClick(&plot, Qt::Key_Up);
    EXPECT_FALSE(plot.kept(2)) << "the slowest is below the lower end";
    EXPECT_TRUE(plot.kept(0));
    QTest::keyClick(&plot, Qt::Key_PageDown);
    QTest::keyClick(&plot, Qt::Key_Return);
    ASSERT_EQ(opened.count(), 1);
    EXPECT_EQ(opened.front().front().toInt(), 0);
    QTest::keyClick(&plot, Qt::Key_Delete);
    EXPECT_TRUE(plot.kept(2));
}

TEST_F(ParallelPlotTest, AClickOpensALine) {
    QSignalSpy opened(&plot, &ParallelPlot::activated);
    const QPoint middle = (at(0, 0, 0.4) * 3 + at(1, 1, 8)) / 4; // halfway all lines meet
    QTest::mouseMove(&plot, middle);
    EXPECT_EQ(plot.hovered(), 1);
    QTest::mouseClick(&plot, Qt::LeftButton, {}, middle);
    ASSERT_EQ(opened.count(), 1);
    EXPECT_EQ(opened.front().front().toInt(), 1);
}

TEST_F(ParallelPlotTest, DrawsNothingAndOneAxis) {
    plot.setData({});
    plot.grab();
    plot.setFocus();
    QTest::keyClick(&plot, Qt::Key_Space);
    QTest::mouseClick(&plot, Qt::LeftButton, {}, QPoint(100, 100));
    auto one = someLines();
    one.axes.resize(1);
    for (auto& line : one.lines)
        line.values.resize(1);
    plot.setData(one);
    plot.grab();
    EXPECT_EQ(plot.order().size(), 1U);
}

} // namespace
} // namespace sparlet::ui
