// Where a model comes from: its training run, seed and variant, as its card or a run's record says.
#pragma once

#include "base/result.h"
#include "nn/model_info.h"
#include "train/trainer.h"

#include <cstdint>
#include <string>

namespace sparlet::engine {

struct ModelOrigin {
    std::string run, variant;
    std::int64_t seed = -1;
};

/// What the card's recipe says; empty where it says nothing.
ModelOrigin originOf(const nn::ModelInfo& info);

/// What a configuration changes about its method: "" for the method as it is, else "no-lkd", "with-ase",
/// "ase-on-weights" (weights thresholded instead of embeddings), "ase-on-both", joined by "+" in this order:
/// LKD, ASE, SPQ, IQE.
std::string variantOf(const train::TrainConfig& config);

/// The configuration with that variant; InvalidArgument for a name that is none.
Result<train::TrainConfig> withVariant(train::TrainConfig config, const std::string& variant);

} // namespace sparlet::engine
