#include "plots/bits_plot.h"
#include "plots/histogram_plot.h"
#include "plots/profile_plot.h"
#include "plots/stem_plot.h"
#include "style/theme.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTest>

namespace sparlet::ui {
namespace {

StemData stems() {
    StemData data;
    data.values = {0.1, 0.7, -0.2, -0.6};
    data.kept = {false, true, false, true};
    data.threshold = 0.3;
    data.valueLabel = QStringLiteral("embedding");
    return data;
}

BitsData bits() {
    return {{2, 4, 3, 8}, {1.0, 2.0, 0.25, 0.75}, {false, true, false, true}, {}};
}

/// Sweeps the pointer over the plot's middle line from left to right; what it was told goes to the spies.
void sweep(QWidget& widget) {
    auto* plot = widget.findChild<QWidget*>();
    for (int x = 0; x < plot->width(); ++x) {
        const QPointF at(x, plot->height() / 2.0);
        QMouseEvent move(QEvent::MouseMove, at, plot->mapToGlobal(at), Qt::NoButton, Qt::NoButton,
                         Qt::NoModifier);
        QApplication::sendEvent(plot, &move);
    }
}

void present(QWidget& widget) {
    widget.resize(400, 260);
    widget.show();
    widget.grab();
}

int pixels(QWidget& widget, const QColor& color) {
    QCoreApplication::processEvents(); // drawing is put off until there is nothing else to do
    const QImage image = widget.grab().toImage();
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            count += image.pixelColor(x, y).rgb() == color.rgb() ? 1 : 0;
    return count;
}

TEST(Histogram, CountsByHand) {
    const HistogramData data = histogram({0.0, 0.1, 0.5, 1.0, 1.2, -3.0}, 0, 1, 2);
    EXPECT_EQ(data.edges, (std::vector<double>{0, 0.5, 1}));
    EXPECT_EQ(data.counts, (std::vector<double>{3, 3})); // the outer bins take what lies outside
    EXPECT_TRUE(histogram({1}, 1, 1, 4).counts.empty());
    EXPECT_EQ(histogram({2, 3, 3, 8}, 1.5, 8.5, 7).counts, (std::vector<double>{1, 2, 0, 0, 0, 0, 1}));
}

TEST(StemPlot, NamesWhatItShows) {
    StemPlot plot;
    EXPECT_TRUE(plot.describe().isEmpty());
    plot.setData(stems());
    EXPECT_EQ(plot.data().values, stems().values);
    EXPECT_EQ(plot.describe(),
              QStringLiteral("2 of 4 dimensions kept; the largest is dimension 1 with 0.700. "
                             "The threshold τ is 0.300."));
    EXPECT_EQ(plot.accessibleDescription(), plot.describe());
}

TEST(StemPlot, DrawsKeptStemsAndTheThresholdInTheThemesColours) {
    StemPlot plot;
    plot.setData(stems());
    for (const QPalette& palette : {darkPalette(), lightPalette()}) {
        plot.setPalette(palette);
        present(plot);
        const Tokens tokens = tokensFor(palette);
        EXPECT_GT(pixels(plot, tokens.accent), 50);
        EXPECT_GT(pixels(plot, tokens.warning), 100);
    }
    StemData none = stems();
    none.threshold = 0;
    plot.setData(none);
    EXPECT_EQ(pixels(plot, tokensFor(lightPalette()).warning), 0);
    none.aboveThreshold = true;
    plot.setData(none);
    EXPECT_GT(pixels(plot, tokensFor(lightPalette()).warning), 50);
}

TEST(StemPlot, TellsEveryDimensionUnderThePointerOnce) {
    StemPlot plot;
    plot.setData(stems());
    present(plot);
    QSignalSpy hovered(&plot, &StemPlot::dimensionHovered);
    sweep(plot);
    std::vector<int> seen;
    for (const auto& call : hovered)
        if (call[0].toInt() >= 0) seen.push_back(call[0].toInt());
    EXPECT_EQ(seen, (std::vector<int>{0, 1, 2, 3}));
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(plot.findChild<QWidget*>(), &leave);
    EXPECT_EQ(plot.highlighted(), -1);
}

TEST(BitsPlot, ColoursByImportanceAndSortsByIt) {
    BitsPlot plot;
    plot.setData(bits());
    EXPECT_EQ(plot.colorOf(2.0), viridis(plot.palette().window().color().lightness() < 128 ? 1.0 : 0.9));
    EXPECT_NE(plot.colorOf(0.0), plot.colorOf(1.0));
    EXPECT_EQ(plot.describe(), QStringLiteral("4 dimensions of 2 to 8 bits, 4.3 on average. "
                                              "The most important is dimension 1 with 2.00."));
    plot.setOrder(BitsPlot::Order::ByImportance);
    present(plot);
    QSignalSpy hovered(&plot, &BitsPlot::dimensionHovered);
    sweep(plot);
    std::vector<int> seen;
    for (const auto& call : hovered)
        if (call[0].toInt() >= 0) seen.push_back(call[0].toInt());
    EXPECT_EQ(seen, (std::vector<int>{1, 0, 3, 2}));
}

TEST(BitsPlot, DrawsBarsAsHighAsTheirBits) {
    BitsPlot plot;
    plot.setPalette(darkPalette());
    BitsData data = bits();
    data.active.clear();
    plot.setData(data);
    present(plot);
    const int two = pixels(plot, plot.colorOf(1.0)), four = pixels(plot, plot.colorOf(2.0)),
              eight = pixels(plot, plot.colorOf(0.75));
    EXPECT_NEAR(static_cast<double>(four) / two, 2.0, 0.25);
    EXPECT_NEAR(static_cast<double>(eight) / two, 4.0, 0.4);
}

TEST(HistogramPlot, MarksTheMeanAndOneImage) {
    HistogramPlot plot;
    HistogramData data = histogram({0.1, 0.2, 0.2, 0.4}, 0, 0.5, 5);
    data.valueLabel = QStringLiteral("density");
    data.countLabel = QStringLiteral("images");
    data.mean = 0.225;
    data.markedLabel = QStringLiteral("this image");
    plot.setPalette(darkPalette());
    plot.setData(data);
    present(plot);
    const QColor accent = tokensFor(darkPalette()).accent;
    EXPECT_EQ(pixels(plot, accent), 0);
    plot.setMarked(0.4);
    EXPECT_GT(pixels(plot, accent), 50);
    EXPECT_EQ(plot.data().counts, data.counts);
    EXPECT_EQ(plot.describe(),
              QStringLiteral("4 images; most at density 0.25. The mean is 0.23. this image: 0.40."));
    plot.setMarked(std::nullopt);
    EXPECT_EQ(pixels(plot, accent), 0);
}

TEST(ProfilePlot, DescribesAndFindsDimensions) {
    ProfilePlot plot;
    plot.setData({{0.5, 0, 1.0, 0.1}, QStringLiteral("share"), QStringLiteral("dimension"), true});
    EXPECT_EQ(
        plot.describe(),
        QStringLiteral(
            "4 dimensions, 40.0 % on average; the largest is dimension 2 with 100.0 %; 1 are never used."));
    present(plot);
    QSignalSpy hovered(&plot, &ProfilePlot::dimensionHovered);
    sweep(plot);
    ASSERT_GE(hovered.count(), 4);
    EXPECT_EQ(hovered[0][0].toInt(), 2);
}

} // namespace
} // namespace sparlet::ui
