#include "itemmodels/evaluation_model.h"

#include "itemmodels/measurement_words.h"
#include "itemmodels/picture_image.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

namespace sparlet::ui {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kMega = 1e6;
constexpr double kMebi = 1024.0 * 1024.0;

/// A column: what is remembered of it, its titles, how its numbers are written, and whether one sees it at
/// first.
struct ColumnFacts {
    const char* key;
    const char* title;
    const char* explanation;
    int decimals; // of a number; -1: words
    bool shown;
};
constexpr std::array<ColumnFacts, EvaluationModel::columns> kColumns{{
    {"name", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Name"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Name of the evaluation; F2 changes it"), -1, true},
    {"method", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Method"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Method of the model"), -1, true},
    {"backbone", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Backbone"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Network that reads the picture"), -1, true},
    {"variant", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Variant"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Modules left out of the method, or added to it"), -1,
     false},
    {"map", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "mAP"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel",
                       "Mean average precision over the queries that have a relevant image"),
     4, true},
    {"p_at_1", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "P@1"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Share of queries whose first result is right"), 4,
     true},
    {"p_at_5", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "P@5"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Share of right ones among the first five results"), 4,
     true},
    {"p_at_10", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "P@10"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Share of right ones among the first ten results"), 4,
     true},
    {"latency_batch1_ms", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Time (ms)"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Encoding one picture alone, in milliseconds"), 1,
     true},
    {"latency_batch32_ms", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Time of 32 (ms)"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Encoding 32 pictures at once, in milliseconds each"),
     1, false},
    {"model_mb", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Model (MB)"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Size of the model's file, in megabytes"), 1, true},
    {"bytes_per_image", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Bytes/image"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Stored for one picture, mean"), 1, true},
    {"memory_mb", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Memory (MiB)"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Most memory in use while encoding"), 0, false},
    {"parameters_m", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Parameters (M)"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Numbers in the network, in millions"), 2, false},
    {"density", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Density (%)"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Share of dimensions that a code keeps, mean"), 1,
     false},
    {"mean_bits", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Bits"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Bits of a dimension, mean"), 2, false},
    {"map_plain", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "mAP, no expansion"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "mAP of the same codes without query expansion"), 4,
     false},
    {"map_float", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "mAP, float"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel",
                       "mAP of the embedding before it becomes a code, without query expansion"),
     4, false},
    {"expansion", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Expansion"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Rounds of query expansion and its γ"), -1, false},
    {"precision", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Arithmetic"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Arithmetic that the network computed in"), -1, true},
    {"device", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Device"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Device that encoded the pictures"), -1, false},
    {"seed", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Seed"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Seed of the training run"), -1, true},
    {"data", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Data"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Pictures that were ranked"), -1, true},
    {"protocol", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Protocol"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "What is a query and what is gallery"), -1, false},
    {"queries", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Queries"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Number of queries"), 0, false},
    {"gallery", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Gallery"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Images that a query is ranked against"), 0, false},
    {"project", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Project"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Project that it belongs to"), -1, false},
    {"date", QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "Created"),
     QT_TRANSLATE_NOOP("sparlet::ui::EvaluationModel", "When the evaluation was made"), -1, true},
}};

const ColumnFacts& facts(int column) {
    return kColumns[static_cast<std::size_t>(column)];
}

/// Zero where a zero says that it was not measured.
double measured(double value) {
    return value > 0 ? value : kNone;
}

double metricOf(const engine::EvaluationSummary& one, int column) {
    using C = EvaluationModel;
    const auto& r = one.report;
    if (!one.problem.empty()) return kNone;
    switch (column) {
    case C::MapColumn:
        return r.map;
    case C::PAt1Column:
        return r.pAt1;
    case C::PAt5Column:
        return r.pAt5;
    case C::PAt10Column:
        return r.pAt10;
    case C::LatencyColumn:
        return measured(r.latencyBatch1Ms);
    case C::Latency32Column:
        return measured(r.latencyBatch32Ms);
    case C::SizeColumn:
        return measured(static_cast<double>(r.modelBytes) / kMega);
    case C::BytesColumn:
        return measured(r.bytesPerImage);
    case C::MemoryColumn:
        return measured(static_cast<double>(r.peakMemoryBytes) / kMebi);
    case C::ParametersColumn:
        return measured(static_cast<double>(r.parameters) / kMega);
    case C::DensityColumn:
        return measured(r.density * 100);
    case C::BitsColumn:
        return measured(r.meanBits);
    case C::MapPlainColumn:
        return measured(r.mapWithoutExpansion);
    case C::MapFloatColumn:
        return measured(r.mapFloat);
    case C::QueriesColumn:
        return static_cast<double>(r.queries);
    case C::GalleryColumn:
        return static_cast<double>(r.gallery);
    default:
        return kNone;
    }
}

} // namespace

QString titleOf(const Titles& titles, const std::string& id) {
    const auto text = QString::fromStdString(id);
    return titles.value(text, text);
}

EvaluationModel::EvaluationModel(QObject* parent) : OrderedTableModel(parent) {}

QString EvaluationModel::title(int column) {
    return tr(facts(column).title);
}

QString EvaluationModel::explanation(int column) {
    return tr(facts(column).explanation);
}

QByteArray EvaluationModel::key(int column) {
    return facts(column).key;
}

bool EvaluationModel::shownAtFirst(int column) {
    return facts(column).shown;
}

void EvaluationModel::setEvaluations(std::vector<engine::EvaluationSummary> evaluations) {
    const auto same = [](const auto& a, const auto& b) {
        return a.id == b.id && a.name == b.name && a.project == b.project && a.problem == b.problem &&
               a.created == b.created && a.report.map == b.report.map;
    };
    if (evaluations.size() == evaluations_.size() &&
        std::equal(evaluations.begin(), evaluations.end(), evaluations_.begin(), same))
        return;
    beginRecords();
    evaluations_ = std::move(evaluations);
    group();
    endRecords();
}

void EvaluationModel::setTitles(Titles titles) {
    if (titles == titles_) return;
    beginRecords();
    titles_ = std::move(titles);
    endRecords();
}

void EvaluationModel::setGrouped(bool on) {
    if (on == grouped_) return;
    beginRecords();
    grouped_ = on;
    group();
    endRecords();
}

void EvaluationModel::setProject(const QString& project) {
    if (project == project_) return;
    beginRecords();
    project_ = project;
    group();
    endRecords();
}

// All but the seed and what belongs to one evaluation alone.
std::string EvaluationModel::configuration(const engine::EvaluationSummary& one) const {
    const auto& r = one.report;
    std::string all;
    for (const auto& part :
         {r.method, r.backbone, one.variant, one.data, one.dataHash, r.protocol, r.convention, r.precision,
          r.device, std::to_string(r.rounds), std::to_string(r.gamma), std::to_string(r.queries)})
        all += part + '\n';
    return all;
}

void EvaluationModel::group() {
    rows_.clear();
    std::map<std::string, std::size_t> known;
    for (std::size_t i = 0; i < evaluations_.size(); ++i) {
        const auto& one = evaluations_[i];
        if (!project_.isEmpty() && project_.toStdString() != one.project) continue;
        if (!grouped_ || !one.problem.empty()) {
            rows_.push_back({{i}});
            continue;
        }
        const auto [at, isNew] = known.try_emplace(configuration(one), rows_.size());
        if (isNew) rows_.push_back({});
        rows_[at->second].members.push_back(i);
    }
}

const engine::EvaluationSummary* EvaluationModel::find(const QString& id) const {
    const auto wanted = id.toStdString();
    const auto found = std::find_if(evaluations_.begin(), evaluations_.end(),
                                    [&](const auto& one) { return one.id == wanted; });
    return found == evaluations_.end() ? nullptr : &*found;
}

int EvaluationModel::rowOf(const QString& id) const {
    const auto wanted = id.toStdString();
    for (int row = 0; row < rowCount(); ++row) {
        const auto& members = rows_[record(row)].members;
        const auto isIt = [&](std::size_t i) { return evaluations_[i].id == wanted; };
        if (std::any_of(members.begin(), members.end(), isIt)) return row;
    }
    return -1;
}

QStringList EvaluationModel::idsOf(int row) const {
    QStringList ids;
    for (const auto i : rows_[record(row)].members)
        ids << QString::fromStdString(evaluations_[i].id);
    return ids;
}

int EvaluationModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : columns;
}

bool EvaluationModel::isNumber(int column) const {
    return facts(column).decimals >= 0 || column == SeedColumn || column == DateColumn;
}

EvaluationModel::Value EvaluationModel::value(std::size_t record, int column) const {
    Value value;
    double squares = 0;
    // Welford: one pass, and nothing is lost where the values are near each other.
    for (const auto i : rows_[record].members) {
        const double x = metricOf(evaluations_[i], column);
        if (!std::isfinite(x)) continue;
        ++value.count;
        const double off = x - value.mean;
        value.mean += off / value.count;
        squares += off * (x - value.mean);
    }
    if (value.count == 0) value.mean = kNone;
    if (value.count > 1) value.deviation = std::sqrt(squares / (value.count - 1));
    return value;
}

double EvaluationModel::number(std::size_t record, int column) const {
    const auto& first = evaluations_[rows_[record].members.front()];
    if (column == SeedColumn) return first.seed < 0 ? kNone : static_cast<double>(first.seed);
    if (column == DateColumn) return static_cast<double>(first.created);
    return value(record, column).mean;
}

QString EvaluationModel::words(std::size_t record, int column) const {
    return text(record, column);
}

QString EvaluationModel::haystack(std::size_t record) const {
    QStringList all;
    for (const int column : {NameColumn, MethodColumn, BackboneColumn, VariantColumn, PrecisionColumn,
                             DataColumn, ProtocolColumn, ProjectColumn, DeviceColumn})
        all << text(record, column);
    for (const auto i : rows_[record].members)
        all << QString::fromStdString(evaluations_[i].name);
    return all.join(QLatin1Char('\n'));
}

QString EvaluationModel::name(const Row& row) const {
    const auto& first = evaluations_[row.members.front()];
    if (row.members.size() == 1)
        return (first.problem.empty() ? QString() : QStringLiteral("⚠ ")) +
               QString::fromStdString(first.name);
    QStringList parts{titleOf(titles_, first.report.method), titleOf(titles_, first.report.backbone)};
    if (!first.variant.empty()) parts << QString::fromStdString(first.variant);
    return tr("%1, %n seeds", nullptr, static_cast<int>(row.members.size()))
        .arg(parts.join(QStringLiteral(" · ")));
}

QString EvaluationModel::text(std::size_t record, int column) const {
    const auto& row = rows_[record];
    const auto& one = evaluations_[row.members.front()];
    const auto& r = one.report;
    const QLocale locale;
    switch (column) {
    case NameColumn:
        return name(row);
    case MethodColumn:
        return titleOf(titles_, r.method);
    case BackboneColumn:
        return titleOf(titles_, r.backbone);
    case VariantColumn:
        return QString::fromStdString(one.variant);
    case ExpansionColumn:
        if (!one.problem.empty()) return {};
        return r.rounds > 0 ? tr("%n rounds, γ %1", nullptr, r.rounds)
                                  .arg(locale.toString(static_cast<double>(r.gamma), 'g', 3))
                            : tr("none");
    case PrecisionColumn:
        return QString::fromStdString(r.precision);
    case DeviceColumn:
        return QString::fromStdString(r.device);
    case DataColumn:
        return displayFileName(one.data);
    case ProtocolColumn:
        return QString::fromStdString(r.protocol);
    case ProjectColumn:
        return QString::fromStdString(one.project);
    case SeedColumn: {
        QStringList seeds;
        for (auto i = row.members.rbegin(); i != row.members.rend(); ++i)
            if (evaluations_[*i].seed >= 0)
                seeds << locale.toString(static_cast<qlonglong>(evaluations_[*i].seed));
        return seeds.join(QStringLiteral(", "));
    }
    case DateColumn:
        return one.created > 0
                   ? locale.toString(QDateTime::fromSecsSinceEpoch(one.created), QLocale::ShortFormat)
                   : QString();
    default:
        break;
    }
    const auto v = value(record, column);
    const int decimals = facts(column).decimals;
    if (v.count == 0) return {};
    const auto mean = locale.toString(v.mean, 'f', decimals);
    return v.count > 1 ? tr("%1 ± %2").arg(mean, locale.toString(v.deviation, 'f', decimals)) : mean;
}

QString EvaluationModel::tooltip(std::size_t record, int column) const {
    const auto& row = rows_[record];
    const auto& one = evaluations_[row.members.front()];
    if (!one.problem.empty()) return QString::fromStdString(one.problem);
    if (column == DataColumn) return displayPath(one.data);
    if (column == NameColumn && row.members.size() > 1) {
        QStringList names;
        for (const auto i : row.members)
            names << QString::fromStdString(evaluations_[i].name);
        return names.join(QLatin1Char('\n'));
    }
    if (column == ProtocolColumn || column == MapColumn)
        return tr("%1\n%2").arg(explanation(column), conventionText(one.report.convention));
    return isNumber(column) ? tr("%1\n%2").arg(text(record, column), explanation(column))
                            : text(record, column);
}

QVariant EvaluationModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const auto at = record(index.row());
    const auto& one = evaluations_[rows_[at].members.front()];
    switch (role) {
    case IdRole:
        return QString::fromStdString(one.id);
    case IdsRole:
        return idsOf(index.row());
    case ProblemRole:
        return QString::fromStdString(one.problem);
    case NumberRole:
        return isNumber(index.column()) ? QVariant(number(at, index.column())) : QVariant();
    case Qt::EditRole:
        if (index.column() == NameColumn) return QString::fromStdString(one.name);
        return text(at, index.column());
    case Qt::DisplayRole:
        return text(at, index.column());
    case Qt::ToolTipRole:
        return tooltip(at, index.column());
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    default:
        return {};
    }
}

bool EvaluationModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid) ||
        !flags(index).testFlag(Qt::ItemIsEditable))
        return false;
    auto& one = evaluations_[rows_[record(index.row())].members.front()];
    const auto name = value.toString().simplified();
    if (name.isEmpty() || name == QString::fromStdString(one.name)) return false;
    one.name = name.toStdString();
    emit dataChanged(index, index);
    emit renameRequested(QString::fromStdString(one.id), name);
    return true;
}

Qt::ItemFlags EvaluationModel::flags(const QModelIndex& index) const {
    auto flags = QAbstractTableModel::flags(index);
    if (index.isValid() && index.column() == NameColumn && rows_[record(index.row())].members.size() == 1)
        flags |= Qt::ItemIsEditable;
    return flags;
}

QVariant EvaluationModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= columns) return {};
    switch (role) {
    case Qt::DisplayRole:
        return title(section);
    case Qt::ToolTipRole:
        return explanation(section);
    case Qt::TextAlignmentRole:
        return QVariant(
            (facts(section).decimals >= 0 || section == SeedColumn ? Qt::AlignRight : Qt::AlignLeft) |
            Qt::AlignVCenter);
    default:
        return {};
    }
}

} // namespace sparlet::ui
