#include "base/atomic_file.h"
#include "support/temp_dir.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <grp.h>
#include <random>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace sparlet {
namespace {

namespace fs = std::filesystem;
using test::readBytes;
using test::TempDir;
using test::writeText;

std::string textOf(const fs::path& file) {
    const auto bytes = readBytes(file);
    return {bytes.begin(), bytes.end()};
}

std::size_t entriesOf(const fs::path& folder) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(AtomicFile, WritesAWholeFileInManyPieces) {
    const TempDir folder;
    std::mt19937 random(1);
    std::string all;
    auto file = AtomicFile::create(folder / "data");
    ASSERT_TRUE(file.ok());
    for (int i = 0; i < 2000; ++i) {
        std::string piece(random() % 500, static_cast<char>('a' + i % 26));
        ASSERT_TRUE(file->write(piece).ok());
        all += piece;
    }
    EXPECT_EQ(file->size(), all.size());
    EXPECT_FALSE(fs::exists(folder / "data"));
    ASSERT_TRUE(file->commit().ok());
    EXPECT_EQ(textOf(folder / "data"), all);
    EXPECT_EQ(entriesOf(folder.path()), 1U);
}

TEST(AtomicFile, KeepsTheOldContentUntilCommitAndWithoutIt) {
    const TempDir folder;
    writeText(folder / "data", "old");
    {
        auto file = AtomicFile::create(folder / "data");
        ASSERT_TRUE(file->write("new").ok());
        EXPECT_EQ(textOf(folder / "data"), "old");
    }
    EXPECT_EQ(textOf(folder / "data"), "old");
    EXPECT_EQ(entriesOf(folder.path()), 1U);
    ASSERT_TRUE(writeFileAtomically(folder / "data", "new").ok());
    EXPECT_EQ(textOf(folder / "data"), "new");
    ASSERT_TRUE(writeFileAtomically(folder / "data", "").ok());
    EXPECT_EQ(textOf(folder / "data"), "");
}

TEST(AtomicFile, MovesWithItsContent) {
    const TempDir folder;
    auto file = AtomicFile::create(folder / "data");
    ASSERT_TRUE(file->write("first ").ok());
    AtomicFile moved = std::move(*file);
    ASSERT_TRUE(moved.write("second").ok());
    ASSERT_TRUE(moved.commit().ok());
    EXPECT_EQ(textOf(folder / "data"), "first second");
    EXPECT_FALSE(moved.commit().ok());
    EXPECT_FALSE(moved.write("more").ok());
}

TEST(AtomicFile, NamesThatAreLongOrNotUtf8) {
    const TempDir folder;
    for (const std::string& name : {std::string(255, 'x'), std::string("caf\xE9")}) {
        ASSERT_TRUE(writeFileAtomically(folder / name, "content").ok());
        EXPECT_EQ(textOf(folder / name), "content");
    }
}

TEST(AtomicFile, SaysWhatIsWrong) {
    const TempDir folder;
    const auto missing = writeFileAtomically(folder / "no/such/file", "x");
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
    EXPECT_NE(missing.error().message.find("no/such/file"), std::string::npos);
    fs::create_directory(folder / "folder");
    EXPECT_FALSE(writeFileAtomically(folder / "folder", "x").ok());
    EXPECT_EQ(entriesOf(folder.path()), 1U);
}

TEST(AtomicFile, ManyThreadsOneTarget) {
    const TempDir folder;
    {
        std::vector<std::jthread> threads;
        for (char c = 'a'; c < 'e'; ++c) {
            threads.emplace_back([&, c] {
                for (int i = 0; i < 5; ++i)
                    EXPECT_TRUE(writeFileAtomically(folder / "data", std::string(100'000, c)).ok());
            });
        }
    }
    const std::string text = textOf(folder / "data");
    EXPECT_EQ(text, std::string(100'000, text[0]));
    EXPECT_EQ(entriesOf(folder.path()), 1U);
}

int statusOfChild(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(AtomicFile, AReadOnlyFolderIsPermissionDenied) {
    const TempDir folder;
    writeText(folder / "data", "old");
    ASSERT_EQ(::chmod(folder.path().c_str(), 0555), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        if (::geteuid() == 0 &&
            (::setgroups(0, nullptr) != 0 || ::setgid(65534) != 0 || ::setuid(65534) != 0))
            ::_exit(77);
        const auto status = writeFileAtomically(folder / "data", "new");
        ::_exit(!status.ok() && status.error().code == ErrorCode::PermissionDenied ? 0 : 1);
    }
    const int code = statusOfChild(child);
    ::chmod(folder.path().c_str(), 0755);
    if (code == 77) GTEST_SKIP() << "cannot become another user here";
    EXPECT_EQ(code, 0);
    EXPECT_EQ(textOf(folder / "data"), "old");
}

// A limit on the size of files fails as a full disk does, in the middle of writing, with another code.
TEST(AtomicFile, AFailureInTheMiddleKeepsTheOldFile) {
    const TempDir folder;
    writeText(folder / "data", "old");
    const pid_t child = ::fork();
    if (child == 0) {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{100'000, 100'000};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        const auto status = writeFileAtomically(folder / "data", std::string(500'000, 'x'));
        ::_exit(!status.ok() && status.error().code == ErrorCode::TooLarge ? 0 : 1);
    }
    EXPECT_EQ(statusOfChild(child), 0);
    EXPECT_EQ(textOf(folder / "data"), "old");
    EXPECT_EQ(entriesOf(folder.path()), 1U);
}

TEST(AtomicFile, AFullDiskIsDiskFullAndKeepsTheOldFile) {
    const TempDir folder;
    if (::mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=256k") != 0)
        GTEST_SKIP() << "cannot mount a small file system here (errno " << errno << ")";
    writeText(folder / "data", "old");
    const auto status = writeFileAtomically(folder / "data", std::string(1'000'000, 'x'));
    EXPECT_FALSE(status.ok());
    if (!status) {
        EXPECT_EQ(status.error().code, ErrorCode::DiskFull) << status.error().message;
    }
    EXPECT_EQ(textOf(folder / "data"), "old");
    EXPECT_EQ(entriesOf(folder.path()), 1U);
    ASSERT_EQ(::umount(folder.path().c_str()), 0);
}

TEST(AtomicFile, TheFullDeviceIsDiskFull) {
    const Error error = systemError(ENOSPC, "write", "/x");
    EXPECT_EQ(error.code, ErrorCode::DiskFull);
    EXPECT_EQ(error.message, "Cannot write '/x': the disk is full; free some space and try again.");
    EXPECT_EQ(systemError(EACCES, "write", "/x").code, ErrorCode::PermissionDenied);
    EXPECT_EQ(systemError(EROFS, "write", "/x").code, ErrorCode::PermissionDenied);
    EXPECT_EQ(systemError(ENOENT, "write", "/x").code, ErrorCode::NotFound);
    EXPECT_EQ(systemError(EIO, "write", "/x").code, ErrorCode::Io);
}

TEST(AtomicFile, AKilledWriterLeavesTheOldFileAndARemovableTemporary) {
    const TempDir folder;
    writeText(folder / "data", "old");
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        auto file = AtomicFile::create(folder / "data");
        const bool written = file.ok() && file->write(std::string(300'000, 'x')).ok();
        if (::write(ready[1], written ? "1" : "0", 1) != 1) ::_exit(1);
        for (;;)
            ::pause();
    }
    char answer = 0;
    ASSERT_EQ(::read(ready[0], &answer, 1), 1);
    ASSERT_EQ(answer, '1');
    EXPECT_EQ(*removeAbandonedTemporaries(folder.path()), 0U) << "its process still runs";
    EXPECT_EQ(entriesOf(folder.path()), 2U);
    ::kill(child, SIGKILL);
    statusOfChild(child);
    ::close(ready[0]);
    ::close(ready[1]);
    EXPECT_EQ(textOf(folder / "data"), "old");
    writeText(folder / ".data.sparlet-tmp-", "not one of ours: it has no number");
    EXPECT_EQ(*removeAbandonedTemporaries(folder.path()), 1U);
    EXPECT_EQ(entriesOf(folder.path()), 2U);
    EXPECT_EQ(removeAbandonedTemporaries(folder / "missing").error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace sparlet
