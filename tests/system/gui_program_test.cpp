// The application as a program: what its window's tests cannot see, which bring a workspace of their own.
#include "program.h"
#include "support/temp_dir.h"

#include <gtest/gtest.h>

namespace sparlet {
namespace {

test::Outcome shell(const std::string& script, const std::string& home) {
    test::RunOptions options;
    options.environment = {{"QT_QPA_PLATFORM", "offscreen"}, {"GUI", SPARLET_GUI_PROGRAM}, {"PLACE", home}};
    return test::runProgram("/bin/sh", {"-c", script}, options);
}

TEST(GuiProgram, LoadsItsEngineOnceTheWindowIsThere) {
    const test::TempDir dir;
    // The engine makes the home when it is opened; nothing else does before the window closes.
    const auto outcome = shell(R"("$GUI" --home "$PLACE" & gui=$!
        tries=0
        while [ ! -d "$PLACE" ] && [ $tries -lt 600 ]; do sleep 0.1; tries=$((tries + 1)); done
        kill $gui; wait $gui; [ -d "$PLACE" ])",
                               (dir / "home").string());
    EXPECT_EQ(outcome.status, 0) << outcome.err;
}

TEST(GuiProgram, IsNotLinkedToLibTorch) {
    const test::TempDir dir;
    const auto outcome = shell(R"(ldd "$GUI")", (dir / "home").string());
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_NE(outcome.out.find("libQt6Widgets"), std::string::npos) << outcome.out;
    EXPECT_EQ(outcome.out.find("libtorch"), std::string::npos)
        << "it would be loaded before the window shows";
}

} // namespace
} // namespace sparlet
