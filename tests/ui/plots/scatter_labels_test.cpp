// Names beside dots: whatever the dots are, nothing covers anything.
#include "plots/scatter_labels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace sparlet::ui {
namespace {

const QRectF area(10, 20, 700, 400);

struct Case {
    std::vector<ScatterDot> dots;
    std::vector<LabelWish> wishes;
    std::vector<QLineF> obstacles;
};

Case drawn(unsigned seed, int dots, int wishes, double spread) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal(0, spread);
    std::uniform_real_distribution<double> even(0, 1);
    Case made;
    for (int i = 0; i < dots; ++i)
        made.dots.push_back(
            {area.center() + QPointF(normal(random) * area.width(), normal(random) * area.height()),
             3 + 8 * even(random)});
    for (int i = 0; i < wishes; ++i)
        made.wishes.push_back({made.dots[static_cast<std::size_t>(i)], QSizeF(30 + 120 * even(random), 16)});
    for (int i = 0; i < 4; ++i)
        made.obstacles.emplace_back(
            area.left() + area.width() * even(random), area.top() + area.height() * even(random),
            area.left() + area.width() * even(random), area.top() + area.height() * even(random));
    return made;
}

bool touches(const QRectF& box, const ScatterDot& dot) {
    const double x = std::clamp(dot.at.x(), box.left(), box.right()) - dot.at.x();
    const double y = std::clamp(dot.at.y(), box.top(), box.bottom()) - dot.at.y();
    return x * x + y * y < dot.radius * dot.radius;
}

bool crosses(const QLineF& line, const QRectF& box) {
    for (int i = 0; i <= 200; ++i)
        if (box.contains(line.pointAt(i / 200.0))) return true;
    return false;
}

TEST(ScatterCard, StandsWhereItCoversLeast) {
    const QRectF room(0, 0, 720, 460);
    const QSizeF card(240, 120);
    // A cluster to the right and below the dot: the card goes to another side.
    const QPointF dot(300, 200);
    std::vector<QPointF> dots{dot};
    for (int i = 0; i < 30; ++i)
        dots.emplace_back(330 + 5 * i, 230 + 3 * i);
    const QRectF right(placeCard(card, room, area, dot, dots, {}), card);
    for (const auto& other : dots)
        EXPECT_FALSE(right.contains(other)) << other.x() << ' ' << other.y();
    EXPECT_TRUE(room.contains(right));
    // Whatever the dots are: all of it within the room, and never over its own dot.
    for (unsigned seed = 0; seed < 60; ++seed) {
        const auto made = drawn(seed, 40, 0, 0.3);
        std::vector<QPointF> places;
        for (const auto& one : made.dots)
            places.push_back(one.at);
        const auto at = static_cast<std::size_t>(seed) % places.size();
        if (!area.contains(places[at])) continue;
        const QRectF box(placeCard(card, room, area, places[at], places, {}), card);
        ASSERT_TRUE(room.contains(box)) << seed;
        ASSERT_FALSE(box.contains(places[at])) << seed;
    }
    // Names count as well as dots.
    const std::vector<QRectF> names{{316, 216, 60, 16}};
    const QRectF named(placeCard(card, room, area, dot, {dot}, names), card);
    EXPECT_FALSE(named.intersects(names.front()));
}

TEST(ScatterLabels, NothingOverlapsWhateverTheDotsAre) {
    int placed = 0, wished = 0;
    for (unsigned seed = 0; seed < 120; ++seed) {
        const auto made =
            drawn(seed, 5 + static_cast<int>(seed) * 3, 5 + static_cast<int>(seed % 40), 0.05 + 0.003 * seed);
        const auto labels = placeLabels(made.wishes, area, made.dots, made.obstacles);
        ASSERT_EQ(labels.size(), made.wishes.size());
        wished += static_cast<int>(labels.size());
        for (std::size_t i = 0; i < labels.size(); ++i) {
            if (!labels[i].placed) continue;
            ++placed;
            EXPECT_TRUE(area.contains(labels[i].box)) << seed;
            EXPECT_EQ(labels[i].box.size(), made.wishes[i].size);
            for (const auto& dot : made.dots)
                EXPECT_FALSE(touches(labels[i].box, dot)) << "seed " << seed << ", label " << i;
            for (const auto& line : made.obstacles)
                EXPECT_FALSE(crosses(line, labels[i].box)) << "seed " << seed << ", label " << i;
            for (std::size_t j = 0; j < labels.size(); ++j) {
                if (i == j || !labels[j].placed) continue;
                EXPECT_FALSE(labels[i].box.intersects(labels[j].box)) << seed << ": " << i << ", " << j;
                EXPECT_FALSE(labels[j].led && crosses(labels[j].leader, labels[i].box))
                    << seed << ": " << i << ", " << j;
                const bool meet =
                    labels[i].leader.intersects(labels[j].leader, nullptr) == QLineF::BoundedIntersection;
                EXPECT_FALSE(labels[i].led && labels[j].led && meet) << seed;
            }
        }
    }
    EXPECT_GT(placed, wished / 3) << "placing nothing is no answer";
}

TEST(ScatterLabels, ALoneDotHasItsNameBesideItOnTheRight) {
    const ScatterDot dot{area.center(), 5};
    const auto labels = placeLabels({{dot, QSizeF(80, 16)}}, area, {dot}, {});
    ASSERT_TRUE(labels[0].placed);
    EXPECT_FALSE(labels[0].led);
    EXPECT_GT(labels[0].box.left(), dot.at.x() + 5);
    EXPECT_LT(labels[0].box.left(), dot.at.x() + 15);
}

TEST(ScatterLabels, ANameThatIsLedEndsAtItsDot) {
    // A wall of dots around one leaves room only farther away.
    std::vector<ScatterDot> dots{{area.center(), 4}};
    for (int i = 0; i < 12; ++i)
        dots.push_back({area.center() + QPointF(14 * std::cos(i * 0.5236), 14 * std::sin(i * 0.5236)), 2});
    const auto labels = placeLabels({{dots[0], QSizeF(60, 14)}}, area, dots, {});
    if (!labels[0].placed) return;
    EXPECT_TRUE(labels[0].led);
    EXPECT_NEAR(QLineF(labels[0].leader.p1(), dots[0].at).length(), dots[0].radius, 2);
}

TEST(ScatterLabels, WhatLiesOutsideOrHasNoRoomHasNoName) {
    const ScatterDot outside{QPointF(-50, 0), 4};
    EXPECT_FALSE(placeLabels({{outside, QSizeF(40, 12)}}, area, {outside}, {})[0].placed);
    const ScatterDot inside{area.center(), 4};
    EXPECT_FALSE(placeLabels({{inside, QSizeF(4000, 12)}}, area, {inside}, {})[0].placed);
    EXPECT_FALSE(placeLabels({{inside, QSizeF(40, 12)}}, QRectF(), {inside}, {})[0].placed);
    EXPECT_TRUE(placeLabels({}, area, {}, {}).empty());
}

} // namespace
} // namespace sparlet::ui
