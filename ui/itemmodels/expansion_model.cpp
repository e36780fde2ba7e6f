#include "itemmodels/expansion_model.h"

#include "itemmodels/picture_image.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace sparlet::ui {
namespace {

// A member's internal id is its round's row + 1; a round's is 0.
constexpr quintptr roundId = 0;

int joinedCount(const engine::ExpansionReport& round) {
    return static_cast<int>(std::count_if(round.used.begin(), round.used.end(),
                                          [](const engine::ExpansionUse& use) { return use.joined; }));
}

float heaviest(const engine::ExpansionReport& round) {
    float most = 0;
    for (const auto& use : round.used)
        most = std::max(most, std::abs(use.weight));
    return most;
}

} // namespace

DriftLevel driftLevel(double drift) {
    if (drift < 0.15) return DriftLevel::Low;
    return drift < 0.35 ? DriftLevel::Medium : DriftLevel::High;
}

QString driftText(double drift) {
    switch (driftLevel(drift)) {
    case DriftLevel::Low:
        return ExpansionModel::tr("low");
    case DriftLevel::Medium:
        return ExpansionModel::tr("medium");
    case DriftLevel::High:
        break;
    }
    return ExpansionModel::tr("high");
}

QString roundText(const engine::ExpansionReport& round) {
    return ExpansionModel::tr("round %1: %2 new, overlap %3 %, drift %4")
        .arg(round.round)
        .arg(joinedCount(round))
        .arg(std::lround(round.overlap * 100))
        .arg(driftText(round.drift));
}

ExpansionModel::ExpansionModel(QObject* parent) : QAbstractItemModel(parent) {}

void ExpansionModel::setRounds(std::vector<engine::ExpansionReport> rounds) {
    beginResetModel();
    rounds_ = std::move(rounds);
    endResetModel();
}

void ExpansionModel::setThumbnails(ThumbnailLoader* loader, int side) {
    loader_ = loader;
    side_ = side;
}

QModelIndex ExpansionModel::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent)) return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : roundId);
}

QModelIndex ExpansionModel::parent(const QModelIndex& child) const {
    if (!child.isValid() || child.internalId() == roundId) return {};
    return createIndex(static_cast<int>(child.internalId()) - 1, 0, roundId);
}

int ExpansionModel::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid()) return static_cast<int>(rounds_.size());
    if (parent.internalId() != roundId || parent.column() != 0) return 0;
    return static_cast<int>(rounds_[static_cast<std::size_t>(parent.row())].used.size());
}

int ExpansionModel::columnCount(const QModelIndex&) const {
    return columns;
}

QVariant ExpansionModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    if (index.internalId() == roundId)
        return roundData(rounds_[static_cast<std::size_t>(index.row())], index.column(), role);
    return memberData(rounds_[index.internalId() - 1], static_cast<std::size_t>(index.row()), index.column(),
                      role);
}

QVariant ExpansionModel::roundData(const engine::ExpansionReport& round, int column, int role) const {
    switch (role) {
    case IsRoundRole:
        return true;
    case RoundRole:
        return round.round;
    case JoinedCountRole:
        return joinedCount(round);
    case OverlapRole:
        return round.overlap;
    case DriftRole:
        return round.drift;
    case Qt::DisplayRole:
        return column == ImageColumn ? tr("Round %1").arg(round.round) : QString();
    case Qt::AccessibleTextRole:
        return roundText(round);
    default:
        return {};
    }
}

QVariant ExpansionModel::memberData(const engine::ExpansionReport& round, std::size_t member, int column,
                                    int role) const {
    const engine::ExpansionUse& use = round.used[member];
    const QString weight = QLocale().toString(use.weight, 'f', 2);
    switch (role) {
    case IsRoundRole:
        return false;
    case RoundRole:
        return round.round;
    case PathBytesRole:
        return QByteArray::fromStdString(use.image.path);
    case ImageIdRole:
        return static_cast<qlonglong>(use.image.id);
    case WeightRole:
        return use.weight;
    case RelativeWeightRole: {
        const float most = heaviest(round);
        return most > 0 ? std::abs(use.weight) / most : 0.0F;
    }
    case JoinedRole:
        return use.joined;
    case Qt::ToolTipRole:
        return displayPath(use.image.path);
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1, %2, %3")
            .arg(displayFileName(use.image.path), tr("weight %1").arg(weight),
                 use.joined ? tr("new in this round") : tr("kept from the round before"));
    case ThumbnailRole:
        return loader_ ? QVariant(loader_->thumbnail(use.image.path, side_).pixmap) : QVariant();
    case Qt::DisplayRole:
        if (column == ImageColumn) return displayFileName(use.image.path);
        return column == WeightColumn ? weight : (use.joined ? tr("new") : tr("kept"));
    default:
        return {};
    }
}

QVariant ExpansionModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
    case ImageColumn:
        return tr("Image");
    case WeightColumn:
        return tr("Weight");
    case JoinedColumn:
        return tr("Joined");
    default:
        return {};
    }
}

} // namespace sparlet::ui
