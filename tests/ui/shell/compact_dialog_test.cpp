// A model made smaller by clicks and keys: measuring layers, budgets, bars, undo, measuring, writing.
#include "pages/train_page.h"
#include "shell/index_dialog.h"
#include "ui/shell/compact_fixture.h"
#include "ui/shell/window_fixture.h"
#include "widgets/state_view.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QFileDialog>
#include <QSignalSpy>
#include <QSlider>

namespace sparlet::ui {
namespace {

using sparlet::testing::FakeCompaction;
using sparlet::testing::onDialog;
using sparlet::testing::waitFor;

class CompactDialogTest : public CompactTest {};

TEST_F(CompactDialogTest, SaysWhatItIsForBeforeAnythingIsMeasured) {
    auto* state = dialog.findChild<StateView*>();
    EXPECT_TRUE(state->isVisible());
    EXPECT_TRUE(state->sentence().contains(QStringLiteral("what each layer loses")));
    EXPECT_FALSE(dialog.table()->isVisible());
    EXPECT_FALSE(button("Measure").isEnabled());
    EXPECT_FALSE(button("Export…").isEnabled());
    dialog.form()->setFolder({});
    EXPECT_FALSE(button("Measure layers").isEnabled());
}

TEST_F(CompactDialogTest, MeasuringLayersOpensTheBarsAndTheCurve) {
    openSession();
    EXPECT_EQ(script().lastRequest.model, "/models/fake-sparse.safetensors");
    EXPECT_EQ(script().lastRequest.data, "/data/flowers");
    EXPECT_EQ(script().lastRequest.sample, 1000);
    EXPECT_TRUE(dialog.table()->isVisible());
    EXPECT_EQ(dialog.layers()->rowCount(), FakeCompaction::layers);
    EXPECT_EQ(dialog.layers()->index(1, 0).data().toString(), QStringLiteral("layer1.0.conv1"));
    // 1,768,000 weights at 2 and at 8 bits, 32,000 that no picture shows at 8, and 1000 bytes.
    EXPECT_EQ(study().smallest(), 475'000U);
    EXPECT_EQ(study().largest(), 1'801'000U);
    EXPECT_GT(dialog.curve()->data().curve.size(), 15U);
    EXPECT_NEAR(dialog.curve()->data().curve.front().megabytes, 0.475, 1e-9);
    EXPECT_TRUE(dialog.curve()->data().chosen.has_value());
    EXPECT_TRUE(dialog.status().contains(QStringLiteral("fake-sparse has 9 layers")))
        << dialog.status().toStdString();
    EXPECT_TRUE(dialog.totals().contains(QStringLiteral("of 7.20 MB"))) << dialog.totals().toStdString();
    EXPECT_GE(study().plan().cosine, 0.99);
    EXPECT_EQ(workspace->settings().at("compact.data"), "/data/flowers");
}

TEST_F(CompactDialogTest, AnotherBudgetGivesOtherWidths) {
    openSession();
    const auto before = study().widths();
    auto* box = dialog.findChild<QDoubleSpinBox*>();
    box->setValue(0.5);
    ASSERT_TRUE(settled());
    EXPECT_NE(study().widths(), before);
    EXPECT_LE(study().plan().bytes, 500'000U);
    auto* slider = dialog.findChild<QSlider*>();
    EXPECT_NEAR(slider->value(), 1000 * (0.5 - 0.475) / (1.801 - 0.475), 1);
    slider->setFocus();
    QTest::keyClick(slider, Qt::Key_End);
    ASSERT_TRUE(settled());
    EXPECT_EQ(study().plan().bytes, study().largest());
    EXPECT_NEAR(box->value(), 1.8, 1e-9);
    EXPECT_FALSE(study().choice().byHand);
}

TEST_F(CompactDialogTest, KeysChangeTheBarThatHasTheFocusAndAreUndone) {
    openSession();
    const int before = bits(2);
    const auto bytes = study().plan().bytes;
    ASSERT_LT(before, 8);
    focusBits(2);
    key(Qt::Key_Right);
    EXPECT_EQ(bits(2), before + 1) << "at once, before the estimate";
    EXPECT_TRUE(study().choice().byHand);
    ASSERT_TRUE(settled());
    EXPECT_EQ(study().plan().bytes, bytes + 5000) << "a bit of 40,000 weights";
    key(Qt::Key_2);
    EXPECT_EQ(bits(2), 2);
    key(Qt::Key_Left);
    EXPECT_EQ(bits(2), 2) << "no fewer";
    key(Qt::Key_Tab);
    EXPECT_EQ(dialog.table()->currentIndex().column(), LayerModel::KeptColumn);
    key(Qt::Key_Left);
    EXPECT_EQ(kept(2), 95);
    key(Qt::Key_Left, Qt::ShiftModifier);
    EXPECT_EQ(kept(2), 94);
    key(Qt::Key_Home);
    EXPECT_EQ(kept(2), 5);
    key(Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(kept(2), 94);
    key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_EQ(kept(2), 5);
    for (int i = 0; i < 3; ++i)
        key(Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(kept(2), 100);
    EXPECT_EQ(bits(2), 2);
    key(Qt::Key_Z, Qt::ControlModifier);
    key(Qt::Key_Z, Qt::ControlModifier);
    ASSERT_TRUE(settled());
    EXPECT_EQ(bits(2), before);
    EXPECT_FALSE(study().choice().byHand) << "the budget decides again";
    EXPECT_EQ(study().plan().bytes, bytes);
}

TEST_F(CompactDialogTest, TabLeavesTheBarsAfterTheShare) {
    openSession();
    focusBits(0);
    key(Qt::Key_Tab);
    EXPECT_TRUE(dialog.table()->hasFocus());
    key(Qt::Key_Tab);
    EXPECT_FALSE(dialog.table()->hasFocus());
}

TEST_F(CompactDialogTest, ADragOfABarIsOneStepToUndo) {
    openSession();
    const int before = bits(6);
    const auto bar = dialog.table()->barRect(dialog.layers()->index(6, LayerModel::BitsColumn));
    auto* area = dialog.table()->viewport();
    const auto at = [&](double share) {
        return QPoint(bar.left() + static_cast<int>(bar.width() * share), bar.center().y());
    };
    QTest::mousePress(area, Qt::LeftButton, {}, at(1.0));
    EXPECT_EQ(bits(6), 8);
    QTest::mouseMove(area, at(0.7));
    QTest::mouseMove(area, at(0.5));
    QTest::mouseRelease(area, Qt::LeftButton, {}, at(0.5));
    EXPECT_EQ(bits(6), 4);
    key(Qt::Key_Z, Qt::ControlModifier);
    ASSERT_TRUE(settled());
    EXPECT_EQ(bits(6), before);
    EXPECT_FALSE(study().undoStack()->canUndo());
}

TEST_F(CompactDialogTest, BackToTheBudgetTakesItsWidths) {
    openSession();
    const auto widths = study().widths();
    EXPECT_FALSE(button("Back to the budget's choice").isEnabled());
    focusBits(0);
    key(Qt::Key_3);
    ASSERT_TRUE(settled());
    ASSERT_NE(study().widths(), widths);
    press("Back to the budget's choice");
    ASSERT_TRUE(settled());
    EXPECT_EQ(study().widths(), widths);
    EXPECT_FALSE(button("Back to the budget's choice").isEnabled());
}

TEST_F(CompactDialogTest, WhatIsMeasuredIsListedAndCanBeGoneBackTo) {
    openSession();
    measure();
    auto& list = *dialog.trials();
    ASSERT_EQ(list.rowCount(), 2) << "the whole model and this one";
    EXPECT_EQ(list.item(0, CompactTrials::MapColumn)->text(), QStringLiteral("0.900"));
    EXPECT_EQ(list.item(0, CompactTrials::TimeColumn)->text(), QStringLiteral("40.0 ms, eager"));
    EXPECT_EQ(list.item(1, CompactTrials::TimeColumn)->text(), QStringLiteral("8.50 ms, int8"));
    EXPECT_TRUE(dialog.status().contains(QStringLiteral("instead of 40.0 ms (eager)")))
        << dialog.status().toStdString();
    EXPECT_EQ(dialog.curve()->data().measured.size(), 1U);
    const auto first = study().widths();
    EXPECT_EQ(script().lastWidths, first);
    EXPECT_TRUE(script().lastOut.empty());
    focusBits(3);
    key(Qt::Key_2);
    ASSERT_TRUE(settled());
    measure();
    ASSERT_EQ(list.rowCount(), 3);
    EXPECT_EQ(list.item(2, CompactTrials::NameColumn)->text(), QStringLiteral("by hand"));
    ASSERT_NE(study().widths(), first);
    list.setFocus();
    list.setCurrentCell(1, 0);
    QTest::keyClick(&list, Qt::Key_Return);
    ASSERT_TRUE(settled());
    EXPECT_EQ(study().widths(), first);
    QTest::mouseClick(list.viewport(), Qt::LeftButton, {}, list.visualItemRect(list.item(2, 0)).center());
    ASSERT_TRUE(settled());
    EXPECT_EQ(bits(3), 2);
    measure();
    EXPECT_EQ(list.rowCount(), 3) << "the same widths are listed once";
}

TEST_F(CompactDialogTest, ExportAsksForAFileAndOffersToIndexWithIt) {
    openSession();
    QSignalSpy indexing(&dialog, &CompactDialog::indexRequested);
    EXPECT_FALSE(button("Index a folder with it…").isVisible());
    const auto file = folder.filePath(QStringLiteral("small.safetensors"));
    onDialog<QFileDialog>([&](QFileDialog& asking) {
        asking.selectFile(folder.filePath(QStringLiteral("small")));
        asking.findChild<QLineEdit*>()->setText(folder.filePath(QStringLiteral("small")));
        QMetaObject::invokeMethod(&asking, "accept");
    });
    press("Export…");
    ASSERT_TRUE(waitFor([&] { return dialog.status().startsWith(QStringLiteral("Written to ")); }));
    EXPECT_EQ(script().lastOut, file.toStdString()) << "with an ending";
    EXPECT_TRUE(QFile::exists(file));
    press("Index a folder with it…");
    ASSERT_EQ(indexing.count(), 1);
    EXPECT_EQ(indexing.front().front().toString(), file);
}

TEST_F(CompactDialogTest, APlainCopyOfTheChosenModelNeedsNoMeasuring) {
    ASSERT_TRUE(button("Plain copy…").isEnabled());
    const auto file = folder.filePath(QStringLiteral("plain.safetensors"));
    onDialog<QFileDialog>([&](QFileDialog& asking) {
        asking.findChild<QLineEdit*>()->setText(folder.filePath(QStringLiteral("plain")));
        QMetaObject::invokeMethod(&asking, "accept");
    });
    press("Plain copy…");
    ASSERT_TRUE(waitFor([&] { return dialog.status().startsWith(QStringLiteral("Written to ")); }));
    EXPECT_EQ(script().lastExport.model, "/models/fake-sparse.safetensors");
    EXPECT_EQ(script().lastExport.out, file.toStdString()) << "with an ending";
    EXPECT_TRUE(script().lastExport.plainWeights);
    EXPECT_FALSE(script().lastExport.halfWeights);
    EXPECT_TRUE(QFile::exists(file));
    script().exportProblem = "The disk is full. Make room and try again.";
    dialog.copyPlainTo(file);
    EXPECT_FALSE(button("Plain copy…").isEnabled()) << "one at a time";
    ASSERT_TRUE(
        waitFor([this] { return dialog.status() == QString::fromStdString(script().exportProblem); }));
    EXPECT_TRUE(button("Plain copy…").isEnabled());
}

TEST_F(CompactDialogTest, NoNameOfALayerIsCutOff) {
    openSession();
    auto* table = dialog.table();
    for (const int width : {dialog.minimumWidth(), 1120}) {
        dialog.resize(width, 700);
        QCoreApplication::processEvents();
        for (int row = 0; row < dialog.layers()->rowCount(); ++row) {
            const auto index = dialog.layers()->index(row, LayerModel::NameColumn);
            EXPECT_LE(table->fontMetrics().horizontalAdvance(index.data().toString()),
                      table->visualRect(index).width())
                << index.data().toString().toStdString() << " at " << width;
        }
    }
}

TEST_F(CompactDialogTest, StoppingLeavesEverythingAsItWas) {
    script().openStepMilliseconds = 60;
    press("Measure layers");
    ASSERT_TRUE(waitFor([this] { return dialog.status().contains(QStringLiteral("of 9")); }));
    EXPECT_FALSE(button("Measure layers").isEnabled());
    press("Stop");
    ASSERT_TRUE(waitFor([this] { return study().state() == State::Empty; }));
    EXPECT_TRUE(dialog.status().startsWith(QStringLiteral("Stopped")));
    EXPECT_TRUE(button("Measure layers").isEnabled());
    script().openStepMilliseconds = 0;
    openSession();
    script().measureStepMilliseconds = 60;
    press("Measure");
    ASSERT_TRUE(waitFor([this] { return dialog.status().contains(QStringLiteral("of 10")); }));
    EXPECT_FALSE(dialog.findChild<QSlider*>()->isEnabled());
    const auto widths = study().widths();
    focusBits(0);
    key(Qt::Key_2);
    key(Qt::Key_8);
    EXPECT_EQ(study().widths(), widths) << "nothing changes while it is measured";
    press("Stop");
    ASSERT_TRUE(waitFor([this] { return study().state() == State::Ready; }));
    EXPECT_TRUE(study().trials().empty());
    EXPECT_EQ(script().measured, 0);
}

TEST_F(CompactDialogTest, ErrorsAreOneSentenceInPlace) {
    script().openProblem = "There is no folder /data/flowers. Choose another.";
    press("Measure layers");
    ASSERT_TRUE(waitFor([this] { return dialog.status() == QString::fromStdString(script().openProblem); }));
    EXPECT_TRUE(dialog.findChild<StateView*>()->isVisible());
    script().openProblem.clear();
    openSession();
    script().measureProblem = "The disk is full. Make room and try again.";
    press("Measure");
    ASSERT_TRUE(
        waitFor([this] { return dialog.status() == QString::fromStdString(script().measureProblem); }));
    ASSERT_TRUE(waitFor([this] { return button("Measure").isEnabled(); }));
    // What is open stays where another opening fails.
    script().openProblem = "There is no folder /data/flowers. Choose another.";
    press("Measure layers");
    ASSERT_TRUE(waitFor([this] { return dialog.status() == QString::fromStdString(script().openProblem); }));
    EXPECT_TRUE(dialog.table()->isVisible());
}

TEST_F(CompactDialogTest, ControlsThatTakeTheFocusHaveNames) {
    openSession();
    measure();
    int seen = 0;
    for (auto* widget : dialog.findChildren<QWidget*>()) {
        if (!widget->isVisible() || (widget->focusPolicy() & Qt::TabFocus) == 0) continue;
        if (widget->objectName().startsWith(QLatin1String("qt_"))) continue;
        const auto* button = qobject_cast<QAbstractButton*>(widget);
        const bool named =
            !widget->accessibleName().isEmpty() || (button != nullptr && !button->text().isEmpty());
        EXPECT_TRUE(named) << widget->metaObject()->className() << ' ' << widget->objectName().toStdString();
        ++seen;
    }
    EXPECT_GT(seen, 12);
    EXPECT_EQ(dialog.layers()->index(1, LayerModel::KeptColumn).data(Qt::AccessibleTextRole).toString(),
              QStringLiteral("Kept of layer1.0.conv1: 100 %"));
    EXPECT_TRUE(dialog.curve()->accessibleDescription().contains(QStringLiteral("Chosen: ")));
    EXPECT_TRUE(dialog.curve()->accessibleDescription().contains(QStringLiteral("Measured: ")));
}

class CompactWindow : public WindowTest {};

TEST_F(CompactWindow, IsOpenedByItsKeyForTheCollectionsModelAndStays) {
    openHoliday();
    QTest::keyClick(window.get(), Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier);
    auto* dialog = window->compactDialog();
    ASSERT_NE(dialog, nullptr);
    EXPECT_TRUE(dialog->isVisible());
    dialog->form()->setFolder(QStringLiteral("/data/flowers"));
    ASSERT_TRUE(waitFor([&] { return dialog->form()->complete(); }));
    EXPECT_EQ(dialog->form()->request().model, "/models/fake-sparse.safetensors");
    dialog->reject();
    EXPECT_FALSE(dialog->isVisible());
    trigger("Make a model smaller…");
    EXPECT_EQ(window->compactDialog(), dialog);
    EXPECT_TRUE(dialog->isVisible());
}

TEST_F(CompactWindow, ARunsModelIsChosenFromTheListOfRuns) {
    workspace->addRun("run-1", engine::RunSummary::State::Finished, 4);
    openHoliday();
    auto* page = window->trainPage();
    trigger("Train");
    page->select({QStringLiteral("run-1")});
    ASSERT_TRUE(waitFor([&] { return page->selected() == QStringList{QStringLiteral("run-1")}; }));
    trigger("Make the run's model smaller…");
    auto* dialog = window->compactDialog();
    ASSERT_NE(dialog, nullptr);
    const auto run = workspace->run("run-1").value().summary;
    ASSERT_FALSE(run.model.empty());
    EXPECT_TRUE(waitFor([&] { return dialog->form()->request().model == run.model; }))
        << dialog->form()->request().model;
}

TEST_F(CompactWindow, TheWrittenModelIsOfferedForIndexing) {
    openHoliday();
    trigger("Make a model smaller…");
    QString chosen;
    onDialog<IndexDialog>([&](IndexDialog& asking) {
        chosen = QString::fromStdString(asking.request().model);
        asking.reject();
    });
    emit window->compactDialog()->indexRequested(QStringLiteral("/models/fake-small.safetensors"));
    ASSERT_TRUE(waitFor([&] { return !chosen.isEmpty(); }));
    EXPECT_EQ(chosen, QStringLiteral("fake-small"));
}

} // namespace
} // namespace sparlet::ui
