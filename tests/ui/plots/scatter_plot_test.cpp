#include "plots/scatter_legend.h"
#include "plots/scatter_plot.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

namespace sparlet::ui {
namespace {

ScatterData someDots() {
    ScatterData data;
    data.x = {QStringLiteral("Time (ms)"), true, true};
    data.y = {QStringLiteral("mAP"), false, false};
    for (int i = 0; i < 5; ++i) {
        ScatterPoint point;
        point.x = std::pow(2.0, i);
        point.y = 0.3 + 0.05 * i;
        point.yError = 0.01;
        point.category = i;
        point.shape = i;
        point.label = QStringLiteral("model %1").arg(i);
        data.points.push_back(point);
    }
    data.points[2].ghost = true;
    data.front = {0, 1, 3, 4};
    return data;
}

class ScatterPlotTest : public ::testing::Test {
protected:
    void SetUp() override {
        plot.resize(800, 500);
        plot.setCardText([](int point) { return QStringLiteral("card %1").arg(point); });
        plot.setData(someDots());
        plot.show();
        plot.activateWindow();
        ASSERT_TRUE(QTest::qWaitForWindowExposed(&plot));
        plot.grab();
        canvas = plot.findChild<QWidget*>(QString(), Qt::FindDirectChildrenOnly);
    }
    QPoint at(int point) { return canvas->mapFrom(&plot, plot.positionOf(point).toPoint()); }

    ScatterPlot plot;
    QWidget* canvas = nullptr;
};

TEST_F(ScatterPlotTest, SaysWhatItShows) {
    EXPECT_EQ(plot.describe(), QStringLiteral("mAP against Time (ms). 5 dots. On the Pareto front: model 0, "
                                              "model 1, model 3, model 4."));
    EXPECT_EQ(plot.accessibleDescription(), plot.describe());
    EXPECT_EQ(plot.placedLabels(), 5);
    plot.setLabelsShown(false);
    plot.grab();
    EXPECT_EQ(plot.placedLabels(), 0);
}

TEST_F(ScatterPlotTest, ThePointerShowsACardAndAClickOpens) {
    QSignalSpy opened(&plot, &ScatterPlot::activated), chosen(&plot, &ScatterPlot::selectionRequested);
    QTest::mouseMove(canvas, at(3));
    EXPECT_EQ(plot.hovered(), 3);
    EXPECT_EQ(plot.shownCard(), QStringLiteral("card 3"));
    QTest::mouseClick(canvas, Qt::LeftButton, {}, at(3));
    ASSERT_EQ(opened.count(), 1);
    EXPECT_EQ(opened.front().front().toInt(), 3);
    QTest::mouseClick(canvas, Qt::LeftButton, Qt::ControlModifier, at(1));
    ASSERT_EQ(chosen.count(), 1);
    EXPECT_EQ(chosen.front().front().toInt(), 1);
    EXPECT_EQ(opened.count(), 1);
    QTest::mouseMove(canvas, at(3) + QPoint(60, 60));
    EXPECT_EQ(plot.hovered(), -1);
}

TEST_F(ScatterPlotTest, DraggingMovesTheViewAndOpensNothing) {
    QSignalSpy opened(&plot, &ScatterPlot::activated);
    const QPointF before = plot.positionOf(1);
    QTest::mousePress(canvas, Qt::LeftButton, {}, at(1));
    QTest::mouseMove(canvas, at(1) + QPoint(30, 10));
    const QPoint to = canvas->mapFrom(&plot, before.toPoint()) + QPoint(80, 40);
    QTest::mouseMove(canvas, to);
    QTest::mouseRelease(canvas, Qt::LeftButton, {}, to);
    const QPointF moved = plot.positionOf(1) - before;
    EXPECT_NEAR(moved.x(), 80, 2);
    EXPECT_NEAR(moved.y(), 40, 2);
    EXPECT_EQ(opened.count(), 0);
    plot.resetView();
    EXPECT_NEAR(QLineF(plot.positionOf(1), before).length(), 0, 0.5);
}

TEST_F(ScatterPlotTest, TheWheelZoomsWhereThePointerIs) {
    const QPointF fixed = plot.positionOf(2), far = plot.positionOf(4);
    QWheelEvent wheel(canvas->mapFrom(&plot, fixed), canvas->mapToGlobal(at(2)), {}, QPoint(0, 240),
                      Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(canvas, &wheel);
    EXPECT_NEAR(QLineF(plot.positionOf(2), fixed).length(), 0, 1);
    EXPECT_GT(plot.positionOf(4).x(), far.x());
    QTest::keyClick(&plot, Qt::Key_0);
    EXPECT_NEAR(QLineF(plot.positionOf(4), far).length(), 0, 0.5);
}

TEST_F(ScatterPlotTest, ShiftAndARectangleZoomIn) {
    const QPoint from = at(2) - QPoint(60, 60), to = at(2) + QPoint(60, 60);
    QTest::mousePress(canvas, Qt::LeftButton, Qt::ShiftModifier, from);
    QTest::mouseMove(canvas, at(2));
    QTest::mouseMove(canvas, to);
    QTest::mouseRelease(canvas, Qt::LeftButton, Qt::ShiftModifier, to);
    const QRectF inside = QRectF(plot.rect()).adjusted(0, 0, 0, 0);
    EXPECT_TRUE(inside.contains(plot.positionOf(2)));
    EXPECT_FALSE(inside.contains(plot.positionOf(4)));
}

TEST_F(ScatterPlotTest, TheKeyboardReachesEveryDot) {
    QSignalSpy gone(&plot, &ScatterPlot::currentChanged), opened(&plot, &ScatterPlot::activated);
    plot.setFocus(Qt::TabFocusReason);
    QTest::keyClick(&plot, Qt::Key_Home);
    std::set<int> seen{plot.current()};
    for (int i = 0; i < 4; ++i) {
        QTest::keyClick(&plot, Qt::Key_PageDown);
        seen.insert(plot.current());
    }
    EXPECT_EQ(seen.size(), 5U);
    EXPECT_EQ(plot.current(), 4);
    QTest::keyClick(&plot, Qt::Key_Left);
    EXPECT_EQ(plot.current(), 3);
    QTest::keyClick(&plot, Qt::Key_Up);
    EXPECT_EQ(plot.current(), 4);
    QTest::keyClick(&plot, Qt::Key_Up);
    EXPECT_EQ(plot.current(), 4) << "nothing is above";
    QTest::keyClick(&plot, Qt::Key_Return);
    ASSERT_EQ(opened.count(), 1);
    EXPECT_EQ(opened.front().front().toInt(), 4);
    EXPECT_GE(gone.count(), 5);
}

TEST_F(ScatterPlotTest, ADotOutOfSightIsBroughtIntoView) {
    plot.setFocus(Qt::TabFocusReason);
    for (int i = 0; i < 8; ++i)
        QTest::keyClick(&plot, Qt::Key_Plus);
    QTest::keyClick(&plot, Qt::Key_End);
    plot.grab();
    EXPECT_TRUE(QRectF(plot.rect()).contains(plot.positionOf(4)));
    EXPECT_EQ(plot.shownCard(), QStringLiteral("card 4"));
}

TEST_F(ScatterPlotTest, DrawsNothingOneDotAndEqualDots) {
    plot.setData({});
    plot.grab();
    EXPECT_TRUE(plot.describe().isEmpty());
    plot.setFocus();
    for (const auto key : {Qt::Key_Left, Qt::Key_PageDown, Qt::Key_End, Qt::Key_Return, Qt::Key_Space})
        QTest::keyClick(&plot, key);
    EXPECT_EQ(plot.current(), -1);
    auto data = someDots();
    data.points.resize(1);
    data.front = {0};
    plot.setData(data);
    plot.grab();
    data.points.assign(4, data.points.front());
    data.front.clear();
    plot.setData(data);
    plot.grab();
    EXPECT_TRUE(QRectF(plot.rect()).contains(plot.positionOf(3)));
}

TEST_F(ScatterPlotTest, WhatIsZoomedOutForEverStaysFinite) {
    plot.setFocus();
    for (int i = 0; i < 600; ++i)
        QTest::keyClick(&plot, Qt::Key_Minus);
    EXPECT_TRUE(std::isfinite(plot.positionOf(0).x()));
    for (int i = 0; i < 600; ++i)
        QTest::keyClick(&plot, Qt::Key_Plus);
    plot.grab();
    plot.resetView();
    EXPECT_TRUE(QRectF(plot.rect()).contains(plot.positionOf(4)));
}

TEST(ScatterLegend, WrapsAndSaysItsEntries) {
    ScatterLegend legend;
    std::vector<LegendEntry> entries;
    for (int i = 0; i < 8; ++i)
        entries.push_back({LegendEntry::Kind::Colour, i, QStringLiteral("method %1").arg(i), {}, {}});
    entries.push_back(
        {LegendEntry::Kind::Ramp, 0, QStringLiteral("Size"), QStringLiteral("1 MB"), QStringLiteral("9 MB")});
    legend.setEntries(entries);
    EXPECT_GT(legend.heightForWidth(200), legend.heightForWidth(2000));
    EXPECT_TRUE(legend.accessibleDescription().contains(QStringLiteral("Size: 1 MB to 9 MB")));
    legend.resize(300, 100);
    legend.grab();
}

// Printed, not judged: machines differ.
TEST(ScatterPlotBench, PansTenThousandDots) {
    std::mt19937 random(3);
    std::normal_distribution<double> normal;
    ScatterData data;
    data.x = {QStringLiteral("Time (ms)"), true, true};
    data.y = {QStringLiteral("mAP"), false, false};
    for (int i = 0; i < 10'000; ++i) {
        ScatterPoint point;
        point.x = std::exp(normal(random));
        point.y = 0.5 + 0.1 * normal(random);
        point.category = i % 6;
        point.shape = i % 3;
        point.size = 0.1 * (i % 8);
        point.label = QStringLiteral("run %1").arg(i);
        data.points.push_back(point);
    }
    data.front = {1, 2, 3};
    ScatterPlot plot;
    plot.resize(1200, 700);
    plot.setCardText([](int point) { return QStringLiteral("card %1").arg(point); });
    plot.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&plot));
    QElapsedTimer clock;
    clock.start();
    plot.setData(data);
    plot.grab();
    const double first = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    auto* canvas = plot.findChild<QWidget*>(QString(), Qt::FindDirectChildrenOnly);
    std::vector<double> pans, hovers;
    QPixmap frame(plot.size());
    for (int i = 0; i < 120; ++i) {
        clock.restart();
        plot.pan(QPointF(i % 40 < 20 ? 3 : -3, 1));
        QCoreApplication::processEvents();
        plot.render(&frame);
        pans.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
        const auto dot = static_cast<int>(random() % 10'000U);
        clock.restart();
        QTest::mouseMove(canvas, canvas->mapFrom(&plot, plot.positionOf(dot).toPoint()));
        hovers.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    std::sort(pans.begin(), pans.end());
    std::sort(hovers.begin(), hovers.end());
    std::printf(
        "10,000 dots: first %.1f ms with names; a frame while panning %.2f ms (median), %.2f ms (worst of "
        "120); hover %.2f ms (median), %.2f ms (worst)\n",
        first, pans[60], pans.back(), hovers[60], hovers.back());
    EXPECT_EQ(plot.data().points.size(), 10'000U);
}

} // namespace
} // namespace sparlet::ui
