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

// A newer Sparlet brings other models of the same names.
TEST(ModelThatChanged, TheCollectionSaysHowToGoOnAndTheDemoGoesOn) {
    const test::TempDir dir;
    const auto models = dir / "models";
    fs::copy(SPARLET_MODEL_DIR, models, fs::copy_options::recursive);
    test::RunOptions options;
    options.environment = {{"SPARLET_HOME", (dir / "home").string()}, {"SPARLET_MODELS", models.string()}};
    const auto run = [&](const std::vector<std::string>& arguments) {
        return test::runProgram(SPARLET_PROGRAM, arguments, options);
    };
    const auto demo = [&] { return test::runProgram(SPARLET_DEMO, {SPARLET_PROGRAM, "--journey"}, options); };
    const auto first = demo();
    ASSERT_EQ(first.status, 0) << first.err;
    EXPECT_NE(demo().out.find(" 0 indexed"), std::string::npos);

    const std::string model =
        json::parse(run({"collections", "--json"}).out).at("collections").at(0).at("model");
    const auto other = (dir / "other.safetensors").string();
    ASSERT_EQ(run({"model", "export", model, "--plain", "--out", other}).status, 0);
    fs::rename(other, models / (model + ".safetensors"));
    const auto refused = run(
        {"query", "--collection", "demo", "--image", std::string(kPictures) + "/animals/birds/penguin.png"});
    EXPECT_EQ(refused.status, 1);
    EXPECT_NE(refused.err.find("--reindex"), std::string::npos) << refused.err;

    const auto again = demo();
    EXPECT_EQ(again.status, 0) << again.err;
    EXPECT_EQ(again.out.find(" 0 indexed"), std::string::npos) << again.out;
}

} // namespace
} // namespace sparlet
