// Convolution for inference whose sums do not depend on the batch.
#pragma once

#include "nn/torch_internal.h"

namespace sparlet::nn {

/// at::conv2d chooses between oneDNN and im2col with BLAS by the sizes of batch and picture and by the number
/// of threads, and BLAS orders its sums by the number of rows. This takes oneDNN for all float32 on the CPU:
/// a picture's values are the same bits alone and in every batch, for one number of threads. It also lays the
/// weights out once, which at::conv2d does again in each call.
class PackedConvolution {
public:
    /// Whether forward() keeps that promise on this device; elsewhere it is the module's own forward().
    static bool independentOfBatch(const at::Device& device);

    /// `conv` pads with zeros, by numbers, and never changes again: the first call packs its weights and
    /// takes them out of it. `relu`: its result through a ReLU, in the same pass; always the same. Without
    /// gradients. Not thread-safe.
    at::Tensor forward(torch::nn::Conv2dImpl& conv, const at::Tensor& x, bool relu = false);

private:
    c10::IValue packed_;
};

} // namespace sparlet::nn
