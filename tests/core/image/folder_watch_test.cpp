#include "image/folder_watch.h"
#include "support/temp_dir.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

namespace sparlet::image {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

/// Long enough for any machine; nothing waits so long where all is well.
constexpr milliseconds kLong{20000};
constexpr milliseconds kShort{50};

class FolderWatchTest : public ::testing::Test {
protected:
    FolderWatchTest() { fs::create_directories(root()); }
    fs::path root() const { return dir_ / "root"; }
    fs::path path(const std::string& name) const { return dir_ / name; }
    static void write(const fs::path& file) { std::ofstream(file) << "x"; }
    std::unique_ptr<FolderWatch> open() const { return FolderWatch::open({root().string()}); }

    /// All that is said until `folder` is among it.
    static FolderWatch::Changes waitFor(FolderWatch& watch, const fs::path& folder) {
        FolderWatch::Changes all;
        const auto end = std::chrono::steady_clock::now() + kLong;
        while (std::chrono::steady_clock::now() < end) {
            const auto some = watch.wait(milliseconds(200));
            all.all = all.all || some.all;
            all.folders.insert(all.folders.end(), some.folders.begin(), some.folders.end());
            if (std::count(all.folders.begin(), all.folders.end(), folder.string()) > 0) return all;
        }
        ADD_FAILURE() << folder << " was not reported";
        return all;
    }
    static bool waitForAll(FolderWatch& watch) {
        const auto end = std::chrono::steady_clock::now() + kLong;
        while (std::chrono::steady_clock::now() < end)
            if (watch.wait(milliseconds(200)).all) return true;
        return false;
    }
    /// Takes what is there, so that only later changes are seen.
    static void settle(FolderWatch& watch) {
        while (watch.wait(kShort).any()) {
        }
    }

private:
    test::TempDir dir_;
};

TEST_F(FolderWatchTest, ReportsTheFoldersOfPicturesThatComeChangeAndGo) {
    fs::create_directories(root() / "a" / "b");
    write(root() / "a" / "old.jpg");
    const auto watch = open();
    EXPECT_EQ(watch->watched(), 3U);
    EXPECT_FALSE(watch->wait(kShort).any());
    write(root() / "a" / "b" / "new.jpg");
    EXPECT_EQ(waitFor(*watch, root() / "a" / "b").folders.size(), 1U);
    settle(*watch);
    write(root() / "a" / "old.jpg");
    waitFor(*watch, root() / "a");
    settle(*watch);
    fs::remove(root() / "a" / "old.jpg");
    waitFor(*watch, root() / "a");
    settle(*watch);
    fs::rename(root() / "a" / "b" / "new.jpg", root() / "moved.png");
    const auto both = waitFor(*watch, root());
    EXPECT_TRUE(std::is_sorted(both.folders.begin(), both.folders.end()));
}

TEST_F(FolderWatchTest, IgnoresWhatIsNoPictureAndWhatIsHidden) {
    const auto watch = open();
    write(root() / "notes.txt");
    write(root() / ".hidden.jpg");
    write(root() / "download.jpg.part");
    EXPECT_FALSE(watch->wait(milliseconds(300)).any());
    fs::rename(root() / "download.jpg.part", root() / "download.jpg");
    waitFor(*watch, root());
}

TEST_F(FolderWatchTest, FollowsNewRenamedAndDeletedFolders) {
    const auto watch = open();
    fs::create_directories(root() / "new" / "deep");
    write(root() / "new" / "deep" / "1.jpg");
    waitFor(*watch, root() / "new" / "deep"); // however soon the picture came
    settle(*watch);
    fs::rename(root() / "new", root() / "renamed");
    waitFor(*watch, root() / "renamed" / "deep");
    settle(*watch);
    write(root() / "renamed" / "deep" / "2.jpg");
    EXPECT_EQ(waitFor(*watch, root() / "renamed" / "deep").folders.size(), 1U);
    settle(*watch);
    fs::rename(root() / "renamed", path("outside"));
    waitFor(*watch, root());
    settle(*watch);
    EXPECT_EQ(watch->watched(), 1U);
    write(path("outside") / "deep" / "3.jpg");
    EXPECT_FALSE(watch->wait(milliseconds(300)).any());
    fs::rename(path("outside"), root() / "back");
    waitFor(*watch, root() / "back" / "deep");
    settle(*watch);
    fs::remove_all(root() / "back");
    waitFor(*watch, root());
    settle(*watch);
    EXPECT_EQ(watch->watched(), 1U);
}

TEST_F(FolderWatchTest, LooksForARootThatIsAway) {
    const auto watch = open();
    fs::rename(root(), path("away"));
    waitFor(*watch, root());
    settle(*watch);
    EXPECT_EQ(watch->watched(), 0U);
    fs::rename(path("away"), root());
    EXPECT_TRUE(waitForAll(*watch));
    settle(*watch);
    write(root() / "1.jpg");
    waitFor(*watch, root());
    fs::remove_all(root());
    settle(*watch);
    fs::create_directories(root());
    EXPECT_TRUE(waitForAll(*watch));

    const auto later = FolderWatch::open({path("later").string()});
    EXPECT_EQ(later->watched(), 0U);
    fs::create_directories(path("later"));
    EXPECT_TRUE(waitForAll(*later));
    EXPECT_EQ(later->watched(), 1U);
}

TEST_F(FolderWatchTest, AFolderInTwoRootsOrBehindALinkIsWatchedOnce) {
    fs::create_directories(root() / "a");
    fs::create_directories(path("elsewhere"));
    fs::create_directory_symlink(path("elsewhere"), root() / "link");
    fs::create_directory_symlink(root(), root() / "a" / "loop");
    const auto watch = FolderWatch::open({root().string(), (root() / "a").string()});
    EXPECT_EQ(watch->watched(), 3U);
    write(path("elsewhere") / "1.jpg");
    waitFor(*watch, root() / "link");
}

TEST_F(FolderWatchTest, ALostEventMeansLookingAtEverything) {
    std::ifstream limit("/proc/sys/fs/inotify/max_queued_events");
    std::size_t most = 0;
    if (!(limit >> most) || most > 100000) GTEST_SKIP() << "The queue cannot be filled here.";
    const auto watch = open();
    // Two kinds in turn: the system keeps equal events that follow each other only once.
    for (std::size_t i = 0; i <= most; ++i) {
        write(root() / (i % 2 == 0 ? "a.jpg" : "b.jpg"));
    }
    EXPECT_TRUE(waitForAll(*watch));
    settle(*watch);
    write(root() / "later.jpg");
    waitFor(*watch, root());
}

} // namespace
} // namespace sparlet::image
