// What is written comes back; what is refused leaves everything as it was.
#include "store/catalogue.h"
#include "store_fixture.h"
#include "support/temp_dir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <thread>

namespace sparlet::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CatalogueTest : public StoreTest {};

TEST_F(CatalogueTest, CollectionsComeAndGo) {
    auto& catalogue = open();
    EXPECT_THAT(*catalogue.collections(), IsEmpty());
    EXPECT_FALSE(catalogue.findCollection("a")->has_value());
    const auto b = catalogue.createCollection("b", "model", "hash");
    ASSERT_TRUE(b.ok());
    const auto a = catalogue.createCollection("a", "m2", "h2");
    ASSERT_TRUE(a.ok());
    auto all = *catalogue.collections();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].name, "a");
    EXPECT_EQ(all[1].model, "model");
    EXPECT_EQ(all[1].modelHash, "hash");
    EXPECT_EQ((*catalogue.findCollection("b"))->id, b->id);

    EXPECT_EQ(catalogue.createCollection("a", "m", "h").error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(catalogue.createCollection("", "m", "h").error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(catalogue.createCollection("\xFF", "m", "h").error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(catalogue.renameCollection(a->id, "b").error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(catalogue.renameCollection(999, "c").error().code, ErrorCode::NotFound);
    EXPECT_TRUE(catalogue.renameCollection(a->id, "a").ok());
    EXPECT_TRUE(catalogue.renameCollection(a->id, "Größe 写真").ok());
    EXPECT_EQ((*catalogue.findCollection("Größe 写真"))->id, a->id);

    EXPECT_TRUE(catalogue.removeCollection(a->id).ok());
    EXPECT_EQ(catalogue.removeCollection(a->id).error().code, ErrorCode::NotFound);
    EXPECT_EQ(catalogue.collections()->size(), 1U);
}

TEST_F(CatalogueTest, FoldersAreBytesAndAddedOnce) {
    auto& catalogue = open();
    const auto collection = catalogue.createCollection("c", "m", "h")->id;
    const auto first = catalogue.addFolder(collection, "/pictures/caf\xE9");
    ASSERT_TRUE(first.ok());
    const auto again = catalogue.addFolder(collection, "/pictures/caf\xE9");
    EXPECT_EQ(again->id, first->id);
    EXPECT_NE(catalogue.addFolder(collection, "/pictures/caf\xE8")->id, first->id);
    EXPECT_EQ(catalogue.folders(collection)->size(), 2U);
    EXPECT_EQ((*catalogue.folders(collection))[0].path, "/pictures/caf\xE9");
    EXPECT_EQ(catalogue.addFolder(collection, "relative").error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(catalogue.addFolder(collection, "").error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(catalogue.addFolder(999, "/x").error().code, ErrorCode::NotFound);
}

TEST_F(CatalogueTest, EveryFieldOfAnImageAndAFailureComesBackAfterReopening) {
    {
        auto& catalogue = open();
        const Ids ids = makeCollection("c", "/p");
        const auto id = *catalogue.reserveImageIds(ids.collection, 1);
        ImageRecord image{id, ids.folder, "sub/caf\xE9\n.jpg", 5'000'000'000, -17, 640, 480, "sub \xFF",
                          0,  33};
        FailureRecord failure{ids.folder, "bad.jpg", 12, 1'700'000'000'123'456'789, "It is cut short."};
        ASSERT_TRUE(catalogue.commitSegment(ids.collection, "seg-1", {image}, {failure}).ok());
    }
    reopen();
    auto& catalogue = open();
    const auto collection = **catalogue.findCollection("c");
    EXPECT_EQ(collection.images, 1);
    const auto image = catalogue.images(collection.id)->at(0);
    const auto segment = catalogue.segments(collection.id)->at(0);
    EXPECT_EQ(image.id, 1);
    EXPECT_EQ(image.relativePath, "sub/caf\xE9\n.jpg");
    EXPECT_EQ(image.size, 5'000'000'000U);
    EXPECT_EQ(image.modifiedNs, -17);
    EXPECT_EQ(image.width, 640);
    EXPECT_EQ(image.height, 480);
    EXPECT_EQ(image.label, "sub \xFF");
    EXPECT_EQ(image.codeBytes, 33U);
    EXPECT_EQ(image.segment, segment.id);
    EXPECT_EQ(segment.fileName, "seg-1");
    EXPECT_EQ(segment.rows, 1);
    const auto failure = catalogue.failures(collection.id)->at(0);
    EXPECT_EQ(failure.relativePath, "bad.jpg");
    EXPECT_EQ(failure.size, 12U);
    EXPECT_EQ(failure.modifiedNs, 1'700'000'000'123'456'789);
    EXPECT_EQ(failure.reason, "It is cut short.");
    EXPECT_THAT(*catalogue.integrityProblems(), IsEmpty());
}

TEST_F(CatalogueTest, AnImageOfTheSamePathReplacesTheEarlierOne) {
    auto& catalogue = open();
    const Ids ids = makeCollection("c", "/p");
    ASSERT_TRUE(catalogue.commitSegment(ids.collection, "s1", newImages(ids, {"a", "b"}), {}).ok());
    ASSERT_TRUE(catalogue.commitSegment(ids.collection, "s2", newImages(ids, {"b"}), {}).ok());
    const auto images = *catalogue.images(ids.collection);
    ASSERT_EQ(images.size(), 2U);
    EXPECT_EQ(images[0].relativePath, "a");
    EXPECT_EQ(images[1].relativePath, "b");
    EXPECT_EQ(images[1].id, 3);
    EXPECT_EQ(images[1].segment, catalogue.segments(ids.collection)->at(1).id);
    // The same path in another folder is another image.
    const Ids other{ids.collection, catalogue.addFolder(ids.collection, "/q")->id};
    ASSERT_TRUE(catalogue.commitSegment(ids.collection, "s3", newImages(other, {"b"}), {}).ok());
    EXPECT_EQ(catalogue.images(ids.collection)->size(), 3U);
}

TEST_F(CatalogueTest, APathIsAnImageOrAFailureAndNeverBoth) {
    auto& catalogue = open();
    const Ids ids = makeCollection("c", "/p");
    const FailureRecord failure{ids.folder, "a", 1, 2, "first reason"};
    ASSERT_TRUE(catalogue.commitSegment(ids.collection, "", {}, {failure}).ok());
    EXPECT_THAT(*catalogue.segments(ids.collection), IsEmpty());
    FailureRecord second = failure;
    second.reason = "second reason";
    ASSERT_TRUE(catalogue.commitSegment(ids.collection, "", {}, {second}).ok());
    ASSERT_EQ(catalogue.failures(ids.collection)->size(), 1U);
    EXPECT_EQ(catalogue.failures(ids.collection)->at(0).reason, "second reason");

    ASSERT_TRUE(catalogue.commitSegment(ids.collection, "s1", newImages(ids, {"a"}), {}).ok());
    EXPECT_THAT(*catalogue.failures(ids.collection), IsEmpty());
    ASSERT_TRUE(catalogue.commitSegment(ids.collection, "", {}, {failure}).ok());
    EXPECT_THAT(*catalogue.images(ids.collection), IsEmpty());

    ASSERT_TRUE(catalogue.removeFailures(ids.collection, ids.folder, {"a", "missing"}).ok());
    EXPECT_THAT(*catalogue.failures(ids.collection), IsEmpty());
}

TEST_F(CatalogueTest, ARefusedSegmentChangesNothing) {
    auto& catalogue = open();
    const Ids ids = makeCollection("c", "/p");
    const Ids other = makeCollection("d", "/p");
    ASSERT_TRUE(catalogue.commitSegment(ids.collection, "s1", newImages(ids, {"a", "b"}), {}).ok());
    const auto refused = [&](std::vector<ImageRecord> images, std::vector<FailureRecord> failures,
                             const char* file) {
        const auto status = catalogue.commitSegment(ids.collection, file, images, failures);
        ASSERT_FALSE(status.ok());
        EXPECT_EQ(status.error().code, ErrorCode::InvalidArgument) << status.error().message;
        ASSERT_EQ(catalogue.images(ids.collection)->size(), 2U);
        ASSERT_EQ(catalogue.segments(ids.collection)->size(), 1U);
        ASSERT_THAT(*catalogue.failures(ids.collection), IsEmpty());
    };
    auto good = newImages(ids, {"c"});
    auto strange = newImages(other, {"d"});
    refused({good[0], strange[0]}, {}, "s2");              // a folder of another collection
    refused(good, {{other.folder, "x", 0, 0, "r"}}, "s2"); // of a failure
    refused(good, {}, "s1");                               // a file name that is taken
    refused(good, {}, "");                                 // none
    refused(good, {}, "../s2");                            // one outside the folder
    auto taken = good;
    taken[0].id = 1;
    refused({taken[0]}, {}, "s2"); // another image's id
    auto unreserved = good;
    unreserved[0].id = 1000;
    refused(unreserved, {}, "s2");
    EXPECT_EQ(catalogue.commitSegment(999, "s2", {}, {}).error().code, ErrorCode::NotFound);
    EXPECT_TRUE(catalogue.commitSegment(ids.collection, "s2", good, {}).ok());
}

TEST_F(CatalogueTest, ImageIdsAreNeverGivenTwice) {
    const Ids ids = makeCollection("c", "/p");
    std::set<ImageId> seen;
    for (int round = 0; round < 5; ++round) {
        const auto images = newImages(ids, {"a", "b", "c"});
        for (const auto& image : images)
            EXPECT_TRUE(seen.insert(image.id).second);
        ASSERT_TRUE(open().commitSegment(ids.collection, "s" + std::to_string(round), images, {}).ok());
        ASSERT_TRUE(open().removeImages(ids.collection, {images[0].id, images[1].id, images[2].id}).ok());
        reopen();
    }
    EXPECT_THAT(*open().images(ids.collection), IsEmpty());
    EXPECT_EQ(*open().reserveImageIds(ids.collection, 0), 16);
    EXPECT_EQ(open().reserveImageIds(ids.collection, -1).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(open().reserveImageIds(ids.collection, INT64_MAX).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(open().reserveImageIds(999, 1).error().code, ErrorCode::NotFound);
}

TEST_F(CatalogueTest, OtherIdsAreNotGivenTwiceEither) {
    auto& catalogue = open();
    const Ids first = makeCollection("c", "/p");
    ASSERT_TRUE(catalogue.commitSegment(first.collection, "s", newImages(first, {"a"}), {}).ok());
    const auto segment = catalogue.segments(first.collection)->at(0).id;
    ASSERT_TRUE(catalogue.removeCollection(first.collection).ok());
    const Ids second = makeCollection("c", "/p");
    EXPECT_GT(second.collection, first.collection);
    EXPECT_GT(second.folder, first.folder);
    ASSERT_TRUE(catalogue.commitSegment(second.collection, "s", newImages(second, {"a"}), {}).ok());
    EXPECT_GT(catalogue.segments(second.collection)->at(0).id, segment);
}

TEST_F(CatalogueTest, RemovingACollectionRemovesAllOfItAndNothingElse) {
    auto& catalogue = open();
    const Ids kept = makeCollection("kept", "/p");
    const Ids gone = makeCollection("gone", "/p");
    for (const Ids& ids : {kept, gone})
        ASSERT_TRUE(
            catalogue
                .commitSegment(ids.collection, "s", newImages(ids, {"a"}), {{ids.folder, "x", 0, 0, "r"}})
                .ok());
    ASSERT_TRUE(catalogue.removeCollection(gone.collection).ok());
    EXPECT_THAT(*catalogue.images(gone.collection), IsEmpty());
    EXPECT_THAT(*catalogue.folders(gone.collection), IsEmpty());
    EXPECT_THAT(*catalogue.segments(gone.collection), IsEmpty());
    EXPECT_THAT(*catalogue.failures(gone.collection), IsEmpty());
    EXPECT_EQ(catalogue.images(kept.collection)->size(), 1U);
    EXPECT_EQ(catalogue.failures(kept.collection)->size(), 1U);
    EXPECT_THAT(*catalogue.integrityProblems(), IsEmpty());
}

TEST_F(CatalogueTest, AMergeMovesImagesAndForgetsTheOldSegments) {
    auto& catalogue = open();
    const Ids ids = makeCollection("c", "/p");
    ASSERT_TRUE(catalogue.commitSegment(ids.collection, "s1", newImages(ids, {"a", "b"}), {}).ok());
    ASSERT_TRUE(catalogue.commitSegment(ids.collection, "s2", newImages(ids, {"b", "c"}), {}).ok());
    ASSERT_TRUE(catalogue.commitSegment(ids.collection, "s3", newImages(ids, {"d"}), {}).ok());
    const auto segments = *catalogue.segments(ids.collection);
    ASSERT_TRUE(catalogue.commitMerge(ids.collection, "m", {segments[0].id, segments[1].id}).ok());
    const auto merged = *catalogue.segments(ids.collection);
    ASSERT_EQ(merged.size(), 2U);
    EXPECT_EQ(merged[0].fileName, "s3");
    EXPECT_EQ(merged[1].fileName, "m");
    EXPECT_EQ(merged[1].rows, 3);
    for (const auto& image : *catalogue.images(ids.collection))
        EXPECT_EQ(image.segment, image.relativePath == "d" ? merged[0].id : merged[1].id);

    EXPECT_EQ(catalogue.commitMerge(ids.collection, "n", {segments[0].id}).error().code, ErrorCode::NotFound);
    EXPECT_FALSE(catalogue.commitMerge(ids.collection, "", {merged[0].id}).ok())
        << "images would be left behind";
    EXPECT_EQ(catalogue.segments(ids.collection)->size(), 2U);
    const Ids other = makeCollection("d", "/p");
    EXPECT_FALSE(catalogue.commitMerge(other.collection, "n", {merged[0].id}).ok());
    EXPECT_THAT(*catalogue.integrityProblems(), IsEmpty());
    for (const auto& image : *catalogue.images(ids.collection))
        ASSERT_TRUE(catalogue.removeImages(ids.collection, {image.id}).ok());
    EXPECT_TRUE(catalogue.commitMerge(ids.collection, "", {merged[0].id, merged[1].id}).ok());
    EXPECT_THAT(*catalogue.segments(ids.collection), IsEmpty());
}

TEST_F(CatalogueTest, Settings) {
    auto& catalogue = open();
    EXPECT_FALSE(catalogue.setting("window")->has_value());
    const std::string bytes("a\0\xFF z", 5);
    ASSERT_TRUE(catalogue.setSetting("window", bytes).ok());
    ASSERT_TRUE(catalogue.setSetting("empty", "").ok());
    reopen();
    EXPECT_EQ(*open().setting("window"), bytes);
    EXPECT_EQ(*open().setting("empty"), "");
    ASSERT_TRUE(open().setSetting("window", "new").ok());
    EXPECT_EQ(*open().setting("window"), "new");
}

TEST_F(CatalogueTest, FiftyThousandImagesInOneSegment) {
    auto& catalogue = open();
    const Ids ids = makeCollection("c", "/p");
    std::vector<std::string> names;
    for (int i = 0; i < 50'000; ++i)
        names.push_back("class " + std::to_string(i % 100) + "/image " + std::to_string(i) + ".jpg");
    const auto images = newImages(ids, names);
    const auto start = std::chrono::steady_clock::now();
    ASSERT_TRUE(catalogue.commitSegment(ids.collection, "s", images, {}).ok());
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    RecordProperty("seconds", std::to_string(seconds.count()));
    const auto back = *catalogue.images(ids.collection);
    ASSERT_EQ(back.size(), names.size());
    for (std::size_t i = 1; i < back.size(); ++i)
        ASSERT_LT(back[i - 1].id, back[i].id);
    EXPECT_EQ(back[777].relativePath, names[777]);
}

TEST_F(CatalogueTest, ReadersAndWritersAtOnce) {
    const Ids ids = [&] {
        open();
        return makeCollection("c", "/p");
    }();
    std::atomic<bool> stop{false};
    std::atomic<int> failures{0};
    {
        std::vector<std::jthread> readers;
        for (int i = 0; i < 3; ++i) {
            readers.emplace_back([&] {
                auto reader = Catalogue::open(file(), Catalogue::Mode::ReadOnly);
                if (!reader) {
                    ++failures;
                    return;
                }
                while (!stop) {
                    const auto images = (*reader)->images(ids.collection);
                    // Each segment brings ten images in one transaction.
                    if (!images || images->size() % 10 != 0) ++failures;
                }
            });
        }
        std::jthread settings([&] {
            auto writer = Catalogue::open(file(), Catalogue::Mode::ReadWrite);
            for (int i = 0; i < 20; ++i) {
                if (!writer || !(*writer)->setSetting("k", std::to_string(i))) ++failures;
            }
        });
        for (int i = 0; i < 20; ++i) {
            std::vector<std::string> names;
            for (int k = 0; k < 10; ++k)
                names.push_back(std::to_string(i * 10 + k));
            EXPECT_TRUE(open()
                            .commitSegment(ids.collection, "s" + std::to_string(i), newImages(ids, names), {})
                            .ok());
        }
        stop = true;
    }
    EXPECT_EQ(failures, 0);
    EXPECT_EQ(open().images(ids.collection)->size(), 200U);
}

TEST_F(CatalogueTest, ReadOnlyReadsAndDoesNotWrite) {
    open();
    const Ids ids = makeCollection("c", "/p");
    auto reader = Catalogue::open(file(), Catalogue::Mode::ReadOnly);
    ASSERT_TRUE(reader.ok()) << reader.error().message;
    EXPECT_EQ((*reader)->folders(ids.collection)->size(), 1U);
    EXPECT_EQ((*reader)->setSetting("k", "v").error().code, ErrorCode::PermissionDenied);
    EXPECT_EQ((*reader)->createCollection("d", "m", "h").error().code, ErrorCode::PermissionDenied);
}

} // namespace
} // namespace sparlet::store
