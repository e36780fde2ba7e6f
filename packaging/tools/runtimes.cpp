#include "runtimes.h"

#include "comparison.h"
#include "markdown.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace sparlet::results {

namespace {

constexpr const char* kReference = "eager";
constexpr const char* kArithmetics[] = {kReference, "fp32", "bf16", "int8"};
constexpr const char* kBatches[] = {"batch1", "batch32"};

/// Everything of one report that took turns.
struct Group {
    std::string backbone;
    int side = 0, threads = 1;
    std::vector<std::string> models;           // method, variant; in the report's order
    std::map<std::string, std::string> titles; // of those
    std::map<std::string, Json> rows;          // model + arithmetic
    std::set<std::string> arithmetics;
};

std::string keyOf(const Json& row) {
    return row.value("method", std::string()) + "/" + row.value("variant", std::string());
}

void take(std::vector<Group>& groups, const Json& row, int threads) {
    const auto backbone = row.value("backbone", std::string());
    const int side = row.value("side", 0);
    auto at = std::find_if(groups.begin(), groups.end(), [&](const Group& group) {
        return group.backbone == backbone && group.side == side && group.threads == threads;
    });
    if (at == groups.end()) at = groups.insert(groups.end(), {backbone, side, threads, {}, {}, {}, {}});
    const auto key = keyOf(row);
    const auto variant = row.value("variant", std::string());
    if (at->titles
            .emplace(key, modelName(row.value("method", std::string()), backbone) +
                              (variant.empty() ? "" : ", " + variant))
            .second) {
        at->models.push_back(key);
    }
    const auto arithmetic = row.value("precision", std::string("fp32"));
    at->arithmetics.insert(arithmetic);
    at->rows[key + "/" + arithmetic] = row;
}

std::optional<double> timeOf(const Group& group, const std::string& model, const std::string& arithmetic,
                             const char* batch) {
    const auto row = group.rows.find(model + "/" + arithmetic);
    if (row == group.rows.end()) return std::nullopt;
    const auto value = row->second.find(batch);
    if (value == row->second.end() || !value->is_number() || value->get<double>() <= 0) return std::nullopt;
    return value->get<double>();
}

std::string change(std::optional<double> from, std::optional<double> to) {
    if (!from || !to) return nothing;
    const double share = *to / *from - 1;
    return (share >= 0 ? "+" : "−") + fixed(std::abs(share) * 100, 1) + " %";
}

std::string placeOf(const std::string& backbone, int side, int threads) {
    return modelName("", backbone).substr(std::string(" · ").size()) + ", " + std::to_string(side) +
           " pixels, " + (threads == 1 ? "one thread" : std::to_string(threads) + " threads");
}

std::string tableOf(const Group& group, const char* batch) {
    std::vector<std::string> head = {"model"};
    for (const char* arithmetic : kArithmetics)
        if (group.arithmetics.count(arithmetic) != 0) head.emplace_back(arithmetic);
    const bool compared = group.arithmetics.count(kReference) != 0;
    if (compared) {
        head.emplace_back("fastest against its eager");
        head.emplace_back("fastest against Baseline's eager");
    }
    const auto baseline = timeOf(group, "baseline/", kReference, batch);
    std::vector<std::vector<std::string>> rows;
    for (const auto& model : group.models) {
        std::vector<std::string> row = {group.titles.at(model)};
        std::optional<double> fastest;
        for (const char* arithmetic : kArithmetics) {
            if (group.arithmetics.count(arithmetic) == 0) continue;
            const auto time = timeOf(group, model, arithmetic, batch);
            row.push_back(time ? fixed(*time, *time < 100 ? 2 : 1) : nothing);
            if (time && (!fastest || *time < *fastest)) fastest = time;
        }
        if (compared) {
            row.push_back(change(timeOf(group, model, kReference, batch), fastest));
            row.push_back(change(baseline, fastest));
        }
        rows.push_back(std::move(row));
    }
    return table(head, rows);
}

/// A report of tests/bench/peers.py: the same network in other runtimes, in turns with Sparlet's.
std::string peersOf(const Json& report) {
    std::vector<std::pair<std::string, std::vector<std::vector<std::string>>>> tables; // by where, in order
    const int threads = report.value("threads", 1);
    for (const auto& row : report.at("peers")) {
        const auto where = placeOf(row.value("backbone", std::string()), row.value("side", 0), threads);
        if (tables.empty() || tables.back().first != where) tables.push_back({where, {}});
        const bool own = row.value("runtime", std::string()) == "Sparlet";
        const auto variant = row.value("variant", std::string());
        auto network = modelName(row.value("method", std::string()), row.value("backbone", std::string()));
        network += variant.empty() ? "" : ", " + variant;
        std::vector<std::string> cells = {own ? "**Sparlet**" : row.value("runtime", std::string()), network,
                                          row.value("precision", std::string())};
        for (const char* batch : kBatches) {
            const double time = row.value(batch, 0.0);
            cells.push_back(time > 0 ? fixed(time, time < 100 ? 2 : 1) : nothing);
        }
        tables.back().second.push_back(std::move(cells));
    }
    std::string out;
    for (const auto& [where, rows] : tables)
        out += "**" + where + "**\n\n" +
               table({"runtime", "network", "arithmetic", "batch 1", "batch 32"}, rows);
    return out;
}

std::string versionsOf(const Json& report) {
    std::string out;
    const auto versions = report.value("versions", Json::object());
    for (const auto& [name, version] : versions.items())
        out += (out.empty() ? "" : ", ") + name + " " + version.get<std::string>();
    return out;
}

} // namespace

std::string runtimes(const std::vector<RunRecord>& records) {
    std::vector<Group> groups;
    for (const auto& record : records) {
        if (!record.report.is_object()) continue;
        for (const auto& row : record.report.value("efficiency", Json::array()))
            take(groups, row, record.report.value("threads", 1));
    }
    groups.erase(std::remove_if(groups.begin(), groups.end(),
                                [](const Group& group) { return group.arithmetics.size() < 2; }),
                 groups.end());
    const auto isPeers = [](const RunRecord& record) {
        return record.report.is_object() && record.report.contains("peers") &&
               record.report.at("peers").is_array() && !record.report.at("peers").empty() &&
               record.report.at("peers").front().contains("runtime");
    };
    const auto peers = std::find_if(records.begin(), records.end(), isPeers);
    if (groups.empty() && peers == records.end()) return "";
    std::string out;
    if (!groups.empty()) {
        out = "### Runtimes\n\nMilliseconds, medians, all methods and arithmetics of a table taking turns in "
              "one run. \"eager\" is LibTorch's own way, layer by layer in 32 bits as they were trained, a "
              "batch "
              "in one call; the others are folded, compiled and compute in 32 bits, bfloat16 or 8-bit "
              "integers. What an arithmetic costs in accuracy stands in each model's card; `auto` takes the "
              "fastest that keeps mAP within 0.005 and within a hundredth of it.\n\n";
    }
    for (const auto& group : groups) {
        const auto where = placeOf(group.backbone, group.side, group.threads);
        for (const char* batch : kBatches) {
            out += "**" + where + ", batch " + std::string(batch).substr(std::string("batch").size()) +
                   "**\n\n" + tableOf(group, batch);
        }
    }
    if (peers == records.end()) return out;
    out += "### Other runtimes\n\nThe same networks in the runtimes that others use, in turns with Sparlet "
           "in one run "
           "(`tests/bench/peers.py`; milliseconds, medians; " +
           versionsOf(peers->report) + ").\n\n";
    for (const auto& record : records)
        if (isPeers(record)) out += peersOf(record.report);
    return out;
}

} // namespace sparlet::results
