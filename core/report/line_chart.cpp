#include "report/line_chart_internal.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace sparlet::report {

namespace {

constexpr double kLineWidth = 1.1, kRadius = 2.0;

std::vector<LegendEntry> entriesOf(const Kit& kit, const LineChart& chart) {
    std::vector<LegendEntry> out;
    if (chart.series.size() > 1 || !chart.more.empty()) {
        for (const LineSeries& one : chart.series) {
            LegendEntry entry;
            entry.kind = LegendEntry::Kind::Line;
            entry.title = one.title;
            entry.colour = kit.colour(one.index);
            entry.dash = kit.dash(one.index);
            const bool marked = one.marks == LineSeries::Marks::All ||
                                (one.marks == LineSeries::Marks::Few && kit.request.style.patterns);
            if (marked) entry.mark = kit.mark(one.index);
            out.push_back(std::move(entry));
        }
    }
    out.insert(out.end(), chart.more.begin(), chart.more.end());
    return out;
}

void drawSeries(Scene& scene, const Kit& kit, const Frame& frame, const LineSeries& series, std::size_t place,
                std::size_t count, Obstacles& obstacles) {
    std::vector<Point> points;
    for (const Point point : series.points)
        points.push_back(frame.at(point.x, point.y));
    const Colour colour = kit.colour(series.index);
    scene.polyline(points, {colour, kLineWidth, kit.dash(series.index)});
    for (std::size_t i = 0; i + 1 < points.size(); ++i)
        obstacles.lines.emplace_back(points[i], points[i + 1]);
    for (std::size_t i = 0; i < series.deviations.size(); ++i) {
        if (!(series.deviations[i] > 0)) continue;
        const double down = frame.atMost(series.points[i].x, series.points[i].y - series.deviations[i]).y;
        const double up = frame.atMost(series.points[i].x, series.points[i].y + series.deviations[i]).y;
        const Stroke ink{colour, 0.7};
        const double x = points[i].x;
        scene.line({x, up}, {x, down}, ink);
        scene.line({x - 1.8, up}, {x + 1.8, up}, ink);
        scene.line({x - 1.8, down}, {x + 1.8, down}, ink);
        obstacles.boxes.push_back({x - 2, up, x + 2, down});
    }
    const auto mark = [&](Point at) {
        scene.mark(kit.mark(series.index), at, kRadius, colour, Stroke{kPaper, 0.4});
        obstacles.boxes.push_back(Box{at.x, at.y, at.x, at.y}.grown(kRadius + 0.5));
    };
    if (series.marks == LineSeries::Marks::All || points.size() == 1) {
        for (const Point at : points)
            mark(at);
    } else if (series.marks == LineSeries::Marks::Few && kit.request.style.patterns && count > 1 &&
               !points.empty()) {
        // A few, not where another line has its own.
        const double step = frame.plot.width() / 6;
        double next =
            frame.plot.left + step * (static_cast<double>(place) + 0.5) / static_cast<double>(count);
        for (const Point at : points) {
            if (at.x < next) continue;
            mark(at);
            next += step;
        }
    }
    for (const Point at : series.hollow) {
        const Point on = frame.at(at.x, at.y);
        scene.mark(kit.mark(series.index), on, kRadius, kPaper, Stroke{kFaint, 0.8});
        obstacles.boxes.push_back(Box{on.x, on.y, on.x, on.y}.grown(kRadius + 1));
    }
}

} // namespace

double heightOf(const Kit& kit, double share) {
    if (kit.request.style.heightMm > 0) return kit.request.style.heightMm * kPointsPerMm;
    // Wide figures need not be tall.
    return std::max(12 * kit.label, share * std::min(kit.width, 0.38 * kit.width + 19 * kit.label));
}

Scene drawLineChart(const Kit& kit, const LineChart& chart) {
    const auto place = kit.request.style.legend;
    auto entries = entriesOf(kit, chart);
    if (place == LegendPlace::None) entries.clear();
    const double height = heightOf(kit, 0.68);
    const auto attempt = [&](bool right, bool below) -> std::optional<Scene> {
        const auto legend = layoutLegend(kit, entries, right ? 0.34 * kit.width : kit.width);
        Scene scene;
        scene.width = kit.width;
        scene.height = height;
        Box outer{0, 0, kit.width, height};
        if (right) outer.right -= legend.width + kit.label;
        // A long legend makes the figure taller, not the plot smaller.
        if (below) scene.height += legend.height + 3;
        const Frame frame = layoutFrame(kit, outer, chart.x, chart.y);
        Obstacles obstacles;
        for (std::size_t i = 0; i < chart.series.size(); ++i)
            drawSeries(scene, kit, frame, chart.series[i], i, chart.series.size(), obstacles);
        drawFrame(scene, kit, frame);
        if (entries.empty()) return scene;
        if (right) {
            drawLegend(scene, kit, legend, {kit.width - legend.width - 1, frame.plot.top});
            scene.height = std::max(scene.height, frame.plot.top + legend.height);
        } else if (below) {
            drawLegend(scene, kit, legend, {(kit.width - legend.width) / 2, outer.bottom + 2});
        } else {
            // As one column first: that is what fits into a corner. Names that would have to be cut go below.
            double widest = 1;
            for (const auto& entry : entries)
                widest = std::max(widest, layoutLegend(kit, {entry}, kit.width).width);
            if (widest > 0.6 * kit.width) return std::nullopt;
            for (const double most : {widest + 0.5, 0.6 * kit.width}) {
                const auto narrow = layoutLegend(kit, entries, most);
                if (const auto at = roomInside(narrow, frame.plot, obstacles)) {
                    drawLegend(scene, kit, narrow, *at);
                    return scene;
                }
            }
            return std::nullopt;
        }
        return scene;
    };
    if (entries.empty()) return *attempt(false, true);
    if (place == LegendPlace::Right) return *attempt(true, false);
    if (place != LegendPlace::Below) {
        if (auto inside = attempt(false, false)) return std::move(*inside);
    }
    return *attempt(false, true);
}

} // namespace sparlet::report
