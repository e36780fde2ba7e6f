#include "plots/retrieval_plot.h"

#include "plots/curve_style.h"
#include "plots/plot_internal.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace sparlet::ui {
namespace {

/// The point nearest to `x`; its size where there is none.
std::size_t nearest(const RetrievalCurve& curve, double x) {
    const auto after = std::lower_bound(curve.x.begin(), curve.x.end(), x);
    auto at = static_cast<std::size_t>(after - curve.x.begin());
    if (at == curve.x.size()) return curve.x.empty() ? 0 : at - 1;
    if (at > 0 && x - curve.x[at - 1] < curve.x[at] - x) --at;
    return at;
}

} // namespace

struct RetrievalPlot::Private {
    Kind kind;
    std::vector<RetrievalCurve> curves;
    QCPItemStraightLine* cursor;
};

RetrievalPlot::RetrievalPlot(Kind kind, QWidget* parent)
    : PlotWidget(parent), d_(std::make_unique<Private>()) {
    d_->kind = kind;
    QCustomPlot& p = *plot();
    p.yAxis->setLabel(tr("precision"));
    p.yAxis->setRange(0, 1.02);
    p.yAxis->ticker()->setTickCount(5);
    if (kind == Kind::PrecisionRecall) {
        setAccessibleName(tr("Precision and recall"));
        p.xAxis->setLabel(tr("recall"));
        p.xAxis->setRange(0, 1);
    } else {
        setAccessibleName(tr("Precision at k"));
        p.xAxis->setLabel(tr("results looked at (k)"));
        p.xAxis->setScaleType(QCPAxis::stLogarithmic);
        p.xAxis->setTicker(QSharedPointer<QCPAxisTickerLog>(new QCPAxisTickerLog));
        p.xAxis->setRange(1, 1000);
    }
    d_->cursor = verticalLine(p, 0);
    d_->cursor->setVisible(false);
    refresh();
}

RetrievalPlot::~RetrievalPlot() = default;

void RetrievalPlot::setCurves(std::vector<RetrievalCurve> curves) {
    if (curves.size() > kMostCurves) curves.resize(kMostCurves);
    d_->curves = std::move(curves);
    QCustomPlot& p = *plot();
    p.clearGraphs();
    double last = 10;
    for (const auto& curve : d_->curves) {
        auto* graph = p.addGraph();
        QVector<double> keys, values;
        for (std::size_t i = 0; i < std::min(curve.x.size(), curve.y.size()); ++i) {
            if (!std::isfinite(curve.y[i])) continue;
            keys << curve.x[i];
            values << curve.y[i];
        }
        if (!keys.isEmpty()) last = std::max(last, keys.back());
        graph->setData(keys, values, true);
    }
    if (d_->kind == Kind::PrecisionAt) p.xAxis->setRange(1, last);
    refresh();
}

const std::vector<RetrievalCurve>& RetrievalPlot::curves() const {
    return d_->curves;
}

void RetrievalPlot::restyle() {
    const Tokens tokens = tokensFor(palette());
    for (int i = 0; i < plot()->graphCount(); ++i)
        plot()->graph(i)->setPen(curvePen(tokens, i));
    plot()->xAxis->grid()->setVisible(true);
    plot()->xAxis->setNumberFormat(QStringLiteral("gb"));
    d_->cursor->setPen(thinPen(tokens.axis, Qt::DotLine));
}

QString RetrievalPlot::xText(double x) const {
    const QLocale locale;
    return d_->kind == Kind::PrecisionRecall ? tr("recall %1").arg(locale.toString(x, 'f', 2))
                                             : tr("first %1").arg(locale.toString(x, 'f', 0));
}

QString RetrievalPlot::hoverAt(const QPointF& position) {
    if (!plot()->axisRect()->rect().contains(position.toPoint()) || d_->curves.empty()) {
        hoverLeft();
        return {};
    }
    const double x = plot()->xAxis->pixelToCoord(position.x());
    QStringList lines;
    double at = x;
    for (const auto& curve : d_->curves) {
        const auto point = nearest(curve, x);
        if (point >= std::min(curve.x.size(), curve.y.size())) continue;
        if (lines.isEmpty()) at = curve.x[point];
        const auto value = QLocale().toString(curve.y[point], 'f', 3);
        lines << (curve.name.isEmpty() ? value : tr("%1: %2").arg(curve.name, value));
    }
    d_->cursor->point1->setCoords(at, 0);
    d_->cursor->point2->setCoords(at, 1);
    d_->cursor->setVisible(true);
    redraw();
    lines.prepend(xText(at));
    return lines.join(QLatin1Char('\n'));
}

void RetrievalPlot::hoverLeft() {
    if (!d_->cursor->visible()) return;
    d_->cursor->setVisible(false);
    redraw();
}

QString RetrievalPlot::describe() const {
    QStringList parts;
    for (const auto& curve : d_->curves) {
        if (curve.x.empty() || curve.x.size() != curve.y.size()) continue;
        const QLocale locale;
        const auto middle = nearest(curve, d_->kind == Kind::PrecisionRecall ? 0.5 : 10);
        parts << tr("%1: precision %2 at %3, %4 at %5.")
                     .arg(curve.name, locale.toString(curve.y[middle], 'f', 3), xText(curve.x[middle]),
                          locale.toString(curve.y.back(), 'f', 3), xText(curve.x.back()));
    }
    return parts.join(QLatin1Char(' '));
}

} // namespace sparlet::ui
