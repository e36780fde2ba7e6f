// Evaluations whose rankings are drawn from a seed and whose numbers are then counted from these rankings, so
// that every list, curve and matrix of one evaluation agrees with the others.
#pragma once

#include "engine/ablation_reports.h"
#include "engine/evaluation_reports.h"
#include "engine/publish_reports.h"

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace sparlet::testing {

/// How well a model that does not exist finds things.
struct FakeModel {
    std::string method, backbone, variant, precision = "eager";
    std::int64_t seed = 1;
    double quality = 0.6; // how far pictures of one label lie from the others
};

/// What the fake workspace keeps of them; guarded by its mutex.
struct FakeEvaluations {
    struct Kept {
        engine::EvaluationSummary summary;
        FakeModel model;
    };
    std::vector<Kept> kept, deleted; // newest first
    std::vector<engine::EvaluateRequest> requests;
    std::map<std::string, engine::AblationPlan> ablations; // by file
    std::vector<engine::ProjectSummary> projects;
    std::vector<std::string> exported;          // files
    std::map<std::string, std::string> folders; // where pictures are by now, by where they were
    bool picturesMissing = false;               // where they were
    bool listFails = false;
    int stepMilliseconds = 5; // of evaluating and of an ablation's cell
    mutable std::mutex mutex;
};

/// Three methods on two backbones with three seeds, one model in two arithmetics, and one that is damaged.
void addSampleEvaluations(FakeEvaluations& store);
/// A thousand and more, to sort and to filter.
std::vector<engine::EvaluationSummary> manyEvaluations(int count);

} // namespace sparlet::testing
