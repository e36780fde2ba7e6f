// Plain data about figures, tables and projects.
#pragma once

#include "eval/measurement.h"
#include "report/figure.h"
#include "report/table.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sparlet::engine {

/// Every figure and table of the papers, from the chosen measurements.
struct PublishRequest {
    std::string folder;               // created when missing; files of the same name are replaced
    std::vector<std::string> ids;     // of measurements; empty: all of `group`
    std::string group;                // empty: the one with the most configurations
    std::vector<std::string> formats; // "pdf", "svg", "png", "csv", "tex", "md"; empty: all
    report::FigureStyle style;
    bool papers = true; // with the papers' values beside
};

struct PublishReport {
    std::vector<std::string> files;   // absolute
    std::vector<std::string> leftOut; // a sentence for each figure that could not be drawn
};

/// A query of a kept evaluation as a figure.
struct StripRequest {
    std::string evaluation, query; // id; path
    int top = 10;
    bool captions = true, scores = true;
};

/// Runs, evaluations and figures that belong together.
struct ProjectSummary {
    std::string name;
    std::vector<std::string> runs, evaluations; // ids
    std::vector<std::string> figures;           // names of kept figure settings
    std::int64_t created = 0;                   // seconds since 1970
};

} // namespace sparlet::engine
