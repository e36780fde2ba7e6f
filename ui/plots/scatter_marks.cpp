#include "plots/scatter_marks.h"

#include "style/tokens.h"

#include <QPolygonF>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sparlet::ui {
namespace {

constexpr double kRim = 1;
constexpr double kHollow = 1.5;

QPolygonF corners(const QPointF& centre, double radius, int count, double turned) {
    QPolygonF shape;
    for (int i = 0; i < count; ++i) {
        const double angle = turned + 2 * std::numbers::pi * i / count;
        shape << centre + QPointF(radius * std::sin(angle), -radius * std::cos(angle));
    }
    return shape;
}

} // namespace

void paintMark(QPainter& painter, const QPointF& centre, double radius, int shape, const QColor& ink,
               const QColor& rim, bool hollow) {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(hollow ? QBrush(Qt::NoBrush) : QBrush(ink));
    painter.setPen(
        QPen(hollow ? ink : rim, hollow ? kHollow : kRim, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    constexpr double pi = std::numbers::pi;
    switch (shape % markShapes) {
    case 0:
        painter.drawEllipse(centre, radius, radius);
        break;
    case 1: {
        const double half = radius * std::sqrt(pi) / 2;
        painter.drawRect(QRectF(centre - QPointF(half, half), QSizeF(2 * half, 2 * half)));
        break;
    }
    case 2:
        painter.drawConvexPolygon(corners(centre + QPointF(0, radius * 0.2), radius * 1.4, 3, 0));
        break;
    case 3:
        painter.drawConvexPolygon(corners(centre, radius * 1.3, 4, 0));
        break;
    case 4:
        painter.drawConvexPolygon(corners(centre - QPointF(0, radius * 0.2), radius * 1.4, 3, pi));
        break;
    default:
        painter.drawConvexPolygon(corners(centre, radius * 1.15, 5, 0));
        break;
    }
}

QColor shadeColor(double share, bool dark) {
    const double at = std::clamp(share, 0.0, 1.0);
    return viridis(dark ? 0.25 + 0.75 * at : 0.88 * at);
}

} // namespace sparlet::ui
