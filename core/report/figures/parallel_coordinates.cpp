// Every metric of every model: an axis a metric, better always up, a line a model.
#include "report/axis_internal.h"
#include "report/builders_internal.h"
#include "report/legend_internal.h"
#include "report/line_chart_internal.h"
#include "report/rows_internal.h"

#include <algorithm>
#include <cmath>

namespace sparlet::report {

namespace {

constexpr std::size_t kMostLines = 40;

struct Scale {
    std::string metric;
    Axis axis;
    bool reversed = false; // a smaller value is better
    double x = 0;

    double up(double value) const { return reversed ? 1 - axis.share(value) : axis.share(value); }
};

std::vector<Scale> scalesOf(const Kit& kit, const std::vector<Row>& rows,
                            const std::vector<std::string>& metrics) {
    std::vector<Scale> out;
    for (const auto& id : metrics) {
        const eval::Metric* metric = eval::findMetric(id);
        std::vector<double> values;
        for (const Row& row : rows) {
            if (const auto value = valueOf(row.data, id)) values.push_back(value->mean);
        }
        const auto [low, high] = std::minmax_element(values.begin(), values.end());
        Scale scale;
        scale.metric = id;
        scale.axis.title = metricTitle(id, kit.language());
        scale.axis.log = metric != nullptr && metric->logarithmic && *low > 0;
        scale.axis.low = *low;
        scale.axis.high = *high;
        if (!(*high > *low)) { // one value: in the middle
            const double margin = *low == 0 ? 1 : 0.1 * std::abs(*low);
            scale.axis.low = *low - margin;
            scale.axis.high = *low + margin;
        }
        scale.reversed = metric != nullptr && metric->better == eval::Metric::Better::Lower;
        out.push_back(std::move(scale));
    }
    return out;
}

/// Numbers at an axis' ends are short, whatever the unit.
std::string endText(double value, const std::string& metric) {
    const double size = std::abs(value);
    if (size >= 1e6) return tickText(value, 0);
    return tickText(value, std::min(figureDecimals(metric), size >= 100 ? 0 : size >= 10 ? 1 : 3));
}

void drawScales(Scene& scene, const Kit& kit, const std::vector<Scale>& scales, double top, double bottom,
                double room) {
    for (const Scale& scale : scales) {
        scene.line({scale.x, top}, {scale.x, bottom}, {kInk, kAxisWidth});
        const double high = scale.reversed ? scale.axis.low : scale.axis.high;
        const double low = scale.reversed ? scale.axis.high : scale.axis.low;
        kit.write(scene, endText(high, scale.metric), {scale.x, top - 3.5 - kDescent * kit.small_},
                  kit.small_, Align::Middle);
        kit.write(scene, endText(low, scale.metric), {scale.x, bottom + 3.5 + kAscent * kit.small_},
                  kit.small_, Align::Middle);
        auto lines = kit.lettering.wrapped(keptTogether(scale.axis.title), kit.small_, room, 4);
        double y = top - 4.5 - kLine * kit.small_ * (1 + static_cast<double>(lines.size() - 1)) -
                   kDescent * kit.small_;
        for (const auto& line : lines) {
            kit.write(scene, line, {scale.x, y}, kit.small_, Align::Middle);
            y += kLine * kit.small_;
        }
    }
}

void drawRows(Scene& scene, const Kit& kit, const std::vector<Row>& rows, const std::vector<Scale>& scales,
              double top, double bottom) {
    const auto methods = methodsOf(rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        std::vector<Point> run;
        std::vector<Point> all;
        const Colour colour = kit.colour(kit.methodIndex(rows[i].data.first.method, methods));
        const Stroke stroke{colour, 1, kit.dash(i)};
        for (const Scale& scale : scales) {
            const auto value = valueOf(rows[i].data, scale.metric);
            if (!value) { // what is not known is not drawn
                scene.polyline(run, stroke);
                run.clear();
                continue;
            }
            run.push_back({scale.x, bottom - scale.up(value->mean) * (bottom - top)});
            all.push_back(run.back());
        }
        scene.polyline(run, stroke);
        for (const Point at : all)
            scene.mark(kit.mark(i), at, 2, colour, Stroke{kPaper, 0.4});
    }
}

} // namespace

Result<Drawn> buildParallelCoordinates(const Kit& kit) {
    Drawn drawn;
    auto rows = rowsOf(kit.request.measurements, kit.language());
    auto metrics = metricsOf(
        kit.request, rows,
        {"map", "p_at_1", "latency_batch1_ms", "model_mb", "bytes_per_image", "memory_mb", "parameters_m"});
    const auto fitting = static_cast<std::size_t>(std::max(2.0, kit.width / (4.6 * kit.label)));
    if (metrics.size() > fitting) {
        drawn.notes.push_back("Only the first " + std::to_string(fitting) + " of " +
                              std::to_string(metrics.size()) + " metrics fit into the width.");
        metrics.resize(fitting);
    }
    if (metrics.size() < 2) return nothing("Parallel coordinates need rows with at least two metrics.");
    noteMissing(drawn.notes, rows, metrics);
    if (rows.size() > kMostLines) {
        drawn.notes.push_back("Only the first " + std::to_string(kMostLines) + " of " +
                              std::to_string(rows.size()) + " rows are drawn.");
        rows.resize(kMostLines);
    }
    auto scales = scalesOf(kit, rows, metrics);
    std::erase_if(scales, [](const Scale& scale) { return !std::isfinite(scale.axis.low); });
    Scene scene;
    scene.width = kit.width;
    // Titles share the width; the outer two reach no further than the figure.
    const auto count = static_cast<double>(scales.size());
    const double pitch = kit.width / count, room = pitch - 3;
    double lines = 1;
    for (std::size_t i = 0; i < scales.size(); ++i) {
        scales[i].x = pitch * (static_cast<double>(i) + 0.5);
        lines = std::max(
            lines,
            static_cast<double>(
                kit.lettering.wrapped(keptTogether(scales[i].axis.title), kit.small_, room, 4).size()));
    }
    const double top = kLine * kit.small_ * (lines + 1) + 6;
    const double bottom = std::max(top + 9 * kit.label, top + heightOf(kit, 0.42));
    drawRows(scene, kit, rows, scales, top, bottom);
    drawScales(scene, kit, scales, top, bottom, room);
    scene.height = bottom + 4 + kLine * kit.small_;
    if (kit.request.style.legend != LegendPlace::None && rows.size() > 1) {
        std::vector<LegendEntry> entries;
        const auto methods = methodsOf(rows);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            LegendEntry entry;
            entry.kind = LegendEntry::Kind::Line;
            entry.title = rows[i].label;
            entry.colour = kit.colour(kit.methodIndex(rows[i].data.first.method, methods));
            entry.dash = kit.dash(i);
            entry.mark = kit.mark(i);
            entries.push_back(std::move(entry));
        }
        const auto legend = layoutLegend(kit, std::move(entries), kit.width);
        drawLegend(scene, kit, legend, {std::max(0.0, (kit.width - legend.width) / 2), scene.height + 2});
        scene.height += legend.height + 3;
    }
    drawn.scene = std::move(scene);
    drawn.numbers = numbersOf(rows, metrics, Papers(kit));
    return drawn;
}

} // namespace sparlet::report
