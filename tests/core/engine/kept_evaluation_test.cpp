#include "engine/kept_evaluation_internal.h"
#include "engine_fixture.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sparlet::engine {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class KeptEvaluationTest : public EngineTest {
protected:
    EvaluateRequest request(int rounds = 0) const {
        EvaluateRequest out;
        out.model = "tiny";
        out.data = pictures().string();
        out.rounds = rounds;
        out.timing = false;
        return out;
    }
    EvaluationSummary keep(const EvaluateRequest& wanted, const std::string& name = "") {
        auto kept = workspace().keepEvaluation(wanted, name, {}, {});
        EXPECT_TRUE(kept.ok()) << kept.error().message;
        return kept.ok() ? *kept : EvaluationSummary{};
    }
    fs::path folder(const std::string& id) const { return home() / "evaluations" / id; }
};

TEST_F(KeptEvaluationTest, CanBeOpenedByAnotherProcess) {
    addClasses(5);
    const auto kept = keep(request(1), "first");
    const auto other = reopen();
    const auto all = other->evaluations();
    ASSERT_TRUE(all.ok());
    ASSERT_EQ(all->size(), 1U);
    const auto& summary = all->front();
    EXPECT_EQ(summary.id, kept.id);
    EXPECT_EQ(summary.name, "first");
    EXPECT_EQ(summary.problem, "");
    EXPECT_EQ(summary.report.map, kept.report.map);
    EXPECT_EQ(summary.report.convention, kept.report.convention);
    EXPECT_EQ(summary.report.rounds, 1);
    EXPECT_EQ(summary.data, pictures().string());
    EXPECT_EQ(summary.dataHash.size(), 32U);
    EXPECT_EQ(summary.seed, 1); // of the tiny model's training
    EXPECT_THAT(summary.run, HasSubstr("sparse-mobilenet_v3_small-"));
    EXPECT_THAT(summary.command, HasSubstr("sparlet evaluate --model tiny --data"));
    EXPECT_GT(summary.created, 0);
    const auto plain = workspace().evaluate(request(1), {}, {});
    EXPECT_EQ(plain->map, kept.report.map);
}

TEST_F(KeptEvaluationTest, DetailsAgreeWithTheReport) {
    addClasses(5);
    const auto plain = workspace().evaluate(request(), {}, {});
    const auto kept = keep(request());
    const auto details = workspace().evaluation(kept.id);
    ASSERT_TRUE(details.ok()) << details.error().message;
    ASSERT_EQ(details->queries.size(), 15U);
    double map = 0, first = 0, tenth = 0;
    for (std::size_t i = 0; i < details->queries.size(); ++i) {
        const auto& query = details->queries[i];
        EXPECT_EQ(query.path, plain->queryPaths[i]);
        EXPECT_EQ(query.averagePrecision, plain->averagePrecision[i]);
        EXPECT_EQ(query.relevant, 4);
        EXPECT_EQ(query.label, fs::path(query.path).parent_path().filename());
        EXPECT_NE(query.worstConfusion, query.label);
        map += query.averagePrecision / 15;
        first += query.pAt1 / 15;
        tenth += query.pAt10 / 15;
    }
    EXPECT_NEAR(map, kept.report.map, 1e-12);
    EXPECT_NEAR(first, kept.report.pAt1, 1e-12);
    ASSERT_EQ(details->precisionRecall.size(), 101U);
    EXPECT_DOUBLE_EQ(details->precisionRecall[50].x, 0.5);
    ASSERT_EQ(details->precisionAt.size(), 15U);
    EXPECT_EQ(details->precisionAt[0].x, 1);
    EXPECT_NEAR(details->precisionAt[0].y, first, 1e-12);
    EXPECT_NEAR(details->precisionAt[9].y, tenth, 1e-12);
    EXPECT_EQ(details->labels, (std::vector<std::string>{"blue", "green", "red"}));
    ASSERT_EQ(details->confusion.size(), 9U);
    for (int row = 0; row < 3; ++row)
        EXPECT_NEAR(std::accumulate(&details->confusion[3 * row], &details->confusion[3 * row] + 3, 0.0), 1,
                    1e-12);
}

TEST_F(KeptEvaluationTest, ARankingGivesTheApThatWasKept) {
    addClasses(5);
    for (const bool floats : {false, true}) {
        for (const int rounds : {0, 2}) {
            auto wanted = request(rounds);
            wanted.floatEmbedding = floats;
            const auto kept = keep(wanted);
            const auto details = *reopen()->evaluation(kept.id);
            for (const auto& query : details.queries) {
                const auto ranking = workspace().evaluationQuery(kept.id, query.path, 100);
                ASSERT_TRUE(ranking.ok()) << ranking.error().message;
                ASSERT_EQ(ranking->results.size(), 14U);
                double found = 0, sum = 0;
                for (const auto& result : ranking->results) {
                    EXPECT_NE(result.path, query.path);
                    EXPECT_EQ(result.relevance == RankedImage::Relevance::Right, result.label == query.label);
                    if (result.label == query.label) sum += ++found / result.rank;
                }
                EXPECT_NEAR(sum / found, query.averagePrecision, 1e-12);
            }
        }
    }
}

TEST_F(KeptEvaluationTest, RankDifferenceTellsWhatMoved) {
    addClasses(5);
    auto floats = request();
    floats.floatEmbedding = true;
    const auto left = keep(request()), right = keep(floats), expanded = keep(request(3));
    const std::string query = (pictures() / "red/2.bmp").string();
    const auto same = workspace().rankDifference(left.id, left.id, query, 5);
    ASSERT_TRUE(same.ok()) << same.error().message;
    EXPECT_EQ(same->overlap, 1);
    EXPECT_EQ(same->kendallTau, 1);
    EXPECT_EQ(same->moves.size(), 5U);
    for (const auto& other : {right, expanded}) {
        double least = 1; // one query may rank alike in both, by the last bits of this machine's arithmetic
        for (const char* picture : {"red/0.bmp", "red/2.bmp", "green/1.bmp", "blue/3.bmp", "blue/4.bmp"}) {
            const auto moved =
                workspace().rankDifference(left.id, other.id, (pictures() / picture).string(), 5);
            ASSERT_TRUE(moved.ok()) << moved.error().message;
            EXPECT_EQ(moved->left.results.size(), 5U);
            EXPECT_EQ(static_cast<double>(moved->moves.size()), 5 + 5 * (1 - moved->overlap));
            for (const auto& move : moved->moves) {
                const auto& results = move.left <= 5 ? moved->left.results : moved->right.results;
                const int rank = move.left <= 5 ? move.left : move.right;
                EXPECT_EQ(results[static_cast<std::size_t>(rank - 1)].path, move.path);
            }
            EXPECT_GE(moved->kendallTau, -1);
            least = std::min(least, moved->kendallTau);
        }
        EXPECT_LT(least, 1);
    }
    addPicture("red/new.bmp", 999, test::kRed);
    const auto more = keep(request());
    const auto refused = workspace().rankDifference(left.id, more.id, query, 5);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    EXPECT_THAT(refused.error().message, HasSubstr("did not rank the same images"));
}

TEST_F(KeptEvaluationTest, PicturesThatMovedAreFoundWhereTheyAre) {
    addClasses(2);
    const auto kept = keep(request());
    const auto before = workspace().evaluation(kept.id)->queries.front().path;
    ASSERT_TRUE(workspace()
                    .setSetting("moved-folders", R"({")" + pictures().parent_path().string() + R"(":"/x",")" +
                                                     pictures().string() + R"(":"/new/place"})")
                    .ok());
    const auto details = workspace().evaluation(kept.id);
    ASSERT_TRUE(details.ok());
    EXPECT_EQ(details->queries.front().path, "/new/place/" + fs::relative(before, pictures()).string());
    EXPECT_TRUE(workspace().evaluationQuery(kept.id, details->queries.front().path, 3).ok());
    ASSERT_TRUE(workspace().setSetting("moved-folders", "no JSON").ok());
    EXPECT_EQ(workspace().evaluation(kept.id)->queries.front().path, before);
}

TEST_F(KeptEvaluationTest, WherePicturesAreIsSaidAndTakenBack) {
    addClasses(3);
    const auto kept = keep(request());
    EXPECT_EQ(kept.folder, pictures().string());
    EXPECT_EQ(workspace().evaluation(kept.id)->missing, 0);
    const auto there = path("elsewhere");
    fs::rename(pictures(), there);
    EXPECT_EQ(workspace().evaluation(kept.id)->missing, 1);
    const auto before = workspace().setPicturesFolder(kept.folder, there.string() + "/");
    ASSERT_TRUE(before.ok()) << before.error().message;
    EXPECT_EQ(*before, "");
    const auto found = workspace().evaluation(kept.id);
    ASSERT_TRUE(found.ok());
    EXPECT_EQ(found->missing, 0);
    EXPECT_EQ(found->summary.folder, pictures().string());
    EXPECT_EQ(found->summary.folderNow, there.string());
    EXPECT_EQ(reopen()->evaluations()->front().folderNow, there.string());
    fs::remove(fs::path(found->queries.front().path));
    const double some = workspace().evaluation(kept.id)->missing;
    EXPECT_GT(some, 0);
    EXPECT_LT(some, 1);
    EXPECT_EQ(workspace().setPicturesFolder(kept.folder, path("nowhere").string()).error().code,
              ErrorCode::NotFound);
    EXPECT_EQ(workspace().setPicturesFolder("", there.string()).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(*workspace().setPicturesFolder(kept.folder, *before), there.string()) << "undone";
    EXPECT_EQ(workspace().evaluation(kept.id)->missing, 1);
}

TEST_F(KeptEvaluationTest, OtherDensityAndBitsAreEvaluatedAndSaid) {
    addClasses(5);
    const auto own = keep(request());
    auto asked = request();
    asked.density = 0.1;
    const auto sparse = keep(asked);
    EXPECT_EQ(sparse.variant, "density-0.1");
    EXPECT_THAT(sparse.command, HasSubstr(" --density 0.1 "));
    EXPECT_THAT(sparse.report.convention, HasSubstr("; codes at density 0.1 instead of the model's own"));
    EXPECT_LE(sparse.report.density, 4 / 32.0)
        << "four of 32 are above the percentile; some become 0 in a grid";
    EXPECT_GT(sparse.report.density, 2 / 32.0);
    EXPECT_LT(sparse.report.density, own.report.density);
    EXPECT_LT(sparse.report.bytesPerImage, own.report.bytesPerImage);
    EXPECT_EQ(sparse.report.mapFloat, own.report.mapFloat) << "the embedding is the same";
    asked.density.reset();
    asked.bits = 2;
    const auto coarse = keep(asked);
    EXPECT_EQ(coarse.variant, "bits-2");
    EXPECT_EQ(coarse.report.meanBits, 2);
    EXPECT_LT(coarse.report.bytesPerImage, own.report.bytesPerImage);
    // Its queries are ranked again by the codes that were evaluated.
    const auto details = workspace().evaluation(coarse.id);
    ASSERT_TRUE(details.ok()) << details.error().message;
    const auto& query = details->queries.front();
    const auto ranking = workspace().evaluationQuery(coarse.id, query.path, 14);
    ASSERT_TRUE(ranking.ok()) << ranking.error().message;
    double found = 0, precision = 0;
    for (const auto& result : ranking->results) {
        if (result.label != query.label) continue;
        precision += ++found / result.rank;
    }
    EXPECT_NEAR(precision / found, query.averagePrecision, 1e-12);
    for (const double wrong : {0.0, -1.0, 1.5, std::nan("")}) {
        asked.density = wrong;
        EXPECT_EQ(workspace().evaluate(asked, {}, {}).error().code, ErrorCode::InvalidArgument) << wrong;
    }
    asked.density.reset();
    asked.bits = 9;
    EXPECT_EQ(workspace().evaluate(asked, {}, {}).error().code, ErrorCode::InvalidArgument);
}

TEST_F(KeptEvaluationTest, RenamedDeletedAndRestored) {
    addClasses(2);
    const auto kept = keep(request());
    EXPECT_EQ(kept.name, "tiny");
    ASSERT_TRUE(workspace().renameEvaluation(kept.id, "mine").ok());
    EXPECT_EQ(workspace().evaluations()->front().name, "mine");
    EXPECT_FALSE(workspace().renameEvaluation("../x", "mine").ok());
    ASSERT_TRUE(workspace().deleteEvaluation(kept.id).ok());
    EXPECT_TRUE(workspace().evaluations()->empty());
    EXPECT_FALSE(workspace().evaluation(kept.id).ok());
    EXPECT_FALSE(workspace().deleteEvaluation(kept.id).ok());
    ASSERT_TRUE(workspace().restoreEvaluation(kept.id).ok());
    EXPECT_EQ(workspace().evaluations()->front().name, "mine");
    EXPECT_FALSE(workspace().restoreEvaluation(kept.id).ok());
    EXPECT_FALSE(fs::exists(home() / "trash"));
    for (const char* id : {"", ".", "..", "../../home", "a/b"}) {
        EXPECT_FALSE(workspace().evaluation(id).ok()) << id;
        EXPECT_FALSE(workspace().deleteEvaluation(id).ok()) << id;
        EXPECT_FALSE(workspace().restoreEvaluation(id).ok()) << id;
    }
}

TEST_F(KeptEvaluationTest, HalfCopiedFoldersAreListedWithTheirProblem) {
    addClasses(2);
    const auto kept = keep(request());
    const auto whole = folder(kept.id);
    for (const char* file : {"record.json", "images.bin", "details.bin", "vectors.bin", "codes.seg"}) {
        const auto copy = home() / "evaluations" / "copy";
        fs::remove_all(copy);
        fs::copy(whole, copy, fs::copy_options::recursive);
        ASSERT_TRUE(reopen()->evaluation("copy").ok());
        fs::resize_file(copy / file, fs::file_size(copy / file) / 2);
        const auto other = reopen();
        const auto all = other->evaluations();
        ASSERT_TRUE(all.ok());
        ASSERT_EQ(all->size(), 2U);
        const auto& broken = all->front().id == "copy" ? all->front() : all->back();
        EXPECT_THAT(broken.problem, HasSubstr("'copy' cannot be opened")) << file;
        const auto opened = other->evaluation("copy");
        ASSERT_FALSE(opened.ok()) << file;
        EXPECT_EQ(opened.error().code, ErrorCode::Corrupt);
        fs::remove(copy / file);
        EXPECT_FALSE(reopen()->evaluation("copy").ok()) << file;
        EXPECT_FALSE(reopen()->evaluations()->front().problem.empty() &&
                     reopen()->evaluations()->back().problem.empty());
    }
}

TEST_F(KeptEvaluationTest, ChangedBytesAreFound) {
    addClasses(2);
    const auto kept = keep(request());
    for (const char* file : {"images.bin", "details.bin", "vectors.bin", "codes.seg"}) {
        auto bytes = test::readBytes(folder(kept.id) / file);
        const auto good = bytes;
        bytes[bytes.size() / 2] ^= 0x40;
        test::writeBytes(folder(kept.id) / file, bytes);
        EXPECT_FALSE(reopen()->evaluation(kept.id).ok()) << file;
        test::writeBytes(folder(kept.id) / file, good);
        EXPECT_TRUE(reopen()->evaluation(kept.id).ok()) << file;
    }
}

TEST_F(KeptEvaluationTest, NothingStaysOfOneThatWasStopped) {
    addClasses(4);
    const CancelToken cancel;
    const auto stop = [&](const Progress& step) {
        if (step.stage == "ranking") cancel.cancel();
    };
    const auto kept = workspace().keepEvaluation(request(), "", stop, cancel);
    ASSERT_FALSE(kept.ok());
    EXPECT_EQ(kept.error().code, ErrorCode::Cancelled);
    EXPECT_TRUE(workspace().evaluations()->empty());
    fs::create_directories(home() / "evaluations" / ".new-999999999-1");
    keep(request());
    EXPECT_FALSE(fs::exists(home() / "evaluations" / ".new-999999999-1"));
}

TEST_F(KeptEvaluationTest, QueriesWithoutARelevantImageHaveNoAp) {
    addClasses(2);
    addPicture("alone/0.bmp", 5);
    const auto kept = keep(request());
    const auto details = *workspace().evaluation(kept.id);
    ASSERT_EQ(details.queries.size(), 7U);
    EXPECT_EQ(details.queries[0].label, "alone");
    EXPECT_TRUE(std::isnan(details.queries[0].averagePrecision));
    EXPECT_EQ(details.queries[0].relevant, 0);
    EXPECT_EQ(kept.report.queriesWithoutRelevant, 1);
}

} // namespace
} // namespace sparlet::engine
