#include "nn/heads_internal.h"

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

EmbeddingHeadImpl::EmbeddingHeadImpl(int in, int dimensions) {
    linear_ = register_module("linear", torch::nn::Linear(in, dimensions));
    norm_ = register_module("norm", torch::nn::BatchNorm1d(dimensions));
}

at::Tensor EmbeddingHeadImpl::forward(const at::Tensor& x) {
    return unitRows(norm_->forward(linear_->forward(x)));
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

}  // namespace sparlet::nn
