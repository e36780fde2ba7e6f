// The measurements that come with Sparlet: docs/runs/*.json, one a file, and the papers' printed values.
#pragma once

#include "base/result.h"
#include "eval/measurement.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace sparlet::engine {

using OrderedJson = nlohmann::ordered_json;

/// One measurement as the repository keeps it.
struct MeasuredRecord {
    std::string name;    // the file's stem
    std::string title;   // of the table's row: "SPARSE · ResNet18, stored codes, IQE 1"
    std::string group;   // the table it stands in: "CIFAR-10 (JPEG)"
    std::string variant; // what tells it from other records of its method; empty: the configuration says it
    std::string note;    // may be empty
    std::string command;
    std::string machine;
    std::string date;     // 2026-11-22
    std::string commit;   // of the program that was measured; may be empty
    OrderedJson report;   // what the command printed with --json
    OrderedJson training; // a training run's record; null where there is none
};

/// Corrupt, naming the record and the field.
Result<MeasuredRecord> parseMeasuredRecord(const std::string& name, const std::string& text);

/// NotFound; TooLarge over 16 MiB, which no record is.
Result<std::string> readRecordFile(const std::filesystem::path& file);

/// Every *.json of a folder, by name; none where there is no folder. With `problems` those that cannot be
/// read are left out and said there; without, the first of them is the error.
Result<std::vector<MeasuredRecord>> readMeasuredRecords(const std::filesystem::path& folder,
                                                        std::vector<Error>* problems = nullptr);

/// A number from the papers, as docs/papers/claims.csv has it.
struct PaperValue {
    std::string source, table, model, backbone, metric, unit; // "SPARSE", "1", "MACE", "ResNet18", "mAP", ""
    double value = 0;
};

/// Corrupt with the line's number where a line cannot be read.
Result<std::vector<PaperValue>> parsePaperValues(const std::string& csv);

/// Evaluations as rows. Where a group has an efficiency benchmark, times, sizes and memory of its rows are
/// the benchmark's, at 224 pixels in 32 bits, for methods are compared in one arithmetic; a row whose network
/// was not in it has none. What a whole SPARSE scores without IQE is a row of its own, the variant "no-iqe".
std::vector<eval::Measurement> measurementsOf(const std::vector<MeasuredRecord>& records);

/// A row for each paper, model, backbone and variant; its group is "SPARSE paper" or "HAMLET paper".
std::vector<eval::Measurement> measurementsOf(const std::vector<PaperValue>& values);

} // namespace sparlet::engine
