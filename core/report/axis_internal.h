// Axes: ranges, ticks that do not touch each other, and the frame of a plot.
#pragma once

#include "report/kit_internal.h"

#include <string>
#include <vector>

namespace sparlet::report {

struct Tick {
    double value = 0;
    std::string label;
};

struct Axis {
    std::string title;
    double low = 0, high = 1;
    bool log = false;
    std::vector<Tick> ticks;
    std::vector<double> minor;

    /// 0 at `low`, 1 at `high`.
    double share(double value) const;
};

/// Of the finite values (on a logarithmic axis: of the positive ones), with a margin; 0…1 where there is
/// none.
Axis axisOver(const std::vector<double>& values, bool log, std::string title);

/// Ticks whose labels have room on an axis of `length`; `across`: the axis runs from left to right.
void addTicks(Axis& axis, const Kit& kit, double length, bool across);

/// "12,000", "2×10⁶"
std::string tickText(double value, int decimals);

/// A plot with an axis to the left and one below.
struct Frame {
    Box plot;
    Axis x, y;
    Point at(double xValue, double yValue) const;
    /// The same for the end of an error bar, which may be off a logarithmic axis: it stops at the plot's
    /// edge.
    Point atMost(double xValue, double yValue) const;
};

/// Fits the axes with their texts into `outer` and chooses their ticks.
Frame layoutFrame(const Kit& kit, const Box& outer, Axis x, Axis y);
void drawFrame(Scene& scene, const Kit& kit, const Frame& frame);

/// Below a plot: ticks, their labels and the title in up to three lines. Returns the height it takes.
double heightBelow(const Kit& kit, const Axis& axis, double length);
void drawAxisBelow(Scene& scene, const Kit& kit, const Axis& axis, const Box& plot);

/// What is smaller has no place on a logarithmic axis: nothing here is measured in such sizes.
inline constexpr double kLeastLog = 1e-12;
inline constexpr double kTickLength = 2.6;

} // namespace sparlet::report
