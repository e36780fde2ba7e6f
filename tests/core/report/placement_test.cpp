#include "report/placement_internal.h"

#include <gtest/gtest.h>

#include <random>

namespace sparlet::report {
namespace {

constexpr Box kPlot{20, 10, 320, 210};

void expectClear(const std::vector<LabelWish>& wishes, const std::vector<Box>& marks,
                 const std::vector<PlacedLabel>& labels) {
    ASSERT_EQ(labels.size(), wishes.size());
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (!labels[i].placed) continue;
        EXPECT_TRUE(kPlot.holds(labels[i].box)) << i;
        EXPECT_NEAR(labels[i].box.width(), wishes[i].width, 1e-9);
        for (const Box& mark : marks)
            ASSERT_FALSE(labels[i].box.overlaps(mark)) << i;
        for (std::size_t k = 0; k < labels.size(); ++k) {
            if (k == i || !labels[k].placed) continue;
            ASSERT_FALSE(labels[i].box.overlaps(labels[k].box)) << i << " and " << k;
            if (labels[k].leader) {
                ASSERT_FALSE(crosses(labels[i].box, labels[k].from, labels[k].to)) << i << " and " << k;
            }
        }
    }
}

std::vector<LabelWish> randomWishes(std::mt19937& random, int count, bool clustered) {
    std::uniform_real_distribution<double> x(kPlot.left, kPlot.right), y(kPlot.top, kPlot.bottom), w(8, 60);
    std::normal_distribution<double> near(0, 12);
    std::vector<LabelWish> out;
    for (int i = 0; i < count; ++i) {
        const Point at =
            clustered ? Point{170 + near(random), 110 + near(random)} : Point{x(random), y(random)};
        out.push_back({at, 2.5, w(random), 7});
    }
    return out;
}

TEST(Placement, LabelsNeverOverlapOnRandomPoints) {
    for (unsigned seed = 1; seed <= 40; ++seed) {
        std::mt19937 random(seed);
        const auto wishes = randomWishes(random, 5 + static_cast<int>(seed) * 2, seed % 2 == 0);
        std::vector<Box> marks;
        for (const auto& wish : wishes)
            marks.push_back(Box{wish.at.x, wish.at.y, wish.at.x, wish.at.y}.grown(wish.radius));
        SCOPED_TRACE(seed);
        expectClear(wishes, marks, placeLabels(wishes, kPlot, marks, {}));
    }
}

TEST(Placement, FewPointsAllGetTheirLabelsBesideThem) {
    const std::vector<LabelWish> wishes = {
        {{60, 60}, 2, 40, 7}, {{160, 110}, 2, 40, 7}, {{300, 200}, 2, 40, 7}};
    const std::vector<Box> marks = {{58, 58, 62, 62}, {158, 108, 162, 112}, {298, 198, 302, 202}};
    const auto labels = placeLabels(wishes, kPlot, marks, {});
    for (const auto& label : labels) {
        EXPECT_TRUE(label.placed);
        EXPECT_FALSE(label.leader);
    }
    EXPECT_GT(labels[0].box.left, 62); // to the right, where there is room
}

TEST(Placement, EqualPointsAndWideLabelsAreNoTrouble) {
    std::vector<LabelWish> wishes(30, LabelWish{{100, 100}, 2, 30, 7});
    wishes.push_back({{100, 100}, 2, 5000, 7});
    wishes.push_back({{std::nan(""), 1}, 2, 10, 7});
    const std::vector<Box> marks = {{98, 98, 102, 102}};
    const auto labels = placeLabels(wishes, kPlot, marks, {});
    expectClear(wishes, marks, labels);
    EXPECT_TRUE(labels.front().placed);
    EXPECT_FALSE(labels[30].placed);
    EXPECT_FALSE(labels[31].placed);
}

TEST(Placement, AvoidsLinesWhereItCan) {
    const std::vector<LabelWish> wishes = {{{100, 100}, 2, 40, 7}};
    const std::pair<Point, Point> line{{100, 100}, {300, 100}};
    const auto labels = placeLabels(wishes, kPlot, {{98, 98, 102, 102}}, {line});
    ASSERT_TRUE(labels[0].placed);
    EXPECT_FALSE(crosses(labels[0].box, line.first, line.second));
}

TEST(Crossing, KnowsLinesThroughBesideAndInside) {
    const Box box{0, 0, 10, 10};
    EXPECT_TRUE(crosses(box, {-5, 5}, {15, 5}));
    EXPECT_TRUE(crosses(box, {2, 2}, {3, 3}));
    EXPECT_TRUE(crosses(box, {-1, 3}, {3, -1}));
    EXPECT_FALSE(crosses(box, {-5, 20}, {15, 20}));
    EXPECT_FALSE(crosses(box, {-5, 5}, {-1, 5}));
    EXPECT_FALSE(crosses(box, {-6, 5}, {5, -6}));
}

} // namespace
} // namespace sparlet::report
