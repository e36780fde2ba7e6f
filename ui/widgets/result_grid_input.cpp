// Keyboard, mouse, selection and dragging of the grid.
#include "itemmodels/picture_image.h"
#include "style/tokens.h"
#include "widgets/glyphs.h"
#include "widgets/result_grid.h"
#include "widgets/thumbnail_delegate.h"

#include <QContextMenuEvent>
#include <QDrag>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>

namespace sparlet::ui {
namespace {

constexpr int zoomStep = 16;
constexpr int dragLimit = 1'000; // files in one drag
constexpr int markLimit = 10'000;

} // namespace

int ResultGrid::selectedCount() const {
    if (!selectionModel()) return 0;
    int selected = 0;
    const QItemSelection selection = selectionModel()->selection();
    for (const QItemSelectionRange& range : selection)
        selected += range.height();
    return selected;
}

QModelIndexList ResultGrid::selectedRows(int limit) const {
    QModelIndexList rows;
    if (!selectionModel()) return rows;
    QList<std::pair<int, int>> ranges;
    const QItemSelection selection = selectionModel()->selection();
    for (const QItemSelectionRange& range : selection)
        ranges << std::pair(range.top(), range.bottom());
    std::sort(ranges.begin(), ranges.end());
    for (const auto& [top, bottom] : ranges)
        for (int row = top; row <= bottom && rows.size() < limit; ++row)
            rows << model()->index(row, 0, rootIndex());
    return rows;
}

std::vector<std::string> ResultGrid::selectedPaths(int limit) const {
    std::vector<std::string> paths;
    for (const QModelIndex& index : selectedRows(limit))
        paths.push_back(index.data(ResultModel::PathBytesRole).toByteArray().toStdString());
    return paths;
}

std::string ResultGrid::currentPath() const {
    return currentIndex().data(ResultModel::PathBytesRole).toByteArray().toStdString();
}

void ResultGrid::setCurrentRow(int row) {
    if (row >= 0 && row < count()) moveTo(model()->index(row, 0, rootIndex()), Qt::NoModifier);
}

void ResultGrid::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QListView::currentChanged(current, previous);
    viewport()->update(visualRect(previous));
    viewport()->update(visualRect(current));
    emit currentImageChanged(current);
}

void ResultGrid::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) {
    QListView::selectionChanged(selected, deselected);
    emit selectedCountChanged(selectedCount());
}

QRegion ResultGrid::visualRegionForSelection(const QItemSelection& selection) const {
    const auto [first, last] = visibleRows();
    const Layout l = layout();
    QRegion region;
    for (const QItemSelectionRange& range : selection)
        for (int row = std::max(first, range.top()); row <= std::min(last, range.bottom()); ++row)
            region += cellRect(l, row);
    return region;
}

void ResultGrid::setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command) {
    const QRect area = rect.normalized();
    if (state() == DragSelectingState) {
        viewport()->update(band_.united(area));
        band_ = area;
    }
    QItemSelection selection;
    for (const auto& [from, to] : rowsIn(area))
        selection.append(QItemSelectionRange(model()->index(from, 0), model()->index(to, 0)));
    selectionModel()->select(selection, command);
}

void ResultGrid::selectRange(const QModelIndex& to) {
    const QModelIndex from = anchor_.isValid() ? QModelIndex(anchor_) : currentIndex();
    const int a = from.isValid() ? from.row() : to.row();
    const QItemSelection range(model()->index(std::min(a, to.row()), 0),
                               model()->index(std::max(a, to.row()), 0));
    selectionModel()->select(range, QItemSelectionModel::ClearAndSelect);
    anchor_ = model()->index(a, 0);
    selectionModel()->setCurrentIndex(to, QItemSelectionModel::NoUpdate);
}

void ResultGrid::moveTo(const QModelIndex& index, Qt::KeyboardModifiers modifiers) {
    if (!index.isValid()) return;
    if (modifiers.testFlag(Qt::ShiftModifier)) {
        selectRange(index);
    } else if (modifiers.testFlag(Qt::ControlModifier)) {
        selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
    } else {
        selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
        anchor_ = index;
    }
    scrollTo(index);
}

QModelIndex ResultGrid::moveCursor(CursorAction action, Qt::KeyboardModifiers) {
    const int items = count();
    if (items == 0) return {};
    const QModelIndex current = currentIndex();
    if (!current.isValid()) return model()->index(std::max(0, visibleRows().first), 0, rootIndex());
    const Layout l = layout();
    const int page = std::max(1, viewport()->height() / (l.cellHeight + 1));
    const int row = current.row();
    const int line = row / l.columns;
    int to = row;
    // Up and down keep the column, as far as the last line goes.
    const auto jump = [&](int lines) {
        const int target = std::clamp(line + lines, 0, l.lines(items) - 1);
        return target == line ? row : target * l.columns + row % l.columns;
    };
    const bool mirrored = isRightToLeft();
    switch (action) {
    case MoveLeft:
        to = row + (mirrored ? 1 : -1);
        break;
    case MoveRight:
        to = row + (mirrored ? -1 : 1);
        break;
    case MovePrevious:
        to = row - 1;
        break;
    case MoveNext:
        to = row + 1;
        break;
    case MoveUp:
        to = jump(-1);
        break;
    case MoveDown:
        to = jump(1);
        break;
    case MovePageUp:
        to = jump(-page);
        break;
    case MovePageDown:
        to = jump(page);
        break;
    case MoveHome:
        to = 0;
        break;
    case MoveEnd:
        to = items - 1;
        break;
    }
    return model()->index(std::clamp(to, 0, items - 1), 0, rootIndex());
}

bool ResultGrid::acceptsMarks(const QModelIndex& index) const {
    return !delegate_->verdicts() && index.data(ResultModel::RankRole).toInt() > 0;
}

void ResultGrid::toggleMark(const QModelIndex& index, Mark mark) {
    if (!index.isValid() || !acceptsMarks(index)) return;
    const auto now = static_cast<Mark>(index.data(ResultModel::MarkRole).toInt());
    emit markRequested(index, now == mark ? Mark::None : mark);
}

void ResultGrid::markSelected(Mark mark) {
    QList<QPersistentModelIndex> rows;
    for (const QModelIndex& index : selectedRows(markLimit))
        rows << index;
    if (rows.size() <= 1) {
        toggleMark(currentIndex(), mark);
        return;
    }
    // Several at once: all get the mark, unless all of them have it.
    const bool all = std::all_of(rows.begin(), rows.end(), [mark](const QPersistentModelIndex& index) {
        return index.data(ResultModel::MarkRole).toInt() == static_cast<int>(mark);
    });
    for (const QPersistentModelIndex& index : rows)
        if (index.isValid() && acceptsMarks(index)) emit markRequested(index, all ? Mark::None : mark);
}

void ResultGrid::keyPressEvent(QKeyEvent* event) {
    const auto modifiers = event->modifiers() & ~Qt::KeypadModifier;
    const bool ctrl = modifiers == Qt::ControlModifier;
    const auto move = [&](CursorAction action) { moveTo(moveCursor(action, modifiers), modifiers); };
    switch (event->key()) {
    case Qt::Key_Left:
        move(MoveLeft);
        return;
    case Qt::Key_Right:
        move(MoveRight);
        return;
    case Qt::Key_Up:
        move(MoveUp);
        return;
    case Qt::Key_Down:
        move(MoveDown);
        return;
    case Qt::Key_Home:
        move(MoveHome);
        return;
    case Qt::Key_End:
        move(MoveEnd);
        return;
    case Qt::Key_PageUp:
        move(MovePageUp);
        return;
    case Qt::Key_PageDown:
        move(MovePageDown);
        return;
    default:
        break;
    }
    if (ctrl && (event->key() == Qt::Key_Plus || event->key() == Qt::Key_Equal)) {
        setThumbnailSize(thumbnailSize_ + zoomStep);
    } else if (ctrl && event->key() == Qt::Key_Minus) {
        setThumbnailSize(thumbnailSize_ - zoomStep);
    } else if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
    } else if (ctrl && event->key() == Qt::Key_Space && currentIndex().isValid()) {
        selectionModel()->select(currentIndex(), QItemSelectionModel::Toggle);
        anchor_ = currentIndex();
    } else if (modifiers == Qt::NoModifier && currentIndex().isValid() && event->key() == Qt::Key_Space) {
        emit viewRequested(currentIndex());
    } else if (modifiers == Qt::NoModifier && currentIndex().isValid() &&
               (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        emit queryRequested(currentIndex());
    } else if (modifiers == Qt::NoModifier && event->key() == Qt::Key_Y) {
        markSelected(Mark::Right);
    } else if (modifiers == Qt::NoModifier && event->key() == Qt::Key_N) {
        markSelected(Mark::Wrong);
    } else {
        event->ignore();
    }
}

void ResultGrid::wheelEvent(QWheelEvent* event) {
    if (!event->modifiers().testFlag(Qt::ControlModifier)) {
        QAbstractItemView::wheelEvent(event);
        return;
    }
    // A notch is 120; touchpads send less, many times.
    wheelRest_ += event->angleDelta().y();
    const int notches = wheelRest_ / 120;
    wheelRest_ -= notches * 120;
    if (notches != 0) setThumbnailSize(thumbnailSize_ + notches * zoomStep);
    event->accept();
}

void ResultGrid::hoverAt(const QPoint& position) {
    const QModelIndex index = viewport()->rect().contains(position) ? indexAt(position) : QModelIndex();
    const Mark button = index.isValid() && acceptsMarks(index)
                            ? delegate_->buttonAt(visualRect(index), position)
                            : Mark::None;
    if (hover_ == index && delegate_->hoveredButton() == button) return;
    viewport()->update(visualRect(hover_));
    hover_ = index;
    delegate_->setHoveredButton(button);
    viewport()->update(visualRect(index));
    viewport()->setCursor(button == Mark::None ? Qt::ArrowCursor : Qt::PointingHandCursor);
}

bool ResultGrid::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::Leave) hoverAt({-1, -1});
    if (event->type() == QEvent::HoverMove || event->type() == QEvent::HoverEnter)
        hoverAt(static_cast<QHoverEvent*>(event)->position().toPoint());
    return QListView::viewportEvent(event);
}

void ResultGrid::mousePressEvent(QMouseEvent* event) {
    const QPoint at = event->position().toPoint();
    const QModelIndex index = indexAt(at);
    hoverAt(at);
    pressedButton_ = event->button() == Qt::LeftButton ? delegate_->hoveredButton() : Mark::None;
    pressed_ = index;
    if (pressedButton_ != Mark::None) {
        event->accept();
        return;
    }
    if (event->button() == Qt::LeftButton && index.isValid() && event->modifiers() == Qt::ShiftModifier) {
        selectRange(index);
        event->accept();
        return;
    }
    QAbstractItemView::mousePressEvent(event);
    anchor_ = index;
}

void ResultGrid::mouseMoveEvent(QMouseEvent* event) {
    hoverAt(event->position().toPoint());
    if (pressedButton_ == Mark::None) QAbstractItemView::mouseMoveEvent(event);
}

void ResultGrid::mouseReleaseEvent(QMouseEvent* event) {
    if (pressedButton_ != Mark::None) {
        hoverAt(event->position().toPoint());
        if (hover_ == pressed_ && delegate_->hoveredButton() == pressedButton_)
            toggleMark(pressed_, pressedButton_);
        pressedButton_ = Mark::None;
        event->accept();
        return;
    }
    QAbstractItemView::mouseReleaseEvent(event);
    if (!band_.isNull()) {
        band_ = QRect();
        viewport()->update();
    }
}

void ResultGrid::mouseDoubleClickEvent(QMouseEvent* event) {
    const QModelIndex index = indexAt(event->position().toPoint());
    const bool onButton = index.isValid() && acceptsMarks(index) &&
                          delegate_->buttonAt(visualRect(index), event->position().toPoint()) != Mark::None;
    if (onButton)
        mousePressEvent(event);
    else if (event->button() == Qt::LeftButton && index.isValid())
        emit queryRequested(index);
    event->accept();
}

void ResultGrid::contextMenuEvent(QContextMenuEvent* event) {
    if (event->reason() == QContextMenuEvent::Keyboard) {
        const QModelIndex index = currentIndex();
        const QPoint at = index.isValid() ? visualRect(index).center() : viewport()->rect().center();
        emit contextMenuRequested(index, viewport()->mapToGlobal(at));
    } else {
        emit contextMenuRequested(indexAt(event->pos()), event->globalPos());
    }
    event->accept();
}

void ResultGrid::startDrag(Qt::DropActions) {
    const QModelIndexList rows = selectedRows(dragLimit);
    if (rows.isEmpty()) return;
    auto* drag = new QDrag(this);
    drag->setMimeData(model()->mimeData(rows));
    const int side = 96;
    const qreal ratio = devicePixelRatioF();
    QPixmap picture(QSize(side, side) * ratio);
    picture.setDevicePixelRatio(ratio);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    if (loader_)
        glyphs::fitted(painter, QRectF(0, 0, side, side),
                       loader_->thumbnail(currentPath(), static_cast<int>(side * ratio)).pixmap);
    if (rows.size() > 1) glyphs::pill(painter, {4, 4}, QLocale().toString(rows.size()), font());
    painter.end();
    drag->setPixmap(picture);
    drag->setHotSpot({side / 2, side / 2});
    drag->exec(Qt::CopyAction);
}

} // namespace sparlet::ui
