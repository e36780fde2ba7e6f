// A run that ends in a compact file: it starts from a finished model, learns its weights in few bits (LSQ)
// and holds the embeddings to those of the float model (self-distillation; Hinton et al. 2015 with the cosine
// of embeddings for the classes' probabilities).
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
#include <memory>
#include <string>
#include <vector>

namespace sparlet::train {

class FineTuning {
public:
    /// Opens the configuration's `init`. InvalidArgument where it is of another structure than the
    /// configuration, or of other classes than the data while its own losses take part.
    static Result<std::unique_ptr<FineTuning>> open(const FullConfig& config, const PackedDataset& data,
                                                    const at::Device& device);

    /// The network to train, on the device.
    const std::shared_ptr<nn::Method>& student() const { return student_; }
    nn::LearnedSteps& steps() { return steps_; }

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
    FineTuning(const FullConfig& config, nn::LoadedModel student, nn::LoadedModel teacher,
               const at::Device& device);

    std::string file_; // of the model it starts from
    std::uint64_t budget_;
    double distilWeight_, taskWeight_;
    nn::ModelInfo info_;
    std::shared_ptr<nn::Method> student_, teacher_;
    nn::LearnedSteps steps_;
};

} // namespace sparlet::train
