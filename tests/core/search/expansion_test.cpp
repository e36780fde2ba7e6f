#include "search/expansion.h"
#include "search_fixture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>

namespace sparlet::search {
namespace {

using namespace test;

const std::vector<float> kRight{1, 0};

/// Scores of the query (1, 0): 0.6, 0.8, 0, −1, 0.8.
FloatGallery handGallery() {
    return planeGallery({{0.6F, 0.8F}, {0.8F, -0.6F}, {0, 1}, {-1, 0}, {0.8F, 0.6F}});
}

SearchResult run(const Gallery& gallery, const std::vector<float>& query, std::size_t k,
                 const ExpansionOptions& options, const std::function<bool(ImageId)>& accept = {}) {
    auto result = searchExpanded(gallery, query, k, options, accept);
    EXPECT_TRUE(result.ok()) << (result.ok() ? "" : result.error().message);
    return *std::move(result);
}

void expectHits(const std::vector<Hit>& hits, const std::vector<std::pair<ImageId, double>>& expected) {
    ASSERT_EQ(hits.size(), expected.size());
    for (std::size_t i = 0; i < hits.size(); ++i) {
        EXPECT_EQ(hits[i].image, expected[i].first) << "rank " << i;
        EXPECT_NEAR(hits[i].score, expected[i].second, 2e-6) << "rank " << i;
    }
}

TEST(Expansion, NoRoundsIsPlainSearch) {
    const auto result = run(handGallery(), {5, 0}, 4, {});
    expectHits(result.hits, {{2, 0.8}, {5, 0.8}, {1, 0.6}, {3, 0.0}});
    EXPECT_TRUE(result.rounds.empty());
    EXPECT_EQ(result.finalQuery, kRight);
}

TEST(Expansion, TwoRoundsGiveTheHandComputedValues) {
    ExpansionOptions options;
    options.rounds = 2;
    options.topK = 3;
    options.alpha = 2;
    const auto result = run(handGallery(), kRight, 5, options);
    ASSERT_EQ(result.rounds.size(), 2U);

    // (1, 0) + 0.64 (0.8, −0.6) + 0.64 (0.8, 0.6) + 0.36 (0.6, 0.8) = (2.24, 0.288).
    const auto& first = result.rounds[0];
    EXPECT_EQ(first.round, 1);
    ASSERT_EQ(first.members.size(), 3U);
    const ImageId members[] = {2, 5, 1};
    const double weights[] = {0.64, 0.64, 0.36};
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(first.members[i].image, members[i]);
        EXPECT_NEAR(first.members[i].weight, weights[i], 1e-6);
        EXPECT_TRUE(first.members[i].joined);
    }
    EXPECT_NEAR(first.drift, 1 - 2.24 / std::sqrt(2.24 * 2.24 + 0.288 * 0.288), 1e-6);
    EXPECT_EQ(first.overlap, 1.0);
    expectHits(first.top, {{5, 0.8349908}, {2, 0.7584778}, {1, 0.6485594}});

    const auto& second = result.rounds[1];
    ASSERT_EQ(second.members.size(), 3U);
    EXPECT_EQ(second.members[0].image, 5);
    EXPECT_NEAR(second.members[0].weight, 0.6972097, 1e-5);
    EXPECT_NEAR(second.members[1].weight, 0.5752886, 1e-5);
    EXPECT_NEAR(second.members[2].weight, 0.4206293, 1e-5);
    EXPECT_FALSE(second.members[0].joined);
    EXPECT_NEAR(second.drift, 0.0158915, 1e-5);
    expectHits(result.hits,
               {{5, 0.8469138}, {2, 0.7403730}, {1, 0.6662598}, {3, 0.0887840}, {4, -0.9920543}});
    EXPECT_NEAR(result.finalQuery[0], 0.9841085, 1e-5);
    EXPECT_NEAR(result.finalQuery[1], 0.1775680, 1e-5);
}

TEST(Expansion, ImagesThatScoreNothingDoNotJoin) {
    ExpansionOptions options;
    options.rounds = 1;
    options.topK = 5;
    options.alpha = 0; // every member weighs 1, also where 0^0 would be 1
    const auto result = run(handGallery(), kRight, 5, options);
    ASSERT_EQ(result.rounds[0].members.size(), 3U);
    for (const auto& member : result.rounds[0].members)
        EXPECT_EQ(member.weight, 1.0F);
}

TEST(Expansion, ConfirmedImagesWeighOneAndAreEnoughForARound) {
    ExpansionOptions options;
    options.confirmed = {3, 77}; // 77 is not in the gallery
    const auto result = run(handGallery(), kRight, 2, options);
    ASSERT_EQ(result.rounds.size(), 1U);
    ASSERT_EQ(result.rounds[0].members.size(), 1U) << "the top K takes no part without a round";
    EXPECT_EQ(result.rounds[0].members[0].image, 3);
    EXPECT_EQ(result.rounds[0].members[0].weight, 1.0F);
    // (1, 0) + (0, 1): expanded scores 1.4 / √2 for images 1 and 5; S_final = their mean with 0.6 and 0.8.
    EXPECT_NEAR(result.finalQuery[0], std::sqrt(0.5), 1e-6);
    EXPECT_NEAR(result.finalQuery[1], std::sqrt(0.5), 1e-6);
    EXPECT_NEAR(result.rounds[0].drift, 1 - std::sqrt(0.5), 1e-6);
    expectHits(result.hits, {{5, 0.4 + 0.7 / std::sqrt(2)}, {1, 0.3 + 0.7 / std::sqrt(2)}});
}

TEST(Expansion, ConfirmedImagesStayMembersBesideTheTopK) {
    ExpansionOptions options;
    options.rounds = 2;
    options.topK = 2;
    options.alpha = 1;
    options.confirmed = {4, 5};
    const auto result = run(handGallery(), kRight, 5, options);
    for (const auto& round : result.rounds) {
        ASSERT_EQ(round.members.size(), 3U);
        EXPECT_EQ(round.members[0].image, 4);
        EXPECT_EQ(round.members[0].weight, 1.0F);
        EXPECT_EQ(round.members[1].image, 5) << "in the top K too, but counted once and with weight 1";
        EXPECT_EQ(round.members[1].weight, 1.0F);
        EXPECT_LT(round.members[2].weight, 1.0F);
    }
}

TEST(Expansion, RejectedImagesPushAwayAndSink) {
    ExpansionOptions options;
    options.rejected = {5, 3};
    options.gamma = 0;
    const auto result = run(handGallery(), kRight, 5, options);
    ASSERT_EQ(result.rounds.size(), 1U);
    EXPECT_TRUE(result.rounds[0].members.empty());
    // (1, 0) − 0.25 · ((0.8, 0.6) + (0, 1)) / 2 = (0.9, −0.2).
    const double norm = std::sqrt(0.81 + 0.04);
    EXPECT_NEAR(result.finalQuery[0], 0.9 / norm, 1e-6);
    EXPECT_NEAR(result.finalQuery[1], -0.2 / norm, 1e-6);
    expectHits(result.hits, {{2, (0.72 + 0.12) / norm},
                             {1, (0.54 - 0.16) / norm},
                             {4, -0.9 / norm},
                             {5, (0.72 - 0.12) / norm},
                             {3, -0.2 / norm}});
}

TEST(Expansion, RejectedAndExcludedImagesNeverJoin) {
    ExpansionOptions options;
    options.rounds = 3;
    options.topK = 2;
    options.rejected = {2};
    options.excluded = {5};
    const auto result = run(handGallery(), kRight, 10, options);
    EXPECT_EQ(imagesOf(result.hits), (std::vector<ImageId>{1, 3, 4, 2}));
    for (const auto& round : result.rounds)
        for (const auto& member : round.members)
            EXPECT_TRUE(member.image == 1 || member.image == 3);
}

TEST(Expansion, AcceptFiltersWhatIsReturnedButNotWhatExpands) {
    ExpansionOptions options;
    options.rounds = 1;
    options.topK = 3;
    options.alpha = 2;
    const auto all = run(handGallery(), kRight, 5, options);
    const auto odd = run(handGallery(), kRight, 5, options, [](ImageId id) { return id % 2 == 1; });
    EXPECT_EQ(imagesOf(odd.hits), (std::vector<ImageId>{5, 1, 3}));
    EXPECT_EQ(odd.finalQuery, all.finalQuery);
    EXPECT_EQ(odd.rounds[0].members.size(), all.rounds[0].members.size());
    EXPECT_EQ(imagesOf(odd.rounds[0].top), (std::vector<ImageId>{5, 1, 3}));
}

TEST(Expansion, OverlapIsTheShareOfTheTopThatStayed) {
    // Confirming image 3 (up) brings 1 into the top two and drops 2.
    ExpansionOptions options;
    options.confirmed = {3};
    options.topK = 2;
    const auto result = run(handGallery(), kRight, 2, options);
    EXPECT_EQ(imagesOf(result.hits), (std::vector<ImageId>{5, 1}));
    EXPECT_DOUBLE_EQ(result.rounds[0].overlap, 0.5);
}

TEST(Expansion, GammaOneGivesTheInitialRankingAfterAnyRounds) {
    std::mt19937 random(1);
    const auto index = randomIndex(random, 48, 200);
    for (int i = 0; i < 20; ++i) {
        const auto query = randomVector(random, 48);
        const auto plain = run(CodeGallery(*index), query, 200, {});
        const auto search = index->search(query, 200);
        ASSERT_EQ(imagesOf(plain.hits), imagesOf(search));
        for (int rounds = 0; rounds <= kMaxRounds; ++rounds) {
            ExpansionOptions options;
            options.rounds = rounds;
            options.gamma = 1;
            const auto result = run(CodeGallery(*index), query, 200, options);
            ASSERT_EQ(imagesOf(result.hits), imagesOf(plain.hits));
            for (std::size_t r = 0; r < result.hits.size(); ++r)
                ASSERT_EQ(result.hits[r].score, plain.hits[r].score);
            ASSERT_EQ(result.rounds.size(), static_cast<std::size_t>(rounds));
        }
    }
}

/// The formula of the header, straight from decoded codes in double precision.
std::vector<double> naiveScores(const index::CodeIndex& index, const std::vector<float>& query,
                                const ExpansionOptions& options) {
    const auto unit = [](std::vector<double> v) {
        double squares = 0;
        for (const double x : v)
            squares += x * x;
        for (double& x : v)
            x /= std::sqrt(squares);
        return v;
    };
    std::vector<std::vector<double>> rows;
    for (std::size_t i = 0; i < index.size(); ++i) {
        std::vector<float> decoded(query.size());
        index.codec().decode(index.code(i), decoded);
        rows.push_back(unit({decoded.begin(), decoded.end()}));
    }
    const auto scoresOf = [&](const std::vector<double>& q) {
        std::vector<double> scores;
        for (const auto& row : rows) {
            double dot = 0;
            for (std::size_t d = 0; d < q.size(); ++d)
                dot += q[d] * row[d];
            scores.push_back(dot);
        }
        return scores;
    };
    const auto start = unit({query.begin(), query.end()});
    const auto initial = scoresOf(start);
    auto current = initial;
    const auto isIn = [&](const std::vector<ImageId>& list, std::size_t row) {
        return std::find(list.begin(), list.end(), index.rows()[row].image) != list.end();
    };
    for (int round = 0; round < options.rounds; ++round) {
        std::vector<std::size_t> order;
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (!isIn(options.rejected, i)) order.push_back(i);
        std::sort(order.begin(), order.end(), [&](auto a, auto b) { return current[a] > current[b]; });
        order.resize(static_cast<std::size_t>(options.topK));
        auto expanded = start;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            double weight = 0;
            if (std::find(order.begin(), order.end(), i) != order.end())
                weight = std::pow(std::max(current[i], 0.0), static_cast<double>(options.alpha));
            if (isIn(options.confirmed, i)) weight = 1;
            if (isIn(options.rejected, i)) weight = -0.25 / static_cast<double>(options.rejected.size());
            for (std::size_t d = 0; d < expanded.size(); ++d)
                expanded[d] += weight * rows[i][d];
        }
        const auto scores = scoresOf(unit(expanded));
        for (std::size_t i = 0; i < rows.size(); ++i)
            current[i] = options.gamma * initial[i] + (1.0 - options.gamma) * scores[i];
    }
    return current;
}

TEST(Expansion, EqualsTheFormulaOnRandomCodes) {
    std::mt19937 random(2);
    const auto index = randomIndex(random, 64, 150);
    for (int i = 0; i < 60; ++i) {
        ExpansionOptions options;
        options.rounds = 1 + i % 5;
        options.topK = 3 + i % 9;
        options.alpha = static_cast<float>(i % 4);
        options.gamma = static_cast<float>(i % 5) / 4.0F;
        if (i % 3 == 1) options.confirmed = {12, 60};
        if (i % 2 == 1) options.rejected = {15, 16, 90};
        const auto query = randomVector(random, 64);
        const auto expected = naiveScores(*index, query, options);
        const auto scores = scoreExpanded(CodeGallery(*index), query, options);
        ASSERT_TRUE(scores.ok());
        ASSERT_EQ(scores->size(), expected.size());
        for (std::size_t row = 0; row < expected.size(); ++row)
            ASSERT_NEAR((*scores)[row], expected[row], 5e-6) << "case " << i;
        const auto result = run(CodeGallery(*index), query, 150, options);
        for (const auto& hit : result.hits)
            ASSERT_EQ(hit.score, (*scores)[index->find(hit.image)]);
    }
}

void expectSame(const SearchResult& a, const SearchResult& b) {
    ASSERT_EQ(imagesOf(a.hits), imagesOf(b.hits));
    for (std::size_t i = 0; i < a.hits.size(); ++i)
        ASSERT_EQ(a.hits[i].score, b.hits[i].score);
    EXPECT_EQ(a.finalQuery, b.finalQuery);
    ASSERT_EQ(a.rounds.size(), b.rounds.size());
    for (std::size_t i = 0; i < a.rounds.size(); ++i) {
        EXPECT_EQ(a.rounds[i].overlap, b.rounds[i].overlap);
        EXPECT_EQ(a.rounds[i].drift, b.rounds[i].drift);
        EXPECT_EQ(imagesOf(a.rounds[i].top), imagesOf(b.rounds[i].top));
        ASSERT_EQ(a.rounds[i].members.size(), b.rounds[i].members.size());
        for (std::size_t m = 0; m < a.rounds[i].members.size(); ++m) {
            EXPECT_EQ(a.rounds[i].members[m].image, b.rounds[i].members[m].image);
            EXPECT_EQ(a.rounds[i].members[m].weight, b.rounds[i].members[m].weight);
            EXPECT_EQ(a.rounds[i].members[m].joined, b.rounds[i].members[m].joined);
        }
    }
}

TEST(Expansion, ManyQueriesFindWhatEachFindsAlone) {
    std::mt19937 random(5);
    const auto index = randomIndex(random, 48, 2500);
    for (int i = 0; i < 8; ++i) {
        ExpansionOptions options;
        options.rounds = i % 4;
        options.threads = 1 + i % 3;
        if (i % 3 == 1) options.confirmed = {12, 60};
        if (i % 2 == 1) options.rejected = {15, 16, 90};
        if (i > 4) options.excluded = {20};
        std::vector<std::vector<float>> queries;
        for (int q = 0; q < 35; ++q)
            queries.push_back(randomVector(random, 48));
        const auto together = searchMany(*index, queries, 40, options);
        ASSERT_TRUE(together.ok());
        ASSERT_EQ(together->size(), queries.size());
        for (std::size_t q = 0; q < queries.size(); ++q)
            expectSame((*together)[q], *searchExpanded(*index, queries[q], 40, options));
    }
}

TEST(Expansion, KnowingTheFewThatAFilterLetsThroughChangesNoResult) {
    std::mt19937 random(6);
    const auto index = randomIndex(random, 48, 2500);
    for (int i = 0; i < 24; ++i) {
        ExpansionOptions options;
        options.rounds = i % 4;
        options.threads = 1 + i % 2;
        if (i % 3 == 1) options.confirmed = {12, 60};
        if (i % 2 == 1) options.rejected = {15, 16, 90};
        if (i > 12) options.excluded = {20};
        std::vector<ImageId> few;
        for (const auto& row : index->rows())
            if (row.image == 15 || row.image == 20 || random() % 40 == 0) few.push_back(row.image);
        if (i % 5 == 4) few.clear();
        const auto accept = [&](ImageId image) { return std::binary_search(few.begin(), few.end(), image); };
        const auto query = randomVector(random, 48);
        const auto expected = *searchExpanded(*index, query, 30, options, accept);
        options.few = few;
        options.few->push_back(1 << 20); // not in the index
        expectSame(*searchExpanded(*index, query, 30, options, accept), expected);
    }
}

TEST(Expansion, ManyQueriesNameABadOneAndAnEmptyIndexHasNoHits) {
    std::mt19937 random(6);
    const auto index = randomIndex(random, 4, 30);
    const std::vector<std::vector<float>> bad = {randomVector(random, 4), {0, 0, 0, 0}};
    EXPECT_EQ(searchMany(*index, bad, 5, {}).error().code, ErrorCode::InvalidArgument);
    EXPECT_TRUE(searchMany(*index, {}, 5, {})->empty());
    const auto empty = *index::CodeIndex::create({}, {});
    const auto found = searchMany(*empty, std::span(bad).first(1), 5, {});
    ASSERT_TRUE(found.ok());
    ASSERT_EQ(found->size(), 1U);
    EXPECT_TRUE(found->front().hits.empty());
}

TEST(Expansion, IsDeterministicWhateverTheOrderOfTheFeedback) {
    std::mt19937 random(3);
    const auto index = randomIndex(random, 32, 100);
    const auto query = randomVector(random, 32);
    ExpansionOptions a;
    a.rounds = 2;
    a.confirmed = {20, 30, 40, 50};
    a.rejected = {60, 70, 80, 90};
    auto b = a;
    std::reverse(b.confirmed.begin(), b.confirmed.end());
    std::reverse(b.rejected.begin(), b.rejected.end());
    const auto first = run(CodeGallery(*index), query, 100, a);
    const auto second = run(CodeGallery(*index), query, 100, b);
    EXPECT_EQ(first.finalQuery, second.finalQuery);
    ASSERT_EQ(imagesOf(first.hits), imagesOf(second.hits));
    for (std::size_t i = 0; i < first.hits.size(); ++i)
        EXPECT_EQ(first.hits[i].score, second.hits[i].score);
}

TEST(Expansion, RefusesOptionsOutOfRange) {
    const auto gallery = handGallery();
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const auto refused = [&](const std::function<void(ExpansionOptions&)>& change,
                             const std::vector<float>& query = kRight) {
        ExpansionOptions options;
        change(options);
        const auto result = searchExpanded(gallery, query, 5, options);
        const auto scores = scoreExpanded(gallery, query, options);
        return !result.ok() && !scores.ok() && result.error().code == ErrorCode::InvalidArgument;
    };
    EXPECT_FALSE(refused([](ExpansionOptions&) {}));
    EXPECT_TRUE(refused([](ExpansionOptions& o) { o.rounds = -1; }));
    EXPECT_TRUE(refused([](ExpansionOptions& o) { o.rounds = 6; }));
    EXPECT_TRUE(refused([](ExpansionOptions& o) { o.topK = -1; }));
    EXPECT_TRUE(refused([](ExpansionOptions& o) { o.topK = 1001; }));
    EXPECT_TRUE(refused([](ExpansionOptions& o) { o.gamma = 1.1F; }));
    EXPECT_TRUE(refused([&](ExpansionOptions& o) { o.gamma = nan; }));
    EXPECT_TRUE(refused([](ExpansionOptions& o) { o.alpha = -1; }));
    EXPECT_TRUE(refused([&](ExpansionOptions& o) { o.alpha = nan; }));
    EXPECT_TRUE(refused([](ExpansionOptions& o) { o.confirmed = o.rejected = {2}; }));
    EXPECT_TRUE(refused([](ExpansionOptions&) {}, {1, 0, 0}));
    EXPECT_TRUE(refused([](ExpansionOptions&) {}, {0, 0}));
    EXPECT_TRUE(refused([&](ExpansionOptions&) {}, {nan, 0}));
}

TEST(Expansion, OfAnEmptyIndexFindsNothing) {
    const auto empty = index::CodeIndex::create({}, {});
    ASSERT_TRUE(empty.ok());
    ExpansionOptions options;
    options.rounds = 2;
    const auto result = searchExpanded(**empty, kRight, 5, options);
    ASSERT_TRUE(result.ok());
    EXPECT_TRUE(result->hits.empty());
    EXPECT_EQ(result->finalQuery, kRight);
}

} // namespace
} // namespace sparlet::search
