#include "eval/protocol.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <limits>
#include <mutex>
#include <random>
#include <set>
#include <stdexcept>

namespace sparlet::eval {
namespace {

using Indices = std::vector<std::uint32_t>;
using Names = std::vector<std::string>;

Result<RetrievalScores> evaluateOn(const Protocol& protocol, const Names& labels, const ScoreFunction& score,
                                   int threads = 1, const ProgressCallback& progress = {},
                                   const CancelToken& cancel = {}) {
    EvaluationOptions options;
    options.threads = threads;
    options.curves = true;
    return evaluate(protocol, labels, score, options, progress, cancel);
}

TEST(Cifar10Protocol, TakesEveryFifthOfEachClassInNameOrder) {
    // Class b in reverse name order, class a between; indices in name order: b 7 6 4 3 1 0, a 2 5.
    const Names names{"6", "5", "x1", "4", "3", "x2", "2", "1"};
    const Names labels{"b", "b", "a", "b", "b", "a", "b", "b"};
    const auto protocol = cifar10Protocol(names, labels);
    ASSERT_TRUE(protocol.ok());
    EXPECT_EQ(protocol->queries, (Indices{0, 2, 7})); // names "1" and "6" of b, "x1" of a
    EXPECT_EQ(protocol->gallery, (Indices{1, 3, 4, 5, 6}));
    EXPECT_EQ(protocol->name, "cifar10");
}

TEST(Cifar10Protocol, SplitsTenThousandIntoTwoAndEight) {
    Names names, labels;
    for (int c = 0; c < 10; ++c)
        for (int i = 0; i < 1000; ++i) {
            const std::string number = std::to_string(10000 + i).substr(1);
            names.push_back("class" + std::to_string(c) + "/" + number + ".jpg");
            labels.push_back("class" + std::to_string(c));
        }
    const auto protocol = cifar10Protocol(names, labels);
    ASSERT_TRUE(protocol.ok());
    EXPECT_EQ(protocol->queries.size(), 2000U);
    EXPECT_EQ(protocol->gallery.size(), 8000U);
    for (const auto i : protocol->queries)
        EXPECT_EQ(i % 5, 0U);
    std::set<std::uint32_t> all(protocol->queries.begin(), protocol->queries.end());
    all.insert(protocol->gallery.begin(), protocol->gallery.end());
    EXPECT_EQ(all.size(), 10000U);
}

TEST(Cifar10Protocol, RefusesWhatLeavesNoGallery) {
    EXPECT_FALSE(cifar10Protocol({}, {}).ok());
    EXPECT_FALSE(cifar10Protocol(Names{"a"}, Names{"x"}).ok());
    EXPECT_FALSE(cifar10Protocol(Names{"a", "b"}, Names{"x"}).ok());
}

TEST(FolderProtocol, MakesEveryImageAQueryAgainstAll) {
    const auto protocol = folderProtocol(3);
    ASSERT_TRUE(protocol.ok());
    EXPECT_EQ(protocol->queries, (Indices{0, 1, 2}));
    EXPECT_EQ(protocol->gallery, (Indices{0, 1, 2}));
    EXPECT_FALSE(folderProtocol(1).ok());
    EXPECT_FALSE(folderProtocol(0).ok());
}

TEST(MarkedProtocol, TakesTheMarks) {
    const std::vector<std::uint8_t> query{1, 0, 1, 0}, gallery{0, 1, 1, 0}, none{0, 0, 0, 0}, one{0, 1, 0, 0};
    const auto protocol = markedProtocol("csv", query, gallery);
    ASSERT_TRUE(protocol.ok());
    EXPECT_EQ(protocol->queries, (Indices{0, 2}));
    EXPECT_EQ(protocol->gallery, (Indices{1, 2}));
    EXPECT_FALSE(markedProtocol("csv", none, gallery).ok());
    EXPECT_FALSE(markedProtocol("csv", query, none).ok());
    EXPECT_FALSE(markedProtocol("csv", one, one).ok()); // its own picture is all there is
}

TEST(Evaluate, RanksScoresThatAreNoNumbersLastAndSaysSo) {
    const Names labels{"x", "y", "x", "x"};
    const auto protocol = folderProtocol(4);
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const auto result =
        evaluateOn(*protocol, labels, [&](std::uint32_t query, std::size_t, std::span<float> s) {
            for (std::size_t i = 0; i < s.size(); ++i)
                s[i] = query == 0 && i == 2 ? nan : static_cast<float>(i);
            s[query] = nan; // its own, which counts nowhere
            return Status();
        });
    ASSERT_TRUE(result.ok());
    EXPECT_EQ(result->queriesWithoutScores, 1U);
    EXPECT_DOUBLE_EQ(result->averagePrecision[0], (1.0 + 2.0 / 3) / 2); // 3 (x), 1 (y), 2 (x)
    EXPECT_NE(result->convention.find("not a number ranked last, in 1 queries"), std::string::npos);
}

TEST(Evaluate, GivesHandComputedMeans) {
    // Gallery 2..6 labelled x y x x y; query 0 (x) sees them in order, query 1 (y) all tied.
    const Names labels{"x", "y", "x", "y", "x", "x", "y"};
    Protocol protocol{"cifar10", {0, 1}, {2, 3, 4, 5, 6}};
    const auto result =
        evaluateOn(protocol, labels, [](std::uint32_t query, std::size_t, std::span<float> s) {
            for (std::size_t i = 0; i < s.size(); ++i)
                s[i] = query == 0 ? -static_cast<float>(i) : 0.25F;
            return Status();
        });
    ASSERT_TRUE(result.ok());
    const double first = (1.0 + 2.0 / 3 + 3.0 / 4) / 3; // x y x x y
    const double second = (1.0 / 2 + 2.0 / 5) / 2;      // the same order, relevant are y
    ASSERT_EQ(result->averagePrecision.size(), 2U);
    EXPECT_DOUBLE_EQ(result->averagePrecision[0], first);
    EXPECT_DOUBLE_EQ(result->averagePrecision[1], second);
    EXPECT_DOUBLE_EQ(result->map, (first + second) / 2);
    EXPECT_DOUBLE_EQ(result->pAt1, 0.5);
    EXPECT_DOUBLE_EQ(result->pAt5, 0.5);
    EXPECT_DOUBLE_EQ(result->pAt10, 0.25);
    EXPECT_EQ(result->queries, 2U);
    EXPECT_EQ(result->gallery, 5U);
    EXPECT_EQ(result->convention, kConvention);
}

TEST(Evaluate, LeavesTheQueryItselfOut) {
    // The query scores itself highest; were it counted, P@1 would be 1 for a class of its own.
    const Names labels{"a", "b", "a"};
    const auto protocol = folderProtocol(3);
    const auto result =
        evaluateOn(*protocol, labels, [](std::uint32_t query, std::size_t, std::span<float> s) {
            for (std::size_t i = 0; i < s.size(); ++i)
                s[i] = i == query ? 1.0F : i == 1 ? 0.5F : 0.1F;
            return Status();
        });
    ASSERT_TRUE(result.ok());
    EXPECT_DOUBLE_EQ(result->map, 0.5); // a: wrong, right. b has no relevant image.
    EXPECT_DOUBLE_EQ(result->pAt1, 0.0);
    EXPECT_EQ(result->gallery, 2U);
    EXPECT_EQ(result->queriesWithoutRelevant, 1U);
    EXPECT_EQ(result->averagePrecision, (std::vector<double>{0.5, 0.0, 0.5}));
    EXPECT_NE(result->convention.find("1 queries without a relevant image"), std::string::npos);
}

TEST(Evaluate, DoesNotDependOnTheNumberOfThreads) {
    std::mt19937 random(1);
    Names labels;
    for (int i = 0; i < 120; ++i)
        labels.push_back(std::to_string(random() % 7));
    const auto protocol = folderProtocol(labels.size());
    const ScoreFunction score = [](std::uint32_t query, std::size_t, std::span<float> s) {
        std::mt19937 own(query);
        for (auto& v : s)
            v = static_cast<float>(own() % 50);
        return Status();
    };
    const auto one = evaluateOn(*protocol, labels, score, 1);
    ASSERT_TRUE(one.ok());
    for (const int threads : {0, 2, 5, 500}) {
        const auto many = evaluateOn(*protocol, labels, score, threads);
        ASSERT_TRUE(many.ok());
        EXPECT_EQ(many->averagePrecision, one->averagePrecision);
        EXPECT_EQ(many->map, one->map);
        EXPECT_EQ(many->pAt10, one->pAt10);
        EXPECT_EQ(many->precisionRecall, one->precisionRecall);
        EXPECT_EQ(many->precisionAt, one->precisionAt);
    }
}

TEST(Evaluate, GivesEveryThreadItsOwnWorkerNumber) {
    const Names labels(200, "a");
    const auto protocol = folderProtocol(labels.size());
    std::array<std::atomic<int>, 4> busy{};
    std::atomic<bool> shared{false};
    const auto result = evaluateOn(
        *protocol, labels,
        [&](std::uint32_t, std::size_t worker, std::span<float> s) {
            if (worker >= busy.size() || busy[worker].fetch_add(1) != 0) shared = true;
            for (auto& v : s)
                v = std::sqrt(static_cast<float>(&v - s.data()));
            busy[worker].fetch_sub(1);
            return Status();
        },
        4);
    ASSERT_TRUE(result.ok());
    EXPECT_FALSE(shared.load());
    EXPECT_DOUBLE_EQ(result->map, 1.0);
}

TEST(Evaluate, ReportsProgressToTheEnd) {
    const Names labels(50, "a");
    const auto protocol = folderProtocol(labels.size());
    std::vector<std::uint64_t> done;
    const auto result = evaluateOn(
        *protocol, labels, [](std::uint32_t, std::size_t, std::span<float>) { return Status(); }, 3,
        [&](const Progress& p) {
            EXPECT_EQ(p.total, 50U);
            done.push_back(p.done);
        });
    ASSERT_TRUE(result.ok());
    ASSERT_FALSE(done.empty());
    EXPECT_TRUE(std::is_sorted(done.begin(), done.end()));
    EXPECT_EQ(done.back(), 50U);
}

TEST(Evaluate, StopsWhenCancelled) {
    const Names labels(1000, "a");
    const auto protocol = folderProtocol(labels.size());
    const CancelToken cancel;
    std::atomic<int> calls{0};
    const auto result = evaluateOn(
        *protocol, labels,
        [&](std::uint32_t, std::size_t, std::span<float>) {
            if (++calls == 5) cancel.cancel();
            return Status();
        },
        2, {}, cancel);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::Cancelled);
    EXPECT_LE(calls.load(), 7);
}

TEST(Evaluate, HandsOnErrorsAndExceptions) {
    const Names labels(40, "a");
    const auto protocol = folderProtocol(labels.size());
    for (const int threads : {1, 3}) {
        const auto failed = evaluateOn(
            *protocol, labels,
            [](std::uint32_t query, std::size_t, std::span<float>) {
                return query == 7 ? Status(Error{ErrorCode::Io, "It broke."}) : Status();
            },
            threads);
        ASSERT_FALSE(failed.ok());
        EXPECT_EQ(failed.error().code, ErrorCode::Io);
        const auto thrown = evaluateOn(
            *protocol, labels,
            [](std::uint32_t query, std::size_t, std::span<float>) -> Status {
                if (query == 3) throw std::runtime_error("bad day");
                return {};
            },
            threads);
        ASSERT_FALSE(thrown.ok());
        EXPECT_EQ(thrown.error().code, ErrorCode::Internal);
        EXPECT_NE(thrown.error().message.find("bad day"), std::string::npos);
    }
}

TEST(Evaluate, RefusesProtocolsThatDoNotFit) {
    const ScoreFunction score = [](std::uint32_t, std::size_t, std::span<float>) { return Status(); };
    EXPECT_FALSE(evaluateOn({"x", {}, {0}}, {"a"}, score).ok());
    EXPECT_FALSE(evaluateOn({"x", {0}, {}}, {"a"}, score).ok());
    EXPECT_FALSE(evaluateOn({"x", {0}, {1}}, {"a"}, score).ok());
    EXPECT_FALSE(evaluateOn({"x", {1}, {0}}, {"a"}, score).ok());
}

} // namespace
} // namespace sparlet::eval
