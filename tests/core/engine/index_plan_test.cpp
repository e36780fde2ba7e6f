#include "engine/index_plan_internal.h"

#include <gtest/gtest.h>

namespace sparlet::engine {
namespace {

constexpr store::FolderId kFolder = 7;
const store::FolderRecord kOwner{kFolder, "/p"};

store::ImageRecord image(store::ImageId id, const std::string& path, std::int64_t modified = 1,
                         store::SegmentId segment = 1) {
    store::ImageRecord record;
    record.id = id;
    record.folder = kFolder;
    record.relativePath = path;
    record.size = 10;
    record.modifiedNs = modified;
    record.segment = segment;
    return record;
}

/// `images`: by rising id.
KnownState known(const std::vector<store::ImageRecord>& images,
                 std::vector<store::FailureRecord> failures = {},
                 const std::vector<store::FolderRecord>& folders = {kOwner}) {
    const store::CollectionRecord collection;
    KnownState state;
    state.folders = folders;
    state.images = *store::ImageView::parse(store::ImageView::build(collection, folders, images), collection);
    state.failures = std::move(failures);
    state.record = [images](store::ImageId id) -> Result<std::optional<store::ImageRecord>> {
        for (const auto& image : images)
            if (image.id == id) return std::optional(image);
        return std::optional<store::ImageRecord>();
    };
    return state;
}

image::ScanResult found(std::vector<image::FoundFile> files, std::vector<image::ScanIssue> issues = {}) {
    return {std::move(files), std::move(issues)};
}

IndexPlan planned(const std::string& root, const image::ScanResult& scan, const KnownState& state) {
    auto plan = makePlan(root, kOwner, scan, state);
    EXPECT_TRUE(plan.ok());
    return *std::move(plan);
}

std::vector<std::string> paths(const std::vector<TodoItem>& todo) {
    std::vector<std::string> out;
    for (const auto& item : todo)
        out.push_back(item.path);
    return out;
}

using Paths = std::vector<std::string>;
using Ids = std::vector<store::ImageId>;

TEST(IndexPlan, NewUnchangedChangedAndGone) {
    const auto plan = planned("/p", found({{"a", 10, 1}, {"b", 10, 2}, {"c", 11, 1}, {"d", 10, 1}}),
                              known({image(1, "a"), image(2, "b"), image(3, "c"), image(4, "e")}));
    EXPECT_EQ(plan.scanned, 4);
    EXPECT_EQ(plan.unchanged, 1);
    EXPECT_EQ(paths(plan.todo), (Paths{"/p/b", "/p/c", "/p/d"}));
    EXPECT_EQ(plan.todo[0].previous, 2);
    EXPECT_EQ(plan.todo[1].previous, 3);
    EXPECT_EQ(plan.todo[2].previous, 0);
    EXPECT_EQ(plan.todo[2].folder, kFolder);
    EXPECT_EQ(plan.gone, (Ids{4}));
}

TEST(IndexPlan, KnownFailureIsNotTriedAgainUntilItChanges) {
    const store::FailureRecord broken{kFolder, "a", 10, 1, "broken"};
    const store::FailureRecord mended{kFolder, "b", 10, 1, "broken"};
    const store::FailureRecord vanished{kFolder, "c", 10, 1, "broken"};
    const auto plan =
        planned("/p", found({{"a", 10, 1}, {"b", 12, 1}}), known({}, {broken, mended, vanished}));
    EXPECT_EQ(paths(plan.todo), (Paths{"/p/b"}));
    ASSERT_EQ(plan.failures.size(), 1U);
    EXPECT_EQ(plan.failures[0], (Failure{"/p/a", "broken"}));
    ASSERT_EQ(plan.goneFailures.count(kFolder), 1U);
    EXPECT_EQ(plan.goneFailures.at(kFolder), (Paths{"c"}));
}

TEST(IndexPlan, PicturesBelowAFolderThatCannotBeReadAreKept) {
    const auto plan = planned("/p", found({}, {{"locked", "permission denied"}}),
                              known({image(1, "locked/x"), image(2, "locked-not/x")}));
    EXPECT_EQ(plan.gone, (Ids{2}));
    EXPECT_EQ(plan.scanned, 1);
    ASSERT_EQ(plan.newIssues.size(), 1U);
    EXPECT_EQ(plan.newIssues[0].relativePath, "locked");
    EXPECT_EQ(plan.failures[0], (Failure{"/p/locked", "permission denied"}));
}

TEST(IndexPlan, IssueKnownAlreadyIsNotWrittenAgain) {
    const auto plan = planned("/p", found({}, {{"pipe.jpg", "is a FIFO"}}),
                              known({}, {{kFolder, "pipe.jpg", 0, 0, "is a FIFO"}}));
    EXPECT_TRUE(plan.newIssues.empty());
    EXPECT_TRUE(plan.goneFailures.empty());
    EXPECT_EQ(plan.failures.size(), 1U);
}

TEST(IndexPlan, SubFolderOfAnIndexedFolderTouchesOnlyItsOwn) {
    const auto plan = planned("/p/sub", found({{"a", 10, 1}, {"new", 10, 1}}),
                              known({image(1, "sub/a"), image(2, "sub/gone"), image(3, "other")}));
    EXPECT_EQ(plan.unchanged, 1);
    EXPECT_EQ(plan.gone, (Ids{2}));
    ASSERT_EQ(plan.todo.size(), 1U);
    EXPECT_EQ(plan.todo[0].relativePath, "sub/new");
}

TEST(IndexPlan, FileKnownUnderAnotherFolderStaysThere) {
    auto inner = image(1, "a", 5);
    inner.folder = 8;
    const KnownState state = known({inner}, {}, {kOwner, {8, "/p/sub"}});
    const auto plan = planned("/p", found({{"sub/a", 10, 6}}), state);
    ASSERT_EQ(plan.todo.size(), 1U);
    EXPECT_EQ(plan.todo[0].folder, 8);
    EXPECT_EQ(plan.todo[0].relativePath, "a");
    EXPECT_EQ(plan.todo[0].previous, 1);
}

TEST(IndexPlan, ImagesOfDamagedSegmentsAreEncodedAgain) {
    KnownState state = known({image(1, "a", 1, 1), image(2, "b", 1, 2)});
    state.damaged = {2};
    const auto plan = planned("/p", found({{"a", 10, 1}, {"b", 10, 1}}), state);
    EXPECT_EQ(plan.unchanged, 1);
    EXPECT_EQ(paths(plan.todo), (Paths{"/p/b"}));
}

TEST(IndexPlan, NamesAreComparedAsBytes) {
    const auto plan = planned("/p", found({{"A", 10, 1}, {"a", 10, 1}, {"\xff", 10, 1}}),
                              known({image(1, "a"), image(2, "\xff")}));
    EXPECT_EQ(plan.unchanged, 2);
    EXPECT_EQ(paths(plan.todo), (Paths{"/p/A"}));
}

} // namespace
} // namespace sparlet::engine
