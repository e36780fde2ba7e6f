#include "itemmodels/filter_model.h"
#include "ui/itemmodels/sample_reports.h"
#include "widgets/result_grid.h"
#include "widgets/thumbnail_delegate.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <mutex>
#include <set>

namespace sparlet::ui {
namespace {

class ResultGridTest : public ::testing::Test {
protected:
    ResultGridTest() {
        grid_.setModel(&model_);
        grid_.resize(800, 600);
    }

    void show(int items, bool asResults = true) {
        if (asResults)
            model_.setResults(sample::results(items));
        else
            model_.setCollection(sample::collection(items));
        grid_.show();
        grid_.setFocus();
        QCoreApplication::processEvents();
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QTest::keyClick(&grid_, key, modifiers);
    }
    int current() const { return grid_.currentIndex().row(); }
    const ThumbnailDelegate& delegate() const {
        return *static_cast<const ThumbnailDelegate*>(grid_.itemDelegate());
    }
    QPoint button(int row, Mark mark) const {
        return delegate().buttonRect(grid_.visualRect(model_.index(row)), mark).center();
    }
    void wheel(int delta, Qt::KeyboardModifiers modifiers) {
        const QPointF at(100, 100);
        QWheelEvent event(at, grid_.viewport()->mapToGlobal(at), {}, {0, delta}, Qt::NoButton, modifiers,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(grid_.viewport(), &event);
    }

    ResultModel model_;
    ResultGrid grid_;
};

TEST_F(ResultGridTest, PutsEveryVisibleItemWhereItIsFound) {
    show(500, false);
    for (const int width : {300, 801, 1333}) {
        grid_.resize(width, 700);
        for (const int scroll : {0, 333, 100'000}) {
            grid_.verticalScrollBar()->setValue(scroll);
            const auto [first, last] = grid_.visibleRows();
            ASSERT_LE(first, last);
            std::set<std::pair<int, int>> corners;
            for (int row = first; row <= last; ++row) {
                const QRect cell = grid_.visualRect(model_.index(row));
                EXPECT_EQ(grid_.indexAt(cell.center()).row(), row);
                EXPECT_GE(cell.left(), 0);
                EXPECT_LE(cell.right(), grid_.viewport()->width());
                EXPECT_TRUE(corners.emplace(cell.left(), cell.top()).second);
            }
            EXPECT_FALSE(grid_.indexAt({0, 0}).isValid() && scroll == 0);
        }
    }
    EXPECT_EQ(grid_.visibleRows().second, 499);
}

TEST_F(ResultGridTest, MovesByKeyboard) {
    show(100, false);
    const int columns = grid_.columns();
    ASSERT_GT(columns, 2);
    EXPECT_EQ(current(), 0); // the keyboard came to the grid: there is something to act on
    EXPECT_EQ(grid_.selectedCount(), 0);
    press(Qt::Key_Right);
    EXPECT_EQ(current(), 1);
    press(Qt::Key_Down);
    EXPECT_EQ(current(), 1 + columns);
    press(Qt::Key_Left);
    EXPECT_EQ(current(), columns);
    press(Qt::Key_Up);
    press(Qt::Key_Up);
    EXPECT_EQ(current(), 0);
    press(Qt::Key_End);
    EXPECT_EQ(current(), 99);
    EXPECT_TRUE(grid_.viewport()->rect().contains(grid_.visualRect(grid_.currentIndex())));
    press(Qt::Key_Down);
    EXPECT_EQ(current(), 99);
    press(Qt::Key_Home);
    press(Qt::Key_PageDown);
    EXPECT_EQ(current() % columns, 0);
    EXPECT_GT(current(), columns);
    press(Qt::Key_PageUp);
    EXPECT_EQ(current(), 0);
}

TEST_F(ResultGridTest, StaysInTheLastLineWhereItIsShort) {
    show(100, false);
    const int columns = grid_.columns();
    const int lastLine = 99 / columns;
    grid_.setCurrentRow(lastLine * columns - 1); // last column of the line before
    press(Qt::Key_Down);
    EXPECT_EQ(current(), std::min(99, lastLine * columns + columns - 1));
}

TEST_F(ResultGridTest, ExtendsTheSelectionFromItsAnchor) {
    show(50, false);
    grid_.setCurrentRow(5);
    press(Qt::Key_Right, Qt::ShiftModifier);
    press(Qt::Key_Right, Qt::ShiftModifier);
    EXPECT_EQ(grid_.selectedCount(), 3);
    EXPECT_EQ(current(), 7);
    press(Qt::Key_Home, Qt::ShiftModifier);
    EXPECT_EQ(grid_.selectedCount(), 6); // 0..5
    press(Qt::Key_Right, Qt::ControlModifier);
    EXPECT_EQ(grid_.selectedCount(), 6);
    EXPECT_EQ(current(), 1);
    press(Qt::Key_A, Qt::ControlModifier);
    EXPECT_EQ(grid_.selectedCount(), 50);
    press(Qt::Key_Right);
    EXPECT_EQ(grid_.selectedCount(), 1);
    EXPECT_EQ(grid_.selectedPaths(), (std::vector<std::string>{grid_.currentPath()}));
}

TEST_F(ResultGridTest, SelectsByMouse) {
    show(50, false);
    QSignalSpy counts(&grid_, &ResultGrid::selectedCountChanged);
    QSignalSpy currents(&grid_, &ResultGrid::currentImageChanged);
    const auto click = [&](int row, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QTest::mouseClick(grid_.viewport(), Qt::LeftButton, modifiers,
                          grid_.visualRect(model_.index(row)).center());
    };
    click(2);
    EXPECT_EQ(current(), 2);
    click(6, Qt::ShiftModifier);
    EXPECT_EQ(grid_.selectedCount(), 5);
    click(4, Qt::ControlModifier);
    EXPECT_EQ(grid_.selectedCount(), 4);
    EXPECT_EQ(counts.last()[0].toInt(), 4);
    EXPECT_EQ(currents.last()[0].toModelIndex().row(), 4);
}

TEST_F(ResultGridTest, AsksForQueriesAndViews) {
    show(10);
    QSignalSpy queries(&grid_, &ResultGrid::queryRequested), views(&grid_, &ResultGrid::viewRequested);
    QSignalSpy menus(&grid_, &ResultGrid::contextMenuRequested);
    grid_.setCurrentRow(3);
    press(Qt::Key_Space);
    press(Qt::Key_Return);
    ASSERT_EQ(views.count(), 1);
    ASSERT_EQ(queries.count(), 1);
    EXPECT_EQ(queries[0][0].toModelIndex().row(), 3);
    QTest::mouseDClick(grid_.viewport(), Qt::LeftButton, {}, grid_.visualRect(model_.index(1)).center());
    ASSERT_EQ(queries.count(), 2);
    EXPECT_EQ(queries[1][0].toModelIndex().row(), 1);
    QContextMenuEvent menu(QContextMenuEvent::Mouse, grid_.visualRect(model_.index(2)).center(),
                           QPoint(9, 9));
    QApplication::sendEvent(grid_.viewport(), &menu);
    ASSERT_EQ(menus.count(), 1);
    EXPECT_EQ(menus[0][0].toModelIndex().row(), 2);
}

TEST_F(ResultGridTest, MarksByKeyAndTakesTheMarkBackTheSecondTime) {
    show(10);
    QObject::connect(&grid_, &ResultGrid::markRequested, &model_,
                     [this](const QModelIndex& index, Mark mark) { model_.setMark(index, mark); });
    grid_.setCurrentRow(4);
    press(Qt::Key_Y);
    EXPECT_EQ(model_.confirmed(), (std::vector<engine::ImageId>{1004}));
    press(Qt::Key_N);
    EXPECT_EQ(model_.rejected(), (std::vector<engine::ImageId>{1004}));
    press(Qt::Key_N);
    EXPECT_TRUE(model_.rejected().empty());
    press(Qt::Key_Right, Qt::ShiftModifier);
    press(Qt::Key_Y);
    EXPECT_EQ(model_.confirmed(), (std::vector<engine::ImageId>{1004, 1005}));
}

TEST_F(ResultGridTest, OffersMarksOnResultsOnly) {
    show(10, false);
    QSignalSpy marks(&grid_, &ResultGrid::markRequested);
    grid_.setCurrentRow(1);
    press(Qt::Key_Y);
    QTest::mouseClick(grid_.viewport(), Qt::LeftButton, {}, button(1, Mark::Right));
    EXPECT_EQ(marks.count(), 0);
}

TEST_F(ResultGridTest, MarksByTheButtonsOnHover) {
    show(10);
    QSignalSpy marks(&grid_, &ResultGrid::markRequested);
    QSignalSpy queries(&grid_, &ResultGrid::queryRequested);
    grid_.setCurrentRow(0);
    QTest::mouseClick(grid_.viewport(), Qt::LeftButton, {}, button(3, Mark::Right));
    QTest::mouseClick(grid_.viewport(), Qt::LeftButton, {}, button(3, Mark::Wrong));
    QTest::mouseDClick(grid_.viewport(), Qt::LeftButton, {}, button(3, Mark::Wrong));
    ASSERT_GE(marks.count(), 2);
    EXPECT_EQ(marks[0][0].toModelIndex().row(), 3);
    EXPECT_EQ(marks[0][1].value<Mark>(), Mark::Right);
    EXPECT_EQ(marks[1][1].value<Mark>(), Mark::Wrong);
    EXPECT_EQ(current(), 0); // a mark is no selection
    EXPECT_EQ(queries.count(), 0);

    const int before = static_cast<int>(marks.count());
    QTest::mousePress(grid_.viewport(), Qt::LeftButton, {}, button(2, Mark::Right));
    QTest::mouseRelease(grid_.viewport(), Qt::LeftButton, {}, button(2, Mark::Wrong));
    EXPECT_EQ(marks.count(), before); // pressed on one, let go on the other
}

TEST_F(ResultGridTest, ZoomsWithinBoundsAndKeepsItsPlace) {
    show(400, false);
    QSignalSpy sizes(&grid_, &ResultGrid::thumbnailSizeChanged);
    grid_.setCurrentRow(200);
    const int top = grid_.visualRect(grid_.currentIndex()).top();
    wheel(120, Qt::ControlModifier);
    EXPECT_EQ(grid_.thumbnailSize(), 176);
    EXPECT_EQ(grid_.visualRect(grid_.currentIndex()).top(), top);
    wheel(60, Qt::ControlModifier);
    EXPECT_EQ(grid_.thumbnailSize(), 176); // half a notch
    wheel(60, Qt::ControlModifier);
    EXPECT_EQ(grid_.thumbnailSize(), 192);
    press(Qt::Key_Minus, Qt::ControlModifier);
    EXPECT_EQ(grid_.thumbnailSize(), 176);
    EXPECT_EQ(sizes.count(), 3);
    grid_.setThumbnailSize(5000);
    EXPECT_EQ(grid_.thumbnailSize(), 320);
    grid_.setThumbnailSize(1);
    EXPECT_EQ(grid_.thumbnailSize(), 96);
    const int scroll = grid_.verticalScrollBar()->value();
    wheel(-120, Qt::NoModifier);
    EXPECT_GT(grid_.verticalScrollBar()->value(), scroll);
}

TEST_F(ResultGridTest, KeepsTheCurrentImageInViewWhenItIsResized) {
    show(400, false);
    grid_.setCurrentRow(200);
    grid_.resize(420, 500);
    QCoreApplication::processEvents();
    EXPECT_TRUE(grid_.viewport()->rect().intersects(grid_.visualRect(grid_.currentIndex())));
}

TEST_F(ResultGridTest, LoadsWhatIsOnScreenAndALittleAhead) {
    std::set<std::string> asked;
    std::mutex mutex;
    ThumbnailLoader loader([&](const std::string& path, int) -> Result<image::Picture> {
        const std::lock_guard lock(mutex);
        asked.insert(path);
        return image::Picture{2, 1, {1, 2, 3, 4, 5, 6}};
    });
    grid_.setThumbnailLoader(&loader);
    show(10'000, false);
    ASSERT_TRUE(QTest::qWaitFor([&] { return loader.cachedBytes() > 0 && loader.pending() == 0; }, 20'000));
    const auto [first, last] = grid_.visibleRows();
    for (int row = first; row <= last; ++row)
        EXPECT_EQ(loader.thumbnail(model_.image(model_.index(row)).path, 160).state, ThumbnailState::Ready);
    EXPECT_LE(asked.size(), static_cast<std::size_t>(3 * (last + 1)));
    model_.clear();
}

TEST_F(ResultGridTest, SurvivesChangesOfItsModel) {
    FilterModel filter;
    filter.setSourceModel(&model_);
    grid_.setModel(&filter);
    show(50);
    grid_.setCurrentRow(40);
    QSignalSpy currents(&grid_, &ResultGrid::currentImageChanged);
    Filter boats;
    boats.text = QStringLiteral("boat");
    filter.setFilter(boats);
    EXPECT_FALSE(grid_.currentIndex().isValid());
    ASSERT_GE(currents.count(), 1);
    EXPECT_FALSE(currents.last()[0].toModelIndex().isValid());
    grid_.grab();
    model_.clear();
    grid_.grab();
    EXPECT_EQ(grid_.visibleRows(), std::pair(0, -1));
    press(Qt::Key_Down);
    press(Qt::Key_Return);
}

TEST_F(ResultGridTest, TellsRightFromWrongBySightOfColourAndShape) {
    show(3);
    const auto tile = [&](Mark mark) {
        model_.setMark(model_.index(0), mark);
        const QRect cell = grid_.visualRect(model_.index(0));
        return grid_.viewport()->grab(cell).toImage();
    };
    const QImage none = tile(Mark::None), right = tile(Mark::Right), wrong = tile(Mark::Wrong);
    EXPECT_NE(right, none);
    EXPECT_NE(wrong, none);
    EXPECT_NE(right.convertToFormat(QImage::Format_Mono), wrong.convertToFormat(QImage::Format_Mono));
}

} // namespace
} // namespace sparlet::ui
