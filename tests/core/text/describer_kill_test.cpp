// Kills a describing process and lets another one go on.
#include "support/loopback_server.h"
#include "support/temp_dir.h"
#include "text/captions.h"
#include "text/describer.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <set>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sparlet {
namespace {

using test::LoopbackServer;
using test::TempDir;

constexpr int kImages = 30;

std::vector<std::string> imageNames() {
    std::vector<std::string> out;
    for (int i = 0; i < kImages; ++i)
        out.push_back("image" + std::to_string(i) + ".jpg");
    return out;
}

Result<DescribeReport> run(const std::string& endpoint, const std::filesystem::path& captions) {
    DescriberOptions options;
    options.endpoint = endpoint;
    options.concurrency = 3;
    auto describer = Describer::create(options);
    if (!describer.ok()) return describer.error();
    return describer->describeAll(
        imageNames(), [](const std::string& name) -> Result<std::string> { return name; }, captions, {},
        CancelToken());
}

// Runs only in the process that DescriberKill.AKilledRunIsContinued starts.
TEST(DescriberKill, DISABLED_Child) {
    const char* endpoint = std::getenv("SPARLET_TEST_ENDPOINT");
    const char* captions = std::getenv("SPARLET_TEST_CAPTIONS");
    ASSERT_TRUE(endpoint && captions);
    const auto report = run(endpoint, captions);
    ASSERT_TRUE(report.ok()) << report.error().message;
}

pid_t startChild(const std::string& endpoint, const std::filesystem::path& captions) {
    std::string filter = "--gtest_filter=DescriberKill.DISABLED_Child",
                disabled = "--gtest_also_run_disabled_tests";
    std::string program = "/proc/self/exe";
    char* arguments[] = {program.data(), filter.data(), disabled.data(), nullptr};
    ::setenv("SPARLET_TEST_ENDPOINT", endpoint.c_str(), 1);
    ::setenv("SPARLET_TEST_CAPTIONS", captions.c_str(), 1);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", 1, 0);
    pid_t pid = -1;
    const int failed = ::posix_spawn(&pid, program.c_str(), &actions, nullptr, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    return failed ? -1 : pid;
}

TEST(DescriberKill, AKilledRunIsContinued) {
    for (const int killAfter : {1, 4, 9, 17}) {
        LoopbackServer server([](const httplib::Request&, httplib::Response& a) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
            LoopbackServer::say(a, "A picture.");
        });
        const TempDir folder;
        const auto captions = folder / "c.jsonl";
        const pid_t pid = startChild(server.endpoint(), captions);
        ASSERT_GT(pid, 0);
        int status = 0;
        while (server.requests() < killAfter && ::waitpid(pid, &status, WNOHANG) == 0)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        ::kill(pid, SIGKILL);
        ::waitpid(pid, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status));
        const auto before = readCaptions(captions);
        ASSERT_TRUE(before.ok());
        EXPECT_LT(before->captions.size(), static_cast<std::size_t>(kImages));

        const auto report = run(server.endpoint(), captions);
        ASSERT_TRUE(report.ok()) << report.error().message;
        EXPECT_EQ(report->skipped, before->captions.size());
        const auto after = readCaptions(captions);
        ASSERT_TRUE(after.ok());
        EXPECT_EQ(after->captions.size(), static_cast<std::size_t>(kImages)) << "each image exactly once";
        std::set<std::string> distinct;
        for (const Caption& c : after->captions)
            distinct.insert(c.image);
        EXPECT_EQ(distinct.size(), static_cast<std::size_t>(kImages));
        // Of the three questions that were open at the kill the answers are lost, nothing else.
        EXPECT_LE(server.requests(), kImages + 3);
    }
}

} // namespace
} // namespace sparlet
