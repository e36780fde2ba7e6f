#include "engine/home_internal.h"
#include "engine_fixture.h"
#include "store/catalogue.h"

#include <atomic>
#include <fstream>
#include <thread>

namespace sparlet::engine {
namespace {

namespace fs = std::filesystem;

using IndexTest = EngineTest;

std::vector<fs::path> segmentFiles(const fs::path& home) {
    std::vector<fs::path> out;
    for (const auto& entry : fs::recursive_directory_iterator(home / "collections")) {
        if (entry.path().extension() == ".seg") out.push_back(entry.path());
    }
    return out;
}

TEST_F(IndexTest, FirstRunIndexesEverything) {
    addClasses(3);
    addPicture("top.bmp", 1);
    const auto report = index();
    EXPECT_EQ(report.collection, "c");
    EXPECT_EQ(report.model, "tiny");
    EXPECT_EQ(report.scanned, 10);
    EXPECT_EQ(report.indexed, 10);
    EXPECT_EQ(report.unchanged, 0);
    EXPECT_EQ(report.failed, 0);
    EXPECT_GT(report.imagesPerSecond, 0);
    const auto view = workspace().collection("c");
    ASSERT_TRUE(view.ok());
    ASSERT_EQ((*view)->images.size(), 10U);
    double bytes = 0;
    for (const auto& image : (*view)->images) {
        const fs::path holder = fs::path(image.path).parent_path();
        EXPECT_EQ(image.label, holder == pictures() ? "" : holder.filename().string());
        EXPECT_EQ(image.width, 48);
        EXPECT_EQ(image.height, 40);
        bytes += image.codeBytes;
    }
    EXPECT_DOUBLE_EQ(report.bytesPerImage, bytes / 10);
    EXPECT_EQ(segmentFiles(home()).size(), 1U);
}

TEST_F(IndexTest, SecondRunTouchesOnlyWhatChanged) {
    addClasses(3);
    index();
    const auto before = codes();
    auto report = index();
    EXPECT_EQ(report.indexed, 0);
    EXPECT_EQ(report.unchanged, 9);
    EXPECT_EQ(codes(), before);

    addPicture("red/0.bmp", 999);
    setModified("red/0.bmp", 60);
    addPicture("red/new.bmp", 998);
    fs::remove(pictures() / "blue/1.bmp");
    report = index();
    EXPECT_EQ(report.indexed, 2);
    EXPECT_EQ(report.unchanged, 7);
    EXPECT_EQ(report.removed, 1);
    auto after = codes();
    EXPECT_EQ(after.size(), 9U);
    EXPECT_EQ(after.count((pictures() / "blue/1.bmp").string()), 0U);
    EXPECT_NE(after.at((pictures() / "red/0.bmp").string()), before.at((pictures() / "red/0.bmp").string()));
    EXPECT_EQ(after.at((pictures() / "green/2.bmp").string()),
              before.at((pictures() / "green/2.bmp").string()));
}

TEST_F(IndexTest, CodesDoNotDependOnWhatSharesABatch) {
    addClasses(7);
    index();
    const auto together = codes();
    for (int i = 0; i < 3; ++i) {
        auto request = indexRequest();
        request.collection = "single";
        request.folder = (pictures() / (i == 0 ? "red" : i == 1 ? "green" : "blue")).string();
        index(request);
    }
    EXPECT_EQ(codes("single"), together);
}

TEST_F(IndexTest, FailuresAreListedAndTriedAgainWhenTheyChange) {
    addClasses(1);
    test::writeText(pictures() / "red/broken.bmp", "BMnot a picture");
    auto report = index();
    EXPECT_EQ(report.indexed, 3);
    ASSERT_EQ(report.failed, 1);
    EXPECT_EQ(report.failures[0].path, (pictures() / "red/broken.bmp").string());
    EXPECT_FALSE(report.failures[0].error.empty());
    const std::string reason = report.failures[0].error;

    report = index();
    EXPECT_EQ(report.failed, 1);
    EXPECT_EQ(report.indexed, 0);
    EXPECT_EQ(report.failures[0].error, reason);
    EXPECT_EQ(report.scanned, report.indexed + report.unchanged + report.failed);
    const auto view = workspace().collection("c");
    ASSERT_EQ((*view)->failures.size(), 1U);
    EXPECT_EQ((*view)->summary.failures, 1);

    addPicture("red/broken.bmp", 5);
    report = index();
    EXPECT_EQ(report.failed, 0);
    EXPECT_EQ(report.indexed, 1);
    EXPECT_TRUE((*workspace().collection("c"))->failures.empty());
}

TEST_F(IndexTest, PictureThatBreaksLeavesTheCollection) {
    addClasses(1);
    index();
    test::writeText(pictures() / "red/0.bmp", "BMbroken now");
    const auto report = index();
    EXPECT_EQ(report.failed, 1);
    EXPECT_EQ(codes().size(), 2U);
}

TEST_F(IndexTest, SameFolderByAnotherNameIsTheSame) {
    addClasses(1);
    index();
    fs::create_directory_symlink(pictures(), path("link"));
    auto request = indexRequest();
    request.folder = path("link").string() + "/";
    EXPECT_EQ(index(request).unchanged, 3);
    request.folder = (pictures() / "red").string(); // a part of it
    EXPECT_EQ(index(request).unchanged, 1);
    EXPECT_EQ((*workspace().collection("c"))->summary.folders.size(), 1U);
}

TEST_F(IndexTest, FolderAroundAnIndexedOneAddsTheRest) {
    addClasses(2);
    auto request = indexRequest();
    request.folder = (pictures() / "red").string();
    EXPECT_EQ(index(request).indexed, 2);
    const auto report = index();
    EXPECT_EQ(report.unchanged, 2);
    EXPECT_EQ(report.indexed, 4);
    EXPECT_EQ(codes().size(), 6U);
}

TEST_F(IndexTest, EmptiedFolderIsNotMistakenForRemovedPictures) {
    addClasses(1);
    index();
    fs::remove_all(pictures());
    fs::create_directories(pictures());
    const auto report = workspace().index(indexRequest(), {}, {});
    ASSERT_FALSE(report.ok());
    EXPECT_NE(report.error().message.find("mounted"), std::string::npos);
    EXPECT_EQ((*workspace().collection("c"))->images.size(), 3U);
}

TEST_F(IndexTest, MissingFolderMakesNoCollection) {
    auto request = indexRequest();
    request.folder = path("nowhere").string();
    const auto report = workspace().index(request, {}, {});
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::NotFound);
    EXPECT_TRUE((*workspace().collections()).empty());
}

TEST_F(IndexTest, ModelThatCannotBeLoadedLeavesNoCollection) {
    addClasses(1);
    auto bytes = test::readBytes(models() / "tiny.safetensors");
    bytes.resize(bytes.size() - 100);
    test::writeBytes(path("broken.safetensors"), bytes);
    auto request = indexRequest();
    request.model = path("broken.safetensors").string();
    const auto report = workspace().index(request, {}, {});
    ASSERT_FALSE(report.ok());
    EXPECT_NE(report.error().message.find("broken.safetensors"), std::string::npos);
    EXPECT_TRUE((*workspace().collections()).empty());
}

TEST_F(IndexTest, BadNamesAreRefused) {
    addClasses(1);
    for (const std::string name : {"", ".hidden", "a\nb", "\xff"}) {
        auto request = indexRequest();
        request.collection = name;
        const auto report = workspace().index(request, {}, {});
        ASSERT_FALSE(report.ok()) << name;
        EXPECT_EQ(report.error().code, ErrorCode::InvalidArgument);
    }
}

TEST_F(IndexTest, DamagedSegmentIsRefusedThenHealed) {
    addClasses(2);
    index();
    const auto before = codes();
    auto other = indexRequest();
    other.collection = "other";
    index(other);
    const auto files = segmentFiles(home());
    ASSERT_EQ(files.size(), 2U);
    for (const auto& file : files) {
        if (file.parent_path().filename() != "1") continue;
        auto bytes = test::readBytes(file);
        bytes[bytes.size() / 2] ^= 0x40U;
        test::writeBytes(file, bytes);
    }
    const auto fresh = reopen();
    const auto view = fresh->collection("c");
    ASSERT_FALSE(view.ok());
    EXPECT_EQ(view.error().code, ErrorCode::Corrupt);
    EXPECT_TRUE(fresh->collection("other").ok());
    EXPECT_EQ(index().indexed, 6);
    EXPECT_EQ(codes(), before);
    EXPECT_EQ(segmentFiles(home()).size(), 2U);
}

TEST_F(IndexTest, OrphansOfAKilledRunAreRemoved) {
    addClasses(1);
    index();
    test::writeText(home() / "collections/1/0099.seg", "half a segment");
    fs::create_directories(home() / "collections/77");
    test::writeText(home() / "collections/77/0001.seg", "of a collection that was removed");
    index();
    EXPECT_FALSE(fs::exists(home() / "collections/1/0099.seg"));
    EXPECT_FALSE(fs::exists(home() / "collections/77"));
    EXPECT_EQ(codes().size(), 3U);
}

TEST_F(IndexTest, CancelKeepsWhatIsDone) {
    addClasses(40);
    const CancelToken cancel;
    const auto stopAfterAFew = [&](const Progress& step) {
        if (step.stage == "encoding" && step.done >= 16) cancel.cancel();
    };
    const auto stopped = workspace().index(indexRequest(), stopAfterAFew, cancel);
    ASSERT_FALSE(stopped.ok());
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
    const auto kept = (*workspace().collection("c"))->images.size();
    EXPECT_GE(kept, 16U);
    EXPECT_LT(kept, 120U);
    const auto report = index();
    EXPECT_EQ(report.unchanged, static_cast<std::int64_t>(kept));
    EXPECT_EQ(report.indexed, 120 - static_cast<std::int64_t>(kept));
}

TEST_F(IndexTest, ProgressCountsUpToTheTotal) {
    addClasses(7);
    test::writeText(pictures() / "x.bmp", "BM");
    std::vector<Progress> steps;
    ASSERT_TRUE(
        workspace().index(indexRequest(), [&](const Progress& step) { steps.push_back(step); }, {}).ok());
    std::uint64_t last = 0;
    for (const auto& step : steps) {
        if (step.stage != "encoding") continue;
        EXPECT_EQ(step.total, 22U);
        EXPECT_GE(step.done, last);
        last = step.done;
    }
    EXPECT_EQ(last, 22U);
    EXPECT_EQ(steps.back().failures, 1U);
}

TEST_F(IndexTest, WaitsForAnotherWriterSaysForWhomAndCanBeStopped) {
    addClasses(1);
    const HomeLayout layout{home()};
    const auto lock = WriteLock::take(layout, indexRequest().collection);
    ASSERT_TRUE(lock.ok());
    const CancelToken cancel;
    std::string stage;
    const auto report = workspace().index(
        indexRequest(),
        [&](const Progress& step) {
            stage = step.stage;
            cancel.cancel();
        },
        cancel);
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::Cancelled);
    EXPECT_TRUE(stage.starts_with("waiting for ")) << stage;
    EXPECT_NE(report.error().message.find("waiting for"), std::string::npos) << report.error().message;
    EXPECT_TRUE((*workspace().collections()).empty());
}

TEST_F(IndexTest, SeveralCollectionsAreIndexedSideBySide) {
    addClasses(40);
    constexpr std::size_t kCollections = 4;
    std::vector<Result<IndexReport>> reports(kCollections, Error{});
    {
        std::vector<std::jthread> jobs;
        for (std::size_t i = 0; i < kCollections; ++i) {
            jobs.emplace_back([&, i] {
                auto request = indexRequest();
                request.collection = "c" + std::to_string(i);
                reports[i] = workspace().index(request, {}, {});
                // Once more, so that runs begin and end while others are at it.
                request.reindex = i % 2 == 0;
                if (reports[i].ok()) reports[i] = workspace().index(request, {}, {});
            });
        }
    }
    for (const auto& report : reports)
        EXPECT_TRUE(report.ok()) << report.error().message;
    const auto expected = codes("c0");
    EXPECT_EQ(expected.size(), 120U);
    for (std::size_t i = 1; i < kCollections; ++i)
        EXPECT_EQ(codes("c" + std::to_string(i)), expected);
    for (const auto& check : workspace().doctor())
        EXPECT_TRUE(check.ok || !check.name.starts_with("collection")) << check.detail;
}

TEST_F(IndexTest, ReindexEncodesEverythingAgain) {
    addClasses(2);
    index();
    const auto before = codes();
    auto request = indexRequest();
    request.reindex = true;
    const auto report = index(request);
    EXPECT_EQ(report.indexed, 6);
    EXPECT_EQ(codes(), before);
    EXPECT_EQ((*workspace().collections()).size(), 1U);
    EXPECT_EQ(segmentFiles(home()).size(), 1U);
}

TEST_F(IndexTest, StoppedReindexLeavesTheOldCollectionAndGoesOn) {
    addClasses(20);
    index();
    const auto before = codes();
    auto request = indexRequest();
    request.reindex = true;
    const CancelToken cancel;
    const auto stopped = workspace().index(
        request,
        [&](const Progress& step) {
            if (step.stage == "encoding") cancel.cancel();
        },
        cancel);
    ASSERT_FALSE(stopped.ok());
    EXPECT_EQ(codes(), before);
    EXPECT_EQ((*workspace().collections()).size(), 1U);
    const auto report = index(request);
    EXPECT_GT(report.unchanged, 0);
    EXPECT_EQ(codes(), before);
    EXPECT_EQ((*workspace().collections()).size(), 1U);
}

TEST_F(IndexTest, ReplacementKilledBetweenItsStepsIsCompleted) {
    addClasses(1);
    index();
    const auto before = codes();
    {
        const auto catalogue =
            store::Catalogue::open(home() / "catalogue.sqlite", store::Catalogue::Mode::ReadWrite);
        ASSERT_TRUE(catalogue.ok());
        ASSERT_TRUE((*catalogue)->renameCollection(1, ".reindex-c").ok());
    }
    EXPECT_TRUE((*workspace().collections()).empty());
    EXPECT_EQ(index().unchanged, 3);
    EXPECT_EQ(codes(), before);
}

} // namespace
} // namespace sparlet::engine
