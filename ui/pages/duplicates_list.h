// The list of groups: a strip of thumbnails each, painted, whatever their number.
#pragma once

#include "itemmodels/duplicate_model.h"
#include "itemmodels/thumbnail_loader.h"

#include <QListView>
#include <QPointer>
#include <QTimer>

namespace sparlet::ui {

/// Keys: up and down a group, left and right a picture of it, K keep, T or Delete trash, Space the one or the
/// other, B all but the best of the group, Enter query.
class DuplicatesList : public QListView {
    Q_OBJECT

public:
    explicit DuplicatesList(QWidget* parent = nullptr);

    void setGroups(DuplicateModel* model);
    void setThumbnailLoader(ThumbnailLoader* loader);
    DuplicateModel* groups() const { return groups_; }

    int picture() const { return picture_; } // of the current group
    void setPicture(int picture);
    void mark(Fate fate);
    void toggle();

    /// Where a picture of a group's strip is, in a row of this rectangle.
    QRect tileRect(const QRect& row, int picture) const;
    int shownPictures(int row) const; // of the strip
    int firstPicture(int row) const;  // that the strip begins with

signals:
    void currentPictureChanged();
    void queryRequested();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void scrollContentsBy(int dx, int dy) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void wantVisible();

    DuplicateModel* groups_ = nullptr;
    QPointer<ThumbnailLoader> loader_;
    QTimer want_;
    int picture_ = 0;
};

} // namespace sparlet::ui
