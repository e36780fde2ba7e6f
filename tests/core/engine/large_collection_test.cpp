// What opening a collection relies on: copies that can be made again, merges in quiet moments, filters in the
// search.
#include "engine/home_internal.h"
#include "engine_fixture.h"
#include "index/segment.h"
#include "store/image_view.h"

#include <algorithm>
#include <set>
#include <thread>

namespace sparlet::engine {
namespace {

namespace fs = std::filesystem;

class LargeCollectionTest : public EngineTest {
protected:
    HomeLayout layout() const { return {home()}; }
    fs::path viewFile() const { return layout().imageView(1); }

    /// All of the collection as one value: what a reader sees.
    std::vector<std::string> seen(Workspace& workspace) {
        std::vector<std::string> lines;
        const auto view = workspace.collection("c");
        EXPECT_TRUE(view.ok()) << (view.ok() ? "" : view.error().message);
        if (!view.ok()) return lines;
        for (const auto& image : (*view)->images)
            lines.push_back(std::to_string(image.id) + " " + image.path + " " + image.label + " " +
                            std::to_string(image.size) + " " + std::to_string(image.modifiedNs) + " " +
                            std::to_string(image.width) + "x" + std::to_string(image.height) + " " +
                            std::to_string(image.codeBytes));
        EXPECT_EQ((*view)->summary.images, static_cast<std::int64_t>(lines.size()));
        return lines;
    }
    std::vector<std::string> seenAnew() { return seen(*reopen()); }

    QueryRequest ask(const std::string& name) const {
        QueryRequest request;
        request.collection = "c";
        QueryPart part;
        part.source = QueryPart::Source::Indexed;
        part.value = (pictures() / name).string();
        request.parts = {part};
        request.rounds = 2;
        return request;
    }
    std::vector<std::string> found(const QueryRequest& request) {
        const auto report = workspace().query(request, {});
        EXPECT_TRUE(report.ok()) << (report.ok() ? "" : report.error().message);
        std::vector<std::string> paths;
        if (report.ok())
            for (const auto& result : report->results)
                paths.push_back(fs::relative(result.image.path, pictures()).string());
        return paths;
    }
    std::size_t segmentFiles() const {
        std::size_t count = 0;
        for (const auto& entry : fs::directory_iterator(layout().segments(1)))
            count += entry.path().extension() == ".seg" ? 1 : 0;
        return count;
    }
};

TEST_F(LargeCollectionTest, AnIndexRunLeavesAViewOfToday) {
    addClasses(2);
    index();
    ASSERT_TRUE(fs::exists(viewFile()));
    const auto written = fs::last_write_time(viewFile());
    const auto all = seenAnew();
    EXPECT_EQ(all.size(), 6U);
    EXPECT_TRUE(std::is_sorted(all.begin(), all.end(), [](const auto& a, const auto& b) {
        return a.substr(a.find('/')) < b.substr(b.find('/'));
    }));
    EXPECT_EQ(fs::last_write_time(viewFile()), written); // opened as it was
    index();
    EXPECT_EQ(fs::last_write_time(viewFile()), written); // nothing had changed
}

TEST_F(LargeCollectionTest, AMissingDamagedForeignOrOldViewIsMadeAgain) {
    addClasses(2);
    index();
    const auto all = seenAnew();
    const auto good = test::readBytes(viewFile());

    fs::remove(viewFile());
    EXPECT_EQ(seenAnew(), all);
    EXPECT_EQ(test::readBytes(viewFile()), good);

    for (const std::size_t at : {std::size_t{0}, std::size_t{20}, good.size() / 2, good.size() - 1}) {
        auto bad = good;
        bad[at] ^= 0x10U;
        fs::remove(viewFile()); // an opened one stays as it is
        test::writeBytes(viewFile(), bad);
        EXPECT_EQ(seenAnew(), all) << at;
        EXPECT_EQ(test::readBytes(viewFile()), good) << at;
    }
    for (const std::size_t length : {std::size_t{0}, std::size_t{50}, good.size() - 1}) {
        fs::remove(viewFile());
        test::writeBytes(viewFile(),
                         std::vector<std::uint8_t>(good.begin(), good.begin() + static_cast<long>(length)));
        EXPECT_EQ(seenAnew(), all) << length;
    }
    auto other = indexRequest();
    other.collection = "d";
    index(other);
    fs::copy_file(layout().imageView(2), viewFile(), fs::copy_options::overwrite_existing);
    EXPECT_EQ(seenAnew(), all);

    // As after a kill between the commit and the view: the old view beside the new catalogue.
    addPicture("red/later.bmp", 77);
    index();
    const auto more = seenAnew();
    EXPECT_EQ(more.size(), all.size() + 1);
    fs::remove(viewFile());
    test::writeBytes(viewFile(), good);
    EXPECT_EQ(seenAnew(), more);
}

TEST_F(LargeCollectionTest, WhereNothingCanBeWrittenReadersDoWithout) {
    addClasses(1);
    index();
    const auto all = seenAnew();
    fs::remove(viewFile());
    fs::create_directory(viewFile()); // nothing can be renamed to this name
    EXPECT_EQ(seenAnew(), all);
    addPicture("red/later.bmp", 77);
    index();
    EXPECT_EQ(seenAnew().size(), all.size() + 1);
}

TEST_F(LargeCollectionTest, AReaderBesideAWriterMakesNoFile) {
    addClasses(1);
    index();
    const auto all = seenAnew();
    fs::remove(viewFile());
    {
        const auto lock = WriteLock::take(layout(), "c"); // somebody indexes
        ASSERT_TRUE(lock.ok());
        EXPECT_EQ(seenAnew(), all);
        EXPECT_FALSE(fs::exists(viewFile()));
    }
    EXPECT_EQ(seenAnew(), all);
    EXPECT_TRUE(fs::exists(viewFile()));
}

TEST_F(LargeCollectionTest, RemovedAndChangedPicturesAreSeenByOthers) {
    addClasses(2);
    index();
    auto other = reopen();
    EXPECT_EQ(seen(*other).size(), 6U);
    fs::remove(pictures() / "red/0.bmp");
    addPicture("green/0.bmp", 99, {10, 250, 10});
    setModified("green/0.bmp", 5);
    index();
    const auto now = seen(*other);
    EXPECT_EQ(now.size(), 5U);
    EXPECT_EQ(now, seenAnew());
}

TEST_F(LargeCollectionTest, CompactMergesWhatIndexingLeftAndChangesNoResult) {
    addClasses(3);
    auto request = indexRequest();
    request.merge = false;
    index(request);
    for (int i = 0; i < 3; ++i) {
        addPicture("red/more" + std::to_string(i) + ".bmp", static_cast<unsigned>(200 + i), {200, 20, 20});
        index(request);
    }
    ASSERT_GE(segmentFiles(), 4U);
    const auto codesBefore = codes();
    const auto all = seenAnew();
    const auto hits = found(ask("red/0.bmp"));
    const auto inspected = *workspace().inspectIndexed("c", (pictures() / "red/0.bmp").string());

    ASSERT_TRUE(workspace().compact("c", {}, {}).ok());
    EXPECT_EQ(segmentFiles(), 1U);
    EXPECT_EQ(codes(), codesBefore);
    EXPECT_EQ(seenAnew(), all);
    EXPECT_EQ(found(ask("red/0.bmp")), hits);
    // Thresholds and densities have gone to the catalogue.
    const auto after = *workspace().inspectIndexed("c", (pictures() / "red/0.bmp").string());
    EXPECT_GT(after.density, 0.0F);
    EXPECT_EQ(after.density, inspected.density);
    EXPECT_EQ(after.threshold, inspected.threshold);

    ASSERT_TRUE(workspace().compact("c", {}, {}).ok()); // nothing to do
    EXPECT_EQ(segmentFiles(), 1U);
    for (const auto& check : workspace().doctor())
        EXPECT_TRUE(check.ok) << check.name << ": " << check.detail;
}

TEST_F(LargeCollectionTest, AStoppedCompactionLeavesAllAsItWas) {
    addClasses(2);
    auto request = indexRequest();
    request.merge = false;
    index(request);
    addPicture("red/more.bmp", 200);
    index(request);
    const auto all = seenAnew();
    const std::size_t files = segmentFiles();
    const CancelToken cancel;
    cancel.cancel();
    const auto done = workspace().compact("c", {}, cancel);
    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(segmentFiles(), files);
    EXPECT_EQ(seenAnew(), all);
    EXPECT_EQ(workspace().compact("x", {}, {}).error().code, ErrorCode::NotFound);
    const auto lock = WriteLock::take(layout(), "c");
    EXPECT_EQ(workspace().compact("c", {}, {}).error().code, ErrorCode::Busy);
}

TEST_F(LargeCollectionTest, AMergedFileThatNoCatalogueKnowsIsOfNoHarm) {
    addClasses(2);
    index();
    const auto all = seenAnew();
    // As after a kill between the new segment and the commit.
    for (const auto& entry : fs::directory_iterator(layout().segments(1)))
        if (entry.path().extension() == ".seg")
            fs::copy_file(entry.path(), layout().segments(1) / "9999.seg");
    EXPECT_EQ(seenAnew(), all);
    addPicture("red/more.bmp", 200);
    index();
    EXPECT_FALSE(fs::exists(layout().segments(1) / "9999.seg"));
    EXPECT_EQ(seenAnew().size(), all.size() + 1);
}

TEST_F(LargeCollectionTest, ReadersGoOnWhileSegmentsAreMerged) {
    addClasses(3);
    auto request = indexRequest();
    request.merge = false;
    index(request);
    const auto hits = found(ask("red/0.bmp"));
    std::atomic<bool> stop{false};
    std::atomic<int> wrong{0}, asked{0};
    std::jthread reader([&] {
        auto other = reopen();
        while (!stop) {
            const auto report = other->query(ask("red/0.bmp"), {});
            wrong += report.ok() && report->results.size() == hits.size() ? 0 : 1;
            ++asked;
        }
    });
    for (int i = 0; i < 6; ++i) {
        addPicture("red/0.bmp", static_cast<unsigned>(300 + i), {200, 20, 20}); // the same number of images
        setModified("red/0.bmp", i + 1);
        index(request);
        EXPECT_TRUE(workspace().compact("c", {}, {}).ok());
    }
    stop = true;
    reader.join();
    EXPECT_EQ(wrong, 0);
    EXPECT_GT(asked, 0);
}

TEST_F(LargeCollectionTest, FiltersLetThroughWhatTheySayAndKeepTheOrder) {
    addClasses(6);
    setModified("red/1.bmp", 5000);
    index();
    auto request = ask("red/0.bmp");
    const auto all = found(request);
    ASSERT_EQ(all.size(), 18U);
    const auto view = *workspace().collection("c");
    const auto expect = [&](const ImageFilter& filter, const std::function<bool(const ImageInfo&)>& passes) {
        std::vector<std::string> wanted;
        for (const auto& path : all) {
            const auto row = view->images.find(std::string_view((pictures() / path).native()));
            if (passes(view->images[row])) wanted.push_back(path);
        }
        request.filter = filter;
        const auto report = workspace().query(request, {});
        ASSERT_TRUE(report.ok());
        EXPECT_EQ(report->considered, static_cast<std::int64_t>(wanted.size()));
        EXPECT_EQ(found(request), wanted);
    };
    ImageFilter filter;
    filter.label = "red";
    expect(filter, [](const ImageInfo& image) { return image.label == "red"; });
    filter.label = "no such label";
    expect(filter, [](const ImageInfo&) { return false; });
    filter = {};
    filter.folder = (pictures() / "green").string();
    const auto isGreen = [](const ImageInfo& image) {
        return image.path.find("/green/") != std::string::npos;
    };
    expect(filter, isGreen);
    filter.folder += "/";
    expect(filter, isGreen);
    filter.folder = (pictures() / "gre").string(); // a beginning of a name is no folder
    expect(filter, [](const ImageInfo&) { return false; });
    filter = {};
    const auto row = view->images.find(std::string_view((pictures() / "red/1.bmp").native()));
    const std::int64_t late = view->images[row].modifiedNs;
    filter.afterNs = late;
    expect(filter, [late](const ImageInfo& image) { return image.modifiedNs >= late; });
    filter = {};
    filter.beforeNs = late;
    expect(filter, [late](const ImageInfo& image) { return image.modifiedNs < late; });
    filter = {};
    filter.minBytes = filter.maxBytes = view->images[row].size;
    expect(filter, [&](const ImageInfo& image) { return image.size == view->images[row].size; });
    filter.folder = (pictures() / "blue").string();
    filter.label = "red";
    expect(filter, [](const ImageInfo&) { return false; });
}

} // namespace
} // namespace sparlet::engine
