// Evaluation on lists: a CSV, ground truth, and what may be wrong with them.
#include "engine_fixture.h"

#include <gmock/gmock.h>

namespace sparlet::engine {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::HasSubstr;

class DataSetsTest : public EngineTest {
protected:
    EvaluateRequest csv(const std::string& text) const {
        test::writeText(pictures() / "list.csv", text);
        EvaluateRequest out = request((pictures() / "list.csv").string());
        out.protocol = EvaluateRequest::Protocol::Csv;
        return out;
    }
    EvaluateRequest truth(const std::string& text) const {
        test::writeText(path("truth.json"), text);
        EvaluateRequest out = request(path("truth.json").string());
        out.protocol = EvaluateRequest::Protocol::GroundTruth;
        out.images = pictures().string();
        return out;
    }
    static EvaluateRequest request(const std::string& data) {
        EvaluateRequest out;
        out.model = "tiny";
        out.data = data;
        out.rounds = 0;
        out.timing = false;
        return out;
    }
};

TEST_F(DataSetsTest, CsvOfWholeFoldersIsTheFolderProtocol) {
    addClasses(4);
    std::string list = "path,label\n";
    for (const std::string label : {"blue", "green", "red"})
        for (int i = 0; i < 4; ++i)
            list += label + "/" + std::to_string(i) + ".bmp," + label + "\n";
    const auto listed = workspace().evaluate(csv(list), {}, {});
    ASSERT_TRUE(listed.ok()) << listed.error().message;
    const auto folder = workspace().evaluate(request(pictures().string()), {}, {});
    ASSERT_TRUE(folder.ok());
    EXPECT_EQ(listed->map, folder->map);
    EXPECT_EQ(listed->averagePrecision, folder->averagePrecision);
    EXPECT_EQ(listed->queryPaths, folder->queryPaths);
    EXPECT_EQ(listed->protocol, "csv");
    EXPECT_EQ(listed->leftOut, 0);
    EXPECT_TRUE(listed->notes.empty());
}

TEST_F(DataSetsTest, CsvSplitsQueriesFromGallery) {
    addClasses(3);
    const auto report =
        workspace().evaluate(csv("label,path,split\nred,red/0.bmp,query\nred,red/1.bmp,gallery\n"
                                 "blue,blue/0.bmp,query\nblue,blue/1.bmp,gallery\n"),
                             {}, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->queries, 2);
    EXPECT_EQ(report->gallery, 2);
}

TEST_F(DataSetsTest, CsvTellsWhatIsWrongAndGoesOn) {
    addClasses(3);
    addPicture("alone/0.bmp", 77);
    test::writeText(pictures() / "red/bad.bmp", "BM");
    const auto report = workspace().evaluate(
        csv("red/0.bmp,red\nred/1.bmp,red\nred/../red/1.bmp,red\nred/2.bmp,blue\nred/2.bmp,red\n"
            "gone.bmp,red\nblue/0.bmp,blue\nblue/1.bmp,train,train\nred/bad.bmp,red\nalone/0.bmp,alone\n"),
        {}, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->queries, 5);
    EXPECT_EQ(report->leftOut, 4);
    EXPECT_EQ(report->failed, 1);
    EXPECT_EQ(report->queriesWithoutRelevant, 1);
    EXPECT_THAT(report->notes, Contains(HasSubstr("'red/../red/1.bmp' is listed again; its first")));
    EXPECT_THAT(report->notes, Contains(HasSubstr("'red/2.bmp' is listed again with another label")));
    EXPECT_THAT(report->notes, Contains(HasSubstr("'gone.bmp' is listed but not there")));
    EXPECT_THAT(report->notes, Contains(HasSubstr("split 'train'")));
    EXPECT_THAT(report->notes, Contains(HasSubstr("bad.bmp")));
    EXPECT_THAT(report->notes, Contains(HasSubstr("1 queries ('alone/0.bmp')")));
}

TEST_F(DataSetsTest, ListsThatNameNothingAreRefused) {
    addClasses(1);
    for (const char* text : {"gone.bmp,red\n", "red/0.bmp,red,query\n",
                             "red/0.bmp,red,gallery\nred/0.bmp,red\n", "", "red/0.bmp,red\n"}) {
        const auto report = workspace().evaluate(csv(text), {}, {});
        ASSERT_FALSE(report.ok()) << text;
        EXPECT_FALSE(report.error().message.empty());
    }
    auto missing = request(path("nothing.csv").string());
    missing.protocol = EvaluateRequest::Protocol::Csv;
    const auto report = workspace().evaluate(missing, {}, {});
    ASSERT_FALSE(report.ok());
    EXPECT_THAT(report.error().message, HasSubstr("nothing.csv"));
}

TEST_F(DataSetsTest, EmptyClassFoldersAreTold) {
    addClasses(2);
    fs::create_directories(pictures() / "yellow" / "deep");
    const auto report = workspace().evaluate(request(pictures().string()), {}, {});
    ASSERT_TRUE(report.ok());
    EXPECT_THAT(report->notes, Contains(HasSubstr("class 'yellow' has no pictures")));
    EXPECT_EQ(report->queries, 6);
}

TEST_F(DataSetsTest, GroundTruthFollowsTheSetups) {
    addClasses(3);
    // Gallery: red 0–2, blue 0–2; the query is a green picture, for which the lists say what is right.
    const std::string text =
        R"({"imlist":["red/0","red/1","red/2","blue/0.bmp","blue/1.bmp","blue/2.bmp"],
            "qimlist":["green/0.bmp"],
            "gnd":[{"easy":[0,1],"hard":[3],"junk":[2],"bbx":[4.2,3.0,40.4,36.0]}]})";
    for (const std::string name : {"0", "1", "2"}) // the list has no endings, as the published ones
        fs::rename(pictures() / "red" / (name + ".bmp"), pictures() / "red" / (name + ".jpg"));
    double sum = 0;
    for (const auto setup :
         {EvaluateRequest::Setup::Easy, EvaluateRequest::Setup::Medium, EvaluateRequest::Setup::Hard}) {
        auto wanted = truth(text);
        wanted.setup = setup;
        const auto kept = workspace().keepEvaluation(wanted, "", {}, {});
        ASSERT_TRUE(kept.ok()) << kept.error().message;
        EXPECT_EQ(kept->report.queries, 1);
        EXPECT_EQ(kept->report.gallery, 6);
        EXPECT_THAT(kept->report.convention, HasSubstr("trapezoid"));
        const auto ranking = workspace().evaluationQuery(kept->id, (pictures() / "green/0.bmp").string(), 10);
        ASSERT_TRUE(ranking.ok()) << ranking.error().message;
        ASSERT_EQ(ranking->results.size(), 6U);
        // The rule once more, from the ranking.
        double ap = 0, found = 0, rank = 0;
        for (const auto& result : ranking->results) {
            if (result.relevance == RankedImage::Relevance::Junk) continue;
            if (result.relevance == RankedImage::Relevance::Right) {
                ap += ((rank == 0 ? 1 : found / rank) + (found + 1) / (rank + 1)) / 2;
                found += 1;
            }
            rank += 1;
        }
        const double expected[] = {2, 3, 1};
        EXPECT_EQ(found, expected[static_cast<int>(setup)]);
        EXPECT_NEAR(kept->report.map, ap / found, 1e-12);
        sum += kept->report.map;
    }
    EXPECT_GT(sum, 0);
}

TEST_F(DataSetsTest, GroundTruthTakesTheBoxOfAQuery) {
    // Left half red, right half blue: the box decides what the query looks like.
    addClasses(3);
    test::Raster halves = test::solid(64, 64, {255, 0, 0});
    for (int y = 0; y < 64; ++y)
        for (int x = 32; x < 64; ++x)
            for (int c = 0; c < 3; ++c)
                halves.data[static_cast<std::size_t>((y * 64 + x) * 3 + c)] = c == 2 ? 255 : 0;
    test::writeBytes(pictures() / "halves.bmp", test::bmp(halves));
    test::writeBytes(pictures() / "left.bmp", test::bmp(test::solid(32, 64, {255, 0, 0})));
    const auto scores = [&](const std::string& query, const std::string& box) {
        const auto kept =
            workspace().keepEvaluation(truth(R"({"imlist":["red/0.bmp","blue/0.bmp"],"qimlist":[")" + query +
                                             R"("],"gnd":[{"easy":[0])" + box + "}]}"),
                                       "", {}, {});
        EXPECT_TRUE(kept.ok());
        return workspace().evaluationQuery(kept->id, (pictures() / query).string(), 2)->results;
    };
    const auto boxed = scores("halves.bmp", R"(,"bbx":[0,0,32,64])"), alone = scores("left.bmp", "");
    ASSERT_EQ(boxed.size(), 2U);
    EXPECT_EQ(boxed[0].path, alone[0].path);
    EXPECT_NEAR(boxed[0].score, alone[0].score, 1e-5);
    EXPECT_GT(std::abs(scores("halves.bmp", "")[0].score - alone[0].score), 1e-5);
}

TEST_F(DataSetsTest, GroundTruthTellsWhatIsMissing) {
    addClasses(2);
    const auto report = workspace().evaluate(
        truth(R"({"imlist":["red/0.bmp","gone","blue/0.bmp"],"qimlist":["red/1.bmp","lost","blue/1.bmp"],
                  "gnd":[{"easy":[0,1]},{"easy":[0]},{"easy":[1]}]})"),
        {}, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->leftOut, 2);
    EXPECT_EQ(report->queries, 2);
    EXPECT_EQ(report->queriesWithoutRelevant, 1); // all that was right for it is missing
    EXPECT_THAT(report->notes, Contains(HasSubstr("'gone' is listed but not there")));
    EXPECT_THAT(report->notes, Contains(HasSubstr("query 'lost' is listed but not there")));
    const auto pickle = workspace().evaluate(truth("\x80\x02}q."), {}, {});
    ASSERT_FALSE(pickle.ok());
    EXPECT_THAT(pickle.error().message, HasSubstr("pickle"));
}

} // namespace
} // namespace sparlet::engine
