// What compacting a finished model and training a compact one share.
#pragma once

#include "nn/compaction.h"
#include "nn/model_file_internal.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace sparlet::nn {

/// The tensors that a compact file packs, in the network's order: those of at least 2 dimensions and 2,048
/// weights that a shipped model has at all. Smaller ones are next to nothing of a file and stay in 16 bits.
std::vector<std::pair<std::string, at::Tensor>> packableTensors(const Method& method);

/// A compactor of a model at hand; pictures have its info's inputSize.
std::unique_ptr<Compactor> compactorOf(LoadedModel model);

} // namespace sparlet::nn
