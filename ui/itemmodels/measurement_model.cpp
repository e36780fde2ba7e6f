#include "itemmodels/measurement_model.h"

#include "itemmodels/measurement_words.h"
#include "itemmodels/picture_image.h"

#include <QCollator>
#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <numeric>
#include <optional>

namespace sparlet::ui {
namespace {

bool isMetric(int column) {
    return column >= MeasurementModel::FirstMetricColumn;
}

std::size_t placeOf(int column) {
    return static_cast<std::size_t>(column - MeasurementModel::FirstMetricColumn);
}

bool isNumber(int column) {
    return isMetric(column) || column == MeasurementModel::SeedsColumn;
}

} // namespace

MeasurementModel::MeasurementModel(QObject* parent)
    : QAbstractTableModel(parent), rows_(std::make_shared<std::vector<MeasurementRow>>()) {}

void MeasurementModel::setRows(Rows rows) {
    beginResetModel();
    rows_ = rows ? std::move(rows) : std::make_shared<std::vector<MeasurementRow>>();
    shown_ = filtered();
    order(shown_);
    endResetModel();
}

void MeasurementModel::setFilter(const MeasurementFilter& filter) {
    if (filter == filter_) return;
    filter_ = filter;
    auto now = filtered();
    order(now);
    if (now == shown_) return;
    beginResetModel();
    shown_ = std::move(now);
    endResetModel();
}

std::vector<int> MeasurementModel::filtered() const {
    std::vector<int> out;
    for (std::size_t i = 0; i < rows_->size(); ++i)
        if (filter_.accepts((*rows_)[i])) out.push_back(static_cast<int>(i));
    return out;
}

// Keys are made once a row: comparing texts by the language's rules is dear.
void MeasurementModel::order(std::vector<int>& rows) const {
    std::sort(rows.begin(), rows.end());
    if (sortColumn_ < 0) return;
    const bool down = sortOrder_ == Qt::DescendingOrder;
    const auto arrange = [&](const auto& keys, const auto& less) {
        std::stable_sort(rows.begin(), rows.end(), [&](int a, int b) {
            const auto& x = keys[static_cast<std::size_t>(a)];
            const auto& y = keys[static_cast<std::size_t>(b)];
            // What was not measured stays at the end in either order.
            if (!x || !y) return x.has_value() && !y.has_value();
            return down ? less(*y, *x) : less(*x, *y);
        });
    };
    if (isMetric(sortColumn_) || sortColumn_ == DateColumn || sortColumn_ == SeedsColumn) {
        std::vector<std::optional<double>> keys(rows_->size());
        for (const int row : rows) {
            const auto at = static_cast<std::size_t>(row);
            const auto& one = (*rows_)[at];
            if (sortColumn_ == DateColumn) {
                if (one.first.created > 0) keys[at] = static_cast<double>(one.first.created);
            } else if (sortColumn_ == SeedsColumn) {
                keys[at] = static_cast<double>(one.ids.size());
            } else if (one.has(placeOf(sortColumn_))) {
                keys[at] = one.values[placeOf(sortColumn_)].mean;
            }
        }
        arrange(keys, std::less<double>());
        return;
    }
    QCollator collator;
    collator.setNumericMode(true);
    collator.setCaseSensitivity(Qt::CaseInsensitive);
    std::vector<std::optional<QCollatorSortKey>> keys(rows_->size());
    for (const int row : rows) {
        const auto at = static_cast<std::size_t>(row);
        const auto shown = text((*rows_)[at], sortColumn_);
        if (!shown.isEmpty()) keys[at] = collator.sortKey(shown);
    }
    arrange(keys, [](const QCollatorSortKey& a, const QCollatorSortKey& b) { return a < b; });
}

void MeasurementModel::sort(int column, Qt::SortOrder order) {
    sortColumn_ = column;
    sortOrder_ = order;
    auto now = shown_;
    this->order(now);
    if (now == shown_) return;
    emit layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    replaceShown(std::move(now));
    emit layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

void MeasurementModel::replaceShown(std::vector<int> rows) {
    std::vector<int> places(rows_->size(), -1);
    for (std::size_t i = 0; i < rows.size(); ++i)
        places[static_cast<std::size_t>(rows[i])] = static_cast<int>(i);
    const auto from = persistentIndexList();
    QModelIndexList to;
    for (const auto& old : from)
        to << index(places[static_cast<std::size_t>(sourceOf(old.row()))], old.column());
    shown_ = std::move(rows);
    changePersistentIndexList(from, to);
}

int MeasurementModel::shownOf(int source) const {
    const auto found = std::find(shown_.begin(), shown_.end(), source);
    return found == shown_.end() ? -1 : static_cast<int>(found - shown_.begin());
}

int MeasurementModel::rowOf(const std::string& id) const {
    for (std::size_t i = 0; i < shown_.size(); ++i) {
        const auto& ids = row(static_cast<int>(i)).ids;
        if (std::find(ids.begin(), ids.end(), id) != ids.end()) return static_cast<int>(i);
    }
    return -1;
}

int MeasurementModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(shown_.size());
}

int MeasurementModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : FirstMetricColumn + static_cast<int>(eval::metrics().size());
}

QString MeasurementModel::text(const MeasurementRow& row, int column) const {
    const auto& m = row.first;
    const QLocale locale;
    if (isMetric(column)) return valueText(eval::metrics()[placeOf(column)], row.values[placeOf(column)]);
    switch (column) {
    case TitleColumn:
        return row.title;
    case SourceColumn:
        return sourceTitle(m.source);
    case MethodColumn:
        return methodTitle(m.method);
    case BackboneColumn:
        return backboneTitle(m.backbone);
    case VariantColumn:
        return variantTitle(m.variant);
    case GroupColumn:
        return QString::fromStdString(m.group);
    case ProjectColumn: {
        QStringList names;
        for (const auto& project : row.projects)
            names << QString::fromStdString(project);
        return names.join(tr(", "));
    }
    case DataColumn:
        return displayFileName(m.data);
    case ProtocolColumn:
        return QString::fromStdString(m.protocol);
    case PrecisionColumn:
        return QString::fromStdString(m.precision);
    case DeviceColumn:
        return QString::fromStdString(m.device);
    case SeedsColumn:
        if (row.ids.size() > 1) return tr("%n runs", nullptr, static_cast<int>(row.ids.size()));
        return row.seeds.empty() ? QString() : tr("seed %1").arg(row.seeds.front());
    case DateColumn:
        return m.created > 0 ? locale.toString(QDateTime::fromSecsSinceEpoch(m.created), QLocale::ShortFormat)
                             : QString();
    default:
        return {};
    }
}

QVariant MeasurementModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const auto& one = row(index.row());
    const int column = index.column();
    switch (role) {
    case IdRole:
        return QString::fromStdString(one.id());
    case Qt::DisplayRole:
        return text(one, column);
    case Qt::TextAlignmentRole:
        return QVariant((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        if (column == DataColumn) return displayPath(one.first.data);
        if (column == SourceColumn) return sourceSentence(one.first);
        if (isMetric(column) && !one.has(placeOf(column))) return tr("Not measured");
        return text(one, column);
    case Qt::AccessibleTextRole:
        if (isMetric(column))
            return one.has(placeOf(column))
                       ? metricText(eval::metrics()[placeOf(column)], one.values[placeOf(column)].mean)
                       : tr("not measured");
        return text(one, column);
    default:
        return {};
    }
}

QVariant MeasurementModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (isMetric(section)) {
        const auto& metric = eval::metrics()[placeOf(section)];
        if (role == Qt::ToolTipRole) return metricAxisTitle(metric);
        if (role != Qt::DisplayRole) return {};
        const auto unit = QString::fromStdString(metric.unit);
        return unit == QLatin1String("ms") || unit == QLatin1String("MB")
                   ? tr("%1, %2", "metric, unit").arg(metricShortTitle(metric), unit)
                   : metricShortTitle(metric);
    }
    if (role != Qt::DisplayRole) return {};
    switch (section) {
    case TitleColumn:
        return tr("Model");
    case SourceColumn:
        return tr("Source");
    case MethodColumn:
        return tr("Method");
    case BackboneColumn:
        return tr("Backbone");
    case VariantColumn:
        return tr("Variant");
    case GroupColumn:
        return tr("Group");
    case ProjectColumn:
        return tr("Project");
    case DataColumn:
        return tr("Data");
    case ProtocolColumn:
        return tr("Protocol");
    case PrecisionColumn:
        return tr("Arithmetic");
    case DeviceColumn:
        return tr("Device");
    case SeedsColumn:
        return tr("Seeds");
    case DateColumn:
        return tr("Measured");
    default:
        return {};
    }
}

} // namespace sparlet::ui
