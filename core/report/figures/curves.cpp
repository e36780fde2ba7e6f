// Precision against recall, and precision of the first k results: a curve a model.
#include "report/builders_internal.h"
#include "report/line_chart_internal.h"
#include "report/rows_internal.h"

#include <algorithm>
#include <cmath>

namespace sparlet::report {

namespace {

constexpr std::size_t kMostCurves = 24;

Result<Drawn> build(const Kit& kit, const std::string& xName, const std::string& yName, bool counts) {
    Drawn drawn;
    LineChart chart;
    std::vector<double> xs, ys;
    std::size_t dropped = 0;
    drawn.numbers.head = {"curve", counts ? "k" : "recall", "precision"};
    for (const Curve& curve : kit.request.curves) {
        if (chart.series.size() == kMostCurves) {
            drawn.notes.push_back("Only the first " + std::to_string(kMostCurves) + " of " +
                                  std::to_string(kit.request.curves.size()) + " curves are drawn.");
            break;
        }
        LineSeries series;
        series.title = curve.title;
        series.index = chart.series.size();
        for (std::size_t i = 0; i < std::min(curve.x.size(), curve.y.size()); ++i) {
            const Point point{curve.x[i], curve.y[i]};
            const bool good = std::isfinite(point.x) && std::isfinite(point.y) && std::abs(point.x) <= 1e15 &&
                              std::abs(point.y) <= 1e15 && (!counts || point.x >= 1);
            if (!good) {
                ++dropped;
                continue;
            }
            series.points.push_back(point);
            xs.push_back(point.x);
            ys.push_back(point.y);
            drawn.numbers.rows.push_back({curve.title, exact(point.x), exact(point.y)});
        }
        if (!series.points.empty()) chart.series.push_back(std::move(series));
    }
    if (chart.series.empty()) return nothing("There is no curve with a point that can be drawn.");
    if (dropped > 0) drawn.notes.push_back(std::to_string(dropped) + " points are not numbers.");
    const double most = *std::max_element(xs.begin(), xs.end());
    const double least = *std::min_element(xs.begin(), xs.end());
    chart.x = axisOver(xs, counts && most > 20 * least, kit.say(xName));
    chart.y = axisOver(ys, false, kit.say(yName));
    if (counts) {
        chart.x.low = std::max(chart.x.low, least);
        chart.x.high = std::max(most, least + 1);
    } else {
        // Recall and precision are shares; both ends mean something.
        if (least >= 0 && most <= 1) {
            chart.x.low = 0;
            chart.x.high = 1;
        }
        const auto [lowY, highY] = std::minmax_element(ys.begin(), ys.end());
        if (*lowY >= 0 && *highY <= 1) {
            chart.y.low = 0;
            chart.y.high = 1;
        }
    }
    drawn.scene = drawLineChart(kit, chart);
    return drawn;
}

} // namespace

Result<Drawn> buildPrecisionRecall(const Kit& kit) {
    return build(kit, "Recall", "Precision of results", false);
}

Result<Drawn> buildPrecisionAt(const Kit& kit) {
    return build(kit, "Results k", "P@k", true);
}

} // namespace sparlet::report
