#include "pages/duplicates_list.h"

#include "style/tokens.h"
#include "widgets/glyphs.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>
#include <cmath>

namespace sparlet::ui {
namespace {

constexpr int kTile = 72, kBadge = 18, kWantMs = 30;

class GroupDelegate : public QStyledItemDelegate {
public:
    GroupDelegate(DuplicatesList* list, QPointer<ThumbnailLoader>& loader)
        : QStyledItemDelegate(list), list_(list), loader_(loader) {}

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        return {kTile * 2, kTile + option.fontMetrics.height() + 3 * metric::gap};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const auto tokens = tokensFor(option.palette);
        const bool current = option.state.testFlag(QStyle::State_Selected);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (current) painter->fillRect(option.rect, tokens.accentDim);
        const int first = list_->firstPicture(index.row());
        const int shown = list_->shownPictures(index.row());
        for (int i = 0; i < shown; ++i)
            paintTile(*painter, list_->tileRect(option.rect, i), index.row(), first + i,
                      current && first + i == list_->picture(), tokens);
        paintWords(*painter, option, index, tokens);
        painter->restore();
    }

private:
    void paintTile(QPainter& painter, const QRect& tile, int row, int picture, bool current,
                   const Tokens& tokens) const {
        const auto& image = list_->groups()->group(row).images[static_cast<std::size_t>(picture)].image;
        painter.fillRect(tile, tokens.raised);
        const auto fate = list_->groups()->fate(row, picture);
        if (loader_) {
            const int side = static_cast<int>(std::ceil(kTile * list_->devicePixelRatioF()));
            const auto thumbnail = loader_->thumbnail(image.path, side);
            if (fate == Fate::Trash) painter.setOpacity(0.4);
            if (!thumbnail.pixmap.isNull()) glyphs::fitted(painter, tile, thumbnail.pixmap);
            painter.setOpacity(1);
            if (thumbnail.state == ThumbnailState::Failed) {
                painter.setPen(tokens.textDim);
                painter.drawText(tile, Qt::AlignCenter, QStringLiteral("?"));
            }
        }
        const QRectF badge(tile.right() - kBadge - 2, tile.top() + 3, kBadge, kBadge);
        if (fate == Fate::Keep) glyphs::rightBadge(painter, badge, tokens);
        if (fate == Fate::Trash) glyphs::wrongBadge(painter, badge, tokens);
        if (current) glyphs::focusRing(painter, tile, tokens, list_->hasFocus());
    }

    void paintWords(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index,
                    const Tokens& tokens) const {
        const QRect line(option.rect.left() + metric::gap, option.rect.top() + kTile + 2 * metric::gap,
                         option.rect.width() - 2 * metric::gap, option.fontMetrics.height());
        painter.setFont(numberFont(option.font));
        const QString freed =
            sizeText(static_cast<std::uint64_t>(index.data(DuplicateModel::FreeableRole).toULongLong()));
        painter.setPen(tokens.textDim);
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, freed);
        painter.setPen(tokens.text);
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, index.data().toString());
    }

    DuplicatesList* list_;
    QPointer<ThumbnailLoader>& loader_;
};

} // namespace

DuplicatesList::DuplicatesList(QWidget* parent) : QListView(parent) {
    setAccessibleName(tr("Groups of duplicates"));
    setUniformItemSizes(true);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(SingleSelection);
    setItemDelegate(new GroupDelegate(this, loader_));
    want_.setSingleShot(true);
    want_.setInterval(kWantMs);
    connect(&want_, &QTimer::timeout, this, &DuplicatesList::wantVisible);
}

void DuplicatesList::setGroups(DuplicateModel* model) {
    groups_ = model;
    setModel(model);
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        picture_ = 0;
        want_.start();
    });
}

void DuplicatesList::setThumbnailLoader(ThumbnailLoader* loader) {
    if (loader_) loader_->disconnect(this);
    loader_ = loader;
    if (!loader_) return;
    connect(loader_, &ThumbnailLoader::ready, this, [this] { viewport()->update(); });
    connect(loader_, &ThumbnailLoader::cleared, &want_, qOverload<>(&QTimer::start));
    want_.start();
}

void DuplicatesList::setPicture(int picture) {
    if (!currentIndex().isValid()) return;
    const int count = static_cast<int>(groups_->group(currentIndex().row()).images.size());
    picture_ = std::clamp(picture, 0, count - 1);
    viewport()->update();
    want_.start();
    emit currentPictureChanged();
}

void DuplicatesList::mark(Fate fate) {
    if (currentIndex().isValid()) groups_->setFate(currentIndex().row(), picture_, fate);
}

void DuplicatesList::toggle() {
    if (!currentIndex().isValid()) return;
    const bool goes = groups_->fate(currentIndex().row(), picture_) == Fate::Trash;
    mark(goes ? Fate::Keep : Fate::Trash);
}

int DuplicatesList::shownPictures(int row) const {
    const int room = (viewport()->width() - metric::gap) / (kTile + metric::gap);
    return std::clamp(room, 1, static_cast<int>(groups_->group(row).images.size()));
}

int DuplicatesList::firstPicture(int row) const {
    if (row != currentIndex().row()) return 0;
    return std::max(0, picture_ - shownPictures(row) + 1);
}

QRect DuplicatesList::tileRect(const QRect& row, int picture) const {
    return {row.left() + metric::gap + picture * (kTile + metric::gap), row.top() + metric::gap, kTile,
            kTile};
}

void DuplicatesList::keyPressEvent(QKeyEvent* event) {
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier)) {
        QListView::keyPressEvent(event);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Left:
        setPicture(picture_ - 1);
        return;
    case Qt::Key_Right:
        setPicture(picture_ + 1);
        return;
    case Qt::Key_K:
        mark(Fate::Keep);
        return;
    case Qt::Key_T:
    case Qt::Key_Delete:
        mark(Fate::Trash);
        return;
    case Qt::Key_Space:
        toggle();
        return;
    case Qt::Key_B:
        if (currentIndex().isValid()) groups_->markOthers(currentIndex().row());
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        emit queryRequested();
        return;
    default:
        // The rest, without a search by letters: signs are for the page.
        if (event->text().isEmpty() || !event->text().front().isPrint())
            QListView::keyPressEvent(event);
        else
            event->ignore();
    }
}

void DuplicatesList::mousePressEvent(QMouseEvent* event) {
    QListView::mousePressEvent(event);
    const QModelIndex at = indexAt(event->position().toPoint());
    if (!at.isValid()) return;
    const QRect row = visualRect(at);
    const int first = firstPicture(at.row());
    for (int i = 0; i < shownPictures(at.row()); ++i)
        if (tileRect(row, i).contains(event->position().toPoint())) setPicture(first + i);
}

void DuplicatesList::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QListView::currentChanged(current, previous);
    // What the best is compared with first.
    picture_ = current.isValid() ? 1 : 0;
    want_.start();
    emit currentPictureChanged();
}

void DuplicatesList::scrollContentsBy(int dx, int dy) {
    QListView::scrollContentsBy(dx, dy);
    want_.start();
}

void DuplicatesList::resizeEvent(QResizeEvent* event) {
    QListView::resizeEvent(event);
    want_.start();
}

void DuplicatesList::showEvent(QShowEvent* event) {
    QListView::showEvent(event);
    want_.start();
}

void DuplicatesList::wantVisible() {
    if (!loader_ || groups_ == nullptr || groups_->rowCount() == 0 || !isVisible()) return;
    const int height = std::max(1, sizeHintForRow(0));
    const int first = std::max(0, indexAt(QPoint(1, 1)).row());
    const int last = std::min(groups_->rowCount() - 1, first + viewport()->height() / height + 1);
    std::vector<std::string> visible, ahead;
    for (int row = first; row <= std::min(groups_->rowCount() - 1, last + 4); ++row)
        for (int i = 0; i < shownPictures(row); ++i)
            (row <= last ? visible : ahead)
                .push_back(
                    groups_->group(row).images[static_cast<std::size_t>(firstPicture(row) + i)].image.path);
    loader_->setWanted(this, visible, ahead, static_cast<int>(std::ceil(kTile * devicePixelRatioF())));
}

} // namespace sparlet::ui
