#include "engine/home_internal.h"
#include "engine_fixture.h"

#include <atomic>
#include <chrono>
#include <fstream>
#include <thread>

namespace sparlet::engine {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

class WatchTest : public EngineTest {
protected:
    ~WatchTest() override { static_cast<void>(stop()); }

    void start() {
        thread_ = std::thread([this] {
            WatchRequest request;
            request.collection = "c";
            request.quiet = milliseconds(100);
            report_ = reopen()->watch(
                request, {}, [this](const IndexReport&) { ++runs_; }, cancel_);
        });
        ASSERT_TRUE(comes([this] { return runs_ > 0; }));
    }
    Result<WatchReport> stop() {
        cancel_.cancel();
        if (thread_.joinable()) thread_.join();
        return report_;
    }
    template <class Condition>
    static bool comes(const Condition& condition) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (std::chrono::steady_clock::now() < end) {
            if (condition()) return true;
            std::this_thread::sleep_for(milliseconds(20));
        }
        return false;
    }
    std::int64_t images() {
        const auto view = workspace().collection("c");
        return view.ok() ? view.value()->summary.images : -1;
    }
    /// When the picture was changed that the collection has; 0: it has none.
    std::int64_t modified(const std::string& relativePath) {
        const auto view = workspace().collection("c");
        if (!view.ok()) return 0;
        for (const auto& image : view.value()->images)
            if (image.path == (pictures() / relativePath).string()) return image.modifiedNs;
        return 0;
    }
    bool has(const std::string& relativePath) { return modified(relativePath) != 0; }
    int runs() const { return runs_; }

private:
    CancelToken cancel_;
    std::atomic<int> runs_{0};
    std::thread thread_;
    Result<WatchReport> report_ = WatchReport{};
};

TEST_F(WatchTest, IndexesWhatComesChangesMovesAndGoes) {
    addClasses(2);
    index();
    addPicture("red/meanwhile.bmp", 90); // while nobody watched
    start();
    EXPECT_TRUE(comes([&] { return images() == 7; }));
    addPicture("new/folder/1.bmp", 91);
    EXPECT_TRUE(comes([&] { return has("new/folder/1.bmp"); }));
    fs::rename(pictures() / "new", pictures() / "renamed");
    EXPECT_TRUE(comes([&] { return has("renamed/folder/1.bmp") && images() == 8; }));
    fs::remove_all(pictures() / "renamed");
    EXPECT_TRUE(comes([&] { return images() == 7; }));
    const auto before = modified("red/meanwhile.bmp");
    addPicture("red/meanwhile.bmp", 92, test::kBlue);
    setModified("red/meanwhile.bmp", 5);
    EXPECT_TRUE(comes([&] { return modified("red/meanwhile.bmp") > before; }));
    const auto report = stop();
    ASSERT_TRUE(report.ok());
    EXPECT_GE(report->indexed, 4);
    EXPECT_GE(report->removed, 2);
    EXPECT_EQ(report->failed, 0);
}

TEST_F(WatchTest, KeepsThePicturesOfADeletedFolderAndGoesOnWhenItIsBack) {
    addClasses(2);
    index();
    start();
    fs::rename(pictures(), path("away"));
    const int before = runs();
    std::this_thread::sleep_for(milliseconds(700));
    EXPECT_EQ(images(), 6);
    EXPECT_EQ(runs(), before);
    fs::rename(path("away"), pictures());
    addPicture("red/later.bmp", 93);
    EXPECT_TRUE(comes([&] { return images() == 7; }));
    fs::remove(pictures() / "red" / "later.bmp");
    EXPECT_TRUE(comes([&] { return images() == 6; }));
    EXPECT_TRUE(stop().ok());
}

TEST_F(WatchTest, WaitsForAnotherWriter) {
    addClasses(1);
    index();
    start();
    auto lock = WriteLock::take({home()}, "c");
    ASSERT_TRUE(lock.ok());
    addPicture("red/later.bmp", 94);
    std::this_thread::sleep_for(milliseconds(500));
    EXPECT_EQ(images(), 3);
    { const auto released = std::move(*lock); }
    EXPECT_TRUE(comes([&] { return images() == 4; }));
    EXPECT_TRUE(stop().ok());
}

TEST_F(WatchTest, MakesACollectionOfAFolderAndRefusesOneThatIsNotThere) {
    addClasses(1);
    CancelToken cancel;
    WatchRequest request;
    request.collection = "new";
    request.folder = pictures().string();
    request.background = true;
    const auto made = workspace().watch(
        request, {},
        [&](const IndexReport& report) {
            EXPECT_EQ(report.indexed, 3);
            cancel.cancel();
        },
        cancel);
    ASSERT_TRUE(made.ok());
    EXPECT_EQ(made->indexed, 3);
    request.folder.clear();
    request.collection = "none";
    EXPECT_EQ(workspace().watch(request, {}, {}, {}).error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace sparlet::engine
