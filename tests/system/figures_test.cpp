// `sparlet figures` as a user runs it: without a display, from what comes with Sparlet.
#include "system_fixture.h"

#include <gmock/gmock.h>

#include <filesystem>

namespace sparlet {
namespace {

using ::testing::HasSubstr;
using FiguresTest = SystemTest;

TEST_F(FiguresTest, ShippedRecordsBecomeFiguresAndTables) {
    test::RunOptions options;
    options.environment = {{"DISPLAY", ""}, {"WAYLAND_DISPLAY", ""}};
    const auto out = path("figures").string();
    const auto outcome = run({"figures", "--out", out, "--json"}, options);
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    const auto report = nlohmann::json::parse(outcome.out);
    ASSERT_TRUE(report.contains("files"));
    EXPECT_GT(report["files"].size(), 10U);
    for (const auto& file : report["files"]) {
        const std::filesystem::path one = file.get<std::string>();
        EXPECT_TRUE(one.is_absolute());
        EXPECT_GT(std::filesystem::file_size(one), 0U) << one;
    }
    EXPECT_TRUE(std::filesystem::exists(path("figures") / "accuracy.pdf"));
    EXPECT_TRUE(std::filesystem::exists(path("figures") / "table-accuracy.tex"));
}

TEST_F(FiguresTest, FormatsAndStyleAreChosen) {
    const auto report = ask({"figures", "--out", path("f").string(), "--format", "svg,md", "--width", "178",
                             "--language", "ja", "--palette", "tol-bright", "--legend", "below"});
    for (const auto& file : report["files"]) {
        const auto ending = std::filesystem::path(file.get<std::string>()).extension();
        EXPECT_TRUE(ending == ".svg" || ending == ".md") << file;
    }
    const auto wrong = run({"figures", "--out", path("f").string(), "--palette", "rainbow"});
    EXPECT_EQ(wrong.status, 2);
    EXPECT_THAT(wrong.err, HasSubstr("okabe-ito"));
    EXPECT_EQ(run({"figures"}).status, 2);
    expectFailure({"figures", "--out", path("f").string(), "--runs", "no-such-run"}, "no-such-run");
}

} // namespace
} // namespace sparlet
