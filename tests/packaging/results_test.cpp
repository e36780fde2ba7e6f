#include "documents.h"
#include "markdown.h"
#include "run_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sparlet::results {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

RunRecord evaluation() {
    RunRecord record;
    record.name = "a";
    record.title = "SPARSE";
    record.group = "CIFAR-10 (JPEG)";
    record.command = "sparlet evaluate --json";
    record.machine = "a processor, 2 threads";
    record.date = "2026-11-22";
    record.report = Json::parse(
        R"({"model": "m1", "convention": "full ranking", "map": 0.81237, "map_without_iqe": 0.7901, "p_at_1": 0.9,
        "p_at_5": 0.8, "p_at_10": 0.75, "queries": 2000, "gallery": 8000, "parameters": 11200000,
        "model_bytes": 22400000, "latency_ms": {"batch1": 1.234, "batch32": 20}, "bytes_per_image": 31.96,
        "density": 0.25, "mean_bits": 4.02})");
    return record;
}

TEST(RunRecord, SurvivesARoundTrip) {
    auto record = evaluation();
    record.note = "one seed";
    record.variant = "mirror";
    record.commit = "abc123";
    record.training = Json{{"seed", 3}};
    const auto again = engine::parseMeasuredRecord("a", toJson(record).dump());
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(again->name, "a");
    EXPECT_EQ(again->title, record.title);
    EXPECT_EQ(again->group, record.group);
    EXPECT_EQ(again->note, record.note);
    EXPECT_EQ(again->variant, record.variant);
    EXPECT_EQ(again->command, record.command);
    EXPECT_EQ(again->machine, record.machine);
    EXPECT_EQ(again->date, record.date);
    EXPECT_EQ(again->commit, record.commit);
    EXPECT_EQ(again->report, record.report);
    EXPECT_EQ(again->training, record.training);
}

TEST(RunRecord, RefusesWhatIsIncompleteAndNamesTheField) {
    for (const char* field : {"title", "group", "command", "machine", "date", "report"}) {
        auto json = toJson(evaluation());
        json.erase(field);
        const auto record = engine::parseMeasuredRecord("a", json.dump());
        ASSERT_FALSE(record.ok()) << field;
        EXPECT_THAT(record.error().message, HasSubstr(field));
        EXPECT_THAT(record.error().message, HasSubstr("'a'"));
        json[field] = 7;
        EXPECT_FALSE(engine::parseMeasuredRecord("a", json.dump()).ok()) << field;
    }
    for (const char* text : {"", "[]", "{", "7"}) {
        EXPECT_FALSE(engine::parseMeasuredRecord("a", text).ok()) << text;
    }
}

TEST(RunRecord, KeepsNoAbsolutePathsAndNoLongLists) {
    const auto json =
        Json::parse(R"({"model": "/home/someone/m.safetensors", "rows": ["/a/b", "c/d"], "n": 1})");
    EXPECT_EQ(withoutAbsolutePaths(json),
              Json::parse(R"({"model": "m.safetensors", "rows": ["b", "c/d"], "n": 1})"));
    Json longer = {{"short", Json(std::vector<int>(1000, 1))}, {"long", Json(std::vector<int>(1001, 1))}};
    const auto cut = withoutAbsolutePaths(longer);
    EXPECT_TRUE(cut.contains("short"));
    EXPECT_FALSE(cut.contains("long"));
}

TEST(Fixed, RoundsToDigits) {
    EXPECT_EQ(fixed(0.81237, 4), "0.8124");
    EXPECT_EQ(fixed(31.96, 1), "32.0");
    EXPECT_EQ(fixed(2000, 0), "2000");
}

TEST(ResultsDocument, ShowsNumbersWithTheirCommand) {
    const auto text = resultsDocument("# Results\n", {evaluation()}, {});
    EXPECT_THAT(text, HasSubstr("## CIFAR-10 (JPEG)"));
    EXPECT_THAT(text, HasSubstr("| SPARSE [1] | 0.8124 | 0.9000 | 0.8000 | 0.7500 | 0.7901 | – | 32.0 | "
                                "0.250 | 4.02 | 2000 | 8000 |"));
    EXPECT_THAT(text, HasSubstr("| SPARSE [1] | 11.20 | 22.40 | 1.23 | 20.00 | – |"));
    EXPECT_THAT(text, HasSubstr("Convention: full ranking."));
    EXPECT_THAT(text, HasSubstr("1. `sparlet evaluate --json` on a processor, 2 threads, 2026-11-22.\n"));
}

TEST(ResultsDocument, LeavesOutCostsThatWereNotMeasured) {
    auto record = evaluation();
    for (const auto& nothing : {Json(), Json{{"batch1", nullptr}, {"batch32", nullptr}}}) {
        record.report["latency_ms"] = nothing;
        const auto text = resultsDocument("", {record}, {});
        EXPECT_THAT(text, HasSubstr("0.8124"));
        EXPECT_THAT(text, Not(HasSubstr("batch 32")));
    }
}

TEST(RunRecord, NoFolderIsNoRecords) {
    const auto records = engine::readMeasuredRecords("/nonexistent/folder");
    ASSERT_TRUE(records.ok());
    EXPECT_TRUE(records->empty());
}

TEST(ResultsDocument, KeepsGroupsApartAndPipesOutOfCells) {
    auto other = evaluation();
    other.group = "Photographs";
    other.title = "a|b";
    const auto text = resultsDocument("", {evaluation(), other, evaluation()}, {});
    EXPECT_THAT(text, HasSubstr("| SPARSE [2] |"));
    EXPECT_THAT(text, HasSubstr("| a\\|b [1] |"));
    EXPECT_LT(text.find("## CIFAR-10"), text.find("## Photographs"));
}

TEST(ResultsDocument, ShowsTrainingIndexingAndOtherReports) {
    auto training = evaluation();
    training.report =
        Json::parse(R"({"method": "sparse", "backbone": "resnet18", "epochs": 2, "seconds": 91.6,
        "loss": [2.5, 1.25]})");
    training.training = Json::parse(R"({"config": {"batch": 128, "seed": 5}})");
    auto indexing = evaluation();
    indexing.report =
        Json::parse(R"({"scanned": 10, "indexed": 9, "unchanged": 0, "failed": 1, "seconds": 0.5,
        "images_per_second": 18, "bytes_per_image": 30})");
    auto other = evaluation();
    other.report = Json::parse(R"({"search_ms": {"median": 1.5}})");
    const auto text = resultsDocument("", {training, indexing, other}, {});
    EXPECT_THAT(text, HasSubstr("| SPARSE [1] | sparse | resnet18 | 2 | 128 | 5 | 92 | 1.2500 |"));
    EXPECT_THAT(text, HasSubstr("| SPARSE [2] | 10 | 9 | 0 | 1 | 0.50 | 18.0 | 30.0 |"));
    EXPECT_THAT(text, HasSubstr("| SPARSE [3] | search_ms/median | 1.5 |"));
}

TEST(ModelsDocument, ShowsCardsWithTheirScores) {
    const ShippedModel model{
        "m1", true, 5500000,
        Json::parse(R"({"method": "sparse", "backbone": "mobilenet_v3_small", "parameters": 1e6,
            "inputSize": 64, "dimensions": 128, "textDimensions": 100, "data": "Tiny ImageNet",
            "recipe": {"epochs": 30}, "licence": "CC0-1.0"})")};
    const auto text = modelsDocument("# Models\n", {model}, {evaluation()});
    EXPECT_THAT(text,
                HasSubstr("| `m1` (default) | SPARSE · MobileNetV3-Small | 5.5 | CIFAR-10 (JPEG) | 0.812 | "
                          "0.900 | 32.0 |"));
    EXPECT_THAT(text,
                HasSubstr("1.00 M parameters, input 64×64 pixels, code of 128 dimensions, answers text."));
    EXPECT_THAT(text, HasSubstr("**Data.** Tiny ImageNet"));
    EXPECT_THAT(text, HasSubstr("- epochs: 30"));
    EXPECT_THAT(text, HasSubstr("**Licence.** CC0-1.0"));
    EXPECT_THAT(text, HasSubstr("`sparlet evaluate --json`"));
}

TEST(ModelsDocument, SaysWhereNothingWasMeasured) {
    const ShippedModel model{"m2", false, 1000000, Json::parse(R"({"method": "x", "backbone": "y"})")};
    const auto text = modelsSummary({model}, {evaluation()});
    EXPECT_THAT(text, HasSubstr("| `m2` | x · y | 1.0 | – | – | – | – |"));
    EXPECT_THAT(text, Not(HasSubstr("CIFAR")));
}

TEST(WithBlock, ReplacesOnlyWhatIsBetweenTheMarks) {
    const std::string document = "a\n<!-- t:begin -->\nold\n<!-- t:end -->\nb\n";
    const auto once = withBlock(document, "t", "new\n");
    ASSERT_TRUE(once.ok());
    EXPECT_EQ(*once, "a\n<!-- t:begin -->\nnew\n<!-- t:end -->\nb\n");
    EXPECT_EQ(*withBlock(*once, "t", "new\n"), *once);
    EXPECT_FALSE(withBlock("no marks", "t", "x").ok());
    EXPECT_FALSE(withBlock("<!-- t:end --><!-- t:begin -->\n", "t", "x").ok());
}

} // namespace
} // namespace sparlet::results
