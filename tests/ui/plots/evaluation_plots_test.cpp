#include "plots/confusion_plot.h"
#include "plots/curve_style.h"
#include "plots/retrieval_plot.h"
#include "style/theme.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>

#include <set>

namespace sparlet::ui {
namespace {

TEST(CurveStyle, EveryCurveDiffersInColourAndItsNeighboursInLineToo) {
    const auto tokens = tokensFor(darkPalette());
    std::set<std::pair<QRgb, int>> seen;
    for (int i = 0; i < kMostCurves; ++i) {
        const auto pen = curvePen(tokens, i);
        EXPECT_TRUE(seen.insert({pen.color().rgb(), static_cast<int>(pen.style())}).second) << i;
        if (i > 0) {
            EXPECT_NE(pen.style(), curvePen(tokens, i - 1).style());
        }
    }
}

TEST(RetrievalPlot, SaysItsNumbersAndDrawsNoMoreThanCanBeToldApart) {
    RetrievalPlot plot(RetrievalPlot::Kind::PrecisionRecall);
    EXPECT_TRUE(plot.describe().isEmpty());
    plot.setCurves({{QStringLiteral("SPARSE"), {0, 0.5, 1}, {1, 0.8, 0.25}}});
    EXPECT_TRUE(plot.describe().contains(QStringLiteral("SPARSE: precision 0.800 at recall 0.50")))
        << plot.describe().toStdString();
    std::vector<RetrievalCurve> many(20, RetrievalCurve{QStringLiteral("x"), {0, 1}, {1, 0}});
    plot.setCurves(many);
    EXPECT_EQ(plot.curves().size(), static_cast<std::size_t>(kMostCurves));
}

TEST(ConfusionPlot, NamesTheWorstConfusion) {
    ConfusionPlot plot;
    EXPECT_TRUE(plot.describe().isEmpty());
    plot.setData({{QStringLiteral("cat"), QStringLiteral("dog")}, {0.9, 0.1, 0.4, 0.6}});
    EXPECT_TRUE(plot.describe().contains(
        QStringLiteral("Queries of “dog”: 40.0 % of the first ten results are “cat”")))
        << plot.describe().toStdString();
    plot.setData({{QStringLiteral("cat"), QStringLiteral("dog")}, {1, 0}});
    EXPECT_TRUE(plot.data().labels.isEmpty()) << "sizes that contradict each other show nothing";
}

TEST(ConfusionPlot, KeysMoveAndEnterAsksForTheRow) {
    ConfusionPlot plot;
    plot.resize(400, 300);
    plot.setData(
        {{QStringLiteral("cat"), QStringLiteral("dog"), QStringLiteral("fox")}, {1, 0, 0, 0, 1, 0, 0, 0, 1}});
    plot.show();
    plot.setFocus();
    QSignalSpy asked(&plot, &ConfusionPlot::rowRequested);
    QTest::keyClick(&plot, Qt::Key_Down);
    QTest::keyClick(&plot, Qt::Key_Down);
    QTest::keyClick(&plot, Qt::Key_Down);
    QTest::keyClick(&plot, Qt::Key_Up);
    QTest::keyClick(&plot, Qt::Key_Return);
    ASSERT_EQ(asked.count(), 1);
    EXPECT_EQ(asked.at(0).at(0).toString(), QStringLiteral("dog"));
}

TEST(CurveLegend, GrowsWhereTheNamesDoNotFitInARow) {
    CurveLegend legend;
    EXPECT_EQ(legend.heightForWidth(400), 0);
    legend.setNames(
        {QStringLiteral("a model"), QStringLiteral("another model"), QStringLiteral("a third one")});
    EXPECT_GT(legend.heightForWidth(150), legend.heightForWidth(2000));
}

} // namespace
} // namespace sparlet::ui
