// An ablation as a grid: a method with its variant a row, a backbone with its seed a column, for each data
// set.
#pragma once

#include "engine/ablation_reports.h"
#include "itemmodels/evaluation_model.h"

#include <QAbstractTableModel>

#include <string>
#include <utility>
#include <vector>

namespace sparlet::ui {

class AblationModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Role { StateRole = Qt::UserRole + 1, ProgressRole, ProblemRole, EvaluationRole, CellIdRole };

    /// Number that cells show once it is there.
    enum class Number { Map, PAt1, PAt10, Latency, Size };

    explicit AblationModel(QObject* parent = nullptr);

    void setPlan(engine::AblationPlan plan);
    const engine::AblationPlan& plan() const { return plan_; }
    /// A cell as it is now; one that the plan does not have is passed over.
    void update(const engine::AblationCell& cell);
    void setTitles(Titles titles);
    void setNumber(Number number);
    static QString numberTitle(Number number);

    /// Null where the matrix has no such cell.
    const engine::AblationCell* cell(const QModelIndex& index) const;
    QModelIndex indexOf(const std::string& cellId) const;
    int count(engine::AblationCell::State state) const;

    static QString stateText(engine::AblationCell::State state);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString text(const engine::AblationCell& cell) const;
    QString tooltip(const engine::AblationCell& cell) const;
    void arrange();

    engine::AblationPlan plan_;
    Titles titles_;
    Number number_ = Number::Map;
    std::vector<std::pair<std::string, std::string>> rows_; // method, variant
    struct Column {
        std::string data, backbone;
        std::int64_t seed = 0;
        bool operator==(const Column&) const = default;
    };
    std::vector<Column> columns_;
    std::vector<int> grid_; // [rows, columns] into plan_.cells; -1: none
};

} // namespace sparlet::ui
