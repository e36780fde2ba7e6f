// Rows for figures and tables, from kept evaluations, shipped records and the papers.
#include "base/home_folder.h"
#include "base/log.h"
#include "base/printable.h"
#include "engine/model_origin_internal.h"
#include "engine/run_records_internal.h"
#include "engine/workspace_internal.h"
#include "train/trainer.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <set>

namespace sparlet::engine {

namespace fs = std::filesystem;

namespace {

using Json = OrderedJson;
using eval::Measurement;

std::string textOf(const Json& object, const char* field) {
    const auto at = object.find(field);
    return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

void put(Measurement& into, const char* metric, const Json& object, const char* field, double scale = 1) {
    const auto at = object.find(field);
    if (at == object.end() || !at->is_number()) return;
    const double value = at->get<double>() * scale;
    if (std::isfinite(value)) into.values[metric] = value;
}

/// The word after `option` in a command as a reader would type it.
std::string wordAfter(const std::string& command, const std::string& option) {
    const auto at = command.find(" " + option + " ");
    if (at == std::string::npos) return "";
    const auto begin = at + option.size() + 2;
    return command.substr(begin, command.find(' ', begin) - begin);
}

std::int64_t secondsOf(const std::string& date) {
    int year = 0, month = 0, day = 0;
    if (std::sscanf(date.c_str(), "%4d-%2d-%2d", &year, &month, &day) != 3) return 0;
    std::tm parts{};
    parts.tm_year = year - 1900;
    parts.tm_mon = month - 1;
    parts.tm_mday = day;
    return timegm(&parts);
}

/// What the row is beside its method: as the record says, or its training's configuration, or its command.
std::string variantOfRecord(const MeasuredRecord& record) {
    if (!record.variant.empty()) return record.variant;
    std::string out;
    if (const auto asked =
            record.training.is_object() ? record.training.value("configuration", Json()) : Json();
        asked.is_object()) {
        if (const auto config = train::parseTrainConfig(asked.dump()); config.ok()) out = variantOf(*config);
    }
    const auto add = [&](const char* part) { out += (out.empty() ? "" : "+") + std::string(part); };
    for (const char* setting : {"density", "bits"}) {
        const auto value = wordAfter(record.command, "--" + std::string(setting));
        if (!value.empty()) add((std::string(setting) + "-" + value).c_str());
    }
    if ((record.command + " ").find(" --float ") != std::string::npos)
        add("float");
    else if (wordAfter(record.command, "--iqe") == "0" && out.find("no-iqe") == std::string::npos)
        add("no-iqe");
    return out;
}

Measurement rowOf(const MeasuredRecord& record) {
    const Json& report = record.report;
    Measurement row;
    row.source = Measurement::Source::Shipped;
    row.id = record.name;
    row.title = record.title;
    row.group = record.group;
    row.method = textOf(report, "method");
    row.backbone = textOf(report, "backbone");
    row.variant = variantOfRecord(record);
    row.data = wordAfter(record.command, "--data");
    row.protocol = textOf(report, "protocol");
    // Where none was asked for, the fastest good one was taken: that choice is the configuration.
    row.precision = wordAfter(record.command, "--precision");
    if (row.precision.empty()) row.precision = "auto";
    row.device = textOf(report, "device");
    row.machine = record.machine;
    row.created = secondsOf(record.date);
    if (record.training.is_object()) {
        const auto seed = record.training.find("seed");
        if (seed != record.training.end() && seed->is_number_integer()) row.seed = seed->get<std::int64_t>();
    }
    put(row, "map", report, "map");
    put(row, "p_at_1", report, "p_at_1");
    put(row, "p_at_5", report, "p_at_5");
    put(row, "p_at_10", report, "p_at_10");
    put(row, "map_without_iqe", report, "map_without_iqe");
    put(row, "map_float", report, "map_float");
    put(row, "model_mb", report, "model_bytes", 1e-6);
    put(row, "bytes_per_image", report, "bytes_per_image");
    put(row, "memory_mb", report, "peak_memory_bytes", 1e-6);
    put(row, "parameters_m", report, "parameters", 1e-6);
    put(row, "density", report, "density");
    put(row, "mean_bits", report, "mean_bits");
    if (const auto latency = report.find("latency_ms"); latency != report.end() && latency->is_object()) {
        put(row, "latency_batch1_ms", *latency, "batch1");
        put(row, "latency_batch32_ms", *latency, "batch32");
    }
    return row;
}

/// IQE happens when a query is asked: time, size and codes are those of the whole method.
Measurement withoutExpansion(Measurement row) {
    row.id += "/no-iqe";
    row.title += ", no IQE";
    row.variant = "no-iqe";
    row.values["map"] = row.values["map_without_iqe"];
    for (const char* metric : {"p_at_1", "p_at_5", "p_at_10"})
        row.values.erase(metric);
    return row;
}

/// "no LKD", as the benchmark writes it, is "no-lkd".
std::string idOf(std::string words) {
    std::transform(words.begin(), words.end(), words.begin(),
                   [](unsigned char c) { return c == ' ' ? '-' : static_cast<char>(std::tolower(c)); });
    return words;
}

/// The network that a row's time and size are those of: IQE happens outside it, and thresholded weights are
/// stored and multiplied like any others.
std::string networkOf(const std::string& variant) {
    if (variant == "no-iqe" || variant == "ase-on-both") return "";
    return variant == "ase-on-weights" ? "no-ase" : variant;
}

constexpr const char* kOfTheBenchmark[] = {"latency_batch1_ms", "latency_batch32_ms", "model_mb", "memory_mb",
                                           "parameters_m"};

/// A row of the benchmark that others are compared with: 224 pixels, folded float32.
bool isCompared(const Json& one) {
    return one.is_object() && one.contains("side") && one["side"].is_number_integer() &&
           one["side"].get<int>() == 224 &&
           (textOf(one, "precision") == "fp32" || !one.contains("precision"));
}

/// With more threads, or at other sides only, nothing of a benchmark is compared.
void joinEfficiency(std::vector<Measurement>& rows, const MeasuredRecord& record) {
    const auto measured = record.report.find("efficiency");
    if (measured == record.report.end() || !measured->is_array()) return;
    if (record.report.contains("threads") && record.report["threads"] != 1) return;
    if (std::none_of(measured->begin(), measured->end(), isCompared)) return;
    for (Measurement& row : rows) {
        if (row.group != record.group) continue;
        // What was measured otherwise is not to stand beside.
        for (const char* metric : kOfTheBenchmark)
            row.values.erase(metric);
        for (const Json& one : *measured) {
            if (!isCompared(one) || row.method != textOf(one, "method") ||
                row.backbone != textOf(one, "backbone") ||
                networkOf(row.variant) != idOf(textOf(one, "variant"))) {
                continue;
            }
            put(row, "latency_batch1_ms", one, "batch1");
            put(row, "latency_batch32_ms", one, "batch32");
            put(row, "model_mb", one, "model_bytes", 1e-6);
            put(row, "memory_mb", one, "peak_memory_bytes", 1e-6);
            put(row, "parameters_m", one, "parameters", 1e-6);
        }
    }
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

/// A kept evaluation; rows of one group were ranked over images of one name and protocol.
Measurement rowOf(const EvaluationSummary& kept) {
    Measurement row;
    row.source = Measurement::Source::Home;
    row.id = kept.id;
    row.title = kept.name;
    row.method = kept.report.method;
    row.backbone = kept.report.backbone;
    row.variant = kept.variant;
    row.project = kept.project;
    row.data = kept.data;
    row.protocol = kept.report.protocol;
    row.precision = kept.report.precision;
    row.device = kept.report.device;
    row.seed = kept.seed;
    row.created = kept.created;
    row.dataHash = kept.dataHash;
    const EvaluationReport& report = kept.report;
    const std::pair<const char*, double> values[] = {{"map", report.map},
                                                     {"p_at_1", report.pAt1},
                                                     {"p_at_5", report.pAt5},
                                                     {"p_at_10", report.pAt10},
                                                     {"map_without_iqe", report.mapWithoutExpansion},
                                                     {"map_float", report.mapFloat},
                                                     {"bytes_per_image", report.bytesPerImage},
                                                     {"density", report.density},
                                                     {"mean_bits", report.meanBits}};
    for (const auto& [metric, value] : values) {
        if (std::isfinite(value)) row.values[metric] = value;
    }
    // Zero stands for what was not measured.
    const std::pair<const char*, double> positive[] = {
        {"latency_batch1_ms", report.latencyBatch1Ms},
        {"latency_batch32_ms", report.latencyBatch32Ms},
        {"model_mb", 1e-6 * static_cast<double>(report.modelBytes)},
        {"memory_mb", 1e-6 * static_cast<double>(report.peakMemoryBytes)},
        {"parameters_m", 1e-6 * static_cast<double>(report.parameters)}};
    for (const auto& [metric, value] : positive) {
        if (std::isfinite(value) && value > 0) row.values[metric] = value;
    }
    return row;
}

void nameGroups(std::vector<Measurement>& rows) {
    std::map<std::string, std::set<std::string>> hashes; // by name and protocol
    const auto nameOf = [](const Measurement& row) {
        auto folder = fs::path(row.data).lexically_normal();
        if (!folder.has_filename()) folder = folder.parent_path();
        return printable(folder.filename().string()) + ", " + row.protocol;
    };
    for (const Measurement& row : rows)
        hashes[nameOf(row)].insert(row.dataHash);
    for (Measurement& row : rows) {
        row.group = nameOf(row);
        // Two folders of one name are not one.
        if (hashes[row.group].size() > 1) row.group += " (" + row.dataHash.substr(0, 6) + ")";
    }
}

/// docs/ of the repository, or where an installation has the same two folders.
fs::path shippedRecords() {
    if (auto set = environmentPath("SPARLET_RECORDS"); !set.empty()) return set;
    std::error_code problem;
    const fs::path program = fs::read_symlink("/proc/self/exe", problem);
    if (!problem) {
        const fs::path beside = program.parent_path().parent_path() / "share" / "sparlet";
        if (fs::is_directory(beside / "runs", problem)) return beside;
    }
    return SPARLET_RECORDS_DIR;
}

} // namespace

std::vector<Measurement> measurementsOf(const std::vector<MeasuredRecord>& records) {
    std::vector<Measurement> rows;
    for (const MeasuredRecord& record : records) {
        if (!record.report.contains("map")) continue;
        auto row = rowOf(record);
        if (row.values.count("map") == 0) continue;
        const bool whole = row.method == "sparse" && row.variant.empty() && record.training.is_object() &&
                           row.values.count("map_without_iqe") != 0;
        rows.push_back(row);
        if (whole) rows.push_back(withoutExpansion(std::move(row)));
    }
    for (const MeasuredRecord& record : records)
        joinEfficiency(rows, record);
    return rows;
}

std::vector<Measurement> measurementsOf(const std::vector<PaperValue>& values) {
    static const std::map<std::string, std::pair<const char*, const char*>> metrics = {
        {"mAP", {"map", ""}},
        {"P@1", {"p_at_1", ""}},
        {"P@5", {"p_at_5", ""}},
        {"P@10", {"p_at_10", ""}},
        {"inference time", {"latency_batch1_ms", "ms"}},
        {"model size", {"model_mb", "MB"}},
        {"memory", {"memory_mb", "MB"}},
        {"parameters", {"parameters_m", "M"}}};
    std::vector<Measurement> rows;
    for (const PaperValue& value : values) {
        const auto metric = metrics.find(value.metric);
        if (metric == metrics.end() || metric->second.second != value.unit) continue;
        // "SPARSE (no LKD)"; "SPARSE (full)" is the method itself.
        const auto open = value.model.find(" (");
        auto variant = open == std::string::npos
                           ? std::string()
                           : idOf(value.model.substr(open + 2, value.model.size() - open - 3));
        if (variant == "full") variant.clear();
        Measurement row;
        row.source = Measurement::Source::Paper;
        row.method = lower(value.model.substr(0, open));
        row.backbone = value.backbone == "MobileNetV3" ? "mobilenet_v3" : lower(value.backbone);
        row.variant = variant;
        row.id = "paper/" + value.source + "/" + row.method + "/" + row.backbone +
                 (variant.empty() ? "" : "/" + variant);
        row.group = value.source + " paper";
        row.title = value.model + ", " + value.backbone;
        row.data = "CIFAR-10";
        auto known =
            std::find_if(rows.begin(), rows.end(), [&](const Measurement& one) { return one.id == row.id; });
        if (known == rows.end()) known = rows.insert(rows.end(), std::move(row));
        known->values.emplace(metric->second.first, value.value);
    }
    return rows;
}

Result<std::vector<Measurement>> WorkspaceImpl::measurements() {
    auto kept = evaluations();
    if (!kept.ok()) return kept.error();
    std::vector<Measurement> rows;
    for (const EvaluationSummary& one : *kept) {
        if (one.problem.empty()) rows.push_back(rowOf(one));
    }
    nameGroups(rows);
    // What comes with Sparlet must not keep anybody from their own results.
    const fs::path folder = shippedRecords();
    std::vector<Error> problems;
    if (const auto records = readMeasuredRecords(folder / "runs", &problems); records.ok()) {
        for (auto& row : measurementsOf(*records))
            rows.push_back(std::move(row));
    } else {
        problems.push_back(records.error());
    }
    const auto csv = readRecordFile(folder / "papers" / "claims.csv");
    const auto values = csv.ok() ? parsePaperValues(*csv) : Result<std::vector<PaperValue>>(csv.error());
    if (values.ok()) {
        for (auto& row : measurementsOf(*values))
            rows.push_back(std::move(row));
    } else {
        problems.push_back(values.error());
    }
    for (const Error& problem : problems)
        log(LogLevel::Warning, problem.message);
    return rows;
}

} // namespace sparlet::engine
