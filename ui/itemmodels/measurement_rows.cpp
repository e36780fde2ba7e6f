#include "itemmodels/measurement_rows.h"

#include "itemmodels/measurement_words.h"

#include <QStringList>

#include <cmath>
#include <map>

namespace sparlet::ui {
namespace {

QString searchedText(const MeasurementRow& row) {
    const auto& m = row.first;
    QStringList parts{row.title};
    for (const auto* part : {&m.title, &m.method, &m.backbone, &m.variant, &m.group, &m.data, &m.protocol,
                             &m.precision, &m.device, &m.machine})
        parts << QString::fromStdString(*part);
    for (const auto& id : row.ids)
        parts << QString::fromStdString(id);
    for (const auto& project : row.projects)
        parts << QString::fromStdString(project);
    return parts.join(QLatin1Char('\n')).toCaseFolded();
}

MeasurementRow fromAggregate(const eval::Aggregate& aggregate) {
    MeasurementRow row{aggregate.first, aggregate.ids, aggregate.seeds, {}, {}, {}, {}};
    row.values.resize(eval::metrics().size());
    for (std::size_t i = 0; i < row.values.size(); ++i) {
        const auto found = aggregate.values.find(eval::metrics()[i].id);
        if (found != aggregate.values.end()) row.values[i] = found->second;
    }
    row.title = configurationTitle(row.first);
    return row;
}

MeasurementRow fromOne(const eval::Measurement& one) {
    MeasurementRow row{one, {one.id}, {}, {}, {}, {}, {}};
    if (one.seed >= 0) row.seeds.push_back(one.seed);
    row.values.resize(eval::metrics().size());
    for (std::size_t i = 0; i < row.values.size(); ++i) {
        const auto found = one.values.find(eval::metrics()[i].id);
        if (found != one.values.end() && std::isfinite(found->second)) row.values[i] = {found->second, 0, 1};
    }
    row.title = configurationTitle(one);
    return row;
}

} // namespace

int metricPlace(const std::string& id) {
    const auto& all = eval::metrics();
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].id == id) return static_cast<int>(i);
    return -1;
}

std::vector<MeasurementRow> measurementRows(const std::vector<eval::Measurement>& measurements, bool single) {
    std::vector<MeasurementRow> rows;
    if (single) {
        rows.reserve(measurements.size());
        for (const auto& one : measurements)
            rows.push_back(fromOne(one));
    } else {
        for (const auto& aggregate : eval::aggregate(measurements))
            rows.push_back(fromAggregate(aggregate));
    }
    std::map<std::string, std::string> projects;
    for (const auto& one : measurements)
        if (!one.project.empty()) projects.emplace(one.id, one.project);
    for (auto& row : rows) {
        for (const auto& id : row.ids)
            if (const auto found = projects.find(id); found != projects.end())
                row.projects.insert(found->second);
        row.searched = searchedText(row);
    }
    return rows;
}

bool MeasurementFilter::accepts(const MeasurementRow& row) const {
    const bool paper = row.isPaper();
    if (paper) {
        // The papers have a group of their own and no project: they are an overlay over any.
        if (!papers) return false;
    } else {
        if (!group.isEmpty() && group != QString::fromStdString(row.first.group)) return false;
        if (!project.isEmpty() && row.projects.count(project.toStdString()) == 0) return false;
    }
    if (!method.isEmpty() && method != QString::fromStdString(row.first.method)) return false;
    if (text.isEmpty()) return true;
    const auto folded = text.toCaseFolded();
    for (const auto& word : QStringView(folded).split(QLatin1Char(' '), Qt::SkipEmptyParts))
        if (!row.searched.contains(word)) return false;
    return true;
}

} // namespace sparlet::ui
