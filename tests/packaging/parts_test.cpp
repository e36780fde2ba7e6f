#include "documents.h"
#include "parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sparlet::results {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

RunRecord part(const std::string& title, const std::string& command, const char* report) {
    RunRecord record;
    record.title = title;
    record.group = std::string(kPartsGroup) + ": ResNet18";
    record.command = command;
    record.machine = "a processor";
    record.date = "2026-11-23";
    record.report = Json::parse(report);
    return record;
}

std::vector<RunRecord> parts() {
    return {part("none of them", "evaluate --float",
                 R"({"map": 0.5, "p_at_1": 0.8, "bytes_per_image": 100.7, "model_bytes": 25000000,
                     "precision": "fp32", "latency_ms": {"batch1": 10, "batch32": 200}})"),
            part("SPQ on weights", "evaluate --json",
                 R"({"map": 0.4987, "p_at_1": 0.79, "bytes_per_image": 100.7, "model_bytes": 2940000,
                     "precision": "int8", "latency_ms": {"batch1": 10.04, "batch32": null}})")};
}

TEST(Parts, AreHeldAgainstTheNetworkWithoutThem) {
    const auto table = partsTable(parts());
    EXPECT_THAT(
        table,
        HasSubstr("| none of them [1] | 0.5000 | – | 0.800 | floats | 25.00 | fp32 | 10.00 | 200.0 |"));
    EXPECT_THAT(table,
                HasSubstr("| SPQ on weights [2] | 0.4987 | −0.0013 | 0.790 | 100.7 | 2.94 (−88 %) | int8 | "
                          "10.04 (0 %) | – |"));
    EXPECT_EQ(partsTable({}), "");
}

TEST(Parts, StandInTheResultsInsteadOfTheUsualTable) {
    const auto document = resultsDocument("# Results\n", parts(), {});
    EXPECT_THAT(document, HasSubstr("## SPARSE's parts, each apart: ResNet18\n\n| with |"));
    EXPECT_THAT(document, HasSubstr("1. `evaluate --float` on a processor"));
    EXPECT_THAT(document, Not(HasSubstr("| model | mAP |")));
}

TEST(Parts, AreNoMeasurementOfTheModelThatIsShipped) {
    auto records = parts();
    for (auto& record : records)
        record.report["model"] = "sparse-resnet18-general";
    ShippedModel model;
    model.id = "sparse-resnet18-general";
    EXPECT_THAT(modelsSummary({model}, records), Not(HasSubstr("each apart")));
    records.front().group = "Photographs";
    EXPECT_THAT(modelsSummary({model}, records), HasSubstr("Photographs"));
}

} // namespace
} // namespace sparlet::results
