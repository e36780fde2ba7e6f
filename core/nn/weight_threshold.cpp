#include "nn/ase_internal.h"
#include "nn/weight_threshold_internal.h"

#include <numeric>

namespace sparlet::nn {

WeightThreshold::WeightThreshold(Method& method) {
    for (const auto& item : method.named_parameters()) {
        const auto& weight = item.value();
        const bool inner = item.key().rfind("backbone.", 0) == 0 && weight.dim() == 4 && weight.size(1) > 3;
        if (inner) weights_.push_back({weight, {}});
    }
}

void WeightThreshold::apply(double density) {
    if (density >= 1) return;
    torch::NoGradGuard noGrad;
    for (auto& weight : weights_) {
        weight.dense = weight.parameter.detach();
        const double threshold = weightThreshold(weight.dense, density);
        weight.parameter.set_data(at::softshrink(weight.dense, threshold));
    }
}

void WeightThreshold::restore() {
    for (auto& weight : weights_) {
        if (weight.dense.defined()) weight.parameter.set_data(weight.dense);
        weight.dense = at::Tensor();
    }
}

double weightThreshold(const at::Tensor& weight, double density) {
    constexpr std::int64_t kMost = 16384;
    torch::NoGradGuard noGrad;
    auto values = weight.detach().flatten();
    if (const auto count = values.numel(); count > kMost) {
        // A stride that shares no factor with the shape meets every place of the kernels.
        auto stride = count / kMost;
        while (std::gcd(stride, count) != 1)
            ++stride;
        const auto places = (torch::arange(kMost, torch::kLong) * stride).remainder(count);
        values = values.index_select(0, places.to(values.device()));
    }
    const auto share = torch::full({1}, density, values.options());
    return percentileThreshold(values.unsqueeze(0), share).item<double>();
}

} // namespace sparlet::nn
