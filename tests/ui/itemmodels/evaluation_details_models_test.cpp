// The lists inside one evaluation, and the grid of an ablation.
#include "itemmodels/ablation_model.h"
#include "itemmodels/evaluation_query_model.h"
#include "itemmodels/rank_move_model.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include <limits>

namespace sparlet::ui {
namespace {

using Mode = QAbstractItemModelTester::FailureReportingMode;
using State = engine::AblationCell::State;

std::shared_ptr<const engine::EvaluationDetails> details() {
    auto made = std::make_shared<engine::EvaluationDetails>();
    made->labels = {"beach", "boat"};
    made->queries = {{"/d/beach/a.jpg", "beach", 0.9, 1, 0.8, 5, ""},
                     {"/d/boat/b.jpg", "boat", 0.2, 0, 0.1, 5, "beach"},
                     {"/d/beach/c.jpg", "beach", std::numeric_limits<double>::quiet_NaN(), 0, 0, 0, ""}};
    return made;
}

TEST(EvaluationQueryModel, TheWorstQueryIsFirstAndOneWithoutRelevantImagesLast) {
    EvaluationQueryModel model;
    const QAbstractItemModelTester tester(&model, Mode::Fatal);
    model.setDetails(details());
    ASSERT_EQ(model.rowCount(), 3);
    EXPECT_EQ(model.query(0).path, "/d/boat/b.jpg");
    EXPECT_EQ(model.query(2).path, "/d/beach/c.jpg");
    EXPECT_EQ(model.index(2, EvaluationQueryModel::ApColumn).data().toString(), QStringLiteral("none"));
    EXPECT_EQ(model.index(0, EvaluationQueryModel::ConfusedColumn).data().toString(),
              QStringLiteral("beach"));
    model.sort(EvaluationQueryModel::ApColumn, Qt::DescendingOrder);
    EXPECT_EQ(model.rowOf("/d/beach/a.jpg"), 0);
    EXPECT_EQ(model.rowOf("/d/beach/c.jpg"), 2);
}

TEST(EvaluationQueryModel, ALabelAndWordsFilterTogether) {
    EvaluationQueryModel model;
    const QAbstractItemModelTester tester(&model, Mode::Fatal);
    model.setDetails(details());
    model.setLabel(QStringLiteral("beach"));
    EXPECT_EQ(model.rowCount(), 2);
    model.setFilter(QStringLiteral("c.jpg"));
    ASSERT_EQ(model.rowCount(), 1);
    EXPECT_EQ(model.query(0).path, "/d/beach/c.jpg");
    model.setLabel({});
    model.setFilter({});
    EXPECT_EQ(model.rowCount(), 3);
    model.setDetails(nullptr);
    EXPECT_EQ(model.rowCount(), 0);
}

TEST(RankMoveModel, TheFarthestMoveIsFirstInWhicheverDirection) {
    RankMoveModel model;
    const QAbstractItemModelTester tester(&model, Mode::Fatal);
    using R = engine::RankedImage::Relevance;
    model.setMoves({{"/d/a", "x", 1, 1, 0.9F, 0.9F, R::Right},
                    {"/d/b", "x", 2, 30, 0.8F, 0.1F, R::Wrong},
                    {"/d/c", "x", 9, 2, 0.3F, 0.8F, R::Junk}});
    const auto moved = [&](int row) { return model.index(row, RankMoveModel::MoveColumn).data().toString(); };
    EXPECT_EQ(moved(0), QStringLiteral("▼ 28"));
    EXPECT_EQ(moved(1), QStringLiteral("▲ 7"));
    EXPECT_EQ(moved(2), QStringLiteral("="));
    QStringList words;
    for (int row = 0; row < 3; ++row)
        words << model.index(row, RankMoveModel::RightnessColumn).data().toString();
    EXPECT_EQ(words.removeDuplicates(), 0) << "right, wrong and junk have a word of their own";
    EXPECT_EQ(model.rowOf("/d/a"), 2);
}

engine::AblationPlan plan() {
    engine::AblationPlan made;
    made.file = "/m.json";
    made.methods = {"sparse", "baseline"};
    made.variants = {"", "no-lkd"};
    made.backbones = {"resnet18"};
    made.seeds = {1, 2};
    for (const auto& [method, variant] : {std::pair("sparse", ""), {"sparse", "no-lkd"}, {"baseline", ""}}) {
        for (const int seed : {1, 2}) {
            engine::AblationCell cell;
            cell.id = std::string(method) + variant + std::to_string(seed);
            cell.method = method;
            cell.variant = variant;
            cell.backbone = "resnet18";
            cell.seed = seed;
            made.cells.push_back(cell);
        }
    }
    made.cells.pop_back(); // the baseline's second seed is not asked for
    return made;
}

TEST(AblationModel, RowsAreMethodsWithVariantsAndColumnsBackbonesWithSeeds) {
    AblationModel model;
    const QAbstractItemModelTester tester(&model, Mode::Fatal);
    model.setTitles({{QStringLiteral("sparse"), QStringLiteral("SPARSE")}});
    model.setPlan(plan());
    ASSERT_EQ(model.rowCount(), 3) << "no row for a variant that the baseline does not have";
    ASSERT_EQ(model.columnCount(), 2);
    EXPECT_EQ(model.headerData(1, Qt::Vertical).toString(), QStringLiteral("SPARSE, no-lkd"));
    EXPECT_EQ(model.headerData(1, Qt::Horizontal).toString(), QStringLiteral("resnet18\nseed 2"));
    EXPECT_EQ(model.cell(model.index(1, 1))->id, "sparseno-lkd2");
    EXPECT_EQ(model.cell(model.index(2, 1)), nullptr);
    EXPECT_EQ(model.index(2, 1).flags(), Qt::NoItemFlags);
}

TEST(AblationModel, ACellFillsIn) {
    AblationModel model;
    const QAbstractItemModelTester tester(&model, Mode::Fatal);
    model.setPlan(plan());
    QSignalSpy changed(&model, &AblationModel::dataChanged);
    auto cell = *model.cell(model.index(0, 0));
    cell.state = State::Training;
    cell.progress = 0.25;
    model.update(cell);
    EXPECT_EQ(changed.count(), 1);
    EXPECT_EQ(model.index(0, 0).data().toString(), QStringLiteral("Training 25 %"));
    cell.state = State::Done;
    cell.evaluation = "e1";
    cell.report.map = 0.5;
    cell.report.latencyBatch1Ms = 12.34;
    model.update(cell);
    EXPECT_EQ(model.index(0, 0).data().toString(), QStringLiteral("0.5000"));
    EXPECT_EQ(model.index(0, 0).data(AblationModel::EvaluationRole).toString(), QStringLiteral("e1"));
    model.setNumber(AblationModel::Number::Latency);
    EXPECT_EQ(model.index(0, 0).data().toString(), QStringLiteral("12.3"));
    EXPECT_EQ(model.count(State::Done), 1);
    cell.id = "unknown";
    changed.clear();
    model.update(cell);
    EXPECT_EQ(changed.count(), 0);
}

TEST(AblationModel, AFailedCellSaysWhy) {
    AblationModel model;
    model.setPlan(plan());
    auto cell = *model.cell(model.index(0, 1));
    cell.state = State::Failed;
    cell.problem = "Training diverged: lower the learning rate.";
    model.update(cell);
    EXPECT_TRUE(model.index(0, 1).data(Qt::ToolTipRole).toString().contains(QStringLiteral("diverged")));
    EXPECT_EQ(model.index(0, 1).data().toString(), AblationModel::stateText(State::Failed));
}

} // namespace
} // namespace sparlet::ui
