// Labels of points that cover neither each other nor a point.
#pragma once

#include "report/scene_internal.h"

#include <utility>
#include <vector>

namespace sparlet::report {

struct LabelWish {
    Point at;          // the point
    double radius = 0; // of its mark
    double width = 0, height = 0;
};

struct PlacedLabel {
    bool placed = false; // false: there was no room
    Box box;
    bool leader = false; // it stands so far off that a line must say whose it is
    Point from, to;      // of that line: at the mark's edge, at the label's
};

/// Places the wishes in their order, first come, first served, then lets each look for a better place. No two
/// boxes of the result overlap, none covers one of `marks`, and all are inside `bounds`; `lines` are avoided
/// where that is possible. After the first 300 wishes the others are left out: nobody could read them.
std::vector<PlacedLabel> placeLabels(const std::vector<LabelWish>& wishes, const Box& bounds,
                                     const std::vector<Box>& marks,
                                     const std::vector<std::pair<Point, Point>>& lines);

} // namespace sparlet::report
