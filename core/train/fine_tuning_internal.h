// A run that makes a finished model smaller: with fewer channels (structured pruning), weights in few bits
// (LSQ) or both. Embeddings are held to those of the whole model (self-distillation; Hinton et al. 2015 with
// the cosine of embeddings for the classes' probabilities).
#pragma once

#include "nn/learned_steps_internal.h"
#include "nn/method_internal.h"
#include "nn/model_file_internal.h"
#include "train/checkpoint_internal.h"
#include "train/config_internal.h"
#include "train/optimizer_internal.h"
#include "train/packed_dataset.h"
#include "train/record_internal.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace sparlet::train {

class FineTuning {
public:
    /// Opens the configuration's `init`. InvalidArgument where it is of another structure than the
    /// configuration, or of other classes than the data while its own losses take part.
    static Result<std::unique_ptr<FineTuning>> open(const FullConfig& config, const PackedDataset& data,
                                                    const at::Device& device);

    /// The network to train, on the device: the whole one until it is pruned.
    const std::shared_ptr<nn::Method>& student() const { return student_; }
    /// None without a budget.
    nn::LearnedSteps& steps() { return steps_; }
    /// All but the network that training changes, to save and to copy into.
    std::vector<std::pair<std::string, at::Tensor>> state() const;

    /// Chooses the channels to cut, seen on some of these rows, and cuts them. Not where a run is continued.
    Status prune(const PackedDataset& data, const std::vector<std::uint32_t>& rows,
                 const ProgressCallback& progress, const CancelToken& cancel);
    /// Instead, where a run is continued: a student of these inner channels, to be read from its checkpoint;
    /// the student as it is where there can be none.
    void resize(const std::map<std::string, int>& innerChannels);
    /// Chooses the widths, seen on some of these rows, and starts the steps. Not where a run is continued.
    Status begin(const PackedDataset& data, const std::vector<std::uint32_t>& rows,
                 const ProgressCallback& progress, const CancelToken& cancel);

    /// distil_weight·(1 − cosine to the float model's embedding) + task_weight·the method's own losses.
    nn::LossTerms loss(const at::Tensor& images, const nn::TrainingBatch& batch);

    /// Adds the steps to what is optimised.
    void addTo(Optimizer& optimizer) const;
    /// Eight times in a run, after step `done` of `total`: takes bits away where the file grew over its
    /// budget.
    void afterStep(std::int64_t done, std::int64_t total);

    /// Rounds to 16 bits what the file keeps so, and applies the steps: what the file will hold. `last`: the
    /// file is held to its budget.
    void applyStored(bool last);
    /// Call while applied.
    Status save(const std::filesystem::path& file, const std::string& id, const RunFacts& facts,
                const RunIdentity& identity, const RunState& state) const;

private:
    FineTuning(const FullConfig& config, nn::LoadedModel student, nn::LoadedModel teacher, int side,
               const at::Device& device);
    void takeStudent(std::shared_ptr<nn::Method> student);
    std::vector<std::uint8_t> pictures(const PackedDataset& data, const std::vector<std::uint32_t>& rows,
                                       std::size_t count) const;

    std::uint64_t budget_; // 0: weights stay floats
    double pruned_, distilWeight_, taskWeight_;
    bool bf16_;
    int side_; // of the data
    at::Device device_;
    nn::ModelInfo info_; // of the model it starts from
    std::shared_ptr<nn::Method> student_, teacher_;
    nn::LearnedSteps steps_;
};

} // namespace sparlet::train
