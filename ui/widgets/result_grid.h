// The grid of thumbnails: browsing a collection, or the results of a query.
#pragma once

#include "itemmodels/result_model.h"

#include <QListView>
#include <QPersistentModelIndex>
#include <QPointer>

#include <memory>
#include <string>
#include <utility>
#include <vector>

class QTimer;

namespace sparlet::ui {

class ThumbnailDelegate;

/// Shows any model with ResultModel's roles (a ResultModel or a FilterModel over one). All items have one
/// size; geometry is computed, never stored, so a million items scroll like a hundred.
///
/// Keys: arrows, Home, End, Page Up and Down (with Shift: extend), Enter query, Space view, Y right, N wrong,
/// Ctrl+A all, Ctrl+plus and Ctrl+minus or Ctrl+wheel size. All signals carry indexes of model().
class ResultGrid : public QListView {
    Q_OBJECT

public:
    explicit ResultGrid(QWidget* parent = nullptr);
    ~ResultGrid() override;

    /// Not owned; shared with other views. Without one every tile stays a skeleton.
    void setThumbnailLoader(ThumbnailLoader* loader);

    /// Logical pixels, metric::thumbnailMin..thumbnailMax; tiles grow to fill the width evenly.
    void setThumbnailSize(int size);
    int thumbnailSize() const { return thumbnailSize_; }

    /// Shows what is known of each result, right or wrong; nothing can be marked.
    void setVerdicts(bool on);

    /// While nothing is known yet: a page of skeleton tiles instead of an empty view.
    void setSkeleton(bool on);

    int columns() const;
    /// Rows of the model that are visible now, first and last; {0, -1} when there are none.
    std::pair<int, int> visibleRows() const;
    int selectedCount() const; // by ranges: fast with a million selected
    std::vector<std::string> selectedPaths(int limit = 10'000) const;
    std::string currentPath() const; // "" when there is none
    void setCurrentRow(int row);

    QRect visualRect(const QModelIndex& index) const override;
    QModelIndex indexAt(const QPoint& point) const override;
    void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;
    void setModel(QAbstractItemModel* model) override;
    void reset() override;
    void doItemsLayout() override;
    void keyboardSearch(const QString&) override {}

signals:
    void queryRequested(const QModelIndex& index); // double click, Enter
    void viewRequested(const QModelIndex& index);  // Space
    /// Y, N or the buttons on hover; Mark::None when the image had that mark already.
    void markRequested(const QModelIndex& index, Mark mark);
    void currentImageChanged(const QModelIndex& index); // invalid: none
    void selectedCountChanged(int count);
    void contextMenuRequested(const QModelIndex& index, const QPoint& global); // index may be invalid
    void thumbnailSizeChanged(int size);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void startDrag(Qt::DropActions actions) override;
    void scrollContentsBy(int dx, int dy) override;
    void updateGeometries() override;
    void rowsInserted(const QModelIndex& parent, int start, int end) override;
    void rowsAboutToBeRemoved(const QModelIndex& parent, int start, int end) override;
    void dataChanged(const QModelIndex& from, const QModelIndex& to, const QList<int>& roles) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) override;
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    void setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command) override;
    QRegion visualRegionForSelection(const QItemSelection& selection) const override;
    int horizontalOffset() const override { return 0; }
    int verticalOffset() const override;

private:
    /// Where cells are: everything follows from the width, the size and the number of rows.
    struct Layout {
        int columns = 1, available = 0, cellWidth = 0, cellHeight = 0;
        int lines(int items) const { return (items + columns - 1) / columns; }
    };
    Layout layout() const { return layoutFor(viewport()->width()); }
    Layout layoutFor(int width) const;
    int count() const;
    QRect cellRect(const Layout& layout, int row) const;                      // in the viewport
    std::vector<std::pair<int, int>> rowsIn(const QRect& viewportRect) const; // ranges, first and last
    /// A row and how far below the top of the viewport it is: what stays in place when the layout changes.
    struct Place {
        int row = -1, top = 0;
    };
    Place placeIn(const Layout& layout, int height) const;
    void restore(const Place& place);
    void updateDelegate();
    void moveTo(const QModelIndex& index, Qt::KeyboardModifiers modifiers);
    void selectRange(const QModelIndex& to);
    void toggleMark(const QModelIndex& index, Mark mark);
    void markSelected(Mark mark);
    bool acceptsMarks(const QModelIndex& index) const;
    QModelIndexList selectedRows(int limit) const;
    void hoverAt(const QPoint& position);
    void wantSoon();
    void wantVisible();
    void thumbnailReady(const std::string& path);

    int thumbnailSize_ = 160;
    bool skeleton_ = false;
    int wheelRest_ = 0;
    ThumbnailDelegate* delegate_;
    QPointer<ThumbnailLoader> loader_;
    QPersistentModelIndex hover_, anchor_, pressed_;
    Mark pressedButton_ = Mark::None;
    QRect band_;                          // of a selection by dragging, in the viewport
    QHash<QByteArray, int> visiblePaths_; // rows whose thumbnails were asked for
    QTimer* wantTimer_;
};

} // namespace sparlet::ui
