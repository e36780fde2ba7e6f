#include "documents.h"
#include "networks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sparlet::results {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

RunRecord report(const std::string& title, const char* json) {
    RunRecord record;
    record.title = title;
    record.group = kNetworksGroup;
    record.command = "sparlet model";
    record.machine = "a processor";
    record.date = "2026-12-01";
    record.report = Json::parse(json);
    return record;
}

std::vector<RunRecord> twoNetworks() {
    return {
        report("MACE · ResNet18", R"({"chosen": "bf16", "checks": [
                {"precision": "eager", "map": 0.5}, {"precision": "fp32", "map": 0.5001},
                {"precision": "bf16", "map": 0.4999}]})"),
        report("MACE · ResNet18", R"({"bytes_before": 45000000, "bytes": 7000000, "map_before": 0.5,
                "map": 0.49, "layers": [{"parameters": 8000000}, {"parameters": 3200000}]})"),
        report("HAMLET · ResNet18", R"({"chosen": "int8", "checks": [{"precision": "int8", "map": 0.25}]})")};
}

TEST(Networks, BringBothReportsOfANetworkTogether) {
    const auto table = networksTable(twoNetworks());
    EXPECT_THAT(table,
                HasSubstr("| MACE · ResNet18 | 0.5000 | 0.5001 | 0.4999 | – | bf16 | 45.00 | 7.00 | 5.0 | "
                          "0.5000 | 0.4900 |"));
    EXPECT_THAT(table, HasSubstr("| HAMLET · ResNet18 | – | – | – | 0.2500 | int8 | – | – | – | – | – |"));
    EXPECT_EQ(networksTable({}), "");
}

TEST(Networks, StandInTheResultsWithTheirCommands) {
    const auto document = resultsDocument("# Results\n", twoNetworks(), {});
    EXPECT_THAT(document, HasSubstr("## Every method, faster and smaller\n\nmAP of the float embeddings"));
    EXPECT_THAT(document, HasSubstr("3. `sparlet model` on a processor, 2026-12-01.\n"));
    EXPECT_THAT(document, Not(HasSubstr("| model | mAP |")));
}

} // namespace
} // namespace sparlet::results
