#include "plots/budget_plot.h"

#include "plots/plot_internal.h"

#include <QLocale>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>

namespace sparlet::ui {
namespace {

constexpr double kLeastSpan = 0.01; // of cosine on the axis
constexpr double kLowest = 0.5;     // what keeps less is of no use
constexpr double kNear = 10;        // pixels

QString megabytesText(double megabytes) {
    return BudgetPlot::tr("%1 MB").arg(QLocale().toString(megabytes, 'f', 2));
}

QString cosineText(double cosine) {
    return QLocale().toString(cosine, 'f', 3);
}

} // namespace

struct BudgetPlot::Private {
    BudgetData data;
    bool locked = false, dragged = false;
    QCPGraph* curve;
    QCPGraph* measured;
    QCPGraph* chosen;
    QCPItemStraightLine* line;
    std::vector<QCPItemText*> labels;
};

BudgetPlot::BudgetPlot(QWidget* parent) : PlotWidget(parent), d_(std::make_unique<Private>()) {
    setAccessibleName(tr("Similarity kept at each size of the file"));
    QCustomPlot& p = *plot();
    p.xAxis->setLabel(tr("file (MB)"));
    p.yAxis->setLabel(tr("similarity kept (cosine)"));
    p.xAxis->ticker()->setTickCount(5);
    p.yAxis->ticker()->setTickCount(4);
    d_->line = verticalLine(p, 0);
    d_->curve = p.addGraph();
    d_->chosen = p.addGraph();
    d_->chosen->setLineStyle(QCPGraph::lsNone);
    d_->measured = p.addGraph(); // above what is chosen
    d_->measured->setLineStyle(QCPGraph::lsNone);
    setData({});
}

BudgetPlot::~BudgetPlot() = default;

void BudgetPlot::setLocked(bool locked) {
    d_->locked = locked;
    if (locked) d_->dragged = false;
}

void BudgetPlot::setData(BudgetData data) {
    d_->data = std::move(data);
    QCustomPlot& p = *plot();
    double least = 1, from = 1e12, to = 0;
    const auto fill = [&](QCPGraph& graph, const std::vector<BudgetPoint>& points) {
        QVector<double> keys, values;
        for (const auto& point : points) {
            if (!std::isfinite(point.megabytes) || !std::isfinite(point.cosine)) continue;
            keys << point.megabytes;
            values << point.cosine;
            least = std::min(least, std::max(kLowest, point.cosine));
            from = std::min(from, point.megabytes);
            to = std::max(to, point.megabytes);
        }
        graph.setData(keys, values);
    };
    std::vector<BudgetPoint> measured, chosen;
    for (const auto& one : d_->data.measured)
        measured.push_back(one.at);
    if (d_->data.chosen) chosen.push_back(*d_->data.chosen);
    fill(*d_->curve, d_->data.curve);
    fill(*d_->measured, measured);
    fill(*d_->chosen, chosen);
    for (auto* label : d_->labels)
        p.removeItem(label);
    d_->labels.clear();
    for (const auto& one : d_->data.measured) {
        auto* label = lineLabel(p);
        label->setText(tr("mAP %1").arg(QLocale().toString(one.map, 'f', 3)));
        label->setPositionAlignment(Qt::AlignCenter);
        d_->labels.push_back(label);
    }
    const double span = std::max(kLeastSpan, 1 - least);
    p.yAxis->setRange(1 - span * 1.06, 1 + span * 0.06);
    const double room = to > from ? (to - from) * 0.05 : 0.5;
    p.xAxis->setRange(to > 0 ? from - room : 0, to > 0 ? to + room : 1);
    d_->line->setVisible(d_->data.chosen.has_value());
    if (d_->data.chosen) {
        d_->line->point1->setCoords(d_->data.chosen->megabytes, 0);
        d_->line->point2->setCoords(d_->data.chosen->megabytes, 1);
    }
    refresh();
}

const BudgetData& BudgetPlot::data() const {
    return d_->data;
}

void BudgetPlot::restyle() {
    const Tokens tokens = tokensFor(palette());
    d_->curve->setPen(thinPen(tokens.accent, Qt::SolidLine, 1.5));
    d_->measured->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDiamond,
                                                  thinPen(tokens.text, Qt::SolidLine, 1.5), tokens.panel, 9));
    d_->chosen->setScatterStyle(QCPScatterStyle(
        QCPScatterStyle::ssCircle, thinPen(tokens.panel, Qt::SolidLine, 1.5), tokens.accent, 15));
    d_->line->setPen(thinPen(tokens.axis, Qt::DotLine));
    QFont small = numberFont(font());
    small.setPointSizeF(small.pointSizeF() * 0.9);
    for (auto* label : d_->labels) {
        label->setFont(small);
        label->setColor(tokens.text);
    }
}

// Beside its point where there is room; one without is left to the pointer.
void BudgetPlot::placed() {
    QCustomPlot& p = *plot();
    constexpr int kAway = 8;
    std::vector<QRectF> taken;
    const auto around = [&](const BudgetPoint& point) {
        const QPointF at(p.xAxis->coordToPixel(point.megabytes), p.yAxis->coordToPixel(point.cosine));
        return QRectF(at - QPointF(5, 5), QSizeF(10, 10));
    };
    for (const auto& one : d_->data.measured)
        taken.push_back(around(one.at));
    if (d_->data.chosen) taken.push_back(around(*d_->data.chosen));
    for (std::size_t i = 0; i < d_->labels.size(); ++i) {
        auto& label = *d_->labels[i];
        const QSizeF size = QFontMetricsF(label.font()).size(0, label.text()) + QSizeF(4, 2);
        const QPointF at = around(d_->data.measured[i].at).center();
        const double side = size.width() / 2 + kAway, rise = size.height() / 2 + kAway;
        bool free = false;
        for (const QPointF& by :
             {QPointF(0, rise), QPointF(side, rise), QPointF(-side, rise), QPointF(side, 0),
              QPointF(0, 2 * rise), QPointF(side, 2 * rise), QPointF(0, -rise)}) {
            QRectF box(QPointF(), size);
            box.moveCenter(at + by);
            free = QRectF(p.axisRect()->rect()).contains(box) &&
                   std::none_of(taken.begin(), taken.end(),
                                [&](const QRectF& other) { return other.intersects(box); });
            if (!free) continue;
            label.position->setPixelPosition(box.center());
            taken.push_back(box);
            break;
        }
        label.setVisible(free);
    }
}

QString BudgetPlot::hoverAt(const QPointF& position) {
    QCustomPlot& p = *plot();
    if (!p.axisRect()->rect().contains(position.toPoint())) return {};
    for (const auto& one : d_->data.measured) {
        const QPointF at(p.xAxis->coordToPixel(one.at.megabytes), p.yAxis->coordToPixel(one.at.cosine));
        if ((at - position).manhattanLength() <= kNear)
            return tr("measured: %1, cosine %2, mAP %3")
                .arg(megabytesText(one.at.megabytes), cosineText(one.at.cosine),
                     QLocale().toString(one.map, 'f', 3));
    }
    const auto& curve = d_->data.curve;
    if (curve.empty()) return {};
    const double wanted = p.xAxis->pixelToCoord(position.x());
    const auto nearest = std::min_element(curve.begin(), curve.end(), [wanted](const auto& a, const auto& b) {
        return std::abs(a.megabytes - wanted) < std::abs(b.megabytes - wanted);
    });
    return tr("estimated: %1, cosine %2").arg(megabytesText(nearest->megabytes), cosineText(nearest->cosine));
}

bool BudgetPlot::eventFilter(QObject* watched, QEvent* event) {
    const auto type = event->type();
    const bool press = type == QEvent::MouseButtonPress;
    if (watched == plot() && !d_->locked && !d_->data.curve.empty() &&
        (press || (type == QEvent::MouseMove && d_->dragged))) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        if (press && mouse->button() == Qt::LeftButton)
            d_->dragged = plot()->axisRect()->rect().contains(mouse->pos());
        if (d_->dragged) emit picked(plot()->xAxis->pixelToCoord(mouse->position().x()));
    } else if (watched == plot() && type == QEvent::MouseButtonRelease) {
        d_->dragged = false;
    }
    return PlotWidget::eventFilter(watched, event);
}

QString BudgetPlot::describe() const {
    const auto& data = d_->data;
    if (data.curve.empty()) return {};
    QStringList parts;
    const auto &first = data.curve.front(), &last = data.curve.back();
    parts << tr("From %1 with a cosine of %2 to %3 with %4.")
                 .arg(megabytesText(first.megabytes), cosineText(first.cosine), megabytesText(last.megabytes),
                      cosineText(last.cosine));
    if (data.chosen)
        parts << tr("Chosen: %1 with %2.")
                     .arg(megabytesText(data.chosen->megabytes), cosineText(data.chosen->cosine));
    for (const auto& one : data.measured)
        parts << tr("Measured: %1 with %2 and mAP %3.")
                     .arg(megabytesText(one.at.megabytes), cosineText(one.at.cosine),
                          QLocale().toString(one.map, 'f', 3));
    return parts.join(QLatin1Char(' '));
}

} // namespace sparlet::ui
