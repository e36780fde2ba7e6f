#include "itemmodels/filter_model.h"
#include "ui/itemmodels/sample_reports.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <random>

namespace sparlet::ui {
namespace {

using Tester = QAbstractItemModelTester;

std::vector<int> sourceRows(const FilterModel& filter) {
    std::vector<int> rows;
    for (int row = 0; row < filter.rowCount(); ++row) {
        const QModelIndex source = filter.mapToSource(filter.index(row, 0));
        EXPECT_EQ(filter.mapFromSource(source).row(), row);
        rows.push_back(source.row());
    }
    return rows;
}

std::shared_ptr<engine::CollectionView>
named(const std::vector<std::pair<std::string, std::string>>& images) {
    auto view = std::make_shared<engine::CollectionView>();
    for (const auto& [path, label] : images)
        view->images.push_back(sample::image(static_cast<int>(view->images.size()) + 1, path, label));
    return view;
}

class FilterModelTest : public ::testing::Test {
protected:
    FilterModelTest() { filter_.setSourceModel(&model_); }

    std::vector<int> rowsFor(const Filter& filter) {
        filter_.setFilter(filter);
        return sourceRows(filter_);
    }
    static Filter words(const char* text) {
        Filter filter;
        filter.text = QString::fromUtf8(text);
        return filter;
    }

    ResultModel model_;
    FilterModel filter_;
    Tester tester_{&filter_, Tester::FailureReportingMode::Fatal};
};

TEST_F(FilterModelTest, FindsWordsInNamesFoldersAndLabelsBelowTheSharedFolder) {
    model_.setCollection(named({{"/home/sun/a/Beach_1.jpg", "sea"},
                                {"/home/sun/a/beach_2.jpg", ""},
                                {"/home/sun/b/Über.jpg", "Sea side"}}));
    EXPECT_EQ(rowsFor({}), (std::vector<int>{0, 1, 2}));
    EXPECT_EQ(rowsFor(words("BEACH")), (std::vector<int>{0, 1}));
    EXPECT_EQ(rowsFor(words("sea")), (std::vector<int>{0, 2}));
    EXPECT_EQ(rowsFor(words(" sea   a/ ")), (std::vector<int>{0}));
    EXPECT_EQ(rowsFor(words("über")), (std::vector<int>{2}));
    EXPECT_EQ(rowsFor(words("sun")), (std::vector<int>{})); // all images share that folder
    EXPECT_EQ(rowsFor(words("  ")), (std::vector<int>{0, 1, 2}));
}

TEST_F(FilterModelTest, KeepsToLabelFolderScoreAndMark) {
    model_.setCollection(named({{"/p/a/1.jpg", "x"}, {"/p/a/b/2.jpg", ""}, {"/p/ab/3.jpg", "x y"}}));
    Filter filter;
    filter.label = "x";
    EXPECT_EQ(rowsFor(filter), (std::vector<int>{0}));
    filter.label = "";
    EXPECT_EQ(rowsFor(filter), (std::vector<int>{1}));
    filter = {};
    filter.folder = "/p/a"; // not /p/ab
    EXPECT_EQ(rowsFor(filter), (std::vector<int>{0, 1}));
    filter = {};
    filter.minimumScore = 0.985F;
    EXPECT_EQ(rowsFor(filter).size(), 3U); // browsing: no scores
    model_.setResults(sample::results(5));
    EXPECT_EQ(sourceRows(filter_), (std::vector<int>{0, 1}));

    filter = {};
    filter.mark = Mark::Right;
    EXPECT_EQ(rowsFor(filter), (std::vector<int>{}));
    model_.setMark(model_.index(3), Mark::Right);
    EXPECT_EQ(sourceRows(filter_), (std::vector<int>{3}));
    model_.clearMarks();
    EXPECT_EQ(filter_.rowCount(), 0);
}

TEST_F(FilterModelTest, CountsLabels) {
    model_.setCollection(sample::collection(9));
    EXPECT_EQ(filter_.labels(), (QVector<LabelCount>{{"", 3}, {"animal", 3}, {"boat", 3}}));
    model_.clear();
    EXPECT_TRUE(filter_.labels().isEmpty());
}

TEST_F(FilterModelTest, PassesChangesOfVisibleRowsOn) {
    model_.setCollection(sample::collection(9));
    filter_.setFilter(words("boat")); // rows 3..5
    QSignalSpy changed(&filter_, &QAbstractItemModel::dataChanged);
    model_.setMark(model_.index(4), Mark::Right);
    model_.setMark(model_.index(0), Mark::Right);
    ASSERT_EQ(changed.count(), 1);
    EXPECT_EQ(changed[0][0].toModelIndex().row(), 1);
}

TEST_F(FilterModelTest, FiltersLargeCollectionsInTheBackground) {
    const int many = FilterModel::synchronousRows + 10'000;
    QSignalSpy counted(&filter_, &FilterModel::counted);
    model_.setCollection(sample::collection(many));
    EXPECT_EQ(filter_.rowCount(), many);
    ASSERT_TRUE(QTest::qWaitFor([&] { return filter_.labels().size() == 3; }, 20'000));
    filter_.setFilter(words("no such name"));
    EXPECT_TRUE(filter_.busy());
    EXPECT_EQ(filter_.rowCount(), many); // the former rows stay
    filter_.setFilter(words("boat"));    // the first answer is stale and must not come
    ASSERT_TRUE(QTest::qWaitFor([&] { return !filter_.busy(); }, 20'000));
    EXPECT_EQ(filter_.rowCount(), many / 3);
    EXPECT_EQ(counted.last()[0].toInt(), many / 3);
    EXPECT_EQ(counted.last()[1].toInt(), many);
    for (const auto& call : counted)
        EXPECT_NE(call[0].toInt(), 0);
    filter_.setFilter({});
    EXPECT_EQ(filter_.rowCount(), many);
}

TEST_F(FilterModelTest, ShowsNothingOfANewLargeSourceUntilItIsFiltered) {
    filter_.setFilter(words("boat"));
    model_.setCollection(sample::collection(FilterModel::synchronousRows + 2));
    EXPECT_EQ(filter_.rowCount(), 0);
    model_.setCollection(sample::collection(6));
    EXPECT_EQ(sourceRows(filter_), (std::vector<int>{2, 3}));
    EXPECT_FALSE(filter_.busy());
}

TEST(FilterModel, GoesWhileItIsBusy) {
    ResultModel model;
    model.setCollection(sample::collection(200'000));
    auto filter = std::make_unique<FilterModel>();
    filter->setSourceModel(&model);
    Filter wanted;
    wanted.text = QStringLiteral("boat");
    filter->setFilter(wanted);
    filter.reset();
    QCoreApplication::processEvents();
}

TEST_F(FilterModelTest, AgreesWithASlowSearchOnRandomFilters) {
    std::mt19937 random(5);
    const std::string letters = "abA/B";
    const auto text = [&](int length) {
        std::string s;
        for (int i = 0; i < length; ++i)
            s += letters[random() % letters.size()];
        return s;
    };
    for (int trial = 0; trial < 60; ++trial) {
        std::vector<std::pair<std::string, std::string>> images{{"/0.jpg", ""}};
        for (int i = 0; i < 20; ++i)
            images.emplace_back("/" + text(6), text(2));
        std::sort(images.begin(), images.end());
        model_.setCollection(named(images));
        const QString word = QString::fromStdString(text(1 + static_cast<int>(random() % 2)));
        std::vector<int> expected;
        for (int row = 0; row < static_cast<int>(images.size()); ++row) {
            const auto& [path, label] = images[static_cast<std::size_t>(row)];
            const bool hit = QString::fromStdString(path.substr(1)).contains(word, Qt::CaseInsensitive) ||
                             QString::fromStdString(label).contains(word, Qt::CaseInsensitive);
            if (hit) expected.push_back(row);
        }
        EXPECT_EQ(rowsFor(words(word.toUtf8().constData())), expected) << word.toStdString();
    }
}

} // namespace
} // namespace sparlet::ui
