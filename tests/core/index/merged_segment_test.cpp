// Segments as a merge leaves them: small, ordered, with balls, and laid out only where searches come by.
#include "index/code_index.h"
#include "index/segment_internal.h"
#include "index_fixture.h"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <thread>

namespace sparlet::index {
namespace {

using namespace test;

class MergedSegmentTest : public IndexTest {
protected:
    /// All rows of the source, merged alone.
    std::shared_ptr<const Segment> merge(const std::shared_ptr<const Segment>& source) const {
        std::vector<ImageId> keep;
        for (std::size_t row = 0; row < source->size(); ++row)
            keep.push_back(source->imageId(row));
        std::sort(keep.begin(), keep.end());
        const std::vector<std::shared_ptr<const Segment>> sources{source};
        const auto done = mergeSegments(path("m.spsg"), sources, keep);
        EXPECT_TRUE(done.ok()) << (done.ok() ? "" : done.error().message);
        return openGood("m.spsg");
    }

    std::shared_ptr<const CodeIndex> indexOf(const std::shared_ptr<const Segment>& segment) const {
        std::vector<ImageId> live;
        for (std::size_t row = 0; row < segment->size(); ++row)
            live.push_back(segment->imageId(row));
        std::sort(live.begin(), live.end());
        return *CodeIndex::create({segment}, live);
    }
};

std::vector<std::pair<ImageId, float>> listed(const std::vector<Hit>& hits) {
    std::vector<std::pair<ImageId, float>> out;
    for (const auto& hit : hits)
        out.emplace_back(hit.image, hit.score);
    return out;
}

TEST_F(MergedSegmentTest, HoldsEveryRowWhateverItsId) {
    std::mt19937 random(1);
    const auto codec = mixedCodec(30);
    for (const ImageId step : {ImageId{1}, ImageId{7}, ImageId{1} << 20, ImageId{1} << 45}) {
        auto rows = randomRows(random, 30, 1100, 0);
        for (std::size_t i = 0; i < rows.size(); ++i)
            rows[i].image = 5 + static_cast<ImageId>(i) * step;
        const auto source = write("a.spsg", codec, rows);
        const auto merged = merge(source);
        ASSERT_EQ(merged->size(), rows.size());
        EXPECT_FALSE(merged->hasShares());
        EXPECT_EQ(merged->codeBytes(), source->codeBytes());
        std::vector<bool> seen(rows.size(), false);
        for (std::size_t row = 0; row < merged->size(); ++row) {
            const auto from = static_cast<std::size_t>((merged->imageId(row) - 5) / step);
            ASSERT_LT(from, rows.size());
            EXPECT_FALSE(seen[from]);
            seen[from] = true;
            EXPECT_EQ(codeOf(*merged, row), codeOf(*source, from));
        }
    }
}

TEST_F(MergedSegmentTest, IdsTooFarApartAreRefused) {
    std::mt19937 random(2);
    auto rows = randomRows(random, 8, 2, 1);
    rows[1].image = ImageId{1} << 60;
    const std::vector<std::shared_ptr<const Segment>> sources{write("a.spsg", mixedCodec(8), rows)};
    const auto done = mergeSegments(path("m.spsg"), sources, {1, ImageId{1} << 60});
    EXPECT_EQ(done.error().code, ErrorCode::InvalidArgument);
    EXPECT_FALSE(std::filesystem::exists(path("m.spsg")));
}

TEST_F(MergedSegmentTest, CostsLittleMoreThanItsCodes) {
    std::mt19937 random(3);
    const auto source = write("a.spsg", mixedCodec(128), randomRows(random, 128, 20000, 1));
    const auto merged = merge(source);
    const auto bytes = static_cast<double>(std::filesystem::file_size(path("m.spsg")));
    EXPECT_LT(bytes, 1.15 * static_cast<double>(merged->codeBytes()));
    EXPECT_GT(static_cast<double>(std::filesystem::file_size(path("a.spsg"))), bytes);
}

TEST_F(MergedSegmentTest, EveryFlippedByteIsFound) {
    std::mt19937 random(4);
    (void)merge(write("a.spsg", mixedCodec(9), randomRows(random, 9, 1100, 1)));
    const Bytes good = readBytes(path("m.spsg"));
    for (std::size_t at = 0; at < good.size(); ++at) {
        Bytes bad = good;
        bad[at] = static_cast<std::uint8_t>(bad[at] ^ (1U << at % 8));
        const auto kept = std::make_shared<Bytes>(bad);
        ASSERT_FALSE(parseSegment(kept, *kept, "'x'").ok()) << at;
    }
    for (const std::size_t length : {std::size_t{0}, std::size_t{63}, std::size_t{64}, good.size() - 1}) {
        const auto kept = std::make_shared<Bytes>(good.begin(), good.begin() + static_cast<long>(length));
        EXPECT_FALSE(parseSegment(kept, *kept, "'x'").ok()) << length;
    }
}

TEST_F(MergedSegmentTest, CountsWithoutCodesAreRefusedBeforeAnythingIsAllocated) {
    const auto at = Layout::merged(kMaxRows, 8, 0, 0, false);
    const auto bytes = std::make_shared<Bytes>(at.end, std::uint8_t{0});
    Bytes header(std::begin(kMagic), std::end(kMagic));
    appendLittle(header, kVersionMerged, 2);
    appendLittle(header, kByteOrderMark, 2);
    appendLittle(header, 8, 4);
    appendLittle(header, 0, 4);
    appendLittle(header, kMaxRows, 8);
    appendLittle(header, 0, 8);
    appendLittle(header, at.end, 8);
    appendLittle(header, 0, 4);
    appendLittle(header, kBlockBytes, 4);
    header.resize(kHeaderCrcAt, 0);
    appendLittle(header, crc32Of(header), 4);
    std::copy(header.begin(), header.end(), bytes->begin());
    const auto parsed = parseSegment(bytes, *bytes, "'x'");
    ASSERT_FALSE(parsed.ok());
    EXPECT_NE(parsed.error().message.find("impossible counts"), std::string::npos);
}

TEST_F(MergedSegmentTest, SearchesFindWhatScoringEveryRowFindsAgainAndAgain) {
    std::mt19937 random(5);
    const auto codec = mixedCodec(64);
    auto rows = randomRows(random, 64, 3000, 1);
    for (std::size_t i = 100; i < 110; ++i) // without a length
        std::fill(rows[i].z.begin(), rows[i].z.end(), 0.0F);
    const auto source = write("a.spsg", codec, rows);
    const auto plain = indexOf(source);
    const auto merged = merge(source);
    const auto index = indexOf(merged);
    for (int i = 0; i < 60; ++i) {
        const auto query = randomVector(random, 64, i % 2 == 0 ? 0.3 : 1.0);
        const auto scores = plain->scoreAll(query);
        std::vector<std::size_t> order(scores.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
        const auto hits = index->search(query, 20, {}, 1 + i % 3);
        ASSERT_EQ(hits.size(), 20U);
        for (std::size_t rank = 0; rank < hits.size(); ++rank) {
            EXPECT_EQ(hits[rank].image, plain->rows()[order[rank]].image) << i << ", " << rank;
            EXPECT_EQ(hits[rank].score, scores[order[rank]]);
        }
    }
}

TEST_F(MergedSegmentTest, SearchesOfSeveralThreadsLayBlocksOutOnce) {
    std::mt19937 random(6);
    const auto source = write("a.spsg", mixedCodec(64), randomRows(random, 64, 4000, 1));
    std::vector<std::vector<float>> queries;
    for (int i = 0; i < 20; ++i)
        queries.push_back(randomVector(random, 64, 0.5));
    const auto plain = indexOf(source);
    const auto index = indexOf(merge(source));
    std::vector<std::vector<std::pair<ImageId, float>>> expected;
    for (const auto& query : queries)
        expected.push_back(listed(plain->search(query, 10)));
    std::atomic<int> wrong{0};
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 4; ++thread) {
            threads.emplace_back([&] {
                for (std::size_t i = 0; i < queries.size(); ++i)
                    wrong += listed(index->search(queries[i], 10)) == expected[i] ? 0 : 1;
            });
        }
    }
    EXPECT_EQ(wrong, 0);
}

TEST_F(MergedSegmentTest, AStoppedMergeLeavesNoFile) {
    std::mt19937 random(7);
    const std::vector<std::shared_ptr<const Segment>> sources{
        write("a.spsg", mixedCodec(16), randomRows(random, 16, 500, 1))};
    const CancelToken cancel;
    cancel.cancel();
    const auto done = mergeSegments(path("m.spsg"), sources, {1, 2, 3}, cancel);
    EXPECT_EQ(done.error().code, ErrorCode::Cancelled);
    EXPECT_FALSE(std::filesystem::exists(path("m.spsg")));
}

TEST_F(MergedSegmentTest, LiveImagesFarApartAreFoundToo) {
    std::mt19937 random(8);
    auto rows = randomRows(random, 16, 50, 0);
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i].image = 1 + static_cast<ImageId>(i) * (ImageId{1} << 40);
    const auto segment = write("a.spsg", mixedCodec(16), rows);
    std::vector<ImageId> live{0};
    for (std::size_t i = 0; i < rows.size(); i += 2)
        live.push_back(rows[i].image);
    live.push_back(rows.back().image + 5);
    const auto index = *CodeIndex::create({segment}, live);
    ASSERT_EQ(index->size(), 25U);
    for (std::size_t i = 0; i < rows.size(); ++i)
        EXPECT_EQ(index->find(rows[i].image) < index->size(), i % 2 == 0) << i;
}

} // namespace
} // namespace sparlet::index
