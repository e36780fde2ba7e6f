#include "documents.h"
#include "performance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sparlet::results {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

RunRecord timing() {
    RunRecord record;
    record.name = "performance-search";
    record.title = "Peers";
    record.group = "Search";
    record.command = "peers_search.py";
    record.machine = "a processor, 2 threads";
    record.date = "2026-11-22";
    record.report = Json::parse(R"({"threads": 1, "machine": {"cache_bytes": 33554432}, "search": [
        {"name": "Sparlet", "bytes": 31.5, "search_ms": {"median": 1.25, "lower": 1, "upper": 1.5},
         "stages": [{"stage": "read", "seconds": 0.125}]},
        {"name": "A|B", "recall": 0.6875, "kept": [1, 2],
         "search_ms": {"median": 2, "quartiles": [1.5, 3]}}]})");
    return record;
}

TEST(Performance, MakesATableOfEachListWithAColumnForEachNumberAndWord) {
    const auto text = performanceDocument("# Performance\n", {timing()});
    EXPECT_THAT(text,
                HasSubstr("# Performance\n\n## Search\n\n### Peers\n\n`peers_search.py` on a processor"));
    EXPECT_THAT(text, HasSubstr("threads 1; machine: cache bytes 33554432.\n"));
    EXPECT_THAT(text, HasSubstr("| name | bytes | search ms | recall |\n|---|---:|---:|---:|\n"));
    EXPECT_THAT(text, HasSubstr("| Sparlet | 31.50 | 1.25 (1–1.50) | – |\n"));
    EXPECT_THAT(text, HasSubstr("| A\\|B | – | 2 (1.50–3) | 0.688 |\n"));
    EXPECT_THAT(text,
                HasSubstr("**stages, Sparlet**\n\n| stage | seconds |\n|---|---:|\n| read | 0.125 |\n"));
    EXPECT_THAT(text, Not(HasSubstr("kept")));
}

TEST(Performance, TakesItsOwnRecordsOnlyAndLeavesThemOutOfTheResults) {
    auto other = timing();
    other.name = "photographs";
    other.title = "Photographs";
    other.group = "Photographs, half";
    const auto performance = performanceDocument("# P\n", {timing(), other});
    EXPECT_THAT(performance, HasSubstr("Peers"));
    EXPECT_THAT(performance, Not(HasSubstr("Photographs")));
    const auto results = resultsDocument("# R\n", {timing(), other}, {});
    EXPECT_THAT(results, HasSubstr("Photographs"));
    EXPECT_THAT(results, Not(HasSubstr("Peers")));
}

TEST(Performance, WithoutRecordsIsItsIntroduction) {
    EXPECT_THAT(performanceDocument("# P\n", {}), HasSubstr("# P\n"));
}

} // namespace
} // namespace sparlet::results
