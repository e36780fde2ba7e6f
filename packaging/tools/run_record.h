// Writes one measurement as the repository keeps it: docs/runs/NAME.json; the engine reads them.
#pragma once

#include "base/result.h"
#include "engine/run_records_internal.h"

#include <filesystem>
#include <string>
#include <vector>

namespace sparlet::results {

using Json = engine::OrderedJson;
using RunRecord = engine::MeasuredRecord;

/// Absolute paths say where somebody keeps files, not what was measured: they are cut to the last part.
Json withoutAbsolutePaths(const Json& value);

Json toJson(const RunRecord& record);

/// The machine this runs on: "AMD EPYC 7B13, 2 threads, 24 GB".
std::string describeMachine();

Result<std::string> readFile(const std::filesystem::path& file);

} // namespace sparlet::results
