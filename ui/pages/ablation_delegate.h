// How one cell of an ablation looks: its state by shape and colour, its progress, its number.
#pragma once

#include <QStyledItemDelegate>

namespace sparlet::ui {

class AblationDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    explicit AblationDelegate(QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
};

} // namespace sparlet::ui
