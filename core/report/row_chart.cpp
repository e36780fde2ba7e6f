#include "report/axis_internal.h"
#include "report/row_chart_internal.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace sparlet::report {

namespace {

constexpr double kMark = 1.9; // radius of a paper's mark

/// How one figure's rows and panels lie.
struct RowLayout {
    double labels = 0; // width of the rows' names
    std::vector<std::vector<std::string>> names;
    std::size_t across = 1;            // panels beside each other
    double panel = 0, between = 0;     // widths
    double bar = 0, rows = 0;          // heights: a bar, all rows
    std::vector<double> tops, heights; // of each row, from the first's top
    std::vector<double> heads;         // baselines of the lines above rows; NaN where there is none
};

double farEnd(const Bar& bar) {
    double end = bar.value ? std::max(0.0, bar.value->mean + bar.value->deviation) : 0;
    for (const auto& paper : bar.papers)
        end = std::max(end, paper.value);
    return end;
}

/// Room that a paper's mark takes beyond the bar's end, where it is the farthest.
double markRoom(const Bar& bar, bool negative) {
    if (!bar.value) return bar.papers.empty() ? 0 : kMark + 1;
    const double own = negative ? bar.value->mean - bar.value->deviation
                                : std::max(0.0, bar.value->mean + bar.value->deviation);
    const bool beyond = std::any_of(bar.papers.begin(), bar.papers.end(), [&](const auto& paper) {
        return negative ? paper.value < 0.9 * own : paper.value > 0.9 * own; // or reaches over the end
    });
    return beyond ? kMark + 1 : 0;
}

double nearEnd(const Bar& bar) {
    double end = bar.value ? std::min(0.0, bar.value->mean - bar.value->deviation) : 0;
    for (const auto& paper : bar.papers)
        end = std::min(end, paper.value);
    return end;
}

/// The longest scale at which bars with their values fit: points a unit, and where zero is.
struct Scale {
    double unit = 1, zero = 0;
};

Scale scaleOf(const Kit& kit, const RowPanel& panel, double width) {
    struct Need {
        double value, text;
    };
    std::vector<Need> right = {{std::max(panel.most, 1e-12), 0}}, left = {{std::max(-panel.least, 0.0), 0}};
    for (const auto& row : panel.bars) {
        for (const Bar& bar : row) {
            const double text = bar.text.empty() ? 0 : kit.lettering.width(bar.text, kit.small_) + 3.5;
            right.push_back({farEnd(bar), text + markRoom(bar, false)});
            left.push_back({-nearEnd(bar), markRoom(bar, true)});
        }
    }
    const auto room = [](const std::vector<Need>& needs, double unit) {
        double most = 0;
        for (const Need& one : needs)
            most = std::max(most, one.value * unit + one.text);
        return most;
    };
    // Where texts alone take the width, bars still get a sliver.
    double low = 0, high = width;
    for (const Need& one : right)
        high = std::max(high, one.value > 0 ? width / one.value : 0);
    for (int step = 0; step < 100; ++step) {
        const double middle = (low + high) / 2;
        (room(left, middle) + room(right, middle) <= width ? low : high) = middle;
    }
    if (!(low > 0)) low = 1e-12;
    return {low, room(left, low)};
}

void drawBar(Scene& scene, const Kit& kit, const RowChart& chart, const Bar& bar, const Box& slot,
             const Scale& scale, std::size_t colour, std::size_t hatch) {
    if (bar.value) {
        const double zero = slot.left + scale.zero;
        double from = zero;
        const auto parts = bar.parts.empty() ? std::vector<double>{bar.value->mean} : bar.parts;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const double to = from + parts[i] * scale.unit;
            const Box box{std::min(from, to), slot.top, std::max(from, to), slot.bottom};
            const bool stacked = chart.parts.size() > 1;
            if (box.width() > 0) {
                scene.rectangle(box, kit.colour(stacked ? i : colour));
                scene.hatch(box, kit.hatch(stacked ? i : hatch), kPaper);
            }
            from = to;
        }
        if (bar.value->count > 1) {
            const double y = slot.centre().y, cap = 0.3 * slot.height();
            const double a = zero + (bar.value->mean - bar.value->deviation) * scale.unit;
            const double b = zero + (bar.value->mean + bar.value->deviation) * scale.unit;
            const Stroke ink{kInk, 0.6};
            scene.line({std::max(a, slot.left), y}, {b, y}, ink);
            scene.line({b, y - cap}, {b, y + cap}, ink);
            if (a > slot.left) scene.line({a, y - cap}, {a, y + cap}, ink);
        }
    }
    for (const auto& paper : bar.papers) {
        scene.mark(paperMark(paper.paper),
                   {slot.left + scale.zero + paper.value * scale.unit, slot.centre().y}, kMark, kPaper,
                   Stroke{kInk, 0.7});
    }
    if (bar.text.empty() || !bar.value) return;
    // To the right of zero also where the bar goes to the left: there is room, and bars can be longer.
    const double end = slot.left + scale.zero + farEnd(bar) * scale.unit + markRoom(bar, false);
    kit.write(scene, bar.text, {end + 2.5, Kit::baseline(slot.centre().y, kit.small_)}, kit.small_,
              Align::Start);
}

Axis axisOf(const Kit& kit, const RowPanel& panel, const Scale& scale, double width) {
    Axis axis;
    axis.title = panel.title;
    axis.low = -scale.zero / scale.unit;
    axis.high = (width - scale.zero) / scale.unit;
    addTicks(axis, kit, width, true);
    std::erase_if(axis.ticks, [&](const Tick& one) {
        const double half = kit.lettering.width(one.label, kit.tick) / 2, at = axis.share(one.value) * width;
        return at + half > width + 0.75 * kit.label || at - half < -0.9 * kit.label;
    });
    return axis;
}

RowLayout layoutOf(const Kit& kit, const RowChart& chart) {
    RowLayout out;
    double widest = 0;
    for (const auto& name : chart.rows)
        widest = std::max(widest, kit.lettering.width(name, kit.tick));
    out.labels = std::min(widest, 0.42 * kit.width);
    for (const auto& name : chart.rows)
        out.names.push_back(kit.lettering.wrapped(name, kit.tick, out.labels, 2));
    // Wrapped names are narrower than the room they were given.
    widest = 0;
    for (const auto& name : out.names) {
        for (const auto& line : name)
            widest = std::max(widest, kit.lettering.width(line, kit.tick));
    }
    out.labels = widest + 5;
    out.between = 1.8 * kit.label;
    // The last tick's label reaches a little over the end of its axis.
    const double room = kit.width - out.labels - kit.label, least = 7 * kit.label;
    const auto most = static_cast<std::size_t>(std::max(1.0, (room + out.between) / (least + out.between)));
    const auto lineCount = (chart.panels.size() + most - 1) / std::max<std::size_t>(1, most);
    out.across = (chart.panels.size() + lineCount - 1) / std::max<std::size_t>(1, lineCount);
    out.panel = (room - out.between * static_cast<double>(out.across - 1)) / static_cast<double>(out.across);
    const auto series = std::max<std::size_t>(1, chart.series.size());
    // A value's text is as high as its bar.
    out.bar = (kAscent + kDescent) * kit.small_ * (series == 1 ? 1.12 : 1.02);
    double y = 0;
    for (std::size_t i = 0; i < chart.rows.size(); ++i) {
        const bool head = i < chart.heads.size() && !chart.heads[i].empty();
        if (i > 0) y += 0.25 * kit.label + (i < chart.apart.size() && chart.apart[i] ? 0.5 * kit.label : 0);
        if (head) y += kLine * kit.tick;
        out.heads.push_back(head ? y - kDescent * kit.tick - 1 : std::nan(""));
        out.tops.push_back(y);
        out.heights.push_back(std::max(out.bar * static_cast<double>(series),
                                       kLine * kit.tick * static_cast<double>(out.names[i].size())));
        y += out.heights.back();
    }
    out.rows = y;
    return out;
}

void drawNames(Scene& scene, const Kit& kit, const RowChart& chart, const RowLayout& layout, double top) {
    for (std::size_t i = 0; i < layout.names.size(); ++i) {
        if (!std::isnan(layout.heads[i])) {
            const auto head = kit.lettering.elided(chart.heads[i], kit.tick, 0.5 * kit.width, true);
            kit.write(scene, head, {1, top + layout.heads[i]}, kit.tick, Align::Start, false, true);
        }
        const auto& lines = layout.names[i];
        const double step = kLine * kit.tick;
        double y =
            top + layout.tops[i] + layout.heights[i] / 2 - step * (static_cast<double>(lines.size()) - 1) / 2;
        for (const auto& line : lines) {
            kit.write(scene, line, {layout.labels - 4, Kit::baseline(y, kit.tick)}, kit.tick, Align::End);
            y += step;
        }
    }
}

void drawPanel(Scene& scene, const Kit& kit, const RowChart& chart, const RowPanel& panel, const Box& plot,
               const RowLayout& layout) {
    const Scale scale = scaleOf(kit, panel, plot.width());
    const auto series = std::max<std::size_t>(1, chart.series.size());
    for (std::size_t row = 0; row < panel.bars.size(); ++row) {
        const double used = layout.bar * static_cast<double>(series);
        double y = plot.top + 0.35 * kit.label + layout.tops[row] + (layout.heights[row] - used) / 2;
        for (std::size_t s = 0; s < panel.bars[row].size(); ++s) {
            const double inset = series > 1 ? 0.3 : 0;
            const Box slot{plot.left, y + inset, plot.right, y + layout.bar - inset};
            const auto colour = series > 1 ? s : row < chart.colours.size() ? chart.colours[row] : 0;
            drawBar(scene, kit, chart, panel.bars[row][s], slot, scale, colour, series > 1 ? s : 0);
            y += layout.bar;
        }
    }
    drawAxisBelow(scene, kit, axisOf(kit, panel, scale, plot.width()), plot);
    const double zero = plot.left + scale.zero;
    // It stops where a line of text stands above rows.
    double from = plot.top;
    for (std::size_t row = 0; row <= layout.tops.size(); ++row) {
        const bool end = row == layout.tops.size();
        if (!end && (row == 0 || std::isnan(layout.heads[row]))) {
            if (row == 0 && !std::isnan(layout.heads[0]))
                from = plot.top + 0.35 * kit.label + layout.tops[0] - 1;
            continue;
        }
        const double to =
            end ? plot.bottom
                : plot.top + 0.35 * kit.label + layout.tops[row - 1] + layout.heights[row - 1] + 1;
        scene.line({zero, from}, {zero, to}, {kInk, kAxisWidth});
        if (!end) from = plot.top + 0.35 * kit.label + layout.tops[row] - 1;
    }
}

std::vector<LegendEntry> legendEntries(const Kit& kit, const RowChart& chart, const Papers& papers) {
    std::vector<LegendEntry> out;
    const auto& names = chart.parts.size() > 1 ? chart.parts : chart.series;
    for (std::size_t i = 0; i < names.size() && names.size() > 1; ++i) {
        LegendEntry entry;
        entry.title = names[i];
        entry.colour = kit.colour(i);
        entry.hatch = kit.hatch(i);
        out.push_back(std::move(entry));
    }
    std::vector<bool> used(papers.titles().size(), false);
    for (const RowPanel& panel : chart.panels) {
        for (const auto& row : panel.bars) {
            for (const Bar& bar : row) {
                for (const auto& paper : bar.papers)
                    used[paper.paper] = true;
            }
        }
    }
    for (std::size_t i = 0; i < used.size(); ++i) {
        if (!used[i]) continue;
        LegendEntry entry;
        entry.kind = LegendEntry::Kind::Point;
        entry.title = papers.titles()[i];
        entry.colour = kInk;
        entry.mark = paperMark(i);
        entry.hollow = true;
        entry.radius = kMark;
        out.push_back(std::move(entry));
    }
    return out;
}

} // namespace

Scene drawRowChart(const Kit& outer, const RowChart& chart, const Papers& papers) {
    auto entries = legendEntries(outer, chart, papers);
    if (outer.request.style.legend == LegendPlace::None) entries.clear();
    const bool right = outer.request.style.legend == LegendPlace::Right && !entries.empty();
    Kit kit = outer;
    Legend legend;
    if (right) {
        // One column: asked to be as narrow as its widest entry.
        legend = layoutLegend(kit, std::move(entries), 0.3 * kit.width);
        kit.width -= legend.width + kit.label;
    } else if (!entries.empty()) {
        legend = layoutLegend(kit, std::move(entries), kit.width);
    }
    const RowLayout layout = layoutOf(kit, chart);
    Scene scene;
    scene.width = outer.width;
    double top = 0.3 * kit.label, lowest = top;
    for (std::size_t first = 0; first < chart.panels.size(); first += layout.across) {
        const double bottom = top + layout.rows + 0.7 * kit.label;
        drawNames(scene, kit, chart, layout, top + 0.35 * kit.label);
        lowest = bottom;
        for (std::size_t k = 0; k < layout.across && first + k < chart.panels.size(); ++k) {
            const double left = layout.labels + static_cast<double>(k) * (layout.panel + layout.between);
            const Box plot{left, top, left + layout.panel, bottom};
            const RowPanel& panel = chart.panels[first + k];
            drawPanel(scene, kit, chart, panel, plot, layout);
            Axis titled;
            titled.title = panel.title;
            lowest = std::max(lowest, bottom + heightBelow(kit, titled, layout.panel));
        }
        top = lowest + 0.6 * kit.label;
    }
    double end = lowest + 2;
    if (!legend.entries.empty() && !right) {
        drawLegend(scene, kit, legend, {std::max(0.0, (kit.width - legend.width) / 2), end});
        end += legend.height + 2;
    } else if (right) {
        drawLegend(scene, kit, legend, {kit.width + kit.label, 0.3 * kit.label});
        end = std::max(end, legend.height + 2);
    }
    for (const auto& line : kit.lettering.wrapped(chart.below, kit.small_, kit.width - 2, 4)) {
        kit.write(scene, line, {1, end + kAscent * kit.small_}, kit.small_);
        end += kLine * kit.small_;
    }
    scene.height = end;
    return scene;
}

RowPanel metricPanel(const Kit& kit, const std::vector<Row>& rows, const std::string& metric,
                     const Papers& papers) {
    RowPanel panel;
    panel.title = metricTitle(metric, kit.language());
    for (const Row& row : rows) {
        Bar bar;
        bar.value = valueOf(row.data, metric);
        bar.papers = papers.of(row.data.first, metric);
        bar.text = bar.value ? numberText(bar.value->mean, figureDecimals(metric)) : std::string();
        panel.bars.push_back({std::move(bar)});
    }
    return panel;
}

void limitRows(std::vector<Row>& rows, std::vector<std::string>& notes) {
    if (rows.size() <= kMostRows) return;
    notes.push_back("Only the first " + std::to_string(kMostRows) + " of " + std::to_string(rows.size()) +
                    " rows are drawn.");
    rows.resize(kMostRows);
}

Result<Drawn> buildMetricPanels(const Kit& kit, const std::vector<std::string>& wanted,
                                const std::string& what) {
    Drawn drawn;
    auto rows = rowsOf(kit.request.measurements, kit.language());
    const auto metrics = metricsOf(kit.request, rows, wanted);
    if (metrics.empty()) return Error{ErrorCode::InvalidArgument, "No row has " + what + "."};
    // A row without any of the metrics would be an empty line.
    std::vector<Row> kept;
    for (const Row& row : rows) {
        if (std::any_of(metrics.begin(), metrics.end(),
                        [&](const auto& metric) { return valueOf(row.data, metric).has_value(); })) {
            kept.push_back(row);
        }
    }
    noteMissing(drawn.notes, rows, metrics);
    limitRows(kept, drawn.notes);
    const Papers papers(kit);
    RowChart chart;
    setRows(kit, chart, kept);
    for (const auto& metric : metrics)
        chart.panels.push_back(metricPanel(kit, kept, metric, papers));
    drawn.scene = drawRowChart(kit, chart, papers);
    drawn.numbers = numbersOf(kept, metrics, papers);
    return drawn;
}

void setRows(const Kit& kit, RowChart& chart, const std::vector<Row>& rows) {
    const auto methods = methodsOf(rows);
    const auto backbones = std::set<std::string>([&] {
        std::set<std::string> all;
        for (const Row& row : rows)
            all.insert(row.data.first.backbone);
        return all;
    }());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const eval::Measurement& m = rows[i].data.first;
        const bool first = i == 0 || rows[i - 1].data.first.backbone != m.backbone;
        chart.rows.push_back(backbones.size() > 1 ? rows[i].brief : rows[i].label);
        chart.heads.push_back(first && backbones.size() > 1 ? backboneTitle(m.backbone) : "");
        chart.colours.push_back(kit.methodIndex(m.method, methods));
        chart.apart.push_back(i > 0 && first);
    }
}

} // namespace sparlet::report
