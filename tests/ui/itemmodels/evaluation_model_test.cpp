#include "itemmodels/evaluation_model.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>

#include <iostream>

namespace sparlet::ui {
namespace {

using Column = EvaluationModel::Column;

engine::EvaluationSummary evaluation(const std::string& id, double map, std::int64_t seed = 1,
                                     const std::string& method = "sparse") {
    engine::EvaluationSummary one;
    one.id = id;
    one.name = "Evaluation " + id;
    one.seed = seed;
    one.created = 1'790'000'000 + seed;
    one.data = "/data/flowers";
    one.report.method = method;
    one.report.backbone = "resnet18";
    one.report.protocol = "folder";
    one.report.map = map;
    one.report.queries = 100;
    return one;
}

struct Checked {
    EvaluationModel model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
    QString text(int row, Column column) { return model.index(row, column).data().toString(); }
    QStringList ids() {
        QStringList all;
        for (int row = 0; row < model.rowCount(); ++row)
            all << model.index(row, 0).data(EvaluationModel::IdRole).toString();
        return all;
    }
};

TEST(EvaluationModel, SortsByNumbersAndPutsWhatIsMissingLast) {
    Checked t;
    auto timed = evaluation("b", 0.5);
    timed.report.latencyBatch1Ms = 9;
    auto slower = evaluation("c", 0.1);
    slower.report.latencyBatch1Ms = 10;
    t.model.setEvaluations({evaluation("a", 0.9), timed, slower});
    t.model.sort(Column::MapColumn, Qt::DescendingOrder);
    EXPECT_EQ(t.ids(), (QStringList{"a", "b", "c"}));
    t.model.sort(Column::LatencyColumn, Qt::AscendingOrder);
    EXPECT_EQ(t.ids(), (QStringList{"b", "c", "a"})) << "not as words: 9 before 10";
    t.model.sort(Column::LatencyColumn, Qt::DescendingOrder);
    EXPECT_EQ(t.ids(), (QStringList{"c", "b", "a"})) << "what was not measured stays last";
    EXPECT_TRUE(t.text(2, Column::LatencyColumn).isEmpty());
}

TEST(EvaluationModel, AnIndexFollowsItsRowThroughASort) {
    Checked t;
    t.model.setEvaluations({evaluation("a", 0.9), evaluation("b", 0.5), evaluation("c", 0.7)});
    const QPersistentModelIndex held = t.model.index(1, Column::MapColumn);
    t.model.sort(Column::MapColumn, Qt::AscendingOrder);
    EXPECT_EQ(held.row(), 0);
    EXPECT_EQ(held.data(EvaluationModel::IdRole).toString(), QStringLiteral("b"));
    EXPECT_EQ(t.model.rowOf(QStringLiteral("a")), 2);
}

TEST(EvaluationModel, TheFilterWantsEveryWordWhateverItsCase) {
    Checked t;
    t.model.setTitles({{QStringLiteral("sparse"), QStringLiteral("SPARSE")}});
    t.model.setEvaluations({evaluation("a", 0.9), evaluation("b", 0.5, 2, "hamlet")});
    t.model.setFilter(QStringLiteral("sparse FLOWERS"));
    EXPECT_EQ(t.ids(), QStringList{"a"});
    EXPECT_EQ(t.model.rowOf(QStringLiteral("b")), -1);
    t.model.setFilter(QStringLiteral("nothing"));
    EXPECT_EQ(t.model.rowCount(), 0);
    t.model.setFilter({});
    EXPECT_EQ(t.model.rowCount(), 2);
    EXPECT_EQ(t.text(0, Column::MethodColumn), QStringLiteral("SPARSE"));
}

TEST(EvaluationModel, SeedsOfOneConfigurationBecomeAMeanWithItsDeviation) {
    Checked t;
    auto other = evaluation("other", 0.1, 1, "hamlet");
    auto wider = evaluation("wide", 0.2, 3);
    wider.report.rounds = 2; // another expansion is another configuration
    t.model.setEvaluations({evaluation("a", 0.5, 1), evaluation("b", 0.7, 2), other, wider});
    t.model.setGrouped(true);
    ASSERT_EQ(t.model.rowCount(), 3);
    const int row = t.model.rowOf(QStringLiteral("b"));
    EXPECT_EQ(t.model.idsOf(row), (QStringList{"a", "b"}));
    // Mean 0.6, deviation of a sample sqrt(0.02) = 0.1414.
    EXPECT_EQ(t.text(row, Column::MapColumn), QStringLiteral("0.6000 ± 0.1414"));
    EXPECT_EQ(t.text(t.model.rowOf(QStringLiteral("other")), Column::MapColumn), QStringLiteral("0.1000"));
    EXPECT_FALSE(t.model.index(row, Column::NameColumn).flags().testFlag(Qt::ItemIsEditable));
    t.model.setGrouped(false);
    EXPECT_EQ(t.model.rowCount(), 4);
}

TEST(EvaluationModel, AProjectShowsItsOwn) {
    Checked t;
    auto mine = evaluation("a", 0.5);
    mine.project = "paper";
    t.model.setEvaluations({mine, evaluation("b", 0.7)});
    t.model.setProject(QStringLiteral("paper"));
    EXPECT_EQ(t.ids(), QStringList{"a"});
    t.model.setProject({});
    EXPECT_EQ(t.model.rowCount(), 2);
}

TEST(EvaluationModel, ADamagedOneHasItsSentenceAndNoNumbers) {
    Checked t;
    auto damaged = evaluation("a", 0.5);
    damaged.problem = "The rankings are missing: copy the folder again.";
    t.model.setEvaluations({damaged});
    EXPECT_TRUE(t.text(0, Column::MapColumn).isEmpty());
    EXPECT_EQ(t.model.index(0, Column::MapColumn).data(Qt::ToolTipRole).toString(),
              QString::fromStdString(damaged.problem));
}

TEST(EvaluationModel, ARenamingIsAskedForOnce) {
    Checked t;
    t.model.setEvaluations({evaluation("a", 0.5)});
    QSignalSpy asked(&t.model, &EvaluationModel::renameRequested);
    const auto name = t.model.index(0, Column::NameColumn);
    EXPECT_TRUE(t.model.setData(name, QStringLiteral("  The  first ")));
    ASSERT_EQ(asked.count(), 1);
    EXPECT_EQ(asked.at(0).at(1).toString(), QStringLiteral("The first"));
    EXPECT_FALSE(t.model.setData(name, QStringLiteral("The first")));
    EXPECT_FALSE(t.model.setData(name, QStringLiteral("  ")));
    EXPECT_FALSE(t.model.setData(t.model.index(0, Column::MapColumn), QStringLiteral("1")));
}

TEST(EvaluationModel, EveryColumnHasATitleAKeyAndAnExplanationOfItsOwn) {
    QStringList titles;
    QByteArrayList keys;
    for (int column = 0; column < EvaluationModel::columns; ++column) {
        EXPECT_FALSE(EvaluationModel::explanation(column).isEmpty());
        titles << EvaluationModel::title(column);
        keys << EvaluationModel::key(column);
    }
    EXPECT_EQ(QSet<QString>(titles.begin(), titles.end()).size(), EvaluationModel::columns);
    EXPECT_EQ(QSet<QByteArray>(keys.begin(), keys.end()).size(), EvaluationModel::columns);
}

TEST(EvaluationModel, TenThousandRowsSortAndFilter) {
    EvaluationModel model;
    std::vector<engine::EvaluationSummary> many;
    for (int i = 0; i < 10'000; ++i)
        many.push_back(evaluation(std::to_string(i), (i * 7919 % 10'000) / 10'000.0, i % 5));
    model.setEvaluations(many);
    QElapsedTimer timer;
    timer.start();
    model.sort(Column::MapColumn, Qt::DescendingOrder);
    const auto numbers = timer.restart();
    EXPECT_EQ(model.index(0, Column::MapColumn).data().toString(), QStringLiteral("0.9999"));
    model.sort(Column::NameColumn, Qt::AscendingOrder);
    const auto words = timer.restart();
    model.setFilter(QStringLiteral("evaluation 77"));
    const auto filtering = timer.restart();
    EXPECT_EQ(model.rowCount(), 280) << "77 anywhere among the digits of 0…9999";
    std::cout << "10,000 rows: sorted by a number in " << numbers << " ms, by words in " << words
              << " ms, filtered in " << filtering << " ms\n";
}

} // namespace
} // namespace sparlet::ui
