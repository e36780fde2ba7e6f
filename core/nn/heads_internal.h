// The parts that every method puts on a backbone. All work in float32, also under autocast.
#pragma once

#include "nn/backbone_internal.h"
#include "nn/torch_internal.h"

#include <array>
#include <cstdint>

namespace sparlet::nn {

/// [B, C, H, W] to [B, C]. p = 0: the mean; otherwise the generalised mean (Radenović et al. 2018)
/// (mean max(x, 1e-6)^p)^(1/p), with p learnt from the given start.
class PoolingImpl : public torch::nn::Module {
public:
    explicit PoolingImpl(double p);
    at::Tensor forward(const at::Tensor& x);
    bool isMean() const { return !p_.defined(); }

private:
    at::Tensor p_; // undefined: mean
};
TORCH_MODULE(Pooling);

/// Where things are, kept coarsely: C3 averaged over 4×4 cells, C4 over 3×3, C5 over the whole map; each
/// group is centred by the training set's mean and scaled to norm 1, then all are put side by side (spatial
/// pyramid, Lazebnik et al. 2006, on learnt features). Its mean is fitted, not learnt by gradients.
class PyramidPoolingImpl : public torch::nn::Module {
public:
    /// `channels`: of C2..C5.
    explicit PyramidPoolingImpl(const std::array<int, 4>& channels);
    int features() const { return static_cast<int>(mean_.numel()); }
    /// Of the groups; their sum is features().
    const std::array<std::int64_t, 3>& sizes() const { return sizes_; }
    const at::Tensor& mean() const { return mean_; }
    /// Cells a side that C3, C4 and C5 are averaged over.
    static constexpr std::array<int, 3> kGrids{4, 3, 1};
    /// [B, F] before centring.
    at::Tensor raw(const Taps& taps) const;
    /// [B, F] of raw features, centred and scaled.
    at::Tensor normalised(const at::Tensor& raw) const;
    at::Tensor forward(const Taps& taps) { return normalised(raw(taps)); }
    void setMean(const at::Tensor& mean);

private:
    std::array<std::int64_t, 3> sizes_{};
    at::Tensor mean_; // [F]
};
TORCH_MODULE(PyramidPooling);

/// Directions of greatest variance, each scaled to variance 1: y = (x − mean)·projection has identity
/// covariance (PCA whitening; for retrieval: Jégou and Chum 2012). `x`: [M, F], M > dimensions. Deterministic
/// for a seed.
struct Whitening {
    at::Tensor mean;       // [F]
    at::Tensor projection; // [F, D]
};
Whitening fitWhitening(const at::Tensor& x, int dimensions);

/// Linear → BatchNorm1d → L2 norm.
class EmbeddingHeadImpl : public torch::nn::Module {
public:
    EmbeddingHeadImpl(int in, int dimensions);
    at::Tensor forward(const at::Tensor& x);
    /// The linear layer with BatchNorm's running statistics merged into it, as ConvNorm::fold().
    struct Folded {
        at::Tensor weight, bias; // [D, F], [D]
    };
    Folded folded() const;
    /// Starts from a whitening instead of from chance; BatchNorm then has nothing left to do.
    void setWhitening(const Whitening& whitening);

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

} // namespace sparlet::nn
