// What each of a method's modules buys: the method whole, and without each of them (SPARSE, table 3).
#include "report/builders_internal.h"
#include "report/row_chart_internal.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace sparlet::report {

Result<Drawn> buildAblation(const Kit& kit) {
    Drawn drawn;
    const auto all = rowsOf(kit.request.measurements, kit.language());
    std::set<std::pair<std::string, std::string>> varied; // method and backbone that have a variant
    for (const Row& row : all) {
        if (!row.data.first.variant.empty() && !isSweep(row.data.first.variant))
            varied.insert({row.data.first.method, row.data.first.backbone});
    }
    std::vector<Row> rows;
    for (const Row& row : all) {
        if (isSweep(row.data.first.variant)) continue; // they have a figure of their own
        if (varied.count({row.data.first.method, row.data.first.backbone}) != 0) rows.push_back(row);
    }
    if (rows.size() < 2) return nothing("An ablation needs a method with and without one of its modules.");
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
        const eval::Measurement &x = a.data.first, &y = b.data.first;
        return std::tuple(backbonePlace(x.backbone), methodPlace(x.method), variantPlace(x.variant)) <
               std::tuple(backbonePlace(y.backbone), methodPlace(y.method), variantPlace(y.variant));
    });
    limitRows(rows, drawn.notes);
    const auto metrics =
        metricsOf(kit.request, rows, {"map", "latency_batch1_ms", "model_mb", "bytes_per_image"});
    if (metrics.empty()) return nothing("No row of the ablation has an accuracy, a time or a size.");
    const Papers papers(kit);
    RowChart chart;
    std::set<std::string> names; // beside rows of the same method and backbone
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const eval::Measurement& m = rows[i].data.first;
        const bool first = i == 0 || rows[i - 1].data.first.backbone != m.backbone ||
                           rows[i - 1].data.first.method != m.method;
        if (first) names.clear();
        const auto variant = variantTitle(m.variant, kit.language());
        const auto name = !variant.empty()    ? variant
                          : varied.size() > 1 ? kit.say("full")
                                              : methodTitle(m.method) + ", " + kit.say("full");
        // Rows that differ in something else have said so in their own names.
        chart.rows.push_back(names.insert(name).second ? name : rows[i].brief);
        chart.heads.push_back(
            first && varied.size() > 1 ? methodTitle(m.method) + ", " + backboneTitle(m.backbone) : "");
        // The whole method stands out.
        chart.colours.push_back(m.variant.empty() ? 0 : kit.palette.size() > 5 ? 5 : 4);
        chart.apart.push_back(i > 0 && first);
    }
    for (const auto& metric : metrics)
        chart.panels.push_back(metricPanel(kit, rows, metric, papers));
    drawn.scene = drawRowChart(kit, chart, papers);
    noteMissing(drawn.notes, rows, metrics);
    drawn.numbers = numbersOf(rows, metrics, papers);
    return drawn;
}

} // namespace sparlet::report
