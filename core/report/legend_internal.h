// Legends: their entries, the room they take, and where they stand.
#pragma once

#include "report/kit_internal.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sparlet::report {

struct LegendEntry {
    enum class Kind { Bar, Line, Point } kind = Kind::Bar;
    std::string title;
    Colour colour;
    std::vector<double> dash;
    std::optional<Mark> mark;
    bool hollow = false;
    std::size_t hatch = 0;
    double radius = 2.2; // of a Point
};

struct Legend {
    std::vector<LegendEntry> entries;
    std::vector<double> columns; // their widths
    double width = 0, height = 0;
};

/// In as many columns as fit into `most`; titles that do not fit are cut.
Legend layoutLegend(const Kit& kit, std::vector<LegendEntry> entries, double most);
void drawLegend(Scene& scene, const Kit& kit, const Legend& legend, Point topLeft);

/// What a legend must not cover.
struct Obstacles {
    std::vector<Box> boxes;
    std::vector<std::pair<Point, Point>> lines;
    bool free(const Box& box) const;
};

/// A corner or the middle of an edge of the plot where the legend covers nothing; none where there is no
/// such.
std::optional<Point> roomInside(const Legend& legend, const Box& plot, const Obstacles& obstacles);

} // namespace sparlet::report
