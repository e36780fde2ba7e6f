#include "base/trash.h"
#include "support/temp_dir.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace sparlet {
namespace {

namespace fs = std::filesystem;

std::string contentOf(const fs::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

class TrashTest : public ::testing::Test {
protected:
    void SetUp() override {
        if (const char* before = std::getenv("XDG_DATA_HOME")) before_ = before;
        ::setenv("XDG_DATA_HOME", (folder_.path() / "data").c_str(), 1);
    }
    void TearDown() override {
        if (before_.empty())
            ::unsetenv("XDG_DATA_HOME");
        else
            ::setenv("XDG_DATA_HOME", before_.c_str(), 1);
    }
    fs::path write(const std::string& name, const std::string& text = "pixels") {
        const fs::path file = folder_.path() / name;
        fs::create_directories(file.parent_path());
        std::ofstream(file) << text;
        return file;
    }
    fs::path trash() const { return folder_.path() / "data" / "Trash"; }

    test::TempDir folder_;
    std::string before_;
};

TEST_F(TrashTest, AFileMovesWithItsNoteAndComesBack) {
    const fs::path file = write("pictures/a b%.jpg");
    const auto moved = moveToTrash(file);
    ASSERT_TRUE(moved.ok()) << moved.error().message;
    EXPECT_FALSE(fs::exists(file));
    EXPECT_EQ(moved->stored, fs::canonical(trash()) / "files" / "a b%.jpg");
    EXPECT_EQ(contentOf(moved->stored), "pixels");
    const std::string note = contentOf(trash() / "info" / "a b%.jpg.trashinfo");
    EXPECT_EQ(note.rfind("[Trash Info]\nPath=/", 0), 0U) << note;
    EXPECT_NE(note.find("/pictures/a%20b%25.jpg\nDeletionDate=2"), std::string::npos) << note;
    ASSERT_TRUE(restoreFromTrash(*moved).ok());
    EXPECT_EQ(contentOf(file), "pixels");
    EXPECT_TRUE(fs::is_empty(trash() / "info"));
    EXPECT_TRUE(fs::is_empty(trash() / "files"));
}

TEST_F(TrashTest, FilesOfOneNameAreKeptApart) {
    const auto first = moveToTrash(write("one/same.jpg", "1"));
    const auto second = moveToTrash(write("two/same.jpg", "2"));
    ASSERT_TRUE(first.ok() && second.ok());
    EXPECT_NE(first->stored, second->stored);
    EXPECT_EQ(second->stored.extension(), ".jpg");
    ASSERT_TRUE(restoreFromTrash(*second).ok());
    ASSERT_TRUE(restoreFromTrash(*first).ok());
    EXPECT_EQ(contentOf(folder_.path() / "one/same.jpg"), "1");
    EXPECT_EQ(contentOf(folder_.path() / "two/same.jpg"), "2");
}

TEST_F(TrashTest, AnOccupiedPlaceIsNotOverwritten) {
    const auto moved = moveToTrash(write("a.jpg", "old"));
    ASSERT_TRUE(moved.ok());
    write("a.jpg", "new");
    const auto back = restoreFromTrash(*moved);
    ASSERT_FALSE(back.ok());
    EXPECT_EQ(back.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(contentOf(folder_.path() / "a.jpg"), "new");
    EXPECT_EQ(contentOf(moved->stored), "old");
    fs::remove(folder_.path() / "a.jpg");
    EXPECT_TRUE(restoreFromTrash(*moved).ok());
}

TEST_F(TrashTest, AFolderThatIsGoneIsMadeAgain) {
    const auto moved = moveToTrash(write("deep/er/a.jpg"));
    ASSERT_TRUE(moved.ok());
    fs::remove_all(folder_.path() / "deep");
    ASSERT_TRUE(restoreFromTrash(*moved).ok());
    EXPECT_TRUE(fs::exists(folder_.path() / "deep/er/a.jpg"));
}

TEST_F(TrashTest, WhatIsNotThereOrAFolderIsRefused) {
    const auto gone = moveToTrash(folder_.path() / "none.jpg");
    ASSERT_FALSE(gone.ok());
    EXPECT_EQ(gone.error().code, ErrorCode::NotFound);
    fs::create_directories(folder_.path() / "folder");
    EXPECT_FALSE(moveToTrash(folder_.path() / "folder").ok());
    const auto moved = moveToTrash(write("a.jpg"));
    ASSERT_TRUE(moved.ok());
    fs::remove(moved->stored);
    const auto back = restoreFromTrash(*moved);
    ASSERT_FALSE(back.ok());
    EXPECT_EQ(back.error().code, ErrorCode::NotFound);
}

TEST_F(TrashTest, ALinkGoesAndNotWhatItLeadsTo) {
    const fs::path target = write("target.jpg");
    fs::create_symlink(target, folder_.path() / "link.jpg");
    const auto moved = moveToTrash(folder_.path() / "link.jpg");
    ASSERT_TRUE(moved.ok());
    EXPECT_TRUE(fs::exists(target));
    EXPECT_FALSE(fs::exists(fs::symlink_status(folder_.path() / "link.jpg")));
    ASSERT_TRUE(restoreFromTrash(*moved).ok());
    EXPECT_TRUE(fs::is_symlink(folder_.path() / "link.jpg"));
}

TEST_F(TrashTest, NamesOfAnyLengthAndBytesFit) {
    const fs::path longName = write(std::string(250, 'x') + ".jpg");
    const auto moved = moveToTrash(longName);
    ASSERT_TRUE(moved.ok()) << moved.error().message;
    ASSERT_TRUE(restoreFromTrash(*moved).ok());
    const auto odd = moveToTrash(write("\xff\n.jpg"));
    ASSERT_TRUE(odd.ok()) << odd.error().message;
    EXPECT_TRUE(restoreFromTrash(*odd).ok());
}

// Another file system has its trash at its top; /dev/shm is one on most Linux machines.
TEST_F(TrashTest, AnotherFileSystemHasItsOwnTrash) {
    std::string name = "/dev/shm/sparlet-trash-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) GTEST_SKIP() << "no second file system";
    const fs::path other = name;
    const fs::path own = fs::path("/dev/shm") / (".Trash-" + std::to_string(::getuid()));
    const bool before = fs::exists(own);
    std::ofstream(other / "a.jpg") << "pixels";
    const auto moved = moveToTrash(other / "a.jpg");
    ASSERT_TRUE(moved.ok()) << moved.error().message;
    if (moved->stored.string().rfind("/dev/shm/", 0) == 0) {
        const std::string note = contentOf(moved->stored.parent_path().parent_path() / "info" /
                                           (moved->stored.filename().string() + ".trashinfo"));
        EXPECT_NE(note.find("\nPath=sparlet-trash-"), std::string::npos) << note;
    }
    EXPECT_TRUE(restoreFromTrash(*moved).ok());
    EXPECT_EQ(contentOf(other / "a.jpg"), "pixels");
    fs::remove_all(other);
    if (!before) fs::remove_all(own);
}

} // namespace
} // namespace sparlet
