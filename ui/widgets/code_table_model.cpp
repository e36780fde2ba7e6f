#include "widgets/code_table_model.h"

#include <QLocale>

#include <algorithm>

namespace sparlet::ui {

CodeTableModel::CodeTableModel(QObject* parent) : QAbstractTableModel(parent) {}

void CodeTableModel::setCode(std::optional<engine::CodeReport> code) {
    beginResetModel();
    code_ = std::move(code);
    entryOf_.assign(code_ ? static_cast<std::size_t>(std::max(0, code_->dimensions)) : 0, -1);
    if (code_) {
        for (std::size_t i = 0; i < code_->entries.size(); ++i) {
            const auto dimension = static_cast<std::size_t>(code_->entries[i].dimension);
            if (dimension < entryOf_.size()) entryOf_[dimension] = static_cast<int>(i);
        }
    }
    endResetModel();
}

QString CodeTableModel::asText() const {
    QString text;
    for (int row = -1; row < rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < columns; ++column)
            cells << (row < 0 ? headerData(column, Qt::Horizontal) : data(index(row, column))).toString();
        text += cells.join(QLatin1Char('\t')) + QLatin1Char('\n');
    }
    return text;
}

int CodeTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(entryOf_.size());
}

int CodeTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : columns;
}

QVariant CodeTableModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(index.column() == Kept ? Qt::AlignCenter : Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    const auto row = static_cast<std::size_t>(index.row());
    const int entry = entryOf_[row];
    const engine::CodeValue* value = entry < 0 ? nullptr : &code_->entries[static_cast<std::size_t>(entry)];
    const QLocale locale;
    const auto number = [&locale](double v, int digits) { return locale.toString(v, 'f', digits); };
    switch (index.column()) {
    case Dimension:
        return index.row();
    case Kept:
        return value ? tr("kept") : QString();
    case Embedding:
        return row < code_->embedding.size() ? number(code_->embedding[row], 4) : QString();
    case Value:
        return value ? number(value->value, 4) : QString();
    case Quantized:
        return value ? number(value->quantized, 4) : QString();
    case Bits:
        return row < code_->bits.size() ? QVariant(static_cast<int>(code_->bits[row])) : QVariant();
    case Importance:
        return row < code_->importance.size() ? number(code_->importance[row], 2) : QString();
    default:
        return {};
    }
}

QVariant CodeTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
    case Dimension:
        return tr("Dim.", "dimension, a narrow column");
    case Kept:
        return tr("Kept");
    case Embedding:
        return tr("Embedding");
    case Value:
        return tr("Value");
    case Quantized:
        return tr("Stored");
    case Bits:
        return tr("Bits");
    case Importance:
        return tr("Importance");
    default:
        return {};
    }
}

} // namespace sparlet::ui
