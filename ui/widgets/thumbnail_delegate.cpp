#include "widgets/thumbnail_delegate.h"

#include "widgets/glyphs.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cstdlib>

namespace sparlet::ui {
namespace {

constexpr int buttonSize = 28;
constexpr int badgeSize = 22;
constexpr int corner = 4; // radius of the tile

std::string pathOf(const QModelIndex& index) {
    return index.data(ResultModel::PathBytesRole).toByteArray().toStdString();
}

} // namespace

ThumbnailDelegate::ThumbnailDelegate(QObject* parent) : QStyledItemDelegate(parent) {}

void ThumbnailDelegate::setLook(const QPalette& palette, const QFont& font) {
    palette_ = palette;
    tokens_ = tokensFor(palette);
    font_ = font;
    number_ = numberFont(font);
    small_ = number_;
    small_.setPointSizeF(small_.pointSizeF() * 0.9);
}

void ThumbnailDelegate::setThumbnails(ThumbnailLoader* loader, int side) {
    loader_ = loader;
    side_ = side;
}

int ThumbnailDelegate::lineHeight() const {
    return QFontMetrics(font_).lineSpacing() + 2;
}

int ThumbnailDelegate::textHeight() const {
    return 2 * lineHeight() + 4;
}

QRect ThumbnailDelegate::tileRect(const QRect& cell) const {
    return cell.adjusted(padding, padding, -padding, -(padding + textHeight()));
}

QRect ThumbnailDelegate::buttonRect(const QRect& cell, Mark button) const {
    const QRect tile = tileRect(cell);
    const int fromRight = button == Mark::Wrong ? buttonSize : 2 * buttonSize + 4;
    return {tile.right() + 1 - fromRight - 4, tile.bottom() + 1 - buttonSize - 4, buttonSize, buttonSize};
}

Mark ThumbnailDelegate::buttonAt(const QRect& cell, const QPoint& point) const {
    for (const Mark button : {Mark::Right, Mark::Wrong})
        if (buttonRect(cell, button).contains(point)) return button;
    return Mark::None;
}

void ThumbnailDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
    if (selected || hovered) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(selected ? tokens_.accentDim : tokens_.raised);
        painter->drawRoundedRect(option.rect, 6, 6);
    }
    const auto mark = static_cast<Mark>(index.data(ResultModel::MarkRole).toInt());
    paintPicture(*painter, tileRect(option.rect), index, mark);
    paintBadges(*painter, option.rect, index, mark, hovered);
    paintText(*painter, option.rect, index);
    if (option.state.testFlag(QStyle::State_HasFocus))
        glyphs::focusRing(*painter, option.rect, tokens_, option.state.testFlag(QStyle::State_Active));
    painter->restore();
}

void ThumbnailDelegate::paintPicture(QPainter& painter, const QRect& tile, const QModelIndex& index,
                                     Mark mark) const {
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens_.panel);
    painter.drawRoundedRect(tile, corner, corner);
    const Thumbnail thumbnail = loader_ ? loader_->thumbnail(pathOf(index), side_) : Thumbnail();
    if (thumbnail.state == ThumbnailState::Failed) {
        paintProblem(painter, tile);
    } else {
        // A rejected picture steps back; it stays recognisable.
        painter.setOpacity(mark == Mark::Wrong && !verdicts_ ? 0.45 : 1.0);
        glyphs::fitted(painter, tile, thumbnail.pixmap);
        painter.setOpacity(1.0);
    }
    if (mark == Mark::None) return;
    QPen frame(mark == Mark::Right ? tokens_.right : tokens_.wrong, 3);
    if (verdicts_ && mark == Mark::Wrong) frame.setDashPattern({3, 1.5});
    painter.setPen(frame);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(tile).adjusted(1.5, 1.5, -1.5, -1.5), corner, corner);
}

void ThumbnailDelegate::paintProblem(QPainter& painter, const QRect& tile) const {
    const int side = std::min(32, tile.height() / 3);
    const QRect icon(tile.center().x() - side / 2, tile.center().y() - side, side, side);
    themedIcon(QStringLiteral("warning"), palette_).paint(&painter, icon, Qt::AlignCenter, QIcon::Disabled);
    painter.setPen(tokens_.textDim);
    painter.setFont(small_);
    painter.drawText(
        QRect(tile.left() + 4, icon.bottom() + 4, tile.width() - 8, tile.bottom() - icon.bottom() - 4),
        Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, tr("cannot be shown"));
}

void ThumbnailDelegate::paintButton(QPainter& painter, const QRect& box, Mark button, bool on) const {
    const bool hovered = button_ == button;
    painter.setPen(QPen(QColor(255, 255, 255, hovered ? 255 : 110), 1));
    painter.setBrush(QColor(0, 0, 0, hovered ? 225 : 176));
    const QRectF shape = QRectF(box).adjusted(1.5, 1.5, -1.5, -1.5);
    if (button == Mark::Right)
        painter.drawEllipse(shape);
    else
        painter.drawRoundedRect(shape, 6, 6);
    // On the dark ground of the button the colours of the dark theme are the legible ones in every theme.
    const QColor ink = button == Mark::Right ? QColor(0x3d, 0xcf, 0xa0) : QColor(0xff, 0x8a, 0x5c);
    const QRectF sign = QRectF(box).adjusted(5, 5, -5, -5);
    if (button == Mark::Right)
        glyphs::tick(painter, sign, on || hovered ? ink : Qt::white, 2);
    else
        glyphs::cross(painter, sign, on || hovered ? ink : Qt::white, 2);
}

void ThumbnailDelegate::paintBadges(QPainter& painter, const QRect& cell, const QModelIndex& index, Mark mark,
                                    bool hovered) const {
    const QRect tile = tileRect(cell);
    const int rank = index.data(ResultModel::RankRole).toInt();
    if (rank > 0) glyphs::pill(painter, tile.topLeft() + QPointF(4, 4), QLocale().toString(rank), small_);
    if (rank > 0 && hovered && !verdicts_) {
        paintButton(painter, buttonRect(cell, Mark::Right), Mark::Right, mark == Mark::Right);
        paintButton(painter, buttonRect(cell, Mark::Wrong), Mark::Wrong, mark == Mark::Wrong);
        return;
    }
    const QRectF badge(tile.right() + 1 - badgeSize - 6, tile.bottom() + 1 - badgeSize - 6, badgeSize,
                       badgeSize);
    if (mark == Mark::Right) glyphs::rightBadge(painter, badge, tokens_);
    if (mark == Mark::Wrong) glyphs::wrongBadge(painter, badge, tokens_);
}

int ThumbnailDelegate::paintRankChange(QPainter& painter, const QRect& line, const QModelIndex& index) const {
    const QVariant change = index.data(ResultModel::RankChangeRole);
    if (!change.isValid() || change.toInt() == 0) return 0;
    const bool isNew = change.toInt() == ResultModel::newInTop;
    const bool up = change.toInt() > 0;
    const QString text = isNew ? tr("new") : QLocale().toString(std::abs(change.toInt()));
    const QColor ink = up ? tokens_.accent : tokens_.textDim;
    const QFontMetrics metrics(small_);
    const int width = metrics.horizontalAdvance(text);
    painter.setFont(small_);
    painter.setPen(ink);
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, text);
    const double arrow = metrics.xHeight() + 2.0;
    if (isNew) return width + 6;
    glyphs::triangle(
        painter,
        QRectF(line.right() + 1 - width - arrow - 3, line.center().y() + 0.5 - arrow / 2, arrow, arrow), up,
        ink);
    return width + static_cast<int>(arrow) + 9;
}

void ThumbnailDelegate::paintText(QPainter& painter, const QRect& cell, const QModelIndex& index) const {
    const QFontMetrics metrics(font_);
    const int height = lineHeight();
    const QRect tile = tileRect(cell);
    QRect first(tile.left() + 1, tile.bottom() + 5, tile.width() - 2, height);
    const QRect second = first.translated(0, height);
    const QVariant score = index.data(ResultModel::ScoreRole);
    const QString label = index.data(ResultModel::LabelRole).toString();
    const QString file = index.data(ResultModel::FileNameRole).toString();
    const bool results = score.isValid();

    if (results) first.setRight(first.right() - paintRankChange(painter, first, index));
    painter.setFont(font_);
    painter.setPen(tokens_.text);
    const QString title = results && !label.isEmpty() ? label : file;
    const auto elide = results && !label.isEmpty() ? Qt::ElideRight : Qt::ElideMiddle;
    painter.drawText(first, Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(title, elide, first.width()));
    if (!results) {
        painter.setPen(tokens_.textDim);
        painter.drawText(second, Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(label, Qt::ElideRight, second.width()));
        return;
    }
    const double value = score.toDouble();
    const QString number = QLocale().toString(value, 'f', 3);
    painter.setFont(number_);
    painter.setPen(tokens_.textDim);
    painter.drawText(second, Qt::AlignLeft | Qt::AlignVCenter, number);
    const int used = QFontMetrics(number_).horizontalAdvance(number) + 8;
    const QRectF bar(second.left() + used, second.center().y() - 1, second.width() - used, 3);
    if (bar.width() < 8) return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens_.grid);
    painter.drawRoundedRect(bar, 1.5, 1.5);
    painter.setBrush(tokens_.textDim);
    painter.drawRoundedRect(QRectF(bar.topLeft(), QSizeF(bar.width() * std::clamp(value, 0.0, 1.0), 3)), 1.5,
                            1.5);
}

void ThumbnailDelegate::paintSkeleton(QPainter& painter, const QRect& cell) const {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens_.panel);
    const QRect tile = tileRect(cell);
    painter.drawRoundedRect(tile, corner, corner);
    const int height = lineHeight();
    const int bar = height / 2;
    const int top = tile.bottom() + 5 + height / 4;
    painter.drawRoundedRect(QRectF(tile.left(), top, tile.width() * 0.7, bar), 2, 2);
    painter.drawRoundedRect(QRectF(tile.left(), top + height, tile.width() * 0.45, bar), 2, 2);
}

QSize ThumbnailDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
    return option.rect.size();
}

bool ThumbnailDelegate::helpEvent(QHelpEvent* event, QAbstractItemView* view,
                                  const QStyleOptionViewItem& option, const QModelIndex& index) {
    if (event->type() != QEvent::ToolTip || !index.isValid())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QString text = index.data(Qt::ToolTipRole).toString();
    const QRect cell = view->visualRect(index);
    if (index.data(ResultModel::RankRole).toInt() > 0 && !verdicts_) {
        const Mark button = buttonAt(cell, event->pos());
        if (button == Mark::Right) text = tr("Right: look for more like this (Y)");
        if (button == Mark::Wrong) text = tr("Wrong: look for less like this (N)");
    }
    if (loader_) {
        const Thumbnail thumbnail = loader_->thumbnail(pathOf(index), side_);
        if (thumbnail.state == ThumbnailState::Failed) text += QLatin1String("\n\n") + thumbnail.problem;
    }
    QToolTip::showText(event->globalPos(), text, view->viewport(), cell);
    return true;
}

} // namespace sparlet::ui
