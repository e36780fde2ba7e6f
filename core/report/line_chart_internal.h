// Lines over two axes, with a legend where it covers nothing: curves and sweeps.
#pragma once

#include "report/axis_internal.h"
#include "report/legend_internal.h"

#include <string>
#include <vector>

namespace sparlet::report {

struct LineSeries {
    std::string title;
    std::size_t index = 0; // of its colour, dashes and mark
    std::vector<Point> points;
    std::vector<double> deviations;                         // of y, a point each; empty: none
    enum class Marks { None, Few, All } marks = Marks::Few; // Few: along the line, for grey printing
    std::vector<Point> hollow;                              // the papers' values
};

struct LineChart {
    Axis x, y;
    std::vector<LineSeries> series;
    std::vector<LegendEntry> more; // at the legend's end
};

Scene drawLineChart(const Kit& kit, const LineChart& chart);

/// The figure's height: asked for, or `share` of its width and at least what its text needs.
double heightOf(const Kit& kit, double share);

} // namespace sparlet::report
