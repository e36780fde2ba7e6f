#include "itemmodels/layer_model.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace sparlet::ui {
namespace {

int percentOf(const nn::LayerWidth& width) {
    return static_cast<int>(std::lround(width.density * 100));
}

QString kilobytes(std::uint64_t bytes) {
    const double kb = static_cast<double>(bytes) / 1000;
    return LayerModel::tr("%1 kB").arg(QLocale().toString(kb, 'f', kb < 100 ? 1 : 0));
}

} // namespace

LayerModel::LayerModel(QObject* parent) : QAbstractTableModel(parent) {}

void LayerModel::setPlan(const nn::CompactPlan& plan) {
    const bool same = std::equal(plan.layers.begin(), plan.layers.end(), layers_.begin(), layers_.end(),
                                 [](const auto& a, const auto& b) { return a.tensor == b.tensor; });
    known_.assign(plan.layers.size(), true);
    if (same) {
        layers_ = plan.layers;
        if (!layers_.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
        return;
    }
    beginResetModel();
    layers_ = plan.layers;
    endResetModel();
}

void LayerModel::setWidths(const std::vector<nn::LayerWidth>& widths) {
    if (widths.size() != layers_.size() || layers_.empty()) return;
    for (std::size_t i = 0; i < widths.size(); ++i) {
        if (layers_[i].width == widths[i]) continue;
        layers_[i].width = widths[i];
        known_[i] = false;
    }
    emit dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
}

void LayerModel::clear() {
    beginResetModel();
    layers_.clear();
    endResetModel();
}

int LayerModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(layers_.size());
}

int LayerModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : columns;
}

QString LayerModel::shortName(const std::string& tensor) {
    auto name = QString::fromStdString(tensor);
    for (const auto* front : {"backbone.", "network.", "model."}) {
        const auto prefix = QLatin1String(front);
        if (name.startsWith(prefix)) name.remove(0, prefix.size());
    }
    const auto weight = QLatin1String(".weight");
    if (name.endsWith(weight)) name.chop(weight.size());
    // torchvision's containers: their numbers tell the layers apart, their words do not.
    const auto features = QLatin1String("features.");
    if (name.startsWith(features)) name.remove(0, features.size());
    name.replace(QLatin1String(".block."), QLatin1String("."));
    name.replace(QLatin1String(".downsample.0"), QLatin1String(".down"));
    return name;
}

QString LayerModel::text(std::size_t row, int column) const {
    const QLocale locale;
    const auto& layer = layers_[row];
    switch (column) {
    case NameColumn:
        return shortName(layer.tensor);
    case BitsColumn:
        return locale.toString(layer.width.bits);
    case KeptColumn:
        return tr("%1 %").arg(locale.toString(percentOf(layer.width)));
    case BytesColumn:
        return known_[row] ? kilobytes(layer.bytes) : QStringLiteral("…");
    case LossColumn:
        return known_[row] ? locale.toString(layer.loss, 'f', 4) : QStringLiteral("…");
    default:
        return {};
    }
}

QString LayerModel::tip(std::size_t row) const {
    const auto& layer = layers_[row];
    return tr("%1: %2 weights, %3, %4 kept")
        .arg(QString::fromStdString(layer.tensor),
             QLocale().toString(static_cast<qlonglong>(layer.parameters)),
             tr("%n bits", nullptr, layer.width.bits), text(row, KeptColumn));
}

QVariant LayerModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const auto row = static_cast<std::size_t>(index.row());
    const auto& layer = layers_[row];
    const int column = index.column();
    const bool number = column == BytesColumn || column == LossColumn;
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case Qt::EditRole:
        if (column == BitsColumn) return layer.width.bits;
        if (column == KeptColumn) return percentOf(layer.width);
        return text(row, column);
    case BarRole:
        if (column == BitsColumn) return static_cast<double>(layer.width.bits) / mostBits;
        if (column == KeptColumn) return layer.width.density;
        return {};
    case Qt::ToolTipRole:
        return tip(row);
    case Qt::AccessibleTextRole:
        if (column == NameColumn) return tip(row);
        return tr("%1 of %2: %3")
            .arg(headerData(column, Qt::Horizontal).toString(), shortName(layer.tensor), text(row, column));
    case Qt::TextAlignmentRole:
        return static_cast<int>((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant LayerModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) {
        const bool number = section == BytesColumn || section == LossColumn;
        return static_cast<int>((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role == Qt::ToolTipRole) {
        if (section == BitsColumn) return tr("Bits of each weight, 2 to 8");
        if (section == KeptColumn) return tr("Share of the weights that are kept; the others become 0");
        if (section == LossColumn) return tr("Cosine that is lost where this layer alone is stored so");
        return {};
    }
    if (role != Qt::DisplayRole) return {};
    switch (section) {
    case NameColumn:
        return tr("Layer");
    case BitsColumn:
        return tr("Bits");
    case KeptColumn:
        return tr("Kept");
    case BytesColumn:
        return tr("Size");
    case LossColumn:
        return tr("Loss");
    default:
        return {};
    }
}

Qt::ItemFlags LayerModel::flags(const QModelIndex& index) const {
    if (!index.isValid()) return Qt::NoItemFlags;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
}

bool LayerModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    bool whole = false;
    const int wanted = value.toInt(&whole);
    if (!index.isValid() || role != Qt::EditRole || !whole) return false;
    auto width = layers_[static_cast<std::size_t>(index.row())].width;
    if (index.column() == BitsColumn)
        width.bits = std::clamp(wanted, leastBits, mostBits);
    else if (index.column() == KeptColumn)
        width.density = std::clamp(wanted, leastPercent, mostPercent) / 100.0;
    else
        return false;
    if (width == layers_[static_cast<std::size_t>(index.row())].width) return false;
    emit edited(index.row(), width);
    return true;
}

} // namespace sparlet::ui
