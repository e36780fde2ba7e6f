#include "runtimes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sparlet::results {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Json row(const std::string& method, const std::string& precision, double one, double many,
         const std::string& variant = "") {
    return {{"method", method},       {"backbone", "resnet18"}, {"variant", variant}, {"side", 224},
            {"precision", precision}, {"batch1", one},          {"batch32", many}};
}

RunRecord report(std::vector<Json> rows, int threads = 1) {
    RunRecord record;
    record.report = {{"threads", threads}, {"efficiency", std::move(rows)}};
    return record;
}

TEST(Runtimes, CompareTheFastestWithTheSameNetworkAndWithTheBaseline) {
    const auto text = runtimes({report({row("baseline", "eager", 20, 800), row("baseline", "int8", 5, 160),
                                        row("sparse", "eager", 25, 900), row("sparse", "int8", 5, 90),
                                        row("sparse", "bf16", 10, 80)})});
    EXPECT_THAT(text, HasSubstr("**ResNet18, 224 pixels, one thread, batch 1**"));
    EXPECT_THAT(text, HasSubstr("| model | eager | bf16 | int8 | fastest against its eager | fastest against "
                                "Baseline's eager |"));
    EXPECT_THAT(text, HasSubstr("| SPARSE · ResNet18 | 25.00 | 10.00 | 5.00 | −80.0 % | −75.0 % |"));
    EXPECT_THAT(text, HasSubstr("| SPARSE · ResNet18 | 900.0 | 80.00 | 90.00 | −91.1 % | −90.0 % |"));
    EXPECT_THAT(text, HasSubstr("| Baseline · ResNet18 | 20.00 | – | 5.00 | −75.0 % | −75.0 % |"));
}

TEST(Runtimes, ThreadsAndVariantsStandApart) {
    const auto text = runtimes({report({row("sparse", "eager", 4, 8), row("sparse", "fp32", 2, 4, "no ASE"),
                                        row("sparse", "fp32", 1, 2)}),
                                report({row("sparse", "eager", 3, 6), row("sparse", "fp32", 6, 3)}, 2)});
    EXPECT_THAT(text, HasSubstr("| SPARSE · ResNet18, no ASE | – | 2.00 | – | – |"));
    EXPECT_THAT(text, HasSubstr("2 threads, batch 1**"));
    EXPECT_THAT(text, HasSubstr("| SPARSE · ResNet18 | 3.00 | 6.00 | +0.0 % | – |"));
}

TEST(Runtimes, SayNothingWhereOneArithmeticWasMeasured) {
    EXPECT_EQ(runtimes({report({row("baseline", "fp32", 20, 800), row("sparse", "fp32", 20, 800)})}), "");
    EXPECT_EQ(runtimes({RunRecord{}}), "");
}

Json peer(const std::string& runtime, const std::string& precision, double one, double many) {
    auto made = row("baseline", precision, one, many);
    made["runtime"] = runtime;
    return made;
}

TEST(Runtimes, OthersStandBesideSparletsOwnWithTheirVersions) {
    RunRecord record;
    record.report = {{"threads", 1},
                     {"peers", {peer("Sparlet", "int8", 2, 60), peer("OpenVINO", "int8", 3, 90)}},
                     {"versions", {{"openvino", "2026.4"}}}};
    const auto text = runtimes({record});
    EXPECT_THAT(text, HasSubstr("openvino 2026.4"));
    EXPECT_THAT(text, HasSubstr("**ResNet18, 224 pixels, one thread**"));
    EXPECT_THAT(text, HasSubstr("| **Sparlet** | Baseline · ResNet18 | int8 | 2.00 | 60.00 |"));
    EXPECT_THAT(text, HasSubstr("| OpenVINO | Baseline · ResNet18 | int8 | 3.00 | 90.00 |"));
}

} // namespace
} // namespace sparlet::results
