// Wrong usage, failures, help.
#include "system_fixture.h"

namespace sparlet {
namespace {

using UsageTest = SystemTest;

TEST_F(UsageTest, WaitingThreadsSleepUnlessTheUserSaysOtherwise) {
    // GNU OpenMP prints what it has read when it is loaded.
    ::unsetenv("OMP_WAIT_POLICY");
    test::RunOptions options;
    options.environment["OMP_DISPLAY_ENV"] = "true";
    const auto usual = run({"--version"}, options);
    EXPECT_NE(usual.err.find("OMP_WAIT_POLICY = 'PASSIVE'"), std::string::npos) << usual.err;
    options.environment["OMP_WAIT_POLICY"] = "active";
    const auto chosen = run({"--version"}, options);
    EXPECT_NE(chosen.err.find("OMP_WAIT_POLICY = 'ACTIVE'"), std::string::npos) << chosen.err;
}

TEST_F(UsageTest, WrongUsageIsStatusTwoAndSaysWhy) {
    const std::vector<std::vector<std::string>> wrong = {
        {},
        {"nonsense"},
        {"index"},
        {"index", "/tmp"},
        {"index", "/tmp", "--collection"},
        {"index", "/tmp", "--collection", "c", "--bogus"},
        {"query", "--collection", "c"},
        {"query", "--image", "a.jpg"},
        {"query", "--collection", "c", "--image", "a", "--top", "0"},
        {"query", "--collection", "c", "--image", "a", "--iqe", "9"},
        {"query", "--collection", "c", "--image", "a", "--gamma", "2"},
        {"query", "--collection", "c", "--image", "a", "--crop", "1,2,3"},
        {"query", "--collection", "c", "--image", "a", "--crop", "1,2,3,x"},
        {"query", "--collection", "c", "--image", "a", "--crop", "0,0,0,5"},
        {"query", "--collection", "c", "--text", "a", "--crop", "1,2,3,4"},
        {"query", "--collection", "c", "--expr", "a + + b"},
        {"inspect"},
        {"inspect", "--collection", "c"},
        {"inspect", "--collection", "c", "--path", "p", "--image", "f"},
        {"explain", "--collection", "c"},
        {"duplicates", "--collection", "c", "--threshold", "7"},
        {"train", "--data", "d"},
        {"train", "--method", "sparse", "--backbone", "resnet18", "--data", "d"},
        {"train", "--method", "sparse", "--backbone", "resnet18", "--data", "d", "--out", "o", "--without",
         "x"},
        {"evaluate", "--data", "d"},
        {"evaluate", "--data", "d", "--protocol", "imagenet"},
        {"model"},
        {"model", "tune", "m"},
        {"collections", "--threads", "0"},
    };
    for (const auto& arguments : wrong) {
        const auto outcome = run(arguments);
        std::string line = "sparlet";
        for (const auto& argument : arguments)
            line += " " + argument;
        EXPECT_EQ(outcome.status, 2) << line << ": " << outcome.err;
        EXPECT_EQ(outcome.out, "") << line;
        EXPECT_GT(outcome.err.size(), 20U) << line;
    }
    EXPECT_FALSE(std::filesystem::exists(home()));
}

TEST_F(UsageTest, FailuresAreOneSentence) {
    addClasses(1);
    index();
    expectFailure({"index", path("nowhere").string(), "--collection", "c"}, "nowhere");
    expectFailure({"index", pictures().string(), "--collection", "c", "--model", "none"}, "none");
    expectFailure({"query", "--collection", "x", "--image", picture("red/0.bmp")}, "\"x\"");
    expectFailure({"query", "--collection", "c", "--image", picture("none.bmp")}, "none.bmp");
    expectFailure({"query", "--collection", "c", "--text", "qqzzxx"}, "qqzzxx");
    expectFailure({"inspect", "--collection", "c", "--path", picture("none.bmp")}, "none.bmp");
    expectFailure({"inspect", "--image", picture("none.bmp")}, "none.bmp");
    expectFailure({"remove", "x"}, "\"x\"");
    expectFailure({"rename", "c", ".x"}, ".x");
    expectFailure({"model", "info", "none"}, "none");
    expectFailure({"evaluate", "--data", path("nowhere").string(), "--protocol", "folder"}, "nowhere");
    expectFailure({"train", "--resume", "none"}, "none");
    expectFailure({"collections", "--home", "/proc/nowhere"}, "/proc/nowhere");
    expectFailure({"evaluate", "--data", pictures().string(), "--protocol", "folder", "--device", "tpu"},
                  "tpu");
}

TEST_F(UsageTest, HelpAndVersion) {
    const auto version = run({"--version"});
    EXPECT_EQ(version.status, 0);
    EXPECT_TRUE(version.out.starts_with("sparlet ")) << version.out;
    const auto help = run({"--help"});
    EXPECT_EQ(help.status, 0);
    for (const std::string command : {"index", "collections", "query", "inspect", "explain", "duplicates",
                                      "describe", "train", "evaluate", "model", "doctor"}) {
        EXPECT_NE(help.out.find(command), std::string::npos) << command;
        const auto one = run({command, "--help"});
        EXPECT_EQ(one.status, 0) << command;
        EXPECT_NE(one.out.find("--home"), std::string::npos) << command;
        if (command != "model") {
            EXPECT_NE(one.out.find("Example"), std::string::npos) << command;
        }
    }
}

TEST_F(UsageTest, GeneralOptionsMayStandOnEitherSide) {
    const auto before = run({"--home", path("h1").string(), "--json", "collections"});
    const auto after = run({"collections", "--home", path("h2").string(), "--json"});
    EXPECT_EQ(before.status, 0) << before.err;
    EXPECT_EQ(before.out, after.out);
    EXPECT_TRUE(std::filesystem::exists(path("h1")));
    EXPECT_TRUE(std::filesystem::exists(path("h2")));
}

TEST_F(UsageTest, FullStandardOutputIsAFailure) {
    test::RunOptions options;
    options.standardOutput = "/dev/full";
    const auto outcome = run({"collections", "--json"}, options);
    EXPECT_EQ(outcome.status, 1);
    EXPECT_NE(outcome.err.find("standard output"), std::string::npos);
}

} // namespace
} // namespace sparlet
