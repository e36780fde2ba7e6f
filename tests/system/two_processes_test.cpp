// Two programs on one home: the second one reads, or waits and says for whom; nothing is ever lost.
#include "fault_fixture.h"

#include <csignal>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>
#include <unistd.h>

namespace sparlet {
namespace {

namespace fs = std::filesystem;

class TwoProcessesTest : public FaultTest {
protected:
    std::vector<std::string> indexing(const std::string& collection) const {
        return {"index", pictures().string(), "--collection", collection};
    }

    /// Both at once; the second begins while the first is at work on "c".
    std::pair<test::Outcome, test::Outcome> both(const std::vector<std::string>& first,
                                                 const std::vector<std::string>& second) const {
        std::pair<test::Outcome, test::Outcome> out;
        std::thread other([&] { out.first = run(first); });
        for (int i = 0; i < 200 && !fs::exists(home() / "locks" / "c"); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        out.second = run(second);
        other.join();
        return out;
    }

    Images undisturbed() const {
        EXPECT_EQ(run(indexing("alone")).status, 0);
        auto images = storedImages(home(), "alone");
        fs::remove_all(home());
        return images;
    }
};

TEST_F(TwoProcessesTest, IndexOneCollection) {
    addClasses(150);
    const Images alone = undisturbed();
    const auto [first, second] = both(indexing("c"), indexing("c"));
    EXPECT_EQ(first.status, 0) << first.err;
    EXPECT_EQ(second.status, 0) << second.err;
    EXPECT_TRUE(storedImages(home(), "c") == alone);
    expectWell();
}

TEST_F(TwoProcessesTest, IndexTwoCollections) {
    addClasses(150);
    const Images alone = undisturbed();
    const auto [first, second] = both(indexing("c"), indexing("d"));
    EXPECT_EQ(first.status, 0) << first.err;
    EXPECT_EQ(second.status, 0) << second.err;
    EXPECT_TRUE(storedImages(home(), "c") == alone);
    EXPECT_TRUE(storedImages(home(), "d") == alone);
    expectWell();
}

TEST_F(TwoProcessesTest, IndexAndQuery) {
    addClasses(30);
    index();
    const auto query = picture("red/0.bmp");
    addClasses(200);
    test::Outcome first;
    std::thread other([&] { first = run(indexing("c")); });
    for (int i = 0; i < 5; ++i) {
        const auto found = ask({"query", "--collection", "c", "--image", query, "--top", "90"});
        EXPECT_EQ(found["results"].size(), 90U);
        EXPECT_EQ(found["results"][0]["path"], query);
    }
    other.join();
    EXPECT_EQ(first.status, 0) << first.err;
    EXPECT_EQ(storedImages(home(), "c").size(), 600U);
    expectWell();
}

#ifdef SPARLET_GUI_PROGRAM
TEST_F(TwoProcessesTest, IndexAndTheApplication) {
    addClasses(30);
    index();
    addClasses(200);
    test::RunOptions options;
    options.environment = {{"QT_QPA_PLATFORM", "offscreen"}, {"SPARLET_MODELS", models().string()}};
    options.signal = SIGTERM;
    options.signalDelayMs = 8000;
    test::Outcome application;
    std::thread other([&] {
        application =
            test::runProgram(SPARLET_GUI_PROGRAM, {"--home", home().string(), "--collection", "c"}, options);
    });
    for (const int count : {200, 230}) { // the window shows the collection meanwhile
        addClasses(count);
        std::this_thread::sleep_for(std::chrono::seconds(2));
        const auto outcome = run(indexing("c"));
        EXPECT_EQ(outcome.status, 0) << outcome.err;
        EXPECT_EQ(storedImages(home(), "c", true).size(), 3U * static_cast<unsigned>(count));
    }
    other.join();
    EXPECT_TRUE(application.signal == SIGTERM || application.status == 0) << application.err;
    EXPECT_EQ(storedImages(home(), "c").size(), 690U);
    expectWell();
}
#endif

TEST_F(TwoProcessesTest, IndexAndRemove) {
    addClasses(30);
    index("d");
    addClasses(200);
    const auto [first, second] = both(indexing("c"), {"remove", "d"});
    EXPECT_EQ(first.status, 0) << first.err;
    EXPECT_EQ(second.status, 0) << second.err;
    EXPECT_EQ(storedImages(home(), "d").size(), 0U);
    EXPECT_EQ(storedImages(home(), "c").size(), 600U);
    expectWell();
}

TEST_F(TwoProcessesTest, WhoWaitsSaysForWhomAndCanBeStopped) {
    addClasses(1);
    fs::create_directories(home() / "locks");
    const int lock = ::open((home() / "locks" / "c").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    ASSERT_EQ(::flock(lock, LOCK_EX | LOCK_NB), 0);
    const std::string pid = std::to_string(::getpid());
    ASSERT_EQ(::pwrite(lock, pid.data(), pid.size(), 0), static_cast<ssize_t>(pid.size()));
    test::RunOptions options;
    options.signal = SIGINT;
    options.signalAfter = "process " + pid;
    const auto waited = run(indexing("c"), options);
    EXPECT_EQ(waited.status, 130) << waited.err;
    ::close(lock);
    EXPECT_EQ(index()["indexed"], 3);
}

} // namespace
} // namespace sparlet
