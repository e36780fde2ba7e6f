// Adaptive Sparse Encoder (SPARSE §3.3): keeps the largest λ(x) share of an embedding's dimensions.
#pragma once

#include "nn/torch_internal.h"

namespace sparlet::nn {

/// τ(x) = percentile(|x|, 100·(1−λ)), by linear interpolation between the sorted |x| (as numpy's default), so
/// that gradients reach both λ and x. `x`: [B, D], `density`: λ [B] in (0, 1]. Returns [B].
at::Tensor percentileThreshold(const at::Tensor& x, const at::Tensor& density);

/// z = sign(x)·ReLU(|x| − τ).
at::Tensor softThreshold(const at::Tensor& x, const at::Tensor& threshold);

/// The smooth stand-in whose derivative replaces softThreshold's going backward:
/// sign(x)·T·softplus((|x|−τ)/T), with d/d|x| = σ((|x|−τ)/T) = −d/dτ.
at::Tensor smoothThreshold(const at::Tensor& x, const at::Tensor& threshold, double temperature);

struct SparseCode {
    at::Tensor z;         // [B, D], rows of norm 1
    at::Tensor raw;       // [B, D], before the norm
    at::Tensor threshold; // [B]: τ(x)
    at::Tensor density;   // [B]: λ(x)
};

class SparseEncoderImpl : public torch::nn::Module {
public:
    explicit SparseEncoderImpl(int dimensions);

    /// λ(x) = 0.1 + 0.85·σ(MLP(x)), D→32→1, starting near 0.9. The gradient of λ stays in the MLP.
    at::Tensor density(const at::Tensor& x);

    /// `x`: [B, D] of norm 1. Hard forward; backward through smoothThreshold when training.
    /// `temperature` is in units of the root mean square of a unit row, 1/√D.
    SparseCode forward(const at::Tensor& x, double temperature);

    /// The two layers of λ's MLP.
    const torch::nn::LinearImpl& hidden() const { return *hidden_; }
    const torch::nn::LinearImpl& out() const { return *out_; }

private:
    torch::nn::Linear hidden_{nullptr}, out_{nullptr};
};
TORCH_MODULE(SparseEncoder);

} // namespace sparlet::nn
