#include "image/scanner.h"
#include "support/temp_dir.h"

#include <climits>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace sparlet::image {
namespace {

namespace fs = std::filesystem;
using test::TempDir;
using test::writeText;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

void touch(const fs::path& file) {
    fs::create_directories(file.parent_path());
    writeText(file, "x");
}

ScanResult mustScan(const fs::path& folder) {
    auto result = scan(folder, {}, {});
    EXPECT_TRUE(result.ok()) << result.error().message;
    return result.ok() ? std::move(*result) : ScanResult{};
}

std::vector<std::string> names(const ScanResult& result) {
    std::vector<std::string> all;
    for (const auto& file : result.files)
        all.push_back(file.relativePath);
    return all;
}

std::vector<std::string> issuePaths(const ScanResult& result) {
    std::vector<std::string> all;
    for (const auto& issue : result.issues)
        all.push_back(issue.path);
    return all;
}

TEST(Scan, FindsPicturesByExtensionInBytewiseOrder) {
    const TempDir folder;
    for (const char* name :
         {"b/2.PNG", "b/10.png", "a.jpg", "B.jpeg", "c.jpe", "d.jfif", "e.bmp", "f.WebP", "g.tif", "h.TIFF",
          "i.gif", "notes.txt", "jpg", "k.jpg.txt", ".hidden.jpg", ".cache/l.jpg", "\xC3\xA4.jpg"})
        touch(folder / name);
    const auto result = mustScan(folder.path());
    EXPECT_THAT(names(result), ElementsAre("B.jpeg", "a.jpg", "b/10.png", "b/2.PNG", "c.jpe", "d.jfif",
                                           "e.bmp", "f.WebP", "g.tif", "h.TIFF", "i.gif", "\xC3\xA4.jpg"));
    EXPECT_THAT(result.issues, IsEmpty());
}

TEST(Scan, ReportsSizeAndTime) {
    const TempDir folder;
    writeText(folder / "a.jpg", "12345");
    const timespec times[2] = {{1, 0}, {1'600'000'000, 123'456'789}};
    ASSERT_EQ(::utimensat(AT_FDCWD, (folder / "a.jpg").c_str(), times, 0), 0);
    const auto result = mustScan(folder.path());
    ASSERT_EQ(result.files.size(), 1U);
    EXPECT_EQ(result.files[0].size, 5U);
    EXPECT_EQ(result.files[0].modifiedNs, 1'600'000'000'123'456'789);
}

TEST(Scan, KeepsNamesThatAreNotUtf8) {
    const TempDir folder;
    touch(folder / "caf\xE9/\xFF.jpg");
    EXPECT_THAT(names(mustScan(folder.path())), ElementsAre("caf\xE9/\xFF.jpg"));
}

TEST(Scan, EntersAFolderOnceHoweverItIsReached) {
    const TempDir folder;
    touch(folder / "z/real/1.jpg");
    fs::create_directory_symlink("z/real", folder / "a-link");
    fs::create_directory_symlink("..", folder / "z/up");
    fs::create_directory_symlink(".", folder / "self");
    const TempDir elsewhere;
    touch(elsewhere / "2.jpg");
    fs::create_directory_symlink(elsewhere.path(), folder / "outside-1");
    fs::create_directory_symlink(elsewhere.path(), folder / "outside-2");
    const auto result = mustScan(folder.path());
    EXPECT_THAT(names(result), ElementsAre("outside-1/2.jpg", "z/real/1.jpg"));
    EXPECT_THAT(issuePaths(result), ElementsAre("a-link", "outside-2", "self", "z/up"));
}

TEST(Scan, FollowsLinksToFilesAndReportsThoseThatLeadNowhere) {
    const TempDir folder;
    touch(folder / "a.jpg");
    fs::create_symlink("a.jpg", folder / "b.jpg");
    fs::create_symlink("missing", folder / "c.jpg");
    fs::create_symlink("d.jpg", folder / "d.jpg");
    fs::create_symlink("missing", folder / "not-a-picture");
    const auto result = mustScan(folder.path());
    EXPECT_THAT(names(result), ElementsAre("a.jpg", "b.jpg"));
    EXPECT_THAT(issuePaths(result), ElementsAre("c.jpg", "d.jpg"));
}

TEST(Scan, ReportsSpecialFilesWithPictureNames) {
    const TempDir folder;
    ASSERT_EQ(::mkfifo((folder / "fifo.jpg").c_str(), 0666), 0);
    ASSERT_EQ(::mkfifo((folder / "fifo").c_str(), 0666), 0);
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    (folder / "socket.png").native().copy(address.sun_path, sizeof(address.sun_path) - 1);
    ASSERT_EQ(::bind(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    fs::create_directory(folder / "folder.jpg");
    touch(folder / "folder.jpg/inside.jpg");
    const auto result = mustScan(folder.path());
    ::close(descriptor);
    EXPECT_THAT(names(result), ElementsAre("folder.jpg/inside.jpg"));
    EXPECT_THAT(issuePaths(result), ElementsAre("fifo.jpg", "socket.png"));
}

TEST(Scan, GoesAsDeepAsPathsCanBeAndReportsTheRest) {
    const TempDir folder;
    // 40 levels of 200 bytes are beyond PATH_MAX; openat() gets there, one call with the whole path does not.
    const std::string name(200, 'd');
    int current = ::open(folder.path().c_str(), O_RDONLY | O_DIRECTORY);
    for (int level = 0; level < 40; ++level) {
        ASSERT_EQ(::mkdirat(current, name.c_str(), 0777), 0);
        const int next = ::openat(current, name.c_str(), O_RDONLY | O_DIRECTORY);
        ::close(current);
        current = next;
        const int file = ::openat(current, "p.jpg", O_WRONLY | O_CREAT, 0666);
        ASSERT_GE(file, 0);
        ::close(file);
    }
    ::close(current);
    const auto result = mustScan(folder.path());
    EXPECT_GE(result.files.size(), 18U);
    EXPECT_LT(result.files.size(), 21U);
    for (const auto& file : result.files)
        EXPECT_TRUE(fs::exists(folder / file.relativePath));
    ASSERT_FALSE(result.issues.empty());
    EXPECT_THAT(result.issues[0].reason, HasSubstr("longer"));
}

TEST(Scan, ManyLevels) {
    const TempDir folder;
    fs::path deep = folder.path();
    for (int level = 0; level < 700; ++level)
        deep /= "d";
    touch(deep / "p.jpg");
    EXPECT_EQ(mustScan(folder.path()).files.size(), 1U);
}

TEST(Scan, RefusesWhatIsNoFolder) {
    const TempDir folder;
    touch(folder / "a.jpg");
    EXPECT_EQ(scan(folder / "missing", {}, {}).error().code, ErrorCode::NotFound);
    EXPECT_FALSE(scan(folder / "a.jpg", {}, {}).ok());
}

TEST(Scan, StopsWhenAsked) {
    const TempDir folder;
    touch(folder / "a.jpg");
    const CancelToken cancel;
    cancel.cancel();
    EXPECT_EQ(scan(folder.path(), {}, cancel).error().code, ErrorCode::Cancelled);
}

TEST(Scan, ManyFilesWithProgressThatIsNotTooFrequent) {
    const TempDir folder;
    for (int i = 0; i < 3000; ++i) {
        if (i % 100 == 0) fs::create_directory(folder / std::to_string(i / 100));
        const auto file = folder / (std::to_string(i / 100) + "/" + std::to_string(i) + ".jpg");
        ::close(::open(file.c_str(), O_WRONLY | O_CREAT, 0666));
    }
    int reports = 0;
    const auto start = std::chrono::steady_clock::now();
    const auto result = scan(folder.path(),
                             [&](const Progress& progress) {
                                 ++reports;
                                 EXPECT_EQ(progress.stage, "scanning");
                             },
                             {});
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    ASSERT_TRUE(result.ok());
    EXPECT_EQ(result->files.size(), 3000U);
    EXPECT_LE(reports, static_cast<int>(seconds.count() * 20) + 1);
    RecordProperty("seconds", std::to_string(seconds.count()));
}

} // namespace
} // namespace sparlet::image
