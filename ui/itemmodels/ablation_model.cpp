#include "itemmodels/ablation_model.h"

#include <QLocale>

#include <algorithm>

namespace sparlet::ui {

using State = engine::AblationCell::State;

AblationModel::AblationModel(QObject* parent) : QAbstractTableModel(parent) {}

void AblationModel::setPlan(engine::AblationPlan plan) {
    beginResetModel();
    plan_ = std::move(plan);
    arrange();
    endResetModel();
}

void AblationModel::setTitles(Titles titles) {
    beginResetModel();
    titles_ = std::move(titles);
    endResetModel();
}

void AblationModel::setNumber(Number number) {
    number_ = number;
    if (!grid_.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

// Rows and columns in the order of the file; a row without any cell is left out.
void AblationModel::arrange() {
    rows_.clear();
    columns_.clear();
    std::vector<std::string> sets;
    for (const auto& cell : plan_.cells)
        if (std::find(sets.begin(), sets.end(), cell.data) == sets.end()) sets.push_back(cell.data);
    for (const auto& set : sets)
        for (const auto& backbone : plan_.backbones)
            for (const auto seed : plan_.seeds)
                columns_.push_back({set, backbone, seed});
    for (const auto& method : plan_.methods) {
        for (const auto& variant : plan_.variants) {
            const auto isIn = [&](const auto& cell) {
                return cell.method == method && cell.variant == variant;
            };
            if (std::any_of(plan_.cells.begin(), plan_.cells.end(), isIn))
                rows_.emplace_back(method, variant);
        }
    }
    grid_.assign(rows_.size() * columns_.size(), -1);
    for (std::size_t i = 0; i < plan_.cells.size(); ++i) {
        const auto& cell = plan_.cells[i];
        const auto row = std::find(rows_.begin(), rows_.end(), std::pair(cell.method, cell.variant));
        const auto column =
            std::find(columns_.begin(), columns_.end(), Column{cell.data, cell.backbone, cell.seed});
        if (row == rows_.end() || column == columns_.end()) continue;
        grid_[static_cast<std::size_t>(row - rows_.begin()) * columns_.size() +
              static_cast<std::size_t>(column - columns_.begin())] = static_cast<int>(i);
    }
}

void AblationModel::update(const engine::AblationCell& cell) {
    for (auto& one : plan_.cells) {
        if (one.id != cell.id) continue;
        one = cell;
        const auto at = indexOf(cell.id);
        if (at.isValid()) emit dataChanged(at, at);
        return;
    }
}

const engine::AblationCell* AblationModel::cell(const QModelIndex& index) const {
    if (!index.isValid() || index.model() != this) return nullptr;
    const int at = grid_[static_cast<std::size_t>(index.row()) * columns_.size() +
                         static_cast<std::size_t>(index.column())];
    return at < 0 ? nullptr : &plan_.cells[static_cast<std::size_t>(at)];
}

QModelIndex AblationModel::indexOf(const std::string& cellId) const {
    for (std::size_t i = 0; i < grid_.size(); ++i) {
        if (grid_[i] >= 0 && plan_.cells[static_cast<std::size_t>(grid_[i])].id == cellId)
            return index(static_cast<int>(i / columns_.size()), static_cast<int>(i % columns_.size()));
    }
    return {};
}

int AblationModel::count(State state) const {
    return static_cast<int>(std::count_if(plan_.cells.begin(), plan_.cells.end(),
                                          [&](const auto& cell) { return cell.state == state; }));
}

QString AblationModel::stateText(State state) {
    switch (state) {
    case State::Waiting:
        return tr("Waiting");
    case State::Training:
        return tr("Training");
    case State::Evaluating:
        return tr("Evaluating");
    case State::Timing:
        return tr("Timing");
    case State::Done:
        return tr("Done");
    case State::Failed:
        return tr("Failed");
    }
    return {};
}

QString AblationModel::numberTitle(Number number) {
    switch (number) {
    case Number::Map:
        return tr("mAP");
    case Number::PAt1:
        return tr("P@1");
    case Number::PAt10:
        return tr("P@10");
    case Number::Latency:
        return tr("Time (ms)");
    case Number::Size:
        return tr("Model (MB)");
    }
    return {};
}

int AblationModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int AblationModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(columns_.size());
}

QString AblationModel::text(const engine::AblationCell& cell) const {
    const QLocale locale;
    if (cell.state == State::Waiting || cell.state == State::Failed) return stateText(cell.state);
    if (cell.state != State::Done)
        return tr("%1 %2 %").arg(stateText(cell.state), locale.toString(cell.progress * 100, 'f', 0));
    const auto& r = cell.report;
    switch (number_) {
    case Number::Map:
        return locale.toString(r.map, 'f', 4);
    case Number::PAt1:
        return locale.toString(r.pAt1, 'f', 4);
    case Number::PAt10:
        return locale.toString(r.pAt10, 'f', 4);
    case Number::Latency:
        return r.latencyBatch1Ms > 0 ? locale.toString(r.latencyBatch1Ms, 'f', 1) : tr("not timed");
    case Number::Size:
        return locale.toString(static_cast<double>(r.modelBytes) / 1e6, 'f', 1);
    }
    return {};
}

QString AblationModel::tooltip(const engine::AblationCell& cell) const {
    QStringList lines{QString::fromStdString(cell.id), text(cell)};
    if (!cell.problem.empty()) lines << QString::fromStdString(cell.problem);
    if (cell.state == State::Done) lines << tr("Enter or a double click opens the evaluation");
    return lines.join(QLatin1Char('\n'));
}

QVariant AblationModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const auto* one = cell(index);
    if (one == nullptr) return {};
    switch (role) {
    case StateRole:
        return static_cast<int>(one->state);
    case ProgressRole:
        return one->progress;
    case ProblemRole:
        return QString::fromStdString(one->problem);
    case EvaluationRole:
        return QString::fromStdString(one->evaluation);
    case CellIdRole:
        return QString::fromStdString(one->id);
    case Qt::DisplayRole:
        return text(*one);
    case Qt::ToolTipRole:
        return tooltip(*one);
    case Qt::AccessibleTextRole:
        return tr("%1: %2").arg(QString::fromStdString(one->id), text(*one));
    case Qt::TextAlignmentRole:
        return QVariant(Qt::AlignCenter);
    default:
        return {};
    }
}

Qt::ItemFlags AblationModel::flags(const QModelIndex& index) const {
    return cell(index) == nullptr ? Qt::NoItemFlags : QAbstractTableModel::flags(index);
}

QVariant AblationModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (role != Qt::DisplayRole || section < 0) return {};
    const auto at = static_cast<std::size_t>(section);
    if (orientation == Qt::Vertical) {
        if (at >= rows_.size()) return {};
        const auto& [method, variant] = rows_[at];
        const auto title = titleOf(titles_, method);
        return variant.empty() ? title : tr("%1, %2").arg(title, QString::fromStdString(variant));
    }
    if (at >= columns_.size()) return {};
    const auto& [set, backbone, seed] = columns_[at];
    if (!set.empty())
        return tr("%1\n%2\nseed %3")
            .arg(QString::fromStdString(set), titleOf(titles_, backbone),
                 QLocale().toString(static_cast<qlonglong>(seed)));
    return tr("%1\nseed %2")
        .arg(titleOf(titles_, backbone), QLocale().toString(static_cast<qlonglong>(seed)));
}

} // namespace sparlet::ui
