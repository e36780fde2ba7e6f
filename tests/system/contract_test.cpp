// Every command's JSON, as scripts rely on it.
#include "system_fixture.h"

#include <cmath>

namespace sparlet {
namespace {

using nlohmann::json;

class ContractTest : public SystemTest {
protected:
    ContractTest() { addClasses(4); }
};

void expectKeys(const json& object, const std::vector<std::string>& keys) {
    for (const auto& key : keys)
        EXPECT_TRUE(object.contains(key)) << key << " in " << object.dump().substr(0, 300);
}

TEST_F(ContractTest, Index) {
    test::writeText(pictures() / "red/broken.bmp", "BM");
    const json first = index();
    expectKeys(first, {"collection", "model", "scanned", "indexed", "unchanged", "removed", "failed",
                       "seconds", "images_per_second", "bytes_per_image", "failures"});
    EXPECT_EQ(first["collection"], "c");
    EXPECT_EQ(first["model"], "tiny");
    EXPECT_EQ(first["scanned"], 13);
    EXPECT_EQ(first["indexed"], 12);
    EXPECT_EQ(first["failed"], 1);
    ASSERT_EQ(first["failures"].size(), 1U);
    EXPECT_EQ(first["failures"][0]["path"], picture("red/broken.bmp"));
    EXPECT_TRUE(first["failures"][0]["error"].is_string());
    const json second = index();
    EXPECT_EQ(second["indexed"], 0);
    EXPECT_EQ(second["unchanged"], 12);
    EXPECT_EQ(second["failed"], 1);
}

TEST_F(ContractTest, Collections) {
    EXPECT_EQ(ask({"collections"})["collections"], json::array());
    index();
    const json all = ask({"collections"})["collections"];
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0]["name"], "c");
    EXPECT_EQ(all[0]["model"], "tiny");
    EXPECT_EQ(all[0]["images"], 12);
    EXPECT_EQ(all[0]["folders"], json::array({pictures().string()}));
    EXPECT_TRUE(all[0]["bytes_per_image"].is_number());
    EXPECT_EQ(ask({"rename", "c", "d"})["name"], "d");
    EXPECT_EQ(ask({"remove", "d"})["removed"], "d");
    EXPECT_EQ(ask({"collections"})["collections"], json::array());
}

TEST_F(ContractTest, Query) {
    index();
    const json answer = ask({"query", "--collection", "c", "--image", picture("red/1.bmp"), "--top", "5",
                             "--iqe", "2", "--gamma", "0.5"});
    expectKeys(answer, {"collection", "results", "expansion", "milliseconds"});
    ASSERT_EQ(answer["results"].size(), 5U);
    const json& best = answer["results"][0];
    EXPECT_EQ(best["rank"], 1);
    EXPECT_TRUE(best["path"].get<std::string>().starts_with(pictures().string() + "/"));
    EXPECT_EQ(best["path"],
              picture(best["label"].get<std::string>() + "/") +
                  best["path"].get<std::string>().substr(best["path"].get<std::string>().rfind('/') + 1));
    EXPECT_GT(best["score"].get<double>(), 0.8);
    ASSERT_EQ(answer["expansion"].size(), 2U);
    EXPECT_EQ(answer["expansion"][0]["round"], 1);
    expectKeys(answer["expansion"][0]["used"][0], {"path", "weight"});
    expectKeys(answer["milliseconds"], {"encode", "search", "total"});
}

TEST_F(ContractTest, QueryBySeveralParts) {
    index();
    const json plain = ask({"query", "-c", "c", "--image", picture("red/0.bmp"), "--iqe", "0"});
    const json mixed = ask({"query", "-c", "c", "--image", picture("red/0.bmp"), "--not-image",
                            picture("blue/0.bmp"), "--text", "red", "--iqe", "0"});
    EXPECT_EQ(plain["results"].size(), 12U);
    EXPECT_NE(plain["results"], mixed["results"]);
    const json expression = ask({"query", "-c", "c", "--iqe", "0", "--expr",
                                 picture("red/0.bmp") + " - " + picture("blue/0.bmp") + " + red"});
    ASSERT_EQ(expression["results"].size(), mixed["results"].size());
    for (std::size_t i = 0; i < mixed["results"].size(); ++i) {
        EXPECT_NEAR(expression["results"][i]["score"].get<double>(),
                    mixed["results"][i]["score"].get<double>(), 1e-5);
    }
    const json crop =
        ask({"query", "-c", "c", "--image", picture("red/0.bmp"), "--crop", "0,0,40,40", "--iqe", "0"});
    EXPECT_EQ(crop["results"], plain["results"]);
    const json judged =
        ask({"query", "-c", "c", "--image", picture("red/0.bmp"), "--reject", picture("red/0.bmp")});
    EXPECT_EQ(judged["results"].back()["path"], picture("red/0.bmp"));
}

TEST_F(ContractTest, Inspect) {
    index();
    const json stored = ask({"inspect", "--collection", "c", "--path", picture("green/2.bmp")});
    const json fresh = ask({"inspect", "--model", "tiny", "--image", picture("green/2.bmp")});
    for (const json& report : {stored, fresh}) {
        expectKeys(report, {"dimensions", "active", "density", "threshold", "bytes", "entries"});
        EXPECT_EQ(report["dimensions"], 32);
        EXPECT_EQ(report["entries"].size(), report["active"].get<std::size_t>());
        expectKeys(report["entries"][0], {"dimension", "value", "quantized", "bits", "importance"});
    }
    EXPECT_EQ(stored["bytes"], fresh["bytes"]);
    EXPECT_EQ(stored["path"], picture("green/2.bmp"));
}

TEST_F(ContractTest, ExplainSumsToTheScore) {
    index();
    const json report = ask(
        {"explain", "--collection", "c", "--image", picture("red/0.bmp"), "--path", picture("red/3.bmp")});
    double sum = 0;
    for (const auto& one : report["contributions"]) {
        expectKeys(one, {"dimension", "query", "result", "product"});
        sum += one["product"].get<double>();
    }
    EXPECT_NEAR(sum, report["score"].get<double>(), 1e-5);
}

TEST_F(ContractTest, DuplicatesAndStatistics) {
    std::filesystem::copy_file(pictures() / "red/0.bmp", pictures() / "copy.bmp");
    index();
    const json groups = ask({"duplicates", "--collection", "c", "--threshold", "1"})["groups"];
    bool found = false;
    for (const auto& group : groups) {
        const auto has = [&](const std::string& path) {
            return std::find(group.begin(), group.end(), path) != group.end();
        };
        found = found || (has(picture("copy.bmp")) && has(picture("red/0.bmp")));
    }
    EXPECT_TRUE(found);
    const json statistics = ask({"statistics", "--collection", "c"});
    EXPECT_EQ(statistics["images"], 13);
    EXPECT_EQ(statistics["dimension"].size(), 32U);
    expectKeys(statistics, {"mean_density", "mean_bits", "bytes_per_image", "density_quantiles"});
}

TEST_F(ContractTest, Models) {
    const json list = ask({"model", "list"})["models"];
    ASSERT_EQ(list.size(), 1U);
    EXPECT_EQ(list[0]["id"], "tiny");
    EXPECT_EQ(list[0]["method"], "sparse");
    EXPECT_EQ(list[0]["backbone"], "mobilenet_v3_small");
    EXPECT_EQ(list[0]["dimensions"], 32);
    EXPECT_EQ(list[0]["default"], true);
    EXPECT_EQ(list[0]["bytes"], std::filesystem::file_size(models() / "tiny.safetensors"));
    const json info = ask({"model", "info", "tiny"});
    expectKeys(info, {"id", "parameters", "input_size", "bits", "importance", "iqe", "card"});
    EXPECT_TRUE(info["card"].is_object());
    EXPECT_EQ(info["bits"].size(), 32U);
}

TEST_F(ContractTest, ExportedModelShowsItsCardToAPerson) {
    test::writeText(path("card.json"), R"({"data": "twelve pictures", "recipe": {"epochs": 1}})");
    const std::string out = path("named.safetensors").string();
    const json written = ask({"model", "export", "tiny", "--half", "--size", "48", "--card",
                              path("card.json").string(), "--out", out});
    EXPECT_EQ(written["id"], "named");
    EXPECT_EQ(written["input_size"], 48);
    EXPECT_EQ(written["card"]["data"], "twelve pictures");
    const auto shown = run({"model", "info", out});
    EXPECT_EQ(shown.status, 0) << shown.err;
    EXPECT_NE(shown.out.find("twelve pictures"), std::string::npos) << shown.out;
    EXPECT_NE(shown.out.find("\"epochs\": 1"), std::string::npos);
    EXPECT_EQ(shown.out.find("quantizer"), std::string::npos) << "tables of numbers are for --json";
    expectFailure({"model", "export", "tiny", "--out", path("named.bin").string()}, "named.bin");
}

TEST_F(ContractTest, AMirroredModelStaysOneWhenItIsExported) {
    const std::string first = path("first.safetensors").string(),
                      second = path("second.safetensors").string();
    EXPECT_EQ(ask({"model", "export", "tiny", "--mirror", "--out", first})["mirror"], true);
    EXPECT_EQ(ask({"model", "export", first, "--out", second})["mirror"], true);
    EXPECT_EQ(ask({"model", "export", second, "--no-mirror", "--out", first})["mirror"], false);
}

TEST_F(ContractTest, CalibratingSaysWhatEachArithmeticLoses) {
    const json report = ask({"model", "calibrate", "tiny", "--data", pictures().string(), "--sample", "12"});
    expectKeys(report, {"model", "chosen", "checks", "written"});
    EXPECT_EQ(report["checks"][0]["precision"], "eager");
    EXPECT_NEAR(report["checks"][0]["cosine"].get<double>(), 1.0, 1e-5);
}

TEST_F(ContractTest, AModelIsExportedUnderABudget) {
    const std::string out = path("small.safetensors").string();
    const json report = ask({"model", "export", "tiny", "--budget", "0.9MB", "--data", pictures().string(),
                             "--sample", "12", "--out", out});
    expectKeys(report, {"model", "bytes_before", "bytes", "map_before", "map", "cosine", "images", "layers"});
    EXPECT_EQ(report["bytes"], std::filesystem::file_size(out));
    EXPECT_LE(report["bytes"].get<double>(), 0.9e6);
    EXPECT_EQ(ask({"model", "info", out})["id"], "small");
    EXPECT_EQ(run({"model", "export", "tiny", "--budget", "1MB", "--out", out}).status, 2);
    EXPECT_EQ(
        run({"model", "export", "tiny", "--budget", "1parsec", "--data", pictures().string(), "--out", out})
            .status,
        2);
    expectFailure({"model", "export", "tiny", "--budget", "1kB", "--data", pictures().string(), "--sample",
                   "12", "--out", out},
                  "fewest bits");
}

TEST_F(ContractTest, Evaluate) {
    const json report = ask({"evaluate", "--model", "tiny", "--data", pictures().string(), "--protocol",
                             "folder", "--iqe", "0", "--per-query"});
    expectKeys(report,
               {"map", "p_at_1", "p_at_5", "p_at_10", "queries", "gallery", "convention", "latency_ms",
                "parameters", "model_bytes", "peak_memory_bytes", "bytes_per_image", "density", "mean_bits"});
    EXPECT_EQ(report["queries"], 12);
    EXPECT_EQ(report["gallery"], 11);
    EXPECT_GT(report["latency_ms"]["batch1"].get<double>(), 0);
    EXPECT_GT(report["latency_ms"]["batch32"].get<double>(), 0);
    double sum = 0;
    for (const auto& query : report["per_query"])
        sum += query["ap"].get<double>();
    EXPECT_NEAR(report["map"].get<double>(), sum / 12, 1e-9);
    EXPECT_EQ(report["map"], report["map_without_iqe"]);
}

TEST_F(ContractTest, Doctor) {
    index();
    const json checks = ask({"doctor"})["checks"];
    EXPECT_GT(checks.size(), 6U);
    for (const auto& check : checks) {
        EXPECT_EQ(check["ok"], true) << check;
        EXPECT_TRUE(check["name"].is_string());
        EXPECT_TRUE(check["detail"].is_string());
    }
}

TEST_F(ContractTest, PeopleGetTablesAndProgressStaysOnStandardError) {
    auto outcome = run({"index", pictures().string(), "--collection", "c"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_NE(outcome.out.find("12 indexed"), std::string::npos) << outcome.out;
    EXPECT_NE(outcome.err.find("encoding"), std::string::npos) << outcome.err;
    EXPECT_EQ(outcome.err.find('\r'), std::string::npos); // no bar where there is no terminal
    outcome = run({"index", pictures().string(), "--collection", "d", "--quiet"});
    EXPECT_EQ(outcome.err, "");
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"collections"},
          {"query", "-c", "c", "--image", picture("red/0.bmp")},
          {"inspect", "-c", "c", "--path", picture("red/0.bmp")},
          {"explain", "-c", "c", "--image", picture("red/0.bmp"), "--path", picture("red/1.bmp")},
          {"duplicates", "-c", "c"},
          {"statistics", "-c", "c"},
          {"model", "list"},
          {"model", "info"},
          {"doctor"}}) {
        outcome = run(command);
        EXPECT_EQ(outcome.status, 0) << command.front() << ": " << outcome.err;
        EXPECT_GT(outcome.out.size(), 20U) << command.front();
    }
}

} // namespace
} // namespace sparlet
