// The parts that every method puts on a backbone. All work in float32, also under autocast.
#pragma once

#include "nn/torch_internal.h"

#include <string>

namespace sparlet::nn {

/// [B, C, H, W] to [B, C]. p = 0: the mean; otherwise the generalised mean (Radenović et al. 2018)
/// (mean max(x, 1e-6)^p)^(1/p), with p learnt from the given start.
class PoolingImpl : public torch::nn::Module {
public:
    explicit PoolingImpl(double p);
    at::Tensor forward(const at::Tensor& x);

private:
    at::Tensor p_;  // undefined: mean
};
TORCH_MODULE(Pooling);

/// Linear → BatchNorm1d → L2 norm.
class EmbeddingHeadImpl : public torch::nn::Module {
public:
    EmbeddingHeadImpl(int in, int dimensions);
    at::Tensor forward(const at::Tensor& x);

private:
    torch::nn::Linear linear_{nullptr};
    torch::nn::BatchNorm1d norm_{nullptr};
};
TORCH_MODULE(EmbeddingHead);

/// Cosines to one learnt direction a class (as in OrthoHash, Hoe et al. 2021).
class CosineClassifierImpl : public torch::nn::Module {
public:
    CosineClassifierImpl(int dimensions, int classes);
    /// `x`: [B, D] of norm 1; returns cosines [B, C].
    at::Tensor forward(const at::Tensor& x);

private:
    at::Tensor weight_;
};
TORCH_MODULE(CosineClassifier);

/// LKD's head (SPARSE §3.2): pooled features → 512 → d_t, of norm 1.
class DistillationHeadImpl : public torch::nn::Module {
public:
    DistillationHeadImpl(int in, int textDimensions);
    at::Tensor forward(const at::Tensor& x);

private:
    torch::nn::Linear hidden_{nullptr}, out_{nullptr};
};
TORCH_MODULE(DistillationHead);

/// Rows of norm 1 (zero rows stay zero).
at::Tensor unitRows(const at::Tensor& x);

}  // namespace sparlet::nn
