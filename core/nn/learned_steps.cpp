#include "nn/compaction_internal.h"
#include "nn/learned_steps_internal.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace sparlet::nn {
namespace {

constexpr int kLeastBits = 2;
/// What float16 holds to full precision.
constexpr double kLeastStep = 6.2e-5, kMostStep = 6e4;

double highest(int bits) {
    return (1 << (bits - 1)) - 1;
}

/// As stored: float16 values, shaped to divide `weight` by.
at::Tensor storedSteps(const at::Tensor& weight, const at::Tensor& steps) {
    std::vector<std::int64_t> shape(static_cast<std::size_t>(weight.dim()), 1);
    shape[0] = weight.size(0);
    return steps.detach().clamp(kLeastStep, kMostStep).to(at::kHalf).to(at::kFloat).view(shape);
}

double squaredError(const at::Tensor& a, const at::Tensor& b) {
    const auto off = a - b;
    return (off * off).sum().item<double>();
}

at::Tensor bestSteps(const at::Tensor& weight, int bits) {
    const auto scales = quantizeWeights(weight, bits).scales;
    return torch::tensor(scales).to(weight.device());
}

} // namespace

at::Tensor roundedToSteps(const at::Tensor& weight, const at::Tensor& steps, int bits) {
    torch::NoGradGuard noGrad;
    const double most = highest(bits);
    const auto s = storedSteps(weight, steps);
    return (weight / s).round_().clamp_(-most, most).mul_(s);
}

StepGradients stepGradients(const at::Tensor& weight, const at::Tensor& steps, int bits,
                            const at::Tensor& gradient) {
    torch::NoGradGuard noGrad;
    const double most = highest(bits);
    const auto v = weight / storedSteps(weight, steps);
    const auto inside = v.abs().lt(most);
    const auto slope = torch::where(inside, v.round() - v, v.sign() * most);
    const auto channels = weight.size(0);
    const auto each = static_cast<double>(weight.numel()) / static_cast<double>(channels);
    return {gradient * inside.to(gradient.scalar_type()),
            (gradient * slope).reshape({channels, -1}).sum(1) / std::sqrt(each * most)};
}

LearnedSteps::LearnedSteps(const Method& method) {
    for (auto& [name, tensor] : packableTensors(method))
        layers_.push_back({name, tensor, {}, torch::ones({tensor.size(0)}, tensor.options())});
    const auto count = static_cast<std::int64_t>(layers_.size());
    bits_ = torch::full({count}, 8, torch::kLong);
    sensitivity_ = torch::zeros({count});
    rest_ = torch::zeros({1}, torch::kLong);
    for (auto& layer : layers_)
        layer.steps = layer.steps.detach();
}

Status LearnedSteps::begin(const CompactPlan& plan) {
    torch::NoGradGuard noGrad;
    const auto same = [](const Layer& layer, const CompactLayer& planned) {
        return layer.name == planned.tensor && layer.parameter.numel() == planned.parameters;
    };
    if (!std::equal(layers_.begin(), layers_.end(), plan.layers.begin(), plan.layers.end(), same)) {
        return Error{ErrorCode::InvalidArgument, "The widths were planned for another network."};
    }
    auto rest = static_cast<std::int64_t>(plan.bytes);
    for (std::size_t i = 0; i < layers_.size(); ++i) {
        auto& layer = layers_[i];
        const auto& planned = plan.layers[i];
        layer.steps.copy_(bestSteps(layer.parameter, planned.width.bits));
        const double error =
            squaredError(roundedToSteps(layer.parameter, layer.steps, planned.width.bits), layer.parameter);
        const auto row = static_cast<std::int64_t>(i);
        bits_[row] = planned.width.bits;
        sensitivity_[row] = error > 0 ? planned.loss / error : 0.0;
        rest -= static_cast<std::int64_t>(planned.bytes);
    }
    rest_[0] = rest;
    return {};
}

void LearnedSteps::apply() {
    for (std::size_t i = 0; i < layers_.size(); ++i) {
        auto& layer = layers_[i];
        layer.dense = layer.parameter.detach();
        layer.parameter.set_data(roundedToSteps(layer.dense, layer.steps, bits(i)));
    }
}

void LearnedSteps::restore(bool gradients) {
    for (std::size_t i = 0; i < layers_.size(); ++i) {
        auto& layer = layers_[i];
        if (!layer.dense.defined()) continue;
        layer.parameter.set_data(layer.dense);
        layer.dense = at::Tensor();
        if (!gradients || !layer.parameter.grad().defined()) continue;
        auto found =
            stepGradients(layer.parameter.detach(), layer.steps, bits(i), layer.parameter.grad().detach());
        layer.parameter.mutable_grad() = found.weight;
        layer.steps.mutable_grad() = found.steps;
    }
}

int LearnedSteps::bits(std::size_t layer) const {
    return static_cast<int>(bits_.data_ptr<std::int64_t>()[layer]);
}

QuantizedWeights LearnedSteps::storedAs(const Layer& layer, int bits) const {
    torch::NoGradGuard noGrad;
    const auto weight = layer.parameter.detach();
    const auto steps = bits == this->bits(static_cast<std::size_t>(&layer - layers_.data()))
                           ? layer.steps
                           : bestSteps(weight, bits);
    const auto s = storedSteps(weight, steps);
    const double most = highest(bits);
    const auto whole = (weight / s).round_().clamp_(-most, most).add_(128).to(at::kCPU, at::kByte);
    const auto flat = whole.contiguous().view({-1}), scales = s.to(at::kCPU).contiguous().view({-1});
    QuantizedWeights out;
    out.shape = weight.sizes().vec();
    out.bits = bits;
    out.scales.assign(scales.data_ptr<float>(), scales.data_ptr<float>() + scales.numel());
    out.steps.assign(flat.data_ptr<std::uint8_t>(), flat.data_ptr<std::uint8_t>() + flat.numel());
    return out;
}

std::map<std::string, QuantizedWeights> LearnedSteps::stored() const {
    std::map<std::string, QuantizedWeights> out;
    for (std::size_t i = 0; i < layers_.size(); ++i)
        out[layers_[i].name] = storedAs(layers_[i], bits(i));
    return out;
}

void LearnedSteps::keepTo(std::uint64_t budget) {
    torch::NoGradGuard noGrad;
    struct Cut {
        std::int64_t saved = 0; // bytes; 0: none to take
        double loss = 0;
    };
    const auto cutOf = [&](std::size_t i) {
        const auto& layer = layers_[i];
        Cut cut;
        const double sensitivity = sensitivity_[static_cast<std::int64_t>(i)].item<double>();
        if (bits(i) <= kLeastBits || sensitivity <= 0) return cut;
        const auto now = storedAs(layer, bits(i)), less = storedAs(layer, bits(i) - 1);
        const auto weight = layer.parameter.detach().to(at::kCPU);
        cut.saved = static_cast<std::int64_t>(packWeights(now).size()) -
                    static_cast<std::int64_t>(packWeights(less).size());
        cut.loss =
            sensitivity * (squaredError(dequantized(less), weight) - squaredError(dequantized(now), weight));
        return cut;
    };
    auto total = rest_.item<std::int64_t>();
    for (std::size_t i = 0; i < layers_.size(); ++i)
        total += static_cast<std::int64_t>(packWeights(storedAs(layers_[i], bits(i))).size());
    if (total <= static_cast<std::int64_t>(budget)) return;
    std::vector<Cut> cuts;
    for (std::size_t i = 0; i < layers_.size(); ++i)
        cuts.push_back(cutOf(i));
    while (total > static_cast<std::int64_t>(budget)) {
        std::optional<std::size_t> best;
        const auto price = [&](std::size_t i) { return cuts[i].loss / static_cast<double>(cuts[i].saved); };
        for (std::size_t i = 0; i < cuts.size(); ++i) {
            if (cuts[i].saved > 0 && (!best || price(i) < price(*best))) best = i;
        }
        if (!best) return;
        auto& layer = layers_[*best];
        total -= cuts[*best].saved;
        const int fewer = bits(*best) - 1;
        bits_[static_cast<std::int64_t>(*best)] = fewer;
        layer.steps.copy_(bestSteps(layer.parameter.detach(), fewer));
        cuts[*best] = cutOf(*best);
    }
}

bool LearnedSteps::contains(const std::string& tensor) const {
    return std::any_of(layers_.begin(), layers_.end(),
                       [&](const Layer& layer) { return layer.name == tensor; });
}

std::vector<std::pair<std::string, at::Tensor>> LearnedSteps::parameters() const {
    std::vector<std::pair<std::string, at::Tensor>> out;
    for (const auto& layer : layers_)
        out.emplace_back(layer.name, layer.steps);
    return out;
}

std::vector<std::pair<std::string, at::Tensor>> LearnedSteps::state() const {
    std::vector<std::pair<std::string, at::Tensor>> out = {
        {"bits", bits_}, {"sensitivity", sensitivity_}, {"rest", rest_}};
    for (const auto& layer : layers_)
        out.emplace_back("steps." + layer.name, layer.steps);
    return out;
}

} // namespace sparlet::nn
