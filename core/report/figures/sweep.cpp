// A quantity that was set, such as density or bits, against what comes of it: a line a method and backbone.
#include "report/builders_internal.h"
#include "report/line_chart_internal.h"
#include "report/rows_internal.h"

#include <algorithm>
#include <map>

namespace sparlet::report {

Result<Drawn> buildSweep(const Kit& kit) {
    Drawn drawn;
    const auto& x = kit.request.x;
    const auto& y = kit.request.y;
    // Seeds of one setting have one x: it is part of what tells configurations apart.
    auto measurements = kit.request.measurements;
    for (auto& one : measurements) {
        if (const auto at = one.values.find(x); at != one.values.end()) {
            one.protocol += "\n" + exact(at->second);
        }
    }
    const auto aggregates = eval::aggregate(measurements);
    const bool logX = kit.request.logX && (x != "density" && x != "mean_bits");
    std::map<std::pair<std::string, std::string>, std::vector<std::pair<Point, double>>> lines;
    std::vector<double> xs, ys;
    for (const auto& one : aggregates) {
        const auto at = valueOf(one, x), value = valueOf(one, y);
        if (!at || !value || (logX && at->mean < kLeastLog) || (kit.request.logY && value->mean < kLeastLog))
            continue;
        lines[{one.first.method, one.first.backbone}].push_back({{at->mean, value->mean}, value->deviation});
        xs.push_back(at->mean);
        ys.insert(ys.end(), {value->mean - value->deviation, value->mean + value->deviation});
    }
    std::size_t longest = 0;
    for (const auto& [name, points] : lines)
        longest = std::max(longest, points.size());
    if (longest < 2) {
        return nothing("A sweep needs two rows of one method and backbone that differ in " +
                       metricTitle(x, Language::English, false) + " and have " +
                       metricTitle(y, Language::English, false) + ".");
    }
    LineChart chart;
    chart.x = axisOver(xs, logX, metricTitle(x, kit.language()));
    chart.y = axisOver(ys, kit.request.logY, metricTitle(y, kit.language()));
    const bool oneBackbone = std::all_of(lines.begin(), lines.end(), [&](const auto& line) {
        return line.first.second == lines.begin()->first.second;
    });
    std::vector<std::string> methods;
    for (const auto& [name, points] : lines)
        methods.push_back(name.first);
    drawn.numbers.head = {"method", "backbone", x, y, y + "_deviation"};
    for (auto& [name, points] : lines) {
        std::stable_sort(points.begin(), points.end(),
                         [](const auto& a, const auto& b) { return a.first.x < b.first.x; });
        LineSeries series;
        series.title = methodTitle(name.first) + (oneBackbone ? "" : ", " + backboneTitle(name.second));
        series.index = oneBackbone ? kit.methodIndex(name.first, methods) : chart.series.size();
        series.marks = LineSeries::Marks::All;
        for (const auto& [point, deviation] : points) {
            series.points.push_back(point);
            series.deviations.push_back(deviation);
            drawn.numbers.rows.push_back(
                {name.first, name.second, exact(point.x), exact(point.y), exact(deviation)});
        }
        chart.series.push_back(std::move(series));
    }
    drawn.scene = drawLineChart(kit, chart);
    return drawn;
}

} // namespace sparlet::report
