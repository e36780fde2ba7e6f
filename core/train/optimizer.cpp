#include "train/optimizer_internal.h"

#include <cmath>
#include <numbers>

namespace sparlet::train {

namespace {

/// Not the stem, whose filters see three colours, nor a depthwise convolution: neither is much of a matrix.
/// Nor squeeze-and-excitation's, which have a bias in place of a norm: their scale matters.
bool suitsMuon(const nn::Method& method, const std::string& name, const at::Tensor& parameter) {
    if (name.rfind("backbone.", 0) != 0 || parameter.dim() != 4 || parameter.size(1) <= 3) return false;
    const auto bias = name.substr(0, name.rfind('.')) + ".bias";
    return method.named_parameters().find(bias) == nullptr;
}

} // namespace

Optimizer::Optimizer(const nn::Method& method, const OptimizerOptions& options) : options_(options) {
    torch::NoGradGuard noGrad;
    const bool sgd = options.kind == OptimizerKind::Sgd;
    for (const auto& item : method.named_parameters()) {
        const auto& parameter = item.value();
        Slot slot{item.key(), parameter, torch::zeros_like(parameter), {}, 0, method.rateOf(item.key())};
        if (!sgd) slot.second = torch::zeros_like(parameter);
        // Norms, biases and SPQ's widths have one dimension and are not decayed.
        slot.decay = parameter.dim() > 1 ? options.weightDecay : 0.0;
        slot.muon = sgd && options.muonRate > 0 && slot.rate > 0 && suitsMuon(method, slot.name, parameter);
        if (slot.muon) slot.rate *= options.muonRate;
        slots_.push_back(std::move(slot));
    }
}

void Optimizer::add(const std::string& name, const at::Tensor& parameter) {
    Slot slot{name, parameter, torch::zeros_like(parameter), {}};
    slot.relative = options_.kind == OptimizerKind::Adam;
    if (slot.relative) slot.second = torch::zeros_like(parameter);
    slots_.push_back(std::move(slot));
}

void Optimizer::zeroGradients() {
    for (auto& slot : slots_)
        slot.parameter.mutable_grad() = at::Tensor();
}

void Optimizer::step(double learningRate) {
    torch::NoGradGuard noGrad;
    ++steps;
    for (auto& slot : slots_) {
        if (!slot.parameter.grad().defined()) continue;
        if (slot.muon) {
            stepMuon(slot, learningRate * slot.rate);
        } else if (options_.kind == OptimizerKind::Sgd) {
            stepSgd(slot, learningRate * slot.rate);
        } else {
            const double size = slot.relative ? slot.parameter.mean().item<double>() : 1.0;
            stepAdam(slot, learningRate * slot.rate * size);
        }
    }
}

void Optimizer::stepSgd(Slot& slot, double learningRate) const {
    auto gradient = slot.parameter.grad();
    if (slot.decay > 0) gradient.add_(slot.parameter, slot.decay);
    slot.first.mul_(options_.momentum).add_(gradient);
    gradient.add_(slot.first, options_.momentum);
    slot.parameter.add_(gradient, -learningRate);
}

void Optimizer::stepAdam(Slot& slot, double learningRate) const {
    constexpr double kBeta1 = 0.9, kBeta2 = 0.999;
    const auto gradient = slot.parameter.grad();
    const auto count = static_cast<double>(steps);
    slot.first.mul_(kBeta1).add_(gradient, 1 - kBeta1);
    slot.second.mul_(kBeta2).addcmul_(gradient, gradient, 1 - kBeta2);
    const auto denominator = (slot.second / (1 - std::pow(kBeta2, count))).sqrt_().add_(1e-8);
    if (slot.decay > 0) slot.parameter.mul_(1 - learningRate * slot.decay);
    slot.parameter.addcdiv_(slot.first, denominator, -learningRate / (1 - std::pow(kBeta1, count)));
}

void Optimizer::stepMuon(Slot& slot, double learningRate) const {
    const auto gradient = slot.parameter.grad();
    slot.first.mul_(options_.muonMomentum).add_(gradient);
    const auto direction = gradient.add(slot.first, options_.muonMomentum).flatten(1);
    const auto wanted = std::sqrt(static_cast<double>(slot.parameter.size(0)));
    slot.parameter.mul_(wanted / slot.parameter.norm().clamp_min(1e-12));
    slot.parameter.sub_(orthogonalized(direction, options_.bf16).view(slot.parameter.sizes()), learningRate);
}

at::Tensor orthogonalized(const at::Tensor& matrix, bool bf16) {
    constexpr double kA = 3.4445, kB = -4.7750, kC = 2.0315;
    const bool tall = matrix.size(0) > matrix.size(1);
    auto x = tall ? matrix.t() : matrix;
    x = x / x.norm().clamp_min(1e-12);
    if (bf16) x = x.to(torch::kBFloat16);
    for (int step = 0; step < 3; ++step) {
        const auto gram = torch::matmul(x, x.t());
        x = kA * x + torch::matmul(kB * gram + kC * torch::matmul(gram, gram), x);
    }
    return (tall ? x.t() : x).to(matrix.scalar_type()).contiguous();
}

std::vector<std::pair<std::string, at::Tensor>> Optimizer::state() const {
    std::vector<std::pair<std::string, at::Tensor>> out;
    for (const auto& slot : slots_) {
        out.emplace_back("first." + slot.name, slot.first);
        if (slot.second.defined()) out.emplace_back("second." + slot.name, slot.second);
    }
    return out;
}

double oneCycle(double progress, double peak, double warmup) {
    constexpr double kFloor = 1e-3;
    if (progress < warmup) return peak * (kFloor + (1 - kFloor) * progress / warmup);
    const double rest = (progress - warmup) / std::max(1e-9, 1 - warmup);
    return peak * (kFloor + (1 - kFloor) * 0.5 * (1 + std::cos(std::numbers::pi * std::min(1.0, rest))));
}

} // namespace sparlet::train
