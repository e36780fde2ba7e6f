#include "nn/ase_internal.h"
#include "nn/heads_internal.h"

#include <cmath>

namespace sparlet::nn {

at::Tensor percentileThreshold(const at::Tensor& x, const at::Tensor& density) {
    const auto sorted = std::get<0>(x.abs().sort(1));
    const auto last = static_cast<double>(x.size(1) - 1);
    const auto position = ((1.0 - density) * last).clamp(0.0, last).unsqueeze(1);
    const auto below = position.detach().floor().clamp_max(std::max(0.0, last - 1.0));
    // A diverged network gives no number here; the loss says so, an index out of range would not.
    const auto index = at::nan_to_num(below, 0.0).to(torch::kLong);
    const auto low = sorted.gather(1, index);
    const auto high = sorted.gather(1, (index + 1).clamp_max(x.size(1) - 1));
    return (low + (position - below) * (high - low)).squeeze(1);
}

at::Tensor softThreshold(const at::Tensor& x, const at::Tensor& threshold) {
    return torch::sign(x) * torch::relu(x.abs() - threshold.unsqueeze(1));
}

at::Tensor smoothThreshold(const at::Tensor& x, const at::Tensor& threshold, double temperature) {
    return torch::sign(x) * temperature * torch::softplus((x.abs() - threshold.unsqueeze(1)) / temperature);
}

SparseEncoderImpl::SparseEncoderImpl(int dimensions) {
    hidden_ = register_module("hidden", torch::nn::Linear(dimensions, 32));
    out_ = register_module("out", torch::nn::Linear(32, 1));
    torch::NoGradGuard noGrad;
    out_->bias.fill_(2.77); // 0.1 + 0.85·σ(2.77) = 0.9
}

at::Tensor SparseEncoderImpl::density(const at::Tensor& x) {
    const auto logit = out_->forward(torch::relu(hidden_->forward(x.detach()))).squeeze(1);
    return 0.1 + 0.85 * torch::sigmoid(logit);
}

SparseCode SparseEncoderImpl::forward(const at::Tensor& x, double temperature) {
    SparseCode code;
    code.density = density(x);
    code.threshold = percentileThreshold(x, code.density);
    code.raw = softThreshold(x, code.threshold);
    if (is_training()) {
        const double scaled = temperature / std::sqrt(static_cast<double>(x.size(1)));
        const auto smooth = smoothThreshold(x, code.threshold, scaled);
        code.raw = smooth + (code.raw - smooth).detach();
    }
    code.z = unitRows(code.raw);
    return code;
}

} // namespace sparlet::nn
