// The papers' figure 5: the methods on each backbone, side by side.
#include "report/builders_internal.h"
#include "report/row_chart_internal.h"

#include <algorithm>

namespace sparlet::report {

namespace {

const Row* find(const std::vector<Row>& rows, const std::string& method, const std::string& backbone) {
    const auto at = std::find_if(rows.begin(), rows.end(), [&](const Row& row) {
        return row.data.first.method == method && row.data.first.backbone == backbone;
    });
    return at == rows.end() ? nullptr : &*at;
}

} // namespace

Result<Drawn> buildBackbones(const Kit& kit) {
    Drawn drawn;
    auto rows = rowsOf(kit.request.measurements, kit.language());
    // Of several variants the plain method stands for it.
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
        return a.data.first.variant.empty() && !b.data.first.variant.empty();
    });
    std::vector<std::string> backbones;
    for (const Row& row : rows) {
        const auto& name = row.data.first.backbone;
        if (std::find(backbones.begin(), backbones.end(), name) == backbones.end()) backbones.push_back(name);
    }
    if (backbones.size() < 2)
        return nothing("A comparison of backbones needs rows of at least two backbones.");
    const auto metrics = metricsOf(kit.request, rows, {"map", "latency_batch1_ms", "model_mb"});
    if (metrics.empty()) return nothing("No row has an accuracy, an inference time or a model size.");
    std::stable_sort(backbones.begin(), backbones.end(),
                     [](const auto& a, const auto& b) { return backbonePlace(a) < backbonePlace(b); });
    auto methods = methodsOf(rows);
    std::stable_sort(methods.begin(), methods.end(),
                     [](const auto& a, const auto& b) { return methodPlace(a) < methodPlace(b); });
    if (methods.size() > kMostRows) methods.resize(kMostRows);
    const Papers papers(kit);
    RowChart chart;
    std::vector<Row> shown;
    for (const auto& method : methods)
        chart.rows.push_back(methodTitle(method));
    for (const auto& backbone : backbones)
        chart.series.push_back(backboneTitle(backbone));
    for (const auto& metric : metrics) {
        RowPanel panel;
        panel.title = metricTitle(metric, kit.language());
        for (const auto& method : methods) {
            std::vector<Bar> bars;
            for (const auto& backbone : backbones) {
                Bar bar;
                if (const Row* row = find(rows, method, backbone)) {
                    bar.value = valueOf(row->data, metric);
                    bar.papers = papers.of(row->data.first, metric);
                    if (bar.value) bar.text = numberText(bar.value->mean, figureDecimals(metric));
                    if (metric == metrics.front()) shown.push_back(*row);
                }
                bars.push_back(std::move(bar));
            }
            panel.bars.push_back(std::move(bars));
        }
        chart.panels.push_back(std::move(panel));
    }
    drawn.scene = drawRowChart(kit, chart, papers);
    noteMissing(drawn.notes, shown, metrics);
    drawn.numbers = numbersOf(shown, metrics, papers);
    return drawn;
}

} // namespace sparlet::report
