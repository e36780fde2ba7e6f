// Evaluations that are kept, ablations and projects, on the command line.
#include "system_fixture.h"

#include <csignal>
#include <fstream>

namespace sparlet {
namespace {

namespace fs = std::filesystem;

class EvaluationTest : public SystemTest {
protected:
    std::vector<std::string> evaluate(std::vector<std::string> more = {}) const {
        std::vector<std::string> out{"evaluate",          "--model",    "tiny",   "--data",
                                     pictures().string(), "--protocol", "folder", "--no-timing"};
        out.insert(out.end(), more.begin(), more.end());
        return out;
    }
    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(path(name)) << text;
        return path(name).string();
    }
    std::string matrix(const std::string& seeds, int epochs = 1) const {
        return write("matrix.json",
                     R"({"name":"small", // comments are allowed
                         "data":{"training":"pictures","evaluation":"pictures","side":32},
                         "methods":["baseline"],"backbones":["mobilenet_v3_small"],"seeds":)" +
                         seeds + R"(,"training":{"preset":"quick","epochs":)" + std::to_string(epochs) +
                         R"(,"dimensions":32,"batch":8,"device":"cpu"}})");
    }
};

TEST_F(EvaluationTest, IsKeptListedAndLookedInto) {
    addClasses(4);
    EXPECT_EQ(ask({"evaluations"})["evaluations"].size(), 0U);
    const auto kept = ask(evaluate({"--keep", "--name", "one"}));
    const auto plain = ask(evaluate());
    EXPECT_EQ(kept["map"], plain["map"]);
    EXPECT_TRUE(plain["latency_ms"]["batch1"].is_null());
    const std::string id = kept["id"];
    const auto listed = ask({"evaluations"})["evaluations"];
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0]["id"], id);
    EXPECT_EQ(listed[0]["name"], "one");
    for (const std::string key :
         {"map", "p_at_1", "convention", "data", "data_hash", "run", "seed", "command"})
        EXPECT_TRUE(listed[0].contains(key)) << key;
    const auto shown = ask({"evaluations", "show", id});
    EXPECT_EQ(shown["queries"].size(), 12U);
    EXPECT_EQ(shown["precision_recall"].size(), 101U);
    EXPECT_EQ(shown["confusion"].size(), 3U);
    const auto query = ask({"evaluations", "show", id, "--query", picture("red/0.bmp"), "--top", "5"});
    ASSERT_EQ(query["results"].size(), 5U);
    EXPECT_EQ(query["results"][0]["rank"], 1);
    const auto text = run({"evaluations", "show", id});
    EXPECT_NE(text.out.find("Worst queries"), std::string::npos) << text.err;
    EXPECT_NE(run({"evaluations"}).out.find(id), std::string::npos);
    expectFailure({"evaluations", "show", "nothing"}, "no evaluation 'nothing'");
    expectFailure({"evaluations", "show", id, "--query", "/no/such.bmp"}, "is no query");
}

TEST_F(EvaluationTest, RanksOfTwoAreCompared) {
    addClasses(4);
    const std::string left = ask(evaluate({"--keep"}))["id"];
    const std::string right = ask(evaluate({"--keep", "--float"}))["id"];
    const auto diff = ask({"evaluations", "diff", left, right, "--query", picture("red/1.bmp")});
    EXPECT_GE(diff["moves"].size(), 10U);
    EXPECT_LE(diff["kendall_tau"], 1.0);
    EXPECT_EQ(ask({"evaluations", "rename", left, "new name"})["name"], "new name");
    EXPECT_EQ(ask({"evaluations", "remove", right})["removed"], right);
    const auto listed = ask({"evaluations"})["evaluations"];
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0]["name"], "new name");
}

TEST_F(EvaluationTest, TakesLists) {
    addClasses(3);
    write("pictures/list.csv", "path,label,split\nred/0.bmp,red,query\nred/1.bmp,red,gallery\n"
                               "blue/1.bmp,blue,gallery\nlost.bmp,blue,gallery\n");
    const auto csv = ask(
        {"evaluate", "--model", "tiny", "--data", picture("list.csv"), "--protocol", "csv", "--no-timing"});
    EXPECT_EQ(csv["queries"], 1);
    EXPECT_EQ(csv["gallery"], 2);
    EXPECT_EQ(csv["left_out"], 1);
    ASSERT_EQ(csv["notes"].size(), 1U);
    EXPECT_NE(csv["notes"][0].get<std::string>().find("'lost.bmp'"), std::string::npos);
    const auto truth = write("truth.json", R"({"imlist":["red/0.bmp","red/1.bmp","blue/0.bmp"],
        "qimlist":["red/2.bmp"],"gnd":[{"easy":[0],"hard":[1],"junk":[],"bbx":[0,0,20,20]}]})");
    for (const std::string setup : {"easy", "medium", "hard"}) {
        const auto report =
            ask({"evaluate", "--model", "tiny", "--data", truth, "--images", pictures().string(),
                 "--protocol", "revisited", "--setup", setup, "--no-timing"});
        EXPECT_EQ(report["protocol"], "revisited-" + setup);
        EXPECT_EQ(report["queries"], 1);
    }
    expectFailure({"evaluate", "--model", "tiny", "--data", write("x.json", "{}"), "--protocol", "revisited"},
                  "has no list 'imlist'");
}

TEST_F(EvaluationTest, AblationSurvivesBeingKilled) {
    addClasses(3);
    const auto file = matrix("[1, 2]", 30);
    test::RunOptions kill;
    kill.signal = SIGKILL;
    kill.signalAfter = "training";
    EXPECT_EQ(run({"ablate", "--config", file}, kill).signal, SIGKILL);
    test::RunOptions stop;
    stop.signal = SIGINT;
    stop.signalAfter = "mobilenet_v3_small-1";
    const auto stopped = run({"ablate", "--config", file}, stop);
    EXPECT_EQ(stopped.status, 130) << stopped.err;
    EXPECT_NE(stopped.err.find("sparlet ablate --config"), std::string::npos) << stopped.err;
    const auto done = ask({"ablate", "--config", file});
    ASSERT_EQ(done["runs"].size(), 2U);
    for (const auto& cell : done["runs"]) {
        EXPECT_EQ(cell["state"], "done");
        EXPECT_GT(cell["map"], 0.0);
        EXPECT_GT(cell["latency_ms"]["batch1"], 0.0);
        EXPECT_TRUE(cell["latency_ms"].contains("batch1_spread"));
    }
    ASSERT_EQ(done["aggregates"].size(), 1U);
    EXPECT_EQ(done["aggregates"][0]["map"]["count"], 2);
    EXPECT_EQ(ask({"evaluations"})["evaluations"].size(), 2U);
    // One run a cell, whatever was interrupted.
    std::size_t runs = 0;
    for (const auto& entry : fs::directory_iterator(home() / "runs"))
        runs += entry.is_directory() ? 1U : 0U;
    EXPECT_EQ(runs, 2U);
    const auto again = ask({"ablate", "--config", file});
    EXPECT_EQ(again["runs"], done["runs"]);
    const auto text = run({"ablate", "--config", file, "--plan"});
    EXPECT_NE(text.out.find(" ± "), std::string::npos) << text.out;
}

TEST_F(EvaluationTest, AblationWithAFailedCellSaysSoAndEndsWithOne) {
    addClasses(3);
    const auto file =
        write("matrix.json", R"({"data":{"training":"pictures","evaluation":"nowhere","side":32},
        "methods":["baseline"],"backbones":["mobilenet_v3_small"],"seeds":[1],"timing":false,
        "training":{"preset":"quick","epochs":1,"dimensions":32,"batch":8,"device":"cpu"}})");
    const auto outcome = run({"ablate", "--config", file, "--json"});
    EXPECT_EQ(outcome.status, 1);
    const auto report = nlohmann::json::parse(outcome.out);
    EXPECT_EQ(report["runs"][0]["state"], "failed");
    EXPECT_NE(report["runs"][0]["problem"].get<std::string>().find("nowhere"), std::string::npos);
    expectFailure({"ablate", "--config", path("none.json").string()}, "no file");
    expectFailure({"ablate", "--config", write("bad.json", R"({"data":3})")}, "cannot be used");
}

TEST_F(EvaluationTest, ProjectGoesToAnotherHome) {
    addClasses(3);
    const std::string id = ask(evaluate({"--keep"}))["id"];
    EXPECT_EQ(ask({"project", "add", "thesis", "--evaluation", id})["evaluations"][0], id);
    expectFailure({"project", "add", "thesis", "--evaluation", "nothing"}, "no evaluation 'nothing'");
    EXPECT_EQ(ask({"evaluations"})["evaluations"][0]["project"], "thesis");
    const auto file = path("thesis.sparlet").string();
    EXPECT_GT(ask({"project", "export", "thesis", "--out", file})["bytes"], 1000);
    const auto other = path("other home").string();
    EXPECT_EQ(ask({"project", "import", file, "--home", other})["evaluations"][0], id);
    const auto there = ask({"evaluations", "show", id, "--home", other});
    EXPECT_EQ(there["evaluation"]["map"], ask({"evaluations", "show", id})["evaluation"]["map"]);
    EXPECT_EQ(ask({"project", "list", "--home", other})["projects"].size(), 1U);
    EXPECT_EQ(ask({"project", "take", "thesis", "--evaluation", id})["evaluations"].size(), 0U);
    EXPECT_EQ(ask({"project", "remove", "thesis"})["removed"], "thesis");
    fs::resize_file(file, fs::file_size(file) - 5);
    expectFailure({"project", "import", file, "--home", path("third").string()}, "is cut off");
}

} // namespace
} // namespace sparlet
