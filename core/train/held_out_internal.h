// Pictures kept out of training, on which a run is measured after every epoch.
#pragma once

#include "nn/method_internal.h"
#include "train/batches_internal.h"
#include "train/packed_dataset.h"

#include <cstdint>
#include <vector>

namespace sparlet::train {

struct Split {
    std::vector<std::uint32_t> training, heldOut; // rows of the data set, rising
};

/// Of each class the same share, chosen by the seed, at most `most` pictures in all; a class keeps at least
/// one picture in training. With a share of 0 everything is for training.
Split splitRows(const PackedDataset& data, double share, std::uint64_t seed, std::size_t most = 2000);

/// mAP of the codes z of these rows, each in turn against all others (core/eval's convention), by their
/// cosine. Switches the method to evaluation and back; changes nothing else.
double heldOutMap(nn::Method& method, const PackedDataset& data, const std::vector<std::uint32_t>& rows,
                  const Augmentation& plain, const at::Device& device);

} // namespace sparlet::train
