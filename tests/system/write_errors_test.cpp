// Disks that are full or broken, and writes torn by a kill: one sentence that names the file, nothing that
// was there before is lost, and the same command succeeds afterwards. SPARLET_FAULTS_EACH in the environment:
// faults of a kind for each command (1).
#include "fault_fixture.h"

#include <csignal>
#include <iostream>
#include <random>
#include <sys/mount.h>
#include <unistd.h>

namespace sparlet {
namespace {

namespace fs = std::filesystem;

class WriteErrorsTest : public FaultTest {
protected:
    int faultsOfAKind() const { return fromEnvironment("SPARLET_FAULTS_EACH", 1); }

    /// Numbers of changes, spread over all of them and always with the first and the last.
    std::vector<long> someOf(long changes) const {
        std::vector<long> out;
        const long count = std::min<long>(changes, std::max(2, faultsOfAKind()));
        for (long i = 0; i < count; ++i)
            out.push_back(1 + i * (changes - 1) / std::max(1L, count - 1));
        return out;
    }

    /// `work` under every kind of fault, each time from the home as it is now; `check` looks at what is left.
    template <class Check>
    void underFaults(const std::vector<std::string>& work, const fs::path& watched, const Check& check) {
        keepHome("before");
        const auto changes = static_cast<long>(changesOf(work, watched).size());
        int failed = 0, killed = 0;
        for (const std::string kind : {"full", "broken", "once", "torn", "short"}) {
            for (const long at : someOf(changes)) {
                SCOPED_TRACE(kind + " at " + std::to_string(at) + " of " + std::to_string(changes));
                restoreHome("before");
                if (watched != home()) {
                    fs::remove_all(watched);
                    fs::create_directories(watched);
                }
                const auto outcome = run(work, under({kind, at}, watched));
                if (outcome.signal == SIGKILL) {
                    ++killed;
                } else if (outcome.status != 0) {
                    ++failed;
                    expectOneSentence(outcome, watched.string());
                    const bool says = outcome.err.find("free some space") != std::string::npos;
                    EXPECT_TRUE(says || kind != "full") << outcome.err;
                }
                check();
                if (HasFailure()) return;
                const auto again = run(work);
                EXPECT_EQ(again.status, 0) << again.err;
                if (HasFailure()) return;
            }
        }
        std::cout << failed << " runs failed, " << killed << " were killed, " << changes
                  << " changes of files each\n";
        EXPECT_GT(failed, 0);
    }

    void indexUnderFaults() {
        const std::vector<std::string> work{"index", pictures().string(), "--collection", "c", "--quiet"};
        keepHome("start");
        const Images before = storedImages(home(), "c", true);
        restoreHome("start");
        EXPECT_EQ(run(work).status, 0);
        const Images atEnd = storedImages(home(), "c");
        restoreHome("start");
        underFaults(work, home(), [&] {
            expectWell();
            expectNothingLost("c", before, atEnd);
            EXPECT_EQ(run(work).status, 0);
            EXPECT_TRUE(storedImages(home(), "c") == atEnd);
        });
    }
};

TEST_F(WriteErrorsTest, Indexing) {
    addClasses(20);
    indexUnderFaults();
}

TEST_F(WriteErrorsTest, Merging) {
    addClasses(20);
    index();
    addClasses(25);
    indexUnderFaults();
}

TEST_F(WriteErrorsTest, Removing) {
    addClasses(20);
    index();
    for (const char* name : {"red", "blue"})
        fs::remove_all(pictures() / name);
    indexUnderFaults();
}

TEST_F(WriteErrorsTest, ExportingAModel) {
    const auto out = path("out");
    fs::create_directories(out);
    const auto file = (out / "copy.safetensors").string();
    const std::vector<std::string> work{"model", "export", "tiny", "--half", "--out", file, "--quiet"};
    underFaults(work, out, [&] {
        if (!fs::exists(file)) return;
        const auto info = run({"model", "info", file, "--json"});
        EXPECT_EQ(info.status, 0) << info.err;
    });
}

TEST_F(WriteErrorsTest, KeepingAnEvaluation) {
    addClasses(3);
    index();
    const auto listed = [this] { return ask({"evaluations"})["evaluations"]; };
    underFaults({"evaluate", "--model", "tiny", "--data", pictures().string(), "--protocol", "folder",
                 "--no-timing", "--name", "kept", "--quiet"},
                home(), [&] {
                    for (const auto& one : listed())
                        EXPECT_EQ(ask({"evaluations", "show", one["id"]})["queries"].size(), 9U);
                    expectWell();
                });
}

TEST_F(WriteErrorsTest, ExportingAProject) {
    addClasses(3);
    const std::string id = ask({"evaluate", "--model", "tiny", "--data", pictures().string(), "--protocol",
                                "folder", "--no-timing", "--name", "kept"})["id"];
    EXPECT_EQ(run({"project", "add", "p", "--evaluation", id}).status, 0);
    const auto out = path("out");
    fs::create_directories(out);
    const auto file = (out / "p.sparlet").string();
    underFaults({"project", "export", "p", "--out", file, "--quiet"}, out, [&] {
        if (!fs::exists(file)) return;
        keepHome("mine");
        fs::remove_all(home());
        const auto taken = run({"project", "import", file});
        EXPECT_EQ(taken.status, 0) << taken.err;
        restoreHome("mine");
    });
}

TEST_F(WriteErrorsTest, Settings) {
    addClasses(1);
    index();
    const auto there = path("there");
    fs::create_directories(there);
    underFaults({"evaluations", "moved", "/old/place", there.string(), "--quiet"}, home(),
                [&] { expectWell(); });
}

TEST_F(WriteErrorsTest, AFullDiskLosesNothing) {
    addClasses(150);
    const Images atEnd = [&] {
        index();
        auto all = storedImages(home(), "c");
        fs::remove_all(home());
        fs::create_directories(home());
        return all;
    }();
    if (::mount("tmpfs", home().c_str(), "tmpfs", 0, "size=192k") != 0)
        GTEST_SKIP() << "A small disk cannot be made here: " << std::strerror(errno) << ".";
    const std::vector<std::string> work{"index", pictures().string(), "--collection", "c", "--quiet"};
    const auto full = run(work);
    expectOneSentence(full, "the disk is full; free some space and try again");
    expectNothingLost("c", {}, atEnd);
    const Images kept = storedImages(home(), "c", true);
    EXPECT_LT(kept.size(), atEnd.size());
    EXPECT_EQ(run({"collections", "--json"}).status, 0);
    EXPECT_EQ(::mount("tmpfs", home().c_str(), "tmpfs", MS_REMOUNT, "size=20m"), 0);
    EXPECT_EQ(run(work).status, 0);
    EXPECT_TRUE(storedImages(home(), "c") == atEnd);
    EXPECT_EQ(::umount(home().c_str()), 0);
}

} // namespace
} // namespace sparlet
