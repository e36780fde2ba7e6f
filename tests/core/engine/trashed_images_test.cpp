// Pictures to the desktop's trash and back, with real files and a trash of the test's own.
#include "engine_fixture.h"

#include <algorithm>
#include <cstdlib>

namespace sparlet::engine {
namespace {

namespace fs = std::filesystem;

class TrashedImagesTest : public EngineTest {
protected:
    void SetUp() override {
        if (const char* before = std::getenv("XDG_DATA_HOME")) before_ = before;
        ::setenv("XDG_DATA_HOME", path("data").c_str(), 1);
        addClasses(3);
        fs::copy_file(pictures() / "red/0.bmp", pictures() / "blue/same.bmp");
        index();
    }
    void TearDown() override {
        if (before_.empty())
            ::unsetenv("XDG_DATA_HOME");
        else
            ::setenv("XDG_DATA_HOME", before_.c_str(), 1);
    }
    std::string picture(const std::string& name) const { return (pictures() / name).string(); }
    TrashReport trash(const std::vector<std::string>& names) {
        std::vector<std::string> paths;
        for (const auto& name : names)
            paths.push_back(picture(name));
        const auto report = workspace().trashImages("c", paths, {}, {});
        EXPECT_TRUE(report.ok()) << report.error().message;
        return report.ok() ? *report : TrashReport{};
    }
    RestoreReport restore(const std::string& id) {
        const auto report = workspace().restoreImages(id, {}, {});
        EXPECT_TRUE(report.ok()) << report.error().message;
        return report.ok() ? *report : RestoreReport{};
    }
    std::size_t images() { return (*workspace().collection("c"))->images.size(); }

    std::string before_;
};

TEST_F(TrashedImagesTest, GroupsHaveTheBestFirstWithItsReason) {
    addPicture("red/large.bmp", 3);
    fs::copy_file(pictures() / "red/0.bmp", pictures() / "red/older.bmp");
    setModified("red/older.bmp", -100'000);
    index();
    const auto report = workspace().duplicates("c", 1.0F, {}, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    const auto found = std::find_if(report->groups.begin(), report->groups.end(), [&](const auto& group) {
        return group.images.front().image.path == picture("red/older.bmp");
    });
    ASSERT_NE(found, report->groups.end());
    EXPECT_EQ(found->reason, BestReason::Older);
    EXPECT_EQ(found->images.front().similarity, 1.0F);
    EXPECT_NEAR(found->images.back().similarity, 1.0F, 1e-5F);
    EXPECT_EQ(othersOf(*found, 1.0F).size(), found->images.size() - 1);
    EXPECT_EQ(freeableBytes(*found), (found->images.size() - 1) * found->images.front().image.size);
}

TEST_F(TrashedImagesTest, TrashedImagesLeaveTheResultsAndComeBackWithTheirCodes) {
    const auto before = codes();
    const auto report = trash({"red/0.bmp", "blue/same.bmp"});
    EXPECT_EQ(report.moved.size(), 2U);
    EXPECT_TRUE(report.failures.empty());
    EXPECT_GT(report.bytes, 0U);
    EXPECT_FALSE(fs::exists(pictures() / "red/0.bmp"));
    EXPECT_TRUE(fs::exists(path("data/Trash/files/0.bmp")));
    EXPECT_TRUE(fs::exists(path("data/Trash/info/0.bmp.trashinfo")));
    EXPECT_EQ(images(), before.size() - 2);
    const auto back = restore(report.id);
    EXPECT_EQ(back.restored.size(), 2U);
    EXPECT_TRUE(back.unindexed.empty());
    EXPECT_TRUE(fs::exists(pictures() / "red/0.bmp"));
    EXPECT_EQ(codes(), before);
    const auto again = index();
    EXPECT_EQ(again.indexed, 0); // nothing had to be encoded
    EXPECT_EQ(again.removed, 0);
    EXPECT_EQ(codes(), before); // also after what the index run merges
    EXPECT_FALSE(workspace().restoreImages(report.id, {}, {}).ok());
}

TEST_F(TrashedImagesTest, SeveralMovesComeBackInReverseEvenAfterAMerge) {
    const auto before = codes();
    const auto first = trash({"red/1.bmp"});
    const auto second = trash({"red/2.bmp", "green/0.bmp"});
    ASSERT_TRUE(workspace().compact("c", {}, {}).ok());
    EXPECT_EQ(restore(second.id).restored,
              (std::vector<std::string>{picture("green/0.bmp"), picture("red/2.bmp")}));
    EXPECT_EQ(restore(first.id).restored.size(), 1U);
    EXPECT_EQ(codes(), before);
}

TEST_F(TrashedImagesTest, WhatCannotBeMovedIsToldFileByFile) {
    fs::remove(pictures() / "red/1.bmp");
    setModified("red/2.bmp", 50);
    const auto report = trash({"red/0.bmp", "red/1.bmp", "red/2.bmp", "none.bmp"});
    EXPECT_EQ(report.moved, (std::vector<std::string>{picture("red/0.bmp")}));
    ASSERT_EQ(report.failures.size(), 3U);
    EXPECT_NE(report.failures[1].error.find("has changed since"), std::string::npos);
    EXPECT_TRUE(fs::exists(pictures() / "red/2.bmp"));
}

TEST_F(TrashedImagesTest, AnOccupiedPlaceStaysAndTheRestComesBack) {
    const auto report = trash({"red/0.bmp", "red/1.bmp"});
    addPicture("red/0.bmp", 77);
    const auto back = restore(report.id);
    EXPECT_EQ(back.restored, (std::vector<std::string>{picture("red/1.bmp")}));
    ASSERT_EQ(back.failures.size(), 1U);
    EXPECT_EQ(back.failures[0].path, picture("red/0.bmp"));
    fs::remove(pictures() / "red/0.bmp");
    EXPECT_EQ(restore(report.id).restored.size(), 1U); // the rest can be asked for again
}

TEST_F(TrashedImagesTest, ACollectionThatIsGoneGetsTheFilesBackOnly) {
    const auto report = trash({"red/0.bmp"});
    ASSERT_TRUE(workspace().removeCollection("c").ok());
    const auto back = restore(report.id);
    EXPECT_EQ(back.restored, back.unindexed);
    EXPECT_TRUE(fs::exists(pictures() / "red/0.bmp"));
}

TEST_F(TrashedImagesTest, AStoppedMoveKeepsWhatItHasDone) {
    const CancelToken cancel;
    cancel.cancel();
    const auto report = workspace().trashImages("c", {picture("red/0.bmp")}, {}, cancel);
    if (report.ok()) {
        EXPECT_TRUE(report->stopped);
        EXPECT_TRUE(report->moved.empty());
    } else {
        EXPECT_EQ(report.error().code, ErrorCode::Cancelled);
    }
    EXPECT_TRUE(fs::exists(pictures() / "red/0.bmp"));
}

TEST_F(TrashedImagesTest, GroupsAreWrittenAsCsvAndJson) {
    const auto report = workspace().duplicates("c", 1.0F, {}, {});
    ASSERT_TRUE(report.ok());
    ASSERT_TRUE(workspace().writeDuplicates(*report, path("g.csv").string()).ok());
    ASSERT_TRUE(workspace().writeDuplicates(*report, path("g.json").string()).ok());
    EXPECT_FALSE(workspace().writeDuplicates(*report, path("g.txt").string()).ok());
    const auto csv = test::readText(path("g.csv"));
    EXPECT_EQ(csv.rfind("group,best,similarity,bytes,width,height,modified,path\n1,1,1.0000,", 0), 0U) << csv;
    EXPECT_NE(test::readText(path("g.json")).find("\"freeable_bytes\":"), std::string::npos);
}

} // namespace
} // namespace sparlet::engine
