#include "engine_fixture.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sparlet::engine {
namespace {

using Source = QueryPart::Source;

class QueryTest : public EngineTest {
protected:
    QueryTest() {
        addClasses(6);
        index();
    }

    std::string file(const std::string& name) const { return (pictures() / name).string(); }

    QueryRequest request(std::vector<QueryPart> parts) const {
        QueryRequest out;
        out.collection = "c";
        out.parts = std::move(parts);
        out.rounds = 0;
        out.top = 100;
        return out;
    }

    QueryReport ask(const QueryRequest& query) {
        auto report = workspace().query(query, {});
        EXPECT_TRUE(report.ok()) << report.error().message;
        return report.ok() ? *report : QueryReport{};
    }

    std::vector<double> decoded(const CodeReport& report, bool quantized = true) const {
        std::vector<double> vector(static_cast<std::size_t>(report.dimensions), 0.0);
        for (const auto& entry : report.entries) {
            const float value = quantized ? entry.quantized : entry.value;
            vector[static_cast<std::size_t>(entry.dimension)] = static_cast<double>(value);
        }
        return vector;
    }
};

QueryPart part(Source source, const std::string& value, float weight = 1.0F) {
    QueryPart out;
    out.source = source;
    out.value = value;
    out.weight = weight;
    return out;
}

double cosine(const std::vector<double>& a, const std::vector<double>& b) {
    const double dot = std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
    const double lengths = std::sqrt(std::inner_product(a.begin(), a.end(), a.begin(), 0.0) *
                                     std::inner_product(b.begin(), b.end(), b.begin(), 0.0));
    return lengths > 0 ? dot / lengths : 0;
}

TEST_F(QueryTest, ScoresAreCosinesOfDecodedCodes) {
    const auto report = ask(request({part(Source::Indexed, file("red/2.bmp"))}));
    ASSERT_EQ(report.results.size(), 18U);
    EXPECT_NEAR(report.results[0].score, 1.0, 1e-5); // itself, or another picture of the same code
    const auto query = decoded(*workspace().inspectIndexed("c", file("red/2.bmp")));
    float last = 2;
    for (std::size_t i = 0; i < report.results.size(); ++i) {
        const auto& result = report.results[i];
        EXPECT_EQ(result.rank, static_cast<int>(i) + 1);
        EXPECT_EQ(result.rankBefore, result.rank);
        EXPECT_LE(result.score, last);
        last = result.score;
        const auto code = decoded(*workspace().inspectIndexed("c", result.image.path));
        EXPECT_NEAR(result.score, cosine(query, code), 1e-4) << result.image.path;
    }
    EXPECT_TRUE(report.expansion.empty());
}

TEST_F(QueryTest, FileOfTheCollectionScoresHigh) {
    const auto report = ask(request({part(Source::File, file("blue/3.bmp"))}));
    const auto self = std::find_if(report.results.begin(), report.results.end(), [&](const auto& result) {
        return result.image.path == file("blue/3.bmp");
    });
    ASSERT_NE(self, report.results.end());
    EXPECT_GT(self->score, 0.95F); // not 1: the query is not quantised
    EXPECT_EQ(self->image.label, "blue");
    EXPECT_EQ(report.model, "tiny");
    EXPECT_GE(report.totalMs, report.searchMs);
}

TEST_F(QueryTest, TopLimitsTheResults) {
    auto query = request({part(Source::File, file("blue/3.bmp"))});
    query.top = 4;
    EXPECT_EQ(ask(query).results.size(), 4U);
}

TEST_F(QueryTest, PastedPixelsAreLikeTheFile) {
    QueryPart pasted;
    pasted.source = Source::Pixels;
    pasted.pixels = *image::load(file("green/1.bmp"));
    const auto a = ask(request({pasted}));
    const auto b = ask(request({part(Source::File, file("green/1.bmp"))}));
    ASSERT_EQ(a.results.size(), b.results.size());
    for (std::size_t i = 0; i < a.results.size(); ++i) {
        EXPECT_EQ(a.results[i].image.path, b.results[i].image.path);
        EXPECT_EQ(a.results[i].score, b.results[i].score);
    }
}

TEST_F(QueryTest, CropOfTheWholePictureIsThePicture) {
    auto whole = part(Source::File, file("red/0.bmp"));
    const auto plain = ask(request({whole}));
    whole.crop = std::array{0, 0, 48, 40};
    EXPECT_EQ(ask(request({whole})).results[0].score, plain.results[0].score);
    whole.crop = std::array{4, 4, 10, 10};
    EXPECT_LT(ask(request({whole})).results[0].score, 1.0F);
    whole.crop = std::array{100, 100, 10, 10};
    EXPECT_FALSE(workspace().query(request({whole}), {}).ok());
    auto indexed = part(Source::Indexed, file("red/0.bmp"));
    indexed.crop = std::array{0, 0, 48, 40};
    EXPECT_EQ(ask(request({indexed})).results[0].score, plain.results[0].score);
}

TEST_F(QueryTest, NegativePartPushesAway) {
    const auto plain = ask(request({part(Source::Indexed, file("red/0.bmp"))}));
    const auto pushed = ask(request(
        {part(Source::Indexed, file("red/0.bmp")), part(Source::Indexed, file("blue/0.bmp"), -0.5F)}));
    const auto scoreOf = [](const QueryReport& report, const std::string& path) {
        for (const auto& result : report.results) {
            if (result.image.path == path) return result.score;
        }
        return 0.0F;
    };
    EXPECT_LT(scoreOf(pushed, file("blue/0.bmp")), scoreOf(plain, file("blue/0.bmp")));
}

TEST_F(QueryTest, PartsThatCancelOutAreRefused) {
    const auto report = workspace().query(
        request({part(Source::Indexed, file("red/0.bmp")), part(Source::Indexed, file("red/0.bmp"), -1.0F)}),
        {});
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::InvalidArgument);
    EXPECT_FALSE(workspace().query(request({}), {}).ok());
}

TEST_F(QueryTest, ExpansionReportsItsMembersAndMoves) {
    auto query = request({part(Source::File, file("red/0.bmp"))});
    query.rounds = 2;
    query.gamma = 0.3F;
    const auto report = ask(query);
    EXPECT_EQ(report.rounds, 2);
    EXPECT_FLOAT_EQ(report.gamma, 0.3F);
    ASSERT_EQ(report.expansion.size(), 2U);
    EXPECT_EQ(report.expansion[1].round, 2);
    for (const auto& use : report.expansion[0].used) {
        EXPECT_TRUE(use.joined);
        EXPECT_GT(use.weight, 0.0F);
    }
    query.rounds = 0;
    const auto before = ask(query);
    for (const auto& result : report.results) {
        const auto& old = before.results[static_cast<std::size_t>(result.rankBefore) - 1];
        EXPECT_EQ(old.image.id, result.image.id);
    }
}

TEST_F(QueryTest, RejectedResultSinks) {
    auto query = request({part(Source::File, file("red/0.bmp"))});
    const auto plain = ask(query);
    query.rejected = {plain.results[0].image.id};
    query.confirmed = {plain.results[3].image.id};
    const auto moved = ask(query);
    EXPECT_EQ(moved.results.back().image.id, plain.results[0].image.id);
    ASSERT_FALSE(moved.expansion.empty());
    EXPECT_EQ(moved.expansion[0].used.front().image.id, plain.results[3].image.id);
}

TEST_F(QueryTest, TextFindsThroughTheSameSpace) {
    const auto report = ask(request({part(Source::Text, "a photo of red qqzzx")}));
    EXPECT_EQ(report.results.size(), 18U);
    EXPECT_EQ(report.unknownWords, (std::vector<std::string>{"qqzzx"}));
    const auto nothing = workspace().query(request({part(Source::Text, "qqzzx")}), {});
    ASSERT_FALSE(nothing.ok());
    EXPECT_NE(nothing.error().message.find("qqzzx"), std::string::npos);
}

TEST_F(QueryTest, ErrorsNameWhatIsWrong) {
    const auto missing = workspace().query(request({part(Source::File, file("none.bmp"))}), {});
    ASSERT_FALSE(missing.ok());
    EXPECT_NE(missing.error().message.find("none.bmp"), std::string::npos);
    const auto notIndexed = workspace().query(request({part(Source::Indexed, "/x/y.bmp")}), {});
    ASSERT_FALSE(notIndexed.ok());
    EXPECT_EQ(notIndexed.error().code, ErrorCode::NotFound);
    auto other = request({part(Source::Text, "red")});
    other.collection = "nope";
    const auto noCollection = workspace().query(other, {});
    ASSERT_FALSE(noCollection.ok());
    EXPECT_NE(noCollection.error().message.find("nope"), std::string::npos);
}

TEST_F(QueryTest, CancelledBeforeItBegins) {
    const CancelToken cancel;
    cancel.cancel();
    const auto report = workspace().query(request({part(Source::File, file("red/0.bmp"))}), cancel);
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::Cancelled);
}

TEST_F(QueryTest, InspectedFileHasTheStoredCode) {
    const auto stored = *workspace().inspectIndexed("c", file("green/4.bmp"));
    const auto fresh = *workspace().inspectFile("tiny", file("green/4.bmp"));
    EXPECT_EQ(stored.path, file("green/4.bmp"));
    EXPECT_EQ(stored.bytes, fresh.bytes);
    EXPECT_EQ(stored.active, fresh.active);
    ASSERT_EQ(stored.entries.size(), fresh.entries.size());
    std::size_t levelBits = 0;
    for (std::size_t i = 0; i < stored.entries.size(); ++i) {
        EXPECT_EQ(stored.entries[i].dimension, fresh.entries[i].dimension);
        EXPECT_EQ(stored.entries[i].quantized, fresh.entries[i].quantized);
        EXPECT_EQ(stored.entries[i].value, stored.entries[i].quantized);
        levelBits += static_cast<std::size_t>(stored.entries[i].bits);
    }
    EXPECT_EQ(stored.bytes, 4 + (levelBits + 7) / 8); // 32 dimensions: a mask of 4 bytes
    EXPECT_NEAR(stored.threshold, fresh.threshold, 1e-4);
    EXPECT_NEAR(stored.density, fresh.density, 1e-4);
    EXPECT_TRUE(stored.embedding.empty());
    EXPECT_NEAR(
        std::inner_product(fresh.embedding.begin(), fresh.embedding.end(), fresh.embedding.begin(), 0.0), 1.0,
        1e-4);
}

TEST_F(QueryTest, ExplanationSumsToTheScore) {
    ExplainRequest explain{"c", part(Source::File, file("red/0.bmp")), file("red/1.bmp")};
    const auto report = workspace().explain(explain);
    ASSERT_TRUE(report.ok()) << report.error().message;
    const auto ranking = ask(request({part(Source::File, file("red/0.bmp"))}));
    for (const auto& result : ranking.results) {
        if (result.image.path != file("red/1.bmp")) continue;
        EXPECT_NEAR(result.score, report->score, 1e-4);
    }
    double sum = 0;
    for (const auto& one : report->contributions) {
        EXPECT_NEAR(one.product, one.query * one.result, 1e-6);
        sum += static_cast<double>(one.product);
    }
    EXPECT_NEAR(sum, report->score, 1e-5);
}

TEST_F(QueryTest, StatisticsAreThoseOfTheSingleCodes) {
    const auto statistics = *workspace().statistics("c");
    EXPECT_EQ(statistics.images, 18);
    EXPECT_EQ(statistics.dimensions, 32);
    ASSERT_EQ(statistics.densities.size(), 18U);
    EXPECT_TRUE(std::is_sorted(statistics.densities.begin(), statistics.densities.end()));
    std::vector<double> used(32, 0.0);
    double active = 0;
    double bytes = 0;
    for (const auto& image : (*workspace().collection("c"))->images) {
        const auto code = *workspace().inspectIndexed("c", image.path);
        for (const auto& entry : code.entries)
            used[static_cast<std::size_t>(entry.dimension)] += 1;
        active += code.active;
        bytes += static_cast<double>(code.bytes);
        EXPECT_EQ(code.bits, statistics.bits);
    }
    for (std::size_t d = 0; d < 32; ++d)
        EXPECT_NEAR(statistics.activity[d], used[d] / 18, 1e-9);
    EXPECT_NEAR(statistics.meanDensity, active / (18 * 32), 1e-9);
    EXPECT_NEAR(statistics.bytesPerImage, bytes / 18, 1e-9);
}

} // namespace
} // namespace sparlet::engine
