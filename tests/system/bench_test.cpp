// `sparlet bench` measures and prints; which numbers come out is the machine's affair.
#include "system_fixture.h"

#include <csignal>
#include <set>
#include <tuple>

namespace sparlet {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

class BenchTest : public SystemTest {
protected:
    static void expectMachine(const json& report) {
        const auto& machine = report["machine"];
        EXPECT_FALSE(machine["processor"].get<std::string>().empty());
        EXPECT_FALSE(machine["instructions"].get<std::string>().empty());
        EXPECT_FALSE(machine["scan"].get<std::string>().empty());
        EXPECT_GE(machine["cores"], 1);
        EXPECT_GE(machine["threads"], 1);
        EXPECT_GT(machine["memory_bytes"], 0);
        EXPECT_NE(machine["runtime"].get<std::string>().find("LibTorch"), std::string::npos);
        EXPECT_EQ(machine["device"], "cpu");
        EXPECT_EQ(report["rounds"], 3);
    }
    static void expectSpread(const json& spread) {
        const double median = spread["median"], first = spread["quartiles"][0],
                     third = spread["quartiles"][1];
        EXPECT_GT(first, 0);
        EXPECT_LE(first, median);
        EXPECT_LE(median, third);
    }
    bool scratchIsEmpty() const {
        const fs::path scratch = home() / "cache" / "scratch";
        return !fs::exists(scratch) || fs::is_empty(scratch);
    }
};

TEST_F(BenchTest, EncodeTimesEachArithmeticBatchAndThreadCount) {
    const auto report = ask({"bench", "encode", "--rounds", "3", "--threads", "2"});
    expectMachine(report);
    EXPECT_EQ(report["model"], "tiny");
    std::set<std::tuple<std::string, int, int>> seen;
    for (const auto& one : report["encode"]) {
        expectSpread(one["ms"]);
        expectSpread(one["images_per_second"]);
        EXPECT_TRUE(seen.emplace(one["precision"], one["threads"], one["batch"]).second);
    }
    for (const char* precision : {"eager", "fp32"})
        for (const int threads : {1, 2})
            for (const int batch : {1, 8, 32})
                EXPECT_TRUE(seen.contains({precision, threads, batch})) << precision;
    const auto one = ask({"bench", "encode", "--rounds", "3", "--threads", "1", "--precision", "fp32"});
    EXPECT_EQ(one["encode"].size(), 3U);
}

TEST_F(BenchTest, SearchTimesACollectionAndCodesDrawnLikeIt) {
    addClasses(20);
    index();
    const auto own =
        ask({"bench", "search", "--collection", "c", "--rounds", "3", "--threads", "2", "--top", "5"});
    expectMachine(own);
    EXPECT_EQ(own["bandwidth"].size(), 2U);
    for (const auto& one : own["bandwidth"]) {
        expectSpread(one["one_thread_gb_s"]);
        expectSpread(one["all_threads_gb_s"]);
    }
    std::set<std::tuple<int, int, int>> seen;
    for (const auto& one : own["search"]) {
        EXPECT_EQ(one["rows"], 60);
        expectSpread(one["queries_per_second"]);
        EXPECT_LE(one["p50_ms"], one["p99_ms"]);
        EXPECT_EQ(one.contains("bytes_per_query"), one["iqe"] == 0);
        seen.emplace(one["iqe"], one["threads"], one["batch"]);
    }
    EXPECT_EQ(seen.size(), 8U);

    const auto drawn =
        ask({"bench", "search", "--collection", "c", "--rows", "20000", "--growth", "--rounds", "3"});
    std::set<int> rows;
    for (const auto& one : drawn["search"])
        rows.insert(one["rows"].get<int>());
    EXPECT_EQ(rows, (std::set<int>{10000, 20000}));
    ASSERT_EQ(drawn["scans"].size(), 2U);
    for (const auto& one : drawn["scans"]) {
        EXPECT_GT(one["bytes"], 0);
        EXPECT_GT(one["layout_bytes"], one["bytes"]);
        expectSpread(one["gb_s"]);
    }
    EXPECT_TRUE(scratchIsEmpty());
    EXPECT_EQ(ask({"collections"})["collections"].size(), 1U);
}

TEST_F(BenchTest, IndexIsHeldAgainstTheNetworkAlone) {
    addClasses(25);
    const auto report = ask({"bench", "index", pictures().string(), "--pictures", "70", "--rounds", "3",
                             "--precision", "fp32", "--threads", "2"});
    expectMachine(report);
    ASSERT_EQ(report["index"].size(), 1U);
    const auto& one = report["index"][0];
    EXPECT_EQ(one["precision"], "fp32");
    EXPECT_EQ(one["pictures"], 70);
    for (const char* what : {"images_per_second", "encoder_images_per_second", "ratio"})
        expectSpread(one[what]);
    EXPECT_GT(one["bound"], 0);
    EXPECT_LT(one["bound"], 1);
    EXPECT_GT(one["pipeline_bytes"], 0);
    std::vector<std::string> stages;
    double shares = 0;
    for (const auto& stage : one["stages"]) {
        stages.push_back(stage["stage"]);
        shares += stage["share"].get<double>();
    }
    EXPECT_EQ(stages,
              (std::vector<std::string>{"walk", "compare", "read", "decode", "resize", "encode", "write"}));
    EXPECT_NEAR(shares, 1, 1e-9);
    EXPECT_TRUE(scratchIsEmpty());
    EXPECT_TRUE(ask({"collections"})["collections"].empty());
}

TEST_F(BenchTest, PrintsTables) {
    addClasses(25);
    index();
    const auto encode = run({"bench", "encode", "--rounds", "3", "--precision", "fp32", "--quiet"});
    EXPECT_EQ(encode.status, 0);
    EXPECT_NE(encode.out.find("images/s"), std::string::npos);
    EXPECT_NE(encode.out.find("LibTorch"), std::string::npos);
    EXPECT_EQ(encode.err, "");
    const auto search = run({"bench", "search", "--collection", "c", "--rounds", "3", "--quiet"});
    EXPECT_NE(search.out.find("queries/s"), std::string::npos);
    EXPECT_NE(search.out.find("memory"), std::string::npos);
    const auto whole = run({"bench", "index", pictures().string(), "--rounds", "3", "--precision", "fp32"});
    EXPECT_NE(whole.out.find("share of the work"), std::string::npos);
    EXPECT_NE(whole.err.find("indexing"), std::string::npos);
}

TEST_F(BenchTest, StopsWhenAskedAndLeavesNothing) {
    addClasses(25);
    test::RunOptions options;
    options.signal = SIGINT;
    options.signalAfter = "indexing 1 of";
    const auto outcome =
        run({"bench", "index", pictures().string(), "--rounds", "100000", "--json"}, options);
    EXPECT_EQ(outcome.status, 130) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    EXPECT_TRUE(scratchIsEmpty());
}

TEST_F(BenchTest, SaysWhatCannotBeMeasured) {
    addClasses(1);
    expectFailure({"bench", "index", pictures().string()}, "needs at least 64");
    expectFailure({"bench", "search", "--collection", "none"}, "none");
    expectFailure({"bench", "encode", "--model", "none"}, "no model");
    EXPECT_EQ(run({"bench"}).status, 2);
    EXPECT_EQ(run({"bench", "search"}).status, 2);
    EXPECT_EQ(run({"bench", "encode", "--rounds", "1"}).status, 2);
}

} // namespace
} // namespace sparlet
