// One image of a round of expansion: thumbnail, name, weight bar, new or kept.
#pragma once

#include "style/tokens.h"

#include <QStyledItemDelegate>

namespace sparlet::ui {

class ExpansionDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    static constexpr int thumbnailSide = 32;

    using QStyledItemDelegate::QStyledItemDelegate;
    void setLook(const QPalette& palette) { tokens_ = tokensFor(palette); }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintRound(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
    void paintMember(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;

    Tokens tokens_;
};

} // namespace sparlet::ui
