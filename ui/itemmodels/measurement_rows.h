// Measurements as the rows of a table and the dots of a plot: one each, or one a configuration over its
// seeds.
#pragma once

#include "eval/measurement.h"

#include <QString>

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace sparlet::ui {

struct MeasurementRow {
    eval::Measurement first;                    // what all of its measurements have in common
    std::vector<std::string> ids;               // of its measurements
    std::vector<std::int64_t> seeds;            // that are known
    std::set<std::string> projects;             // of any of them; without ""
    std::vector<eval::Aggregate::Value> values; // by place in eval::metrics(); count 0: not measured
    QString title;
    QString searched; // all that a text filter looks at, folded

    std::string id() const { return ids.empty() ? first.id : ids.front(); }
    bool isPaper() const { return first.source == eval::Measurement::Source::Paper; }
    bool has(std::size_t metric) const { return values[metric].count > 0; }
};

/// Unknown metrics are left out. Single: one row a measurement. Pure; for 10,000 some tens of milliseconds.
std::vector<MeasurementRow> measurementRows(const std::vector<eval::Measurement>& measurements, bool single);

/// Where `id` stands in eval::metrics(); -1: nowhere.
int metricPlace(const std::string& id);

/// Empty members let everything through.
struct MeasurementFilter {
    QString group, project, method, text; // each word of the text has to be found
    bool papers = true;                   // rows of papers

    bool accepts(const MeasurementRow& row) const;
    bool operator==(const MeasurementFilter&) const = default;
};

} // namespace sparlet::ui
