#include "itemmodels/result_model.h"
#include "ui/itemmodels/sample_reports.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QMimeData>
#include <QSignalSpy>
#include <QUrl>

namespace sparlet::ui {
namespace {

using Tester = QAbstractItemModelTester;

TEST(ResultModel, HoldsItsContractThroughResetsAndMarks) {
    ResultModel model;
    const Tester tester(&model, Tester::FailureReportingMode::Fatal);
    model.setCollection(sample::collection(9));
    EXPECT_EQ(model.rowCount(), 9);
    model.setMark(model.index(3), Mark::Right);
    model.setResults(sample::results(5));
    EXPECT_EQ(model.rowCount(), 5);
    model.clearMarks();
    model.clear();
    EXPECT_EQ(model.rowCount(), 0);
}

TEST(ResultModel, HidesRanksWhileBrowsing) {
    ResultModel model;
    model.setCollection(sample::collection(3));
    EXPECT_TRUE(model.browsing());
    const QModelIndex index = model.index(0);
    EXPECT_EQ(index.data(ResultModel::RankRole).toInt(), 0);
    EXPECT_FALSE(index.data(ResultModel::ScoreRole).isValid());
    EXPECT_FALSE(index.data(ResultModel::RankChangeRole).isValid());
    EXPECT_EQ(index.data().toString(), QStringLiteral("1000000.jpg"));
    EXPECT_EQ(index.data(ResultModel::FolderRole).toString(), QStringLiteral("/pictures/animal"));
    EXPECT_EQ(index.data(ResultModel::LabelRole).toString(), QStringLiteral("animal"));
}

TEST(ResultModel, SaysHowRanksMoved) {
    ResultModel model;
    model.setResults(sample::results(5));
    const auto change = [&](int row) { return model.index(row).data(ResultModel::RankChangeRole).toInt(); };
    EXPECT_EQ(change(0), 0);
    EXPECT_EQ(change(1), 3);  // rank 5 to 2
    EXPECT_EQ(change(2), -2); // rank 1 to 3
    EXPECT_EQ(change(3), ResultModel::newInTop);
    EXPECT_NEAR(model.index(4).data(ResultModel::ScoreRole).toFloat(), 0.96F, 1e-6);

    auto plain = sample::results(5);
    plain.rounds = 0;
    model.setResults(plain);
    EXPECT_FALSE(model.index(1).data(ResultModel::RankChangeRole).isValid());
}

TEST(ResultModel, MarksBelongToImagesAndOutliveTheResults) {
    ResultModel model;
    model.setResults(sample::results(5));
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QSignalSpy marks(&model, &ResultModel::marksChanged);
    model.setMark(model.index(2), Mark::Right);
    model.setMark(model.index(4), Mark::Wrong);
    model.setMark(model.index(4), Mark::Wrong);
    ASSERT_EQ(changed.count(), 2);
    EXPECT_EQ(changed[0][0].toModelIndex().row(), 2);
    EXPECT_EQ(marks.count(), 2);
    model.setCollection(sample::collection(5));
    EXPECT_EQ(model.index(2).data(ResultModel::MarkRole).toInt(), static_cast<int>(Mark::Right));
    EXPECT_EQ(model.confirmed(), (std::vector<engine::ImageId>{1002}));
    EXPECT_EQ(model.rejected(), (std::vector<engine::ImageId>{1004}));
    model.setMark(engine::ImageId{1002}, Mark::None);
    EXPECT_TRUE(model.confirmed().empty());
}

TEST(ResultModel, FindsRowsByImageAndByPath) {
    ResultModel model;
    model.setCollection(sample::collection(9));
    EXPECT_EQ(model.rowOf(engine::ImageId{1007}), 7);
    EXPECT_EQ(model.rowOf(engine::ImageId{5}), -1);
    EXPECT_EQ(model.rowOf(std::string("/pictures/boat/1000004.jpg")), 4);
}

TEST(ResultModel, SpeaksForScreenReaders) {
    ResultModel model;
    model.setResults(sample::results(3));
    model.setMark(model.index(0), Mark::Wrong);
    EXPECT_EQ(model.index(0).data(Qt::AccessibleTextRole).toString(),
              QStringLiteral("rank 1, 1000000.jpg, animal, score 1.000, marked wrong"));
    EXPECT_TRUE(
        model.index(1).data(Qt::ToolTipRole).toString().contains(QStringLiteral("rank 5 without expansion")));
}

TEST(ResultModel, DragsFilesOutUnderTheirExactNames) {
    auto view = std::make_shared<engine::CollectionView>();
    view->images.push_back(sample::image(1, "/p/na\xefve #1.jpg"));
    ResultModel model;
    model.setCollection(view);
    const std::unique_ptr<QMimeData> data(model.mimeData({model.index(0)}));
    ASSERT_EQ(data->urls().size(), 1);
    EXPECT_EQ(data->urls()[0].toEncoded(), QByteArray("file:///p/na%EFve%20%231.jpg"));
    EXPECT_TRUE(model.flags(model.index(0)).testFlag(Qt::ItemIsDragEnabled));
}

TEST(ResultModel, TakesThumbnailsFromTheLoaderWithoutStartingIt) {
    int calls = 0;
    ThumbnailLoader loader([&calls](const std::string&, int) -> Result<image::Picture> {
        ++calls;
        return Error{ErrorCode::Io, "no"};
    });
    ResultModel model;
    model.setThumbnails(&loader, 96);
    model.setCollection(sample::collection(2));
    EXPECT_EQ(model.index(0).data(ResultModel::ThumbnailStateRole).toInt(),
              static_cast<int>(ThumbnailState::Missing));
    EXPECT_EQ(loader.pending(), 0);
    EXPECT_EQ(calls, 0);
}

} // namespace
} // namespace sparlet::ui
