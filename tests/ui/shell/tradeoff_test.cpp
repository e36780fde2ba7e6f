// Journey 8: what accuracy costs, and from a dot to the pictures behind it.
#include "itemmodels/measurement_model.h"
#include "pages/evaluate_details.h"
#include "pages/evaluate_page.h"
#include "pages/evaluate_table.h"
#include "pages/figure_dialog.h"
#include "pages/figure_dialog_options.h"
#include "pages/figure_dialog_preview.h"
#include "pages/tradeoff_controls.h"
#include "pages/tradeoff_figures.h"
#include "pages/tradeoff_page.h"
#include "pages/tradeoff_source.h"
#include "ui/shell/window_fixture.h"
#include "widgets/state_view.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>

#include <set>

namespace sparlet::ui {
namespace {

using sparlet::testing::waitFor;

class TradeoffTest : public WindowTest {
protected:
    void openPage(bool filled = true) {
        if (filled) workspace->publishing().measurements = sparlet::testing::sampleMeasurements();
        open();
        ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
        QTest::keyClick(window.get(), Qt::Key_6, Qt::ControlModifier);
        ASSERT_TRUE(waitFor([this] { return tradeoff().isVisible(); }));
        if (!filled) return;
        ASSERT_TRUE(waitFor([this] { return !tradeoff().showsState(); }));
        ASSERT_TRUE(waitFor([this] { return plot().height() > 300; })) << "laid out";
    }
    TradeoffPage& tradeoff() { return *window->tradeoffPage(); }
    ScatterPlot& plot() { return *tradeoff().scatter(); }
    MeasurementModel& rows() { return *tradeoff().rows(); }
    int dots() { return static_cast<int>(plot().data().points.size()); }
    int dotOf(const char* label) {
        const auto& points = plot().data().points;
        for (std::size_t i = 0; i < points.size(); ++i)
            if (points[i].label == QString::fromUtf8(label) && !points[i].ghost) return static_cast<int>(i);
        return -1;
    }
    int ghosts() {
        const auto& points = plot().data().points;
        return static_cast<int>(std::count_if(points.begin(), points.end(), [](auto& p) { return p.ghost; }));
    }
    QWidget* canvas() { return plot().findChild<QWidget*>(QString(), Qt::FindDirectChildrenOnly); }
    void click(int dot, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mouseClick(canvas(), Qt::LeftButton, modifiers,
                          canvas()->mapFrom(&plot(), plot().positionOf(dot).toPoint()));
    }
    template <class T>
    T& named(const char* name) {
        return *tradeoff().findChild<T*>(QString::fromUtf8(name));
    }
    void choose(const char* box, const char* id) {
        auto& combo = named<QComboBox>(box);
        combo.setCurrentIndex(combo.findData(QString::fromUtf8(id)));
        emit combo.activated(combo.currentIndex());
    }
};

TEST_F(TradeoffTest, ShowsTheLargestGroupWithItsFrontAndThePapersAsGhosts) {
    openPage();
    EXPECT_EQ(named<QComboBox>("tradeoffGroup").currentText(), QStringLiteral("CIFAR-10 (JPEG), one budget"));
    EXPECT_EQ(rows().rowCount(), 14 + 5) << "configurations and the papers' values";
    EXPECT_EQ(dots(), 19);
    EXPECT_EQ(ghosts(), 5);
    for (const int point : plot().data().front)
        EXPECT_FALSE(plot().data().points[static_cast<std::size_t>(point)].ghost);
    ASSERT_GE(plot().data().front.size(), 3U);
    EXPECT_GT(plot().data().points[static_cast<std::size_t>(dotOf("SPARSE · ResNet18"))].yError, 0.005);
    named<QCheckBox>("tradeoffPapers").setChecked(false);
    EXPECT_EQ(ghosts(), 0);
    EXPECT_EQ(dots(), 14);
    named<QRadioButton>("tradeoffSingle").setChecked(true);
    EXPECT_EQ(dots(), 12 * 3 + 2);
    EXPECT_GE(dotOf("SPARSE · ResNet18 · seed 2"), 0);
}

TEST_F(TradeoffTest, AGroupThatComparesModelsComesBeforeASweepOfOne) {
    auto measured = sparlet::testing::sampleMeasurements();
    const auto one = *std::find_if(measured.begin(), measured.end(), [](const eval::Measurement& row) {
        return row.source != eval::Measurement::Source::Paper;
    });
    for (int i = 0; i < 40; ++i) {
        auto swept = one;
        swept.id = "sweep-" + std::to_string(i);
        swept.group = "A sweep";
        swept.variant = "density " + std::to_string(i);
        measured.push_back(swept);
    }
    workspace->publishing().measurements = measured;
    openPage(false);
    ASSERT_TRUE(waitFor([this] { return !tradeoff().showsState() && dots() > 0; }));
    EXPECT_EQ(named<QComboBox>("tradeoffGroup").currentText(), QStringLiteral("CIFAR-10 (JPEG), one budget"));
    EXPECT_GT(named<QComboBox>("tradeoffGroup").findText(QStringLiteral("A sweep")), 1);
}

TEST_F(TradeoffTest, AxesColoursAndSizesAreChosen) {
    openPage();
    choose("tradeoffX", "model_mb");
    EXPECT_EQ(plot().data().x.label, QStringLiteral("Model size (MB)"));
    EXPECT_TRUE(plot().data().x.logarithmic) << "as sizes usually are";
    choose("tradeoffX", "density");
    EXPECT_FALSE(plot().data().x.logarithmic);
    EXPECT_TRUE(plot().data().front.empty()) << "less density is neither better nor worse";
    EXPECT_EQ(ghosts(), 0) << "the papers print none";
    choose("tradeoffColour", "memory_mb");
    EXPECT_GE(plot().data().points.front().shade, 0);
    choose("tradeoffSize", "bytes_per_image");
    std::set<double> sizes;
    for (const auto& point : plot().data().points)
        sizes.insert(point.size);
    EXPECT_GT(sizes.size(), 3U);
}

TEST_F(TradeoffTest, StartsAcrossANumberThatRowsHave) {
    auto measured = sparlet::testing::sampleMeasurements();
    for (auto& one : measured)
        one.values.erase("latency_batch1_ms");
    workspace->publishing().measurements = measured;
    openPage(false);
    ASSERT_TRUE(waitFor([this] { return !tradeoff().showsState() && dots() > 0; }));
    EXPECT_EQ(plot().data().x.label, QStringLiteral("Model size (MB)"));
    EXPECT_EQ(tradeoff().controls()->view().x, "model_mb") << "the box says what is seen";
    // What a person chooses stays, also where no row has it.
    choose("tradeoffX", "latency_batch1_ms");
    EXPECT_EQ(tradeoff().controls()->view().x, "latency_batch1_ms");
    EXPECT_EQ(dots(), 0);
    tradeoff().refresh();
    QTest::qWait(50);
    EXPECT_EQ(tradeoff().controls()->view().x, "latency_batch1_ms");
}

TEST_F(TradeoffTest, ADotOfOneRunOpensItsEvaluation) {
    sparlet::testing::addSampleEvaluations(workspace->evaluationStore());
    const auto id = workspace->evaluationStore().kept.front().summary.id;
    auto all = sparlet::testing::sampleMeasurements();
    for (auto& one : all)
        if (one.id == "photographs") one.id = id;
    workspace->publishing().measurements = all;
    openPage(false);
    ASSERT_TRUE(waitFor([this] { return !tradeoff().showsState() && dots() > 0; }));
    MeasurementFilter filter;
    filter.group = QStringLiteral("Photographs, folders");
    named<QCheckBox>("tradeoffPapers").setChecked(false);
    tradeoff().setFilter(filter);
    ASSERT_EQ(dots(), 1);
    plot().grab();
    QSignalSpy asked(&tradeoff(), &TradeoffPage::evaluationRequested);
    plot().setFocus(Qt::TabFocusReason);
    QTest::keyClick(&plot(), Qt::Key_Home);
    QTest::keyClick(&plot(), Qt::Key_Return);
    ASSERT_EQ(asked.count(), 1);
    EXPECT_EQ(asked.front().front().toString().toStdString(), id);
    EXPECT_TRUE(window->evaluatePage()->isVisible());
}

TEST_F(TradeoffTest, ADotOfSeveralSeedsAsksWhichAndOneOfAPaperSaysItsSource) {
    openPage();
    plot().grab();
    QSignalSpy asked(&tradeoff(), &TradeoffPage::evaluationRequested);
    click(dotOf("SPARSE · ResNet18"));
    QMenu* menu = nullptr;
    ASSERT_TRUE(waitFor([&] {
        menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        return menu != nullptr;
    }));
    ASSERT_EQ(menu->actions().size(), 4);
    EXPECT_EQ(menu->actions().at(2)->text(), QStringLiteral("Seed 2 · mAP 0.4940"));
    menu->actions().at(2)->trigger();
    menu->close();
    ASSERT_EQ(asked.count(), 1);
    EXPECT_EQ(asked.front().front().toString(), QStringLiteral("sparse-resnet18-2"));
    QTest::keyClick(window.get(), Qt::Key_6, Qt::ControlModifier);
    QString text;
    sparlet::testing::onDialog<TradeoffSource>([&](TradeoffSource& dialog) {
        text = dialog.text();
        dialog.reject();
    });
    for (std::size_t i = 0; i < plot().data().points.size(); ++i)
        if (plot().data().points[i].ghost && plot().data().points[i].y > 0.31)
            emit plot().activated(static_cast<int>(i));
    ASSERT_TRUE(waitFor([&] { return !text.isEmpty(); }));
    EXPECT_TRUE(text.contains(QStringLiteral("SPARSE, table 1"))) << text.toStdString();
    EXPECT_TRUE(text.contains(QStringLiteral("0.3105"))) << text.toStdString();
    EXPECT_EQ(asked.count(), 1);
}

TEST_F(TradeoffTest, TableAndPlotAreOneSelection) {
    openPage();
    plot().grab();
    tradeoff().table()->selectRow(2);
    ASSERT_EQ(plot().selected().size(), 1U);
    EXPECT_EQ(plot().data().points[static_cast<std::size_t>(plot().selected().front())].label,
              rows().row(2).title);
    const int dot = dotOf("HAMLET · ResNet18");
    click(dot, Qt::ControlModifier);
    EXPECT_EQ(plot().selected().size(), 2U) << "Ctrl adds";
    click(dot, Qt::ControlModifier);
    EXPECT_EQ(plot().selected().size(), 1U) << "and takes away";
    plot().setFocus(Qt::TabFocusReason);
    QTest::keyClick(&plot(), Qt::Key_Home);
    const auto selected = tradeoff().table()->selectionModel()->selectedRows();
    ASSERT_EQ(selected.size(), 1);
    EXPECT_EQ(rows().row(selected.front().row()).title,
              plot().data().points[static_cast<std::size_t>(plot().current())].label);
    tradeoff().table()->sortByColumn(MeasurementModel::TitleColumn, Qt::AscendingOrder);
    EXPECT_EQ(plot().selected().size(), 1U);
    const auto label = plot().data().points[static_cast<std::size_t>(plot().current())].label;
    choose("tradeoffMethod", "sparse");
    choose("tradeoffMethod", "");
    ASSERT_EQ(plot().selected().size(), 1U) << "what is there again is selected again";
    EXPECT_EQ(plot().data().points[static_cast<std::size_t>(plot().selected().front())].label, label);
}

TEST_F(TradeoffTest, TheFilterNarrowsPlotAndTableAndKeepsColours) {
    openPage();
    const int colour = plot().data().points[static_cast<std::size_t>(dotOf("SPARSE · ResNet18"))].category;
    QTest::keyClick(window.get(), Qt::Key_L, Qt::ControlModifier);
    QTest::keyClicks(&named<QLineEdit>("tradeoffText"), QStringLiteral("sparse resnet18"));
    ASSERT_TRUE(waitFor([this] { return ghosts() == 3; })) << "also those of a table of SPARSE's";
    EXPECT_EQ(plot().data().points[static_cast<std::size_t>(dotOf("SPARSE · ResNet18"))].category, colour);
    EXPECT_EQ(dotOf("HAMLET · ResNet18"), -1);
    named<QLineEdit>("tradeoffText").setText(QStringLiteral("nothing such"));
    ASSERT_TRUE(waitFor([this] { return rows().rowCount() == 0; }));
    StateView* nothing = nullptr;
    for (auto* state : tradeoff().findChildren<StateView*>())
        if (state->isVisible() && state->title() == QStringLiteral("Nothing matches")) nothing = state;
    ASSERT_NE(nothing, nullptr);
    QTest::mouseClick(nothing->findChild<QPushButton*>(), Qt::LeftButton);
    EXPECT_TRUE(named<QLineEdit>("tradeoffText").text().isEmpty());
    EXPECT_GT(rows().rowCount(), 14);
    choose("tradeoffProject", "Paper 2026");
    EXPECT_EQ(rows().rowCount() - ghosts(), 2);
}

TEST_F(TradeoffTest, WithoutMeasurementsItSaysWhatToDoAndAnErrorCanBeTriedAgain) {
    openPage(false);
    ASSERT_TRUE(waitFor([this] { return tradeoff().state()->state() == StateView::State::Empty; }));
    QTest::mouseClick(tradeoff().state()->findChild<QPushButton*>(), Qt::LeftButton);
    EXPECT_TRUE(window->evaluatePage()->isVisible());
    workspace->publishing().measurementsFail = true;
    QTest::keyClick(window.get(), Qt::Key_6, Qt::ControlModifier);
    ASSERT_TRUE(waitFor([this] { return tradeoff().state()->state() == StateView::State::Error; }));
    EXPECT_TRUE(tradeoff().state()->sentence().contains(QStringLiteral("allow reading")));
    workspace->publishing().measurementsFail = false;
    workspace->publishing().measurements = sparlet::testing::sampleMeasurements();
    emit tradeoff().state()->primaryTriggered();
    EXPECT_TRUE(waitFor([this] { return !tradeoff().showsState() && dots() > 0; }));
}

TEST_F(TradeoffTest, ThePageIsAsItWasLeft) {
    openPage();
    choose("tradeoffX", "model_mb");
    choose("tradeoffGroup", "Photographs, folders");
    tradeoff().setTab(TradeoffPage::ParallelTab);
    ASSERT_TRUE(waitFor([this] { return workspace->settings().count("tradeoff-view") == 1; }));
    reopen();
    QTest::keyClick(window.get(), Qt::Key_6, Qt::ControlModifier);
    ASSERT_TRUE(waitFor([this] { return tradeoff().controls()->view().x == "model_mb"; }));
    ASSERT_TRUE(waitFor([this] {
        return named<QComboBox>("tradeoffGroup").currentText() == QStringLiteral("Photographs, folders");
    }));
    EXPECT_EQ(tradeoff().tabs()->currentIndex(), TradeoffPage::ParallelTab);
}

TEST_F(TradeoffTest, ThePapersFiguresAreDrawnFromTheRowsThatAreShown) {
    openPage();
    QTest::keyClick(window.get(), Qt::Key_3, Qt::AltModifier);
    auto& figures = *tradeoff().figures();
    ASSERT_TRUE(waitFor([&] { return !figures.preview()->image().isNull(); }));
    EXPECT_EQ(workspace->publishing().lastPreview.measurements.size(), 38U);
    EXPECT_EQ(workspace->publishing().lastPreview.papers.size(), 5U);
    figures.setKind(report::FigureKind::OverallScore);
    auto* weight = figures.findChild<QDoubleSpinBox*>(QStringLiteral("weight-bytes_per_image"));
    ASSERT_TRUE(weight->isVisible());
    EXPECT_EQ(
        figures.options()->formula(),
        QStringLiteral("score = 0.50 · mAP + 0.25 · Time, batch 1 + 0.25 · Model; each from 0 for the worst "
                       "to 1 for the best row"));
    weight->setValue(1);
    ASSERT_TRUE(waitFor([&] {
        std::scoped_lock lock(workspace->publishing().mutex);
        return workspace->publishing().lastPreview.weights.count("bytes_per_image") == 1;
    }));
    EXPECT_TRUE(figures.options()->formula().contains(QStringLiteral("0.50 · Code")));
    figures.setKind(report::FigureKind::Improvement);
    auto* baseline = figures.findChild<QComboBox*>(QStringLiteral("figureBaseline"));
    ASSERT_TRUE(baseline->isVisible());
    baseline->setCurrentIndex(baseline->findData(QStringLiteral("mace")));
    emit baseline->activated(baseline->currentIndex());
    EXPECT_EQ(figures.request().baseline, "mace");
    figures.setKind(report::FigureKind::OverallScore);
    EXPECT_EQ(figures.request().weights.count("bytes_per_image"), 1U) << "as it was chosen for this figure";
    workspace->publishing().previewProblem = "No row has a model size.";
    figures.setKind(report::FigureKind::Efficiency);
    ASSERT_TRUE(waitFor([&] { return !figures.preview()->problem().isEmpty(); }));
}

TEST_F(TradeoffTest, PublishTakesWhatIsSeen) {
    sparlet::testing::addSampleEvaluations(workspace->evaluationStore());
    openPage();
    tradeoff().setTab(TradeoffPage::ParallelTab);
    QTest::keyClick(window.get(), Qt::Key_P, Qt::ControlModifier);
    ASSERT_NE(tradeoff().figureDialog(), nullptr);
    EXPECT_EQ(tradeoff().figureDialog()->request().kind, report::FigureKind::ParallelCoordinates);
    tradeoff().figureDialog()->reject();
    QTest::keyClick(window.get(), Qt::Key_5, Qt::ControlModifier);
    auto& evaluations = *window->evaluatePage();
    ASSERT_TRUE(waitFor([&] { return !evaluations.table()->model()->evaluations().empty(); }));
    const auto& all = evaluations.table()->model()->evaluations();
    QStringList two;
    for (const auto& one : all)
        if (one.problem.empty() && two.size() < 2) two << QString::fromStdString(one.id);
    evaluations.table()->select(two);
    evaluations.details()->tabs()->setCurrentIndex(1);
    QTest::keyClick(window.get(), Qt::Key_P, Qt::ControlModifier);
    FigureDialog* dialog = nullptr;
    ASSERT_TRUE(waitFor([&] {
        for (auto* one : window->findChildren<FigureDialog*>())
            if (one->isVisible()) dialog = one;
        return dialog != nullptr;
    }));
    EXPECT_EQ(dialog->request().kind, report::FigureKind::PrecisionRecall);
    EXPECT_EQ(dialog->request().curves.size(), 2U);
    auto* kinds = dialog->findChild<QComboBox*>(QStringLiteral("figureKind"));
    EXPECT_TRUE(kinds->isEnabled());
    kinds->setCurrentIndex(kinds->findData(QStringLiteral("confusion")));
    emit kinds->activated(kinds->currentIndex());
    EXPECT_FALSE(dialog->request().matrix.empty());
    dialog->reject();
}

TEST_F(TradeoffTest, EveryControlHasANameAndATooltip) {
    openPage();
    for (auto* widget : tradeoff().controls()->findChildren<QWidget*>()) {
        if (widget->focusPolicy() == Qt::NoFocus || widget->parentWidget() != tradeoff().controls()) continue;
        auto* button = qobject_cast<QAbstractButton*>(widget);
        EXPECT_TRUE(!widget->accessibleName().isEmpty() || (button != nullptr && !button->text().isEmpty()))
            << widget->objectName().toStdString();
        EXPECT_FALSE(widget->toolTip().isEmpty()) << widget->objectName().toStdString();
    }
    for (const auto& one : tradeoff().commands())
        EXPECT_FALSE(one.action->shortcut().isEmpty()) << one.action->text().toStdString();
}

} // namespace
} // namespace sparlet::ui
