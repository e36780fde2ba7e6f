// The marks of dots: shapes that are told apart without their colour.
#pragma once

#include <QColor>
#include <QPainter>
#include <QPointF>

namespace sparlet::ui {

inline constexpr int markShapes = 6;

/// A disc, square, triangle, diamond, triangle on its head or pentagon of about the area of a disc of
/// `radius`. Hollow: its outline in `ink`; else filled, with a thin rim in `rim`.
void paintMark(QPainter& painter, const QPointF& centre, double radius, int shape, const QColor& ink,
               const QColor& rim, bool hollow);

/// The colour of a share 0..1 on dark or light ground: viridis without the end that would vanish.
QColor shadeColor(double share, bool dark);

} // namespace sparlet::ui
