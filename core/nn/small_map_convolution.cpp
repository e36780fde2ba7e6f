#include "nn/small_map_convolution_internal.h"

namespace sparlet::nn {
namespace {

constexpr std::int64_t kLargestSide = 8, kProductSide = 4, kSideBySide = 16;

/// [N, C, H, W] as [N, H, W, C], one after the other in memory.
at::Tensor channelsLast(const at::Tensor& x) {
    return x.permute({0, 2, 3, 1}).contiguous();
}

/// dW = dYᵀ·(the 9 neighbours of every place), a product over all places of all pictures.
at::Tensor gradientByProduct(const at::Tensor& x, const at::Tensor& dy) {
    const auto n = x.size(0), c = x.size(1), h = x.size(2), w = x.size(3), o = dy.size(1);
    const auto framed = at::constant_pad_nd(channelsLast(x), {0, 0, 1, 1, 1, 1});
    std::vector<at::Tensor> neighbours;
    for (std::int64_t i = 0; i < 3; ++i) {
        for (std::int64_t j = 0; j < 3; ++j)
            neighbours.push_back(framed.narrow(1, i, h).narrow(2, j, w));
    }
    const auto columns = at::stack(neighbours, 3).view({n * h * w, 9 * c});
    const auto rows = channelsLast(dy).view({n * h * w, o});
    return at::matmul(rows.t(), columns).view({o, 3, 3, c}).permute({0, 3, 1, 2});
}

/// Maps of `group` pictures in a row, a blank column after each: [N / group, C, H, group·(W + 1)].
at::Tensor inARow(const at::Tensor& x, std::int64_t group) {
    const auto n = x.size(0), c = x.size(1), h = x.size(2), w = x.size(3);
    return at::constant_pad_nd(channelsLast(x), {0, 0, 0, 1})
        .view({n / group, group, h, w + 1, c})
        .permute({0, 2, 1, 3, 4})
        .reshape({n / group, h, group * (w + 1), c})
        .permute({0, 3, 1, 2});
}

at::Tensor gradientOfWeight(const at::Tensor& x, const at::Tensor& dy, const at::Tensor& weight) {
    if (x.size(2) * x.size(3) <= kProductSide * kProductSide) return gradientByProduct(x, dy);
    std::int64_t group = kSideBySide;
    while (x.size(0) % group != 0)
        group /= 2;
    return std::get<1>(at::convolution_backward(inARow(dy, group), inARow(x, group), weight, c10::nullopt,
                                                {1, 1}, {1, 1}, {1, 1}, false, {0, 0}, 1,
                                                {false, true, false}));
}

class SmallMapConvolution : public torch::autograd::Function<SmallMapConvolution> {
public:
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x,
                              const at::Tensor& weight) {
        const auto narrowX = x.to(at::kBFloat16);
        const auto narrowWeight = weight.to(at::kBFloat16);
        context->save_for_backward({narrowX, narrowWeight});
        context->saved_data["x"] = static_cast<std::int64_t>(x.scalar_type());
        context->saved_data["weight"] = static_cast<std::int64_t>(weight.scalar_type());
        return at::conv2d(narrowX, narrowWeight, {}, 1, 1);
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   const torch::autograd::variable_list& gradients) {
        const auto saved = context->get_saved_variables();
        const auto &x = saved[0], &weight = saved[1];
        const auto type = [&](const char* name) {
            return static_cast<at::ScalarType>(context->saved_data[name].toInt());
        };
        const auto dy = gradients[0].to(at::kBFloat16);
        at::Tensor dx;
        if (context->needs_input_grad(0)) {
            dx = std::get<0>(at::convolution_backward(dy, x, weight, c10::nullopt, {1, 1}, {1, 1}, {1, 1},
                                                      false, {0, 0}, 1, {true, false, false}))
                     .to(type("x"));
        }
        return {dx, gradientOfWeight(x, dy, weight).to(type("weight"))};
    }
};

bool autocastsOnCpu() {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
    return at::autocast::is_autocast_enabled(at::kCPU);
#else
    return at::autocast::is_cpu_enabled();
#endif
}

} // namespace

bool suitsSmallMaps(const torch::nn::Conv2dImpl& conv, const at::Tensor& x) {
    const auto& options = conv.options;
    const auto one = [](const auto& pair) { return pair->at(0) == 1 && pair->at(1) == 1; };
    const auto* border = get_if<torch::ExpandingArray<2>>(&options.padding()); // std's or, in 1.13, c10's
    return torch::GradMode::is_enabled() && conv.weight.requires_grad() && !conv.bias.defined() &&
           x.device().is_cpu() && x.size(2) <= kLargestSide && x.size(3) <= kLargestSide &&
           options.groups() == 1 && conv.weight.size(2) == 3 && conv.weight.size(3) == 3 &&
           one(options.stride()) && one(options.dilation()) && border != nullptr && one(*border) &&
           autocastsOnCpu();
}

at::Tensor convolveSmallMap(const at::Tensor& x, const at::Tensor& weight) {
    return SmallMapConvolution::apply(x, weight);
}

} // namespace sparlet::nn
