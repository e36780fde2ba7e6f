// What moved between two rankings of one query, one image a row.
#pragma once

#include "engine/evaluation_reports.h"
#include "itemmodels/ordered_table_model.h"

#include <vector>

namespace sparlet::ui {

class RankMoveModel : public OrderedTableModel {
    Q_OBJECT

public:
    enum Column { ImageColumn, LabelColumn, LeftColumn, RightColumn, MoveColumn, RightnessColumn, columns };

    /// The farthest moves first.
    explicit RankMoveModel(QObject* parent = nullptr);

    void setMoves(std::vector<engine::RankMove> moves);
    const engine::RankMove& move(int row) const { return moves_[record(row)]; }
    int rowOf(const std::string& path) const;

    /// "▲ 12" for an image that the right one ranks 12 places better, "▼ 3", "=".
    static QString moveText(const engine::RankMove& move);
    static QString relevanceText(engine::RankedImage::Relevance relevance);

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

protected:
    std::size_t records() const override { return moves_.size(); }
    bool isNumber(int column) const override;
    double number(std::size_t record, int column) const override;
    QString words(std::size_t record, int column) const override;
    QString haystack(std::size_t record) const override;

private:
    std::vector<engine::RankMove> moves_;
};

} // namespace sparlet::ui
