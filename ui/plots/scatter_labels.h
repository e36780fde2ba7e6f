// Where the names of dots go, so that none covers another, a dot or a line.
#pragma once

#include <QLineF>
#include <QPointF>
#include <QRectF>
#include <QSizeF>

#include <vector>

namespace sparlet::ui {

struct ScatterDot {
    QPointF at;
    double radius = 4;
};

struct LabelWish {
    ScatterDot dot; // that the label belongs to
    QSizeF size;
};

struct PlacedLabel {
    bool placed = false; // false: there is no room for it
    QRectF box;
    bool led = false; // far enough from its dot that a line leads to it
    QLineF leader;    // from the rim of the dot to the box
};

/// Wishes in falling order of importance. No box overlaps another box, a dot, an obstacle or a leader, all
/// lie within `area`, and no leader crosses another one or a dot. Pure; time grows with the number of wishes
/// squared and, only linearly, with that of dots.
std::vector<PlacedLabel> placeLabels(const std::vector<LabelWish>& wishes, const QRectF& area,
                                     const std::vector<ScatterDot>& dots,
                                     const std::vector<QLineF>& obstacles);

/// Where a card about `dot` is put, its upper left corner: beside the dot or in a corner of `axes`, all of it
/// within `room` where it fits; where it covers the fewest dots and names, then as near as it can be. Pure.
QPointF placeCard(const QSizeF& card, const QRectF& room, const QRectF& axes, const QPointF& dot,
                  const std::vector<QPointF>& dots, const std::vector<QRectF>& names);

} // namespace sparlet::ui
