#include "plots/scatter_internal.h"
#include "plots/scatter_marks.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sparlet::ui {
namespace {

constexpr double kSmallest = 4, kLargest = 13; // radii
constexpr double kCap = 3;                     // half an error bar's end
constexpr double kRing = 3;                    // beyond the dot
constexpr int kShades = 48;
constexpr double kHalfPixel = 0.5;

} // namespace

double ScatterScene::radius(const ScatterPoint& point) const {
    const double small = kSmallest * kSmallest, large = kLargest * kLargest;
    const double radius = std::sqrt(small + (large - small) * std::clamp(point.size, 0.0, 1.0));
    return std::round(radius * 2) / 2;
}

QColor ScatterScene::ink(const ScatterPoint& point) const {
    if (point.shade >= 0)
        return shadeColor(std::round(point.shade * (kShades - 1)) / (kShades - 1), tokens.dark);
    return tokens.categorical[point.category % tokens.categorical.size()];
}

QPolygonF ScatterScene::frontLine() const {
    QPolygonF line;
    // What is as good in both as the edge: with less of x better, a value of y is kept to the right of its
    // dot.
    for (const int point : data.front) {
        const QPointF at = pixels[static_cast<std::size_t>(point)];
        if (!line.isEmpty())
            line << (data.x.lowerIsBetter ? QPointF(at.x(), line.last().y())
                                          : QPointF(line.last().x(), at.y()));
        line << at;
    }
    return line;
}

QPointF ScatterScene::labelShift() const {
    return pixels.empty() ? QPointF() : pixels.front() - labelOrigin;
}

ScatterDots::ScatterDots(QCustomPlot* plot, const ScatterScene& scene)
    : QCPAbstractItem(plot), scene_(scene) {
    setClipToAxisRect(true);
    setSelectable(false);
    setLayer(QStringLiteral("main"));
}

QPixmap ScatterDots::sprite(const ScatterPoint& point) {
    const double radius = scene_.radius(point);
    const QColor ink = scene_.ink(point);
    const quint64 key = (static_cast<quint64>(ink.rgb()) << 16) |
                        (static_cast<quint64>(std::lround(radius * 2)) << 8) |
                        (static_cast<quint64>(point.shape % markShapes) << 1) | (point.ghost ? 1U : 0U);
    const auto found = sprites_.constFind(key);
    if (found != sprites_.constEnd()) return *found;
    const double ratio = parentPlot()->devicePixelRatioF();
    const int side = 2 * static_cast<int>(std::ceil(radius * 1.5 + 2)) + 1;
    QPixmap picture(QSize(side, side) * ratio);
    picture.setDevicePixelRatio(ratio);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    const QColor rim = mixed(ink, scene_.tokens.panel, 0.75);
    paintMark(painter, QPointF(side / 2.0, side / 2.0), radius, point.shape, ink, rim, point.ghost);
    painter.end();
    return *sprites_.insert(key, picture);
}

void ScatterDots::draw(QCPPainter* painter) {
    if (scene_.pixels.size() != scene_.data.points.size()) return;
    drawFront(*painter);
    drawBars(*painter);
    if (marks_.size() != scene_.pixels.size()) {
        marks_.clear();
        for (const auto& point : scene_.data.points)
            marks_.push_back(sprite(point));
    }
    painter->setAntialiasing(false);
    const QRectF area = QRectF(clipRect()).adjusted(-kLargest, -kLargest, kLargest, kLargest);
    // Ghosts lie under what was measured.
    for (const bool ghosts : {true, false})
        for (std::size_t i = 0; i < scene_.pixels.size(); ++i) {
            const QPointF at = scene_.pixels[i];
            if (scene_.data.points[i].ghost != ghosts || !area.contains(at)) continue;
            const double side = marks_[i].width() / marks_[i].devicePixelRatio();
            painter->drawPixmap(at - QPointF(side / 2, side / 2), marks_[i]);
        }
    drawLabels(*painter);
}

void ScatterDots::drawFront(QCPPainter& painter) const {
    if (scene_.data.front.size() < 2) return;
    painter.setAntialiasing(true);
    painter.setPen(thinPen(scene_.tokens.accent, Qt::SolidLine, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(scene_.frontLine());
}

void ScatterDots::drawBars(QCPPainter& painter) const {
    painter.setAntialiasing(false);
    const QCPAxis &xAxis = *parentPlot()->xAxis, &yAxis = *parentPlot()->yAxis;
    const QRectF area = QRectF(clipRect());
    for (std::size_t i = 0; i < scene_.pixels.size(); ++i) {
        const auto& point = scene_.data.points[i];
        if (point.xError <= 0 && point.yError <= 0) continue;
        const QPointF at = scene_.pixels[i];
        if (!area.contains(at)) continue;
        QColor ink = scene_.ink(point);
        painter.setPen(thinPen(mixed(ink, scene_.tokens.text, 0.25)));
        const auto end = [](const QCPAxis& axis, double value, double fallback) {
            const bool impossible = axis.scaleType() == QCPAxis::stLogarithmic && value <= 0;
            return impossible ? fallback : axis.coordToPixel(value);
        };
        if (point.yError > 0) {
            const double top = yAxis.coordToPixel(point.y + point.yError);
            const double bottom = end(yAxis, point.y - point.yError, area.bottom());
            painter.drawLine(QLineF(at.x(), top, at.x(), bottom));
            painter.drawLine(QLineF(at.x() - kCap, top, at.x() + kCap, top));
            painter.drawLine(QLineF(at.x() - kCap, bottom, at.x() + kCap, bottom));
        }
        if (point.xError > 0) {
            const double right = xAxis.coordToPixel(point.x + point.xError);
            const double left = end(xAxis, point.x - point.xError, area.left());
            painter.drawLine(QLineF(left, at.y(), right, at.y()));
            painter.drawLine(QLineF(left, at.y() - kCap, left, at.y() + kCap));
            painter.drawLine(QLineF(right, at.y() - kCap, right, at.y() + kCap));
        }
    }
}

void ScatterDots::drawLabels(QCPPainter& painter) const {
    if (!scene_.labelsShown || scene_.labels.size() != scene_.labelled.size()) return;
    const QPointF shift = scene_.labelShift();
    painter.setFont(scene_.labelFont);
    for (std::size_t i = 0; i < scene_.labels.size(); ++i) {
        const auto& label = scene_.labels[i];
        if (!label.placed) continue;
        const auto& point = scene_.data.points[static_cast<std::size_t>(scene_.labelled[i])];
        if (label.led) {
            painter.setAntialiasing(true);
            painter.setPen(thinPen(scene_.tokens.axis));
            painter.drawLine(label.leader.translated(shift));
        }
        painter.setPen(point.ghost ? scene_.tokens.textDim : scene_.tokens.text);
        painter.drawText(label.box.translated(shift), Qt::AlignCenter, point.label);
    }
}

ScatterRings::ScatterRings(QCustomPlot* plot, const ScatterScene& scene)
    : QCPAbstractItem(plot), scene_(scene) {
    setClipToAxisRect(true);
    setSelectable(false);
    setLayer(QStringLiteral("overlay"));
}

void ScatterRings::draw(QCPPainter* painter) {
    if (scene_.pixels.size() != scene_.data.points.size()) return;
    painter->setAntialiasing(true);
    painter->setBrush(Qt::NoBrush);
    const auto ring = [&](int index, const QColor& ink, double width, double beyond) {
        if (index < 0 || index >= static_cast<int>(scene_.pixels.size())) return;
        const auto at = static_cast<std::size_t>(index);
        const double radius = scene_.radius(scene_.data.points[at]) * 1.2 + beyond;
        painter->setPen(thinPen(ink, Qt::SolidLine, width));
        painter->drawEllipse(scene_.pixels[at], radius, radius);
    };
    for (const int index : scene_.selected)
        ring(index, scene_.tokens.accent, 2, kRing - 1);
    ring(scene_.hovered, scene_.tokens.text, 1.5, kRing - 1);
    if (scene_.focused) ring(scene_.current, scene_.tokens.accent, 2.5, kRing + 1);
    if (!scene_.band.isEmpty()) {
        painter->setPen(thinPen(scene_.tokens.accent));
        painter->setBrush(faded(scene_.tokens.accent, 0.15));
        painter->drawRect(scene_.band.translated(kHalfPixel, kHalfPixel));
    }
}

QVector<double> LogTicker::createTickVector(double tickStep, const QCPRange& range) {
    if (range.lower <= 0 || range.upper <= range.lower)
        return QCPAxisTicker::createTickVector(tickStep, range);
    const double decades = std::log10(range.upper / range.lower);
    // Less than that reads as a stretch of an even scale.
    if (decades < 0.45) return QCPAxisTicker::createTickVector(tickStep, range);
    static const std::vector<double> few{1}, some{1, 3}, more{1, 2, 5}, many{1, 1.5, 2, 3, 4, 5, 7};
    const auto& steps = decades > 4 ? few : decades > 2.4 ? some : decades > 1.1 ? more : many;
    QVector<double> ticks;
    for (int power = static_cast<int>(std::floor(std::log10(range.lower))); power <= std::log10(range.upper);
         ++power)
        for (const double step : steps) {
            const double tick = step * std::pow(10.0, power);
            if (tick >= range.lower && tick <= range.upper) ticks << tick;
        }
    return ticks;
}

QString LogTicker::getTickLabel(double tick, const QLocale& locale, QChar, int) {
    QLocale grouped = locale;
    grouped.setNumberOptions({});
    return std::abs(tick) >= 1e6 || std::abs(tick) < 1e-3 ? grouped.toString(tick, 'g', 3)
                                                          : grouped.toString(tick, 'g', 6);
}

} // namespace sparlet::ui
