#include "index/code_index.h"
#include "index/scan_layout.h"
#include "index_fixture.h"

#include <algorithm>
#include <numeric>

namespace sparlet::index {
namespace {

using namespace test;

/// Rows near some centres, as pictures of some kinds are.
std::vector<SegmentRow> clusteredRows(std::mt19937& random, int dimensions, int clusters, int count) {
    std::vector<std::vector<float>> centres;
    for (int i = 0; i < clusters; ++i)
        centres.push_back(randomVector(random, dimensions, 0.4));
    std::normal_distribution<float> noise(0.0F, 0.05F);
    std::vector<SegmentRow> rows;
    for (int i = 0; i < count; ++i) {
        auto z = centres[random() % centres.size()];
        for (auto& value : z)
            if (value != 0) value += noise(random);
        rows.push_back({i + 1, std::move(z), 0, 1});
    }
    return rows;
}

std::vector<std::span<const std::uint8_t>> codesOf(const Segment& segment) {
    std::vector<std::span<const std::uint8_t>> codes;
    for (std::size_t row = 0; row < segment.size(); ++row)
        codes.push_back(segment.code(row));
    return codes;
}

double meanWithinGroups(const Segment& segment, const std::vector<std::uint32_t>& order, std::size_t group) {
    double sum = 0;
    std::size_t pairs = 0;
    std::vector<float> first(static_cast<std::size_t>(segment.codec().dimensions()));
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (i % group == 0) {
            segment.codec().decode(segment.code(order[i]), first);
            continue;
        }
        sum += codes::Scorer(segment.codec(), first).score(segment.code(order[i]));
        ++pairs;
    }
    return sum / static_cast<double>(pairs);
}

TEST(OrderByLikeness, IsAPermutationThatBringsAlikeRowsTogether) {
    std::mt19937 random(1);
    const auto codec = mixedCodec(48);
    const auto segment = *packSegment(codec, clusteredRows(random, 48, 12, 1000));
    const auto codes = codesOf(*segment);
    const auto order = orderByLikeness(codec, codes, 16);
    auto sorted = order;
    std::sort(sorted.begin(), sorted.end());
    std::vector<std::uint32_t> all(1000);
    std::iota(all.begin(), all.end(), 0U);
    EXPECT_EQ(sorted, all);
    EXPECT_EQ(order, orderByLikeness(codec, codes, 16));
    EXPECT_GT(meanWithinGroups(*segment, order, 16), meanWithinGroups(*segment, all, 16) + 0.5);
}

TEST(OrderByLikeness, EndsForRowsThatAreAllTheSameOrEmpty) {
    const auto codec = mixedCodec(8);
    std::vector<SegmentRow> rows;
    for (int i = 0; i < 500; ++i)
        rows.push_back({i + 1, std::vector<float>(8, i < 250 ? 0.0F : 0.3F), 0, 1});
    const auto segment = *packSegment(codec, rows);
    EXPECT_EQ(orderByLikeness(codec, codesOf(*segment), 16).size(), 500U);
    EXPECT_TRUE(orderByLikeness(codec, {}, 16).empty());
}

TEST(ScanLayout, ABlockOutOfReachHasNoRowThatReaches) {
    std::mt19937 random(2);
    const auto codec = mixedCodec(64);
    auto rows = clusteredRows(random, 64, 5, 1500);
    for (std::size_t i = 700; i < 710; ++i)
        std::fill(rows[i].z.begin(), rows[i].z.end(), 0.0F);
    const auto segment = *packSegment(codec, rows);
    const auto layout = ScanLayout::build(codec, codesOf(*segment), 3);
    ASSERT_NE(layout, nullptr);
    int outOfReach = 0;
    for (int i = 0; i < 100; ++i) {
        const auto direction =
            i % 2 == 0 ? rows[static_cast<std::size_t>(i)].z : randomVector(random, 64, 1.0);
        const auto near = layout->nearness(direction);
        ASSERT_EQ(near.size(), (rows.size() + 127) / 128);
        const codes::Scorer scorer(codec, direction);
        for (std::size_t row = 0; row < rows.size(); ++row) {
            const float score = scorer.score(segment->code(row));
            EXPECT_TRUE(ScanLayout::Reach(*layout, score)(row / 128, near[row / 128]))
                << row << ", " << score;
        }
        for (const float cosine : {-1.0F, -0.5F, 0.0F, 0.5F, 0.9F, 1.0F})
            for (std::size_t block = 0; block < near.size(); ++block)
                outOfReach += ScanLayout::Reach(*layout, cosine)(block, near[block]) ? 0 : 1;
    }
    EXPECT_GT(outOfReach, 0);
}

TEST(ScanLayout, BlocksOfOtherKindsAreOutOfReach) {
    std::mt19937 random(3);
    const auto codec = mixedCodec(64);
    const auto rows = clusteredRows(random, 64, 8, 64 * 128);
    const auto segment = *packSegment(codec, rows);
    const auto codes = codesOf(*segment);
    std::vector<std::span<const std::uint8_t>> ordered;
    for (const auto row : orderByLikeness(codec, codes, 128))
        ordered.push_back(codes[row]);
    const auto layout = ScanLayout::build(codec, ordered, 1);
    const auto near = layout->nearness(rows[0].z);
    const ScanLayout::Reach reach(*layout, 0.95F);
    int within = 0;
    for (std::size_t block = 0; block < near.size(); ++block)
        within += reach(block, near[block]) ? 1 : 0;
    EXPECT_GE(within, 1);
    EXPECT_LE(within, 24); // of 64: its own kind's eight, and those that have rows of several kinds
}

} // namespace
} // namespace sparlet::index
