#include "plots/scatter_labels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace sparlet::ui {
namespace {

constexpr double kCell = 3;    // of what is occupied, in pixels
constexpr double kApart = 2;   // pixels between boxes
constexpr double kBeside = 3;  // of the nearest place, from the dot's rim
constexpr double kLedFrom = 9; // from here on a line leads to the label
constexpr std::array<double, 8> kRings{kBeside, 6, 14, 24, 36, 50, 68, 90};
constexpr int kDirections = 16;

/// Which cells of the area have something in them, countable over any rectangle at once.
class Occupied {
public:
    explicit Occupied(const QRectF& area)
        : area_(area), columns_(static_cast<int>(std::ceil(area.width() / kCell)) + 1),
          rows_(static_cast<int>(std::ceil(area.height() / kCell)) + 1),
          cells_(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_), 0) {}

    void add(const QRectF& box) {
        const QRectF inside = box & area_;
        if (inside.isEmpty()) return;
        for (int y = rowOf(inside.top()); y <= rowOf(inside.bottom()); ++y)
            for (int x = columnOf(inside.left()); x <= columnOf(inside.right()); ++x)
                cells_[at(x, y)] = 1;
    }
    void add(const QLineF& line) {
        const int steps = std::max(1, static_cast<int>(line.length() / kCell));
        for (int i = 0; i <= steps; ++i) {
            const QPointF point = line.pointAt(static_cast<double>(i) / steps);
            if (area_.contains(point)) cells_[at(columnOf(point.x()), rowOf(point.y()))] = 1;
        }
    }
    void sum() {
        sums_.assign(static_cast<std::size_t>(columns_ + 1) * static_cast<std::size_t>(rows_ + 1), 0);
        for (int y = 0; y < rows_; ++y)
            for (int x = 0; x < columns_; ++x)
                sums_[sumAt(x + 1, y + 1)] =
                    cells_[at(x, y)] + sums_[sumAt(x, y + 1)] + sums_[sumAt(x + 1, y)] - sums_[sumAt(x, y)];
    }
    bool free(const QRectF& box) const {
        const int left = columnOf(box.left()), right = columnOf(box.right()) + 1;
        const int top = rowOf(box.top()), bottom = rowOf(box.bottom()) + 1;
        return sums_[sumAt(right, bottom)] - sums_[sumAt(left, bottom)] - sums_[sumAt(right, top)] +
                   sums_[sumAt(left, top)] ==
               0;
    }

private:
    int columnOf(double x) const {
        return std::clamp(static_cast<int>((x - area_.left()) / kCell), 0, columns_ - 1);
    }
    int rowOf(double y) const {
        return std::clamp(static_cast<int>((y - area_.top()) / kCell), 0, rows_ - 1);
    }
    std::size_t at(int x, int y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(x);
    }
    std::size_t sumAt(int x, int y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(columns_ + 1) +
               static_cast<std::size_t>(x);
    }

    QRectF area_;
    int columns_, rows_;
    std::vector<int> cells_, sums_;
};

bool crosses(const QLineF& line, const QRectF& box) {
    if (box.contains(line.p1()) || box.contains(line.p2())) return true;
    const std::array<QLineF, 4> edges{
        QLineF(box.topLeft(), box.topRight()), QLineF(box.topRight(), box.bottomRight()),
        QLineF(box.bottomRight(), box.bottomLeft()), QLineF(box.bottomLeft(), box.topLeft())};
    return std::any_of(edges.begin(), edges.end(), [&](const QLineF& edge) {
        return line.intersects(edge, nullptr) == QLineF::BoundedIntersection;
    });
}

double distance(const QLineF& line, const QPointF& point) {
    const QPointF along = line.p2() - line.p1(), to = point - line.p1();
    const double squared = QPointF::dotProduct(along, along);
    const double share = squared > 0 ? std::clamp(QPointF::dotProduct(to, along) / squared, 0.0, 1.0) : 0;
    return QLineF(line.pointAt(share), point).length();
}

/// The box whose nearest edge or corner is `away` from the rim of the dot.
QRectF boxAt(const LabelWish& wish, int direction, double away) {
    const double angle = 2 * std::numbers::pi * direction / kDirections;
    const double x = std::cos(angle), y = -std::sin(angle);
    const auto side = [](double part) { return std::abs(part) < 0.3 ? 0.0 : (part < 0 ? -0.5 : 0.5); };
    const QPointF centre = wish.dot.at + QPointF(x, y) * (wish.dot.radius + away) +
                           QPointF(side(x) * wish.size.width(), side(y) * wish.size.height());
    return {centre - QPointF(wish.size.width() / 2, wish.size.height() / 2), wish.size};
}

QLineF leaderTo(const LabelWish& wish, const QRectF& box) {
    const QPointF end(std::clamp(wish.dot.at.x(), box.left(), box.right()),
                      std::clamp(wish.dot.at.y(), box.top(), box.bottom()));
    QLineF line(wish.dot.at, end);
    if (line.length() > wish.dot.radius) line.setP1(line.pointAt((wish.dot.radius + 1) / line.length()));
    return line;
}

/// Right, left, above and below first: what is beside a dot reads best on its right.
constexpr std::array<int, kDirections> kOrder{0, 2, 14, 8, 6, 10, 4, 12, 1, 15, 7, 9, 3, 13, 5, 11};

class Placement {
public:
    Placement(const QRectF& area, const std::vector<ScatterDot>& dots, const std::vector<QLineF>& obstacles)
        : area_(area), dots_(dots), occupied_(area) {
        for (const auto& dot : dots)
            occupied_.add(
                QRectF(dot.at - QPointF(dot.radius, dot.radius), QSizeF(2 * dot.radius, 2 * dot.radius)));
        for (const auto& line : obstacles)
            occupied_.add(line);
        occupied_.sum();
    }

    PlacedLabel place(const LabelWish& wish) {
        if (!area_.contains(wish.dot.at)) return {};
        for (const double away : kRings)
            for (const int direction : kOrder) {
                const QRectF box = boxAt(wish, direction, away);
                if (!fits(box)) continue;
                const bool led = away >= kLedFrom;
                const QLineF leader = leaderTo(wish, box);
                if (led && !passes(wish, leader)) continue;
                boxes_.push_back(box);
                if (led) leaders_.push_back(leader);
                return {true, box, led, leader};
            }
        return {};
    }

private:
    bool fits(const QRectF& box) const {
        if (!area_.contains(box) || !occupied_.free(box)) return false;
        const QRectF wide = box.adjusted(-kApart, -kApart, kApart, kApart);
        return std::none_of(boxes_.begin(), boxes_.end(),
                            [&](const QRectF& other) { return other.intersects(wide); }) &&
               std::none_of(leaders_.begin(), leaders_.end(),
                            [&](const QLineF& other) { return crosses(other, wide); });
    }
    bool passes(const LabelWish& wish, const QLineF& leader) const {
        return std::none_of(boxes_.begin(), boxes_.end(),
                            [&](const QRectF& other) { return crosses(leader, other); }) &&
               std::none_of(leaders_.begin(), leaders_.end(),
                            [&](const QLineF& other) {
                                return leader.intersects(other, nullptr) == QLineF::BoundedIntersection;
                            }) &&
               std::none_of(dots_.begin(), dots_.end(), [&](const ScatterDot& dot) {
                   return dot.at != wish.dot.at && distance(leader, dot.at) < dot.radius;
               });
    }

    QRectF area_;
    const std::vector<ScatterDot>& dots_;
    Occupied occupied_;
    std::vector<QRectF> boxes_;
    std::vector<QLineF> leaders_;
};

} // namespace

std::vector<PlacedLabel> placeLabels(const std::vector<LabelWish>& wishes, const QRectF& area,
                                     const std::vector<ScatterDot>& dots,
                                     const std::vector<QLineF>& obstacles) {
    std::vector<PlacedLabel> out(wishes.size());
    if (area.width() < 1 || area.height() < 1) return out;
    Placement placement(area, dots, obstacles);
    for (std::size_t i = 0; i < wishes.size(); ++i)
        out[i] = placement.place(wishes[i]);
    return out;
}

QPointF placeCard(const QSizeF& card, const QRectF& room, const QRectF& axes, const QPointF& dot,
                  const std::vector<QPointF>& dots, const std::vector<QRectF>& names) {
    constexpr double kAway = 16, kMargin = 6;
    constexpr double kCoversItsDot = 1e6; // as bad as so many others
    constexpr double kFar = 600;          // pixels that are as bad as a covered dot
    const double w = card.width(), h = card.height();
    const auto within = [](double at, double least, double most) {
        return std::clamp(at, least, std::max(least, most));
    };
    QPointF best;
    double least = std::numeric_limits<double>::infinity();
    for (const double x :
         {dot.x() + kAway, dot.x() - kAway - w, axes.left() + kMargin, axes.right() - kMargin - w}) {
        for (const double y :
             {dot.y() + kAway, dot.y() - kAway - h, axes.top() + kMargin, axes.bottom() - kMargin - h}) {
            const QPointF corner(within(x, room.left(), room.right() - w),
                                 within(y, room.top(), room.bottom() - h));
            const QRectF place(corner, card);
            const QRectF wide = place.adjusted(-kMargin, -kMargin, kMargin, kMargin);
            double cost = QLineF(place.center(), dot).length() / kFar;
            if (wide.contains(dot)) cost += kCoversItsDot;
            for (const QPointF& other : dots)
                cost += wide.contains(other) ? 1 : 0;
            for (const QRectF& name : names)
                cost += place.intersects(name) ? 1 : 0;
            if (cost >= least) continue;
            least = cost;
            best = corner;
        }
    }
    return best;
}

} // namespace sparlet::ui
