#include "parts.h"

#include "markdown.h"

#include <cmath>
#include <optional>

namespace sparlet::results {

namespace {

std::optional<double> numberAt(const Json& report, const std::string& pointer) {
    const Json::json_pointer at(pointer);
    if (!report.contains(at) || !report.at(at).is_number()) return std::nullopt;
    return report.at(at).get<double>();
}

std::string cellAt(const Json& report, const std::string& pointer, int digits, double scale = 1) {
    const auto value = numberAt(report, pointer);
    return value ? fixed(*value * scale, digits) : nothing;
}

/// "12.3 (−45 %)": beside what it is without any part.
std::string against(const Json& report, const Json& none, const std::string& pointer, int digits,
                    double scale = 1) {
    const auto value = numberAt(report, pointer), first = numberAt(none, pointer);
    if (!value) return nothing;
    const auto shown = fixed(*value * scale, digits);
    if (!first || *first == 0 || &report == &none) return shown;
    const double share = std::round((*value / *first - 1) * 100);
    return shown + (share == 0 ? " (0 %)" : (share < 0 ? " (−" : " (+") + fixed(std::abs(share), 0) + " %)");
}

std::string difference(const Json& report, const Json& none) {
    const auto value = numberAt(report, "/map"), first = numberAt(none, "/map");
    if (!value || !first || &report == &none) return nothing;
    return (*value < *first ? "−" : "+") + fixed(std::abs(*value - *first), 4);
}

} // namespace

bool isPartsGroup(const std::string& group) {
    return group.rfind(kPartsGroup, 0) == 0;
}

std::string partsTable(const std::vector<RunRecord>& records) {
    if (records.empty()) return "";
    const auto& none = records.front().report;
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < records.size(); ++i) {
        const auto& report = records[i].report;
        const bool floats = records[i].command.find("--float") != std::string::npos;
        rows.push_back({records[i].title + " [" + std::to_string(i + 1) + "]", cellAt(report, "/map", 4),
                        difference(report, none), cellAt(report, "/p_at_1", 3),
                        floats ? "floats" : cellAt(report, "/bytes_per_image", 1),
                        against(report, none, "/model_bytes", 2, 1e-6),
                        report.value("precision", std::string(nothing)),
                        against(report, none, "/latency_ms/batch1", 2),
                        against(report, none, "/latency_ms/batch32", 1)});
    }
    return table({"with", "mAP", "against none", "P@1", "bytes/image", "file, MB", "arithmetic",
                  "batch 1, ms", "batch 32, ms"},
                 rows) +
           "What is done to features, and to weights without other channels or arithmetic, leaves the "
           "network's "
           "work as it is: between such rows times differ by noise alone.\n\n";
}

} // namespace sparlet::results
