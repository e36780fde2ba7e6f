#include "plots/stem_plot.h"

#include "plots/plot_internal.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace sparlet::ui {
namespace {

struct Stems {
    QCPGraph* line;  // impulses
    QCPGraph* heads; // dots
};

Stems addStems(QCustomPlot& plot, bool heads) {
    Stems stems{plot.addGraph(), heads ? plot.addGraph() : nullptr};
    stems.line->setLineStyle(QCPGraph::lsImpulse);
    stems.line->setAntialiased(false);
    if (stems.heads) stems.heads->setLineStyle(QCPGraph::lsNone);
    return stems;
}

} // namespace

struct StemPlot::Private {
    StemData data;
    int highlighted = -1;
    Stems kept, dropped, marked;
    QCPItemStraightLine* upper;
    QCPItemStraightLine* lower;
    QCPItemStraightLine* cursor;
    QCPItemText* threshold;
};

StemPlot::StemPlot(QWidget* parent) : PlotWidget(parent), d_(std::make_unique<Private>()) {
    QCustomPlot& p = *plot();
    setAccessibleName(tr("Code, dimension by dimension"));
    d_->cursor = verticalLine(p, 0);
    d_->dropped = addStems(p, false);
    d_->kept = addStems(p, true);
    d_->marked = addStems(p, true);
    d_->upper = horizontalLine(p, 0);
    d_->lower = horizontalLine(p, 0);
    d_->threshold = lineLabel(p);
    d_->threshold->setPositionAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    d_->threshold->position->setTypeX(QCPItemPosition::ptAxisRectRatio);
    d_->threshold->position->setTypeY(QCPItemPosition::ptPlotCoords);
    p.xAxis->setLabel(tr("dimension"));
    p.xAxis->setTicker(wholeNumberTicker());
    setData({});
}

StemPlot::~StemPlot() = default;

void StemPlot::setData(StemData data) {
    d_->data = std::move(data);
    const StemData& s = d_->data;
    d_->highlighted = -1;
    QVector<double> keptKeys, keptValues, droppedKeys, droppedValues;
    double most = s.threshold;
    for (std::size_t d = 0; d < s.values.size(); ++d) {
        most = std::max(most, std::abs(s.values[d]));
        const bool kept = d < s.kept.size() && s.kept[d];
        if (kept) {
            keptKeys << static_cast<double>(d);
            keptValues << s.values[d];
        } else if (s.values[d] != 0) {
            droppedKeys << static_cast<double>(d);
            droppedValues << s.values[d];
        }
    }
    d_->kept.line->setData(keptKeys, keptValues, true);
    d_->kept.heads->setData(keptKeys, keptValues, true);
    d_->dropped.line->setData(droppedKeys, droppedValues, true);
    const double edge = most > 0 ? most * 1.12 : 1;
    plot()->yAxis->setRange(-edge, edge);
    const double dimensions = std::max<double>(1, static_cast<double>(s.values.size()));
    plot()->xAxis->setRange(-1, dimensions);
    plot()->yAxis->setLabel(s.valueLabel);
    const double line = s.aboveThreshold ? 0 : s.threshold;
    d_->upper->point1->setCoords(0, line);
    d_->upper->point2->setCoords(1, line);
    d_->lower->point1->setCoords(0, -line);
    d_->lower->point2->setCoords(1, -line);
    d_->threshold->position->setCoords(1, line);
    refresh();
}

const StemData& StemPlot::data() const {
    return d_->data;
}

int StemPlot::highlighted() const {
    return d_->highlighted;
}

void StemPlot::setHighlighted(int dimension) {
    const bool valid = dimension >= 0 && dimension < static_cast<int>(d_->data.values.size());
    const int now = valid ? dimension : -1;
    if (now == d_->highlighted) return;
    d_->highlighted = now;
    restyle();
    redraw();
}

void StemPlot::restyle() {
    const Tokens tokens = tokensFor(palette());
    d_->dropped.line->setPen(thinPen(mixed(tokens.panel, tokens.text, 0.38), Qt::SolidLine, 1));
    d_->kept.line->setPen(thinPen(tokens.accent));
    d_->kept.heads->setScatterStyle(
        QCPScatterStyle(QCPScatterStyle::ssDisc, tokens.accent, tokens.accent, 4));

    const bool lines = d_->data.threshold > 0 || d_->data.aboveThreshold;
    for (QCPItemStraightLine* line : {d_->upper, d_->lower}) {
        line->setPen(thinPen(tokens.warning, Qt::DashLine));
        line->setVisible(lines && (line == d_->upper || !d_->data.aboveThreshold));
    }
    d_->threshold->setVisible(lines);
    d_->threshold->setText(QStringLiteral("τ"));
    d_->threshold->setColor(tokens.warning);
    d_->threshold->setFont(font());

    const bool marked = d_->highlighted >= 0;
    d_->cursor->setVisible(marked);
    QVector<double> keys, values;
    if (marked) {
        keys << d_->highlighted;
        values << d_->data.values[static_cast<std::size_t>(d_->highlighted)];
        d_->cursor->point1->setCoords(keys[0], 0);
        d_->cursor->point2->setCoords(keys[0], 1);
    }
    d_->cursor->setPen(thinPen(tokens.axis, Qt::DotLine));
    d_->marked.line->setData(keys, values, true);
    d_->marked.heads->setData(keys, values, true);
    d_->marked.line->setPen(thinPen(tokens.text, Qt::SolidLine, 2));
    d_->marked.heads->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, tokens.text, tokens.text, 6));
    // Room at the right for the letter at the line.
    QMargins margins = plot()->axisRect()->minimumMargins();
    margins.setRight(std::max(margins.right(), lines ? fontMetrics().height() : 0));
    plot()->axisRect()->setMinimumMargins(margins);
}

void StemPlot::placed() {
    const double pitch = plot()->xAxis->coordToPixel(1) - plot()->xAxis->coordToPixel(0);
    const double width = pitch >= 5 ? 2 : 1;
    for (const Stems& stems : {d_->kept, d_->dropped}) {
        QPen pen = stems.line->pen();
        pen.setWidthF(width);
        stems.line->setPen(pen);
    }
}

QString StemPlot::hoverAt(const QPointF& position) {
    const int count = static_cast<int>(d_->data.values.size());
    if (count == 0 || !plot()->axisRect()->rect().contains(position.toPoint())) {
        hoverLeft();
        return {};
    }
    const int dimension =
        std::clamp(static_cast<int>(std::lround(plot()->xAxis->pixelToCoord(position.x()))), 0, count - 1);
    if (dimension != d_->highlighted) {
        setHighlighted(dimension);
        emit dimensionHovered(dimension);
    }
    const auto at = static_cast<std::size_t>(dimension);
    if (at < d_->data.notes.size()) return d_->data.notes[at];
    return tr("dimension %1: %2").arg(dimension).arg(QLocale().toString(d_->data.values[at], 'f', 3));
}

void StemPlot::hoverLeft() {
    if (d_->highlighted < 0) return;
    setHighlighted(-1);
    emit dimensionHovered(-1);
}

QString StemPlot::describe() const {
    const StemData& s = d_->data;
    if (s.values.empty()) return {};
    const auto kept = std::count(s.kept.begin(), s.kept.end(), true);
    std::size_t largest = 0;
    for (std::size_t d = 1; d < s.values.size(); ++d)
        if (std::abs(s.values[d]) > std::abs(s.values[largest])) largest = d;
    const QLocale locale;
    QString text =
        tr("%1 of %2 dimensions kept; the largest is dimension %3 with %4.")
            .arg(locale.toString(static_cast<int>(kept)), locale.toString(static_cast<int>(s.values.size())),
                 locale.toString(static_cast<int>(largest)), locale.toString(s.values[largest], 'f', 3));
    if (s.threshold > 0 && !s.aboveThreshold)
        text += QLatin1Char(' ') + tr("The threshold τ is %1.").arg(locale.toString(s.threshold, 'f', 3));
    return text;
}

} // namespace sparlet::ui
