#include "nn/spq_internal.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace sparlet::nn {
namespace {

constexpr double kRangeMomentum = 0.02;
constexpr double kImportanceMomentum = 0.01;

std::vector<float> toVector(const at::Tensor& t) {
    const auto flat = t.detach().to(torch::kCPU, torch::kFloat).contiguous();
    return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

} // namespace

QuantizerGrid zeroGrid(const at::Tensor& minimum, const at::Tensor& maximum, const at::Tensor& bits) {
    const auto levels = torch::pow(2.0, bits) - 1.0;
    const auto low = minimum.clamp_max(0.0);
    const auto high = torch::maximum(maximum.clamp_min(0.0), low + 1e-6);
    const auto zeroLevel = torch::round(-low / (high - low) * levels);
    const auto atLeast = low.lt(0.0).to(low.scalar_type());
    const auto atMost = levels - high.gt(0.0).to(low.scalar_type());
    const auto zero = torch::minimum(torch::maximum(zeroLevel, atLeast), atMost);
    const auto above = levels - zero;
    const auto step = torch::maximum(-low / zero.clamp_min(1.0), high / above.clamp_min(1.0));
    return {-zero * step, above * step, step};
}

at::Tensor quantize(const at::Tensor& z, const QuantizerGrid& grid) {
    const auto zeroLevel = torch::round(-grid.minimum / grid.step);
    const auto topLevel = torch::round(grid.maximum / grid.step);
    // Counting levels from zero instead of from the minimum is the same grid and keeps 0 exactly 0.
    const auto level = torch::round(z / grid.step);
    return torch::minimum(torch::maximum(level, -zeroLevel), topLevel) * grid.step;
}

at::Tensor wholeBits(const at::Tensor& bits) {
    const auto values = toVector(bits);
    const auto count = values.size();
    std::vector<float> whole(count);
    double sum = 0, floored = 0;
    for (std::size_t i = 0; i < count; ++i) {
        sum += values[i];
        whole[i] = std::floor(values[i]);
        floored += whole[i];
    }
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return values[a] - whole[a] > values[b] - whole[b];
    });
    const auto up = static_cast<std::size_t>(std::max(0.0, std::floor(sum - floored + 1e-4)));
    for (std::size_t i = 0; i < std::min(up, count); ++i)
        whole[order[i]] = std::min(8.0F, whole[order[i]] + 1.0F);
    return torch::tensor(whole).to(bits.device());
}

QuantizerImpl::QuantizerImpl(int dimensions, double startBits) {
    bits_ = register_parameter("bits", torch::full({dimensions}, startBits));
    minimum_ = register_buffer("minimum", torch::zeros({dimensions}));
    maximum_ = register_buffer("maximum", torch::zeros({dimensions}));
    importance_ = register_buffer("importance", torch::zeros({dimensions}));
    state_ = register_buffer("state", torch::zeros({2})); // range seen, widths frozen
}

void QuantizerImpl::observeRange(const at::Tensor& z) {
    torch::NoGradGuard noGrad;
    const auto probabilities = torch::tensor({0.001F, 0.999F}, z.options());
    const auto range = torch::quantile(z.detach(), probabilities, 0);
    if (state_[0].item<float>() == 0.0F) {
        minimum_.copy_(range[0]);
        maximum_.copy_(range[1]);
        state_[0] = 1.0F;
        return;
    }
    minimum_.add_(range[0] - minimum_, kRangeMomentum);
    maximum_.add_(range[1] - maximum_, kRangeMomentum);
}

void QuantizerImpl::observeImportance(const at::Tensor& z, const at::Tensor& gradient) {
    torch::NoGradGuard noGrad;
    // Summed, not averaged, over the batch: the loss is a mean, so its gradient already carries 1/B.
    const auto now = (z.detach() * gradient).abs().sum(0);
    importance_.add_(now - importance_, importance_.sum().item<float>() == 0.0F ? 1.0 : kImportanceMomentum);
}

at::Tensor QuantizerImpl::bits() const {
    return bits_.clamp(2.0, 8.0);
}

at::Tensor QuantizerImpl::importance() const {
    const auto mean = importance_.mean();
    if (mean.item<float>() <= 0.0F) return torch::ones_like(importance_);
    return importance_ / mean;
}

at::Tensor QuantizerImpl::loss(const at::Tensor& z, double beta) {
    const auto importance = this->importance();
    const auto each = [&](const at::Tensor& bits) {
        const auto error = z - quantize(z.detach(), zeroGrid(minimum_, maximum_, bits));
        return error * error + beta * importance * error.abs();
    };
    if (frozen()) return each(bits_.detach()).sum(1).mean();
    const auto width = bits();
    const auto lower = width.detach().floor().clamp_max(7.0);
    const auto share = width - lower;
    return ((1.0 - share) * each(lower) + share * each(lower + 1.0)).sum(1).mean();
}

void QuantizerImpl::freeze() {
    if (frozen()) return;
    torch::NoGradGuard noGrad;
    bits_.copy_(wholeBits(bits()));
    state_[1] = 1.0F;
}

bool QuantizerImpl::frozen() const {
    return state_[1].item<float>() != 0.0F;
}

QuantizerParameters QuantizerImpl::parameters() const {
    torch::NoGradGuard noGrad;
    const auto whole = wholeBits(bits()).to(minimum_.device());
    const auto grid = zeroGrid(minimum_, maximum_, whole);
    QuantizerParameters out;
    for (const float b : toVector(whole))
        out.bits.push_back(static_cast<std::uint8_t>(std::lround(b)));
    out.minimum = toVector(grid.minimum);
    out.maximum = toVector(grid.maximum);
    out.importance = toVector(importance());
    return out;
}

} // namespace sparlet::nn
