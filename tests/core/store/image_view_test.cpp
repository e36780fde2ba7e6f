// A view says what the catalogue says, row by row, and bytes that are not of today's catalogue are never
// taken.
#include "store/image_view.h"
#include "store_fixture.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <random>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace sparlet::store {
namespace {

using Bytes = std::vector<std::uint8_t>;

class ImageViewTest : public StoreTest {
protected:
    CollectionRecord record(const std::string& name = "c") { return **open().findCollection(name); }
    Bytes built(const std::string& name = "c") { return *ImageView::build(open(), record(name)); }
    std::shared_ptr<const ImageView> view(const std::string& name = "c") {
        auto made = ImageView::parse(built(name), record(name));
        EXPECT_TRUE(made.ok()) << (made.ok() ? "" : made.error().message);
        return *made;
    }

    /// Images with all kinds of names, in two folders, one below the other.
    void fill(std::mt19937& random, std::size_t count) {
        const Ids ids = makeCollection("c", "/pictures");
        const auto inner = open().addFolder(ids.collection, "/pictures/inner");
        std::vector<std::string> names;
        for (std::size_t i = 0; i < count; ++i) {
            std::string name = random() % 3 == 0 ? "" : "day " + std::to_string(random() % 7) + "/";
            for (auto letters = 1 + random() % 30; letters > 0; --letters)
                name += static_cast<char>(random() % 4 == 0 ? 1 + random() % 255 : 'a' + random() % 3);
            names.push_back(name + std::to_string(i));
        }
        auto images = newImages(ids, names);
        for (auto& image : images) {
            if (random() % 4 == 0) image.folder = inner->id;
            image.size = random();
            image.modifiedNs = static_cast<std::int64_t>(random()) - 1'000'000'000;
            image.width = static_cast<int>(random() % 100000);
            image.label = "label " + std::to_string(random() % 5);
            image.codeBytes = static_cast<std::uint32_t>(random() % 4609);
            if (random() % 2 == 0)
                image.shares = {static_cast<std::uint16_t>(random()), static_cast<std::uint16_t>(random())};
        }
        ASSERT_TRUE(open().commitSegment(ids.collection, "s", images, {}).ok());
    }

    /// Absolute path and record, by path.
    std::vector<std::pair<std::string, ImageRecord>> expected() {
        std::vector<std::pair<std::string, ImageRecord>> all;
        const auto folders = *open().folders(record().id);
        for (const auto& image : *open().images(record().id))
            all.emplace_back(folders[image.folder == folders[0].id ? 0 : 1].path + "/" + image.relativePath,
                             image);
        std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        return all;
    }
};

TEST_F(ImageViewTest, SaysWhatTheCatalogueSays) {
    std::mt19937 random(1);
    fill(random, 500);
    const auto all = expected();
    const auto images = view();
    ASSERT_EQ(images->size(), all.size());
    std::string path;
    for (std::size_t row = 0; row < all.size(); ++row) {
        const auto& [wanted, record] = all[row];
        images->path(row, path);
        EXPECT_EQ(path, wanted);
        EXPECT_EQ(images->id(row), record.id);
        EXPECT_EQ(images->label(row), record.label);
        EXPECT_EQ(images->bytes(row), record.size);
        EXPECT_EQ(images->modifiedNs(row), record.modifiedNs);
        EXPECT_EQ(images->width(row), record.width);
        EXPECT_EQ(images->height(row), record.height);
        EXPECT_EQ(images->codeBytes(row), record.codeBytes);
        EXPECT_EQ(images->shares(row), record.shares);
        EXPECT_EQ(images->rowOf(record.id), row);
        EXPECT_EQ(images->rowOf(std::string_view(wanted)), row);
        EXPECT_EQ(images->rowOf(std::string_view(wanted + "x")), images->size());
    }
    EXPECT_LE(images->labels(), 5U);
    EXPECT_EQ(images->rowOf(ImageId{0}), images->size());
    EXPECT_EQ(images->rowOf(ImageId{1} << 50), images->size());
    for (std::size_t rank = 1; rank < images->size(); ++rank)
        EXPECT_LT(images->idAt(rank - 1), images->idAt(rank));
}

TEST_F(ImageViewTest, RowsBelowAFolderAreARange) {
    std::mt19937 random(2);
    fill(random, 300);
    const auto all = expected();
    const auto images = view();
    for (const std::string prefix : {"/pictures/", "/pictures/inner/", "/pictures/day 3/", "/", "/a", "",
                                     "/z", "/pictures/\xFF", "\xFF\xFF"}) {
        const auto [first, last] = images->rowsBelow(prefix);
        for (std::size_t row = 0; row < all.size(); ++row)
            EXPECT_EQ(all[row].first.starts_with(prefix), row >= first && row < last) << prefix;
    }
}

TEST_F(ImageViewTest, OfNoImagesIsOneToo) {
    (void)makeCollection("c", "/p");
    const auto images = view();
    EXPECT_EQ(images->size(), 0U);
    EXPECT_EQ(images->rowOf(ImageId{1}), 0U);
    EXPECT_EQ(images->rowOf(std::string_view("/p/a")), 0U);
    EXPECT_EQ(images->rowsBelow("/p/"), (std::pair<std::size_t, std::size_t>{0, 0}));
}

TEST_F(ImageViewTest, EveryChangeOfTheImagesMakesAnEarlierOneOld) {
    std::mt19937 random(3);
    fill(random, 20);
    const Ids ids{record().id, (*open().folders(record().id))[0].id};
    const auto isOld = [&](const char* what) {
        // Twice: what is taken today is refused after the change.
        const Bytes before = built();
        EXPECT_TRUE(ImageView::parse(before, record()).ok()) << what;
        return [this, before] { return !ImageView::parse(before, record()).ok(); };
    };
    std::function<bool()> old = isOld("added");
    ASSERT_TRUE(open().commitSegment(ids.collection, "t", newImages(ids, {"new.jpg"}), {}).ok());
    EXPECT_TRUE(old());
    old = isOld("replaced");
    ASSERT_TRUE(open().commitSegment(ids.collection, "u", newImages(ids, {"new.jpg"}), {}).ok());
    EXPECT_TRUE(old());
    old = isOld("failed since");
    ASSERT_TRUE(open().commitSegment(ids.collection, "", {}, {{ids.folder, "new.jpg", 1, 2, "cut"}}).ok());
    EXPECT_TRUE(old());
    old = isOld("shares");
    const auto first = (*open().images(ids.collection))[0].id;
    ASSERT_TRUE(open().setShares(ids.collection, {{first, {7, 8}}}).ok());
    EXPECT_TRUE(old());
    old = isOld("removed");
    ASSERT_TRUE(open().removeImages(ids.collection, {first}).ok());
    EXPECT_TRUE(old());
    old = isOld("merged"); // a merge changes no image
    std::vector<SegmentId> all;
    for (const auto& segment : *open().segments(ids.collection))
        all.push_back(segment.id);
    ASSERT_TRUE(open().commitMerge(ids.collection, "m", all).ok());
    EXPECT_FALSE(old());
    old = isOld("renamed");
    ASSERT_TRUE(open().renameCollection(ids.collection, "d").ok());
    EXPECT_TRUE(ImageView::parse(built("d"), record("d")).ok());
}

TEST_F(ImageViewTest, OfAnotherCollectionIsRefused) {
    const Ids c = makeCollection("c", "/p");
    const Ids d = makeCollection("d", "/p");
    for (const Ids& ids : {c, d})
        ASSERT_TRUE(open().commitSegment(ids.collection, "s", newImages(ids, {"a.jpg"}), {}).ok());
    EXPECT_TRUE(ImageView::parse(built("c"), record("c")).ok());
    EXPECT_FALSE(ImageView::parse(built("c"), record("d")).ok());
}

TEST_F(ImageViewTest, EveryFlippedByteAndEveryCutIsFound) {
    std::mt19937 random(4);
    fill(random, 40);
    const Bytes good = built();
    for (std::size_t at = 0; at < good.size(); ++at) {
        Bytes bad = good;
        bad[at] = static_cast<std::uint8_t>(bad[at] ^ (1U << at % 8));
        EXPECT_FALSE(ImageView::parse(bad, record()).ok()) << at;
    }
    for (std::size_t length = 0; length < good.size(); length += 7)
        EXPECT_FALSE(
            ImageView::parse(Bytes(good.begin(), good.begin() + static_cast<long>(length)), record()).ok());
    Bytes longer = good;
    longer.push_back(0);
    EXPECT_FALSE(ImageView::parse(longer, record()).ok());
}

TEST_F(ImageViewTest, AFileIsMappedAndOneThatIsNoneIsRefused) {
    std::mt19937 random(5);
    fill(random, 30);
    test::writeBytes(folder() / "images.view", built());
    EXPECT_EQ((*ImageView::open(folder() / "images.view", record()))->size(), 30U);
    EXPECT_EQ(ImageView::open(folder() / "none", record()).error().code, ErrorCode::NotFound);
    EXPECT_EQ(ImageView::open(folder() / "", record()).error().code, ErrorCode::Corrupt); // a folder
    test::writeBytes(folder() / "empty", Bytes{});
    EXPECT_EQ(ImageView::open(folder() / "empty", record()).error().code, ErrorCode::Corrupt);
}

TEST_F(ImageViewTest, SurvivesHostileBytes) {
    std::mt19937 random(6);
    fill(random, 40);
    const Bytes good = built();
    for (int i = 0; i < 20000; ++i) {
        Bytes input{static_cast<std::uint8_t>(random())};
        input.insert(input.end(), good.begin(), good.end());
        for (auto changes = random() % 6; changes > 0; --changes) {
            const std::size_t reach = random() % 3 == 0 ? 97 : input.size();
            input[random() % reach] = static_cast<std::uint8_t>(random() % 3 == 0 ? random() % 8 : random());
        }
        if (random() % 8 == 0) input.resize(1 + random() % input.size());
        LLVMFuzzerTestOneInput(input.data(), input.size());
    }
}

} // namespace
} // namespace sparlet::store
