// How long a frame of a million images takes; printed, not judged (machines differ).
#include "ui/itemmodels/sample_reports.h"
#include "widgets/result_grid.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QTest>

#include <algorithm>

namespace sparlet::ui {
namespace {

TEST(ResultGridBench, ScrollsAMillionImages) {
    constexpr int images = 1'000'000;
    ThumbnailLoader loader([](const std::string&, int side) -> Result<image::Picture> {
        const auto bytes = static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3;
        return image::Picture{side, side, std::vector<std::uint8_t>(bytes, 90)};
    });
    ResultModel model;
    ResultGrid grid;
    grid.setModel(&model);
    grid.setThumbnailLoader(&loader);
    grid.resize(1440, 900);
    grid.show();
    const auto collection = sample::collection(images);
    QElapsedTimer clock;
    clock.start();
    model.setCollection(collection);
    const double reset = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    (void)QTest::qWaitFor([&] { return loader.cachedBytes() > 0 && loader.pending() == 0; }, 20'000);

    QPixmap frame(grid.viewport()->size());
    std::vector<double> times;
    for (int i = 0; i < 60; ++i) {
        grid.verticalScrollBar()->setValue(i < 30 ? i * 40
                                                  : i * 1'000'003 % grid.verticalScrollBar()->maximum());
        clock.restart();
        grid.viewport()->render(&frame);
        times.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    std::sort(times.begin(), times.end());
    const auto [first, last] = grid.visibleRows();
    clock.restart();
    grid.selectAll();
    const double selectAll = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    std::printf(
        "%d images: reset %.2f ms; a frame of %d tiles %.2f ms (median), %.2f ms (worst of 60); select all "
        "%.2f ms\n",
        images, reset, last - first + 1, times[times.size() / 2], times.back(), selectAll);
    EXPECT_EQ(grid.selectedCount(), images);
}

} // namespace
} // namespace sparlet::ui
