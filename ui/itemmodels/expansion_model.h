// What iterative query expansion did: rounds, and under each the images that took part.
#pragma once

#include "engine/reports.h"
#include "itemmodels/thumbnail_loader.h"

#include <QAbstractItemModel>
#include <QPointer>

#include <vector>

namespace sparlet::ui {

/// How far the expanded query has moved from the initial one. `drift` is 1 − cosine of the two: below 0.15
/// (32°) low, below 0.35 (49°) medium, else high.
enum class DriftLevel { Low, Medium, High };
DriftLevel driftLevel(double drift);
QString driftText(double drift); // "low", translated
/// "round 2: 7 new, overlap 83 %, drift low"
QString roundText(const engine::ExpansionReport& round);

/// Tree: round → members, heaviest first. Columns: image, weight, joined.
class ExpansionModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column { ImageColumn, WeightColumn, JoinedColumn, columns };
    enum Role {
        RoundRole = Qt::UserRole + 1, // int from 1, of the round or of the member's round
        IsRoundRole,                  // bool
        PathBytesRole,
        ImageIdRole,
        WeightRole,         // float
        RelativeWeightRole, // float 0..1 of the heaviest |weight| of the round
        JoinedRole,         // bool: new in this round
        JoinedCountRole,    // int, of rounds
        OverlapRole,        // double 0..1, of rounds
        DriftRole,          // double, of rounds
        ThumbnailRole,      // QPixmap
    };

    explicit ExpansionModel(QObject* parent = nullptr);

    void setRounds(std::vector<engine::ExpansionReport> rounds);
    const std::vector<engine::ExpansionReport>& rounds() const { return rounds_; }
    /// As ResultModel::setThumbnails().
    void setThumbnails(ThumbnailLoader* loader, int side);

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QVariant roundData(const engine::ExpansionReport& round, int column, int role) const;
    QVariant memberData(const engine::ExpansionReport& round, std::size_t member, int column, int role) const;

    std::vector<engine::ExpansionReport> rounds_;
    QPointer<ThumbnailLoader> loader_;
    int side_ = 0;
};

} // namespace sparlet::ui
