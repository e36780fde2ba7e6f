#include "train/optimizer_internal.h"

#include <cmath>
#include <numbers>

namespace sparlet::train {

Optimizer::Optimizer(const nn::Method& method, OptimizerKind kind, double momentum, double weightDecay)
    : kind_(kind), momentum_(momentum) {
    torch::NoGradGuard noGrad;
    for (const auto& item : method.named_parameters()) {
        const auto& parameter = item.value();
        Slot slot{item.key(), parameter, torch::zeros_like(parameter), {}, 0, method.rateOf(item.key())};
        if (kind == OptimizerKind::Adam) slot.second = torch::zeros_like(parameter);
        // Norms, biases and SPQ's widths have one dimension and are not decayed.
        slot.decay = parameter.dim() > 1 ? weightDecay : 0.0;
        slots_.push_back(std::move(slot));
    }
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
        if (kind_ == OptimizerKind::Sgd) {
            stepSgd(slot, learningRate * slot.rate);
        } else {
            stepAdam(slot, learningRate * slot.rate);
        }
    }
}

void Optimizer::stepSgd(Slot& slot, double learningRate) const {
    auto gradient = slot.parameter.grad();
    if (slot.decay > 0) gradient.add_(slot.parameter, slot.decay);
    slot.first.mul_(momentum_).add_(gradient);
    gradient.add_(slot.first, momentum_);
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
