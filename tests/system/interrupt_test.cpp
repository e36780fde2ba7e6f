// Ctrl-C, SIGTERM, and two writers at once.
#include "system_fixture.h"

#include <csignal>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace sparlet {
namespace {

using InterruptTest = SystemTest;

TEST_F(InterruptTest, StopsCleanlyAndGoesOn) {
    addClasses(250);
    for (const int signal : {SIGINT, SIGTERM}) {
        test::RunOptions options;
        options.signal = signal;
        options.signalAfter = "encoding";
        const auto outcome = run({"index", pictures().string(), "--collection", "c", "--json"}, options);
        EXPECT_EQ(outcome.status, 130) << outcome.err;
        EXPECT_EQ(outcome.out, "");
        EXPECT_NE(outcome.err.find("are kept"), std::string::npos) << outcome.err;
    }
    const auto report = index();
    EXPECT_GT(report["unchanged"], 0);
    EXPECT_EQ(report["unchanged"].get<int>() + report["indexed"].get<int>(), 750);
    EXPECT_EQ(ask({"collections"})["collections"][0]["images"], 750);
}

TEST_F(InterruptTest, SecondWriterIsToldWhichProcessIsFirst) {
    addClasses(1);
    std::filesystem::create_directories(home() / "locks");
    const int lock = ::open((home() / "locks" / "c").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    ASSERT_EQ(::flock(lock, LOCK_EX | LOCK_NB), 0);
    const std::string pid = std::to_string(::getpid());
    ASSERT_EQ(::pwrite(lock, pid.data(), pid.size(), 0), static_cast<ssize_t>(pid.size()));
    expectFailure({"remove", "c"}, "process " + pid);
    EXPECT_EQ(ask({"collections"})["collections"].size(), 0U); // readers need no lock
    const auto other = run({"index", pictures().string(), "--collection", "other"});
    EXPECT_EQ(other.status, 0) << other.err; // nor do other collections
    ::close(lock);
    EXPECT_EQ(index()["indexed"], 3);
}

} // namespace
} // namespace sparlet
