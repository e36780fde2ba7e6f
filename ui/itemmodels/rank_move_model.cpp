#include "itemmodels/rank_move_model.h"

#include "itemmodels/picture_image.h"

#include <QLocale>

#include <cstdlib>

namespace sparlet::ui {

RankMoveModel::RankMoveModel(QObject* parent) : OrderedTableModel(parent) {
    sort(MoveColumn, Qt::DescendingOrder);
}

void RankMoveModel::setMoves(std::vector<engine::RankMove> moves) {
    beginRecords();
    moves_ = std::move(moves);
    endRecords();
}

int RankMoveModel::rowOf(const std::string& path) const {
    for (int row = 0; row < rowCount(); ++row)
        if (move(row).path == path) return row;
    return -1;
}

QString RankMoveModel::moveText(const engine::RankMove& move) {
    const int up = move.left - move.right;
    if (up == 0) return QStringLiteral("=");
    return (up > 0 ? QStringLiteral("▲ %1") : QStringLiteral("▼ %1")).arg(QLocale().toString(std::abs(up)));
}

QString RankMoveModel::relevanceText(engine::RankedImage::Relevance relevance) {
    switch (relevance) {
    case engine::RankedImage::Relevance::Right:
        return tr("✓ right");
    case engine::RankedImage::Relevance::Wrong:
        return tr("✗ wrong");
    case engine::RankedImage::Relevance::Junk:
        return tr("– not counted");
    }
    return {};
}

int RankMoveModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : columns;
}

bool RankMoveModel::isNumber(int column) const {
    return column == LeftColumn || column == RightColumn || column == MoveColumn;
}

// A move sorts by its length, in whichever direction it went.
double RankMoveModel::number(std::size_t record, int column) const {
    const auto& move = moves_[record];
    if (column == LeftColumn) return move.left;
    if (column == RightColumn) return move.right;
    return std::abs(move.left - move.right);
}

QString RankMoveModel::words(std::size_t record, int column) const {
    const auto& move = moves_[record];
    const QLocale locale;
    switch (column) {
    case ImageColumn:
        return displayFileName(move.path);
    case LabelColumn:
        return QString::fromStdString(move.label);
    case LeftColumn:
        return locale.toString(move.left);
    case RightColumn:
        return locale.toString(move.right);
    case MoveColumn:
        return moveText(move);
    case RightnessColumn:
        return relevanceText(move.relevance);
    default:
        return {};
    }
}

QString RankMoveModel::haystack(std::size_t record) const {
    return words(record, ImageColumn) + QLatin1Char('\n') + words(record, LabelColumn);
}

QVariant RankMoveModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const auto at = record(index.row());
    switch (role) {
    case IdRole:
        return QByteArray::fromStdString(moves_[at].path);
    case NumberRole:
        return isNumber(index.column()) ? QVariant(number(at, index.column())) : QVariant();
    case Qt::DisplayRole:
        return words(at, index.column());
    case Qt::ToolTipRole: {
        const QLocale locale;
        if (index.column() == ImageColumn) return displayPath(moves_[at].path);
        return tr("Score %1 on the left, %2 on the right")
            .arg(locale.toString(static_cast<double>(moves_[at].leftScore), 'f', 4),
                 locale.toString(static_cast<double>(moves_[at].rightScore), 'f', 4));
    }
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    default:
        return {};
    }
}

QVariant RankMoveModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    switch (section) {
    case ImageColumn:
        return tr("Image");
    case LabelColumn:
        return tr("Label");
    case LeftColumn:
        return tr("Left rank");
    case RightColumn:
        return tr("Right rank");
    case MoveColumn:
        return tr("Moved");
    case RightnessColumn:
        return tr("Result");
    default:
        return {};
    }
}

} // namespace sparlet::ui
