#include "itemmodels/expansion_model.h"
#include "ui/itemmodels/sample_reports.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>

namespace sparlet::ui {
namespace {

TEST(ExpansionModel, IsATreeOfRoundsAndTheirImages) {
    ExpansionModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.setRounds(sample::results(3).expansion);
    ASSERT_EQ(model.rowCount(), 2);
    const QModelIndex second = model.index(1, 0);
    EXPECT_EQ(second.data(ExpansionModel::JoinedCountRole).toInt(), 2);
    EXPECT_DOUBLE_EQ(second.data(ExpansionModel::OverlapRole).toDouble(), 0.83);
    EXPECT_EQ(second.data(Qt::AccessibleTextRole).toString(),
              QStringLiteral("round 2: 2 new, overlap 83 %, drift high"));
    ASSERT_EQ(model.rowCount(second), 3);
    const QModelIndex member = model.index(2, 0, second);
    EXPECT_EQ(member.parent(), second);
    EXPECT_FLOAT_EQ(member.data(ExpansionModel::WeightRole).toFloat(), -0.2F);
    EXPECT_FLOAT_EQ(member.data(ExpansionModel::RelativeWeightRole).toFloat(), 0.25F);
    EXPECT_TRUE(member.data(ExpansionModel::JoinedRole).toBool());
    EXPECT_FALSE(model.index(1, 0, second).data(ExpansionModel::JoinedRole).toBool());
    EXPECT_EQ(model.index(1, ExpansionModel::WeightColumn, second).data().toString(), QStringLiteral("0.40"));
    model.setRounds({});
    EXPECT_EQ(model.rowCount(), 0);
}

TEST(ExpansionModel, NamesDriftByItsBounds) {
    EXPECT_EQ(driftLevel(0.0), DriftLevel::Low);
    EXPECT_EQ(driftLevel(0.149), DriftLevel::Low);
    EXPECT_EQ(driftLevel(0.15), DriftLevel::Medium);
    EXPECT_EQ(driftLevel(0.35), DriftLevel::High);
    EXPECT_EQ(driftText(0.2), QStringLiteral("medium"));
}

} // namespace
} // namespace sparlet::ui
