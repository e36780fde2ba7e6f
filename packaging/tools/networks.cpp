#include "networks.h"

#include "markdown.h"

#include <algorithm>

namespace sparlet::results {

namespace {

struct Network {
    std::string title;
    Json checks, compact; // the two reports; null where there is none
};

std::vector<Network> networksOf(const std::vector<RunRecord>& records) {
    std::vector<Network> all;
    for (const auto& record : records) {
        auto at = std::find_if(all.begin(), all.end(),
                               [&](const Network& known) { return known.title == record.title; });
        if (at == all.end()) at = all.insert(all.end(), {record.title, {}, {}});
        if (record.report.contains("checks")) at->checks = record.report;
        if (record.report.contains("bytes_before")) at->compact = record.report;
    }
    return all;
}

std::string number(const Json& report, const char* field, int digits, double scale = 1) {
    if (!report.is_object() || !report.contains(field) || !report[field].is_number()) return nothing;
    return fixed(report[field].get<double>() * scale, digits);
}

std::string mapIn(const Json& checks, const char* precision) {
    if (!checks.is_object()) return nothing;
    for (const auto& check : checks["checks"]) {
        if (check.value("precision", std::string()) == precision) return number(check, "map", 4);
    }
    return nothing;
}

/// Of the compact file, with all that is in it; `layers` are what is packed.
std::string bitsOfAWeight(const Json& compact) {
    if (!compact.is_object()) return nothing;
    double weights = 0;
    for (const auto& layer : compact.value("layers", Json::array()))
        weights += layer.value("parameters", 0.0);
    return weights > 0 ? fixed(8 * compact.value("bytes", 0.0) / weights, 1) : nothing;
}

} // namespace

std::string networksTable(const std::vector<RunRecord>& records) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& network : networksOf(records)) {
        const auto& [title, checks, compact] = network;
        rows.push_back({title, mapIn(checks, "eager"), mapIn(checks, "fp32"), mapIn(checks, "bf16"),
                        mapIn(checks, "int8"),
                        checks.is_object() ? checks.value("chosen", std::string(nothing)) : nothing,
                        number(compact, "bytes_before", 2, 1e-6), number(compact, "bytes", 2, 1e-6),
                        bitsOfAWeight(compact), number(compact, "map_before", 4), number(compact, "map", 4)});
    }
    if (rows.empty()) return "";
    return "mAP of the float embeddings in each arithmetic, and of the file with 32-bit weights before and "
           "after it "
           "was rounded to a budget without further training (`model export --budget`), the compact one in "
           "the "
           "arithmetic that `auto` takes for it.\n\n" +
           table({"network", "eager", "fp32", "bf16", "int8", "auto takes", "32 bits, MB", "compact, MB",
                  "bits a weight", "mAP before", "mAP after"},
                 rows);
}

} // namespace sparlet::results
