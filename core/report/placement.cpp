#include "report/placement_internal.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace sparlet::report {

namespace {

constexpr std::size_t kMostLabels = 300;
constexpr double kClear = 1.2; // between a label and anything else

/// Boxes by the cells of a grid that they touch.
class BoxGrid {
public:
    explicit BoxGrid(const Box& bounds)
        : bounds_(bounds), columns_(count(bounds.width())), cells_(columns_ * count(bounds.height())) {}

    void add(const Box& box) {
        visit(box, [&](std::vector<Box>& cell) {
            cell.push_back(box);
            return false;
        });
    }
    bool hit(const Box& box) {
        return visit(box, [&](std::vector<Box>& cell) {
            return std::any_of(cell.begin(), cell.end(), [&](const Box& one) { return one.overlaps(box); });
        });
    }

private:
    static constexpr double kCell = 14;
    static std::size_t count(double length) {
        return static_cast<std::size_t>(std::clamp(length / kCell, 0.0, 4000.0)) + 1;
    }
    std::size_t cell(double at, std::size_t most) const {
        return static_cast<std::size_t>(std::clamp(at / kCell, 0.0, static_cast<double>(most - 1)));
    }
    template <class Use>
    bool visit(const Box& box, Use&& use) {
        const std::size_t rows = cells_.size() / columns_;
        const auto left = cell(box.left - bounds_.left, columns_),
                   right = cell(box.right - bounds_.left, columns_);
        const auto top = cell(box.top - bounds_.top, rows), bottom = cell(box.bottom - bounds_.top, rows);
        for (std::size_t y = top; y <= bottom; ++y) {
            for (std::size_t x = left; x <= right; ++x) {
                if (use(cells_[y * columns_ + x])) return true;
            }
        }
        return false;
    }

    Box bounds_;
    std::size_t columns_;
    std::vector<std::vector<Box>> cells_;
};

class Placer {
public:
    Placer(const std::vector<LabelWish>& wishes, const Box& bounds, const std::vector<Box>& marks,
           const std::vector<std::pair<Point, Point>>& lines)
        : wishes_(wishes), bounds_(bounds), all_(marks), marks_(bounds), lines_(lines),
          placed_(wishes.size()) {
        for (const Box& mark : marks)
            marks_.add(mark);
    }

    std::vector<PlacedLabel> run() {
        const auto count = std::min(wishes_.size(), kMostLabels);
        for (int sweep = 0; sweep < 3; ++sweep) {
            for (std::size_t i = 0; i < count; ++i)
                place(i);
        }
        return std::move(placed_);
    }

private:
    void place(std::size_t index) {
        placed_[index] = {};
        double best = std::numeric_limits<double>::infinity();
        PlacedLabel chosen;
        const LabelWish& wish = wishes_[index];
        if (!std::isfinite(wish.at.x) || !std::isfinite(wish.at.y)) return;
        int ring = 0;
        for (const double distance : {1.5, 5.0, 9.0, 14.0, 20.0, 28.0, 38.0, 50.0}) {
            for (int turn = 0; turn < 16; ++turn)
                consider(index, distance, turn, 10.0 * ring, best, chosen);
            // What is farther off would only cost more.
            if (best < 10.0 * (ring + 1)) break;
            ++ring;
        }
        placed_[index] = chosen;
    }

    void consider(std::size_t index, double distance, int turn, double cost, double& best,
                  PlacedLabel& chosen) {
        const LabelWish& wish = wishes_[index];
        // 0 is to the right, which reads best; then above and below.
        const double angle = turn * std::numbers::pi / 8;
        const double dx = std::cos(angle), dy = -std::sin(angle);
        const double reach = wish.radius + distance;
        const Point centre{wish.at.x + dx * (reach + wish.width / 2),
                           wish.at.y + dy * (reach + wish.height / 2)};
        PlacedLabel label;
        label.placed = true;
        label.box = {centre.x - wish.width / 2, centre.y - wish.height / 2, centre.x + wish.width / 2,
                     centre.y + wish.height / 2};
        static constexpr double taste[] = {0, 1, 1.5, 2, 1.5, 2, 3, 2.5, 2, 2.5, 3, 2, 1.5, 2, 1.5, 1};
        cost += taste[turn];
        if (cost >= best || !bounds_.holds(label.box) || marks_.hit(label.box.grown(0.4))) return;
        label.leader = distance > 4;
        if (label.leader) {
            label.to = {std::clamp(wish.at.x, label.box.left, label.box.right),
                        std::clamp(wish.at.y, label.box.top, label.box.bottom)};
            const double length = std::hypot(label.to.x - wish.at.x, label.to.y - wish.at.y);
            const double share = (wish.radius + 0.5) / std::max(length, 1e-9);
            label.from = {wish.at.x + share * (label.to.x - wish.at.x),
                          wish.at.y + share * (label.to.y - wish.at.y)};
        }
        for (std::size_t i = 0; i < placed_.size() && i < kMostLabels; ++i) {
            if (i == index || !placed_[i].placed) continue;
            const PlacedLabel& other = placed_[i];
            if (other.box.overlaps(label.box.grown(kClear))) return;
            if (other.leader && crosses(label.box, other.from, other.to)) return;
            if (label.leader && crosses(other.box, label.from, label.to)) return;
        }
        for (const auto& [from, to] : lines_) {
            if (crosses(label.box, from, to)) cost += 25;
        }
        // A leader through somebody else's mark would seem to be theirs.
        for (std::size_t i = 0; label.leader && i < all_.size() && all_.size() <= kMostLabels; ++i) {
            const bool own = all_[i].left <= wish.at.x && wish.at.x <= all_[i].right &&
                             all_[i].top <= wish.at.y && wish.at.y <= all_[i].bottom;
            if (!own && crosses(all_[i], label.from, label.to)) cost += 40;
        }
        if (cost < best) {
            best = cost;
            chosen = label;
        }
    }

    const std::vector<LabelWish>& wishes_;
    const Box bounds_;
    const std::vector<Box>& all_;
    BoxGrid marks_;
    const std::vector<std::pair<Point, Point>>& lines_;
    std::vector<PlacedLabel> placed_;
};

} // namespace

std::vector<PlacedLabel> placeLabels(const std::vector<LabelWish>& wishes, const Box& bounds,
                                     const std::vector<Box>& marks,
                                     const std::vector<std::pair<Point, Point>>& lines) {
    return Placer(wishes, bounds, marks, lines).run();
}

} // namespace sparlet::report
