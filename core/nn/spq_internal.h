// Semantic-Preserving Quantisation (SPARSE §3.4): a learnt width of 2–8 bits a dimension.
#pragma once

#include "nn/model_info.h"
#include "nn/torch_internal.h"

namespace sparlet::nn {

/// A grid of 2^bits levels that covers [minimum, maximum] and has a level at exactly zero. All [D].
struct QuantizerGrid {
    at::Tensor minimum, maximum, step;
};

/// The smallest such grid whose zero level is the nearest one. `bits`: [D], whole numbers.
QuantizerGrid zeroGrid(const at::Tensor& minimum, const at::Tensor& maximum, const at::Tensor& bits);

/// q = round((z − min)/step)·step + min, clipped to the grid (SPARSE §3.4 with step = (max−min)/(2^b−1)).
at::Tensor quantize(const at::Tensor& z, const QuantizerGrid& grid);

/// Whole widths in [2, 8] whose mean does not exceed the mean of `bits`: down, then up by largest remainder.
at::Tensor wholeBits(const at::Tensor& bits);

class QuantizerImpl : public torch::nn::Module {
public:
    QuantizerImpl(int dimensions, double startBits);

    /// Follows the 0.1 and 99.9 percentiles of each dimension. `z`: [B, D].
    void observeRange(const at::Tensor& z);

    /// Follows |z·∂L/∂z| (the importance of a dimension, mean over the batch).
    void observeImportance(const at::Tensor& z, const at::Tensor& gradient);

    /// L_SPQ = ‖z − q‖² + β·Σ w_d |z_d − q_d|, mean over the batch. A width between two whole ones has their
    /// losses' mean, weighted by its fractional part (after FracBits, Yang & Jin, AAAI 2021, which mixes the
    /// quantised values instead: the errors of two widths then cancel in part, and widths stop at four fifths
    /// of the way to the next whole number). Gradients reach the widths, and pull z to its grid.
    at::Tensor loss(const at::Tensor& z, double beta);

    /// b_d clipped to [2, 8].
    at::Tensor bits() const;

    /// Fixes the widths to whole numbers from here on.
    void freeze();
    bool frozen() const;

    /// What the codes are written with.
    QuantizerParameters parameters() const;

    /// w_d ≥ 0, mean 1.
    at::Tensor importance() const;

private:
    at::Tensor bits_, minimum_, maximum_, importance_, state_;
};
TORCH_MODULE(Quantizer);

} // namespace sparlet::nn
