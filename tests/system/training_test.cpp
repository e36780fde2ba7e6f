// A model from a folder to a query, on the command line.
#include "system_fixture.h"

#include <csignal>

namespace sparlet {
namespace {

using TrainingTest = SystemTest;

std::vector<std::string> training(const std::string& data, const std::string& out,
                                  const std::string& epochs) {
    return {"train", "--data",   data,       "--method", "sparse", "--backbone", "mobilenet_v3_small",
            "--out", out,        "--preset", "quick",    "--side", "32",         "--dimensions",
            "32",    "--epochs", epochs,     "--batch",  "8",      "--device",   "cpu"};
}

TEST_F(TrainingTest, TrainedModelServesAtOnce) {
    addClasses(4);
    const std::string out = path("mine.safetensors").string();
    auto arguments = training(pictures().string(), out, "1");
    arguments.insert(arguments.end(), {"--without", "spq", "--seed", "3"});
    const auto report = ask(arguments);
    for (const std::string key :
         {"run", "method", "backbone", "epochs", "seconds", "parameters", "loss", "model"}) {
        EXPECT_TRUE(report.contains(key)) << key;
    }
    EXPECT_EQ(report["method"], "sparse");
    EXPECT_EQ(report["epochs"], 1);
    EXPECT_EQ(report["loss"].size(), 1U);
    EXPECT_EQ(report["model"], out);
    const auto indexed = ask({"index", pictures().string(), "--collection", "c", "--model", out});
    EXPECT_EQ(indexed["indexed"], 12);
    EXPECT_EQ(ask({"query", "-c", "c", "--image", picture("red/0.bmp")})["results"].size(), 12U);
    const auto info = ask({"model", "info", out});
    EXPECT_EQ(info["spq"], false);
    EXPECT_EQ(info["ase"], true);
}

TEST_F(TrainingTest, InterruptedRunGoesOn) {
    addClasses(12);
    const std::string out = path("mine.safetensors").string();
    test::RunOptions options;
    options.signal = SIGINT;
    options.signalAfter = "training";
    const auto stopped = run(training(pictures().string(), out, "40"), options);
    EXPECT_EQ(stopped.status, 130) << stopped.err;
    const auto at = stopped.err.find("--resume ");
    ASSERT_NE(at, std::string::npos) << stopped.err;
    const std::string run_ = stopped.err.substr(at + 9, stopped.err.find(' ', at + 9) - at - 9);
    const auto runs = std::filesystem::directory_iterator(home() / "runs");
    EXPECT_EQ(runs->path().filename().string(), run_);
}

TEST_F(TrainingTest, APrunedModelServesLikeAnyOther) {
    addClasses(4);
    const std::string out = path("pruned.safetensors").string(), data = pictures().string();
    const auto report =
        ask({"train", "--init", (models() / "tiny.safetensors").string(), "--prune", "0.3", "--data", data,
             "--out", out, "--epochs", "1", "--batch", "8", "--side", "32", "--device", "cpu"});
    EXPECT_EQ(report["epochs"], 1);
    const auto info = ask({"model", "info", out}),
               whole = ask({"model", "info", (models() / "tiny.safetensors").string()});
    EXPECT_FALSE(info["inner_channels"].empty());
    EXPECT_EQ(whole["inner_channels"], nlohmann::json::object());
    EXPECT_LT(info["parameters"].get<double>(), whole["parameters"].get<double>());
    EXPECT_EQ(ask({"index", data, "--collection", "c", "--model", out})["indexed"], 12);
    EXPECT_EQ(ask({"query", "-c", "c", "--image", picture("red/0.bmp")})["results"].size(), 12U);
    for (const std::vector<std::string>& wrong : {std::vector<std::string>{"--init", out, "--prune", "0.95"},
                                                  {"--prune", "0.3"},
                                                  {"--init", out, "--prune", "0.3", "--method", "sparse"}}) {
        std::vector<std::string> arguments = {"train", "--data", data, "--out", out};
        arguments.insert(arguments.end(), wrong.begin(), wrong.end());
        EXPECT_EQ(run(arguments).status, 2) << wrong[1];
    }
}

} // namespace
} // namespace sparlet
