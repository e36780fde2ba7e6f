#include "report/legend_internal.h"

#include <algorithm>

namespace sparlet::report {

namespace {

double sampleWidth(const Kit& kit, const LegendEntry& entry) {
    const double usual = (entry.kind == LegendEntry::Kind::Line ? 2.6 : 1.1) * kit.tick;
    return entry.kind == LegendEntry::Kind::Point ? std::max(usual, 2 * entry.radius) : usual;
}

double rowHeight(const Kit& kit, const std::vector<LegendEntry>& entries) {
    double height = kLine * 1.1 * kit.tick;
    for (const LegendEntry& entry : entries)
        height = std::max(height, 2 * entry.radius + 1);
    return height;
}

double between(const Kit& kit) {
    return 1.2 * kit.tick;
}

void drawSample(Scene& scene, const Kit& kit, const LegendEntry& entry, Point left) {
    const double width = sampleWidth(kit, entry), middle = left.x + width / 2;
    switch (entry.kind) {
    case LegendEntry::Kind::Bar: {
        const Box box{left.x, left.y - 0.36 * kit.tick, left.x + width, left.y + 0.36 * kit.tick};
        scene.rectangle(box, entry.colour);
        scene.hatch(box, entry.hatch, kPaper);
        break;
    }
    case LegendEntry::Kind::Line:
        scene.line(left, {left.x + width, left.y}, {entry.colour, 1.1, entry.dash});
        [[fallthrough]];
    case LegendEntry::Kind::Point:
        if (!entry.mark) break;
        if (entry.hollow) {
            scene.mark(*entry.mark, {middle, left.y}, entry.radius, kPaper, Stroke{entry.colour, 0.8});
        } else {
            scene.mark(*entry.mark, {middle, left.y}, entry.radius, entry.colour, {});
        }
        break;
    }
}

} // namespace

Legend layoutLegend(const Kit& kit, std::vector<LegendEntry> entries, double most) {
    Legend legend;
    std::vector<double> widths;
    for (LegendEntry& entry : entries) {
        const double sample = sampleWidth(kit, entry) + 0.4 * kit.tick;
        entry.title = kit.lettering.elided(entry.title, kit.tick, std::max(10.0, most - sample));
        widths.push_back(sample + kit.lettering.width(entry.title, kit.tick));
    }
    for (std::size_t columns = entries.size(); columns > 0; --columns) {
        std::vector<double> wide(columns, 0);
        for (std::size_t i = 0; i < widths.size(); ++i)
            wide[i % columns] = std::max(wide[i % columns], widths[i]);
        double total = between(kit) * static_cast<double>(columns - 1);
        for (const double one : wide)
            total += one;
        if (total > most && columns > 1) continue;
        legend.columns = wide;
        legend.width = total;
        const auto rows = (entries.size() + columns - 1) / columns;
        legend.height = static_cast<double>(rows) * rowHeight(kit, entries);
        break;
    }
    legend.entries = std::move(entries);
    return legend;
}

void drawLegend(Scene& scene, const Kit& kit, const Legend& legend, Point topLeft) {
    const double row = rowHeight(kit, legend.entries);
    for (std::size_t i = 0; i < legend.entries.size(); ++i) {
        const auto column = i % legend.columns.size();
        double x = topLeft.x;
        for (std::size_t k = 0; k < column; ++k)
            x += legend.columns[k] + between(kit);
        const double y = topLeft.y + row * (static_cast<double>(i / legend.columns.size()) + 0.5);
        const LegendEntry& entry = legend.entries[i];
        drawSample(scene, kit, entry, {x, y});
        kit.write(scene, entry.title,
                  {x + sampleWidth(kit, entry) + 0.4 * kit.tick, Kit::baseline(y, kit.tick)}, kit.tick);
    }
}

bool Obstacles::free(const Box& box) const {
    return std::none_of(boxes.begin(), boxes.end(), [&](const Box& one) { return one.overlaps(box); }) &&
           std::none_of(lines.begin(), lines.end(),
                        [&](const auto& one) { return crosses(box, one.first, one.second); });
}

std::optional<Point> roomInside(const Legend& legend, const Box& plot, const Obstacles& obstacles) {
    const double edge = 4;
    const double xs[] = {plot.right - edge - legend.width, plot.left + edge,
                         (plot.left + plot.right - legend.width) / 2};
    const double ys[] = {plot.top + edge, plot.bottom - edge - legend.height,
                         (plot.top + plot.bottom - legend.height) / 2};
    for (const double y : ys) {
        for (const double x : xs) {
            const Box box{x, y, x + legend.width, y + legend.height};
            if (plot.holds(box) && obstacles.free(box.grown(2))) return Point{x, y};
        }
    }
    return std::nullopt;
}

} // namespace sparlet::report
