#include "plots/parallel_plot.h"

#include "plots/plot_gestures_internal.h"
#include "style/tokens.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QPixmap>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace sparlet::ui {
namespace {

constexpr double kSide = 56;     // beyond the outer axes: half a title
constexpr double kNearAxis = 10; // pixels
constexpr double kNearLine = 6;
constexpr double kBandWidth = 12;
constexpr double kNudge = 0.05; // of an axis
constexpr double kTick = 4;
constexpr double kDot = 3;
constexpr int kTitleLines = 2;
constexpr double kTitleGap = 5; // between titles and what can be dragged along an axis

double distance(const QPointF& a, const QPointF& b, const QPointF& point) {
    const QPointF along = b - a, to = point - a;
    const double squared = QPointF::dotProduct(along, along);
    const double share = squared > 0 ? std::clamp(QPointF::dotProduct(to, along) / squared, 0.0, 1.0) : 0;
    const QPointF away = a + along * share - point;
    return std::hypot(away.x(), away.y());
}

} // namespace

struct ParallelPlot::Private {
    ParallelData data;
    std::vector<int> order;
    std::vector<Range> spans;                 // [axes], of the values
    std::vector<std::optional<Range>> ranges; // [axes]
    std::vector<bool> kept;                   // [lines]
    std::vector<int> selected;
    int hovered = -1, focus = 0, current = -1;
    QPixmap lines; // all that does not change under the pointer
    bool fresh = false;

    enum class Drag { None, Axis, Range } drag = Drag::None;
    QPointF pressed, last;
    bool dragged = false;
    int held = -1; // place on screen

    double top = 0, bottom = 0;
};

ParallelPlot::ParallelPlot(QWidget* parent) : QWidget(parent), d_(std::make_unique<Private>()) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("All numbers of every row"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

ParallelPlot::~ParallelPlot() = default;

QSize ParallelPlot::minimumSizeHint() const {
    return {fontMetrics().averageCharWidth() * 40, fontMetrics().lineSpacing() * 9};
}

QSize ParallelPlot::sizeHint() const {
    return {fontMetrics().averageCharWidth() * 90, fontMetrics().lineSpacing() * 18};
}

void ParallelPlot::setData(ParallelData data) {
    const std::size_t axes = data.axes.size();
    bool same = axes == d_->data.axes.size();
    for (std::size_t i = 0; same && i < axes; ++i)
        same = data.axes[i].title == d_->data.axes[i].title;
    d_->data = std::move(data);
    if (!same) {
        d_->order.resize(axes);
        std::iota(d_->order.begin(), d_->order.end(), 0);
        d_->ranges.assign(axes, std::nullopt);
        d_->focus = 0;
    }
    d_->spans.assign(axes, Range(0, 1));
    for (std::size_t axis = 0; axis < axes; ++axis) {
        double least = std::numeric_limits<double>::infinity(), most = -least;
        for (const auto& line : d_->data.lines) {
            const double value = line.values[axis];
            if (!std::isfinite(value)) continue;
            least = std::min(least, value);
            most = std::max(most, value);
        }
        if (least > most) continue;
        if (least == most) {
            const double room = least != 0 ? std::abs(least) * 0.1 : 0.1;
            least -= room;
            most += room;
        }
        d_->spans[axis] = {least, most};
    }
    d_->hovered = d_->current = -1;
    std::erase_if(d_->selected, [&](int line) { return line >= static_cast<int>(d_->data.lines.size()); });
    stale();
}

const ParallelData& ParallelPlot::data() const {
    return d_->data;
}

const std::vector<int>& ParallelPlot::order() const {
    return d_->order;
}

void ParallelPlot::stale() {
    d_->fresh = false;
    d_->top = fontMetrics().lineSpacing() * (kTitleLines + 1.6);
    d_->bottom = height() - fontMetrics().lineSpacing() * 1.4;
    d_->kept.assign(d_->data.lines.size(), true);
    for (std::size_t i = 0; i < d_->data.lines.size(); ++i)
        for (std::size_t axis = 0; axis < d_->ranges.size(); ++axis) {
            if (!d_->ranges[axis]) continue;
            const double value = d_->data.lines[i].values[axis];
            if (!(value >= d_->ranges[axis]->first && value <= d_->ranges[axis]->second)) d_->kept[i] = false;
        }
    setAccessibleDescription(describe());
    update();
}

void ParallelPlot::moveAxis(int from, int to) {
    const int count = static_cast<int>(d_->order.size());
    if (from < 0 || from >= count || to < 0 || to >= count || from == to) return;
    const int axis = d_->order[static_cast<std::size_t>(from)];
    d_->order.erase(d_->order.begin() + from);
    d_->order.insert(d_->order.begin() + to, axis);
    stale();
    emit orderChanged();
}

std::optional<ParallelPlot::Range> ParallelPlot::range(int axis) const {
    return d_->ranges[static_cast<std::size_t>(axis)];
}

void ParallelPlot::setRange(int axis, std::optional<Range> range) {
    d_->ranges[static_cast<std::size_t>(axis)] = range;
    stale();
    emit rangesChanged();
}

void ParallelPlot::clearRanges() {
    std::fill(d_->ranges.begin(), d_->ranges.end(), std::nullopt);
    stale();
    emit rangesChanged();
}

bool ParallelPlot::kept(int line) const {
    return d_->kept[static_cast<std::size_t>(line)];
}

void ParallelPlot::setSelected(std::vector<int> lines) {
    if (lines == d_->selected) return;
    d_->selected = std::move(lines);
    update();
}

int ParallelPlot::hovered() const {
    return d_->hovered;
}

int ParallelPlot::axisFocused() const {
    return d_->focus;
}

double ParallelPlot::axisX(int place) const {
    const auto count = static_cast<int>(d_->order.size());
    if (count < 2) return width() / 2.0;
    const double x = kSide + (width() - 2 * kSide) * place / (count - 1);
    return std::round(x) + 0.5;
}

double ParallelPlot::shareOf(int axis, double value) const {
    const auto at = static_cast<std::size_t>(axis);
    const auto& [least, most] = d_->spans[at];
    const bool logarithmic = d_->data.axes[at].logarithmic && least > 0;
    const double share = logarithmic ? std::log(std::max(value, 1e-300) / least) / std::log(most / least)
                                     : (value - least) / (most - least);
    return d_->data.axes[at].lowerIsBetter ? 1 - share : share;
}

double ParallelPlot::valueAt(int axis, double share) const {
    const auto at = static_cast<std::size_t>(axis);
    const auto& [least, most] = d_->spans[at];
    const double along = d_->data.axes[at].lowerIsBetter ? 1 - share : share;
    if (d_->data.axes[at].logarithmic && least > 0) return least * std::pow(most / least, along);
    return least + (most - least) * along;
}

double ParallelPlot::valueY(int axis, double value) const {
    return d_->bottom - (d_->bottom - d_->top) * shareOf(axis, value);
}

int ParallelPlot::axisAt(double x) const {
    for (int place = 0; place < static_cast<int>(d_->order.size()); ++place)
        if (std::abs(axisX(place) - x) <= kNearAxis) return place;
    return -1;
}

int ParallelPlot::lineAt(const QPointF& position) const {
    int best = -1;
    double nearest = kNearLine;
    const int places = static_cast<int>(d_->order.size());
    int left = 0;
    while (left + 2 < places && axisX(left + 1) < position.x())
        ++left;
    if (places < 2) return -1;
    const int a = d_->order[static_cast<std::size_t>(left)],
              b = d_->order[static_cast<std::size_t>(left) + 1];
    for (std::size_t i = 0; i < d_->data.lines.size(); ++i) {
        if (!d_->kept[i]) continue;
        const auto& values = d_->data.lines[i].values;
        const double from = values[static_cast<std::size_t>(a)], to = values[static_cast<std::size_t>(b)];
        if (!std::isfinite(from) || !std::isfinite(to)) continue;
        const double away =
            distance({axisX(left), valueY(a, from)}, {axisX(left + 1), valueY(b, to)}, position);
        if (away < nearest) {
            nearest = away;
            best = static_cast<int>(i);
        }
    }
    return best;
}

void ParallelPlot::drawLine(QPainter& painter, int line, const QColor& ink, double width) const {
    const auto& one = d_->data.lines[static_cast<std::size_t>(line)];
    painter.setPen(QPen(ink, width, one.ghost ? Qt::DashLine : Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    QPolygonF points;
    std::vector<int> places;
    for (int place = 0; place < static_cast<int>(d_->order.size()); ++place) {
        const int axis = d_->order[static_cast<std::size_t>(place)];
        const double value = one.values[static_cast<std::size_t>(axis)];
        if (!std::isfinite(value)) continue;
        points << QPointF(axisX(place), valueY(axis, value));
        places.push_back(place);
    }
    if (points.size() == 1) painter.drawEllipse(points.first(), kDot, kDot);
    QPen bridge = painter.pen();
    bridge.setStyle(Qt::DotLine);
    bridge.setWidthF(1);
    const QPen solid = painter.pen();
    for (int i = 1; i < points.size(); ++i) {
        const bool gap = places[static_cast<std::size_t>(i)] - places[static_cast<std::size_t>(i) - 1] > 1;
        painter.setPen(gap ? bridge : solid);
        painter.drawLine(points[i - 1], points[i]);
    }
    if (one.ghost)
        for (const auto& point : points)
            painter.drawEllipse(point, kDot, kDot);
}

void ParallelPlot::drawLines(QPainter& painter) const {
    const Tokens tokens = tokensFor(palette());
    const bool many = d_->data.lines.size() > 400;
    painter.setRenderHint(QPainter::Antialiasing, !many);
    for (const bool kept : {false, true})
        for (std::size_t i = 0; i < d_->data.lines.size(); ++i) {
            if (d_->kept[i] != kept) continue;
            const auto& line = d_->data.lines[i];
            QColor ink = kept ? tokens.categorical[line.category % tokens.categorical.size()] : tokens.grid;
            if (kept) ink.setAlphaF(many ? 0.35F : 0.9F);
            drawLine(painter, static_cast<int>(i), ink, kept && !line.ghost ? 1.5 : 1);
        }
}

void ParallelPlot::drawAxis(QPainter& painter, int place) const {
    const Tokens tokens = tokensFor(palette());
    const int axis = d_->order[static_cast<std::size_t>(place)];
    const auto& one = d_->data.axes[static_cast<std::size_t>(axis)];
    const double x = axisX(place);
    const bool focused = hasFocus() && place == d_->focus;
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(focused ? tokens.accent : tokens.axis, focused ? 2 : 1));
    painter.drawLine(QPointF(x, d_->top), QPointF(x, d_->bottom));
    painter.drawLine(QPointF(x - kTick, d_->top), QPointF(x + kTick, d_->top));
    painter.drawLine(QPointF(x - kTick, d_->bottom), QPointF(x + kTick, d_->bottom));
    if (const auto& range = d_->ranges[static_cast<std::size_t>(axis)]) {
        const double from = std::clamp(valueY(axis, range->first), d_->top, d_->bottom);
        const double to = std::clamp(valueY(axis, range->second), d_->top, d_->bottom);
        QRectF band(QPointF(x - kBandWidth / 2, std::min(from, to)),
                    QPointF(x + kBandWidth / 2, std::max(from, to)));
        QColor fill = tokens.accent;
        fill.setAlphaF(0.3F);
        painter.setBrush(fill);
        painter.setPen(QPen(tokens.accent, 1));
        painter.drawRect(band);
        painter.setBrush(Qt::NoBrush);
    }
    const double step = d_->order.size() > 1 ? axisX(1) - axisX(0) : width();
    const int line = fontMetrics().lineSpacing();
    const QRectF head(x - step / 2 + 2, 0, step - 4, line * kTitleLines);
    painter.setPen(focused ? tokens.accent : tokens.text);
    painter.drawText(head, Qt::AlignHCenter | Qt::AlignBottom | Qt::TextWordWrap, one.title);
    painter.setPen(tokens.textDim);
    painter.setFont(numberFont(font()));
    painter.drawText(QRectF(head.left(), head.bottom() + 2, head.width(), line),
                     Qt::AlignHCenter | Qt::AlignVCenter, one.text(valueAt(axis, 1)));
    painter.drawText(QRectF(head.left(), d_->bottom + 4, head.width(), line),
                     Qt::AlignHCenter | Qt::AlignVCenter, one.text(valueAt(axis, 0)));
    painter.setFont(font());
}

void ParallelPlot::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    if (d_->order.empty()) return;
    const double ratio = devicePixelRatioF();
    if (!d_->fresh || d_->lines.size() != size() * ratio) {
        d_->lines = QPixmap(size() * ratio);
        d_->lines.setDevicePixelRatio(ratio);
        d_->lines.fill(Qt::transparent);
        QPainter onto(&d_->lines);
        drawLines(onto);
        d_->fresh = true;
    }
    painter.drawPixmap(0, 0, d_->lines);
    const Tokens tokens = tokensFor(palette());
    painter.setRenderHint(QPainter::Antialiasing);
    const auto stressed = [&](int line, double width) {
        if (line < 0 || line >= static_cast<int>(d_->data.lines.size())) return;
        const auto& one = d_->data.lines[static_cast<std::size_t>(line)];
        drawLine(painter, line, tokens.panel, width + 3);
        drawLine(painter, line, tokens.categorical[one.category % tokens.categorical.size()], width);
    };
    for (const int line : d_->selected)
        stressed(line, 2.5);
    stressed(d_->current, 3);
    stressed(d_->hovered, 3);
    for (int place = 0; place < static_cast<int>(d_->order.size()); ++place)
        drawAxis(painter, place);
}

void ParallelPlot::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    d_->pressed = d_->last = event->position();
    d_->dragged = false;
    d_->held = axisAt(event->position().x());
    d_->drag = Private::Drag::None;
    if (event->position().y() < d_->top - kTitleGap && !d_->order.empty()) {
        // Titles are wide: the nearest axis is meant.
        const double step = d_->order.size() > 1 ? axisX(1) - axisX(0) : width();
        d_->held = std::clamp(static_cast<int>(std::lround((event->position().x() - kSide) / step)), 0,
                              static_cast<int>(d_->order.size()) - 1);
        d_->drag = Private::Drag::Axis;
    } else if (d_->held >= 0) {
        d_->drag = Private::Drag::Range;
    }
    if (d_->held >= 0) d_->focus = d_->held;
    update();
}

void ParallelPlot::mouseMoveEvent(QMouseEvent* event) {
    const QPointF at = event->position();
    if ((event->buttons() & Qt::LeftButton) == 0 || d_->drag == Private::Drag::None) {
        setHovered(lineAt(at));
        const bool title = at.y() < d_->top - kTitleGap;
        setCursor(title ? Qt::OpenHandCursor
                        : (axisAt(at.x()) >= 0
                               ? Qt::SplitVCursor
                               : (d_->hovered >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor)));
        return;
    }
    if (!d_->dragged && (at - d_->pressed).manhattanLength() < kDragged) return;
    d_->dragged = true;
    if (d_->drag == Private::Drag::Axis) {
        const double step = d_->order.size() > 1 ? axisX(1) - axisX(0) : width();
        const int to = std::clamp(static_cast<int>(std::lround((at.x() - kSide) / step)), 0,
                                  static_cast<int>(d_->order.size()) - 1);
        if (to == d_->held) return;
        moveAxis(d_->held, to);
        d_->held = d_->focus = to;
        return;
    }
    const int axis = d_->order[static_cast<std::size_t>(d_->held)];
    const auto share = [&](double y) {
        return std::clamp((d_->bottom - y) / (d_->bottom - d_->top), 0.0, 1.0);
    };
    const double a = valueAt(axis, share(d_->pressed.y())), b = valueAt(axis, share(at.y()));
    setRange(axis, Range(std::min(a, b), std::max(a, b)));
}

void ParallelPlot::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    const auto drag = std::exchange(d_->drag, Private::Drag::None);
    if (d_->dragged) return;
    if (drag == Private::Drag::Range && d_->held >= 0) {
        const int axis = d_->order[static_cast<std::size_t>(d_->held)];
        if (range(axis)) return setRange(axis, std::nullopt);
    }
    const int line = lineAt(event->position());
    if (line >= 0 && drag != Private::Drag::Axis) emit activated(line);
}

void ParallelPlot::setHovered(int line) {
    if (line == d_->hovered) return;
    d_->hovered = line;
    if (line >= 0)
        QToolTip::showText(QCursor::pos(), d_->data.lines[static_cast<std::size_t>(line)].name, this);
    else
        QToolTip::hideText();
    update();
    emit hoveredChanged(line);
}

void ParallelPlot::leaveEvent(QEvent* event) {
    QWidget::leaveEvent(event);
    setHovered(-1);
}

void ParallelPlot::nudge(int axis, bool upper, double by) {
    const auto at = static_cast<std::size_t>(axis);
    const Range now = d_->ranges[at].value_or(d_->spans[at]);
    // Ends as they are seen: what is higher on screen is the upper one.
    double low = shareOf(axis, now.first), high = shareOf(axis, now.second);
    if (low > high) std::swap(low, high);
    if (upper)
        high = std::clamp(high + by, low, 1.0);
    else
        low = std::clamp(low + by, 0.0, high);
    const double a = valueAt(axis, low), b = valueAt(axis, high);
    setRange(axis, Range(std::min(a, b), std::max(a, b)));
}

void ParallelPlot::keyPressEvent(QKeyEvent* event) {
    if (d_->order.empty()) return QWidget::keyPressEvent(event);
    const bool control = (event->modifiers() & Qt::ControlModifier) != 0;
    const bool shift = (event->modifiers() & Qt::ShiftModifier) != 0;
    const int last = static_cast<int>(d_->order.size()) - 1;
    const int axis = d_->order[static_cast<std::size_t>(d_->focus)];
    const auto walk = [&](int by) {
        const int lines = static_cast<int>(d_->data.lines.size());
        for (int line = d_->current + by; line >= 0 && line < lines; line += by)
            if (d_->kept[static_cast<std::size_t>(line)]) {
                d_->current = line;
                update();
                emit hoveredChanged(line);
                return;
            }
    };
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right: {
        const int to = std::clamp(d_->focus + (event->key() == Qt::Key_Right ? 1 : -1), 0, last);
        if (control) moveAxis(d_->focus, to);
        d_->focus = to;
        return update();
    }
    case Qt::Key_Space:
        return setRange(axis, range(axis) ? std::nullopt
                                          : std::optional(d_->spans[static_cast<std::size_t>(axis)]));
    case Qt::Key_Up:
        return nudge(axis, shift, kNudge);
    case Qt::Key_Down:
        return nudge(axis, shift, -kNudge);
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        return setRange(axis, std::nullopt);
    case Qt::Key_PageDown:
        return walk(1);
    case Qt::Key_PageUp:
        return walk(-1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (d_->current >= 0) emit activated(d_->current);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void ParallelPlot::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) stale();
}

void ParallelPlot::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    stale();
}

void ParallelPlot::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    update();
}

void ParallelPlot::focusOutEvent(QFocusEvent* event) {
    QWidget::focusOutEvent(event);
    update();
}

QString ParallelPlot::describe() const {
    if (d_->data.lines.empty()) return {};
    QStringList titles;
    for (const int axis : d_->order)
        titles << d_->data.axes[static_cast<std::size_t>(axis)].title;
    const auto keptCount = std::count(d_->kept.begin(), d_->kept.end(), true);
    return tr("%1 of %2 rows pass the ranges. Axes: %3.")
        .arg(keptCount)
        .arg(d_->data.lines.size())
        .arg(titles.join(tr(", ")));
}

} // namespace sparlet::ui
