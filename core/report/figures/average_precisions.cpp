// How the average precisions of a model's queries are distributed: what a mean over them hides.
#include "report/builders_internal.h"
#include "report/line_chart_internal.h"
#include "report/rows_internal.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace sparlet::report {

namespace {

constexpr int kBins = 20;

} // namespace

Result<Drawn> buildAveragePrecisions(const Kit& kit) {
    Drawn drawn;
    LineChart chart;
    std::vector<double> shares = {0};
    std::size_t dropped = 0;
    drawn.numbers.head = {"curve", "from", "to", "queries_percent"};
    for (const Curve& curve : kit.request.curves) {
        std::array<std::size_t, kBins> bins{};
        std::vector<double> kept;
        for (const double value : curve.y) {
            // A query without a relevant image has no average precision.
            if (!(value >= 0 && value <= 1 + 1e-9)) {
                ++dropped;
                continue;
            }
            kept.push_back(value);
            ++bins[static_cast<std::size_t>(std::min(kBins - 1, static_cast<int>(value * kBins)))];
        }
        if (kept.empty() || chart.series.size() == 12) continue;
        LineSeries series;
        const double mean = std::accumulate(kept.begin(), kept.end(), 0.0) / static_cast<double>(kept.size());
        series.title = curve.title + " (" + kit.say("mean") + " " + numberText(mean, 3) + ")";
        series.index = chart.series.size();
        series.marks = LineSeries::Marks::None;
        series.points.push_back({0, 0});
        for (int i = 0; i < kBins; ++i) {
            const double share = 100.0 * static_cast<double>(bins[static_cast<std::size_t>(i)]) /
                                 static_cast<double>(kept.size());
            const double from = static_cast<double>(i) / kBins, to = static_cast<double>(i + 1) / kBins;
            series.points.push_back({from, share});
            series.points.push_back({to, share});
            shares.push_back(share);
            drawn.numbers.rows.push_back({curve.title, exact(from), exact(to), exact(share)});
        }
        series.points.push_back({1, 0});
        chart.series.push_back(std::move(series));
    }
    if (chart.series.empty()) return nothing("No query has an average precision.");
    if (dropped > 0) drawn.notes.push_back(std::to_string(dropped) + " queries have no average precision.");
    chart.x.title = kit.say("Average precision of a query");
    chart.y = axisOver(shares, false, kit.say("Queries (%)"));
    chart.y.low = 0;
    drawn.scene = drawLineChart(kit, chart);
    return drawn;
}

} // namespace sparlet::report
