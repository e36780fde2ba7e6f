// From rows of measurements to dots: which numbers, colours, shapes and sizes.
#pragma once

#include "itemmodels/measurement_model.h"
#include "plots/parallel_plot.h"
#include "plots/scatter_legend.h"
#include "plots/scatter_plot.h"

#include <QStringList>

#include <string>
#include <vector>

namespace sparlet::ui {

/// How the trade-off is looked at; kept between sessions.
struct TradeoffView {
    std::string x = "latency_batch1_ms", y = "map"; // metrics
    bool logX = true, logY = false;
    std::string colour = "method"; // or "backbone", "variant", "precision", "group", "source", a metric
    std::string size;              // a metric; "": all alike
    bool single = false;           // a dot a seed instead of mean and deviation
    bool papers = true, front = true, labels = true;

    bool operator==(const TradeoffView&) const = default;
};

struct TradeoffScatter {
    ScatterData data;
    std::vector<int> rows; // of MeasurementModel::all(), for each point
    std::vector<LegendEntry> legend;
    QStringList notes; // what is not shown, and why
};

/// Rows shown, but the papers', that have both numbers.
int rowsWithBoth(const MeasurementModel& model, const std::string& x, const std::string& y);
/// The first of time, size, bytes, memory and parameters, then of all metrics, that at least two rows have
/// beside `y`; "" for none.
std::string usualAcross(const MeasurementModel& model, const std::string& y);

/// Of the model's shown rows. Colours and shapes depend on all its rows, so a filter changes none. Pure.
TradeoffScatter tradeoffScatter(const MeasurementModel& model, const TradeoffView& view);

struct TradeoffParallel {
    ParallelData data;
    std::vector<int> rows; // of MeasurementModel::all(), for each line
};
/// All metrics that at least two shown rows have.
TradeoffParallel tradeoffParallel(const MeasurementModel& model, const TradeoffView& view);

/// Rich text: what a row is, and all of its numbers.
QString tradeoffCard(const MeasurementRow& row);

/// What a colour may stand for beside metrics, with its name.
std::vector<std::pair<std::string, QString>> colourChoices();

} // namespace sparlet::ui
