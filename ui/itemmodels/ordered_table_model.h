// A table that keeps its own order and filter: ten thousand rows sort and filter at once, which a proxy with
// its lists of ranges does not.
#pragma once

#include <QAbstractTableModel>
#include <QString>
#include <QStringList>

#include <vector>

namespace sparlet::ui {

/// A subclass holds records; a row of the model shows record(row). A sort keeps selection and indexes, a
/// filter and new records reset the model.
class OrderedTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Role { IdRole = Qt::UserRole + 1, NumberRole, FirstFreeRole };

    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;
    int sortColumn() const { return sortColumn_; }
    Qt::SortOrder sortOrder() const { return sortOrder_; }

    /// Only rows that have every word of `text` somewhere, whatever their case.
    void setFilter(const QString& text);
    const QString& filter() const { return filter_; }

    /// The record behind a row, and back; -1: filtered out.
    std::size_t record(int row) const { return order_[static_cast<std::size_t>(row)]; }
    int rowOfRecord(std::size_t record) const;

    int rowCount(const QModelIndex& parent = {}) const override;

protected:
    explicit OrderedTableModel(QObject* parent) : QAbstractTableModel(parent) {}

    virtual std::size_t records() const = 0;
    /// A cell's place in its column: numbers rise, NaN (no value) goes last in both directions.
    virtual bool isNumber(int column) const = 0;
    virtual double number(std::size_t record, int column) const = 0;
    virtual QString words(std::size_t record, int column) const = 0;
    /// All that a filter looks at.
    virtual QString haystack(std::size_t record) const = 0;
    /// A further condition of the subclass; call refilter() where it changed.
    virtual bool accepted(std::size_t /*record*/) const { return true; }

    /// Around a change of the records.
    void beginRecords() { beginResetModel(); }
    void endRecords();
    void refilter();

private:
    void pick();
    void arrange();

    std::vector<std::size_t> order_;
    std::vector<QString> haystacks_; // lower case
    QString filter_;
    QStringList needles_;
    int sortColumn_ = -1;
    Qt::SortOrder sortOrder_ = Qt::AscendingOrder;
};

} // namespace sparlet::ui
