#include "itemmodels/hyper_model.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QLocale>
#include <QSignalSpy>

namespace sparlet::ui {
namespace {

std::vector<train::HyperParameterInfo> parameters() {
    return {{"momentum", 0.9, 0, 0.999, "momentum of SGD"}, {"flip", 1, 0, 1, "mirror half of the pictures"}};
}

class HyperModelTest : public ::testing::Test {
protected:
    HyperModelTest() { model.setParameters(parameters()); }
    bool set(int row, double value) {
        return model.setData(model.index(row, HyperModel::ValueColumn),
                             QLocale().toString(value, 'g', QLocale::FloatingPointShortest));
    }
    HyperModel model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

TEST_F(HyperModelTest, ShowsValueDefaultRangeAndHelp) {
    EXPECT_EQ(model.index(0, HyperModel::NameColumn).data().toString(), QStringLiteral("momentum"));
    EXPECT_EQ(model.index(0, HyperModel::ValueColumn).data().toString(), QLocale().toString(0.9));
    EXPECT_EQ(model.index(0, HyperModel::HelpColumn).data().toString(), QStringLiteral("momentum of SGD"));
    EXPECT_TRUE(model.changed().empty());
}

TEST_F(HyperModelTest, AChangedValueIsMarkedUntilItIsReset) {
    ASSERT_TRUE(set(0, 0.5));
    EXPECT_EQ(model.changed(), (std::map<std::string, double>{{"momentum", 0.5}}));
    EXPECT_TRUE(model.index(0, 0).data(HyperModel::ChangedRole).toBool());
    EXPECT_FALSE(model.index(1, 0).data(HyperModel::ChangedRole).toBool());
    EXPECT_NE(model.index(0, HyperModel::NameColumn).data().toString(), QStringLiteral("momentum"));
    model.reset(model.index(0, 0));
    EXPECT_TRUE(model.changed().empty());
    ASSERT_TRUE(set(0, 0.5));
    ASSERT_TRUE(set(1, 0));
    model.resetAll();
    EXPECT_TRUE(model.changed().empty());
}

TEST_F(HyperModelTest, TheDefaultTypedAgainIsNoChange) {
    ASSERT_TRUE(set(0, 0.5));
    ASSERT_TRUE(set(0, 0.9));
    EXPECT_TRUE(model.changed().empty());
}

TEST_F(HyperModelTest, WhatIsOutOfRangeIsRefusedWithASentence) {
    QSignalSpy refused(&model, &HyperModel::refused);
    EXPECT_FALSE(set(0, 1.5));
    EXPECT_FALSE(model.setData(model.index(0, HyperModel::ValueColumn), QStringLiteral("much")));
    ASSERT_EQ(refused.count(), 2);
    EXPECT_TRUE(refused.at(0).at(0).toString().contains(QStringLiteral("momentum")));
    EXPECT_TRUE(model.changed().empty());
}

TEST_F(HyperModelTest, AnotherMethodKeepsWhatItHasToo) {
    ASSERT_TRUE(set(0, 0.5));
    ASSERT_TRUE(set(1, 0));
    model.setParameters({{"momentum", 0.8, 0, 0.999, "momentum of SGD"}});
    EXPECT_EQ(model.changed(), (std::map<std::string, double>{{"momentum", 0.5}}));
    model.setParameters({{"momentum", 0.5, 0, 0.999, "momentum of SGD"}});
    EXPECT_TRUE(model.changed().empty()) << "now it is the default";
}

} // namespace
} // namespace sparlet::ui
