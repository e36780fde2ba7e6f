#include "engine_fixture.h"

namespace sparlet::engine {
namespace {

namespace fs = std::filesystem;

using CollectionsTest = EngineTest;

TEST_F(CollectionsTest, NewHomeIsEmpty) {
    EXPECT_TRUE((*workspace().collections()).empty());
    EXPECT_EQ(*workspace().setting("window"), "");
    const auto view = workspace().collection("c");
    ASSERT_FALSE(view.ok());
    EXPECT_EQ(view.error().code, ErrorCode::NotFound);
    EXPECT_FALSE(fs::exists(home() / "catalogue.sqlite")); // reading writes nothing
}

TEST_F(CollectionsTest, ListedByNameWithFacts) {
    addClasses(2);
    for (const std::string name : {"zoo", "art"}) {
        auto request = indexRequest();
        request.collection = name;
        index(request);
    }
    const auto all = *workspace().collections();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].name, "art");
    EXPECT_EQ(all[0].images, 6);
    EXPECT_EQ(all[0].model, "tiny");
    EXPECT_EQ(all[0].folders, (std::vector<std::string>{pictures().string()}));
    EXPECT_GT(all[0].bytesPerImage, 4.0); // the mask alone
}

TEST_F(CollectionsTest, SnapshotIsReplacedAfterAnIndexRun) {
    addClasses(1);
    index();
    const auto first = *workspace().collection("c");
    EXPECT_EQ(*workspace().collection("c"), first); // unchanged: the same object
    addPicture("red/new.bmp", 9);
    index();
    EXPECT_EQ(first->images.size(), 3U);
    EXPECT_EQ((*workspace().collection("c"))->images.size(), 4U);
}

TEST_F(CollectionsTest, ChangesOfAnotherProcessAreSeen) {
    addClasses(1);
    index();
    ASSERT_EQ((*workspace().collection("c"))->images.size(), 3U);
    fs::remove(pictures() / "red/0.bmp");
    ASSERT_TRUE(reopen()->index(indexRequest(), {}, {}).ok());
    EXPECT_EQ((*workspace().collection("c"))->images.size(), 2U);
}

TEST_F(CollectionsTest, RenameAndRemove) {
    addClasses(1);
    index();
    auto other = indexRequest();
    other.collection = "d";
    index(other);
    EXPECT_FALSE(workspace().renameCollection("c", "d").ok());
    EXPECT_FALSE(workspace().renameCollection("c", ".d").ok());
    EXPECT_FALSE(workspace().renameCollection("x", "y").ok());
    ASSERT_TRUE(workspace().renameCollection("c", "e").ok());
    EXPECT_FALSE(workspace().collection("c").ok());
    EXPECT_EQ((*workspace().collection("e"))->images.size(), 3U);
    ASSERT_TRUE(workspace().removeCollection("e").ok());
    EXPECT_FALSE(workspace().removeCollection("e").ok());
    EXPECT_FALSE(fs::exists(home() / "collections/1"));
    EXPECT_EQ((*workspace().collection("d"))->images.size(), 3U);
    EXPECT_TRUE(fs::exists(pictures() / "red/0.bmp"));
}

TEST_F(CollectionsTest, SettingsSurvive) {
    ASSERT_TRUE(workspace().setSetting("window", "wide").ok());
    EXPECT_EQ(*reopen()->setting("window"), "wide");
}

TEST_F(CollectionsTest, DamagedCatalogueIsRefusedWithItsName) {
    addClasses(1);
    index();
    auto bytes = test::readBytes(home() / "catalogue.sqlite");
    for (std::size_t at = 0; at < 100 && at < bytes.size(); ++at)
        bytes[at] = 0x55;
    test::writeBytes(home() / "catalogue.sqlite", bytes);
    fs::remove(home() / "catalogue.sqlite-wal");
    fs::remove(home() / "catalogue.sqlite-shm");
    const auto all = reopen()->collections();
    ASSERT_FALSE(all.ok());
    EXPECT_EQ(all.error().code, ErrorCode::Corrupt);
    EXPECT_NE(all.error().message.find("catalogue.sqlite"), std::string::npos);
    EXPECT_FALSE(workspace().index(indexRequest(), {}, {}).ok());
    EXPECT_TRUE(fs::exists(home() / "collections/1")); // and nothing else is lost
}

TEST_F(CollectionsTest, DoctorFindsTheDamage) {
    addClasses(1);
    index();
    auto healthy = workspace().doctor();
    for (const auto& check : healthy)
        EXPECT_TRUE(check.ok) << check.name << ": " << check.detail;
    for (const auto& entry : fs::directory_iterator(home() / "collections/1")) {
        auto bytes = test::readBytes(entry.path());
        bytes.back() ^= 1U;
        test::writeBytes(entry.path(), bytes);
    }
    test::writeText(models() / "bad.safetensors", "x");
    int failed = 0;
    for (const auto& check : reopen()->doctor()) {
        if (check.ok) continue;
        ++failed;
        EXPECT_TRUE(check.name == "collection c" || check.name == "model bad") << check.name;
    }
    EXPECT_EQ(failed, 2);
}

TEST_F(CollectionsTest, DuplicatesAreGrouped) {
    addClasses(2);
    fs::copy_file(pictures() / "red/0.bmp", pictures() / "blue/same.bmp");
    fs::copy_file(pictures() / "green/1.bmp", pictures() / "again.bmp");
    fs::copy_file(pictures() / "green/1.bmp", pictures() / "once-more.bmp");
    index();
    const auto report = workspace().duplicates("c", 1.0F, {}, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    const auto& groups = report->groups;
    ASSERT_GE(groups.size(), 2U);
    const auto hasGroup = [&](std::vector<std::string> names) {
        for (auto& name : names)
            name = (pictures() / name).string();
        for (const auto& group : groups) {
            std::size_t hits = 0;
            for (const auto& one : group.images) {
                hits += static_cast<std::size_t>(std::count(names.begin(), names.end(), one.image.path));
            }
            if (hits == names.size()) return true;
        }
        return false;
    };
    EXPECT_TRUE(hasGroup({"blue/same.bmp", "red/0.bmp"}));
    EXPECT_TRUE(hasGroup({"again.bmp", "green/1.bmp", "once-more.bmp"}));
    EXPECT_GE(groups[0].images.size(), groups[1].images.size());
    EXPECT_FALSE(workspace().duplicates("c", 0.0F, {}, {}).ok());
}

} // namespace
} // namespace sparlet::engine
