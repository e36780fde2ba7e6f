// The queries of one evaluation, one a row.
#pragma once

#include "engine/evaluation_reports.h"
#include "itemmodels/ordered_table_model.h"

#include <memory>
#include <vector>

namespace sparlet::ui {

class EvaluationQueryModel : public OrderedTableModel {
    Q_OBJECT

public:
    enum Column {
        QueryColumn,
        LabelColumn,
        ApColumn,
        PAt1Column,
        PAt10Column,
        RelevantColumn,
        ConfusedColumn,
        columns
    };

    /// Worst first.
    explicit EvaluationQueryModel(QObject* parent = nullptr);

    void setDetails(std::shared_ptr<const engine::EvaluationDetails> details);
    const engine::EvaluationDetails* details() const { return details_.get(); }
    /// Only queries of this label; "": all.
    void setLabel(const QString& label);
    const QString& label() const { return label_; }

    const engine::QueryScore& query(int row) const;
    int rowOf(const std::string& path) const;

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

protected:
    std::size_t records() const override;
    bool isNumber(int column) const override;
    double number(std::size_t record, int column) const override;
    QString words(std::size_t record, int column) const override;
    QString haystack(std::size_t record) const override;
    bool accepted(std::size_t record) const override;

private:
    std::shared_ptr<const engine::EvaluationDetails> details_;
    QString label_;
};

} // namespace sparlet::ui
