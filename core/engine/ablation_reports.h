// A matrix of trainings and evaluations, described in one file and filled in cell by cell.
#pragma once

#include "engine/evaluation_reports.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace sparlet::engine {

/// One cell: a training run, its evaluation and its timing.
struct AblationCell {
    enum class State { Waiting, Training, Evaluating, Timing, Done, Failed };
    std::string id; // "sparse-resnet18-no-lkd-1"; names its run and its evaluation too
    std::string method, backbone, variant;
    std::string data; // name of its data set; "" where the matrix has only one without a name
    std::int64_t seed = 0;
    State state = State::Waiting;
    double progress = 0;     // 0…1 of the present state
    std::string problem;     // Failed: why, in one sentence
    std::string run, model;  // as far as there are any
    std::string evaluation;  // id; "" before it is evaluated
    EvaluationReport report; // numbers so far
};

/// The matrix as its file describes it, and how far it is. What is done stays done: an ablation is run again
/// to go on.
struct AblationPlan {
    std::string file, name;
    std::string training, evaluation; // data sets: paths
    std::vector<std::string> methods, backbones, variants;
    std::vector<std::int64_t> seeds;
    std::vector<AblationCell> cells; // in the order they are run
};

/// Called from the job's thread whenever a cell's state, progress or numbers changed.
using AblationCallback = std::function<void(const AblationCell& cell)>;

} // namespace sparlet::engine
