// Journey 6: choose data and a method, train, watch, pause, resume, compare.
#include "itemmodels/hyper_model.h"
#include "itemmodels/run_model.h"
#include "pages/data_preview.h"
#include "pages/train_form.h"
#include "pages/train_page.h"
#include "pages/train_run_view.h"
#include "plots/curve_plot.h"
#include "shell/index_dialog.h"
#include "ui/shell/window_fixture.h"
#include "widgets/state_view.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDockWidget>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QToolButton>

namespace sparlet::ui {
namespace {

using sparlet::testing::actionNamed;
using sparlet::testing::onDialog;
using sparlet::testing::waitFor;
using State = engine::RunSummary::State;

class TrainJourney : public WindowTest {
protected:
    TrainPage& train() { return *window->trainPage(); }
    TrainForm& form() { return *train().form(); }
    TrainSession& session() { return *train().session(); }
    RunModel& runs() { return *train().runs(); }
    QPushButton& start() { return *form().findChild<QPushButton*>(QStringLiteral("startTraining")); }

    void showTraining() {
        open();
        ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
        QTest::keyClick(window.get(), Qt::Key_4, Qt::ControlModifier);
        ASSERT_TRUE(train().isVisible());
    }
    void openTraining() {
        showTraining();
        ASSERT_TRUE(
            waitFor([this] { return train().state()->state() == StateView::State::Empty || known() > 0; }));
    }
    int known() { return runs().rowCount(); }
    QString stateOf(const QString& id) {
        const int row = runs().rowOf(id);
        return row < 0 ? QString() : runs().index(row, RunModel::StateColumn).data().toString();
    }
    bool shows(const QString& title) {
        return train().runView()->isVisible() && train().runView()->title() == title;
    }

    /// Fills the form in and presses its button.
    void startRun(const QString& data, int epochs) {
        trigger("New run…");
        ASSERT_TRUE(form().isVisible());
        form().setData(data);
        ASSERT_TRUE(waitFor([this] { return start().isEnabled(); }));
        form().findChild<QSpinBox*>(QStringLiteral("trainingEpochs"))->setValue(epochs);
        const int before = known();
        QTest::mouseClick(&start(), Qt::LeftButton);
        ASSERT_TRUE(waitFor([&] { return known() == before + 1; }));
        ASSERT_TRUE(waitFor([this] { return !form().isVisible(); }));
    }
};

TEST_F(TrainJourney, TheEmptyPageLeadsToTheForm) {
    openTraining();
    EXPECT_EQ(train().state()->state(), StateView::State::Empty);
    EXPECT_FALSE(window->findChild<QDockWidget*>(QStringLiteral("inspector"))->isVisible());
    emit train().state()->primaryTriggered();
    ASSERT_TRUE(form().isVisible());
    EXPECT_FALSE(start().isEnabled()) << "no data set is chosen";
    auto* devices = form().findChild<QComboBox*>(QStringLiteral("trainingDevice"));
    ASSERT_TRUE(waitFor([&] { return devices->count() == 3; }));
    EXPECT_TRUE(devices->itemText(1).contains(QStringLiteral("H100")));
    EXPECT_TRUE(devices->itemText(1).contains(QStringLiteral("80 GiB")))
        << devices->itemText(1).toStdString();
    trigger("Explore");
    EXPECT_TRUE(window->findChild<QDockWidget*>(QStringLiteral("inspector"))->isVisible()) << "as it was";
}

TEST_F(TrainJourney, ABadFolderIsSaidWhereItWasTyped) {
    openTraining();
    trigger("New run…");
    form().setData(QStringLiteral("/bad/folder"));
    auto* preview = form().findChild<DataPreview*>();
    ASSERT_TRUE(waitFor([&] { return preview->state() == DataPreview::State::Error; }));
    EXPECT_TRUE(preview->text().contains(QStringLiteral("/bad/folder")));
    EXPECT_FALSE(start().isEnabled());
    form().setData(QStringLiteral("/data/flowers"));
    ASSERT_TRUE(waitFor([&] { return preview->state() == DataPreview::State::Shown; }));
    EXPECT_TRUE(preview->text().contains(QStringLiteral("120 pictures in 6 classes")))
        << preview->text().toStdString();
    EXPECT_EQ(preview->strip()->count(), 6);
    ASSERT_TRUE(waitFor([this] { return start().isEnabled(); }));
    form().findChild<QSpinBox*>(QStringLiteral("trainingBatch"))->setValue(500);
    EXPECT_FALSE(start().isEnabled()) << "there are only 120 pictures";
}

TEST_F(TrainJourney, TheRequestHasWhatWasChosenAndNoMore) {
    openTraining();
    trigger("New run…");
    form().setData(QStringLiteral("/data/flowers"));
    ASSERT_TRUE(waitFor([this] { return start().isEnabled(); }));
    auto request = form().request();
    EXPECT_EQ(request.data, "/data/flowers");
    EXPECT_EQ(request.config.method, "sparse");
    EXPECT_EQ(request.config.epochs, 0) << "the preset's";
    EXPECT_EQ(request.config.learningRate, 0);
    EXPECT_FALSE(request.config.modules.lkd.has_value()) << "the method's own choice";
    EXPECT_EQ(request.config.hyper, (std::map<std::string, double>{{"held_out", 0.02}}));
    EXPECT_TRUE(request.captions.empty() && request.descriptions.empty());
    auto* preset = form().findChild<QComboBox*>(QStringLiteral("trainingPreset"));
    preset->setCurrentIndex(preset->findData(QStringLiteral("paper")));
    EXPECT_EQ(form().findChild<QSpinBox*>(QStringLiteral("trainingBatch"))->value(), 32);
    form().findChild<QSpinBox*>(QStringLiteral("trainingEpochs"))->setValue(7);
    for (auto* box : form().findChildren<QCheckBox*>())
        if (box->text() == QStringLiteral("SPQ")) box->setChecked(false);
    ASSERT_TRUE(
        form().hyper()->setData(form().hyper()->index(0, HyperModel::ValueColumn), QStringLiteral("0.5")));
    request = form().request();
    EXPECT_EQ(request.config.preset, "paper");
    EXPECT_EQ(request.config.epochs, 7);
    EXPECT_EQ(request.config.modules.spq, false);
    EXPECT_EQ(request.config.hyper, (std::map<std::string, double>{{"held_out", 0.02}, {"momentum", 0.5}}));
    auto* method = form().findChild<QComboBox*>(QStringLiteral("trainingMethod"));
    method->setCurrentIndex(method->findData(QStringLiteral("baseline")));
    EXPECT_EQ(form().hyper()->rowCount(), 3) << "those of the method";
    EXPECT_FALSE(form().request().config.modules.spq.has_value());
}

TEST_F(TrainJourney, ARunIsTrainedBeforeOnesEyes) {
    workspace->options().trainStepMilliseconds = 100;
    openTraining();
    startRun(QStringLiteral("/data/flowers"), 4);
    ASSERT_NE(session().live(), nullptr);
    ASSERT_TRUE(waitFor([this] {
        return !train().runView()->loss()->data().curves.empty() &&
               train().runView()->loss()->data().curves.front().epochs.size() >= 2;
    }));
    EXPECT_TRUE(train().runView()->facts().contains(QStringLiteral("left")))
        << train().runView()->facts().toStdString();
    EXPECT_GT(train().runView()->loss()->data().curves.size(), 1U) << "with its terms";
    EXPECT_TRUE(window->jobs()->busy()) << "it stands among the jobs";
    ASSERT_TRUE(waitFor([this] { return session().live() == nullptr; }));
    ASSERT_TRUE(waitFor([this] { return stateOf(QStringLiteral("run-1")) == QStringLiteral("Finished"); }));
    EXPECT_TRUE(waitFor([this] {
        return train().runView()->accuracy()->data().curves.front().epochs == std::vector<double>{1, 2, 3, 4};
    }));
}

TEST_F(TrainJourney, PausedAndResumedItGoesOnWhereItWas) {
    workspace->options().trainStepMilliseconds = 50;
    openTraining();
    startRun(QStringLiteral("/data/flowers"), 6);
    ASSERT_TRUE(
        waitFor([this] { return session().live() != nullptr && session().live()->done.size() >= 1; }));
    trigger("Pause");
    ASSERT_TRUE(waitFor([this] { return stateOf(QStringLiteral("run-1")) == QStringLiteral("Paused"); }));
    const auto reached = workspace->run("run-1")->epochs.size();
    EXPECT_LT(reached, 6U);
    ASSERT_TRUE(waitFor([this] { return actionNamed(*window, QStringLiteral("Resume"))->isEnabled(); }));
    trigger("Resume");
    ASSERT_TRUE(waitFor([this] { return session().live() != nullptr; }));
    ASSERT_TRUE(waitFor([this] { return stateOf(QStringLiteral("run-1")) == QStringLiteral("Finished"); }));
    EXPECT_EQ(workspace->run("run-1")->epochs.size(), 6U);
    EXPECT_EQ(known(), 1) << "it is the same run";
}

TEST_F(TrainJourney, OneTrainsAndTheOthersWaitInAnOrderThatCanBeChanged) {
    workspace->options().trainStepMilliseconds = 100;
    openTraining();
    startRun(QStringLiteral("/data/a"), 50);
    startRun(QStringLiteral("/data/b"), 1);
    startRun(QStringLiteral("/data/c"), 1);
    startRun(QStringLiteral("/data/d"), 1);
    EXPECT_EQ(session().queuedIds(),
              (QStringList{QStringLiteral("run-2"), QStringLiteral("run-3"), QStringLiteral("run-4")}));
    EXPECT_EQ(stateOf(QStringLiteral("run-3")), QStringLiteral("Queued (2)"));
    ASSERT_EQ(train().queueList()->count(), 3);
    EXPECT_TRUE(train().queueList()->isVisible());
    QToolButton *up = nullptr, *remove = nullptr;
    for (auto* button : train().findChildren<QToolButton*>()) {
        if (button->accessibleName() == QStringLiteral("Train earlier")) up = button;
        if (button->accessibleName() == QStringLiteral("Take out of the queue")) remove = button;
    }
    ASSERT_TRUE(up != nullptr && remove != nullptr);
    train().queueList()->setCurrentRow(1);
    QTest::mouseClick(up, Qt::LeftButton);
    EXPECT_EQ(session().queuedIds().first(), QStringLiteral("run-3"));
    train().queueList()->setCurrentRow(2);
    QTest::mouseClick(remove, Qt::LeftButton);
    EXPECT_EQ(session().queuedIds(), (QStringList{QStringLiteral("run-3"), QStringLiteral("run-2")}));
    EXPECT_EQ(stateOf(QStringLiteral("run-4")), QStringLiteral("Not started"));
    trigger("Stop");
    ASSERT_TRUE(waitFor([this] { return stateOf(QStringLiteral("run-2")) == QStringLiteral("Finished"); }));
    EXPECT_EQ(stateOf(QStringLiteral("run-3")), QStringLiteral("Finished"));
    EXPECT_EQ(stateOf(QStringLiteral("run-1")), QStringLiteral("Paused"));
    EXPECT_EQ(session().live(), nullptr);
}

TEST_F(TrainJourney, APauseHoldsTheQueue) {
    workspace->options().trainStepMilliseconds = 50;
    openTraining();
    startRun(QStringLiteral("/data/a"), 50);
    startRun(QStringLiteral("/data/b"), 1);
    trigger("Pause");
    ASSERT_TRUE(waitFor([this] { return session().live() == nullptr; }));
    QTest::qWait(100);
    EXPECT_EQ(session().live(), nullptr);
    EXPECT_EQ(session().queuedIds(), QStringList{QStringLiteral("run-2")});
    QPushButton* go = nullptr;
    for (auto* button : train().findChildren<QPushButton*>())
        if (button->text() == QStringLiteral("Go on")) go = button;
    ASSERT_TRUE(go != nullptr && go->isVisible());
    QTest::mouseClick(go, Qt::LeftButton);
    ASSERT_TRUE(waitFor([this] { return stateOf(QStringLiteral("run-2")) == QStringLiteral("Finished"); }));
}

TEST_F(TrainJourney, TheQueueIsThereAfterARestart) {
    workspace->options().trainStepMilliseconds = 50;
    openTraining();
    startRun(QStringLiteral("/data/a"), 50);
    startRun(QStringLiteral("/data/b"), 1);
    startRun(QStringLiteral("/data/c"), 1);
    startRun(QStringLiteral("/data/d"), 1);
    session().moveInQueue(2, 0);
    const QStringList order{QStringLiteral("run-4"), QStringLiteral("run-2"), QStringLiteral("run-3")};
    ASSERT_TRUE(waitFor([this] { return workspace->settings()["train.queue"] == "run-4\nrun-2\nrun-3"; }));
    onDialog<QMessageBox>([](QMessageBox& box) {
        for (auto* button : box.buttons())
            if (box.buttonRole(button) == QMessageBox::AcceptRole) button->click();
    });
    ASSERT_TRUE(window->close());
    ASSERT_TRUE(window->jobs()->shutdown());
    window.reset();
    ASSERT_TRUE(workspace->deleteRun("run-2").ok()) << "by the command line, meanwhile";
    workspace->options().trainStepMilliseconds = 5;
    showTraining();
    const QStringList left{QStringLiteral("run-4"), QStringLiteral("run-3")};
    ASSERT_TRUE(waitFor([&] { return session().queuedIds() == left; }));
    EXPECT_TRUE(session().held());
    QTest::qWait(100);
    EXPECT_EQ(session().live(), nullptr) << "nothing trains unasked";
    ASSERT_TRUE(waitFor([this] { return stateOf(QStringLiteral("run-1")) == QStringLiteral("Paused"); }));
    train().select({QStringLiteral("run-1")});
    trigger("Resume");
    trigger("Stop");
    ASSERT_TRUE(waitFor([this] { return stateOf(QStringLiteral("run-3")) == QStringLiteral("Finished"); }));
    EXPECT_EQ(stateOf(QStringLiteral("run-4")), QStringLiteral("Finished")) << "the queue followed";
    EXPECT_TRUE(waitFor([this] { return workspace->settings()["train.queue"].empty(); }));
}

TEST_F(TrainJourney, AFailureStaysWithTheRun) {
    workspace->options().trainFails = true;
    openTraining();
    startRun(QStringLiteral("/data/flowers"), 1);
    ASSERT_TRUE(waitFor([this] { return stateOf(QStringLiteral("run-1")) == QStringLiteral("Failed"); }));
    ASSERT_TRUE(waitFor(
        [this] { return train().runView()->accessibleDescription().contains(QStringLiteral("diverged")); }));
    workspace->options().trainFails = false;
    ASSERT_TRUE(waitFor([this] {
        auto* again = actionNamed(*window, QStringLiteral("Try again"));
        return again != nullptr && again->isEnabled();
    }));
    trigger("Try again");
    EXPECT_TRUE(waitFor([this] { return stateOf(QStringLiteral("run-1")) == QStringLiteral("Finished"); }));
}

TEST_F(TrainJourney, AnInterruptedRunCanBeResumed) {
    workspace->addRun("crashed", State::Interrupted, 1);
    openTraining();
    EXPECT_EQ(stateOf(QStringLiteral("crashed")), QStringLiteral("Interrupted"));
    ASSERT_TRUE(waitFor([this] { return shows(QStringLiteral("SPARSE crashed")); }));
    trigger("Resume");
    EXPECT_TRUE(waitFor([this] { return stateOf(QStringLiteral("crashed")) == QStringLiteral("Finished"); }));
}

TEST_F(TrainJourney, SeveralRunsAreCompared) {
    workspace->addRun("a", State::Finished, 3);
    workspace->addRun("b", State::Stopped, 2);
    openTraining();
    train().select({QStringLiteral("a"), QStringLiteral("b")});
    ASSERT_TRUE(waitFor([this] { return shows(QStringLiteral("2 runs compared")); }));
    const auto& curves = train().runView()->accuracy()->data().curves;
    ASSERT_EQ(curves.size(), 2U);
    EXPECT_NE(curves[0].name, curves[1].name);
    EXPECT_NE(curves[0].epochs.size(), curves[1].epochs.size());
}

TEST_F(TrainJourney, RunsOfOneNameAreToldApart) {
    workspace->addRun("a", State::Finished, 3);
    workspace->addRun("b", State::Stopped, 2);
    ASSERT_TRUE(workspace->renameRun("a", "Mine").ok() && workspace->renameRun("b", "Mine").ok());
    openTraining();
    train().select({QStringLiteral("a"), QStringLiteral("b")});
    ASSERT_TRUE(waitFor([this] { return shows(QStringLiteral("2 runs compared")); }));
    for (const auto& curve : train().runView()->accuracy()->data().curves)
        EXPECT_TRUE(curve.name.contains(QStringLiteral("/23"))) << curve.name.toStdString(); // of 2023
}

TEST_F(TrainJourney, ARunIsRenamedInItsRow) {
    workspace->addRun("a", State::Finished, 3);
    openTraining();
    ASSERT_TRUE(waitFor([this] { return shows(QStringLiteral("SPARSE a")); }));
    trigger("Rename the run");
    auto* editor = train().table()->findChild<QLineEdit*>();
    ASSERT_NE(editor, nullptr);
    editor->setText(QStringLiteral("With texts"));
    QTest::keyClick(editor, Qt::Key_Return);
    ASSERT_TRUE(waitFor([this] { return workspace->run("a")->summary.name == "With texts"; }));
    EXPECT_TRUE(waitFor([this] { return shows(QStringLiteral("With texts")); }));
}

TEST_F(TrainJourney, ADeletedRunCanBeBroughtBack) {
    workspace->addRun("a", State::Finished, 3);
    workspace->addRun("b", State::Finished, 2);
    openTraining();
    train().select({QStringLiteral("a")});
    onDialog<QMessageBox>([](QMessageBox& box) { box.button(QMessageBox::Cancel)->click(); });
    trigger("Delete the run…");
    EXPECT_EQ(known(), 2) << "not without an answer";
    onDialog<QMessageBox>([](QMessageBox& box) {
        for (auto* button : box.buttons())
            if (box.buttonRole(button) == QMessageBox::DestructiveRole) button->click();
    });
    trigger("Delete the run…");
    ASSERT_TRUE(waitFor([this] { return known() == 1; }));
    EXPECT_EQ(workspace->runs()->size(), 1U);
    QPushButton* undo = nullptr;
    for (auto* button : train().findChildren<QPushButton*>())
        if (button->text() == QStringLiteral("Undo")) undo = button;
    ASSERT_TRUE(undo != nullptr && undo->isVisible());
    QTest::mouseClick(undo, Qt::LeftButton);
    ASSERT_TRUE(waitFor([this] { return known() == 2; }));
    EXPECT_TRUE(waitFor([this] { return train().selected() == QStringList{QStringLiteral("a")}; }));
}

TEST_F(TrainJourney, AFinishedModelIndexesAFolder) {
    workspace->addRun("fake-small", State::Finished, 3); // the id of a model that is installed
    openTraining();
    ASSERT_TRUE(waitFor([this] { return shows(QStringLiteral("SPARSE fake-small")); }));
    QString chosen;
    onDialog<IndexDialog>([&](IndexDialog& dialog) {
        chosen = QString::fromStdString(dialog.request().model);
        dialog.reject();
    });
    trigger("Index a folder with this model…");
    EXPECT_TRUE(waitFor([&] { return chosen == QStringLiteral("fake-small"); })) << chosen.toStdString();
}

TEST_F(TrainJourney, RunsThatCannotBeReadAreAnErrorThatCanBeTriedAgain) {
    workspace->options().runsFail = true;
    showTraining();
    ASSERT_TRUE(waitFor([this] { return train().state()->state() == StateView::State::Error; }));
    workspace->options().runsFail = false;
    workspace->addRun("a", State::Finished, 3);
    emit train().state()->primaryTriggered();
    EXPECT_TRUE(waitFor([this] { return shows(QStringLiteral("SPARSE a")); }));
}

TEST_F(TrainJourney, ClosingWhileTrainingStartsNothingElse) {
    workspace->options().trainStepMilliseconds = 50;
    openTraining();
    startRun(QStringLiteral("/data/a"), 50);
    startRun(QStringLiteral("/data/b"), 1);
    onDialog<QMessageBox>([](QMessageBox& box) {
        for (auto* button : box.buttons())
            if (box.buttonRole(button) == QMessageBox::AcceptRole) button->click();
    });
    EXPECT_TRUE(window->close());
    window.reset();
    EXPECT_EQ(workspace->run("run-1")->summary.state, State::Stopped);
    EXPECT_EQ(workspace->run("run-2")->summary.state, State::Waiting);
}

TEST_F(TrainJourney, NothingIsCutOffInASmallWindow) {
    workspace->addRun("a", State::Finished, 3);
    openTraining();
    ASSERT_TRUE(waitFor([this] { return shows(QStringLiteral("SPARSE a")); }));
    QTest::qWait(50); // the panels that went aside take no room any more
    window->resize(1024, 700);
    for (const bool withForm : {false, true}) {
        if (withForm) trigger("New run…");
        QTest::qWait(50);
        EXPECT_LE(window->width(), 1024);
        EXPECT_LE(window->height(), 700);
        for (auto* button : train().findChildren<QAbstractButton*>()) {
            if (!button->isVisible() || button->text().isEmpty()) continue;
            const auto* tool = qobject_cast<QToolButton*>(button);
            if (tool != nullptr && tool->toolButtonStyle() == Qt::ToolButtonIconOnly) continue;
            EXPECT_GE(button->width(),
                      button->fontMetrics().horizontalAdvance(button->text().remove(QLatin1Char('&'))))
                << button->text().toStdString();
        }
        for (auto* widget : train().findChildren<QWidget*>()) {
            if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus) continue;
            const auto* button = qobject_cast<QAbstractButton*>(widget);
            EXPECT_TRUE(!widget->accessibleName().isEmpty() ||
                        (button != nullptr && !button->text().isEmpty()) ||
                        widget->metaObject()->className() == QByteArray("QScrollArea") ||
                        widget->objectName().startsWith(QLatin1String("qt_")))
                << widget->metaObject()->className() << ' ' << widget->objectName().toStdString();
        }
    }
}

} // namespace
} // namespace sparlet::ui
