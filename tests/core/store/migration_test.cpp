// Catalogues of earlier programs: brought up to date once, with nothing lost.
#include "store_fixture.h"

#include <sqlite3.h>

namespace sparlet::store {
namespace {

class MigrationTest : public StoreTest {
protected:
    void run(const std::string& sql) {
        sqlite3* database = nullptr;
        ASSERT_EQ(sqlite3_open(file().c_str(), &database), SQLITE_OK);
        char* problem = nullptr;
        EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &problem), SQLITE_OK)
            << (problem != nullptr ? problem : "");
        sqlite3_free(problem);
        sqlite3_close(database);
    }

    /// What the first version of the schema had.
    void makeOld() {
        close();
        run("DROP TRIGGER image_added; DROP TRIGGER image_removed; DROP TRIGGER image_changed;"
            "DROP TRIGGER folder_changed; ALTER TABLE image DROP COLUMN shares;"
            "ALTER TABLE collection DROP COLUMN generation; ALTER TABLE collection DROP COLUMN image_count;"
            "ALTER TABLE collection DROP COLUMN code_bytes; PRAGMA user_version = 1;");
    }
};

TEST_F(MigrationTest, CountsAndKeepsWhatWasThere) {
    const Ids a = makeCollection("a", "/p"), b = makeCollection("b", "/q");
    ASSERT_TRUE(open().commitSegment(a.collection, "s", newImages(a, {"1", "2", "3"}), {}).ok());
    ASSERT_TRUE(
        open().commitSegment(b.collection, "s", newImages(b, {"1"}), {{b.folder, "x", 1, 2, "cut"}}).ok());
    makeOld();
    EXPECT_EQ(Catalogue::open(file(), Catalogue::Mode::ReadOnly).error().code, ErrorCode::Unsupported);
    const auto first = **open().findCollection("a");
    EXPECT_EQ(first.images, 3);
    EXPECT_EQ(first.codeBytes, 96);
    EXPECT_GE(first.generation, 1);
    EXPECT_EQ((*open().findCollection("b"))->images, 1);
    EXPECT_EQ(open().failures(b.collection)->size(), 1U);
    for (const auto& image : *open().images(a.collection))
        EXPECT_FALSE(image.shares.has_value()); // their segment has them
    EXPECT_EQ(open().imagesWithoutShares((*open().segments(a.collection))[0].id)->size(), 3U);
    EXPECT_TRUE(open().integrityProblems()->empty());
    reopen();
    EXPECT_EQ((*open().findCollection("a"))->images, 3);
}

TEST_F(MigrationTest, CountsStayRightWhateverHappens) {
    const Ids ids = makeCollection("c", "/p");
    auto images = newImages(ids, {"1", "2", "3", "4"});
    for (auto& image : images)
        image.shares = {1, 2};
    ASSERT_TRUE(open().commitSegment(ids.collection, "s", images, {}).ok());
    auto again = newImages(ids, {"1"});
    again[0].codeBytes = 5;
    ASSERT_TRUE(open().commitSegment(ids.collection, "t", again, {{ids.folder, "2", 1, 2, "cut"}}).ok());
    ASSERT_TRUE(open().removeImages(ids.collection, {images[3].id, 999}).ok());
    const auto record = **open().findCollection("c");
    EXPECT_EQ(record.images, 2);
    EXPECT_EQ(record.codeBytes, 32 + 5);
    const auto left = *open().images(ids.collection);
    ASSERT_EQ(left.size(), 2U);
    EXPECT_EQ(left[0].shares, (ImageShares{1, 2}));
    EXPECT_FALSE(left[1].shares.has_value());
    const auto segments = *open().segments(ids.collection);
    EXPECT_EQ(open().imagesWithoutShares(segments[0].id)->size(), 0U);
    EXPECT_EQ(*open().imagesWithoutShares(segments[1].id), std::vector<ImageId>{again[0].id});
    EXPECT_TRUE(segments[0].used && segments[1].used);
    EXPECT_TRUE(open().integrityProblems()->empty());
    close();
    run("UPDATE collection SET image_count = 7");
    EXPECT_EQ(open().integrityProblems()->size(), 1U);
}

TEST_F(MigrationTest, AFullReadIsOfOneMoment) {
    const Ids ids = makeCollection("c", "/p");
    ASSERT_TRUE(open().commitSegment(ids.collection, "s", newImages(ids, {"1", "2"}), {}).ok());
    auto other = *Catalogue::open(file(), Catalogue::Mode::ReadOnly);
    const auto read = other->inSnapshot([&]() -> Status {
        const auto before = **other->findCollection("c");
        EXPECT_TRUE(open().commitSegment(ids.collection, "t", newImages(ids, {"3"}), {}).ok());
        EXPECT_EQ(other->images(ids.collection)->size(), 2U);
        EXPECT_EQ((*other->findCollection("c"))->generation, before.generation);
        return {};
    });
    EXPECT_TRUE(read.ok());
    EXPECT_EQ(other->images(ids.collection)->size(), 3U);
    const auto failing = other->inSnapshot([]() -> Status { return Error{ErrorCode::Io, "x"}; });
    EXPECT_EQ(failing.error().message, "x");
    EXPECT_TRUE(other->inSnapshot([]() -> Status { return {}; }).ok());
}

} // namespace
} // namespace sparlet::store
