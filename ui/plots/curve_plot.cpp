#include "plots/curve_plot.h"

#include "plots/plot_internal.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace sparlet::ui {
namespace {

constexpr int kMostNamesInARow = 4;
constexpr int kLegendLeft = 48; // under the axes, not under their labels
constexpr int kLegendIcon = 14;
constexpr int kLegendGap = 12;
constexpr int kUnbounded = 1 << 20;
constexpr int kDotsUpTo = 40; // points of a curve that are drawn as dots as well

/// The point of a curve that is nearest to an epoch; its size where there is none.
std::size_t nearest(const Curve& curve, double epoch) {
    const auto after = std::lower_bound(curve.epochs.begin(), curve.epochs.end(), epoch);
    auto at = static_cast<std::size_t>(after - curve.epochs.begin());
    if (at == curve.epochs.size()) return curve.epochs.empty() ? 0 : at - 1;
    if (at > 0 && epoch - curve.epochs[at - 1] < curve.epochs[at] - epoch) --at;
    return at;
}

} // namespace

struct CurvePlot::Private {
    CurveData data;
    QCPItemStraightLine* cursor;
};

CurvePlot::CurvePlot(QWidget* parent) : PlotWidget(parent), d_(std::make_unique<Private>()) {
    setAccessibleName(tr("Curve over the epochs"));
    QCustomPlot& p = *plot();
    p.xAxis->setTicker(wholeNumberTicker());
    p.xAxis->setLabel(tr("epoch"));
    p.yAxis->ticker()->setTickCount(4);
    // Under the axes, where it covers no curve.
    p.plotLayout()->addElement(1, 0, p.legend);
    p.plotLayout()->setRowStretchFactor(1, 0.001);
    p.legend->setColumnSpacing(kLegendGap);
    d_->cursor = verticalLine(p, 0);
    d_->cursor->setVisible(false);
    setData({});
}

CurvePlot::~CurvePlot() = default;

void CurvePlot::setData(CurveData data) {
    d_->data = std::move(data);
    QCustomPlot& p = *plot();
    p.clearGraphs();
    double last = 2, most = 0;
    const double scale = d_->data.percent ? 100 : 1;
    for (const auto& curve : d_->data.curves) {
        auto* graph = p.addGraph();
        graph->setName(curve.name);
        QVector<double> keys, values;
        for (std::size_t i = 0; i < std::min(curve.epochs.size(), curve.values.size()); ++i) {
            if (!std::isfinite(curve.values[i])) continue;
            keys << curve.epochs[i];
            values << curve.values[i] * scale;
            last = std::max(last, keys.back());
            most = std::max(most, values.back());
        }
        graph->setData(keys, values, true);
        if (keys.isEmpty() || !d_->data.legend) graph->removeFromLegend();
    }
    p.xAxis->setRange(0, std::ceil(last) + 0.02 * last);
    p.yAxis->setRange(0, d_->data.percent ? 104 : (most > 0 ? most * 1.1 : 1));
    p.yAxis->setLabel(d_->data.valueLabel);
    refresh();
}

const CurveData& CurvePlot::data() const {
    return d_->data;
}

void CurvePlot::restyle() {
    QCustomPlot& p = *plot();
    const Tokens tokens = tokensFor(palette());
    for (int i = 0; i < p.graphCount(); ++i) {
        QCPGraph& graph = *p.graph(i);
        const QColor colour =
            p.graphCount() == 1 ? tokens.accent : tokens.categorical[i % tokens.categorical.size()];
        graph.setPen(thinPen(colour, Qt::SolidLine, 1.5));
        const bool dots = graph.dataCount() <= kDotsUpTo;
        graph.setScatterStyle(dots ? QCPScatterStyle(QCPScatterStyle::ssDisc, colour, colour, 4)
                                   : QCPScatterStyle());
    }
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.9);
    const bool several = p.legend->itemCount() > 1;
    p.legend->setVisible(several);
    // A width of its own: the library takes that of an empty legend, none, for the most the axes may have.
    p.legend->setMaximumSize(kUnbounded, several ? kUnbounded : 0);
    p.legend->setMargins(several ? QMargins(kLegendLeft, 2, 0, 2) : QMargins());
    p.legend->setFont(small);
    p.legend->setTextColor(tokens.text);
    p.legend->setBorderPen(Qt::NoPen);
    p.legend->setBrush(Qt::NoBrush);
    p.legend->setIconSize(kLegendIcon, QFontMetrics(small).height());
    p.legend->setRowSpacing(2);
    arrangeLegend(QFontMetrics(small));
    d_->cursor->setPen(thinPen(tokens.axis, Qt::DotLine));
}

// As many names in a row as can be read whole.
void CurvePlot::arrangeLegend(const QFontMetrics& metrics) {
    int longest = 1;
    for (const auto& curve : d_->data.curves)
        longest = std::max(longest, metrics.horizontalAdvance(curve.name));
    const int cell = longest + 2 * kLegendIcon + kLegendGap;
    plot()->legend->setWrap(std::clamp((width() - kLegendLeft) / cell, 1, kMostNamesInARow));
    plot()->legend->setFillOrder(QCPLayoutGrid::foColumnsFirst, true);
}

void CurvePlot::resizeEvent(QResizeEvent* event) {
    PlotWidget::resizeEvent(event);
    restyle();
    redraw();
}

QString CurvePlot::valueText(double value) const {
    const QLocale locale;
    if (d_->data.percent) return tr("%1 %").arg(locale.toString(value * 100, 'f', 1));
    return locale.toString(value, 'g', 4);
}

QString CurvePlot::hoverAt(const QPointF& position) {
    if (!plot()->axisRect()->rect().contains(position.toPoint())) {
        hoverLeft();
        return {};
    }
    const double epoch = plot()->xAxis->pixelToCoord(position.x());
    QStringList lines;
    double at = -1;
    for (const auto& curve : d_->data.curves) {
        const auto point = nearest(curve, epoch);
        if (point >= std::min(curve.epochs.size(), curve.values.size())) continue;
        // Runs end at different epochs: what lies far from the pointer is not meant.
        if (at < 0 || std::abs(curve.epochs[point] - epoch) < std::abs(at - epoch)) at = curve.epochs[point];
    }
    if (at < 0) return {};
    for (const auto& curve : d_->data.curves) {
        const auto point = nearest(curve, at);
        if (point >= std::min(curve.epochs.size(), curve.values.size())) continue;
        if (std::abs(curve.epochs[point] - at) > 0.5) continue;
        const auto text = valueText(curve.values[point]);
        lines << (curve.name.isEmpty() ? text : tr("%1: %2").arg(curve.name, text));
    }
    d_->cursor->point1->setCoords(at, 0);
    d_->cursor->point2->setCoords(at, 1);
    d_->cursor->setVisible(true);
    redraw();
    lines.prepend(tr("epoch %1").arg(QLocale().toString(at, 'g', 4)));
    return lines.join(QLatin1Char('\n'));
}

void CurvePlot::hoverLeft() {
    if (!d_->cursor->visible()) return;
    d_->cursor->setVisible(false);
    redraw();
}

QString CurvePlot::describe() const {
    QStringList parts;
    for (const auto& curve : d_->data.curves) {
        if (curve.epochs.empty() || curve.values.size() != curve.epochs.size()) continue;
        const auto name = curve.name.isEmpty() ? d_->data.valueLabel : curve.name;
        parts << tr("%1: %2 at epoch %3, from %4.")
                     .arg(name, valueText(curve.values.back()),
                          QLocale().toString(curve.epochs.back(), 'g', 4), valueText(curve.values.front()));
    }
    return parts.join(QLatin1Char(' '));
}

} // namespace sparlet::ui
