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

} // namespace
} // namespace sparlet
