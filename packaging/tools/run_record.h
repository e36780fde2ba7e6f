// One measurement as the repository keeps it: docs/runs/NAME.json.
#pragma once

#include "base/result.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace sparlet::results {

using Json = nlohmann::ordered_json;

struct RunRecord {
    std::string name;  // the file's stem
    std::string title; // of the table's row: "SPARSE · ResNet18, stored codes, IQE 1"
    std::string group; // the table it stands in: "CIFAR-10 (JPEG)"
    std::string note;  // may be empty
    std::string command;
    std::string machine;
    std::string date;   // 2026-11-22
    std::string commit; // of the program that was measured; may be empty
    Json report;        // what the command printed with --json
    Json training;      // a training run's record; null where there is none
};

/// Absolute paths say where somebody keeps files, not what was measured: they are cut to the last part.
Json withoutAbsolutePaths(const Json& value);

Json toJson(const RunRecord& record);
Result<RunRecord> parseRecord(const std::string& name, const std::string& text);

/// Every *.json of a folder, by name; none where there is no folder. The first that cannot be read is the
/// error.
Result<std::vector<RunRecord>> readRecords(const std::filesystem::path& folder);

/// The machine this runs on: "AMD EPYC 7B13, 2 threads, 24 GB".
std::string describeMachine();

Result<std::string> readFile(const std::filesystem::path& file);

} // namespace sparlet::results
