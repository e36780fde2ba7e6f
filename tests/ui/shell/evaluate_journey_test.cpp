// Journey 7: measure a model, and see the images behind every number.
#include "itemmodels/evaluation_query_model.h"
#include "itemmodels/rank_move_model.h"
#include "pages/evaluate_compare.h"
#include "pages/evaluate_details.h"
#include "pages/evaluate_dialog.h"
#include "pages/evaluate_page.h"
#include "pages/evaluate_projects.h"
#include "pages/evaluate_queries.h"
#include "pages/evaluate_table.h"
#include "plots/confusion_plot.h"
#include "plots/histogram_plot.h"
#include "plots/retrieval_plot.h"
#include "ui/shell/window_fixture.h"
#include "widgets/notice_bar.h"
#include "widgets/rank_flow.h"
#include "widgets/state_view.h"

#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDockWidget>
#include <QFile>
#include <QFileDialog>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>

namespace sparlet::ui {
namespace {

using sparlet::testing::onDialog;
using sparlet::testing::waitFor;

class EvaluateJourney : public WindowTest {
protected:
    EvaluatePage& evaluate() { return *window->evaluatePage(); }
    EvaluateTable& table() { return *evaluate().table(); }
    EvaluationModel& model() { return *table().model(); }
    EvaluateDetails& details() { return *evaluate().details(); }
    EvaluateQueries& queries() { return *details().queries(); }
    EvaluateCompare& compare() { return *details().compare(); }
    sparlet::testing::FakeEvaluations& store() { return workspace->evaluationStore(); }

    void showEvaluations() {
        open();
        ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
        QTest::keyClick(window.get(), Qt::Key_5, Qt::ControlModifier);
        ASSERT_TRUE(evaluate().isVisible());
    }
    void openEvaluations() {
        addSampleEvaluations(store());
        showEvaluations();
        ASSERT_TRUE(waitFor([this] { return model().rowCount() == 20; }));
    }
    void select(const QStringList& ids) {
        table().select(ids);
        ASSERT_TRUE(waitFor([&] { return details().tabs()->isVisible() && shownId() == ids.first(); }));
    }
    QString shownId() {
        const auto* shown = queries().model()->details();
        return shown == nullptr ? QString() : QString::fromStdString(shown->summary.id);
    }
    bool ranked() { return queries().results()->rowCount() > 0; }
    static QString sparse(int seed) { return QStringLiteral("sparse-resnet18-%1").arg(seed); }
};

TEST_F(EvaluateJourney, TheEmptyPageLeadsToTheDialogAndToANumber) {
    showEvaluations();
    ASSERT_TRUE(waitFor([this] { return details().state()->isVisible(); }));
    EXPECT_EQ(details().state()->state(), StateView::State::Empty);
    EXPECT_FALSE(table().isVisible()) << "no table without a row";
    EXPECT_FALSE(window->findChild<QDockWidget*>(QStringLiteral("inspector"))->isVisible());
    onDialog<EvaluateDialog>([this](EvaluateDialog& dialog) {
        auto* start = dialog.findChild<QPushButton*>(QStringLiteral("startEvaluation"));
        EXPECT_FALSE(start->isEnabled()) << "no data";
        dialog.setData(folder.path());
        EXPECT_TRUE(start->isEnabled());
        dialog.findChild<QLineEdit*>(QStringLiteral("evaluateName"))->setText(QStringLiteral("the first"));
        QTest::mouseClick(start, Qt::LeftButton);
    });
    emit details().state()->primaryTriggered();
    ASSERT_TRUE(waitFor([this] { return model().rowCount() == 1 && ranked(); }));
    ASSERT_EQ(store().requests.size(), 1U);
    const auto& request = store().requests.front();
    EXPECT_EQ(request.model, "fake-sparse");
    EXPECT_EQ(request.data, folder.path().toStdString());
    EXPECT_FALSE(request.rounds.has_value()) << "the model's own";
    EXPECT_TRUE(request.timing);
    EXPECT_FALSE(request.floatEmbedding);
    EXPECT_EQ(model().index(0, 0).data().toString(), QStringLiteral("the first"));
}

TEST_F(EvaluateJourney, TheDialogSaysWhatIsMissingAndGivesWhatWasChosen) {
    auto models = workspace->models();
    ASSERT_TRUE(models.ok());
    EvaluateDialog dialog(*models);
    dialog.setData(QStringLiteral("/no/such/folder"));
    EXPECT_FALSE(dialog.findChild<QPushButton*>(QStringLiteral("startEvaluation"))->isEnabled());
    dialog.setData(folder.path());
    dialog.setModel(QStringLiteral("/elsewhere/other.safetensors"));
    auto* protocol = dialog.findChild<QComboBox*>(QStringLiteral("evaluateProtocol"));
    protocol->setCurrentIndex(
        protocol->findData(static_cast<int>(engine::EvaluateRequest::Protocol::Cifar10)));
    for (auto* box : dialog.findChildren<QCheckBox*>())
        box->setChecked(false); // neither the model's own expansion nor timing
    dialog.findChild<QSpinBox*>()->setValue(2);
    const auto request = dialog.request();
    EXPECT_EQ(request.model, "/elsewhere/other.safetensors");
    EXPECT_EQ(request.protocol, engine::EvaluateRequest::Protocol::Cifar10);
    EXPECT_EQ(request.rounds, 2);
    EXPECT_FLOAT_EQ(request.gamma.value_or(0), 0.5F);
    EXPECT_FALSE(request.timing);
}

TEST_F(EvaluateJourney, AListChoosesItsProtocol) {
    auto models = workspace->models();
    ASSERT_TRUE(models.ok());
    const auto write = [this](const char* name) {
        QFile file(folder.filePath(QString::fromLatin1(name)));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        return file.fileName();
    };
    using Protocol = engine::EvaluateRequest::Protocol;
    EvaluateDialog dialog(*models);
    auto* start = dialog.findChild<QPushButton*>(QStringLiteral("startEvaluation"));
    auto* images = dialog.findChild<QLineEdit*>(QStringLiteral("evaluateImages"));
    dialog.setData(write("list.csv"));
    EXPECT_EQ(dialog.request().protocol, Protocol::Csv);
    EXPECT_TRUE(start->isEnabled());
    EXPECT_TRUE(images->parentWidget()->isHidden());
    dialog.setData(write("gnd.json"));
    EXPECT_EQ(dialog.request().protocol, Protocol::GroundTruth);
    EXPECT_EQ(dialog.request().setup, engine::EvaluateRequest::Setup::Medium);
    EXPECT_FALSE(images->parentWidget()->isHidden());
    images->setText(QStringLiteral("/no/such/folder"));
    EXPECT_FALSE(start->isEnabled());
    images->setText(folder.path());
    EXPECT_TRUE(start->isEnabled());
    EXPECT_EQ(dialog.request().images, folder.path().toStdString());
    auto* protocol = dialog.findChild<QComboBox*>(QStringLiteral("evaluateProtocol"));
    protocol->setCurrentIndex(0);
    EXPECT_FALSE(start->isEnabled()) << "class folders are no file";
    dialog.setData(folder.path());
    EXPECT_EQ(dialog.request().protocol, Protocol::Folder);
    EXPECT_TRUE(start->isEnabled());
}

TEST_F(EvaluateJourney, AnEvaluationThatFailsSaysSoInTheListOfJobs) {
    openEvaluations();
    engine::EvaluateRequest request;
    request.model = "fake-sparse";
    request.data = "/bad/list.csv";
    evaluate().evaluate(request, QStringLiteral("from a list"));
    const auto failed = [this] {
        for (const auto id : window->jobs()->listed())
            if (const auto job = window->jobs()->job(id); job && job->state == JobState::Failed)
                return job->error;
        return QString();
    };
    ASSERT_TRUE(waitFor([&] { return !failed().isEmpty(); }));
    EXPECT_TRUE(failed().contains(QStringLiteral("names 3 images that are not there")));
    EXPECT_EQ(model().rowCount(), 20);
}

TEST_F(EvaluateJourney, ARunningEvaluationCanBeCancelled) {
    store().stepMilliseconds = 50;
    openEvaluations();
    evaluate().evaluate({}, QStringLiteral("long"));
    ASSERT_TRUE(waitFor([this] {
        const auto jobs = window->jobs()->listed();
        return !jobs.isEmpty() && window->jobs()->job(jobs.first())->secondsLeft().has_value();
    }));
    window->jobs()->cancel(window->jobs()->listed().first());
    ASSERT_TRUE(waitFor([this] { return !window->jobs()->busy(); }));
    EXPECT_EQ(model().rowCount(), 20);
}

TEST_F(EvaluateJourney, TheProtocolAndItsConventionAreSaid) {
    openEvaluations();
    select({sparse(1)});
    EXPECT_TRUE(details().convention().contains(QStringLiteral("every image is a query against all others")));
    EXPECT_TRUE(
        details().convention().contains(QStringLiteral("AP = mean of precision at each relevant rank")));
    EXPECT_TRUE(details().warning().isEmpty());
}

TEST_F(EvaluateJourney, TheWorstQueryIsFirstAndShowsWhatItFound) {
    openEvaluations();
    select({sparse(1)});
    ASSERT_TRUE(waitFor([this] { return ranked(); }));
    const auto worst = queries().model()->query(0);
    EXPECT_EQ(queries().currentQuery(), worst.path);
    for (int row = 1; row < queries().model()->rowCount(); ++row)
        ASSERT_LE(worst.averagePrecision, queries().model()->query(row).averagePrecision);
    EXPECT_TRUE(queries().facts().startsWith(QStringLiteral("AP "))) << queries().facts().toStdString();
    // Right and wrong as the labels say.
    for (int row = 0; row < queries().results()->rowCount(); ++row) {
        const auto index = queries().results()->index(row, 0);
        const bool right = index.data(ResultModel::LabelRole).toString().toStdString() == worst.label;
        ASSERT_EQ(static_cast<Mark>(index.data(ResultModel::MarkRole).toInt()),
                  right ? Mark::Right : Mark::Wrong);
    }
    // A verdict is no mark: Y and N change nothing.
    queries().grid()->setFocus();
    queries().grid()->setCurrentRow(0);
    const auto before = queries().results()->index(0, 0).data(ResultModel::MarkRole);
    QTest::keyClick(queries().grid(), Qt::Key_Y);
    QTest::keyClick(queries().grid(), Qt::Key_N);
    EXPECT_EQ(queries().results()->index(0, 0).data(ResultModel::MarkRole), before);
    EXPECT_TRUE(queries().distribution()->data().marked.has_value());
    // The keyboard goes on to the next query and its results.
    queries().view()->setFocus();
    QTest::keyClick(queries().view(), Qt::Key_Down);
    EXPECT_EQ(queries().currentQuery(), queries().model()->query(1).path);
    ASSERT_TRUE(waitFor([this] { return ranked(); }));
}

TEST_F(EvaluateJourney, ARowOfTheConfusionListsItsQueries) {
    openEvaluations();
    select({sparse(1)});
    details().tabs()->setCurrentIndex(2);
    auto* plot = details().confusion();
    EXPECT_EQ(plot->data().labels.size(), 6);
    plot->setFocus();
    QTest::keyClick(plot, Qt::Key_Down);
    QTest::keyClick(plot, Qt::Key_Return);
    EXPECT_EQ(details().tabs()->currentIndex(), 0);
    EXPECT_EQ(queries().model()->label(), QStringLiteral("boat"));
    EXPECT_EQ(queries().model()->rowCount(), 20);
}

TEST_F(EvaluateJourney, SeveralEvaluationsLieOverEachOther) {
    openEvaluations();
    select({sparse(1), sparse(2), QStringLiteral("baseline-resnet18-1")});
    ASSERT_TRUE(waitFor([this] { return details().recallPlot()->curves().size() == 3; }));
    EXPECT_EQ(details().topPlot()->curves().size(), 3U);
    EXPECT_EQ(details().recallPlot()->curves().front().x.size(), 101U);
    EXPECT_TRUE(details().recallPlot()->describe().contains(QStringLiteral("baseline-resnet18-1")));
}

TEST_F(EvaluateJourney, TwoEvaluationsAreComparedOnOneQuery) {
    openEvaluations();
    select({sparse(1), QStringLiteral("sparse-resnet18-1-int8")});
    trigger("Rank diff");
    ASSERT_TRUE(compare().isVisible());
    ASSERT_TRUE(
        waitFor([this] { return compare().flow()->isVisible() && compare().moves()->rowCount() > 0; }));
    EXPECT_EQ(compare().leftBox()->currentData().toString(), sparse(1));
    EXPECT_EQ(compare().rightBox()->currentData().toString(), QStringLiteral("sparse-resnet18-1-int8"));
    EXPECT_TRUE(compare().facts().contains(QStringLiteral("Kendall τ")));
    EXPECT_TRUE(compare().facts().contains(QStringLiteral("% of the first 20 are in both")));
    // The list and the picture of the moves show the same image.
    compare().view()->setFocus();
    QTest::keyClick(compare().view(), Qt::Key_Down);
    EXPECT_EQ(compare().flow()->current(), compare().moves()->move(1).path);
    compare().flow()->setFocus();
    QTest::keyClick(compare().flow(), Qt::Key_Home);
    const auto rows = compare().view()->selectionModel()->selectedRows();
    ASSERT_EQ(rows.size(), 1);
    EXPECT_EQ(compare().moves()->move(rows.first().row()).path, compare().flow()->current());
    // One step further in the list of queries.
    const auto before = queries().currentQuery();
    emit compare().stepRequested(1);
    EXPECT_NE(queries().currentQuery(), before);
}

TEST_F(EvaluateJourney, OneThatCannotBeComparedSaysWhy) {
    addSampleEvaluations(store());
    for (auto& kept : store().kept)
        if (kept.summary.id == "hamlet-resnet18-1") kept.summary.dataHash = "other";
    showEvaluations();
    ASSERT_TRUE(waitFor([this] { return model().rowCount() == 20; }));
    select({sparse(1), QStringLiteral("hamlet-resnet18-1")});
    EXPECT_TRUE(details().warning().contains(QStringLiteral("cannot be compared")));
    trigger("Rank diff");
    ASSERT_TRUE(waitFor([this] {
        return compare().state()->isVisible() && compare().state()->state() == StateView::State::Error;
    }));
    EXPECT_TRUE(compare().state()->sentence().contains(QStringLiteral("did not rank the same images")));
}

TEST_F(EvaluateJourney, ADamagedEvaluationHasItsSentence) {
    openEvaluations();
    table().select({QStringLiteral("copied-from-the-server")});
    ASSERT_TRUE(waitFor([this] { return details().state()->isVisible(); }));
    EXPECT_EQ(details().state()->state(), StateView::State::Error);
    EXPECT_TRUE(details().state()->sentence().contains(QStringLiteral("rankings.bin")));
}

TEST_F(EvaluateJourney, AListThatCannotBeReadSaysSoAndIsReadAgain) {
    store().listFails = true;
    showEvaluations();
    ASSERT_TRUE(waitFor([this] {
        return evaluate().state()->isVisible() && evaluate().state()->state() == StateView::State::Error;
    }));
    store().listFails = false;
    addSampleEvaluations(store());
    emit evaluate().state()->primaryTriggered();
    ASSERT_TRUE(waitFor([this] { return model().rowCount() == 20 && table().isVisible(); }));
}

TEST_F(EvaluateJourney, TheTableFiltersGroupsAndRemembers) {
    openEvaluations();
    QTest::keyClick(window.get(), Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    ASSERT_TRUE(table().filterField()->hasFocus());
    QTest::keyClicks(table().filterField(), QStringLiteral("sparse mobile"));
    EXPECT_EQ(model().rowCount(), 3);
    table().filterField()->clear();
    table().grouping()->setChecked(true);
    EXPECT_EQ(model().rowCount(), 8) << "six configurations, one in 8 bits, one damaged";
    auto* view = table().view();
    const int column = EvaluationModel::VariantColumn;
    ASSERT_TRUE(view->isColumnHidden(column));
    for (auto* action : table().columnsMenu()->actions())
        if (action->text() == EvaluationModel::title(column)) action->trigger();
    EXPECT_FALSE(view->isColumnHidden(column));
    view->horizontalHeader()->moveSection(view->horizontalHeader()->visualIndex(EvaluationModel::MapColumn),
                                          1);
    view->sortByColumn(EvaluationModel::MapColumn, Qt::DescendingOrder);
    reopen();
    ASSERT_TRUE(waitFor([this] { return model().rowCount() == 8; }));
    EXPECT_FALSE(table().view()->isColumnHidden(column));
    EXPECT_EQ(table().view()->horizontalHeader()->visualIndex(EvaluationModel::MapColumn), 1);
    EXPECT_EQ(model().sortColumn(), EvaluationModel::MapColumn);
    EXPECT_EQ(model().sortOrder(), Qt::DescendingOrder);
}

TEST_F(EvaluateJourney, ColumnsMoveByKeys) {
    openEvaluations();
    auto* view = table().view();
    view->setFocus();
    view->setCurrentIndex(model().index(0, EvaluationModel::MapColumn));
    const auto place = [&] { return view->horizontalHeader()->visualIndex(EvaluationModel::MapColumn); };
    const int before = place();
    QTest::keyClick(view, Qt::Key_Left, Qt::AltModifier | Qt::ShiftModifier);
    EXPECT_EQ(place(), EvaluationModel::BackboneColumn) << "past the hidden variant";
    EXPECT_LT(place(), before);
    QTest::keyClick(view, Qt::Key_Up, Qt::AltModifier | Qt::ShiftModifier);
    EXPECT_EQ(model().sortColumn(), EvaluationModel::MapColumn);
}

TEST_F(EvaluateJourney, DeletedOnesComeBack) {
    openEvaluations();
    select({sparse(1), sparse(2)});
    table().view()->setFocus();
    QTest::keyClick(table().view(), Qt::Key_Delete);
    ASSERT_TRUE(waitFor([this] { return model().rowCount() == 18; }));
    ASSERT_TRUE(evaluate().notice()->isVisible());
    EXPECT_EQ(evaluate().notice()->sentence(), QStringLiteral("2 evaluations were deleted."));
    QTest::mouseClick(evaluate().notice()->undoButton(), Qt::LeftButton);
    ASSERT_TRUE(waitFor([this] { return model().rowCount() == 20; }));
    ASSERT_TRUE(waitFor([this] { return table().selected().contains(sparse(1)); }));
}

TEST_F(EvaluateJourney, PicturesThatMovedAreLocatedAndThatIsUndone) {
    addSampleEvaluations(store());
    for (auto& kept : store().kept)
        kept.summary.folder = kept.summary.folderNow = "/old/place";
    store().picturesMissing = true;
    showEvaluations();
    ASSERT_TRUE(waitFor([this] { return model().rowCount() == 20; }));
    select({sparse(1)});
    auto* locate = details().locateButton();
    ASSERT_TRUE(waitFor([&] { return locate->isVisible(); }));
    EXPECT_NE(details().missingText().indexOf(QStringLiteral("/old/place")), -1);
    const auto said = [this] {
        std::scoped_lock lock(store().mutex);
        const auto found = store().folders.find("/old/place");
        return found == store().folders.end() ? std::string() : found->second;
    };
    // A folder chosen with the keyboard in the dialog that the button opens.
    onDialog<QFileDialog>([this](QFileDialog& dialog) {
        auto* name = dialog.findChild<QLineEdit*>();
        ASSERT_NE(name, nullptr);
        name->setText(folder.path());
        QTest::keyClick(name, Qt::Key_Return);
    });
    QTest::mouseClick(locate, Qt::LeftButton);
    ASSERT_TRUE(waitFor([&] { return said() == folder.path().toStdString(); }));
    ASSERT_TRUE(waitFor([&] { return !locate->isVisible() && evaluate().notice()->isVisible(); }));
    EXPECT_TRUE(evaluate().notice()->sentence().contains(folder.path()));
    QTest::mouseClick(evaluate().notice()->undoButton(), Qt::LeftButton);
    ASSERT_TRUE(waitFor([&] { return said().empty() && locate->isVisible(); })) << "as before";
    // What cannot be is said, and changes nothing.
    evaluate().locatePictures("/old/place", QStringLiteral("/nowhere"));
    ASSERT_TRUE(waitFor([this] {
        return evaluate().notice()->sentence() == QStringLiteral("There is no folder '/nowhere'.");
    }));
    EXPECT_FALSE(evaluate().notice()->undoButton()->isVisible());
    EXPECT_EQ(said(), "");
}

TEST_F(EvaluateJourney, F2RenamesInTheTable) {
    openEvaluations();
    select({sparse(1)});
    table().view()->setFocus();
    QTest::keyClick(table().view(), Qt::Key_F2);
    auto* editor = table().view()->findChild<QLineEdit*>();
    ASSERT_NE(editor, nullptr);
    editor->setText(QStringLiteral("best"));
    QTest::keyClick(editor, Qt::Key_Return);
    ASSERT_TRUE(waitFor([this] {
        std::scoped_lock lock(store().mutex);
        return std::any_of(store().kept.begin(), store().kept.end(),
                           [](const auto& kept) { return kept.summary.name == "best"; });
    }));
}

TEST_F(EvaluateJourney, ProjectsTakeEvaluationsAndTravel) {
    openEvaluations();
    select({sparse(1), sparse(2)});
    auto* projects = evaluate().projects();
    projects->addSelectedTo(QStringLiteral("paper"));
    ASSERT_TRUE(waitFor([&] { return projects->box()->count() == 2; }));
    projects->box()->setCurrentIndex(1);
    ASSERT_TRUE(waitFor([this] { return model().rowCount() == 2; }));
    ASSERT_EQ(projects->projects().size(), 1U);
    EXPECT_EQ(projects->projects().front().evaluations.size(), 2U);
    EXPECT_EQ(projects->projects().front().runs.size(), 2U) << "the runs behind them too";
    projects->exportTo(QStringLiteral("paper"), QStringLiteral("/tmp/paper.sparlet-project"), false);
    ASSERT_TRUE(waitFor([this] {
        std::scoped_lock lock(store().mutex);
        return store().exported.size() == 1;
    }));
    projects->importFrom(QStringLiteral("/tmp/other.sparlet-project"));
    ASSERT_TRUE(waitFor([&] { return projects->current() == QStringLiteral("imported"); }));
    ASSERT_TRUE(waitFor([this] { return model().rowCount() == 1; }));
    projects->remove(QStringLiteral("imported"));
    ASSERT_TRUE(waitFor([&] { return projects->current().isEmpty() && model().rowCount() == 20; }));
}

TEST_F(EvaluateJourney, EveryActionHasItsWords) {
    openEvaluations();
    for (const auto& command : evaluate().commands()) {
        EXPECT_FALSE(command.action->toolTip().isEmpty()) << command.action->text().toStdString();
        EXPECT_FALSE(command.action->icon().isNull()) << command.action->text().toStdString();
        EXPECT_TRUE(window->allActions().contains(command.action));
    }
    QSet<QString> keys;
    for (const auto* action : window->allActions()) {
        const auto key = action->shortcut().toString();
        if (key.isEmpty()) continue;
        EXPECT_FALSE(keys.contains(key)) << key.toStdString();
        keys << key;
    }
}

} // namespace
} // namespace sparlet::ui
