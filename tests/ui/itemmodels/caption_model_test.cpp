#include "itemmodels/caption_model.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>

namespace sparlet::ui {
namespace {

class CaptionModelTest : public ::testing::Test {
protected:
    CaptionModelTest() { model.setTexts({{"a/1.jpg", "A red square."}, {"b/2.jpg", "猫"}}); }
    bool set(int row, const QString& text) {
        return model.setData(model.index(row, CaptionModel::TextColumn), text);
    }
    CaptionModel model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

TEST_F(CaptionModelTest, ShowsPictureAndText) {
    EXPECT_EQ(model.rowCount(), 2);
    EXPECT_EQ(model.index(0, CaptionModel::ImageColumn).data().toString(), QStringLiteral("a/1.jpg"));
    EXPECT_EQ(model.index(1, CaptionModel::TextColumn).data().toString(), QStringLiteral("猫"));
    EXPECT_FALSE(model.flags(model.index(0, CaptionModel::ImageColumn)) & Qt::ItemIsEditable);
    EXPECT_TRUE(model.flags(model.index(0, CaptionModel::TextColumn)) & Qt::ItemIsEditable);
}

TEST_F(CaptionModelTest, AnEditCanBeUndoneAndRedone) {
    QSignalSpy edited(&model, &CaptionModel::edited);
    ASSERT_TRUE(set(0, QStringLiteral("  A blue\n square. ")));
    EXPECT_EQ(model.texts()[0].text, "A blue square.");
    EXPECT_EQ(edited.count(), 1);
    model.undoStack()->undo();
    EXPECT_EQ(model.texts()[0].text, "A red square.");
    model.undoStack()->redo();
    EXPECT_EQ(model.texts()[0].text, "A blue square.");
    EXPECT_EQ(edited.count(), 3);
}

TEST_F(CaptionModelTest, AnEmptyTextAndAnUnchangedOneChangeNothing) {
    QSignalSpy edited(&model, &CaptionModel::edited);
    EXPECT_FALSE(set(0, QStringLiteral("  ")));
    EXPECT_FALSE(model.setData(model.index(0, CaptionModel::ImageColumn), QStringLiteral("x")));
    EXPECT_TRUE(set(0, QStringLiteral("A red square.")));
    EXPECT_EQ(edited.count(), 0);
    EXPECT_FALSE(model.undoStack()->canUndo());
}

TEST_F(CaptionModelTest, NewTextsForgetTheEdits) {
    ASSERT_TRUE(set(0, QStringLiteral("other")));
    model.setTexts({{"c", "x"}});
    EXPECT_FALSE(model.undoStack()->canUndo());
    EXPECT_EQ(model.rowCount(), 1);
}

} // namespace
} // namespace sparlet::ui
