// The training runs of a home, one a row.
#pragma once

#include "engine/training_reports.h"

#include <QAbstractTableModel>
#include <QStringList>

#include <string>
#include <vector>

namespace sparlet::ui {

class RunModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        StateColumn,
        AccuracyColumn,
        EpochsColumn,
        MethodColumn,
        BackboneColumn,
        DataColumn,
        DateColumn,
        columns
    };
    enum Role { IdRole = Qt::UserRole + 1, SortRole };

    explicit RunModel(QObject* parent = nullptr);

    /// Rows that stay keep their indexes, and with them what is selected.
    void setRuns(std::vector<engine::RunSummary> runs);
    const std::vector<engine::RunSummary>& runs() const { return runs_; }
    /// Ids of runs that wait their turn, in its order.
    void setQueue(QStringList ids);
    /// -1: there is none.
    int rowOf(const QString& id) const;

    static QString stateText(engine::RunSummary::State state);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    /// Names only; shown at once, and asked for by renameRequested().
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

signals:
    void renameRequested(const QString& id, const QString& name);

private:
    QString text(const engine::RunSummary& run, int column) const;
    QVariant sortKey(const engine::RunSummary& run, int column) const;
    bool sameToSee(const engine::RunSummary& a, const engine::RunSummary& b) const;

    std::vector<engine::RunSummary> runs_;
    QStringList queue_;
};

} // namespace sparlet::ui
