#include "engine/home_internal.h"
#include "engine/workspace.h"
#include "support/temp_dir.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>
#include <unistd.h>

namespace sparlet::engine {
namespace {

TEST(Home, PathsBelowFolders) {
    EXPECT_EQ(pathBelow("/a/b/c", "/a"), "b/c");
    EXPECT_EQ(pathBelow("/a/b/c", "/a/"), "b/c");
    EXPECT_EQ(pathBelow("/ab/c", "/a"), "");
    EXPECT_EQ(pathBelow("/a", "/a"), "");
    EXPECT_EQ(pathBelow("/x", "/"), "x");
    EXPECT_EQ(joinPath("/a", "b"), "/a/b");
    EXPECT_EQ(joinPath("/", "b"), "/b");
    EXPECT_EQ(joinPath("", "b"), "b");
}

TEST(Home, SecondWriterIsToldWhoIsFirst) {
    const test::TempDir dir;
    const HomeLayout home{dir.path()};
    {
        const auto first = WriteLock::take(home, "a");
        ASSERT_TRUE(first.ok());
        const auto second = WriteLock::take(home, "a");
        ASSERT_FALSE(second.ok());
        EXPECT_EQ(second.error().code, ErrorCode::Busy);
        EXPECT_NE(second.error().message.find("another job of this program"), std::string::npos);
    }
    EXPECT_TRUE(WriteLock::take(home, "a").ok());
}

TEST(Home, CollectionsAndModelsAreWrittenSideBySide) {
    const test::TempDir dir;
    const HomeLayout home{dir.path()};
    const auto a = WriteLock::take(home, "a");
    const auto odd = WriteLock::take(home, "写真/../a b");
    const auto models = WriteLock::takeModels(home);
    EXPECT_TRUE(a.ok());
    EXPECT_TRUE(odd.ok());
    EXPECT_TRUE(models.ok());
    EXPECT_EQ(WriteLock::take(home, "写真/../a b").error().code, ErrorCode::Busy);
    EXPECT_TRUE(WriteLock::take(HomeLayout{dir / "other"}, "a").ok());
}

TEST(Home, FolderBelowAFileCannotBeMade) {
    const test::TempDir dir;
    test::writeText(dir / "file", "x");
    const auto made = makeFolder(dir / "file" / "home");
    ASSERT_FALSE(made.ok());
    EXPECT_NE(made.error().message.find("home"), std::string::npos);
    WorkspaceOptions options;
    options.home = dir / "file" / "home";
    EXPECT_FALSE(Workspace::open(options).ok());
}

} // namespace
} // namespace sparlet::engine
