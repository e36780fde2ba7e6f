#include "plots/scatter_plot.h"

#include "plots/plot_gestures_internal.h"
#include "plots/scatter_internal.h"

#include <QFrame>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace sparlet::ui {
namespace {

constexpr double kNear = 12;        // pixels within which a dot is meant
constexpr double kWheelStep = 1.15; // zoom of 15 degrees
constexpr double kKeyStep = 1.3;    // of + and −
constexpr double kRoom = 0.07;      // of the axes beyond the outermost dot
constexpr double kPanStep = 48;     // pixels of Ctrl and an arrow
constexpr std::size_t kMostLabels = 60;
constexpr double kMostSpan = 1e9; // how far a view may be zoomed out, against the data

bool isLog(const QCPAxis& axis) {
    return axis.scaleType() == QCPAxis::stLogarithmic;
}

void shift(QCPAxis& axis, double fromPixel, double toPixel) {
    const double from = axis.pixelToCoord(fromPixel), to = axis.pixelToCoord(toPixel);
    const QCPRange range = axis.range();
    if (isLog(axis))
        axis.setRange(range.lower * from / to, range.upper * from / to);
    else
        axis.setRange(range.lower + from - to, range.upper + from - to);
}

QCPRange around(std::vector<double> values, bool logarithmic) {
    std::erase_if(values, [&](double value) { return !std::isfinite(value) || (logarithmic && value <= 0); });
    if (values.empty()) return logarithmic ? QCPRange(1, 10) : QCPRange(0, 1);
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    if (logarithmic) {
        const double low = std::log(*least), high = std::log(*most);
        const double room = std::max((high - low) * kRoom, 0.1);
        return {std::exp(low - room), std::exp(high + room)};
    }
    const double least0 = *least, most0 = *most;
    const double span = most0 > least0 ? most0 - least0 : std::max(std::abs(most0) * 0.2, 1e-6);
    return {least0 - span * kRoom, most0 + span * kRoom};
}

} // namespace

struct ScatterPlot::Private {
    ScatterScene scene;
    ScatterDots* dots;
    ScatterRings* rings;
    QSharedPointer<QCPAxisTicker> linear[2];
    QSharedPointer<LogTicker> logarithmic;
    QCPRange whole[2]; // of both axes with everything seen
    CardText cardText;
    QFrame* card;
    QLabel* cardLabel;
    QPointF pressed, last;
    bool down = false, dragging = false, banding = false;
    bool labelsStale = true;
    QRect placedIn; // axes when the names were placed
};

ScatterPlot::ScatterPlot(QWidget* parent) : PlotWidget(parent), d_(std::make_unique<Private>()) {
    setAccessibleName(tr("Trade-off between two numbers"));
    setFocusPolicy(Qt::StrongFocus);
    QCustomPlot& p = *plot();
    p.layer(QStringLiteral("overlay"))->setMode(QCPLayer::lmBuffered);
    d_->dots = new ScatterDots(&p, d_->scene);
    d_->rings = new ScatterRings(&p, d_->scene);
    for (auto& ticker : d_->linear) {
        ticker.reset(new QCPAxisTicker);
        ticker->setTickCount(6);
    }
    d_->logarithmic.reset(new LogTicker);
    d_->card = new QFrame(this);
    d_->card->setObjectName(QStringLiteral("card"));
    d_->card->setAttribute(Qt::WA_TransparentForMouseEvents);
    d_->card->setFrameShape(QFrame::StyledPanel);
    d_->card->setAutoFillBackground(true);
    d_->card->setBackgroundRole(QPalette::Button);
    d_->cardLabel = new QLabel(d_->card);
    d_->cardLabel->setTextFormat(Qt::RichText);
    auto* layout = new QVBoxLayout(d_->card);
    layout->setContentsMargins(metric::gap + 4, metric::gap, metric::gap + 4, metric::gap);
    layout->addWidget(d_->cardLabel);
    d_->card->hide();
    setData({});
}

ScatterPlot::~ScatterPlot() = default;

void ScatterPlot::setData(ScatterData data, bool keepView) {
    auto& scene = d_->scene;
    QCustomPlot& p = *plot();
    scene.data = std::move(data);
    const int count = static_cast<int>(scene.data.points.size());
    if (scene.current >= count) scene.current = -1;
    scene.hovered = -1;
    std::erase_if(scene.selected, [&](int point) { return point >= count; });
    const auto prepare = [](QCPAxis& axis, const ScatterAxis& wanted, const auto& linear,
                            const auto& logTicker) {
        axis.setLabel(wanted.label);
        axis.setScaleType(wanted.logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
        if (wanted.logarithmic)
            axis.setTicker(logTicker);
        else
            axis.setTicker(linear);
    };
    prepare(*p.xAxis, scene.data.x, d_->linear[0], d_->logarithmic);
    prepare(*p.yAxis, scene.data.y, d_->linear[1], d_->logarithmic);
    std::vector<double> xs, ys;
    for (const auto& point : scene.data.points) {
        for (const double sign : {-1.0, 1.0}) {
            xs.push_back(point.x + sign * point.xError);
            ys.push_back(point.y + sign * point.yError);
        }
    }
    d_->whole[0] = around(std::move(xs), scene.data.x.logarithmic);
    d_->whole[1] = around(std::move(ys), scene.data.y.logarithmic);
    if (!keepView) {
        p.xAxis->setRange(d_->whole[0]);
        p.yAxis->setRange(d_->whole[1]);
    }
    d_->labelsStale = true;
    d_->dots->forget();
    updateCard();
    refresh();
}

const ScatterData& ScatterPlot::data() const {
    return d_->scene.data;
}

void ScatterPlot::setCardText(CardText card) {
    d_->cardText = std::move(card);
}

void ScatterPlot::setLabelsShown(bool shown) {
    d_->scene.labelsShown = shown;
    d_->labelsStale = true;
    redraw();
}

void ScatterPlot::setCurrent(int point) {
    const bool valid = point >= 0 && point < static_cast<int>(d_->scene.data.points.size());
    d_->scene.current = valid ? point : -1;
    redrawOverlay();
}

int ScatterPlot::current() const {
    return d_->scene.current;
}

void ScatterPlot::setSelected(std::vector<int> points) {
    if (points == d_->scene.selected) return;
    d_->scene.selected = std::move(points);
    redrawOverlay();
}

const std::vector<int>& ScatterPlot::selected() const {
    return d_->scene.selected;
}

QRect ScatterPlot::cardPlace() const {
    return d_->card->isHidden() ? QRect() : d_->card->geometry();
}

int ScatterPlot::hovered() const {
    return d_->scene.hovered;
}

QString ScatterPlot::shownCard() const {
    return d_->card->isHidden() ? QString() : d_->cardLabel->text();
}

int ScatterPlot::placedLabels() const {
    const auto& labels = d_->scene.labels;
    if (!d_->scene.labelsShown) return 0;
    return static_cast<int>(
        std::count_if(labels.begin(), labels.end(), [](const auto& l) { return l.placed; }));
}

void ScatterPlot::resetView() {
    plot()->xAxis->setRange(d_->whole[0]);
    plot()->yAxis->setRange(d_->whole[1]);
    viewChanged();
}

void ScatterPlot::zoom(double factor) {
    const auto middle = QRectF(plot()->axisRect()->rect()).center();
    plot()->xAxis->scaleRange(1 / factor, plot()->xAxis->pixelToCoord(middle.x()));
    plot()->yAxis->scaleRange(1 / factor, plot()->yAxis->pixelToCoord(middle.y()));
    viewChanged();
}

void ScatterPlot::pan(const QPointF& pixels) {
    shift(*plot()->xAxis, 0, pixels.x());
    shift(*plot()->yAxis, 0, pixels.y());
    d_->card->hide();
    redraw();
}

// Names are placed anew: other dots are near each other now.
void ScatterPlot::viewChanged() {
    for (auto* axis : {plot()->xAxis, plot()->yAxis}) {
        const QCPRange whole = d_->whole[axis == plot()->xAxis ? 0 : 1], seen = axis->range();
        const double most = isLog(*axis) ? whole.upper / whole.lower * kMostSpan : whole.size() * kMostSpan;
        const double span = isLog(*axis) ? seen.upper / seen.lower : seen.size();
        if (!std::isfinite(span) || span > most) axis->setRange(whole);
    }
    d_->labelsStale = true;
    updateCard();
    redraw();
}

QPointF ScatterPlot::positionOf(int point) const {
    const auto& one = d_->scene.data.points[static_cast<std::size_t>(point)];
    return QPointF(plot()->xAxis->coordToPixel(one.x), plot()->yAxis->coordToPixel(one.y)) +
           QPointF(plot()->pos());
}

int ScatterPlot::pointAt(const QPointF& position) const {
    const QPointF at = position - QPointF(plot()->pos());
    const auto& scene = d_->scene;
    if (!plot()->axisRect()->rect().contains(at.toPoint())) return -1;
    int best = -1;
    double nearest = kNear * kNear;
    // From the axes as they are: the last drawing may be of before they changed.
    for (std::size_t i = 0; i < scene.data.points.size(); ++i) {
        const QPointF away(plot()->xAxis->coordToPixel(scene.data.points[i].x) - at.x(),
                           plot()->yAxis->coordToPixel(scene.data.points[i].y) - at.y());
        // What was measured lies above what is only compared with.
        const double squared = QPointF::dotProduct(away, away) + (scene.data.points[i].ghost ? 1 : 0);
        if (squared < nearest) {
            nearest = squared;
            best = static_cast<int>(i);
        }
    }
    return best;
}

void ScatterPlot::restyle() {
    auto& scene = d_->scene;
    scene.tokens = tokensFor(palette());
    scene.labelFont = font();
    scene.labelFont.setPointSizeF(font().pointSizeF() * 0.9);
    d_->dots->forget();
    d_->labelsStale = true;
    for (auto* axis : {plot()->xAxis, plot()->yAxis}) {
        axis->grid()->setVisible(true);
        axis->grid()->setSubGridVisible(false);
        axis->grid()->setZeroLinePen(thinPen(scene.tokens.grid));
    }
}

// Pixels of the dots, and names beside them. While the view is only moved the names move along.
void ScatterPlot::placed() {
    auto& scene = d_->scene;
    const QCPAxis &xAxis = *plot()->xAxis, &yAxis = *plot()->yAxis;
    scene.pixels.resize(scene.data.points.size());
    for (std::size_t i = 0; i < scene.pixels.size(); ++i)
        scene.pixels[i] = {xAxis.coordToPixel(scene.data.points[i].x),
                           yAxis.coordToPixel(scene.data.points[i].y)};
    // The axes change their size without the widget hearing of it when numbers get wider.
    const QRect axes = plot()->axisRect()->rect();
    if ((!d_->labelsStale && axes.size() == d_->placedIn.size()) || d_->dragging) return;
    d_->labelsStale = false;
    d_->placedIn = axes;
    scene.labelled.clear();
    scene.labels.clear();
    if (!scene.labelsShown) return;
    const QRectF area = QRectF(plot()->axisRect()->rect()).adjusted(2, 2, -2, -2);
    std::vector<int> order(scene.pixels.size());
    std::iota(order.begin(), order.end(), 0);
    std::erase_if(order, [&](int i) { return !area.contains(scene.pixels[static_cast<std::size_t>(i)]); });
    std::vector<bool> inFront(scene.pixels.size(), false);
    for (const int point : scene.data.front)
        inFront[static_cast<std::size_t>(point)] = true;
    const auto rank = [&](int i) {
        const auto at = static_cast<std::size_t>(i);
        return inFront[at] ? 0 : scene.data.points[at].ghost ? 2 : 1;
    };
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return rank(a) < rank(b); });
    order.resize(std::min(order.size(), kMostLabels));
    std::vector<ScatterDot> dots;
    for (std::size_t i = 0; i < scene.pixels.size(); ++i)
        dots.push_back({scene.pixels[i], scene.radius(scene.data.points[i]) + 2});
    const QFontMetricsF metrics(scene.labelFont);
    std::vector<LabelWish> wishes;
    for (const int i : order) {
        const auto at = static_cast<std::size_t>(i);
        wishes.push_back(
            {dots[at], metrics.size(Qt::TextSingleLine, scene.data.points[at].label) + QSizeF(4, 0)});
    }
    std::vector<QLineF> obstacles;
    const QPolygonF front = scene.frontLine();
    for (int i = 1; i < front.size(); ++i)
        obstacles.emplace_back(front[i - 1], front[i]);
    for (std::size_t i = 0; i < scene.pixels.size(); ++i) {
        const auto& point = scene.data.points[i];
        const QPointF at = scene.pixels[i];
        if (point.yError > 0) {
            const double reach = at.y() - yAxis.coordToPixel(point.y + point.yError);
            obstacles.emplace_back(at.x(), at.y() - reach, at.x(), at.y() + reach);
        }
        if (point.xError > 0) {
            const double right = xAxis.coordToPixel(point.x + point.xError);
            obstacles.emplace_back(2 * at.x() - right, at.y(), right, at.y());
        }
    }
    scene.labelled = std::move(order);
    scene.labels = placeLabels(wishes, area, dots, obstacles);
    scene.labelOrigin = scene.pixels.empty() ? QPointF() : scene.pixels.front();
}

void ScatterPlot::redrawOverlay() {
    plot()->layer(QStringLiteral("overlay"))->replot();
    updateCard();
}

QString ScatterPlot::hoverAt(const QPointF& position) {
    if (!d_->down) setHovered(pointAt(position + QPointF(plot()->pos())));
    return {};
}

void ScatterPlot::hoverLeft() {
    setHovered(-1);
}

void ScatterPlot::setHovered(int point) {
    if (point == d_->scene.hovered) return;
    d_->scene.hovered = point;
    plot()->setCursor(point >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    redrawOverlay();
    emit hoveredChanged(point);
}

void ScatterPlot::updateCard() {
    const auto& scene = d_->scene;
    const int point = scene.hovered >= 0 ? scene.hovered : (scene.focused ? scene.current : -1);
    if (point < 0 || !d_->cardText || d_->dragging ||
        !plot()->axisRect()->rect().contains((positionOf(point) - QPointF(plot()->pos())).toPoint())) {
        d_->card->hide();
        return;
    }
    d_->cardLabel->setText(d_->cardText(point));
    d_->card->adjustSize();
    const QPointF shift = QPointF(plot()->pos());
    std::vector<QRectF> names;
    for (const auto& label : scene.labels)
        if (label.placed) names.push_back(label.box.translated(scene.labelShift()));
    const QRectF axes(plot()->axisRect()->rect());
    const auto corner = placeCard(d_->card->size(), QRectF(rect()).translated(-shift), axes,
                                  positionOf(point) - shift, scene.pixels, names);
    d_->card->move((corner + shift).toPoint());
    d_->card->raise();
    d_->card->show();
}

bool ScatterPlot::eventFilter(QObject* watched, QEvent* event) {
    if (watched != plot()) return PlotWidget::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        if (pressed(static_cast<QMouseEvent*>(event))) return true;
        break;
    case QEvent::MouseMove:
        if (d_->down && moved(static_cast<QMouseEvent*>(event))) return true;
        break;
    case QEvent::MouseButtonRelease:
        if (d_->down && released(static_cast<QMouseEvent*>(event))) return true;
        break;
    case QEvent::MouseButtonDblClick:
        if (pointAt(static_cast<QMouseEvent*>(event)->position() + QPointF(plot()->pos())) < 0) resetView();
        return true;
    case QEvent::Wheel: {
        const auto* wheel = static_cast<QWheelEvent*>(event);
        const double factor = std::pow(kWheelStep, -wheel->angleDelta().y() / 120.0);
        plot()->xAxis->scaleRange(factor, plot()->xAxis->pixelToCoord(wheel->position().x()));
        plot()->yAxis->scaleRange(factor, plot()->yAxis->pixelToCoord(wheel->position().y()));
        viewChanged();
        event->accept();
        return true;
    }
    default:
        break;
    }
    return PlotWidget::eventFilter(watched, event);
}

bool ScatterPlot::pressed(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return false;
    setFocus(Qt::MouseFocusReason);
    d_->down = plot()->axisRect()->rect().contains(event->pos());
    d_->dragging = false;
    d_->banding = (event->modifiers() & Qt::ShiftModifier) != 0;
    d_->pressed = d_->last = event->position();
    return true;
}

bool ScatterPlot::moved(QMouseEvent* event) {
    const QPointF at = event->position();
    if (!d_->dragging && (at - d_->pressed).manhattanLength() < kDragged) return true;
    if (!d_->dragging) {
        d_->dragging = true;
        d_->card->hide();
        if (!d_->banding) plot()->setCursor(Qt::ClosedHandCursor);
    }
    if (d_->banding) {
        d_->scene.band = QRectF(d_->pressed, at).normalized() & QRectF(plot()->axisRect()->rect());
        plot()->layer(QStringLiteral("overlay"))->replot();
    } else {
        pan(at - d_->last);
    }
    d_->last = at;
    return true;
}

bool ScatterPlot::released(QMouseEvent* event) {
    const bool dragged = d_->dragging;
    d_->down = d_->dragging = false;
    const QRectF band = std::exchange(d_->scene.band, QRectF());
    if (d_->banding && band.width() > kDragged && band.height() > kDragged) {
        const QCPAxis &x = *plot()->xAxis, &y = *plot()->yAxis;
        const QCPRange across(x.pixelToCoord(band.left()), x.pixelToCoord(band.right()));
        const QCPRange up(y.pixelToCoord(band.bottom()), y.pixelToCoord(band.top()));
        plot()->xAxis->setRange(across);
        plot()->yAxis->setRange(up);
    }
    if (dragged) {
        plot()->setCursor(Qt::ArrowCursor);
        viewChanged();
        return true;
    }
    const int point = pointAt(event->position() + QPointF(plot()->pos()));
    if (point < 0) return true;
    if ((event->modifiers() & Qt::ControlModifier) != 0) {
        setCurrent(point);
        emit selectionRequested(point);
    } else {
        goTo(point);
        emit activated(point);
    }
    return true;
}

void ScatterPlot::goTo(int point) {
    if (point < 0) return;
    d_->scene.current = point;
    bringIntoView(point);
    redrawOverlay();
    emit currentChanged(point);
}

void ScatterPlot::bringIntoView(int point) {
    const QRectF area = QRectF(plot()->axisRect()->rect());
    const QPointF at = positionOf(point) - QPointF(plot()->pos());
    if (area.contains(at)) return;
    pan(area.center() - at);
    viewChanged();
}

// The nearest dot that lies more in that direction than beside it.
void ScatterPlot::walk(const QPointF& direction) {
    const auto& scene = d_->scene;
    if (scene.pixels.empty()) return;
    if (scene.current < 0) return step(1);
    const QPointF from = scene.pixels[static_cast<std::size_t>(scene.current)];
    int best = -1;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < scene.pixels.size(); ++i) {
        const QPointF away = scene.pixels[i] - from;
        const double ahead = QPointF::dotProduct(away, direction);
        const double beside = std::abs(away.x() * direction.y() - away.y() * direction.x());
        if (ahead <= 0.5 || static_cast<int>(i) == scene.current) continue;
        const double cost = ahead + 2 * beside;
        if (cost < least) {
            least = cost;
            best = static_cast<int>(i);
        }
    }
    goTo(best);
}

// By x, and by place in the list where that is the same: every dot is reached.
void ScatterPlot::step(int by) {
    const auto& points = d_->scene.data.points;
    if (points.empty()) return;
    std::vector<int> order(points.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
        return points[static_cast<std::size_t>(a)].x < points[static_cast<std::size_t>(b)].x;
    });
    const int last = static_cast<int>(order.size()) - 1;
    const auto found = std::find(order.begin(), order.end(), d_->scene.current);
    const int at = found == order.end() ? (by > 0 ? -1 : last + 1) : static_cast<int>(found - order.begin());
    goTo(order[static_cast<std::size_t>(std::clamp(at + by, 0, last))]);
}

void ScatterPlot::keyPressEvent(QKeyEvent* event) {
    const bool control = (event->modifiers() & Qt::ControlModifier) != 0;
    const auto arrow = [&](double x, double y) {
        if (!control) return walk({x, y});
        pan(QPointF(-x, -y) * kPanStep);
        viewChanged();
    };
    const int count = static_cast<int>(d_->scene.data.points.size());
    switch (event->key()) {
    case Qt::Key_Left:
        return arrow(-1, 0);
    case Qt::Key_Right:
        return arrow(1, 0);
    case Qt::Key_Up:
        return arrow(0, -1);
    case Qt::Key_Down:
        return arrow(0, 1);
    case Qt::Key_PageDown:
        return step(1);
    case Qt::Key_PageUp:
        return step(-1);
    case Qt::Key_Home:
        return step(-count);
    case Qt::Key_End:
        return step(count);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoom(kKeyStep);
    case Qt::Key_Minus:
        return zoom(1 / kKeyStep);
    case Qt::Key_0:
        return resetView();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (d_->scene.current >= 0) emit activated(d_->scene.current);
        return;
    default:
        PlotWidget::keyPressEvent(event);
    }
}

void ScatterPlot::focusInEvent(QFocusEvent* event) {
    PlotWidget::focusInEvent(event);
    d_->scene.focused = true;
    if (d_->scene.current < 0 && event->reason() != Qt::MouseFocusReason) step(1);
    redrawOverlay();
}

void ScatterPlot::focusOutEvent(QFocusEvent* event) {
    PlotWidget::focusOutEvent(event);
    d_->scene.focused = false;
    redrawOverlay();
}

void ScatterPlot::resizeEvent(QResizeEvent* event) {
    PlotWidget::resizeEvent(event);
    d_->labelsStale = true;
    d_->card->hide();
    redraw();
}

QString ScatterPlot::describe() const {
    const auto& data = d_->scene.data;
    if (data.points.empty()) return {};
    QStringList parts;
    parts << tr("%1 against %2.").arg(data.y.label, data.x.label)
          << tr("%n dots.", nullptr, static_cast<int>(data.points.size()));
    if (!data.front.empty()) {
        QStringList names;
        for (const int point : data.front)
            names << data.points[static_cast<std::size_t>(point)].label;
        parts << tr("On the Pareto front: %1.").arg(names.join(tr(", ")));
    }
    return parts.join(QLatin1Char(' '));
}

} // namespace sparlet::ui
