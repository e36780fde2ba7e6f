#include "ui/itemmodels/sample_reports.h"
#include "widgets/expansion_panel.h"
#include "widgets/round_stepper.h"
#include "widgets/state_view.h"

#include <gtest/gtest.h>

#include <QLabel>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QTreeView>

namespace sparlet::ui {
namespace {

TEST(RoundStepper, StepsByKeysDigitsAndClicks) {
    RoundStepper stepper;
    QSignalSpy changed(&stepper, &RoundStepper::valueChanged);
    stepper.setValue(0);
    QTest::keyClick(&stepper, Qt::Key_Right);
    EXPECT_EQ(stepper.value(), 1);
    QTest::keyClick(&stepper, Qt::Key_3);
    EXPECT_EQ(stepper.value(), 3);
    QTest::keyClick(&stepper, Qt::Key_Right);
    QTest::keyClick(&stepper, Qt::Key_9);
    EXPECT_EQ(stepper.value(), 3);
    QTest::mouseClick(&stepper, Qt::LeftButton, {}, {16 + 32, 14});
    EXPECT_EQ(stepper.value(), 1);
    EXPECT_EQ(changed.count(), 4);
    EXPECT_EQ(stepper.accessibleDescription(), QStringLiteral("1"));
}

TEST(ExpansionPanel, ListsWhatEveryRoundDid) {
    ExpansionPanel panel;
    panel.show();
    auto* tree = panel.findChild<QTreeView*>();
    EXPECT_FALSE(tree->isVisible());
    EXPECT_TRUE(panel.findChild<StateView*>()->isVisible());
    EXPECT_TRUE(panel.summary().isEmpty());
    panel.setReport(sample::results(3));
    EXPECT_TRUE(tree->isVisible());
    EXPECT_EQ(panel.summary(), QStringLiteral("round 2: 2 new, overlap 83 %, drift high"));
    EXPECT_TRUE(tree->isExpanded(tree->model()->index(1, 0)));
    EXPECT_FALSE(tree->isExpanded(tree->model()->index(0, 0)));
    QSignalSpy activated(&panel, &ExpansionPanel::imageActivated);
    emit tree->activated(tree->model()->index(1, 0, tree->model()->index(1, 0)));
    emit tree->activated(tree->model()->index(1, 0)); // a round is no image
    ASSERT_EQ(activated.count(), 1);
    EXPECT_EQ(activated[0][0].value<std::string>(), "/pictures/b.jpg");
    panel.clear();
    EXPECT_FALSE(tree->isVisible());
}

TEST(ExpansionPanel, WarnsOfHighDriftOnly) {
    ExpansionPanel panel;
    panel.show();
    const auto warned = [&panel] {
        for (const QLabel* label : panel.findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(QStringLiteral("drifted far"))) return true;
        return false;
    };
    auto report = sample::results(3);
    panel.setReport(report);
    EXPECT_TRUE(warned());
    report.expansion[1].drift = 0.2;
    panel.setReport(report);
    EXPECT_FALSE(warned());
}

TEST(ExpansionPanel, TellsOfThePersonsChangesOnceTheyRest) {
    ExpansionPanel panel;
    QSignalSpy rounds(&panel, &ExpansionPanel::roundsChanged), gammas(&panel, &ExpansionPanel::gammaChanged);
    panel.setRounds(3);
    panel.setGamma(0.25F);
    EXPECT_EQ(panel.rounds(), 3);
    EXPECT_FLOAT_EQ(panel.gamma(), 0.25F);
    QTest::keyClick(panel.findChild<RoundStepper*>(), Qt::Key_Left);
    auto* slider = panel.findChild<QSlider*>();
    for (int i = 0; i < 3; ++i)
        QTest::keyClick(slider, Qt::Key_Right);
    EXPECT_EQ(gammas.count(), 0);
    ASSERT_TRUE(QTest::qWaitFor([&] { return gammas.count() > 0; }, 5'000));
    QTest::qWait(200);
    EXPECT_EQ(gammas.count(), 1);
    EXPECT_FLOAT_EQ(gammas[0][0].toFloat(), 0.4F);
    ASSERT_EQ(rounds.count(), 1);
    EXPECT_EQ(rounds[0][0].toInt(), 2);
}

} // namespace
} // namespace sparlet::ui
