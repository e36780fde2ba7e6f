#include "nn/heads_internal.h"

#include <algorithm>

namespace sparlet::nn {
at::Tensor unitRows(const at::Tensor& x) {
    return x / x.norm(2, {-1}, true).clamp_min(1e-12);
}

PoolingImpl::PoolingImpl(double p) {
    if (p > 0) p_ = register_parameter("p", torch::full({1}, p));
}

at::Tensor PoolingImpl::forward(const at::Tensor& x) {
    const auto features = x.to(torch::kFloat);
    if (!p_.defined()) return features.mean({2, 3});
    return features.clamp_min(1e-6).pow(p_).mean({2, 3}).pow(1.0 / p_);
}

PyramidPoolingImpl::PyramidPoolingImpl(const std::array<int, 4>& channels)
    : sizes_{channels[1] * kGrids[0] * kGrids[0], channels[2] * kGrids[1] * kGrids[1],
             channels[3] * kGrids[2] * kGrids[2]} {
    mean_ = register_buffer("mean", torch::zeros({sizes_[0] + sizes_[1] + sizes_[2]}));
}

at::Tensor PyramidPoolingImpl::raw(const Taps& taps) const {
    const auto cells = [](const at::Tensor& map, std::int64_t grid) {
        return at::adaptive_avg_pool2d(map.to(torch::kFloat), {grid, grid}).flatten(1);
    };
    return torch::cat({cells(taps.c3, kGrids[0]), cells(taps.c4, kGrids[1]), cells(taps.c5, kGrids[2])}, 1);
}

at::Tensor PyramidPoolingImpl::normalised(const at::Tensor& raw) const {
    const auto groups = (raw - mean_).split_with_sizes({sizes_[0], sizes_[1], sizes_[2]}, 1);
    return torch::cat({unitRows(groups[0]), unitRows(groups[1]), unitRows(groups[2])}, 1);
}

void PyramidPoolingImpl::setMean(const at::Tensor& mean) {
    torch::NoGradGuard noGrad;
    mean_.copy_(mean);
}

Whitening fitWhitening(const at::Tensor& x, int dimensions) {
    torch::NoGradGuard noGrad;
    // Subspace iteration (Halko et al. 2011): exact enough after a few passes, and far cheaper than all of F
    // × F.
    constexpr int kSpare = 32, kPasses = 6;
    const auto mean = x.mean(0);
    const auto centred = x - mean;
    const auto width = std::min<std::int64_t>({dimensions + kSpare, x.size(0), x.size(1)});
    auto basis = std::get<0>(at::linalg_qr(torch::randn({x.size(1), width}, x.options())));
    for (int pass = 0; pass < kPasses; ++pass) {
        basis = std::get<0>(at::linalg_qr(torch::matmul(centred.t(), torch::matmul(centred, basis))));
    }
    const auto small = torch::matmul(centred, basis);
    const auto covariance = torch::matmul(small.t(), small) / static_cast<double>(x.size(0));
    const auto [values, vectors] = at::linalg_eigh(covariance); // rising
    const auto keep = torch::arange(width - 1, width - 1 - dimensions, -1);
    const auto deviation = values.index_select(0, keep).clamp_min(1e-12).sqrt();
    return {mean, torch::matmul(basis, vectors.index_select(1, keep)) / deviation};
}

void EmbeddingHeadImpl::setWhitening(const Whitening& whitening) {
    torch::NoGradGuard noGrad;
    linear_->weight.copy_(whitening.projection.t());
    linear_->bias.copy_(-torch::matmul(whitening.mean, whitening.projection));
}

EmbeddingHeadImpl::EmbeddingHeadImpl(int in, int dimensions) {
    linear_ = register_module("linear", torch::nn::Linear(in, dimensions));
    norm_ = register_module("norm", torch::nn::BatchNorm1d(dimensions));
}

at::Tensor EmbeddingHeadImpl::forward(const at::Tensor& x) {
    return unitRows(norm_->forward(linear_->forward(x)));
}

EmbeddingHeadImpl::Folded EmbeddingHeadImpl::folded() const {
    torch::NoGradGuard noGrad;
    const auto scale = norm_->weight.to(torch::kDouble) /
                       torch::sqrt(norm_->running_var.to(torch::kDouble) + norm_->options.eps());
    const auto bias = (linear_->bias.to(torch::kDouble) - norm_->running_mean.to(torch::kDouble)) * scale +
                      norm_->bias.to(torch::kDouble);
    return {(linear_->weight.to(torch::kDouble) * scale.unsqueeze(1)).to(torch::kFloat).contiguous(),
            bias.to(torch::kFloat)};
}

CosineClassifierImpl::CosineClassifierImpl(int dimensions, int classes) {
    weight_ = register_parameter("weight", unitRows(torch::randn({classes, dimensions})));
}

at::Tensor CosineClassifierImpl::forward(const at::Tensor& x) {
    return torch::matmul(x, unitRows(weight_).t());
}

DistillationHeadImpl::DistillationHeadImpl(int in, int textDimensions) {
    hidden_ = register_module("hidden", torch::nn::Linear(in, 512));
    out_ = register_module("out", torch::nn::Linear(512, textDimensions));
}

at::Tensor DistillationHeadImpl::forward(const at::Tensor& x) {
    return unitRows(out_->forward(torch::relu(hidden_->forward(x))));
}

} // namespace sparlet::nn
