// A quantity that was set, such as density or bits, against what comes of it: a line a method and backbone.
#include "report/builders_internal.h"
#include "report/line_chart_internal.h"
#include "report/rows_internal.h"

#include <algorithm>
#include <cmath>
#include <compare>
#include <map>

namespace sparlet::report {

namespace {

struct Setting {
    Point mean;
    double deviation = 0; // of y, of a sample
};

/// Seeds of one setting come out at nearly the same x: what lies within this share of each other is one.
constexpr double kSame = 0.08;

std::vector<Setting> settingsOf(std::vector<Point> points) {
    std::stable_sort(points.begin(), points.end(), [](Point a, Point b) { return a.x < b.x; });
    std::vector<Setting> out;
    for (std::size_t first = 0; first < points.size();) {
        std::size_t end = first + 1;
        while (end < points.size() && points[end].x - points[end - 1].x <= kSame * std::abs(points[end].x)) {
            ++end;
        }
        const auto count = static_cast<double>(end - first);
        Setting setting;
        for (std::size_t i = first; i < end; ++i) {
            setting.mean.x += points[i].x / count;
            setting.mean.y += points[i].y / count;
        }
        for (std::size_t i = first; i < end; ++i) {
            const double off = points[i].y - setting.mean.y;
            if (count > 1) setting.deviation += off * off / (count - 1);
        }
        setting.deviation = std::sqrt(setting.deviation);
        out.push_back(setting);
        first = end;
    }
    return out;
}

struct Line {
    std::string method, backbone, variant;
    auto operator<=>(const Line&) const = default;
};

std::string titleOf(const Line& line, bool oneBackbone, Language language) {
    const auto variant = variantTitle(line.variant, language);
    return methodTitle(line.method) + (oneBackbone ? "" : ", " + backboneTitle(line.backbone)) +
           (variant.empty() ? "" : " (" + variant + ")");
}

constexpr std::size_t kMostLines = 24;

} // namespace

Result<Drawn> buildSweep(const Kit& kit) {
    Drawn drawn;
    const auto &x = kit.request.x, &y = kit.request.y;
    const bool logX = kit.request.logX && x != "density" && x != "mean_bits";
    std::map<Line, std::vector<Point>> measured;
    for (const eval::Measurement& row : kit.request.measurements) {
        const auto at = row.values.find(x), value = row.values.find(y);
        if (at == row.values.end() || value == row.values.end()) continue;
        const auto drawable = [](double number, bool log) {
            return std::isfinite(number) && std::abs(number) <= 1e15 && (!log || number >= kLeastLog);
        };
        if (!drawable(at->second, logX) || !drawable(value->second, kit.request.logY)) continue;
        measured[{row.method, row.backbone, withoutSetting(row.variant, x)}].push_back(
            {at->second, value->second});
    }
    std::map<Line, std::vector<Setting>> lines;
    for (auto& [line, points] : measured) {
        auto settings = settingsOf(std::move(points));
        if (settings.size() > 1) lines[line] = std::move(settings);
    }
    if (lines.empty()) {
        return nothing("A sweep needs two rows of one method and backbone that differ in " +
                       metricTitle(x, Language::English, false) + " and have " +
                       metricTitle(y, Language::English, false) + ".");
    }
    const auto& firstBackbone = lines.begin()->first.backbone;
    const bool plain = std::all_of(lines.begin(), lines.end(), [&](const auto& line) {
        return line.first.backbone == firstBackbone && line.first.variant.empty();
    });
    const bool oneBackbone = std::all_of(
        lines.begin(), lines.end(), [&](const auto& line) { return line.first.backbone == firstBackbone; });
    std::vector<std::string> methods;
    for (const auto& [line, settings] : lines)
        methods.push_back(line.method);
    LineChart chart;
    std::vector<double> xs, ys;
    drawn.numbers.head = {"method", "backbone", "variant", x, y, y + "_deviation"};
    for (const auto& [line, settings] : lines) {
        if (chart.series.size() == kMostLines) {
            drawn.notes.push_back("Only the first " + std::to_string(kMostLines) + " of " +
                                  std::to_string(lines.size()) + " lines are drawn.");
            break;
        }
        LineSeries series;
        series.title = titleOf(line, oneBackbone, kit.language());
        series.index = plain ? kit.methodIndex(line.method, methods) : chart.series.size();
        series.marks = LineSeries::Marks::All;
        for (const Setting& one : settings) {
            series.points.push_back(one.mean);
            series.deviations.push_back(one.deviation);
            xs.push_back(one.mean.x);
            ys.insert(ys.end(), {one.mean.y - one.deviation, one.mean.y + one.deviation});
            drawn.numbers.rows.push_back({line.method, line.backbone, line.variant, exact(one.mean.x),
                                          exact(one.mean.y), exact(one.deviation)});
        }
        chart.series.push_back(std::move(series));
    }
    chart.x = axisOver(xs, logX, metricTitle(x, kit.language()));
    chart.y = axisOver(ys, kit.request.logY, metricTitle(y, kit.language()));
    drawn.scene = drawLineChart(kit, chart);
    return drawn;
}

} // namespace sparlet::report
