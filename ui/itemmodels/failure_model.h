// Files that could not be indexed, with the reason.
#pragma once

#include "engine/reports.h"

#include <QAbstractTableModel>

#include <vector>

namespace sparlet::ui {

class FailureModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { FileColumn, FolderColumn, ReasonColumn, columns };
    enum Role { PathBytesRole = Qt::UserRole + 1 };

    explicit FailureModel(QObject* parent = nullptr);

    void setFailures(std::vector<engine::Failure> failures);
    const std::vector<engine::Failure>& failures() const { return failures_; }
    /// One line a file, path and reason separated by a tab: for the clipboard.
    QString asText() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

private:
    std::vector<engine::Failure> failures_;
};

} // namespace sparlet::ui
