#include "itemmodels/hyper_model.h"

#include <QFont>
#include <QLocale>

#include <algorithm>

namespace sparlet::ui {
namespace {

QString number(double value) {
    return QLocale().toString(value, 'g', 6);
}

QString nameOf(const train::HyperParameterInfo& parameter) {
    return QString::fromStdString(parameter.name);
}

} // namespace

HyperModel::HyperModel(QObject* parent) : QAbstractTableModel(parent) {}

void HyperModel::setParameters(std::vector<train::HyperParameterInfo> parameters) {
    beginResetModel();
    parameters_ = std::move(parameters);
    std::map<std::string, double> kept;
    for (const auto& p : parameters_) {
        const auto found = changed_.find(p.name);
        if (found == changed_.end() || found->second < p.least || found->second > p.most) continue;
        if (found->second != p.standard) kept.insert(*found);
    }
    changed_ = std::move(kept);
    endResetModel();
    emit changedChanged();
}

void HyperModel::rowChanged(int row) {
    emit dataChanged(index(row, 0), index(row, columns - 1));
    emit changedChanged();
}

void HyperModel::reset(const QModelIndex& index) {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return;
    if (changed_.erase(parameters_[static_cast<std::size_t>(index.row())].name) > 0) rowChanged(index.row());
}

void HyperModel::resetAll() {
    if (changed_.empty()) return;
    changed_.clear();
    emit dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
    emit changedChanged();
}

int HyperModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(parameters_.size());
}

int HyperModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : columns;
}

QVariant HyperModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const auto& p = parameters_[static_cast<std::size_t>(index.row())];
    const auto own = changed_.find(p.name);
    const bool changed = own != changed_.end();
    const double value = changed ? own->second : p.standard;
    if (role == ChangedRole) return changed;
    if (role == Qt::FontRole && changed && index.column() <= ValueColumn) {
        QFont font;
        font.setBold(true);
        return font;
    }
    if (role == Qt::ToolTipRole) return QString::fromStdString(p.help);
    if (role == Qt::AccessibleTextRole && index.column() == ValueColumn)
        return changed ? tr("%1 %2, changed").arg(nameOf(p), number(value))
                       : tr("%1 %2").arg(nameOf(p), number(value));
    if (role != Qt::DisplayRole && role != Qt::EditRole) return {};
    switch (index.column()) {
    case NameColumn:
        return changed ? tr("%1 •").arg(nameOf(p)) : nameOf(p);
    case ValueColumn:
        return number(value);
    case DefaultColumn:
        return number(p.standard);
    case RangeColumn:
        return tr("%1 to %2").arg(number(p.least), number(p.most));
    case HelpColumn:
        return QString::fromStdString(p.help);
    default:
        return {};
    }
}

bool HyperModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid) ||
        index.column() != ValueColumn)
        return false;
    const auto& p = parameters_[static_cast<std::size_t>(index.row())];
    bool isNumber = false;
    const double wanted = QLocale().toDouble(value.toString().trimmed(), &isNumber);
    if (!isNumber || wanted < p.least || wanted > p.most) {
        emit refused(tr("“%1” was not changed: it takes a number from %2 to %3.")
                         .arg(nameOf(p), number(p.least), number(p.most)));
        return false;
    }
    if (wanted == p.standard)
        changed_.erase(p.name);
    else
        changed_[p.name] = wanted;
    rowChanged(index.row());
    return true;
}

Qt::ItemFlags HyperModel::flags(const QModelIndex& index) const {
    auto flags = QAbstractTableModel::flags(index);
    if (index.isValid() && index.column() == ValueColumn) flags |= Qt::ItemIsEditable;
    return flags;
}

QVariant HyperModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
    case NameColumn:
        return tr("Name");
    case ValueColumn:
        return tr("Value");
    case DefaultColumn:
        return tr("Default");
    case RangeColumn:
        return tr("Range");
    case HelpColumn:
        return tr("What it does");
    default:
        return {};
    }
}

} // namespace sparlet::ui
