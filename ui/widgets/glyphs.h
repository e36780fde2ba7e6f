// Small shapes that are drawn on pictures, where an icon of the palette would not stand out.
#pragma once

#include "style/tokens.h"

#include <QPainter>
#include <QPixmap>
#include <QRectF>
#include <QString>

namespace sparlet::ui::glyphs {

/// A tick or a cross in `ink` inside `box`.
void tick(QPainter& painter, const QRectF& box, const QColor& ink, double width = 2);
void cross(QPainter& painter, const QRectF& box, const QColor& ink, double width = 2);

/// A disc (right) or a rounded square (wrong) with its sign: two shapes, two colours.
void rightBadge(QPainter& painter, const QRectF& box, const Tokens& tokens);
void wrongBadge(QPainter& painter, const QRectF& box, const Tokens& tokens);

/// Light text on a dark, slightly clear pill; `corner` is its top left. Returns the pill.
QRectF pill(QPainter& painter, const QPointF& corner, const QString& text, const QFont& font);

void triangle(QPainter& painter, const QRectF& box, bool up, const QColor& ink);

/// `pixmap` whole inside `box`, in its own aspect, never enlarged beyond `box`. Returns where it went.
QRectF fitted(QPainter& painter, const QRectF& box, const QPixmap& pixmap);

/// The ring around what has the keyboard.
void focusRing(QPainter& painter, const QRectF& box, const Tokens& tokens, bool active);

} // namespace sparlet::ui::glyphs
