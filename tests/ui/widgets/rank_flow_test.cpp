#include "widgets/rank_flow.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>

namespace sparlet::ui {
namespace {

using Relevance = engine::RankedImage::Relevance;

/// Left: a, b, c. Right: c, a, d; b is 9th there, d was 7th.
std::shared_ptr<const engine::RankDifference> difference() {
    auto made = std::make_shared<engine::RankDifference>();
    made->left.results = {{1, "/a", "x", 0.9F, Relevance::Right},
                          {2, "/b", "y", 0.8F, Relevance::Wrong},
                          {3, "/c", "x", 0.7F, Relevance::Junk}};
    made->right.results = {{1, "/c", "x", 0.9F, Relevance::Junk},
                           {2, "/a", "x", 0.8F, Relevance::Right},
                           {3, "/d", "x", 0.7F, Relevance::Right}};
    made->moves = {{"/a", "x", 1, 2, 0.9F, 0.8F, Relevance::Right},
                   {"/c", "x", 3, 1, 0.7F, 0.9F, Relevance::Junk},
                   {"/b", "y", 2, 9, 0.8F, 0.1F, Relevance::Wrong},
                   {"/d", "x", 7, 3, 0.3F, 0.7F, Relevance::Right}};
    return made;
}

class RankFlowTest : public ::testing::Test {
protected:
    RankFlowTest() {
        flow.resize(600, 400);
        flow.setDifference(difference());
        flow.show();
        flow.setFocus();
    }
    RankFlow flow;
};

TEST_F(RankFlowTest, AnImageHasItsPlaceOnTheSidesThatShowIt) {
    const auto left = flow.rowRect(RankFlow::Side::Left, "/a"),
               right = flow.rowRect(RankFlow::Side::Right, "/a");
    EXPECT_LT(left.right(), right.left());
    EXPECT_LT(left.top(), right.top());
    EXPECT_TRUE(flow.rowRect(RankFlow::Side::Right, "/b").isNull());
    EXPECT_TRUE(flow.rowRect(RankFlow::Side::Left, "/d").isNull());
    flow.clear();
    EXPECT_TRUE(flow.rowRect(RankFlow::Side::Left, "/a").isNull());
}

TEST_F(RankFlowTest, KeysGoAlongAColumnAndAcross) {
    QSignalSpy chosen(&flow, &RankFlow::currentChanged);
    QTest::keyClick(&flow, Qt::Key_Home);
    EXPECT_EQ(flow.current(), "/a");
    QTest::keyClick(&flow, Qt::Key_Down);
    EXPECT_EQ(flow.current(), "/b");
    QTest::keyClick(&flow, Qt::Key_Right);
    EXPECT_EQ(flow.current(), "/a") << "the right side does not show it: its neighbour there";
    QTest::keyClick(&flow, Qt::Key_End);
    EXPECT_EQ(flow.current(), "/d");
    QTest::keyClick(&flow, Qt::Key_Down);
    EXPECT_EQ(flow.current(), "/d");
    EXPECT_GE(chosen.count(), 4);
    QSignalSpy seen(&flow, &RankFlow::viewRequested);
    QTest::keyClick(&flow, Qt::Key_Return);
    ASSERT_EQ(seen.count(), 1);
    EXPECT_EQ(seen.at(0).at(0).value<std::string>(), "/d");
}

TEST_F(RankFlowTest, AClickChooses) {
    const auto at = flow.rowRect(RankFlow::Side::Right, "/c").center();
    QTest::mouseClick(flow.viewport(), Qt::LeftButton, {}, at);
    EXPECT_EQ(flow.current(), "/c");
    EXPECT_TRUE(flow.accessibleDescription().contains(QStringLiteral("rank 3 on the left, 1 on the right")))
        << flow.accessibleDescription().toStdString();
}

TEST_F(RankFlowTest, WhatIsGoneIsNoLongerCurrent) {
    flow.setCurrent("/b");
    auto other = std::make_shared<engine::RankDifference>(*difference());
    other->moves.erase(other->moves.begin() + 2);
    other->left.results.erase(other->left.results.begin() + 1);
    flow.setDifference(other);
    EXPECT_TRUE(flow.current().empty());
    flow.grab(); // paints without it
}

} // namespace
} // namespace sparlet::ui
