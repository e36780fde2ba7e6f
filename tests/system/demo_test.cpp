// The journey of run.sh: the shipped default model over the demo pictures, which are real ones.
#include "program.h"
#include "support/temp_dir.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>

namespace sparlet {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kPictures = "/usr/share/tuxpaint/stamps";

class DemoTest : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_TRUE(fs::is_directory(kPictures)) << "install the package tuxpaint-stamps-default";
        const json report = ask({"index", kPictures, "--collection", "demo"});
        ASSERT_EQ(report.value("failed", -1), 0) << report.dump().substr(0, 500);
        images_ = report.value("indexed", 0);
    }

    json ask(std::vector<std::string> arguments) const {
        arguments.insert(arguments.end(), {"--json", "--quiet"});
        test::RunOptions options;
        options.environment.emplace("SPARLET_HOME", (dir_ / "home").string());
        options.environment.emplace("SPARLET_MODELS", SPARLET_MODEL_DIR);
        const auto outcome = test::runProgram(SPARLET_PROGRAM, arguments, options);
        EXPECT_EQ(outcome.status, 0) << arguments.front() << ": " << outcome.err;
        auto object = json::parse(outcome.out, nullptr, false);
        return object.is_object() ? object : json::object();
    }

    static std::string picture(const std::string& name) { return std::string(kPictures) + "/" + name; }

    /// How many of the first `top` other images lie under `folder`.
    static int under(const json& answer, const std::string& folder, std::size_t top) {
        int count = 0;
        const auto& results = answer.at("results");
        for (std::size_t i = 1; i < std::min(top + 1, results.size()); ++i) {
            count += results[i].at("path").get<std::string>().starts_with(picture(folder)) ? 1 : 0;
        }
        return count;
    }

    test::TempDir dir_;
    int images_ = 0;
};

TEST_F(DemoTest, FindsPicturesOfTheSameKind) {
    ASSERT_GT(images_, 500);
    const std::string letter = picture("symbols/alphabets/english/outlined/uppercase/K_outline.png");
    const json letters = ask({"query", "--collection", "demo", "--image", letter, "--top", "20"});
    ASSERT_EQ(letters.at("results").size(), 20U);
    EXPECT_EQ(letters["results"][0]["path"], letter);
    EXPECT_GT(letters["results"][0]["score"].get<double>(), 0.9);
    EXPECT_GE(under(letters, "symbols/alphabets", 10), 8);

    const json bird =
        ask({"query", "--collection", "demo", "--image", picture("animals/birds/penguin.png"), "--iqe", "2"});
    EXPECT_EQ(bird["results"][0]["path"], picture("animals/birds/penguin.png"));
    EXPECT_EQ(bird.at("expansion").size(), 2U);
}

TEST_F(DemoTest, CodesAreSparseAndOfMixedPrecision) {
    const json code =
        ask({"inspect", "--collection", "demo", "--path", picture("animals/birds/penguin.png")});
    EXPECT_LT(code.at("active").get<int>(), code.at("dimensions").get<int>());
    EXPECT_EQ(code.at("entries").size(), code.at("active").get<std::size_t>());
    EXPECT_GT(code.at("threshold").get<double>(), 0);
    for (const json& entry : code.at("entries")) {
        EXPECT_GE(entry.at("bits").get<int>(), 2);
        EXPECT_LE(entry.at("bits").get<int>(), 8);
        EXPECT_NE(entry.at("quantized").get<double>(), 0);
    }
}

// A newer Sparlet brings other models of the same names; run.sh looks for --reindex in the message.
TEST(ModelThatChanged, TheCollectionSaysHowToGoOn) {
    const test::TempDir dir;
    const auto model = dir / "models" / "small.safetensors";
    fs::create_directories(model.parent_path());
    fs::copy_file(fs::path(SPARLET_MODEL_DIR) / "sparse-mobilenetv3-small-general.safetensors", model);
    test::RunOptions options;
    options.environment = {{"SPARLET_HOME", (dir / "home").string()},
                           {"SPARLET_MODELS", model.parent_path().string()}};
    const auto run = [&](const std::vector<std::string>& arguments) {
        return test::runProgram(SPARLET_PROGRAM, arguments, options);
    };
    const auto birds = std::string(kPictures) + "/animals/birds";
    const std::vector<std::string> index = {"index", birds, "--collection", "demo", "--model", "small"},
                                   query = {"query", "--collection", "demo", "--image",
                                            birds + "/penguin.png"};
    ASSERT_EQ(run(index).status, 0);
    ASSERT_EQ(run(query).status, 0);
    const auto other = (dir / "other.safetensors").string();
    ASSERT_EQ(run({"model", "export", "small", "--plain", "--out", other}).status, 0);
    fs::rename(other, model);

    const auto refused = run(query);
    EXPECT_EQ(refused.status, 1);
    EXPECT_NE(refused.err.find("--reindex"), std::string::npos) << refused.err;
    auto again = index;
    again.emplace_back("--reindex");
    EXPECT_EQ(run(again).status, 0);
    EXPECT_EQ(run(query).status, 0);
}

} // namespace
} // namespace sparlet
