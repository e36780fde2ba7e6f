#include "plots/curve_plot.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QLocale>
#include <QMouseEvent>
#include <QToolTip>

#include <limits>

namespace sparlet::ui {
namespace {

TEST(CurvePlot, SaysWhereEachCurveBeganAndIs) {
    CurvePlot plot;
    EXPECT_TRUE(plot.describe().isEmpty());
    plot.setData(
        {{{QStringLiteral("all"), {1, 2, 3}, {3, 2, 1.5}}, {QStringLiteral("texts"), {1, 2}, {1, 0.5}}},
         QStringLiteral("loss"),
         false});
    const auto text = plot.describe();
    EXPECT_TRUE(text.contains(QStringLiteral("all: 1.5 at epoch 3, from 3"))) << text.toStdString();
    EXPECT_TRUE(text.contains(QStringLiteral("texts: 0.5 at epoch 2, from 1"))) << text.toStdString();
    EXPECT_EQ(plot.accessibleDescription(), text);
}

TEST(CurvePlot, SharesAreShownInPercent) {
    CurvePlot plot;
    plot.setData({{{{}, {1, 2}, {0.25, 0.5}}}, QStringLiteral("accuracy"), true});
    EXPECT_TRUE(plot.describe().contains(QStringLiteral("50.0 %"))) << plot.describe().toStdString();
}

TEST(CurvePlot, DrawsNothingAndOnePointAndWhatIsNoNumber) {
    CurvePlot plot;
    plot.resize(320, 200);
    plot.show();
    plot.grab();
    plot.setData({{{{}, {1}, {0.5}}}, QStringLiteral("loss"), false});
    plot.grab();
    plot.setData({{{{}, {1, 2}, {0.5, std::numeric_limits<double>::quiet_NaN()}}, {{}, {}, {}}},
                  QStringLiteral("loss"),
                  false});
    plot.grab();
    EXPECT_EQ(plot.data().curves.size(), 2U);
}

TEST(CurvePlot, ThePointerReadsTheCurvesAtAnEpoch) {
    CurvePlot plot;
    plot.resize(400, 260);
    plot.setData({{{QStringLiteral("all"), {1, 2, 3, 4}, {8, 4, 2, 1}}}, QStringLiteral("loss"), false});
    plot.show();
    plot.grab();
    auto* inner = plot.findChild<QWidget*>();
    QStringList seen;
    for (int x = 0; x < inner->width(); ++x) {
        const QPointF at(x, inner->height() / 2.0);
        QMouseEvent move(QEvent::MouseMove, at, inner->mapToGlobal(at), Qt::NoButton, Qt::NoButton,
                         Qt::NoModifier);
        QApplication::sendEvent(inner, &move);
        if (!QToolTip::text().isEmpty() && !seen.contains(QToolTip::text())) seen << QToolTip::text();
    }
    ASSERT_EQ(seen.size(), 4) << seen.join(QLatin1Char('|')).toStdString();
    EXPECT_TRUE(seen.at(2).contains(QStringLiteral("epoch 3")));
    EXPECT_TRUE(seen.at(2).contains(QStringLiteral("all: 2")));
}

TEST(CurvePlot, TheAxesTakeTheWholeWidthWithAndWithoutALegend) {
    for (const bool legend : {true, false}) {
        for (const int count : {1, 3}) {
            CurvePlot plot;
            plot.resize(400, 260);
            plot.show();
            CurveData data;
            data.valueLabel = QStringLiteral("loss");
            data.legend = legend;
            for (int i = 0; i < count; ++i)
                data.curves.push_back({QString::number(i), {1, 2, 3, 4}, {8, 4, 2, 1}});
            plot.setData(data);
            plot.grab();
            auto* inner = plot.findChild<QWidget*>();
            const QPointF at(inner->width() * 0.9, inner->height() * 0.3);
            QMouseEvent move(QEvent::MouseMove, at, inner->mapToGlobal(at), Qt::NoButton, Qt::NoButton,
                             Qt::NoModifier);
            QApplication::sendEvent(inner, &move);
            EXPECT_TRUE(QToolTip::text().contains(QStringLiteral("epoch 4")))
                << legend << ' ' << count << ' ' << QToolTip::text().toStdString();
            QToolTip::hideText();
        }
    }
}

} // namespace
} // namespace sparlet::ui
