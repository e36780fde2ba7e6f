#include "itemmodels/evaluation_query_model.h"

#include "itemmodels/picture_image.h"

#include <QLocale>

#include <cmath>

namespace sparlet::ui {

EvaluationQueryModel::EvaluationQueryModel(QObject* parent) : OrderedTableModel(parent) {
    sort(ApColumn, Qt::AscendingOrder);
}

void EvaluationQueryModel::setDetails(std::shared_ptr<const engine::EvaluationDetails> details) {
    beginRecords();
    details_ = std::move(details);
    endRecords();
}

void EvaluationQueryModel::setLabel(const QString& label) {
    if (label == label_) return;
    label_ = label;
    refilter();
}

const engine::QueryScore& EvaluationQueryModel::query(int row) const {
    return details_->queries[record(row)];
}

int EvaluationQueryModel::rowOf(const std::string& path) const {
    for (int row = 0; row < rowCount(); ++row)
        if (query(row).path == path) return row;
    return -1;
}

std::size_t EvaluationQueryModel::records() const {
    return details_ ? details_->queries.size() : 0;
}

int EvaluationQueryModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : columns;
}

bool EvaluationQueryModel::isNumber(int column) const {
    return column != QueryColumn && column != LabelColumn && column != ConfusedColumn;
}

double EvaluationQueryModel::number(std::size_t record, int column) const {
    const auto& query = details_->queries[record];
    switch (column) {
    case ApColumn:
        return query.averagePrecision;
    case PAt1Column:
        return query.pAt1;
    case PAt10Column:
        return query.pAt10;
    default:
        return static_cast<double>(query.relevant);
    }
}

QString EvaluationQueryModel::words(std::size_t record, int column) const {
    const auto& query = details_->queries[record];
    const QLocale locale;
    switch (column) {
    case QueryColumn:
        return displayFileName(query.path);
    case LabelColumn:
        return QString::fromStdString(query.label);
    case ConfusedColumn:
        return QString::fromStdString(query.worstConfusion);
    case RelevantColumn:
        return locale.toString(static_cast<qlonglong>(query.relevant));
    default:
        break;
    }
    const double value = number(record, column);
    if (query.relevant == 0 || std::isnan(value)) return tr("none");
    return locale.toString(value, 'f', column == ApColumn ? 4 : 2);
}

QString EvaluationQueryModel::haystack(std::size_t record) const {
    const auto& query = details_->queries[record];
    return displayFileName(query.path) + QLatin1Char('\n') + QString::fromStdString(query.label);
}

bool EvaluationQueryModel::accepted(std::size_t record) const {
    return label_.isEmpty() || details_->queries[record].label == label_.toStdString();
}

QVariant EvaluationQueryModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const auto at = record(index.row());
    switch (role) {
    case IdRole:
        return QByteArray::fromStdString(details_->queries[at].path);
    case NumberRole:
        return isNumber(index.column()) ? QVariant(number(at, index.column())) : QVariant();
    case Qt::DisplayRole:
        return words(at, index.column());
    case Qt::ToolTipRole:
        if (index.column() == QueryColumn) return displayPath(details_->queries[at].path);
        if (details_->queries[at].relevant == 0)
            return tr("No image of the gallery is relevant to this query: it is left out of the means.");
        return words(at, index.column());
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    default:
        return {};
    }
}

QVariant EvaluationQueryModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    const bool tip = role == Qt::ToolTipRole;
    switch (section) {
    case QueryColumn:
        return tip ? tr("Picture that was searched with") : tr("Query");
    case LabelColumn:
        return tip ? tr("Label of the query") : tr("Label");
    case ApColumn:
        return tip ? tr("Average precision of the query") : tr("AP");
    case PAt1Column:
        return tip ? tr("Whether the first result is right") : tr("P@1");
    case PAt10Column:
        return tip ? tr("Share of right ones among the first ten results") : tr("P@10");
    case RelevantColumn:
        return tip ? tr("Images of the gallery that are relevant to the query") : tr("Relevant");
    case ConfusedColumn:
        return tip ? tr("The wrong label that most of the first ten results have") : tr("Taken for");
    default:
        return {};
    }
}

} // namespace sparlet::ui
