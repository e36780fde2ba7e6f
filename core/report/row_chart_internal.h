// Bars from left to right, a row each, in panels that share the rows: what most of the papers' figures are.
// Rows are read without turning one's head, long names have room, and values stand at the bars' ends.
#pragma once

#include "base/result.h"
#include "report/legend_internal.h"
#include "report/rows_internal.h"

#include <optional>
#include <string>
#include <vector>

namespace sparlet::report {

struct Bar {
    std::optional<eval::Aggregate::Value> value;
    std::vector<Papers::Value> papers;
    std::vector<double> parts; // of a stacked bar; they sum to the value
    std::string text;          // at its end
};

struct RowPanel {
    std::string title;
    std::vector<std::vector<Bar>> bars; // [rows][series]
    double least = 0, most = 0;         // the axis has these at least
};

struct RowChart {
    std::vector<std::string> rows;
    std::vector<std::string> heads;   // [rows] a line above it, such as a backbone; may be empty
    std::vector<bool> apart;          // [rows] a wider gap before it; may be empty
    std::vector<std::size_t> colours; // [rows], where there is one series
    std::vector<std::string> series;  // one without a name: no legend for it
    std::vector<std::string> parts;   // of stacked bars
    std::vector<RowPanel> panels;
    std::string below; // a line of explanation
};

Scene drawRowChart(const Kit& kit, const RowChart& chart, const Papers& papers);

/// A panel of one metric with one series.
RowPanel metricPanel(const Kit& kit, const std::vector<Row>& rows, const std::string& metric,
                     const Papers& papers);
/// Rows by panels of `metrics`, those that there are; `what` for the sentence where there is none.
Result<Drawn> buildMetricPanels(const Kit& kit, const std::vector<std::string>& metrics,
                                const std::string& what);

/// More rows would be no figure but a poster: the others are left out, and a note says so.
inline constexpr std::size_t kMostRows = 60;
void limitRows(std::vector<Row>& rows, std::vector<std::string>& notes);

/// Rows' names, with backbones as lines above theirs, and methods' colours.
void setRows(const Kit& kit, RowChart& chart, const std::vector<Row>& rows);

} // namespace sparlet::report
