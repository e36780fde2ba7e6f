// The session has one caller at a time, and answers that come too late are dropped.
#include "ui/shell/compact_fixture.h"

#include <QSignalSpy>

namespace sparlet::ui {
namespace {

using sparlet::testing::waitFor;

class CompactStudyTest : public CompactTest {};

TEST_F(CompactStudyTest, WhileASliderMovesOnlyTheLastBudgetIsShown) {
    openSession();
    script().planMilliseconds = 30;
    script().planned = 0;
    QSignalSpy shown(&study(), &CompactStudy::planChanged);
    for (std::uint64_t bytes = 500'000; bytes <= 1'500'000; bytes += 50'000)
        study().setBudget(bytes);
    EXPECT_FALSE(study().settled());
    ASSERT_TRUE(settled());
    EXPECT_EQ(shown.count(), 1) << "the first answer was for another budget";
    EXPECT_EQ(script().planned, 2) << "the first and the last of 21";
    EXPECT_LE(study().plan().bytes, 1'500'000U);
    EXPECT_GT(study().plan().bytes, 1'300'000U);
    EXPECT_EQ(script().most, 1) << "never two at once";
}

TEST_F(CompactStudyTest, MeasuringWaitsForThePlanOfTheChoice) {
    openSession();
    script().planMilliseconds = 60;
    study().setBudget(600'000);
    study().measure();
    EXPECT_EQ(study().state(), State::Measuring);
    ASSERT_TRUE(waitFor([this] { return script().measured == 1; }));
    ASSERT_TRUE(settled());
    ASSERT_EQ(study().trials().size(), 1U);
    EXPECT_LE(study().trials().front().report.bytes, 600'000U);
    EXPECT_EQ(script().most, 1);
}

TEST_F(CompactStudyTest, StoppedBeforeItBeganMeasuringIsForgotten) {
    openSession();
    script().planMilliseconds = 60;
    study().setBudget(600'000);
    study().measure();
    study().cancel();
    EXPECT_EQ(study().state(), State::Ready);
    ASSERT_TRUE(settled());
    EXPECT_EQ(script().measured, 0);
}

TEST_F(CompactStudyTest, AnotherModelBeginsAnew) {
    openSession();
    measure();
    ASSERT_EQ(study().trials().size(), 1U);
    dialog.setModel(QStringLiteral("fake-small"));
    openSession();
    EXPECT_EQ(study().model(), QStringLiteral("fake-small"));
    EXPECT_TRUE(study().trials().empty());
    EXPECT_FALSE(study().undoStack()->canUndo());
    EXPECT_FALSE(study().choice().byHand);
}

TEST_F(CompactStudyTest, TheCurveBeginsWithTheSmallestPlanAndNotBelowIt) {
    openSession();
    EXPECT_EQ(study().curve().front().bytes, study().smallest());
    EXPECT_EQ(study().curve().back().bytes, study().largest());
    study().setBudget(study().smallest());
    ASSERT_TRUE(settled());
    EXPECT_EQ(study().plan().layers.front().width.bits, 2);
    EXPECT_EQ(study().plan().layers.back().width.bits, 8) << "no picture shows what texts need";
}

TEST_F(CompactStudyTest, BudgetsArePressedIntoWhatIsPossible) {
    openSession();
    study().setBudget(1);
    ASSERT_TRUE(settled());
    EXPECT_EQ(study().plan().bytes, study().smallest());
    study().setBudget(1'000'000'000);
    ASSERT_TRUE(settled());
    EXPECT_EQ(study().plan().bytes, study().largest());
    study().setWidth(99, {4, 1});
    EXPECT_FALSE(study().choice().byHand) << "there is no such layer";
}

TEST_F(CompactStudyTest, ClosingTheDialogWhileItMeasuresEndsTheJobQuietly) {
    script().openStepMilliseconds = 40;
    {
        CompactDialog other(jobs, workspace);
        other.form()->setFolder(QStringLiteral("/data/flowers"));
        ASSERT_TRUE(waitFor([&] { return other.form()->complete(); }));
        emit other.form()->startRequested();
        ASSERT_TRUE(waitFor([&] { return script().lastRequest.sample > 0 && jobs.busy(); }));
    }
    EXPECT_TRUE(waitFor([this] { return !jobs.busy(); }));
    EXPECT_EQ(script().opened, 0);
}

} // namespace
} // namespace sparlet::ui
