#include "itemmodels/duplicate_model.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>

namespace sparlet::ui {
namespace {

std::shared_ptr<engine::DuplicatesReport> reportOf(int groups) {
    auto report = std::make_shared<engine::DuplicatesReport>();
    report->collection = "c";
    report->threshold = 0.97F;
    for (int g = 0; g < groups; ++g) {
        engine::DuplicateGroup group;
        for (int i = 0; i < 3; ++i) {
            engine::DuplicateImage one;
            one.image.id = g * 3 + i + 1;
            one.image.path = "/p/" + std::to_string(g) + "_" + std::to_string(i) + ".jpg";
            one.image.size = static_cast<std::uint64_t>(300 - 100 * i);
            one.similarity = i == 0 ? 1.0F : i == 1 ? 0.99F : 0.95F; // the last hangs on by the second
            group.images.push_back(std::move(one));
        }
        report->groups.push_back(std::move(group));
    }
    return report;
}

TEST(DuplicateModel, KeepsTheRulesOfModels) {
    DuplicateModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.setReport(reportOf(3));
    EXPECT_EQ(model.rowCount(), 3);
    model.setFate(1, 2, Fate::Trash);
    model.markOthers();
    model.clearFates();
    model.setReport({});
    EXPECT_EQ(model.rowCount(), 0);
}

TEST(DuplicateModel, OthersAreThoseLikeTheBestItself) {
    DuplicateModel model;
    model.setReport(reportOf(2));
    model.markOthers(0);
    EXPECT_EQ(model.fate(0, 0), Fate::Keep);
    EXPECT_EQ(model.fate(0, 1), Fate::Trash);
    EXPECT_EQ(model.fate(0, 2), Fate::Undecided);
    EXPECT_EQ(model.marked(), (std::vector<std::string>{"/p/0_1.jpg"}));
    EXPECT_EQ(model.emptied(), 0);
}

TEST(DuplicateModel, SumsFollowTheMarks) {
    DuplicateModel model;
    model.setReport(reportOf(2));
    QSignalSpy spy(&model, &DuplicateModel::fatesChanged);
    model.setFate(1, 0, Fate::Trash);
    EXPECT_EQ(spy.count(), 1);
    const auto sums = model.sums();
    EXPECT_EQ(sums.groups, 2);
    EXPECT_EQ(sums.pictures, 6);
    EXPECT_EQ(sums.freeable, 600U);
    EXPECT_EQ(sums.marked, 1);
    EXPECT_EQ(sums.markedBytes, 300U);
}

TEST(DuplicateModel, AGroupThatWouldBeEmptyIsCountedAndSpared) {
    DuplicateModel model;
    model.setReport(reportOf(1));
    for (int i = 0; i < 3; ++i)
        model.setFate(0, i, Fate::Trash);
    EXPECT_EQ(model.emptied(), 1);
    model.spareBest();
    EXPECT_EQ(model.emptied(), 0);
    EXPECT_EQ(model.fate(0, 0), Fate::Keep);
}

TEST(DuplicateModel, MarksOutliveANewReportOfTheSameCollection) {
    DuplicateModel model;
    model.setReport(reportOf(2));
    model.setFate(1, 1, Fate::Trash);
    model.setReport(reportOf(2));
    EXPECT_EQ(model.fate(1, 1), Fate::Trash);
    auto other = reportOf(2);
    other->collection = "d";
    model.setReport(other);
    EXPECT_EQ(model.fate(1, 1), Fate::Undecided);
}

TEST(DuplicateModel, WithoutWhatIsGoneGroupsOfOneVanish) {
    const auto left = DuplicateModel::without(*reportOf(2), {"/p/0_1.jpg", "/p/0_2.jpg", "/p/1_2.jpg"});
    ASSERT_EQ(left.groups.size(), 1U);
    EXPECT_EQ(left.groups[0].images.size(), 2U);
}

TEST(DuplicateModel, AHundredThousandGroupsAreListed) {
    DuplicateModel model;
    model.setReport(reportOf(100'000));
    EXPECT_EQ(model.rowCount(), 100'000);
    model.markOthers();
    EXPECT_EQ(model.sums().marked, 100'000);
}

} // namespace
} // namespace sparlet::ui
