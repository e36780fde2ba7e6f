// The file that describes an ablation: what it may say is in docs/ablations/README.md.
#pragma once

#include "base/result.h"
#include "engine/ablation_reports.h"
#include "engine/reports.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sparlet::engine {

inline constexpr std::size_t kMostCells = 10000;

/// One cell and what it asks for.
struct AblationJob {
    AblationCell cell; // Failed with a problem where its configuration is none
    TrainRequest training;
    EvaluateRequest evaluation; // without its model
    std::string fingerprint;    // of all that its numbers depend on; another one is another cell
};

struct AblationMatrix {
    AblationPlan plan; // without its cells
    std::vector<AblationJob> jobs;
    int tunePictures = 0; // for choosing IQE's settings; 0: not chosen
    bool timing = true;
};

/// InvalidArgument, naming the key, for anything unknown, missing or of the wrong kind; TooLarge beyond
/// kMostCells. A cell whose training configuration is wrong is there with its problem. `file`: names the
/// sentences, and relative paths are below its folder.
Result<AblationMatrix> parseAblation(std::string_view json, const std::filesystem::path& file);

/// NotFound where there is no such file, TooLarge over 4 MiB.
Result<AblationMatrix> readAblation(const std::string& file);

} // namespace sparlet::engine
