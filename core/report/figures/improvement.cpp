// The papers' figure 6: how far every model is from the baseline, in percent of the baseline.
#include "base/printable.h"
#include "report/builders_internal.h"
#include "report/row_chart_internal.h"

#include <algorithm>
#include <cmath>

namespace sparlet::report {

namespace {

/// The papers' baseline is the one on ResNet18, also for models on other backbones (SPARSE, 4.2.5).
template <class List, class Take>
const eval::Aggregate* baselineOf(const std::string& method, const List& rows, Take take) {
    const eval::Aggregate* found = nullptr;
    for (const auto& row : rows) {
        const eval::Aggregate& data = take(row);
        if (data.first.method != method || !data.first.variant.empty()) continue;
        if (found == nullptr || (data.first.backbone == "resnet18" && found->first.backbone != "resnet18")) {
            found = &data;
        }
    }
    return found;
}

/// Percent by which `value` lies above `base`; the deviation of a quotient, to first order.
std::optional<eval::Aggregate::Value> change(const std::optional<eval::Aggregate::Value>& value,
                                             const std::optional<eval::Aggregate::Value>& base) {
    if (!value || !base || base->mean == 0) return std::nullopt;
    const double ratio = value->mean / base->mean;
    if (!std::isfinite(ratio) || std::abs(ratio) > 1e12) return std::nullopt;
    eval::Aggregate::Value out;
    out.mean = 100 * (ratio - 1);
    out.count = value->count;
    const double own = value->deviation / base->mean, others = ratio * base->deviation / base->mean;
    out.deviation = 100 * std::hypot(own, others);
    return out;
}

/// The papers' own rates: each over its own baseline.
std::vector<Papers::Value> paperRates(const Papers& papers, const std::string& method,
                                      const eval::Measurement& row, const std::string& metric) {
    std::vector<Papers::Value> out;
    for (const auto& printed : papers.of(row, metric)) {
        std::vector<eval::Aggregate> same;
        for (const auto& one : papers.rows()) {
            if (papers.paperOf(one.first) == printed.paper) same.push_back(one);
        }
        const auto* base = baselineOf(
            method, same, [](const eval::Aggregate& one) -> const eval::Aggregate& { return one; });
        if (base == nullptr) continue;
        eval::Aggregate::Value value;
        value.mean = printed.value;
        value.count = 1;
        if (const auto rate = change(value, valueOf(*base, metric))) {
            out.push_back({printed.paper, rate->mean});
        }
    }
    return out;
}

std::string percentText(double value) {
    std::string out = value > 0 ? "+" : "";
    return out.append(numberText(value, std::abs(value) >= 1000 ? 0 : 1));
}

} // namespace

Result<Drawn> buildImprovement(const Kit& kit) {
    Drawn drawn;
    const auto all = rowsOf(kit.request.measurements, kit.language());
    const auto& wanted = kit.request.baseline;
    const auto* base =
        baselineOf(wanted, all, [](const Row& row) -> const eval::Aggregate& { return row.data; });
    if (base == nullptr)
        return nothing("Rates of improvement need a row of " + methodTitle(printable(wanted)) + ", whole.");
    std::vector<Row> rows;
    std::string baseName = methodTitle(wanted);
    for (const Row& row : all) {
        if (row.data.ids == base->ids) {
            baseName = row.label;
        } else {
            rows.push_back(row);
        }
    }
    if (rows.empty()) return nothing("Rates of improvement need a row beside the baseline's.");
    limitRows(rows, drawn.notes);
    std::vector<std::string> metrics;
    for (const auto& metric : metricsOf(kit.request, rows, {"map", "latency_batch1_ms", "model_mb"})) {
        if (valueOf(*base, metric)) metrics.push_back(metric);
    }
    if (metrics.empty()) return nothing("The baseline and the other rows have no metric in common.");
    const Papers papers(kit);
    RowChart chart;
    setRows(kit, chart, rows);
    chart.below = filled(kit.say("Change against {}, in percent of it"), {baseName});
    drawn.numbers.head = {"label"};
    for (const auto& row : rows)
        drawn.numbers.rows.push_back({row.label});
    for (const auto& metric : metrics) {
        RowPanel panel;
        panel.title = metricTitle(metric, kit.language(), false) + " (%)";
        drawn.numbers.head.push_back(metric + "_percent");
        drawn.numbers.head.push_back(metric + "_percent_deviation");
        for (std::size_t i = 0; i < rows.size(); ++i) {
            Bar bar;
            bar.value = change(valueOf(rows[i].data, metric), valueOf(*base, metric));
            if (bar.value) bar.text = percentText(bar.value->mean);
            drawn.numbers.rows[i].push_back(bar.value ? exact(bar.value->mean) : "");
            drawn.numbers.rows[i].push_back(bar.value && bar.value->count > 1 ? exact(bar.value->deviation)
                                                                              : "");
            bar.papers = paperRates(papers, wanted, rows[i].data.first, metric);
            panel.bars.push_back({std::move(bar)});
        }
        chart.panels.push_back(std::move(panel));
    }
    drawn.scene = drawRowChart(kit, chart, papers);
    noteMissing(drawn.notes, rows, metrics);
    return drawn;
}

} // namespace sparlet::report
