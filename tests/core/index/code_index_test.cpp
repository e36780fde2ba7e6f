#include "index/code_index.h"
#include "index/layout_search_internal.h"
#include "index_fixture.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sparlet::index {
namespace {

using namespace test;

class CodeIndexTest : public IndexTest {
protected:
    static std::shared_ptr<const CodeIndex> make(std::vector<std::shared_ptr<const Segment>> segments,
                                                 std::vector<ImageId> live) {
        auto index = CodeIndex::create(std::move(segments), std::move(live));
        EXPECT_TRUE(index.ok());
        return *index;
    }
};

std::vector<ImageId> range(ImageId first, ImageId last) {
    std::vector<ImageId> out(static_cast<std::size_t>(last - first + 1));
    std::iota(out.begin(), out.end(), first);
    return out;
}

/// Every row scored by itself and sorted.
std::vector<Hit> bruteForce(const CodeIndex& index, std::span<const float> query, std::size_t k,
                            const std::function<bool(ImageId)>& accept = {}) {
    std::vector<Hit> all;
    for (std::size_t i = 0; i < index.size(); ++i) {
        const ImageId image = index.rows()[i].image;
        if (!accept || accept(image))
            all.push_back({image, codes::Scorer(index.codec(), query).score(index.code(i))});
    }
    std::sort(all.begin(), all.end(), [](const Hit& a, const Hit& b) {
        return a.score != b.score ? a.score > b.score : a.image < b.image;
    });
    all.resize(std::min(all.size(), k));
    return all;
}

void expectEqual(const std::vector<Hit>& a, const std::vector<Hit>& b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        EXPECT_EQ(a[i].image, b[i].image) << "rank " << i;
        EXPECT_EQ(a[i].score, b[i].score) << "rank " << i;
    }
}

/// Every row that is accepted scored by itself and sorted.
std::vector<RankedRow> sorted(const CodeIndex& index, std::span<const float> query, std::size_t k,
                              const std::function<bool(std::size_t)>& accept) {
    std::vector<RankedRow> all;
    const codes::Scorer scorer(index.codec(), query);
    for (std::size_t row = 0; row < index.size(); ++row)
        if (!accept || accept(row)) all.push_back({row, scorer.score(index.code(row))});
    std::stable_sort(all.begin(), all.end(),
                     [](const RankedRow& a, const RankedRow& b) { return a.score > b.score; });
    all.resize(std::min(all.size(), k));
    return all;
}

void expectSame(const std::vector<RankedRow>& a, const std::vector<RankedRow>& b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        ASSERT_EQ(a[i].row, b[i].row) << "rank " << i;
        ASSERT_EQ(a[i].score, b[i].score) << "rank " << i;
    }
}

TEST_F(CodeIndexTest, FindsTheBestInTheRightOrder) {
    std::mt19937 random(1);
    const auto codec = mixedCodec(40);
    const auto index = make({write("a", codec, randomRows(random, 40, 300, 1)),
                             write("b", codec, randomRows(random, 40, 200, 301))},
                            range(1, 500));
    const std::function<bool(ImageId)> even = [](ImageId id) { return id % 2 == 0; };
    for (int i = 0; i < 20; ++i) {
        const auto query = randomVector(random, 40, 1.0);
        for (const std::size_t k : {0U, 1U, 2U, 10U, 499U, 500U, 501U, 100000U}) {
            expectEqual(index->search(query, k), bruteForce(*index, query, k));
            expectEqual(index->search(query, k, even), bruteForce(*index, query, k, even));
        }
    }
}

TEST_F(CodeIndexTest, FindsTheSameAmongManyAsOneByOne) {
    std::mt19937 random(3);
    const auto codec = mixedCodec(96);
    auto live = range(1, 6000);
    // Some are gone, some are in two segments, some rows are the same and some are empty.
    std::erase_if(live, [](ImageId id) { return id % 7 == 3; });
    auto rows = randomRows(random, 96, 4000, 1);
    for (std::size_t i = 100; i < 300; ++i)
        rows[i].z = rows[i % 10].z;
    for (std::size_t i = 400; i < 420; ++i)
        std::fill(rows[i].z.begin(), rows[i].z.end(), 0.0F);
    const auto index =
        make({write("a", codec, rows), write("b", codec, randomRows(random, 96, 3000, 3001))}, live);
    const std::function<bool(ImageId)> some = [](ImageId id) { return id % 50 == 0; };
    for (int i = 0; i < 12; ++i) {
        const auto query = i % 3 == 0 ? std::vector<float>(rows[static_cast<std::size_t>(i)].z)
                                      : randomVector(random, 96, i % 3 == 1 ? 0.2 : 1.0);
        for (const std::size_t k : {1U, 10U, 100U, 600U, 2000U}) {
            expectEqual(index->search(query, k), bruteForce(*index, query, k));
            expectEqual(index->search(query, k, some), bruteForce(*index, query, k, some));
        }
    }
}

TEST_F(CodeIndexTest, RanksByAWeightedSumOfQueries) {
    std::mt19937 random(4);
    const auto codec = mixedCodec(64);
    const auto index = make({write("a", codec, randomRows(random, 64, 3000, 1))}, range(1, 3000));
    for (int i = 0; i < 10; ++i) {
        const auto a = randomVector(random, 64, 0.3), b = randomVector(random, 64, 1.0);
        const float weight = 0.1F * static_cast<float>(i);
        const RankingTerm terms[] = {{a, weight}, {b, 1.0F - weight}};
        std::vector<RankedRow> expected;
        for (std::size_t row = 0; row < index->size(); ++row) {
            const float score = weight * codes::Scorer(codec, a).score(index->code(row)) +
                                (1.0F - weight) * codes::Scorer(codec, b).score(index->code(row));
            EXPECT_EQ(index->scoreRows(terms, std::vector{row}), std::vector{score});
            expected.push_back({row, score});
        }
        std::stable_sort(expected.begin(), expected.end(),
                         [](const RankedRow& x, const RankedRow& y) { return x.score > y.score; });
        const auto found = index->rankRows(terms, 50);
        ASSERT_EQ(found.size(), 50U);
        for (std::size_t rank = 0; rank < found.size(); ++rank) {
            EXPECT_EQ(found[rank].row, expected[rank].row);
            EXPECT_EQ(found[rank].score, expected[rank].score);
        }
    }
}

TEST_F(CodeIndexTest, ThreadsAndBatchesFindTheSame) {
    std::mt19937 random(5);
    const auto codec = mixedCodec(48);
    auto live = range(1, 40000);
    std::erase_if(live, [](ImageId id) { return id % 11 == 5; });
    auto rows = randomRows(random, 48, 30000, 1);
    for (std::size_t i = 100; i < 3000; ++i)
        rows[i].z = rows[i % 10].z; // many ties, also between what different threads find
    const auto index =
        make({write("a", codec, rows), write("b", codec, randomRows(random, 48, 15000, 25001))}, live);
    const std::function<bool(std::size_t)> some = [](std::size_t row) { return row % 3 == 0; };
    std::vector<std::vector<float>> vectors;
    for (int i = 0; i < 40; ++i)
        vectors.push_back(i % 4 == 0 ? std::vector<float>(rows[static_cast<std::size_t>(i)].z)
                                     : randomVector(random, 48, i % 2 == 0 ? 0.3 : 1.0));
    std::vector<RankingTerm> terms;
    for (const auto& vector : vectors)
        terms.push_back({vector, 1.0F});
    pretendThreadsAreFree(true);
    for (const std::size_t k : {1U, 10U, 100U, 3000U, 30000U}) {
        std::vector<std::vector<RankedRow>> alone;
        for (std::size_t q = 0; q < terms.size(); ++q)
            alone.push_back(sorted(*index, terms[q].query, k, q % 5 == 1 ? some : nullptr));
        for (const int threads : {1, 2, 3, 8}) {
            for (const std::size_t batch : {1U, 2U, 7U, 40U}) {
                if (k >= 3000 && batch != 7) continue; // as many rows as these take their time
                for (std::size_t first = 0; first < terms.size(); first += batch) {
                    const std::size_t last = std::min(first + batch, terms.size());
                    std::vector<RankingQuery> queries;
                    for (std::size_t q = first; q < last; ++q)
                        queries.push_back({{&terms[q], 1}, q % 5 == 1 ? some : nullptr});
                    const auto found = index->rankMany(queries, k, {threads, nullptr});
                    ASSERT_EQ(found.size(), queries.size());
                    for (std::size_t q = first; q < last; ++q)
                        expectSame(found[q - first], alone[q]);
                }
            }
            for (std::size_t q = 0; q < terms.size(); ++q)
                expectSame(
                    index->rankRows({&terms[q], 1}, k, q % 5 == 1 ? some : nullptr, {threads, nullptr}),
                    alone[q]);
        }
    }
    pretendThreadsAreFree(false);
}

TEST_F(CodeIndexTest, OneThreadRanksSmallCollections) {
    EXPECT_EQ(threadsWorth(1 << 20, 1), 1);
    EXPECT_EQ(threadsWorth(0, 8), 1);
    EXPECT_EQ(threadsWorth(4, 8), 1);
    EXPECT_GE(threadsWorth(std::size_t{1} << 30U, 8), 2);
}

TEST_F(CodeIndexTest, ARankingByNothingHasNoRows) {
    std::mt19937 random(6);
    const auto codec = mixedCodec(8);
    const auto index = make({write("a", codec, randomRows(random, 8, 50, 1))}, range(1, 50));
    const auto vector = randomVector(random, 8, 1.0);
    const RankingTerm term{vector, 1.0F};
    const RankingQuery queries[] = {{{}, {}}, {{&term, 1}, {}}, {{}, {}}};
    const auto found = index->rankMany(queries, 5, {2, nullptr});
    ASSERT_EQ(found.size(), 3U);
    EXPECT_TRUE(found[0].empty());
    EXPECT_EQ(found[1].size(), 5U);
    EXPECT_TRUE(found[2].empty());
    EXPECT_TRUE(index->rankMany({}, 5).empty());
}

TEST_F(CodeIndexTest, CountsWhatItReads) {
    std::mt19937 random(7);
    const auto codec = mixedCodec(16);
    const auto index = make({write("a", codec, randomRows(random, 16, 5000, 1))}, range(1, 5000));
    const auto vector = randomVector(random, 16, 1.0);
    const RankingTerm term{vector, 1.0F};
    ScanCounts few, all;
    index->rankRows({&term, 1}, 10, {}, {1, &few});
    index->rankRows({&term, 1}, 5000, {}, {1, &all});
    EXPECT_EQ(few.blocks, (5000U + 127) / 128);
    EXPECT_LE(few.blocksRead, few.blocks);
    EXPECT_GE(few.rowsScored, 10U);
    EXPECT_LT(few.rowsScored, 5000U);
    EXPECT_EQ(all.rowsScored, 5000U);
    EXPECT_EQ(all.bytesRead, static_cast<std::uint64_t>(std::lround(index->meanCodeBytes() * 5000)));
}

TEST_F(CodeIndexTest, BreaksTiesByRisingImage) {
    const auto codec = mixedCodec(2);
    std::vector<SegmentRow> rows;
    for (const ImageId id : {9, 4, 7, 1, 8})
        rows.push_back({id, {0.5F, 0.0F}, 0, 1});
    rows.push_back({5, {0.5F, 0.4F}, 0, 1});
    const auto index = make({write("a", codec, rows)}, range(0, 10));
    const auto hits = index->search(std::vector<float>{1, 0}, 4);
    ASSERT_EQ(hits.size(), 4U);
    const ImageId expected[] = {1, 4, 7, 8};
    for (std::size_t i = 0; i < 4; ++i)
        EXPECT_EQ(hits[i].image, expected[i]);
}

TEST_F(CodeIndexTest, ScoresAllRowsByRisingImage) {
    std::mt19937 random(2);
    const auto codec = mixedCodec(12);
    auto rows = randomRows(random, 12, 30, 1);
    std::shuffle(rows.begin(), rows.end(), random);
    const auto index = make({write("a", codec, rows)}, range(1, 30));
    const auto query = randomVector(random, 12, 1.0);
    const auto scores = index->scoreAll(query);
    ASSERT_EQ(scores.size(), 30U);
    for (const auto& row : rows) {
        const std::size_t i = index->find(row.image);
        ASSERT_EQ(i, static_cast<std::size_t>(row.image - 1));
        Bytes code;
        codec.encode(row.z, code);
        EXPECT_EQ(scores[i], codes::Scorer(codec, query).score(code));
        EXPECT_NEAR(index->threshold(i), row.threshold, 1e-5);
        EXPECT_NEAR(index->density(i), row.density, 1e-5);
    }
}

TEST_F(CodeIndexTest, SkipsWhatIsNotLiveAndLetsTheLastSegmentWin) {
    std::mt19937 random(3);
    const auto codec = mixedCodec(16);
    const auto a = write("a", codec, randomRows(random, 16, 6, 1)); // 1..6
    const auto b = write("b", codec, randomRows(random, 16, 3, 4)); // 4..6 again
    const auto index = make({a, b}, {0, 2, 4, 6, 9});
    ASSERT_EQ(index->size(), 3U);
    EXPECT_EQ(index->rows()[0].image, 2);
    EXPECT_EQ(index->rows()[1].image, 4);
    EXPECT_EQ(index->rows()[2].image, 6);
    EXPECT_EQ(index->code(0).data(), a->code(1).data());
    EXPECT_EQ(index->code(1).data(), b->code(0).data());
    EXPECT_EQ(index->find(2), 0U);
    EXPECT_EQ(index->find(3), index->size());
    EXPECT_EQ(index->find(9), index->size());
    const double bytes = static_cast<double>(a->code(1).size() + b->code(0).size() + b->code(2).size());
    EXPECT_DOUBLE_EQ(index->meanCodeBytes(), bytes / 3);
}

TEST_F(CodeIndexTest, CanBeEmpty) {
    const auto none = make({}, {1, 2});
    EXPECT_EQ(none->size(), 0U);
    EXPECT_FALSE(none->hasCodec());
    EXPECT_TRUE(none->search(std::vector<float>{1}, 5).empty());
    EXPECT_TRUE(none->scoreAll({}).empty());
    EXPECT_EQ(none->meanCodeBytes(), 0.0);
    std::mt19937 random(4);
    const auto dead = make({write("a", mixedCodec(3), randomRows(random, 3, 5, 1))}, {});
    EXPECT_EQ(dead->size(), 0U);
    EXPECT_TRUE(dead->hasCodec());
    EXPECT_TRUE(dead->search(std::vector<float>{1, 0, 0}, 5).empty());
}

TEST_F(CodeIndexTest, RefusesMixedCodecsAndUnsortedImages) {
    const auto a = write("a", mixedCodec(4), {});
    const auto b = write("b", mixedCodec(4, 0.25F), {});
    EXPECT_EQ(CodeIndex::create({a, b}, {}).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(CodeIndex::create({a}, {2, 1}).error().code, ErrorCode::InvalidArgument);
}

TEST_F(CodeIndexTest, KeepsItsSegmentsAlive) {
    std::mt19937 random(5);
    const auto rows = randomRows(random, 8, 4, 1);
    const auto codec = mixedCodec(8);
    auto segment = write("a", codec, rows);
    const auto index = make({segment}, range(1, 4));
    segment.reset();
    std::filesystem::remove(path("a"));
    Bytes code;
    codec.encode(rows[3].z, code);
    EXPECT_TRUE(std::ranges::equal(index->code(3), code));
}

TEST(TopK, KeepsTheBestOfAnyOrder) {
    std::mt19937 random(6);
    for (int i = 0; i < 500; ++i) {
        std::vector<Hit> all;
        const std::size_t count = random() % 40;
        for (std::size_t j = 0; j < count; ++j)
            all.push_back({static_cast<ImageId>(j), static_cast<float>(random() % 5) / 4.0F});
        std::shuffle(all.begin(), all.end(), random);
        const std::size_t k = random() % 12;
        TopK best(k, count);
        for (const auto& hit : all)
            if (best.wouldEnter(hit)) best.add(hit);
        std::sort(all.begin(), all.end(), ranksBefore);
        all.resize(std::min(all.size(), k));
        expectEqual(best.take(), all);
    }
}

} // namespace
} // namespace sparlet::index
