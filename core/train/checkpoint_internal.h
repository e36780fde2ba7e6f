// The state of a run on disk: one safetensors file, replaced whole.
#pragma once

#include "base/result.h"
#include "nn/method_internal.h"
#include "train/optimizer_internal.h"
#include "train/trainer.h"

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace sparlet::train {

/// Sums over the steps of the running epoch.
struct EpochSums {
    double loss = 0, lkd = 0, spq = 0, sparsity = 0, triplet = 0, correct = 0, density = 0, seconds = 0;
    std::int64_t steps = 0, images = 0;
};

struct RunState {
    std::int64_t step = 0; // steps done; epoch and position in its order follow from it
    EpochSums sums;
    std::vector<EpochRecord> epochs;
    double seconds = 0;
};

/// What must be equal for a checkpoint to be continued.
struct RunIdentity {
    std::string config; // toJson of what was asked
    std::string dataHash;
    std::string textHash;
};

struct TrainingTensors {
    nn::Method* method = nullptr;
    Optimizer* optimizer = nullptr;
    std::map<std::string, at::Tensor>* average = nullptr;         // EMA by name; may be empty
    std::vector<std::pair<std::string, at::Tensor>> compact = {}; // LearnedSteps::state(); may be empty
};

Status writeCheckpoint(const std::filesystem::path& file, const TrainingTensors& tensors,
                       const RunState& state, const RunIdentity& identity);

/// The inner channels of the checkpoint's network, where it is pruned: a network is made with them before the
/// checkpoint is read, which refuses what does not fit.
std::map<std::string, int> checkpointChannels(const std::filesystem::path& file);

/// Fills tensors and state. InvalidArgument when the checkpoint is of another configuration, data set or
/// text.
Status readCheckpoint(const std::filesystem::path& file, const TrainingTensors& tensors, RunState& state,
                      const RunIdentity& identity);

} // namespace sparlet::train
