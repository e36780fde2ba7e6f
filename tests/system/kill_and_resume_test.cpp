// SIGKILL at random moments; what a later run ends with is what an uninterrupted one ends with, byte for
// byte.
#include "engine/home_internal.h"
#include "engine/workspace.h"
#include "index/segment.h"
#include "store/catalogue.h"
#include "system_fixture.h"

#include <csignal>
#include <iostream>
#include <map>
#include <random>

namespace sparlet {
namespace {

namespace fs = std::filesystem;

using KillAndResumeTest = SystemTest;

struct StoredImage {
    std::string label;
    std::uint64_t size = 0;
    std::int64_t modified = 0;
    int width = 0, height = 0;
    std::vector<std::uint8_t> code;
    float threshold = 0, density = 0;
    bool operator==(const StoredImage&) const = default;
};

/// All that a collection stores, by path; what the catalogue lists and what the segments hold must agree.
std::map<std::string, StoredImage> stored(const fs::path& home, const std::string& name) {
    std::map<std::string, StoredImage> out;
    const auto catalogue =
        store::Catalogue::open(home / "catalogue.sqlite", store::Catalogue::Mode::ReadOnly);
    EXPECT_TRUE(catalogue.ok());
    EXPECT_TRUE((*catalogue)->integrityProblems()->empty());
    const auto record = *(*catalogue)->findCollection(name);
    std::map<store::SegmentId, std::shared_ptr<const index::Segment>> segments;
    std::size_t files = 0;
    for (const auto& segment : *(*catalogue)->segments(record->id)) {
        const auto opened =
            index::Segment::open(engine::HomeLayout{home}.segments(record->id) / segment.fileName);
        EXPECT_TRUE(opened.ok());
        segments[segment.id] = *opened;
    }
    for (const auto& entry : fs::directory_iterator(engine::HomeLayout{home}.segments(record->id))) {
        files += entry.path().extension() == ".seg" ? 1 : 0;
    }
    EXPECT_EQ(files, segments.size()); // no file that nobody names
    for (const auto& image : *(*catalogue)->images(record->id)) {
        StoredImage one{image.label, image.size, image.modifiedNs, image.width, image.height, {}, 0, 0};
        const auto& segment = *segments.at(image.segment);
        for (std::size_t row = 0; row < segment.size(); ++row) {
            if (segment.imageId(row) != image.id) continue;
            const auto code = segment.code(row);
            one.code.assign(code.begin(), code.end());
            one.threshold = segment.threshold(row);
            one.density = segment.density(row);
        }
        EXPECT_EQ(one.code.size(), image.codeBytes);
        out[image.relativePath] = std::move(one);
    }
    return out;
}

TEST_F(KillAndResumeTest, EndsWithTheSameCollection) {
    addClasses(400);
    const auto whole = ask({"index", pictures().string(), "--collection", "whole"});
    EXPECT_EQ(whole["indexed"], 1200);
    const auto expected = stored(home(), "whole");
    ASSERT_EQ(expected.size(), 1200U);
    const int longest = static_cast<int>(whole["seconds"].get<double>() * 1000) + 1500;

    std::mt19937 random(20251122);
    int killed = 0;
    for (int round = 0; round < 10; ++round) {
        test::RunOptions options;
        options.signal = SIGKILL;
        options.signalDelayMs = std::uniform_int_distribution<int>(200, longest)(random);
        const auto outcome = run({"index", pictures().string(), "--collection", "killed"}, options);
        killed += outcome.signal == SIGKILL ? 1 : 0;
        EXPECT_TRUE(outcome.signal == SIGKILL || outcome.status == 0) << outcome.err;
        EXPECT_EQ(run({"collections", "--json"}).status, 0);
        if (round % 3 == 2) run({"remove", "killed"}); // begin anew, where there is anything yet
    }
    EXPECT_GT(killed, 0);
    const auto report = ask({"index", pictures().string(), "--collection", "killed"});
    EXPECT_EQ(report["indexed"].get<int>() + report["unchanged"].get<int>(), 1200);
    EXPECT_EQ(stored(home(), "killed"), expected);
}

} // namespace
} // namespace sparlet
