// ASE's operator on a network's weights instead of its features: the other reading of what SPARSE §4.4
// credits ASE with. Learning through it is Soft Threshold Reparameterization (Kusupati et al., ICML 2020),
// with the threshold of each tensor set by a share instead of learnt.
#pragma once

#include "nn/method_internal.h"

#include <vector>

namespace sparlet::nn {

/// The backbone's convolutions but its stem and the depthwise ones, which hold next to nothing of the
/// weights. While applied, the network computes with the thresholded weights and gradients are taken at them;
/// restore() brings the dense weights back for the optimiser, so that what was cut can return.
class WeightThreshold {
public:
    WeightThreshold() = default;
    explicit WeightThreshold(Method& method);

    /// w → sign(w)·ReLU(|w| − τ), τ = percentile(|w|, 100·(1−density)) of each tensor. From 1 on: nothing.
    void apply(double density);
    void restore();

private:
    struct Weight {
        at::Tensor parameter, dense; // `dense` is defined while applied
    };
    std::vector<Weight> weights_;
};

/// percentile(|w|, 100·(1−density)), of 16,384 weights spread over the tensor where it has more: off by some
/// 0.4 % of the weights.
double weightThreshold(const at::Tensor& weight, double density);

} // namespace sparlet::nn
