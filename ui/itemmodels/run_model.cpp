#include "itemmodels/run_model.h"

#include "itemmodels/picture_image.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace sparlet::ui {
namespace {

/// Numbers stand right, in the header too.
QVariant alignment(int column) {
    const bool number = column == RunModel::AccuracyColumn || column == RunModel::EpochsColumn;
    return QVariant((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

} // namespace

using State = engine::RunSummary::State;

RunModel::RunModel(QObject* parent) : QAbstractTableModel(parent) {}

void RunModel::setRuns(std::vector<engine::RunSummary> runs) {
    const auto has = [](const std::vector<engine::RunSummary>& all, const std::string& id) {
        return std::any_of(all.begin(), all.end(), [&](const auto& run) { return run.id == id; });
    };
    for (auto row = static_cast<int>(runs_.size()) - 1; row >= 0; --row) {
        if (has(runs, runs_[static_cast<std::size_t>(row)].id)) continue;
        beginRemoveRows({}, row, row);
        runs_.erase(runs_.begin() + row);
        endRemoveRows();
    }
    for (std::size_t at = 0; at < runs.size(); ++at) {
        if (at < runs_.size() && runs_[at].id == runs[at].id) continue;
        if (has(runs_, runs[at].id)) {
            // Another order: rare enough to begin anew.
            beginResetModel();
            runs_ = std::move(runs);
            endResetModel();
            return;
        }
        beginInsertRows({}, static_cast<int>(at), static_cast<int>(at));
        runs_.insert(runs_.begin() + static_cast<std::ptrdiff_t>(at), runs[at]);
        endInsertRows();
    }
    // Only what differs is announced: an editor that is open in another row keeps what was typed.
    for (std::size_t at = 0; at < runs.size(); ++at) {
        const bool same = sameToSee(runs_[at], runs[at]);
        runs_[at] = std::move(runs[at]);
        const int row = static_cast<int>(at);
        if (!same) emit dataChanged(index(row, 0), index(row, columns - 1));
    }
}

bool RunModel::sameToSee(const engine::RunSummary& a, const engine::RunSummary& b) const {
    for (int column = 0; column < columns; ++column)
        if (text(a, column) != text(b, column)) return false;
    return a.problem == b.problem;
}

void RunModel::setQueue(QStringList ids) {
    if (ids == queue_) return;
    queue_ = std::move(ids);
    if (!runs_.empty()) emit dataChanged(index(0, StateColumn), index(rowCount() - 1, StateColumn));
}

int RunModel::rowOf(const QString& id) const {
    const auto wanted = id.toStdString();
    const auto found =
        std::find_if(runs_.begin(), runs_.end(), [&](const auto& run) { return run.id == wanted; });
    return found == runs_.end() ? -1 : static_cast<int>(found - runs_.begin());
}

QString RunModel::stateText(State state) {
    switch (state) {
    case State::Waiting:
        return tr("Not started");
    case State::Running:
        return tr("Running");
    case State::Stopped:
        return tr("Paused");
    case State::Interrupted:
        return tr("Interrupted");
    case State::Failed:
        return tr("Failed");
    case State::Finished:
        return tr("Finished");
    }
    return {};
}

int RunModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(runs_.size());
}

int RunModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : columns;
}

QString RunModel::text(const engine::RunSummary& run, int column) const {
    const QLocale locale;
    switch (column) {
    case NameColumn:
        return QString::fromStdString(run.name);
    case StateColumn: {
        const auto place = queue_.indexOf(QString::fromStdString(run.id));
        return place < 0 ? stateText(run.state) : tr("Queued (%1)").arg(locale.toString(place + 1));
    }
    case AccuracyColumn:
        return run.epochsDone > 0 ? tr("%1 %").arg(locale.toString(run.accuracy * 100, 'f', 1)) : QString();
    case EpochsColumn:
        return tr("%1 of %2").arg(locale.toString(run.epochsDone), locale.toString(run.epochs));
    case MethodColumn:
        return QString::fromStdString(run.methodTitle);
    case BackboneColumn:
        return QString::fromStdString(run.backboneTitle);
    case DataColumn:
        return displayFileName(run.data);
    case DateColumn:
        return run.created > 0
                   ? locale.toString(QDateTime::fromSecsSinceEpoch(run.created), QLocale::ShortFormat)
                   : QString();
    default:
        return {};
    }
}

QVariant RunModel::sortKey(const engine::RunSummary& run, int column) const {
    switch (column) {
    case AccuracyColumn:
        return run.epochsDone > 0 ? run.accuracy : -1.0;
    case EpochsColumn:
        return run.epochsDone;
    case DateColumn:
        return static_cast<qlonglong>(run.created);
    default:
        return text(run, column);
    }
}

QVariant RunModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const auto& run = runs_[static_cast<std::size_t>(index.row())];
    switch (role) {
    case IdRole:
        return QString::fromStdString(run.id);
    case SortRole:
        return sortKey(run, index.column());
    case Qt::EditRole:
    case Qt::DisplayRole:
        return text(run, index.column());
    case Qt::TextAlignmentRole:
        return alignment(index.column());
    case Qt::ToolTipRole:
        if (index.column() == DataColumn) return displayPath(run.data);
        if (index.column() == StateColumn && !run.problem.empty()) return QString::fromStdString(run.problem);
        return text(run, index.column());
    default:
        return {};
    }
}

bool RunModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid) ||
        index.column() != NameColumn)
        return false;
    auto& run = runs_[static_cast<std::size_t>(index.row())];
    const auto name = value.toString().simplified();
    if (name.isEmpty() || name == QString::fromStdString(run.name)) return false;
    run.name = name.toStdString();
    emit dataChanged(index, index);
    emit renameRequested(QString::fromStdString(run.id), name);
    return true;
}

Qt::ItemFlags RunModel::flags(const QModelIndex& index) const {
    auto flags = QAbstractTableModel::flags(index);
    if (index.isValid() && index.column() == NameColumn) flags |= Qt::ItemIsEditable;
    return flags;
}

QVariant RunModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole) return alignment(section);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
    case NameColumn:
        return tr("Name");
    case StateColumn:
        return tr("State");
    case AccuracyColumn:
        return tr("Accuracy");
    case EpochsColumn:
        return tr("Epochs");
    case MethodColumn:
        return tr("Method");
    case BackboneColumn:
        return tr("Backbone");
    case DataColumn:
        return tr("Data");
    case DateColumn:
        return tr("Created");
    default:
        return {};
    }
}

} // namespace sparlet::ui
