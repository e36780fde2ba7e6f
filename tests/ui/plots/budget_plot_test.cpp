#include "plots/budget_plot.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

#include <limits>

namespace sparlet::ui {
namespace {

BudgetData someBudgets() {
    return {{{1, 0.9}, {2, 0.98}, {4, 0.999}}, {{{2, 0.97}, 0.512}}, BudgetPoint{2, 0.98}};
}

TEST(BudgetPlot, SaysWhatItShows) {
    BudgetPlot plot;
    EXPECT_TRUE(plot.describe().isEmpty());
    plot.setData(someBudgets());
    EXPECT_EQ(plot.describe(), QStringLiteral("From 1.00 MB with a cosine of 0.900 to 4.00 MB with 0.999. "
                                              "Chosen: 2.00 MB with 0.980. "
                                              "Measured: 2.00 MB with 0.970 and mAP 0.512."));
    EXPECT_EQ(plot.accessibleDescription(), plot.describe());
}

TEST(BudgetPlot, DrawsNothingOnePointAndWhatIsNoNumber) {
    BudgetPlot plot;
    plot.resize(320, 200);
    plot.show();
    plot.grab();
    plot.setData({{{1, 0.9}}, {}, {}});
    plot.grab();
    plot.setData({{{1, -30}, {2, std::numeric_limits<double>::quiet_NaN()}, {3, 1}}, {}, {}});
    plot.grab();
    EXPECT_EQ(plot.data().curve.size(), 3U);
}

TEST(BudgetPlot, ThePointerPicksASizeUnlessItIsLocked) {
    BudgetPlot plot;
    plot.resize(480, 240);
    plot.setData(someBudgets());
    plot.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&plot));
    plot.grab();
    auto* canvas = plot.findChild<QWidget*>();
    QSignalSpy picked(&plot, &BudgetPlot::picked);
    QTest::mousePress(canvas, Qt::LeftButton, {}, {260, 80});
    QTest::mouseMove(canvas, {400, 80});
    QTest::mouseRelease(canvas, Qt::LeftButton, {}, {400, 80});
    ASSERT_GE(picked.count(), 2);
    const double first = picked.front().front().toDouble(), last = picked.back().front().toDouble();
    EXPECT_GT(first, 0.8);
    EXPECT_GT(last, first);
    EXPECT_LT(last, 4.3);
    picked.clear();
    QTest::mouseMove(canvas, {300, 80});
    plot.setLocked(true);
    QTest::mouseClick(canvas, Qt::LeftButton, {}, {260, 80});
    EXPECT_EQ(picked.count(), 0);
}

} // namespace
} // namespace sparlet::ui
