// How one image looks in the grid.
#pragma once

#include "itemmodels/result_model.h"
#include "style/tokens.h"

#include <QFont>
#include <QPointer>
#include <QStyledItemDelegate>

namespace sparlet::ui {

/// Cell = padding, a tile for the picture, two lines of text. Shared knowledge of where things are, for
/// painting and for clicks.
class ThumbnailDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    static constexpr int padding = 6;

    explicit ThumbnailDelegate(QObject* parent = nullptr);

    void setLook(const QPalette& palette, const QFont& font);
    const Tokens& tokens() const { return tokens_; }
    void setThumbnails(ThumbnailLoader* loader, int side);
    /// Marks are what is known of a result, not a person's word: no buttons, wrong ones as bright as right
    /// ones and in a broken frame.
    void setVerdicts(bool on) { verdicts_ = on; }
    bool verdicts() const { return verdicts_; }
    void setHoveredButton(Mark button) { button_ = button; }
    Mark hoveredButton() const { return button_; }

    int lineHeight() const;
    int textHeight() const; // of the part below the tile
    QRect tileRect(const QRect& cell) const;
    QRect buttonRect(const QRect& cell, Mark button) const;
    /// Mark::None beside the buttons.
    Mark buttonAt(const QRect& cell, const QPoint& point) const;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    void paintSkeleton(QPainter& painter, const QRect& cell) const;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override;

private:
    void paintPicture(QPainter& painter, const QRect& tile, const QModelIndex& index, Mark mark) const;
    void paintProblem(QPainter& painter, const QRect& tile) const;
    void paintBadges(QPainter& painter, const QRect& cell, const QModelIndex& index, Mark mark,
                     bool hovered) const;
    void paintButton(QPainter& painter, const QRect& box, Mark button, bool on) const;
    void paintText(QPainter& painter, const QRect& cell, const QModelIndex& index) const;
    int paintRankChange(QPainter& painter, const QRect& line, const QModelIndex& index) const;

    Tokens tokens_;
    QPalette palette_;
    QFont font_, number_, small_;
    QPointer<ThumbnailLoader> loader_;
    int side_ = 0;
    bool verdicts_ = false;
    Mark button_ = Mark::None;
};

} // namespace sparlet::ui
