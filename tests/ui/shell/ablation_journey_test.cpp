// Journey 8: a matrix of trainings and evaluations that fills in before one's eyes.
#include "pages/ablation_view.h"
#include "pages/evaluate_page.h"
#include "pages/evaluate_table.h"
#include "ui/shell/window_fixture.h"
#include "widgets/state_view.h"

#include <QComboBox>
#include <QPushButton>
#include <QTabBar>
#include <QTableView>

namespace sparlet::ui {
namespace {

using sparlet::testing::waitFor;
using State = engine::AblationCell::State;

class AblationJourney : public WindowTest {
protected:
    EvaluatePage& evaluate() { return *window->evaluatePage(); }
    AblationView& view() { return *evaluate().ablation(); }
    AblationModel& model() { return *view().model(); }
    int done() { return model().count(State::Done); }

    void openMatrix(const QString& file = QStringLiteral("/data/modules.json")) {
        open();
        ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
        trigger("Evaluate");
        evaluate().parts()->setCurrentIndex(1);
        ASSERT_TRUE(waitFor([this] { return view().isVisible(); }));
        EXPECT_EQ(view().state()->state(), StateView::State::Empty);
        // The workspace is opened in a job; the file waits for it.
        view().open(file);
    }
    void planned() {
        ASSERT_TRUE(waitFor([this] { return model().rowCount() > 0 && view().startButton()->isEnabled(); }));
    }
    QModelIndex failedCell() { return model().indexOf("sparse-mobilenet_v3_small-no-ase-2"); }
};

TEST_F(AblationJourney, AMatrixThatCannotBeReadSaysWhere) {
    openMatrix(QStringLiteral("/data/bad.json"));
    ASSERT_TRUE(waitFor([this] { return view().state()->state() == StateView::State::Error; }));
    EXPECT_TRUE(view().state()->sentence().contains(QStringLiteral("line 3")));
}

TEST_F(AblationJourney, CellsFillInAndOneFailureDoesNotStopTheRest) {
    openMatrix();
    planned();
    EXPECT_EQ(model().rowCount(), 4);
    EXPECT_EQ(model().columnCount(), 4);
    EXPECT_EQ(model().count(State::Waiting), 16);
    QTest::mouseClick(view().startButton(), Qt::LeftButton);
    ASSERT_TRUE(waitFor([this] { return model().count(State::Training) + done() > 0; }));
    EXPECT_TRUE(view().stopButton()->isVisible());
    ASSERT_TRUE(waitFor([this] { return !view().session()->running(); }));
    ASSERT_TRUE(waitFor([this] { return done() == 15; }));
    EXPECT_EQ(model().count(State::Failed), 1);
    view().view()->setCurrentIndex(failedCell());
    EXPECT_TRUE(view().cellText().contains(QStringLiteral("lower the learning rate")));
    EXPECT_EQ(view().startButton()->text(), QStringLiteral("Resume")) << "one is left";
}

TEST_F(AblationJourney, WhatIsDoneStaysDoneWhenItIsStopped) {
    workspace->evaluationStore().stepMilliseconds = 20;
    openMatrix();
    planned();
    QTest::mouseClick(view().startButton(), Qt::LeftButton);
    ASSERT_TRUE(waitFor([this] { return done() >= 1; }));
    QTest::mouseClick(view().stopButton(), Qt::LeftButton);
    ASSERT_TRUE(
        waitFor([this] { return !view().session()->running() && view().startButton()->isEnabled(); }));
    const int before = done();
    EXPECT_GE(before, 1);
    EXPECT_LT(before, 15);
    workspace->evaluationStore().stepMilliseconds = 0;
    QTest::mouseClick(view().startButton(), Qt::LeftButton);
    ASSERT_TRUE(waitFor([this] { return done() == 15; }));
}

TEST_F(AblationJourney, ADoneCellOpensItsEvaluation) {
    addSampleEvaluations(workspace->evaluationStore());
    openMatrix();
    planned();
    workspace->evaluationStore().stepMilliseconds = 0;
    QTest::mouseClick(view().startButton(), Qt::LeftButton);
    ASSERT_TRUE(waitFor([this] { return !view().session()->running() && done() == 15; }));
    view().view()->setFocus();
    view().view()->setCurrentIndex(model().indexOf("sparse-resnet18-1"));
    QTest::keyClick(view().view(), Qt::Key_Return);
    EXPECT_EQ(evaluate().parts()->currentIndex(), 0);
    ASSERT_TRUE(waitFor([this] {
        return evaluate().table()->selected() == QStringList{QStringLiteral("sparse-resnet18-1")};
    }));
}

TEST_F(AblationJourney, TheMatrixIsThereAgainAfterARestart) {
    openMatrix();
    planned();
    view().numberBox()->setCurrentIndex(1);
    reopen();
    ASSERT_TRUE(waitFor([this] { return model().rowCount() == 4; }));
    EXPECT_EQ(view().session()->file(), QStringLiteral("/data/modules.json"));
}

} // namespace
} // namespace sparlet::ui
