// Kills, full disks, damaged and foreign files: the old state or one clear sentence.
#include "store/catalogue.h"
#include "store/schema_internal.h"
#include "store_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <grp.h>
#include <random>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sparlet::store {
namespace {

using test::readBytes;
using test::writeBytes;
using test::writeText;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class DamageTest : public StoreTest {
protected:
    ErrorCode codeOfOpening(const std::filesystem::path& path) {
        for (const auto mode : {Catalogue::Mode::ReadOnly, Catalogue::Mode::ReadWrite}) {
            auto opened = Catalogue::open(path, mode);
            if (opened) return ErrorCode::Cancelled;
            EXPECT_THAT(opened.error().message, HasSubstr(path.filename().native()));
            if (mode == Catalogue::Mode::ReadWrite) return opened.error().code;
        }
        return ErrorCode::Cancelled;
    }
    void execute(const std::string& sql) {
        sqlite3* database = nullptr;
        ASSERT_EQ(sqlite3_open(file().c_str(), &database), SQLITE_OK);
        ASSERT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
            << sqlite3_errmsg(database);
        sqlite3_close(database);
    }
    Ids fill(int images) {
        const Ids ids = makeCollection("c", "/p");
        std::vector<std::string> names;
        for (int i = 0; i < images; ++i)
            names.push_back("folder/image " + std::to_string(i) + ".jpg");
        EXPECT_TRUE(open().commitSegment(ids.collection, "s1", newImages(ids, names), {}).ok());
        return ids;
    }
};

TEST_F(DamageTest, FilesThatAreNoCatalogueAreCorruptAndKept) {
    writeText(folder() / "text", "This is not a catalogue; it is a text that is longer than a header of "
                                 "SQLite's would be, and so on and so on.");
    writeText(folder() / "short", "SQLite");
    writeBytes(folder() / "zeros", std::vector<std::uint8_t>(8192, 0));
    for (const char* name : {"text", "short", "zeros"}) {
        const auto before = readBytes(folder() / name);
        EXPECT_EQ(codeOfOpening(folder() / name), ErrorCode::Corrupt) << name;
        EXPECT_EQ(readBytes(folder() / name), before) << name;
    }
    std::filesystem::create_directory(folder() / "directory");
    EXPECT_EQ(codeOfOpening(folder() / "directory"), ErrorCode::Corrupt);
    ASSERT_EQ(::mkfifo((folder() / "fifo").c_str(), 0666), 0);
    EXPECT_EQ(codeOfOpening(folder() / "fifo"), ErrorCode::Corrupt);
    EXPECT_EQ(Catalogue::open(folder() / "missing", Catalogue::Mode::ReadOnly).error().code,
              ErrorCode::NotFound);
    EXPECT_EQ(Catalogue::open(folder() / "no/folder", Catalogue::Mode::ReadWrite).error().code,
              ErrorCode::NotFound);
}

TEST_F(DamageTest, AnotherProgramsDatabaseIsLeftAlone) {
    execute("CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('mine')");
    const auto before = readBytes(file());
    EXPECT_EQ(codeOfOpening(file()), ErrorCode::Corrupt);
    EXPECT_EQ(readBytes(file()), before);
}

TEST_F(DamageTest, ANewerSchemaIsRefusedAndAMissingTableIsCorrupt) {
    open();
    close();
    execute("PRAGMA user_version = 1000");
    EXPECT_EQ(codeOfOpening(file()), ErrorCode::Unsupported);
    execute("PRAGMA user_version = " + std::to_string(schemaVersion()));
    EXPECT_TRUE(Catalogue::open(file(), Catalogue::Mode::ReadWrite).ok());
    execute("DROP TABLE failure");
    EXPECT_EQ(codeOfOpening(file()), ErrorCode::Corrupt);
}

TEST_F(DamageTest, AnEmptyFileBecomesACatalogueAndCannotBeReadBefore) {
    writeText(file(), "");
    EXPECT_EQ(Catalogue::open(file(), Catalogue::Mode::ReadOnly).error().code, ErrorCode::Unsupported);
    open();
    EXPECT_THAT(*open().collections(), IsEmpty());
}

TEST_F(DamageTest, ATruncatedFileIsCorrupt) {
    fill(2000);
    close();
    const auto whole = readBytes(file());
    ASSERT_GT(whole.size(), 100'000U);
    for (const std::size_t size :
         {std::size_t{50}, std::size_t{100}, std::size_t{4096}, whole.size() / 2, whole.size() - 1}) {
        writeBytes(file(), std::span(whole).first(size));
        EXPECT_EQ(codeOfOpening(file()), ErrorCode::Corrupt) << size;
    }
}

// Opened, read and checked, a damaged catalogue gives errors or problems, and never a crash.
TEST_F(DamageTest, OverwrittenPagesAreFound) {
    const Ids ids = fill(2000);
    close();
    const auto whole = readBytes(file());
    std::mt19937 random(7);
    int noticed = 0;
    constexpr int rounds = 60;
    for (int round = 0; round < rounds; ++round) {
        auto bytes = whole;
        // A page and more, beyond the first one.
        const std::size_t at = 4096 + random() % (bytes.size() - 12'000);
        for (std::size_t i = 0; i < 5000; ++i)
            bytes[at + i] = static_cast<std::uint8_t>(random());
        writeBytes(file(), bytes);
        auto opened = Catalogue::open(file(), Catalogue::Mode::ReadWrite);
        if (!opened) {
            EXPECT_EQ(opened.error().code, ErrorCode::Corrupt) << opened.error().message;
            ++noticed;
            continue;
        }
        const auto images = (*opened)->images(ids.collection);
        if (!images) {
            EXPECT_EQ(images.error().code, ErrorCode::Corrupt) << images.error().message;
        }
        const auto problems = (*opened)->integrityProblems();
        if (!problems || !problems->empty()) ++noticed;
    }
    EXPECT_EQ(noticed, rounds);
}

TEST_F(DamageTest, RowsThatContradictEachOtherAreProblems) {
    const Ids ids = fill(5);
    makeCollection("d", "/q");
    close();
    execute("UPDATE collection SET next_image = 3 WHERE name = 'c'");
    EXPECT_EQ(open().integrityProblems()->size(), 3U); // ids 3, 4, 5
    close();
    execute(
        "UPDATE collection SET next_image = 6 WHERE name = 'c'; UPDATE image SET folder = 2 WHERE id = 1");
    EXPECT_EQ(open().integrityProblems()->size(), 1U);
    close();
    execute("UPDATE image SET folder = 77 WHERE id = 1");
    EXPECT_EQ(open().integrityProblems()->size(), 1U);
    EXPECT_EQ(open().images(ids.collection)->size(), 5U);
}

// A child commits segments of 3,000 images until it is killed at a random moment, often inside a commit.
TEST_F(DamageTest, AKillLeavesWholeSegmentsOnly) {
    const Ids ids = makeCollection("c", "/p");
    close();
    constexpr std::size_t perSegment = 3000;
    std::mt19937 random(11);
    std::int64_t last = 0;
    for (int round = 0; round < 8; ++round) {
        int ready[2];
        ASSERT_EQ(::pipe(ready), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            for (int i = 0;; ++i) {
                std::vector<std::string> names;
                const std::string prefix = std::to_string(round) + "-" + std::to_string(i) + "/";
                for (std::size_t k = 0; k < perSegment; ++k)
                    names.push_back(prefix + std::to_string(k));
                const auto images = newImages(ids, names);
                if (i == 0 && ::write(ready[1], "1", 1) != 1) ::_exit(1);
                if (!open().commitSegment(ids.collection, prefix.substr(0, prefix.size() - 1), images, {}))
                    ::_exit(1);
            }
        }
        char byte = 0;
        ASSERT_EQ(::read(ready[0], &byte, 1), 1);
        ::usleep(static_cast<useconds_t>(random() % 120'000));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status));
        ::close(ready[0]);
        ::close(ready[1]);

        const auto images = *open().images(ids.collection);
        const auto segments = *open().segments(ids.collection);
        EXPECT_EQ(images.size(), segments.size() * perSegment);
        EXPECT_GE(static_cast<std::int64_t>(images.size()), last);
        last = static_cast<std::int64_t>(images.size());
        EXPECT_THAT(*open().integrityProblems(), IsEmpty());
        // Ids that the killed child had reserved are not given again.
        const ImageId next = *open().reserveImageIds(ids.collection, 1);
        EXPECT_GT(next, images.empty() ? 0 : images.back().id);
        close();
    }
}

int asOrdinaryUser(const std::function<bool()>& body) {
    const pid_t child = ::fork();
    if (child == 0) {
        if (::geteuid() == 0 &&
            (::setgroups(0, nullptr) != 0 || ::setgid(65534) != 0 || ::setuid(65534) != 0))
            ::_exit(77);
        ::_exit(body() ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(DamageTest, AReadOnlyFolderCanBeReadAndNotWritten) {
    const Ids ids = fill(5);
    close();
    ASSERT_EQ(::chmod(file().c_str(), 0444), 0);
    ASSERT_EQ(::chmod(folder().path().c_str(), 0555), 0);
    const int code = asOrdinaryUser([&] {
        auto writer = Catalogue::open(file(), Catalogue::Mode::ReadWrite);
        if (writer.ok() ? (*writer)->setSetting("k", "v").error().code != ErrorCode::PermissionDenied
                        : writer.error().code != ErrorCode::PermissionDenied)
            return false;
        auto fresh = Catalogue::open(folder() / "new", Catalogue::Mode::ReadWrite);
        if (fresh.ok() || fresh.error().code != ErrorCode::PermissionDenied) return false;
        auto reader = Catalogue::open(file(), Catalogue::Mode::ReadOnly);
        return reader.ok() && (*reader)->images(ids.collection)->size() == 5;
    });
    ::chmod(folder().path().c_str(), 0755);
    if (code == 77) GTEST_SKIP() << "cannot become another user here";
    EXPECT_EQ(code, 0);
}

TEST_F(DamageTest, AFullDiskIsDiskFullAndLosesNothing) {
    const auto small = folder() / "small";
    std::filesystem::create_directory(small);
    if (::mount("tmpfs", small.c_str(), "tmpfs", 0, "size=1m") != 0)
        GTEST_SKIP() << "cannot mount a small file system here (errno " << errno << ")";
    {
        auto opened = Catalogue::open(small / "c.sqlite", Catalogue::Mode::ReadWrite);
        ASSERT_TRUE(opened.ok());
        Catalogue& catalogue = **opened;
        const auto collection = catalogue.createCollection("c", "m", "h")->id;
        const auto folderId = catalogue.addFolder(collection, "/p")->id;
        std::size_t stored = 0;
        Status status;
        for (int i = 0; i < 100 && status.ok(); ++i) {
            std::vector<ImageRecord> images;
            const auto first = catalogue.reserveImageIds(collection, 500);
            if (!first) {
                status = first.error();
                break;
            }
            for (int k = 0; k < 500; ++k)
                images.push_back(
                    {*first + k, folderId, "image " + std::to_string(*first + k), 1, 1, 1, 1, "label", 0, 1});
            status = catalogue.commitSegment(collection, "s" + std::to_string(i), images, {});
            if (status.ok()) stored += 500;
        }
        ASSERT_FALSE(status.ok());
        EXPECT_EQ(status.error().code, ErrorCode::DiskFull) << status.error().message;
        EXPECT_EQ(catalogue.images(collection)->size(), stored);
        EXPECT_THAT(*catalogue.integrityProblems(), IsEmpty());
    }
    ASSERT_EQ(::umount(small.c_str()), 0);
}

} // namespace
} // namespace sparlet::store
