#include "itemmodels/ordered_table_model.h"

#include <algorithm>
#include <cmath>

namespace sparlet::ui {

int OrderedTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(order_.size());
}

int OrderedTableModel::rowOfRecord(std::size_t record) const {
    const auto found = std::find(order_.begin(), order_.end(), record);
    return found == order_.end() ? -1 : static_cast<int>(found - order_.begin());
}

void OrderedTableModel::pick() {
    order_.clear();
    for (std::size_t i = 0; i < records(); ++i) {
        const auto has = [&](const QString& needle) { return haystacks_[i].contains(needle); };
        if (accepted(i) && std::all_of(needles_.begin(), needles_.end(), has)) order_.push_back(i);
    }
    arrange();
}

void OrderedTableModel::endRecords() {
    haystacks_.clear();
    for (std::size_t i = 0; i < records(); ++i)
        haystacks_.push_back(haystack(i).toLower());
    pick();
    endResetModel();
}

void OrderedTableModel::refilter() {
    beginResetModel();
    pick();
    endResetModel();
}

void OrderedTableModel::setFilter(const QString& text) {
    if (text == filter_) return;
    filter_ = text;
    needles_ = text.toLower().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    refilter();
}

// Every key is made once, not at each comparison.
void OrderedTableModel::arrange() {
    if (sortColumn_ < 0 || sortColumn_ >= columnCount()) return;
    const bool down = sortOrder_ == Qt::DescendingOrder;
    if (isNumber(sortColumn_)) {
        std::vector<double> keys(records());
        for (const auto i : order_)
            keys[i] = number(i, sortColumn_);
        std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
            if (std::isnan(keys[a]) || std::isnan(keys[b]))
                return !std::isnan(keys[a]) && std::isnan(keys[b]);
            return down ? keys[a] > keys[b] : keys[a] < keys[b];
        });
        return;
    }
    std::vector<QString> keys(records());
    for (const auto i : order_)
        keys[i] = words(i, sortColumn_).toCaseFolded();
    std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
        if (keys[a].isEmpty() || keys[b].isEmpty()) return !keys[a].isEmpty() && keys[b].isEmpty();
        return down ? keys[a] > keys[b] : keys[a] < keys[b];
    });
}

void OrderedTableModel::sort(int column, Qt::SortOrder order) {
    sortColumn_ = column;
    sortOrder_ = order;
    if (column < 0) return;
    emit layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const auto before = persistentIndexList();
    std::vector<std::size_t> held;
    for (const auto& index : before)
        held.push_back(record(index.row()));
    std::sort(order_.begin(),
              order_.end()); // equal cells stand in the records' order, whatever was sorted before
    arrange();
    std::vector<int> rows(records(), -1);
    for (std::size_t row = 0; row < order_.size(); ++row)
        rows[order_[row]] = static_cast<int>(row);
    QModelIndexList after;
    for (qsizetype i = 0; i < before.size(); ++i)
        after << index(rows[held[static_cast<std::size_t>(i)]], before[i].column());
    changePersistentIndexList(before, after);
    emit layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

} // namespace sparlet::ui
