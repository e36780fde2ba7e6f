#include "itemmodels/failure_model.h"

#include "itemmodels/picture_image.h"

#include <algorithm>

namespace sparlet::ui {

FailureModel::FailureModel(QObject* parent) : QAbstractTableModel(parent) {}

void FailureModel::setFailures(std::vector<engine::Failure> failures) {
    beginResetModel();
    failures_ = std::move(failures);
    endResetModel();
}

QString FailureModel::asText() const {
    QString text;
    for (const auto& failure : failures_)
        text += displayPath(failure.path) + QLatin1Char('\t') + QString::fromStdString(failure.error) +
                QLatin1Char('\n');
    return text;
}

int FailureModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(failures_.size());
}

int FailureModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : columns;
}

QVariant FailureModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const auto& failure = failures_[static_cast<std::size_t>(index.row())];
    if (role == PathBytesRole) return QByteArray::fromStdString(failure.path);
    if (role == Qt::ToolTipRole)
        return displayPath(failure.path) + QLatin1Char('\n') + QString::fromStdString(failure.error);
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
    case FileColumn:
        return displayFileName(failure.path);
    case FolderColumn:
        return displayFolder(failure.path);
    case ReasonColumn:
        return QString::fromStdString(failure.error);
    default:
        return {};
    }
}

QVariant FailureModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
    case FileColumn:
        return tr("File");
    case FolderColumn:
        return tr("Folder");
    case ReasonColumn:
        return tr("Reason");
    default:
        return {};
    }
}

void FailureModel::sort(int column, Qt::SortOrder order) {
    const auto key = [column](const engine::Failure& failure) -> std::string {
        const auto slash = failure.path.find_last_of('/');
        const auto start = slash == std::string::npos ? 0 : slash + 1;
        if (column == FileColumn) return failure.path.substr(start);
        return column == FolderColumn ? failure.path.substr(0, start) : failure.error;
    };
    // Indexes that views hold (the selection) follow their rows.
    const QModelIndexList before = persistentIndexList();
    std::vector<std::size_t> rows(failures_.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i] = i;
    std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
        return order == Qt::AscendingOrder ? key(failures_[a]) < key(failures_[b])
                                           : key(failures_[b]) < key(failures_[a]);
    });
    emit layoutAboutToBeChanged({}, VerticalSortHint);
    std::vector<engine::Failure> sorted;
    sorted.reserve(failures_.size());
    std::vector<int> newRow(failures_.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        newRow[rows[i]] = static_cast<int>(i);
        sorted.push_back(std::move(failures_[rows[i]]));
    }
    failures_ = std::move(sorted);
    QModelIndexList after;
    for (const QModelIndex& old : before)
        after << index(newRow[static_cast<std::size_t>(old.row())], old.column());
    changePersistentIndexList(before, after);
    emit layoutChanged({}, VerticalSortHint);
}

} // namespace sparlet::ui
