#include "nn/fusion_internal.h"

#include <cmath>
#include <limits>

namespace sparlet::nn {

at::Tensor tokensOf(const at::Tensor& map) {
    return map.flatten(2).transpose(1, 2);
}

at::Tensor onGrid(const at::Tensor& map, std::int64_t height, std::int64_t width) {
    if (map.size(2) == height && map.size(3) == width) return map;
    if (map.size(2) >= height && map.size(3) >= width) return at::adaptive_avg_pool2d(map, {height, width});
    return at::upsample_bilinear2d(map, {height, width}, false);
}

torch::nn::Sequential convNormRelu(int in, int out, int kernel, int dilation) {
    const auto options = torch::nn::Conv2dOptions(in, out, kernel)
                             .padding(dilation * (kernel / 2))
                             .dilation(dilation)
                             .bias(false);
    return torch::nn::Sequential(torch::nn::Conv2d(options), torch::nn::BatchNorm2d(out), torch::nn::ReLU());
}

at::Tensor softAssignment(const at::Tensor& tokens, const at::Tensor& centres, const at::Tensor& variance) {
    const auto dots = torch::matmul(tokens, centres.transpose(1, 2));
    const auto squared =
        tokens.square().sum(2, true) + centres.square().sum(2).unsqueeze(1) - 2.0 * dots; // ‖t − c‖²
    return torch::softmax(-squared / (2.0 * variance), 2);
}

at::Tensor assignedCentres(const at::Tensor& tokens, const at::Tensor& assignment) {
    const auto weights = assignment.transpose(1, 2); // [B, K, N]
    return torch::matmul(weights, tokens) / weights.sum(2, true).clamp_min(1e-6);
}

at::Tensor spatialContext(std::int64_t height, std::int64_t width, const std::vector<double>& powers) {
    const auto rows = torch::arange(height, torch::kFloat).unsqueeze(1).expand({height, width}).flatten();
    const auto columns = torch::arange(width, torch::kFloat).unsqueeze(0).expand({height, width}).flatten();
    const auto dy = rows.unsqueeze(1) - rows.unsqueeze(0), dx = columns.unsqueeze(1) - columns.unsqueeze(0);
    const auto distance = (dy.square() + dx.square()).sqrt();
    std::vector<at::Tensor> contexts;
    for (const double power : powers) {
        const auto weight = torch::exp(-power * distance);
        contexts.push_back(weight / weight.sum(1, true));
    }
    return torch::stack(contexts);
}

at::Tensor orthogonalPart(const at::Tensor& local, const at::Tensor& global) {
    const auto g = global.unsqueeze(2).unsqueeze(3);
    const auto along = (local * g).sum(1, true) / g.square().sum(1, true).clamp_min(1e-12);
    return local - along * g;
}

at::Tensor crossScaleGates(const at::Tensor& scores, double temperature) {
    const auto self = torch::eye(scores.size(1), scores.options().dtype(torch::kBool));
    const auto masked = (scores / temperature).masked_fill(self, -std::numeric_limits<float>::infinity());
    return torch::softmax(masked, 2);
}

AttentionImpl::AttentionImpl(const Options& options) : heads_(options.heads) {
    query_ = register_module("query", torch::nn::Linear(options.query, options.width));
    key_ = register_module("key", torch::nn::Linear(options.memory, options.width));
    value_ = register_module("value", torch::nn::Linear(options.memory, options.width));
    out_ = register_module("out", torch::nn::Linear(options.width, options.query));
    if (!options.startAtZero) return;
    torch::NoGradGuard noGrad;
    out_->weight.zero_();
    out_->bias.zero_();
}

at::Tensor AttentionImpl::heads(const at::Tensor& x) const {
    return x.view({x.size(0), x.size(1), heads_, -1}).transpose(1, 2);
}

at::Tensor AttentionImpl::queries(const at::Tensor& query) {
    const auto q = heads(query_->forward(query));
    return q / std::sqrt(static_cast<double>(q.size(3)));
}

at::Tensor AttentionImpl::keys(const at::Tensor& memory) {
    return heads(key_->forward(memory));
}

at::Tensor AttentionImpl::values(const at::Tensor& memory) {
    return heads(value_->forward(memory));
}

at::Tensor AttentionImpl::mixed(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values) {
    return torch::matmul(torch::softmax(torch::matmul(queries, keys.transpose(2, 3)), 3), values);
}

at::Tensor AttentionImpl::joined(const at::Tensor& mixed) {
    return out_->forward(mixed.transpose(1, 2).flatten(2));
}

at::Tensor AttentionImpl::forward(const at::Tensor& query, const at::Tensor& memory) {
    return joined(mixed(queries(query), keys(memory), values(memory)));
}

} // namespace sparlet::nn
