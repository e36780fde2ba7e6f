#include "plots/histogram_plot.h"

#include "plots/plot_internal.h"

#include <QLocale>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sparlet::ui {

HistogramData histogram(const std::vector<double>& values, double from, double to, int bins) {
    HistogramData data;
    if (bins <= 0 || !(to > from)) return data;
    const auto count = static_cast<std::size_t>(bins);
    data.edges.resize(count + 1);
    for (std::size_t i = 0; i <= count; ++i)
        data.edges[i] = from + (to - from) * static_cast<double>(i) / static_cast<double>(bins);
    data.counts.assign(count, 0);
    for (const double value : values) {
        if (std::isnan(value)) continue;
        const double place =
            std::clamp((value - from) / (to - from) * bins, 0.0, static_cast<double>(bins - 1));
        data.counts[static_cast<std::size_t>(place)] += 1;
    }
    return data;
}

struct HistogramPlot::Private {
    HistogramData data;
    QCPBars* bars;
    QCPItemStraightLine* mean;
    QCPItemStraightLine* marked;
    QCPItemText* meanLabel;
    QCPItemText* markedLabel;
};

HistogramPlot::HistogramPlot(QWidget* parent) : PlotWidget(parent), d_(std::make_unique<Private>()) {
    QCustomPlot& p = *plot();
    setAccessibleName(tr("Histogram"));
    d_->bars = new QCPBars(p.xAxis, p.yAxis);
    d_->bars->setAntialiased(false);
    d_->bars->setWidthType(QCPBars::wtPlotCoords);
    d_->mean = verticalLine(p, 0);
    d_->marked = verticalLine(p, 0);
    for (QCPItemText** label : {&d_->meanLabel, &d_->markedLabel}) {
        *label = lineLabel(p);
        (*label)->position->setType(QCPItemPosition::ptAbsolute);
        (*label)->setPositionAlignment(Qt::AlignLeft | Qt::AlignBottom);
    }
    p.yAxis->setTicker(wholeNumberTicker(4));
    setData({});
}

HistogramPlot::~HistogramPlot() = default;

void HistogramPlot::setData(HistogramData data) {
    d_->data = std::move(data);
    const HistogramData& h = d_->data;
    QVector<double> keys, counts;
    double most = 0;
    for (std::size_t i = 0; i < h.counts.size(); ++i) {
        keys << (h.edges[i] + h.edges[i + 1]) / 2;
        counts << h.counts[i];
        most = std::max(most, h.counts[i]);
    }
    d_->bars->setData(keys, counts, true);
    if (!h.counts.empty()) {
        d_->bars->setWidth((h.edges[1] - h.edges[0]) * (h.integers ? 0.7 : 0.94));
        plot()->xAxis->setRange(h.edges.front(), h.edges.back());
    }
    plot()->yAxis->setRange(0, most > 0 ? most * 1.06 : 1);
    plot()->xAxis->setTicker(h.integers ? wholeNumberTicker(8)
                                        : QSharedPointer<QCPAxisTicker>(new QCPAxisTicker));
    plot()->xAxis->setLabel(h.valueLabel);
    plot()->yAxis->setLabel(h.countLabel);
    refresh();
}

const HistogramData& HistogramPlot::data() const {
    return d_->data;
}

void HistogramPlot::setMarked(std::optional<double> value) {
    if (d_->data.marked == value) return;
    HistogramData data = d_->data;
    data.marked = value;
    setData(std::move(data));
}

void HistogramPlot::restyle() {
    const Tokens tokens = tokensFor(palette());
    const HistogramData& h = d_->data;
    const QColor fill = mixed(tokens.panel, tokens.text, tokens.dark ? 0.42 : 0.38);
    d_->bars->setPen(Qt::NoPen);
    d_->bars->setBrush(fill);
    const QLocale locale;
    const int digits = h.integers ? 1 : 2;
    const auto line = [&](QCPItemStraightLine& item, QCPItemText& label, std::optional<double> at,
                          const QString& name, const QColor& color, Qt::PenStyle style, double width) {
        item.setVisible(at.has_value());
        label.setVisible(at.has_value());
        if (!at) return;
        item.point1->setCoords(*at, 0);
        item.point2->setCoords(*at, 1);
        item.setPen(thinPen(color, style, width));
        label.setText(QStringLiteral("%1 %2").arg(name, locale.toString(*at, 'f', digits)));
        label.setColor(color);
        label.setFont(numberFont(plot()->xAxis->labelFont()));
    };
    line(*d_->mean, *d_->meanLabel, h.mean, tr("mean"), tokens.text, Qt::DashLine, 1);
    line(*d_->marked, *d_->markedLabel, h.marked, h.markedLabel, tokens.accent, Qt::SolidLine, 2);
    QMargins margins = plot()->axisRect()->minimumMargins();
    if (h.mean || h.marked) margins.setTop(fontMetrics().height() + 4);
    plot()->axisRect()->setMinimumMargins(margins);
}

// The labels stand above the plot beside their lines: the lower value's to the left of its line, the other's
// to the right, moved in where the edge is near. Where they would meet, only the marked one stays.
void HistogramPlot::placed() {
    const HistogramData& h = d_->data;
    const QFontMetrics metrics(d_->meanLabel->font());
    const double edge = width();
    const auto place = [&](QCPItemText& label, double value, bool left) {
        const double x = plot()->xAxis->coordToPixel(value);
        const double wide = metrics.horizontalAdvance(label.text()) + 6;
        const double from = left ? std::max(0.0, x - wide) : std::min(x, edge - wide);
        label.position->setPixelPosition({from, plot()->axisRect()->top() - 1.0});
        return std::pair(from, from + wide);
    };
    std::pair<double, double> marked{0, 0}, mean{0, 0};
    if (h.marked) marked = place(*d_->markedLabel, *h.marked, h.mean && *h.marked < *h.mean);
    if (h.mean) mean = place(*d_->meanLabel, *h.mean, h.marked && *h.mean <= *h.marked);
    const bool apart = marked.second <= mean.first || mean.second <= marked.first;
    d_->meanLabel->setVisible(h.mean && (!h.marked || apart));
}

QString HistogramPlot::hoverAt(const QPointF& position) {
    const HistogramData& h = d_->data;
    if (h.counts.empty() || !plot()->axisRect()->rect().contains(position.toPoint())) return {};
    const double value = plot()->xAxis->pixelToCoord(position.x());
    const auto upper = std::upper_bound(h.edges.begin() + 1, h.edges.end() - 1, value);
    const auto bin = static_cast<std::size_t>(upper - h.edges.begin()) - 1;
    const QLocale locale;
    const QString count = locale.toString(h.counts[bin], 'f', 0);
    if (h.integers)
        return QStringLiteral("%1 %2\n%3 %4")
            .arg(locale.toString(std::round((h.edges[bin] + h.edges[bin + 1]) / 2), 'f', 0), h.valueLabel,
                 count, h.countLabel);
    return tr("%1 %2 to %3\n%4 %5")
        .arg(h.valueLabel, locale.toString(h.edges[bin], 'f', 2), locale.toString(h.edges[bin + 1], 'f', 2),
             count, h.countLabel);
}

QString HistogramPlot::describe() const {
    const HistogramData& h = d_->data;
    if (h.counts.empty()) return {};
    const double total = std::accumulate(h.counts.begin(), h.counts.end(), 0.0);
    const auto top = std::max_element(h.counts.begin(), h.counts.end());
    const auto bin = static_cast<std::size_t>(top - h.counts.begin());
    const QLocale locale;
    const double middle = (h.edges[bin] + h.edges[bin + 1]) / 2;
    QString text = tr("%1 %2; most at %3 %4.")
                       .arg(locale.toString(total, 'f', 0), h.countLabel, h.valueLabel,
                            locale.toString(middle, 'f', h.integers ? 0 : 2));
    if (h.mean) text += QLatin1Char(' ') + tr("The mean is %1.").arg(locale.toString(*h.mean, 'f', 2));
    if (h.marked) text += QStringLiteral(" %1: %2.").arg(h.markedLabel, locale.toString(*h.marked, 'f', 2));
    return text;
}

} // namespace sparlet::ui
