#include "engine_fixture.h"

#include <algorithm>

namespace sparlet::engine {
namespace {

namespace fs = std::filesystem;

using ThumbnailsTest = EngineTest;

std::size_t filesBelow(const fs::path& folder) {
    if (!fs::exists(folder)) return 0;
    const auto all = fs::recursive_directory_iterator(folder);
    return static_cast<std::size_t>(
        std::count_if(begin(all), end(all), [](const auto& entry) { return entry.is_regular_file(); }));
}

TEST_F(ThumbnailsTest, SmallCopyIsCached) {
    addPicture("a.bmp", 1);
    const std::string file = (pictures() / "a.bmp").string();
    const auto small = workspace().thumbnail(file, 24);
    ASSERT_TRUE(small.ok()) << small.error().message;
    EXPECT_EQ(small->width, 24);
    EXPECT_EQ(small->height, 20);
    EXPECT_EQ(filesBelow(home() / "cache/thumbnails"), 1U);
    const auto again = workspace().thumbnail(file, 24);
    EXPECT_EQ(again->width, 24);
    EXPECT_EQ(again->height, 20);
    EXPECT_EQ(filesBelow(home() / "cache/thumbnails"), 1U);
}

TEST_F(ThumbnailsTest, ChangedPictureGetsAnotherCopy) {
    addPicture("a.bmp", 1, test::kRed);
    const std::string file = (pictures() / "a.bmp").string();
    ASSERT_TRUE(workspace().thumbnail(file, 24).ok());
    addPicture("a.bmp", 1, test::kBlue);
    setModified("a.bmp", 60);
    const auto small = workspace().thumbnail(file, 24);
    EXPECT_GT(small->rgb[2], small->rgb[0]);
}

TEST_F(ThumbnailsTest, DamagedCacheIsMadeAgain) {
    addPicture("a.bmp", 1);
    const std::string file = (pictures() / "a.bmp").string();
    ASSERT_TRUE(workspace().thumbnail(file, 24).ok());
    for (const auto& entry : fs::recursive_directory_iterator(home() / "cache/thumbnails")) {
        if (entry.is_regular_file()) test::writeText(entry.path(), "rubbish");
    }
    EXPECT_TRUE(workspace().thumbnail(file, 24).ok());
}

TEST_F(ThumbnailsTest, ACacheThatCannotBeWrittenCostsNoPicture) {
    addPicture("a.bmp", 1);
    const std::string file = (pictures() / "a.bmp").string();
    ASSERT_TRUE(workspace().models().ok()); // the home is there
    fs::remove_all(home() / "cache");
    test::writeText(home() / "cache", "a file where the folder should be, which stops root as well");
    EXPECT_TRUE(workspace().thumbnail(file, 24).ok());
    fs::remove(home() / "cache");
    fs::create_directories(home() / "cache/thumbnails");
    EXPECT_TRUE(workspace().thumbnail(file, 24).ok());
    EXPECT_EQ(filesBelow(home() / "cache/thumbnails"), 1U);
}

TEST_F(ThumbnailsTest, ErrorsAreValues) {
    EXPECT_FALSE(workspace().thumbnail(path("none.jpg").string(), 24).ok());
    addPicture("a.bmp", 1);
    EXPECT_FALSE(workspace().thumbnail((pictures() / "a.bmp").string(), 1).ok());
    EXPECT_FALSE(workspace().thumbnail((pictures() / "a.bmp").string(), 100000).ok());
}

} // namespace
} // namespace sparlet::engine
