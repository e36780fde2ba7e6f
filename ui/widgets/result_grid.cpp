// Geometry, painting and thumbnails; the input is in result_grid_input.cpp.
#include "widgets/result_grid.h"

#include "style/tokens.h"
#include "widgets/thumbnail_delegate.h"

#include <QEvent>
#include <QHash>
#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTimer>

#include <algorithm>
#include <cmath>

namespace sparlet::ui {
namespace {

constexpr int gap = metric::gap / 2;                                // a cell has a padding of its own
constexpr int margin = metric::margin - ThumbnailDelegate::padding; // tiles, not cells, keep the margin
constexpr int wantDelayMs = 30;

} // namespace

ResultGrid::ResultGrid(QWidget* parent)
    : QListView(parent), delegate_(new ThumbnailDelegate(this)), wantTimer_(new QTimer(this)) {
    setItemDelegate(delegate_);
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // Always there: a bar that comes and goes changes the width, and with it the columns.
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    setDragEnabled(true);
    setDragDropMode(QAbstractItemView::DragOnly);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setUniformItemSizes(true);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    setAccessibleName(tr("Images"));
    setTabKeyNavigation(false);
    wantTimer_->setSingleShot(true);
    wantTimer_->setInterval(wantDelayMs);
    connect(wantTimer_, &QTimer::timeout, this, &ResultGrid::wantVisible);
    updateDelegate();
}

ResultGrid::~ResultGrid() {
    if (loader_) loader_->forgetClient(this);
}

void ResultGrid::setThumbnailLoader(ThumbnailLoader* loader) {
    if (loader_) {
        loader_->forgetClient(this);
        loader_->disconnect(this);
    }
    loader_ = loader;
    if (loader_) {
        connect(loader_, &ThumbnailLoader::ready, this, &ResultGrid::thumbnailReady);
        connect(loader_, &ThumbnailLoader::cleared, this, &ResultGrid::wantSoon);
    }
    updateDelegate();
    wantSoon();
}

// The current image where it is on screen, else the first one there.
ResultGrid::Place ResultGrid::placeIn(const Layout& l, int height) const {
    if (count() == 0) return {};
    const auto topOf = [&](int row) {
        return margin + row / l.columns * (l.cellHeight + gap) - verticalOffset();
    };
    const int current = currentIndex().row();
    if (current >= 0 && topOf(current) + l.cellHeight > 0 && topOf(current) < height)
        return {current, topOf(current)};
    const int line = std::max(0, verticalOffset() - margin) / (l.cellHeight + gap);
    const int first = std::min(line * l.columns, count() - 1);
    return {first, topOf(first)};
}

void ResultGrid::restore(const Place& place) {
    updateGeometries();
    if (place.row < 0 || place.row >= count()) return;
    const int top = cellRect(layout(), place.row).top();
    verticalScrollBar()->setValue(verticalScrollBar()->value() + top - place.top);
}

void ResultGrid::setThumbnailSize(int size) {
    const int bounded = std::clamp(size, metric::thumbnailMin, metric::thumbnailMax);
    if (bounded == thumbnailSize_) return;
    const Place place = placeIn(layout(), viewport()->height());
    thumbnailSize_ = bounded;
    restore(place);
    updateDelegate();
    viewport()->update();
    wantSoon();
    emit thumbnailSizeChanged(bounded);
}

void ResultGrid::setVerdicts(bool on) {
    delegate_->setVerdicts(on);
    viewport()->update();
}

void ResultGrid::setSkeleton(bool on) {
    if (skeleton_ == on) return;
    skeleton_ = on;
    viewport()->update();
}

void ResultGrid::updateDelegate() {
    delegate_->setLook(palette(), font());
    delegate_->setThumbnails(loader_, static_cast<int>(std::ceil(thumbnailSize_ * devicePixelRatioF())));
}

int ResultGrid::count() const {
    return model() ? model()->rowCount(rootIndex()) : 0;
}

ResultGrid::Layout ResultGrid::layoutFor(int width) const {
    Layout layout;
    const int wanted = thumbnailSize_ + 2 * ThumbnailDelegate::padding;
    layout.available = std::max(wanted, width - 2 * margin);
    layout.columns = std::max(1, (layout.available + gap) / (wanted + gap));
    layout.cellWidth = (layout.available + gap) / layout.columns - gap;
    // A single wide column keeps tiles near the size that was asked for.
    const int tile = std::min(layout.cellWidth - 2 * ThumbnailDelegate::padding, thumbnailSize_ * 5 / 4);
    layout.cellHeight = tile + 2 * ThumbnailDelegate::padding + delegate_->textHeight();
    return layout;
}

QRect ResultGrid::cellRect(const Layout& layout, int row) const {
    const int column = row % layout.columns;
    const int line = row / layout.columns;
    // The division's remainder is spread over the columns, so that the last one ends at the margin.
    const int left = margin + column * (layout.available + gap) / layout.columns;
    const int right = margin + (column + 1) * (layout.available + gap) / layout.columns - gap;
    const int top = margin + line * (layout.cellHeight + gap) - verticalOffset();
    const QRect rect(left, top, right - left, layout.cellHeight);
    return isRightToLeft() ? rect.translated(viewport()->width() - left - right, 0) : rect;
}

int ResultGrid::columns() const {
    return layout().columns;
}

int ResultGrid::verticalOffset() const {
    return verticalScrollBar()->value();
}

std::pair<int, int> ResultGrid::visibleRows() const {
    const auto ranges = rowsIn(viewport()->rect());
    return ranges.empty() ? std::pair(0, -1) : std::pair(ranges.front().first, ranges.back().second);
}

std::vector<std::pair<int, int>> ResultGrid::rowsIn(const QRect& rect) const {
    const Layout l = layout();
    const int items = count();
    std::vector<std::pair<int, int>> ranges;
    const int pitch = l.cellHeight + gap;
    const int top = rect.top() + verticalOffset() - margin;
    const int bottom = rect.bottom() + verticalOffset() - margin;
    if (items == 0 || bottom < 0) return ranges;
    const int last = std::min(bottom / pitch, l.lines(items) - 1);
    for (int line = std::max(0, top / pitch); line <= last; ++line) {
        int from = -1, to = -1;
        for (int column = 0; column < l.columns; ++column) {
            const int row = line * l.columns + column;
            if (row >= items) break;
            if (!cellRect(l, row).intersects(rect)) continue;
            if (from < 0) from = row;
            to = row;
        }
        if (from >= 0) ranges.emplace_back(from, to);
    }
    return ranges;
}

QRect ResultGrid::visualRect(const QModelIndex& index) const {
    return index.isValid() && index.model() == model() ? cellRect(layout(), index.row()) : QRect();
}

QModelIndex ResultGrid::indexAt(const QPoint& point) const {
    const auto ranges = rowsIn(QRect(point, QSize(1, 1)));
    return ranges.empty() ? QModelIndex() : model()->index(ranges.front().first, 0, rootIndex());
}

void ResultGrid::scrollTo(const QModelIndex& index, ScrollHint hint) {
    if (!index.isValid()) return;
    const QRect cell = visualRect(index).adjusted(0, -gap, 0, gap);
    const int height = viewport()->height();
    int move = 0;
    switch (hint) {
    case EnsureVisible:
        if (cell.top() < 0)
            move = cell.top();
        else if (cell.bottom() >= height)
            move = std::min(cell.top(), cell.bottom() + 1 - height);
        break;
    case PositionAtTop:
        move = cell.top();
        break;
    case PositionAtBottom:
        move = cell.bottom() + 1 - height;
        break;
    case PositionAtCenter:
        move = cell.center().y() - height / 2;
        break;
    }
    verticalScrollBar()->setValue(verticalScrollBar()->value() + move);
}

void ResultGrid::updateGeometries() {
    const Layout l = layout();
    const int content = 2 * margin + l.lines(count()) * (l.cellHeight + gap) - gap;
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(std::max(20, (l.cellHeight + gap) / 4));
    verticalScrollBar()->setRange(0, std::max(0, content - viewport()->height()));
    horizontalScrollBar()->setRange(0, 0);
}

void ResultGrid::setModel(QAbstractItemModel* model) {
    hover_ = anchor_ = pressed_ = QPersistentModelIndex();
    QListView::setModel(model);
    updateGeometries();
    wantSoon();
}

void ResultGrid::reset() {
    hover_ = anchor_ = pressed_ = QPersistentModelIndex();
    visiblePaths_.clear();
    QListView::reset();
    verticalScrollBar()->setValue(0);
    doItemsLayout();
    emit currentImageChanged({});
    emit selectedCountChanged(0);
}

// QListView would lay every item out; here only the scroll bar has to know how many there are.
void ResultGrid::doItemsLayout() {
    QAbstractItemView::doItemsLayout();
    wantSoon();
}

void ResultGrid::rowsInserted(const QModelIndex& parent, int start, int end) {
    QAbstractItemView::rowsInserted(parent, start, end);
    scheduleDelayedItemsLayout();
}

void ResultGrid::rowsAboutToBeRemoved(const QModelIndex& parent, int start, int end) {
    QAbstractItemView::rowsAboutToBeRemoved(parent, start, end);
    scheduleDelayedItemsLayout();
}

void ResultGrid::dataChanged(const QModelIndex& from, const QModelIndex& to, const QList<int>&) {
    const auto [first, last] = visibleRows();
    for (int row = std::max(first, from.row()); row <= std::min(last, to.row()); ++row)
        viewport()->update(visualRect(model()->index(row, 0)));
}

void ResultGrid::resizeEvent(QResizeEvent* event) {
    // Another number of columns moves every line: what the person looks at must not leave the view.
    const bool known = event->oldSize().isValid() && event->oldSize().width() != event->size().width();
    const Place place =
        known ? placeIn(layoutFor(event->oldSize().width()), event->oldSize().height()) : Place();
    QAbstractItemView::resizeEvent(event);
    restore(place);
    wantSoon();
}

void ResultGrid::showEvent(QShowEvent* event) {
    QListView::showEvent(event);
    updateGeometries();
    wantSoon();
}

void ResultGrid::changeEvent(QEvent* event) {
    QListView::changeEvent(event);
    switch (event->type()) {
    case QEvent::PaletteChange:
    case QEvent::FontChange:
    case QEvent::StyleChange:
    case QEvent::LayoutDirectionChange:
        updateDelegate();
        doItemsLayout();
        break;
    default:
        break;
    }
}

void ResultGrid::scrollContentsBy(int dx, int dy) {
    viewport()->scroll(dx, dy);
    if (viewport()->underMouse()) hoverAt(viewport()->mapFromGlobal(QCursor::pos()));
    wantSoon();
}

void ResultGrid::paintEvent(QPaintEvent* event) {
    QPainter painter(viewport());
    painter.fillRect(event->rect(), delegate_->tokens().window);
    const Layout l = layout();
    if (skeleton_ && count() == 0) {
        const int lines = viewport()->height() / (l.cellHeight + gap) + 1;
        for (int row = 0; row < lines * l.columns; ++row)
            delegate_->paintSkeleton(painter, cellRect(l, row));
        return;
    }
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    const QStyle::State base = option.state & ~QStyle::State_HasFocus & ~QStyle::State_MouseOver &
                               ~QStyle::State_Selected & ~QStyle::State_Active;
    const QModelIndex current = currentIndex();
    for (const auto& [from, to] : rowsIn(event->rect())) {
        for (int row = from; row <= to; ++row) {
            const QModelIndex index = model()->index(row, 0, rootIndex());
            option.rect = cellRect(l, row);
            option.state = base;
            option.state.setFlag(QStyle::State_Selected, selectionModel()->isSelected(index));
            option.state.setFlag(QStyle::State_MouseOver, hover_ == index);
            option.state.setFlag(QStyle::State_HasFocus, current == index);
            option.state.setFlag(QStyle::State_Active, hasFocus());
            delegate_->paint(&painter, option, index);
        }
    }
    if (!band_.isNull()) {
        QColor fill = delegate_->tokens().accent;
        painter.setPen(fill);
        fill.setAlpha(48);
        painter.setBrush(fill);
        painter.drawRect(band_.adjusted(0, 0, -1, -1));
    }
}

void ResultGrid::wantSoon() {
    if (!wantTimer_->isActive()) wantTimer_->start();
}

void ResultGrid::wantVisible() {
    visiblePaths_.clear();
    if (!loader_) return;
    if (!isVisible() || count() == 0) {
        loader_->forgetClient(this);
        return;
    }
    updateDelegate();
    const auto [first, last] = visibleRows();
    const int page = last - first + 1;
    const auto path = [this](int row) {
        return model()->index(row, 0, rootIndex()).data(ResultModel::PathBytesRole).toByteArray();
    };
    std::vector<std::string> visible, ahead;
    for (int row = first; row <= last; ++row) {
        const QByteArray bytes = path(row);
        visiblePaths_.insert(bytes, row);
        visible.push_back(bytes.toStdString());
    }
    for (int row = last + 1; row <= std::min(last + page, count() - 1); ++row)
        ahead.push_back(path(row).toStdString());
    for (int row = first - 1; row >= std::max(0, first - page / 2); --row)
        ahead.push_back(path(row).toStdString());
    loader_->setWanted(this, visible, ahead,
                       static_cast<int>(std::ceil(thumbnailSize_ * devicePixelRatioF())));
}

void ResultGrid::thumbnailReady(const std::string& path) {
    const auto row = visiblePaths_.constFind(QByteArray::fromStdString(path));
    if (row != visiblePaths_.constEnd() && row.value() < count())
        viewport()->update(visualRect(model()->index(row.value(), 0, rootIndex())));
}

} // namespace sparlet::ui
