#include "itemmodels/failure_model.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>

namespace sparlet::ui {
namespace {

TEST(FailureModel, ShowsAndSortsFilesWithTheirReasons) {
    FailureModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.setFailures({{"/b/2.jpg", "cut off"}, {"/a/3.jpg", "empty"}, {"/c/1.jpg", "not a picture"}});
    EXPECT_EQ(model.index(0, FailureModel::FileColumn).data().toString(), QStringLiteral("2.jpg"));
    EXPECT_EQ(model.index(0, FailureModel::FolderColumn).data().toString(), QStringLiteral("/b"));

    const QPersistentModelIndex selected = model.index(2, FailureModel::ReasonColumn);
    model.sort(FailureModel::FileColumn);
    EXPECT_EQ(model.index(0, FailureModel::FileColumn).data().toString(), QStringLiteral("1.jpg"));
    EXPECT_EQ(selected.row(), 0);
    EXPECT_EQ(selected.data().toString(), QStringLiteral("not a picture"));
    model.sort(FailureModel::FolderColumn, Qt::DescendingOrder);
    EXPECT_EQ(model.index(2, FailureModel::FolderColumn).data().toString(), QStringLiteral("/a"));
    EXPECT_EQ(model.asText(),
              QStringLiteral("/c/1.jpg\tnot a picture\n/b/2.jpg\tcut off\n/a/3.jpg\tempty\n"));
}

} // namespace
} // namespace sparlet::ui
