// Measurements as the rows of a figure: one a configuration, named so that no two are alike.
#pragma once

#include "report/kit_internal.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sparlet::report {

struct Row {
    eval::Aggregate data;
    std::string label; // "SPARSE, ResNet18 (no LKD)"; the backbone only where there are several
    std::string brief; // the same without the backbone: unique beside rows of its own
};

/// Mean over seeds; by backbone, then by method, as the papers list them. The method stands for the title
/// where a measurement has none.
std::vector<Row> rowsOf(const std::vector<eval::Measurement>& measurements, Language language);

/// Nothing where the row lacks the metric, or its value is beyond ±10¹⁵: no quantity here is.
std::optional<eval::Aggregate::Value> valueOf(const eval::Aggregate& row, const std::string& metric);

/// Rows that have it.
std::size_t countWith(const std::vector<Row>& rows, const std::string& metric);

/// Those of `wanted` that any row has, in its order; what the request asks for goes first.
std::vector<std::string> metricsOf(const FigureRequest& request, const std::vector<Row>& rows,
                                   const std::vector<std::string>& wanted);

/// "2 of 9 rows have no model size." for each metric that some lack.
void noteMissing(std::vector<std::string>& notes, const std::vector<Row>& rows,
                 const std::vector<std::string>& metrics);

/// Distinct methods, in order of appearance.
std::vector<std::string> methodsOf(const std::vector<Row>& rows);

/// The papers' values, by paper.
class Papers {
public:
    explicit Papers(const Kit& kit);
    struct Value {
        std::size_t paper = 0; // index into titles()
        double value = 0;
    };
    /// Of the same method, kind of backbone and variant.
    std::vector<Value> of(const eval::Measurement& row, const std::string& metric) const;
    const std::vector<std::string>& titles() const { return titles_; }
    const std::vector<eval::Aggregate>& rows() const { return rows_; }
    std::size_t paperOf(const eval::Measurement& row) const;

private:
    std::vector<eval::Aggregate> rows_;
    std::vector<std::string> groups_, titles_;
};

/// The mark of a paper's values: hollow, so that nobody takes it for a measurement.
Mark paperMark(std::size_t paper);

/// Mean and, with several seeds, deviation as a figure prints them.
std::string valueText(const eval::Aggregate::Value& value, int decimals);
/// Digits after the point that a figure shows of a metric.
int figureDecimals(const std::string& metric);

/// Full precision for CSV, always with a point.
std::string exact(double value);

/// Head and cells of a figure's numbers for these metrics: mean, deviation and count of each.
NumberTable numbersOf(const std::vector<Row>& rows, const std::vector<std::string>& metrics,
                      const Papers& papers);

} // namespace sparlet::report
