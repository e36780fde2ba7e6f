#include "search/near_duplicates.h"
#include "search_fixture.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace sparlet::search {
namespace {

using namespace test;

using GroupList = std::vector<std::vector<std::size_t>>;

/// Every pair, by the definition.
GroupList everyPair(const index::CodeIndex& index, float threshold) {
    std::vector<std::size_t> root(index.size());
    std::iota(root.begin(), root.end(), std::size_t{0});
    std::vector<float> query(static_cast<std::size_t>(index.codec().dimensions()));
    for (std::size_t a = 0; a < index.size(); ++a) {
        index.codec().decode(index.code(a), query);
        const codes::Scorer scorer(index.codec(), query);
        for (std::size_t b = a + 1; b < index.size(); ++b) {
            if (scorer.score(index.code(b)) < threshold || root[a] == root[b]) continue;
            const std::size_t from = std::max(root[a], root[b]), to = std::min(root[a], root[b]);
            std::replace(root.begin(), root.end(), from, to);
        }
    }
    std::map<std::size_t, std::vector<std::size_t>> groups;
    for (std::size_t row = 0; row < root.size(); ++row)
        groups[root[row]].push_back(row);
    GroupList out;
    for (const auto& [first, rows] : groups)
        if (rows.size() > 1) out.push_back(rows);
    return out;
}

/// Pictures in families: some the same, some nearly, some with nothing set.
std::shared_ptr<const index::CodeIndex> families(std::mt19937& random, int count) {
    constexpr int kDimensions = 40;
    const std::vector<float> low(kDimensions, -0.8F), high(kDimensions, 0.9F);
    const auto codec = *codes::Codec::create(codes::uniformParameters(low, high, 5));
    std::normal_distribution<float> change(0.0F, 0.03F);
    std::vector<index::SegmentRow> rows;
    std::vector<ImageId> live;
    std::vector<float> z;
    for (int i = 0; i < count; ++i) {
        if (i % 5 == 0) {
            z = randomVector(random, kDimensions);
            for (auto& value : z)
                if (random() % 3 != 0) value = 0;
        } else if (i % 5 < 4) {
            for (auto& value : z)
                if (value != 0) value += change(random);
        }
        rows.push_back({i + 1, i % 97 == 0 ? std::vector<float>(kDimensions, 0.0F) : z, 0, 1});
        live.push_back(i + 1);
    }
    std::shuffle(rows.begin(), rows.end(), random);
    return *index::CodeIndex::create(std::vector{*index::packSegment(codec, rows)}, live);
}

TEST(NearDuplicates, AreThoseOfEveryPair) {
    std::mt19937 random(1);
    const auto index = families(random, 1200);
    for (const float threshold : {0.5F, 0.9F, 0.97F, 0.995F, 1.0F}) {
        const auto expected = everyPair(*index, std::min(threshold, 1.0F - 1e-6F));
        for (const int threads : {1, 3}) {
            const auto found = nearDuplicates(*index, threshold, threads, {}, {});
            ASSERT_TRUE(found.ok());
            EXPECT_EQ(*found, expected) << threshold << ", " << threads << " threads";
        }
        EXPECT_FALSE(expected.empty());
    }
}

TEST(NearDuplicates, AThousandTimesTheSamePictureIsOneGroup) {
    std::mt19937 random(2);
    const auto codec = *codes::Codec::create(
        codes::uniformParameters(std::vector<float>(16, -1.0F), std::vector<float>(16, 1.0F), 4));
    const auto z = randomVector(random, 16);
    std::vector<index::SegmentRow> rows;
    std::vector<ImageId> live;
    for (int i = 0; i < 1000; ++i) {
        rows.push_back({i + 1, z, 0, 1});
        live.push_back(i + 1);
    }
    const auto index = *index::CodeIndex::create(std::vector{*index::packSegment(codec, rows)}, live);
    const auto found = nearDuplicates(*index, 0.9F, 2, {}, {});
    ASSERT_TRUE(found.ok());
    ASSERT_EQ(found->size(), 1U);
    EXPECT_EQ(found->front().size(), 1000U);
}

TEST(NearDuplicates, StopWhenAskedTo) {
    std::mt19937 random(3);
    const auto index = families(random, 500);
    const CancelToken cancel;
    cancel.cancel();
    const auto found = nearDuplicates(*index, 0.9F, 2, {}, cancel);
    ASSERT_FALSE(found.ok());
    EXPECT_EQ(found.error().code, ErrorCode::Cancelled);
}

TEST(NearDuplicates, AnEmptyIndexHasNone) {
    const auto index = *index::CodeIndex::create({}, {});
    EXPECT_TRUE(nearDuplicates(*index, 0.9F, 1, {}, {})->empty());
}

} // namespace
} // namespace sparlet::search
