// SIGKILL at random moments of indexing, merging, removing and migrating: afterwards everything that was
// acknowledged is there, `doctor` is content, and finishing the work ends with the same codes as an
// undisturbed run. SPARLET_KILLS in the environment: kills a test (3); SPARLET_KILL_SEED: other moments.
#include "fault_fixture.h"
#include "older_catalogue.h"
#include "store/catalogue.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <iostream>
#include <random>
#include <set>
#include <thread>

namespace sparlet {
namespace {

namespace fs = std::filesystem;

/// What a reader beside the program sees: once an image is in the catalogue, it is acknowledged.
class Witness {
public:
    Witness(fs::path home, std::string collection)
        : home_(std::move(home)), collection_(std::move(collection)), thread_([this] { watch(); }) {}
    ~Witness() { stop(); }
    std::set<std::string> stop() {
        done_ = true;
        if (thread_.joinable()) thread_.join();
        return seen_;
    }

private:
    void watch() {
        while (!done_) {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            const auto catalogue =
                store::Catalogue::open(home_ / "catalogue.sqlite", store::Catalogue::Mode::ReadOnly);
            if (!catalogue.ok()) continue; // not there yet
            const auto record = (*catalogue)->findCollection(collection_);
            if (!record.ok() || !*record) continue;
            const auto images = (*catalogue)->images((*record)->id);
            if (!images.ok()) continue;
            for (const auto& image : *images)
                seen_.insert(image.relativePath);
        }
    }

    fs::path home_;
    std::string collection_;
    std::set<std::string> seen_;
    std::atomic<bool> done_{false};
    std::thread thread_;
};

class NothingLostTest : public FaultTest {
protected:
    std::vector<std::string> work_{"index", pictures().string(), "--collection", "c", "--quiet"};

    /// Kills `work_` again and again, each time beginning from the home as it is now.
    void killAtRandomMoments(bool witnessed) {
        keepHome("before");
        const Images before = storedImages(home(), "c", true);
        restoreHome("before");
        const auto start = std::chrono::steady_clock::now();
        const auto changes = static_cast<long>(changesOf(work_).size());
        const auto length =
            std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start)
                .count();
        const Images atEnd = storedImages(home(), "c");
        std::mt19937 random(static_cast<unsigned>(fromEnvironment("SPARLET_KILL_SEED", 20251122)));
        const int rounds = fromEnvironment("SPARLET_KILLS", 3);
        int killed = 0;
        for (int round = 0; round < rounds; ++round) {
            restoreHome("before");
            const char* kinds[] = {"kill", "torn", "kill", "short"};
            Fault fault{kinds[round % 4], std::uniform_int_distribution<long>(1, changes)(random)};
            test::RunOptions options = under(fault);
            std::set<std::string> seen;
            if (witnessed && round % 2 == 1) { // at a moment between two changes as well
                options = {};
                options.signal = SIGKILL;
                options.signalDelayMs =
                    static_cast<int>(std::uniform_int_distribution<long>(length / 4, length)(random));
                Witness witness(home(), "c");
                killed += run(work_, options).signal == SIGKILL ? 1 : 0;
                seen = witness.stop();
            } else {
                killed += run(work_, options).signal == SIGKILL ? 1 : 0;
            }
            SCOPED_TRACE("round " + std::to_string(round) + ": " + fault.kind + " at " +
                         std::to_string(fault.at) + " of " + std::to_string(changes));
            expectRecovered(before, atEnd, seen);
            if (HasFailure()) return;
        }
        std::cout << killed << " of " << rounds << " runs killed, " << changes << " changes of files each\n";
        EXPECT_GT(killed, rounds / 2);
    }

    void expectRecovered(const Images& before, const Images& atEnd, const std::set<std::string>& seen) const {
        expectWell();
        expectNothingLost("c", before, atEnd);
        const auto now = storedImages(home(), "c", true);
        for (const auto& name : seen)
            EXPECT_TRUE(now.contains(name) || !atEnd.contains(name)) << name << " was acknowledged";
        const auto finished = run(work_);
        EXPECT_EQ(finished.status, 0) << finished.err;
        EXPECT_TRUE(storedImages(home(), "c") == atEnd);
        expectWell();
    }
};

TEST_F(NothingLostTest, Indexing) {
    addClasses(400); // more than two segments
    killAtRandomMoments(true);
}

TEST_F(NothingLostTest, Merging) {
    addClasses(100);
    index();
    addClasses(110);
    killAtRandomMoments(false);
}

TEST_F(NothingLostTest, Removing) {
    addClasses(200);
    index();
    for (int i = 0; i < 200; i += i % 3 == 2 ? 2 : 1) {
        for (const char* name : {"red", "blue"})
            fs::remove(pictures() / name / (std::to_string(i) + ".bmp"));
    }
    killAtRandomMoments(false);
}

TEST_F(NothingLostTest, Migrating) {
    addClasses(30);
    index();
    becomeOlderCatalogue(home() / "catalogue.sqlite");
    killAtRandomMoments(false);
}

TEST_F(NothingLostTest, Reindexing) {
    addClasses(60);
    index();
    work_.push_back("--reindex");
    killAtRandomMoments(false);
}

TEST_F(NothingLostTest, RemovingACollection) {
    addClasses(30);
    index("c");
    index("other");
    const Images others = storedImages(home(), "other");
    const Images whole = storedImages(home(), "c");
    keepHome("before");
    const auto changes = static_cast<long>(changesOf({"remove", "c"}).size());
    std::mt19937 random(static_cast<unsigned>(fromEnvironment("SPARLET_KILL_SEED", 20251122)));
    for (int round = 0; round < fromEnvironment("SPARLET_KILLS", 3); ++round) {
        restoreHome("before");
        const long at = std::uniform_int_distribution<long>(1, changes)(random);
        SCOPED_TRACE("killed at " + std::to_string(at) + " of " + std::to_string(changes));
        EXPECT_EQ(run({"remove", "c"}, under({"kill", at})).signal, SIGKILL);
        expectWell();
        const auto left = storedImages(home(), "c", true);
        EXPECT_TRUE(left.empty() || left == whole);
        EXPECT_TRUE(storedImages(home(), "other") == others);
        EXPECT_EQ(run({"remove", "c"}).status, left.empty() ? 1 : 0);
        EXPECT_EQ(index("c")["indexed"], 90);
        EXPECT_TRUE(storedImages(home(), "c") == whole);
    }
}

} // namespace
} // namespace sparlet
