#include "widgets/layer_table.h"

#include "itemmodels/layer_model.h"
#include "style/tokens.h"
#include "widgets/glyphs.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>

#include <algorithm>
#include <cmath>

namespace sparlet::ui {
namespace {

constexpr int kBarHeight = 10;
constexpr int kPercentStep = 5;
constexpr int kLeastBar = 40, kMostBar = 240;
constexpr int kMostNames = 240; // of a network that nobody here has seen

int textWidth(const QFontMetrics& metrics) {
    return metrics.horizontalAdvance(LayerModel::tr("%1 %").arg(100)) + metric::gap;
}

QRect barIn(const QRect& cell, const QFontMetrics& metrics) {
    const QRect inner = cell.adjusted(metric::gap, 0, -metric::gap - textWidth(metrics), 0);
    return {inner.left(), cell.center().y() - kBarHeight / 2 + 1, std::max(8, inner.width()), kBarHeight};
}

class BarDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const auto share = index.data(LayerModel::BarRole);
        if (!share.isValid()) return QStyledItemDelegate::paint(painter, option, index);
        QStyleOptionViewItem ground(option);
        initStyleOption(&ground, index);
        const bool focused = (option.state & QStyle::State_HasFocus) != 0;
        ground.text.clear();
        ground.state &= ~QStyle::State_HasFocus;
        const auto* style = option.widget->style();
        style->drawControl(QStyle::CE_ItemViewItem, &ground, painter, option.widget);
        const auto tokens = tokensFor(option.palette);
        const bool selected = (option.state & QStyle::State_Selected) != 0;
        const QColor ink = selected ? option.palette.color(QPalette::HighlightedText) : tokens.text;
        QRectF bar = barIn(option.rect, option.fontMetrics);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        QColor track = ink;
        track.setAlphaF(0.16F);
        painter->setBrush(track);
        painter->drawRoundedRect(bar, 2, 2);
        QRectF full = bar;
        full.setWidth(bar.width() * std::clamp(share.toDouble(), 0.0, 1.0));
        painter->setBrush(selected ? ink : tokens.accent);
        painter->drawRoundedRect(full, 2, 2);
        painter->setPen(ink);
        painter->setFont(numberFont(option.font));
        const QRectF label(bar.right(), option.rect.top(), option.rect.right() - bar.right() - metric::gap,
                           option.rect.height());
        painter->drawText(label, Qt::AlignRight | Qt::AlignVCenter, index.data().toString());
        if (focused) {
            painter->setBrush(Qt::NoBrush);
            painter->setPen(QPen(selected ? ink : tokens.accent, 2));
            painter->drawRoundedRect(QRectF(option.rect).adjusted(2, 2, -2, -2), 3, 3);
        }
        painter->restore();
    }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        if (index.data(LayerModel::BarRole).isValid())
            return {textWidth(option.fontMetrics) + 12 * metric::gap, metric::control};
        return QStyledItemDelegate::sizeHint(option, index) + QSize(metric::gap, 0);
    }
};

} // namespace

LayerTable::LayerTable(LayerModel* model, QWidget* parent) : QTableView(parent) {
    setModel(model);
    setItemDelegate(new BarDelegate(this));
    setAccessibleName(tr("Bits and share of weights of each layer"));
    setAccessibleDescription(tr("Left and right change the bar, up and down go from layer to layer, a digit "
                                "sets the bits, Tab goes on."));
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setFrameShape(QFrame::NoFrame);
    setTextElideMode(Qt::ElideMiddle);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(metric::control);
    auto* header = horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsClickable(false);
    header->setMinimumSectionSize(metric::control);
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->setSectionResizeMode(LayerModel::NameColumn, QHeaderView::Stretch);
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        if (this->model()->rowCount() > 0) setCurrentIndex(this->model()->index(0, LayerModel::BitsColumn));
        fitColumns();
    });
    fitColumns();
}

void LayerTable::fitColumns() {
    const QFontMetrics numbers(numberFont(font()));
    for (const auto& [column, widest] :
         {std::pair{LayerModel::BytesColumn, LayerModel::tr("%1 kB").arg(9999)},
          {LayerModel::LossColumn, QStringLiteral("0.0000")}}) {
        const int title =
            fontMetrics().horizontalAdvance(model()->headerData(column, Qt::Horizontal).toString());
        horizontalHeader()->resizeSection(column, std::max(numbers.horizontalAdvance(widest), title) +
                                                      2 * metric::gap);
    }
    names_ = 0;
    for (int row = 0; row < model()->rowCount(); ++row)
        names_ = std::max(names_, sizeHintForIndex(model()->index(row, LayerModel::NameColumn)).width());
    names_ = std::min(names_, kMostNames);
    // No name is cut off: two that end or begin alike could not be told apart.
    setMinimumWidth(names_ + 2 * leastBar() + numbersWidth() + verticalScrollBar()->sizeHint().width());
    shareWidth();
}

int LayerTable::leastBar() const {
    return textWidth(fontMetrics()) + kLeastBar + 2 * metric::gap;
}

int LayerTable::numbersWidth() const {
    return horizontalHeader()->sectionSize(LayerModel::BytesColumn) +
           horizontalHeader()->sectionSize(LayerModel::LossColumn);
}

void LayerTable::resizeEvent(QResizeEvent* event) {
    shareWidth();
    QTableView::resizeEvent(event);
}

// The names have the room they need; the bars share what is left and good for them.
void LayerTable::shareWidth() {
    const int free = viewport()->width() - numbersWidth();
    const int least = leastBar();
    const int bar =
        std::clamp(std::min(free * 3 / 10, (free - names_) / 2), least, std::max(least, kMostBar));
    for (const int column : {LayerModel::BitsColumn, LayerModel::KeptColumn})
        horizontalHeader()->resizeSection(column, bar);
}

void LayerTable::setLocked(bool locked) {
    locked_ = locked;
    viewport()->setEnabled(!locked);
}

bool LayerTable::isBar(const QModelIndex& index) const {
    return index.isValid() && index.data(LayerModel::BarRole).isValid();
}

QRect LayerTable::barRect(const QModelIndex& index) const {
    return barIn(visualRect(index), fontMetrics());
}

void LayerTable::change(const QModelIndex& index, int value) {
    if (locked_) return;
    emit gestureBegan();
    model()->setData(index, value);
}

void LayerTable::keyPressEvent(QKeyEvent* event) {
    auto index = currentIndex();
    const auto modifiers = event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier);
    if (!index.isValid() || modifiers != Qt::NoModifier) return QTableView::keyPressEvent(event);
    if (!isBar(index)) index = index.siblingAtColumn(LayerModel::BitsColumn);
    const bool bits = index.column() == LayerModel::BitsColumn;
    const int now = index.data(Qt::EditRole).toInt();
    const bool fine = (event->modifiers() & Qt::ShiftModifier) != 0;
    const int step = bits || fine ? 1 : kPercentStep;
    const int key = event->key();
    if (key == Qt::Key_Left || key == Qt::Key_Minus) {
        change(index, now - step);
    } else if (key == Qt::Key_Right || key == Qt::Key_Plus) {
        change(index, now + step);
    } else if (key == Qt::Key_Home) {
        change(index, bits ? LayerModel::leastBits : LayerModel::leastPercent);
    } else if (key == Qt::Key_End) {
        change(index, bits ? LayerModel::mostBits : LayerModel::mostPercent);
    } else if (bits && key >= Qt::Key_2 && key <= Qt::Key_8) {
        change(index, key - Qt::Key_0);
    } else {
        QTableView::keyPressEvent(event);
        return;
    }
    event->accept();
}

// From the bits to the share of the same layer, and then on: a long list is no trap.
bool LayerTable::focusNextPrevChild(bool next) {
    const auto index = currentIndex();
    const int from = next ? LayerModel::BitsColumn : LayerModel::KeptColumn;
    const int to = next ? LayerModel::KeptColumn : LayerModel::BitsColumn;
    if (index.isValid() && index.column() == from) {
        setCurrentIndex(index.siblingAtColumn(to));
        return true;
    }
    return QAbstractScrollArea::focusNextPrevChild(next);
}

void LayerTable::focusInEvent(QFocusEvent* event) {
    QTableView::focusInEvent(event);
    if (model()->rowCount() == 0) return;
    const int row = std::max(0, currentIndex().row());
    if (event->reason() == Qt::TabFocusReason)
        setCurrentIndex(model()->index(row, LayerModel::BitsColumn));
    else if (event->reason() == Qt::BacktabFocusReason)
        setCurrentIndex(model()->index(row, LayerModel::KeptColumn));
}

void LayerTable::setFromPointer(const QPoint& position) {
    const QModelIndex index = dragged_;
    const auto bar = barRect(index);
    const double share = static_cast<double>(position.x() - bar.left()) / std::max(1, bar.width());
    const int most =
        index.column() == LayerModel::BitsColumn ? LayerModel::mostBits : LayerModel::mostPercent;
    model()->setData(index, static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * most)));
}

void LayerTable::mousePressEvent(QMouseEvent* event) {
    QTableView::mousePressEvent(event);
    const auto index = indexAt(event->pos());
    if (locked_ || event->button() != Qt::LeftButton || !isBar(index)) return;
    if (!barRect(index)
             .adjusted(-metric::gap / 2, -metric::gap, metric::gap / 2, metric::gap)
             .contains(event->pos()))
        return;
    dragged_ = index;
    emit gestureBegan();
    setFromPointer(event->pos());
}

void LayerTable::mouseMoveEvent(QMouseEvent* event) {
    if (dragged_.isValid())
        setFromPointer(event->pos());
    else
        QTableView::mouseMoveEvent(event);
}

void LayerTable::mouseReleaseEvent(QMouseEvent* event) {
    dragged_ = QPersistentModelIndex();
    QTableView::mouseReleaseEvent(event);
}

void LayerTable::changeEvent(QEvent* event) {
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange && model() != nullptr) fitColumns();
}

} // namespace sparlet::ui
