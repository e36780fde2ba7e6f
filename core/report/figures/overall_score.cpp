// The papers' figure 7: one number for accuracy and cost. The papers print no formula. This one, with half
// the weight on mAP and a quarter each on time and size, gives their order and SPARSE-ResNet18 as the best,
// as SPARSE's 4.2.6 says: score = Σ w·n / Σ w, n from 0 for the worst row of a metric to 1 for the best.
#include "report/builders_internal.h"
#include "report/row_chart_internal.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

namespace sparlet::report {

namespace {

struct Part {
    std::string metric;
    double weight = 0; // share of all
    double worst = 0, best = 0;

    double score(double value) const { return best == worst ? 1 : (value - worst) / (best - worst); }
};

std::vector<Part> partsOf(const Kit& kit, const std::vector<Row>& rows, std::vector<std::string>& notes) {
    static const std::map<std::string, double> usual = {
        {"map", 0.5}, {"latency_batch1_ms", 0.25}, {"model_mb", 0.25}};
    const auto& weights = kit.request.weights.empty() ? usual : kit.request.weights;
    std::vector<Part> parts;
    for (const eval::Metric& metric : eval::metrics()) { // in the order to show them
        const auto at = weights.find(metric.id);
        if (at == weights.end() || !(at->second > 0) || !std::isfinite(at->second) || at->second > 1e6)
            continue;
        if (countWith(rows, metric.id) == 0) {
            notes.push_back("The score leaves out " + metric.title + ", which no row has.");
            continue;
        }
        parts.push_back({metric.id, at->second, 0, 0});
    }
    double sum = 0;
    for (const Part& part : parts)
        sum += part.weight;
    for (Part& part : parts)
        part.weight /= sum;
    return parts;
}

void setRanges(std::vector<Part>& parts, const std::vector<Row>& rows) {
    for (Part& part : parts) {
        const bool lower = eval::findMetric(part.metric)->better == eval::Metric::Better::Lower;
        bool first = true;
        for (const Row& row : rows) {
            const double value = valueOf(row.data, part.metric)->mean;
            const bool better = lower ? value < part.best : value > part.best;
            const bool worse = lower ? value > part.worst : value < part.worst;
            if (first || better) part.best = value;
            if (first || worse) part.worst = value;
            first = false;
        }
    }
}

std::vector<Row> rowsWith(const std::vector<Row>& all, const std::vector<Part>& parts) {
    std::vector<Row> out;
    std::copy_if(all.begin(), all.end(), std::back_inserter(out), [&](const Row& row) {
        return std::all_of(parts.begin(), parts.end(),
                           [&](const Part& part) { return valueOf(row.data, part.metric).has_value(); });
    });
    return out;
}

Bar barOf(const Row& row, const std::vector<Part>& parts) {
    Bar bar;
    for (const Part& part : parts)
        bar.parts.push_back(part.weight * part.score(valueOf(row.data, part.metric)->mean));
    eval::Aggregate::Value value;
    value.mean = std::accumulate(bar.parts.begin(), bar.parts.end(), 0.0);
    value.count = 1;
    bar.value = value;
    bar.text = numberText(value.mean, 3);
    return bar;
}

std::string formula(const Kit& kit, const std::vector<Part>& parts) {
    std::string out;
    for (const Part& part : parts) {
        out += (out.empty() ? "" : " + ") + numberText(part.weight, 2) + " · " +
               metricTitle(part.metric, kit.language(), false);
    }
    return kit.say("score = ") + out + kit.say("; each part from 0 for the worst to 1 for the best row");
}

} // namespace

Result<Drawn> buildOverallScore(const Kit& kit) {
    Drawn drawn;
    const auto all = rowsOf(kit.request.measurements, kit.language());
    auto parts = partsOf(kit, all, drawn.notes);
    if (parts.empty()) return nothing("No row has a metric that the score gives weight to.");
    const auto rows = rowsWith(all, parts);
    if (rows.size() < 2) return nothing("A score needs two rows that have all its metrics.");
    if (rows.size() < all.size()) {
        drawn.notes.push_back(std::to_string(all.size() - rows.size()) + " of " + std::to_string(all.size()) +
                              " rows lack a metric of the score.");
    }
    setRanges(parts, rows);
    std::vector<Bar> bars;
    for (const Row& row : rows)
        bars.push_back(barOf(row, parts));
    std::vector<std::size_t> order(rows.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(),
                     [&](auto a, auto b) { return bars[a].value->mean > bars[b].value->mean; });
    if (order.size() > kMostRows) {
        drawn.notes.push_back("Only the best " + std::to_string(kMostRows) + " of " +
                              std::to_string(order.size()) + " rows are drawn.");
        order.resize(kMostRows);
    }
    RowChart chart;
    chart.below = formula(kit, parts);
    RowPanel panel;
    panel.title = kit.say("Overall score");
    panel.most = 1;
    drawn.numbers.head = {"label", "score"};
    for (const Part& part : parts) {
        chart.parts.push_back(metricTitle(part.metric, kit.language(), false));
        drawn.numbers.head.push_back(part.metric + "_part");
        drawn.numbers.head.push_back(part.metric);
    }
    const auto methods = methodsOf(rows);
    for (const std::size_t i : order) {
        chart.rows.push_back(rows[i].label);
        chart.colours.push_back(kit.methodIndex(rows[i].data.first.method, methods));
        std::vector<std::string> cells = {rows[i].label, exact(bars[i].value->mean)};
        for (std::size_t k = 0; k < parts.size(); ++k) {
            cells.push_back(exact(bars[i].parts[k]));
            cells.push_back(exact(valueOf(rows[i].data, parts[k].metric)->mean));
        }
        drawn.numbers.rows.push_back(std::move(cells));
        panel.bars.push_back({std::move(bars[i])});
    }
    chart.panels.push_back(std::move(panel));
    drawn.scene = drawRowChart(kit, chart, Papers(kit));
    return drawn;
}

} // namespace sparlet::report
