// Which pictures make up each batch, and the batch as a tensor.
#pragma once

#include "nn/method_internal.h"
#include "nn/torch_internal.h"
#include "train/augment_internal.h"
#include "train/packed_dataset.h"
#include "train/trainer.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace sparlet::train {

/// The order of one epoch: a permutation of `rows`, or with `identities` > 0 batches of that many
/// classes with batch/identities pictures each. A function of the seed and the epoch only. Whole batches; the
/// rest of a permutation is left out.
std::vector<std::uint32_t> epochOrder(const PackedDataset& data, const std::vector<std::uint32_t>& rows,
                                      std::uint64_t seed, int epoch, int batch, int identities);

struct BatchRequest {
    std::uint64_t seed = 0;
    int epoch = 0;
    int side = 0; // pixels of a side of the network's input
    Augmentation augmentation;
};

struct Batch {
    at::Tensor images; // [B, 3, side, side] float32, channels-last
    nn::TrainingBatch targets;
};

/// Text side of LKD as tensors; empty without text.
class TextTable {
public:
    TextTable() = default;
    /// InvalidArgument where the sizes do not fit the data set.
    static Result<TextTable> make(const TextTargets& text, const PackedDataset& data);

    int dimensions() const { return dimensions_; }
    const at::Tensor& classes() const { return classes_; } // T_c [C, d_t], rows of norm 1
    /// t_x of one picture: its caption's vector unless that is zero (no caption), else one of its class's
    /// descriptions, drawn anew each epoch.
    const float* target(std::uint32_t image, std::uint16_t label, std::uint64_t seed, int epoch) const;

private:
    int dimensions_ = 0;
    at::Tensor classes_;
    std::vector<std::vector<float>> descriptions_;
    std::vector<float> images_;
};

/// Random changes are keyed by the seed, the epoch and the picture.
Batch makeBatch(const PackedDataset& data, const TextTable& text, const std::uint32_t* images, int count,
                const BatchRequest& request);

} // namespace sparlet::train
