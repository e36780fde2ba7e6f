#include "engine_fixture.h"

#include <algorithm>
#include <numeric>

namespace sparlet::engine {
namespace {

namespace fs = std::filesystem;

class EvaluateTest : public EngineTest {
protected:
    EvaluateRequest request() const {
        EvaluateRequest out;
        out.model = "tiny";
        out.data = pictures().string();
        out.rounds = 0;
        out.timing = false;
        return out;
    }
};

/// mAP of the folder protocol from embeddings alone, written down once more.
double expectedMap(Workspace& workspace, const std::vector<std::string>& files,
                   const std::vector<std::string>& labels) {
    std::vector<std::vector<float>> embeddings;
    for (const auto& file : files)
        embeddings.push_back(workspace.inspectFile("tiny", file)->embedding);
    double sum = 0;
    for (std::size_t query = 0; query < files.size(); ++query) {
        std::vector<std::pair<double, std::size_t>> ranking;
        for (std::size_t other = 0; other < files.size(); ++other) {
            if (other == query) continue;
            const double score = std::inner_product(embeddings[query].begin(), embeddings[query].end(),
                                                    embeddings[other].begin(), 0.0);
            ranking.emplace_back(-score, other);
        }
        std::sort(ranking.begin(), ranking.end());
        double hits = 0;
        double precision = 0;
        for (std::size_t k = 0; k < ranking.size(); ++k) {
            if (labels[ranking[k].second] != labels[query]) continue;
            hits += 1;
            precision += hits / static_cast<double>(k + 1);
        }
        sum += precision / hits;
    }
    return sum / static_cast<double>(files.size());
}

TEST_F(EvaluateTest, FloatMapIsTheOneComputedByHand) {
    std::vector<std::string> files, labels;
    unsigned seed = 1;
    for (const std::string label : {"blue", "green", "red"}) {
        for (int i = 0; i < 5; ++i) {
            const std::string name = label + "/" + std::to_string(i) + ".bmp";
            addPicture(name, seed,
                       {static_cast<std::uint8_t>(37 * seed), static_cast<std::uint8_t>(91 * seed),
                        static_cast<std::uint8_t>(153 * seed)});
            files.push_back((pictures() / name).string());
            labels.push_back(label);
            ++seed;
        }
    }
    const double expected = expectedMap(workspace(), files, labels);
    auto wanted = request();
    wanted.floatEmbedding = true;
    const auto report = workspace().evaluate(wanted, {}, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_NEAR(report->map, expected, 1e-6);
    EXPECT_NEAR(report->mapFloat, expected, 1e-6);
    EXPECT_EQ(report->queries, 15);
    EXPECT_EQ(report->gallery, 14);
    EXPECT_EQ(report->queryPaths, files);
    EXPECT_NEAR(std::accumulate(report->averagePrecision.begin(), report->averagePrecision.end(), 0.0) / 15,
                expected, 1e-6);
}

TEST_F(EvaluateTest, CodesAreMeasuredAsStored) {
    addClasses(6);
    index();
    const auto statistics = *workspace().statistics("c");
    const auto report = workspace().evaluate(request(), {}, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->protocol, "folder");
    EXPECT_EQ(report->map, report->mapWithoutExpansion);
    EXPECT_GT(report->map, 0.3);
    EXPECT_NEAR(report->bytesPerImage, statistics.bytesPerImage, 1e-9);
    EXPECT_NEAR(report->density, statistics.meanDensity, 1e-9);
    EXPECT_NEAR(report->meanBits, statistics.meanBits, 1e-9);
    EXPECT_GT(report->parameters, 100000);
    EXPECT_GT(report->peakMemoryBytes, 50U << 20U);
    EXPECT_NE(report->convention.find("ties by gallery order"), std::string::npos);
    auto expanded = request();
    expanded.rounds = 1;
    const auto with = workspace().evaluate(expanded, {}, {});
    EXPECT_EQ(with->mapWithoutExpansion, report->map);
}

TEST_F(EvaluateTest, CifarProtocolTakesEveryFifthAsQuery) {
    for (const std::string label : {"cat", "dog"}) {
        for (unsigned i = 0; i < 11; ++i) {
            addPicture("test/" + label + "/" + std::to_string(1000 + i) + ".bmp",
                       i + (label == "cat" ? 0 : 50), label == "cat" ? test::kRed : test::kBlue);
        }
    }
    auto wanted = request();
    wanted.protocol = EvaluateRequest::Protocol::Cifar10;
    const auto report = workspace().evaluate(wanted, {}, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->queries, 6); // 0, 5 and 10 of 11, twice
    EXPECT_EQ(report->gallery, 16);
    EXPECT_EQ(fs::path(report->queryPaths[1]).filename(), "1005.bmp");
    EXPECT_NE(report->convention.find("CIFAR-10 (JPEG)"), std::string::npos);
}

TEST_F(EvaluateTest, UnreadablePicturesAreLeftOutAndCounted) {
    addClasses(3);
    test::writeText(pictures() / "red/bad.bmp", "BM");
    const auto report = workspace().evaluate(request(), {}, {});
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(report->failed, 1);
    EXPECT_EQ(report->queries, 9);
}

TEST_F(EvaluateTest, LatencyIsMeasuredWhenAskedFor) {
    addClasses(2);
    auto wanted = request();
    wanted.timing = true;
    const auto report = workspace().evaluate(wanted, {}, {});
    ASSERT_TRUE(report.ok());
    EXPECT_GT(report->latencyBatch1Ms, 0);
    EXPECT_GT(report->latencyBatch32Ms, report->latencyBatch1Ms);
}

TEST_F(EvaluateTest, FolderWithoutSubFoldersIsRefused) {
    addPicture("a.bmp", 1);
    const auto report = workspace().evaluate(request(), {}, {});
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::NotFound);
    auto missing = request();
    missing.data = path("nowhere").string();
    EXPECT_FALSE(workspace().evaluate(missing, {}, {}).ok());
}

TEST_F(EvaluateTest, TuningNeverMakesItsOwnSampleWorse) {
    addClasses(8);
    TuneRequest tune;
    tune.model = "tiny";
    tune.data = pictures().string();
    tune.sample = 24;
    const auto report = workspace().tuneExpansion(tune, {}, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->images, 24);
    EXPECT_GE(report->best.map, report->mapWithout);
    EXPECT_GE(report->best.pAt1, report->pAt1Without - 0.005);
    for (const auto& trial : report->trials) {
        if (trial.pAt1 < report->pAt1Without - 0.005) continue;
        EXPECT_LE(trial.map, report->best.map + 1e-12);
    }
    EXPECT_TRUE(report->written);
    const auto details = workspace().model("tiny");
    EXPECT_EQ(details->info.expansion.rounds, report->best.settings.rounds);
    EXPECT_EQ(details->info.expansion.topK, report->best.settings.topK);
    auto check = request();
    check.rounds.reset();
    EXPECT_NEAR(workspace().evaluate(check, {}, {})->map, report->best.map, 1e-9);
}

} // namespace
} // namespace sparlet::engine
