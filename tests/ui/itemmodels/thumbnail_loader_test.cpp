#include "itemmodels/thumbnail_loader.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace sparlet::ui {
namespace {

using Names = std::vector<std::string>;

/// A source whose calls wait until the gate opens, and are written down in their order.
class Gate {
public:
    Result<image::Picture> operator()(const std::string& path, int side) {
        {
            std::unique_lock lock(mutex_);
            calls_.push_back(path);
            started_.notify_all();
            opened_.wait(lock, [this] { return open_; });
        }
        if (path == "throws") throw std::runtime_error("out of patience");
        if (path == "bad") return Error{ErrorCode::Corrupt, "The file bad is cut off."};
        const auto bytes = static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3;
        return image::Picture{side, side, std::vector<std::uint8_t>(bytes, 7)};
    }
    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        opened_.notify_all();
    }
    void close() {
        const std::lock_guard lock(mutex_);
        open_ = false;
    }
    void waitForCalls(std::size_t count) {
        std::unique_lock lock(mutex_);
        started_.wait_for(lock, std::chrono::seconds(20), [&] { return calls_.size() >= count; });
    }
    Names calls() {
        const std::lock_guard lock(mutex_);
        return calls_;
    }

private:
    std::mutex mutex_;
    std::condition_variable opened_, started_;
    bool open_ = false;
    Names calls_;
};

class ThumbnailLoaderTest : public ::testing::Test {
protected:
    ThumbnailLoader::Source source() {
        return [gate = gate_](const std::string& path, int side) { return (*gate)(path, side); };
    }
    static ThumbnailLoader::Options oneThread() { return {std::size_t{16} << 20, 1}; }
    void finish(ThumbnailLoader& loader) {
        gate_->open();
        ASSERT_TRUE(QTest::qWaitFor([&] { return loader.pending() == 0; }, 20'000));
    }

    std::shared_ptr<Gate> gate_ = std::make_shared<Gate>();
};

TEST_F(ThumbnailLoaderTest, RoundsSidesUpToSteps) {
    EXPECT_EQ(ThumbnailLoader::sideStep(1), 96);
    EXPECT_EQ(ThumbnailLoader::sideStep(96), 96);
    EXPECT_EQ(ThumbnailLoader::sideStep(97), 192);
    EXPECT_EQ(ThumbnailLoader::sideStep(640), 1024);
    EXPECT_EQ(ThumbnailLoader::sideStep(5000), 1024);
}

TEST_F(ThumbnailLoaderTest, ServesVisibleBeforeAheadAndTheMostRecentFirst) {
    ThumbnailLoader loader(source(), oneThread());
    loader.request("first", 96);
    gate_->waitForCalls(1);
    loader.request("ahead1", 96, ThumbnailLoader::Priority::Ahead);
    loader.request("visible1", 96);
    loader.request("ahead2", 96, ThumbnailLoader::Priority::Ahead);
    loader.request("visible2", 96);
    EXPECT_EQ(loader.thumbnail("visible1", 96).state, ThumbnailState::Loading);
    EXPECT_EQ(loader.thumbnail("never", 96).state, ThumbnailState::Missing);
    finish(loader);
    EXPECT_EQ(gate_->calls(), (Names{"first", "visible2", "visible1", "ahead2", "ahead1"}));
    EXPECT_EQ(loader.thumbnail("visible1", 96).pixmap.width(), 96);
}

TEST_F(ThumbnailLoaderTest, ServesListsInTheirOrderAndCancelsWhatScrolledAway) {
    ThumbnailLoader loader(source(), oneThread());
    const int grid = 0;
    loader.request("single", 96);
    gate_->waitForCalls(1);
    loader.request("waits", 96);
    loader.setWanted(&grid, {"a", "b"}, {"c"}, 96);
    EXPECT_EQ(loader.pending(), 5);
    loader.setWanted(&grid, {"b", "d", "e"}, {"f"}, 96);
    EXPECT_EQ(loader.thumbnail("a", 96).state, ThumbnailState::Missing);
    finish(loader);
    EXPECT_EQ(gate_->calls(), (Names{"single", "b", "d", "e", "waits", "f"}));
}

TEST_F(ThumbnailLoaderTest, KeepsWhatAnotherClientStillWants) {
    ThumbnailLoader loader(source(), oneThread());
    const int grid = 0, panel = 0;
    loader.request("first", 96);
    gate_->waitForCalls(1);
    loader.setWanted(&grid, {"both", "grid"}, {}, 96);
    loader.setWanted(&panel, {"both"}, {}, 96);
    loader.request("single", 96);
    loader.setWanted(&grid, {"single"}, {}, 96);
    loader.forgetClient(&grid);
    finish(loader);
    EXPECT_EQ(gate_->calls(), (Names{"first", "single", "both"}));
}

TEST_F(ThumbnailLoaderTest, RemembersFailuresWithTheirReason) {
    ThumbnailLoader loader(source());
    QSignalSpy ready(&loader, &ThumbnailLoader::ready);
    loader.request("bad", 96);
    loader.request("throws", 96);
    finish(loader);
    EXPECT_EQ(ready.count(), 2);
    EXPECT_EQ(loader.thumbnail("bad", 96).state, ThumbnailState::Failed);
    EXPECT_EQ(loader.thumbnail("bad", 96).problem, QStringLiteral("The file bad is cut off."));
    EXPECT_TRUE(loader.thumbnail("throws", 96).problem.contains(QStringLiteral("out of patience")));
    loader.request("bad", 96);
    EXPECT_EQ(loader.pending(), 0);
    EXPECT_EQ(gate_->calls().size(), 2U);
    loader.forget("bad");
    loader.request("bad", 96);
    finish(loader);
    EXPECT_EQ(gate_->calls().size(), 3U);
}

TEST_F(ThumbnailLoaderTest, StaysBelowItsBoundAndDropsTheLeastRecentlyUsed) {
    const std::size_t one = 96 * 96 * 4;
    ThumbnailLoader loader(source(), {3 * one, 1});
    gate_->open();
    for (const char* path : {"a", "b", "c"}) {
        loader.request(path, 96);
        finish(loader);
    }
    EXPECT_EQ(loader.thumbnail("a", 96).state, ThumbnailState::Ready); // used: now b is the oldest
    loader.request("d", 96);
    finish(loader);
    EXPECT_LE(loader.cachedBytes(), 3 * one);
    EXPECT_EQ(loader.thumbnail("b", 96).state, ThumbnailState::Missing);
    EXPECT_EQ(loader.thumbnail("a", 96).state, ThumbnailState::Ready);
    EXPECT_EQ(loader.thumbnail("d", 96).state, ThumbnailState::Ready);
}

TEST_F(ThumbnailLoaderTest, OffersAnotherSizeUntilTheWantedOneIsThere) {
    ThumbnailLoader loader(source());
    loader.request("a", 96);
    finish(loader);
    gate_->close();
    loader.request("a", 300);
    const Thumbnail meanwhile = loader.thumbnail("a", 300);
    EXPECT_EQ(meanwhile.state, ThumbnailState::Loading);
    EXPECT_EQ(meanwhile.pixmap.width(), 96);
    finish(loader);
    EXPECT_EQ(loader.thumbnail("a", 300).pixmap.width(), 320);
}

TEST_F(ThumbnailLoaderTest, LoadsAgainWhatChangedWhileItWasLoaded) {
    ThumbnailLoader loader(source(), oneThread());
    QSignalSpy cleared(&loader, &ThumbnailLoader::cleared);
    loader.request("a", 96);
    gate_->waitForCalls(1);
    loader.clear();
    EXPECT_EQ(cleared.count(), 1);
    finish(loader);
    EXPECT_EQ(gate_->calls(), (Names{"a", "a"}));
    EXPECT_EQ(loader.thumbnail("a", 96).state, ThumbnailState::Ready);
}

TEST_F(ThumbnailLoaderTest, GoesWhileItsThreadsAreBusy) {
    auto loader = std::make_unique<ThumbnailLoader>(source(), ThumbnailLoader::Options{1 << 20, 2});
    for (int i = 0; i < 50; ++i)
        loader->request("p" + std::to_string(i), 96);
    gate_->waitForCalls(2);
    std::thread opener([this] {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        gate_->open();
    });
    loader.reset();
    opener.join();
    EXPECT_EQ(gate_->calls().size(), 2U);
    QCoreApplication::processEvents();
}

TEST_F(ThumbnailLoaderTest, SaysWhenItIsIdle) {
    ThumbnailLoader loader(source());
    QSignalSpy idle(&loader, &ThumbnailLoader::idle);
    loader.request("a", 96);
    loader.request("b", 96);
    EXPECT_EQ(idle.count(), 0);
    finish(loader);
    EXPECT_EQ(idle.count(), 1);
}

} // namespace
} // namespace sparlet::ui
