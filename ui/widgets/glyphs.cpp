#include "widgets/glyphs.h"

#include <QFontMetricsF>
#include <QPainterPath>

#include <algorithm>

namespace sparlet::ui::glyphs {
namespace {

QPen roundPen(const QColor& ink, double width) {
    return QPen(ink, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
}

QPointF at(const QRectF& box, double x, double y) {
    return {box.x() + box.width() * x, box.y() + box.height() * y};
}

} // namespace

void tick(QPainter& painter, const QRectF& box, const QColor& ink, double width) {
    painter.setPen(roundPen(ink, width));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(QPolygonF({at(box, 0.22, 0.54), at(box, 0.42, 0.73), at(box, 0.78, 0.30)}));
}

void cross(QPainter& painter, const QRectF& box, const QColor& ink, double width) {
    painter.setPen(roundPen(ink, width));
    painter.drawLine(at(box, 0.28, 0.28), at(box, 0.72, 0.72));
    painter.drawLine(at(box, 0.72, 0.28), at(box, 0.28, 0.72));
}

void rightBadge(QPainter& painter, const QRectF& box, const Tokens& tokens) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens.right);
    painter.drawEllipse(box);
    tick(painter, box, tokens.dark ? Qt::black : Qt::white);
}

void wrongBadge(QPainter& painter, const QRectF& box, const Tokens& tokens) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens.wrong);
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4);
    cross(painter, box, tokens.dark ? Qt::black : Qt::white);
}

QRectF pill(QPainter& painter, const QPointF& corner, const QString& text, const QFont& font) {
    const QFontMetricsF metrics(font);
    const double height = metrics.height() + 2;
    const double width = std::max(metrics.horizontalAdvance(text) + 10, height);
    const QRectF box(corner, QSizeF(width, height));
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0, 0, 0, 176));
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(Qt::white);
    painter.setFont(font);
    painter.drawText(box, Qt::AlignCenter, text);
    return box;
}

void triangle(QPainter& painter, const QRectF& box, bool up, const QColor& ink) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    const double base = up ? 0.8 : 0.2;
    painter.drawPolygon(QPolygonF({at(box, 0.1, base), at(box, 0.9, base), at(box, 0.5, 1 - base)}));
}

QRectF fitted(QPainter& painter, const QRectF& box, const QPixmap& pixmap) {
    if (pixmap.isNull()) return {};
    const QSizeF size = QSizeF(pixmap.size()).scaled(box.size(), Qt::KeepAspectRatio);
    // Whole pixels: a picture between them is blurred at its edges.
    const QRectF target =
        QRectF(box.center() - QPointF(size.width() / 2, size.height() / 2), size).toAlignedRect();
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()));
    return target;
}

void focusRing(QPainter& painter, const QRectF& box, const Tokens& tokens, bool active) {
    painter.setPen(QPen(active ? tokens.accent : tokens.textDim, active ? 2 : 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6);
}

} // namespace sparlet::ui::glyphs
