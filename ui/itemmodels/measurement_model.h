// Measurements as a table that sorts and filters itself: 10,000 rows in a few milliseconds.
#pragma once

#include "itemmodels/measurement_rows.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

namespace sparlet::ui {

class MeasurementModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        TitleColumn,
        SourceColumn,
        MethodColumn,
        BackboneColumn,
        VariantColumn,
        GroupColumn,
        ProjectColumn,
        DataColumn,
        ProtocolColumn,
        PrecisionColumn,
        DeviceColumn,
        SeedsColumn,
        DateColumn,
        FirstMetricColumn // then one for each of eval::metrics()
    };
    enum Role { IdRole = Qt::UserRole + 1 };

    using Rows = std::shared_ptr<const std::vector<MeasurementRow>>;

    explicit MeasurementModel(QObject* parent = nullptr);

    /// Keeps filter and order.
    void setRows(Rows rows);
    void setFilter(const MeasurementFilter& filter);
    const MeasurementFilter& filter() const { return filter_; }
    const std::vector<MeasurementRow>& all() const { return *rows_; }

    const MeasurementRow& row(int row) const {
        return (*rows_)[static_cast<std::size_t>(shown_[static_cast<std::size_t>(row)])];
    }
    /// Place in all() of a shown row, and back (-1: it is not shown).
    int sourceOf(int row) const { return shown_[static_cast<std::size_t>(row)]; }
    int shownOf(int source) const;
    /// Shown row that a measurement belongs to; -1: none.
    int rowOf(const std::string& id) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order) override;

private:
    QString text(const MeasurementRow& row, int column) const;
    std::vector<int> filtered() const;
    void order(std::vector<int>& rows) const;
    void replaceShown(std::vector<int> rows);

    Rows rows_;
    MeasurementFilter filter_;
    std::vector<int> shown_; // places in rows_
    int sortColumn_ = -1;
    Qt::SortOrder sortOrder_ = Qt::AscendingOrder;
};

} // namespace sparlet::ui
