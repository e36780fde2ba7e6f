#include "itemmodels/run_model.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QSortFilterProxyModel>

namespace sparlet::ui {
namespace {

using State = engine::RunSummary::State;

engine::RunSummary run(const std::string& id, double accuracy = 0.5, int done = 1,
                       State state = State::Finished) {
    engine::RunSummary summary;
    summary.id = id;
    summary.name = "Run " + id;
    summary.state = state;
    summary.methodTitle = "SPARSE";
    summary.backboneTitle = "ResNet18";
    summary.data = "/data/flowers";
    summary.epochs = 3;
    summary.epochsDone = done;
    summary.accuracy = accuracy;
    summary.created = 1'700'000'000;
    return summary;
}

QString shown(const RunModel& model, int row, RunModel::Column column) {
    return model.index(row, column).data().toString();
}

TEST(RunModel, ShowsWhatIsKnownOfARun) {
    RunModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.setRuns({run("a", 0.7125), run("b", 0, 0, State::Waiting)});
    EXPECT_EQ(shown(model, 0, RunModel::NameColumn), QStringLiteral("Run a"));
    EXPECT_EQ(shown(model, 0, RunModel::StateColumn), QStringLiteral("Finished"));
    EXPECT_EQ(shown(model, 0, RunModel::EpochsColumn), QStringLiteral("1 of 3"));
    EXPECT_TRUE(shown(model, 0, RunModel::AccuracyColumn).startsWith(QStringLiteral("71.")));
    EXPECT_EQ(shown(model, 0, RunModel::DataColumn), QStringLiteral("flowers"));
    EXPECT_EQ(shown(model, 1, RunModel::StateColumn), QStringLiteral("Not started"));
    EXPECT_TRUE(shown(model, 1, RunModel::AccuracyColumn).isEmpty()) << "nothing was measured yet";
    model.setQueue({QStringLiteral("x"), QStringLiteral("b")});
    EXPECT_EQ(shown(model, 1, RunModel::StateColumn), QStringLiteral("Queued (2)"));
}

TEST(RunModel, EveryStateHasAWordOfItsOwn) {
    QStringList words;
    for (const auto state : {State::Waiting, State::Running, State::Stopped, State::Interrupted,
                             State::Failed, State::Finished}) {
        const auto word = RunModel::stateText(state);
        EXPECT_FALSE(word.isEmpty());
        EXPECT_FALSE(words.contains(word)) << word.toStdString();
        words << word;
    }
}

TEST(RunModel, RowsThatStayKeepTheirIndexes) {
    RunModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.setRuns({run("c"), run("b"), run("a")});
    const QPersistentModelIndex b = model.index(1, 0);
    model.setRuns({run("d"), run("c"), run("b", 0.9), run("a")});
    EXPECT_EQ(b.row(), 2);
    EXPECT_TRUE(
        b.sibling(b.row(), RunModel::AccuracyColumn).data().toString().startsWith(QStringLiteral("90")));
    model.setRuns({run("b"), run("a")});
    EXPECT_EQ(b.row(), 0);
    EXPECT_EQ(model.rowOf(QStringLiteral("a")), 1);
    EXPECT_EQ(model.rowOf(QStringLiteral("d")), -1);
    model.setRuns({run("a"), run("b")});
    EXPECT_EQ(model.index(0, 0).data(RunModel::IdRole).toString(), QStringLiteral("a"));
    model.setRuns({});
    EXPECT_FALSE(b.isValid());
}

TEST(RunModel, OnlyRowsThatDifferAreAnnounced) {
    RunModel model;
    model.setRuns({run("b"), run("a")});
    QSignalSpy changed(&model, &RunModel::dataChanged);
    model.setRuns({run("b"), run("a")});
    EXPECT_EQ(changed.count(), 0);
    model.setRuns({run("b"), run("a", 0.9)});
    ASSERT_EQ(changed.count(), 1);
    EXPECT_EQ(changed.at(0).at(0).toModelIndex().row(), 1);
}

TEST(RunModel, ARenamingIsAskedForOnce) {
    RunModel model;
    model.setRuns({run("a")});
    QSignalSpy asked(&model, &RunModel::renameRequested);
    EXPECT_TRUE(model.setData(model.index(0, RunModel::NameColumn), QStringLiteral("  With  texts ")));
    ASSERT_EQ(asked.count(), 1);
    EXPECT_EQ(asked.at(0).at(0).toString(), QStringLiteral("a"));
    EXPECT_EQ(asked.at(0).at(1).toString(), QStringLiteral("With texts"));
    EXPECT_EQ(shown(model, 0, RunModel::NameColumn), QStringLiteral("With texts"));
    EXPECT_FALSE(model.setData(model.index(0, RunModel::NameColumn), QStringLiteral("With texts")));
    EXPECT_FALSE(model.setData(model.index(0, RunModel::NameColumn), QStringLiteral("   ")));
    EXPECT_FALSE(model.setData(model.index(0, RunModel::StateColumn), QStringLiteral("Finished")));
    EXPECT_EQ(asked.count(), 1);
}

TEST(RunModel, NumbersSortAsNumbers) {
    RunModel model;
    model.setRuns({run("a", 0.09), run("b", 0.5), run("c", 0, 0)});
    QSortFilterProxyModel sorted;
    sorted.setSourceModel(&model);
    sorted.setSortRole(RunModel::SortRole);
    sorted.sort(RunModel::AccuracyColumn, Qt::DescendingOrder);
    EXPECT_EQ(sorted.index(0, 0).data(RunModel::IdRole).toString(), QStringLiteral("b"));
    EXPECT_EQ(sorted.index(2, 0).data(RunModel::IdRole).toString(), QStringLiteral("c"));
}

TEST(RunModel, NumbersAndTheirTitlesStandOnOneSide) {
    const RunModel model;
    const auto side = [&](int column) {
        return model.headerData(column, Qt::Horizontal, Qt::TextAlignmentRole).toInt() &
               Qt::AlignHorizontal_Mask;
    };
    EXPECT_EQ(side(RunModel::AccuracyColumn), Qt::AlignRight);
    EXPECT_EQ(side(RunModel::EpochsColumn), Qt::AlignRight);
    EXPECT_EQ(side(RunModel::NameColumn), Qt::AlignLeft);
}

} // namespace
} // namespace sparlet::ui
