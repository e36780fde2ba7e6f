// The gradient of 3×3 weights over small maps, for training on the CPU in bfloat16.
#pragma once

#include "nn/torch_internal.h"

namespace sparlet::nn {

/// Whether `convolveSmallMap` stands for this convolution of `x` [N, C, H, W]: gradients are wanted, autocast
/// to bfloat16 is on on the CPU, the kernel is 3×3 with stride and border 1, and the maps are at most 8 × 8.
bool suitsSmallMaps(const torch::nn::Conv2dImpl& conv, const at::Tensor& x);

/// The convolution without a bias, [N, O, H, W] bfloat16. oneDNN sums a weight's gradient row by row of the
/// map, and a row of 4 or 8 places fills a fraction of its tiles; here it is one product of matrices (4 × 4:
/// a quarter of the time) or a convolution of maps put side by side (8 × 8: half of it). The values are those
/// of `at::conv2d` in bfloat16 but for the order of sums.
at::Tensor convolveSmallMap(const at::Tensor& x, const at::Tensor& weight);

} // namespace sparlet::nn
