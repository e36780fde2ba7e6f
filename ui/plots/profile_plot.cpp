#include "plots/profile_plot.h"

#include "plots/plot_internal.h"

#include <QLocale>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sparlet::ui {

struct ProfilePlot::Private {
    ProfileData data;
    std::vector<int> dimensionAt;
    int highlighted = -1;
    QCPBars* bars;
    QCPBars* marked;
};

ProfilePlot::ProfilePlot(QWidget* parent) : PlotWidget(parent), d_(std::make_unique<Private>()) {
    QCustomPlot& p = *plot();
    setAccessibleName(tr("Profile over the dimensions"));
    for (QCPBars** bars : {&d_->bars, &d_->marked}) {
        *bars = new QCPBars(p.xAxis, p.yAxis);
        (*bars)->setAntialiased(false);
        (*bars)->setWidthType(QCPBars::wtPlotCoords);
        (*bars)->setWidth(1);
    }
    p.xAxis->setTicker(wholeNumberTicker());
    p.yAxis->ticker()->setTickCount(3);
    p.yAxis->setRange(0, 1);
    setData({});
}

ProfilePlot::~ProfilePlot() = default;

void ProfilePlot::setData(ProfileData data) {
    d_->data = std::move(data);
    const ProfileData& s = d_->data;
    d_->highlighted = -1;
    d_->dimensionAt.resize(s.values.size());
    std::iota(d_->dimensionAt.begin(), d_->dimensionAt.end(), 0);
    if (s.sorted)
        std::stable_sort(d_->dimensionAt.begin(), d_->dimensionAt.end(), [&s](int a, int b) {
            return s.values[static_cast<std::size_t>(a)] > s.values[static_cast<std::size_t>(b)];
        });
    QVector<double> keys, values;
    double most = 0;
    for (std::size_t i = 0; i < s.values.size(); ++i) {
        keys << static_cast<double>(i);
        values << s.values[static_cast<std::size_t>(d_->dimensionAt[i])];
        most = std::max(most, values.back());
    }
    d_->bars->setData(keys, values, true);
    plot()->xAxis->setRange(-1, std::max<double>(1, static_cast<double>(s.values.size())));
    plot()->yAxis->setRange(0, most > 0.5 ? 1 : (most > 0 ? most * 1.1 : 1));
    plot()->xAxis->setLabel(s.dimensionLabel);
    plot()->yAxis->setLabel(s.valueLabel);
    plot()->xAxis->setTicks(!s.sorted);
    plot()->xAxis->setTickLabels(!s.sorted);
    refresh();
}

const ProfileData& ProfilePlot::data() const {
    return d_->data;
}

void ProfilePlot::setHighlighted(int dimension) {
    const bool valid = dimension >= 0 && dimension < static_cast<int>(d_->data.values.size());
    const int now = valid ? dimension : -1;
    if (now == d_->highlighted) return;
    d_->highlighted = now;
    restyle();
    redraw();
}

void ProfilePlot::restyle() {
    const Tokens tokens = tokensFor(palette());
    d_->bars->setPen(Qt::NoPen);
    d_->bars->setBrush(mixed(tokens.panel, tokens.text, tokens.dark ? 0.42 : 0.38));
    d_->marked->setPen(Qt::NoPen);
    d_->marked->setBrush(tokens.accent);
    QVector<double> keys, values;
    const auto place = std::find(d_->dimensionAt.begin(), d_->dimensionAt.end(), d_->highlighted);
    if (d_->highlighted >= 0 && place != d_->dimensionAt.end()) {
        keys << static_cast<double>(place - d_->dimensionAt.begin());
        values << d_->data.values[static_cast<std::size_t>(d_->highlighted)];
    }
    d_->marked->setData(keys, values, true);
}

QString ProfilePlot::hoverAt(const QPointF& position) {
    const int count = static_cast<int>(d_->data.values.size());
    if (count == 0 || !plot()->axisRect()->rect().contains(position.toPoint())) {
        hoverLeft();
        return {};
    }
    const int place =
        std::clamp(static_cast<int>(std::lround(plot()->xAxis->pixelToCoord(position.x()))), 0, count - 1);
    const int dimension = d_->dimensionAt[static_cast<std::size_t>(place)];
    if (dimension != d_->highlighted) {
        setHighlighted(dimension);
        emit dimensionHovered(dimension);
    }
    return tr("dimension %1\n%2 %3 %")
        .arg(dimension)
        .arg(d_->data.valueLabel,
             QLocale().toString(d_->data.values[static_cast<std::size_t>(dimension)] * 100, 'f', 1));
}

void ProfilePlot::hoverLeft() {
    if (d_->highlighted < 0) return;
    setHighlighted(-1);
    emit dimensionHovered(-1);
}

QString ProfilePlot::describe() const {
    const auto& values = d_->data.values;
    if (values.empty()) return {};
    const double mean =
        std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    const auto top = std::max_element(values.begin(), values.end());
    const auto unused = std::count(values.begin(), values.end(), 0.0);
    const QLocale locale;
    return tr("%1 dimensions, %2 % on average; the largest is dimension %3 with %4 %; %5 are never used.")
        .arg(locale.toString(static_cast<int>(values.size())), locale.toString(mean * 100, 'f', 1),
             locale.toString(static_cast<int>(top - values.begin())), locale.toString(*top * 100, 'f', 1),
             locale.toString(static_cast<int>(unused)));
}

} // namespace sparlet::ui
