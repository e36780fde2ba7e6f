#include "nn/layer_runtime_internal.h"
#include "nn/small_map_convolution_internal.h"

#include <algorithm>

namespace sparlet::nn {
namespace {

class EagerRuntime : public LayerRuntime {
public:
    at::Tensor convolve(ConvNorm& layer, const at::Tensor& x, Activation activation) override {
        auto y =
            suitsSmallMaps(*layer.conv, x) ? convolveSmallMap(x, layer.conv->weight) : layer.conv->forward(x);
        if (layer.norm && !layer.folded) y = layer.norm->forward(y);
        return activate(y, activation);
    }
};

class FloatRuntime : public LayerRuntime {
public:
    at::Tensor convolve(ConvNorm& layer, const at::Tensor& x, Activation activation) override {
        return activate(layer.conv->forward(x), activation);
    }

    at::Tensor excite(const std::string& /*place*/, ConvNorm& first, ConvNorm& second,
                      const at::Tensor& x) override {
        return x * excitation(first, second, x.mean({2, 3}));
    }
};

class Bfloat16Runtime : public LayerRuntime {
public:
    at::Tensor enter(const at::Tensor& images) override { return images.to(at::kBFloat16); }
    at::Tensor leave(const at::Tensor& map) override { return map.to(at::kFloat); }

    at::Tensor convolve(ConvNorm& layer, const at::Tensor& x, Activation activation) override {
        auto& weight = layer.conv->weight;
        if (weight.scalar_type() != x.scalar_type()) {
            weight.set_data(
                weight.detach().to(x.scalar_type(), false, false, at::MemoryFormat::ChannelsLast));
            if (layer.conv->bias.defined())
                layer.conv->bias.set_data(layer.conv->bias.detach().to(x.scalar_type()));
        }
        return activate(layer.conv->forward(x), activation);
    }

    at::Tensor excite(const std::string& /*place*/, ConvNorm& first, ConvNorm& second,
                      const at::Tensor& x) override {
        return x * excitation(first, second, x.mean({2, 3}, false, at::kFloat)).to(x.scalar_type());
    }
};

/// A convolution of one pixel as what it is.
at::Tensor products(const torch::nn::Conv2dImpl& conv, const at::Tensor& rows) {
    const auto weight = conv.weight.flatten(1);
    if (!rows.device().is_cpu()) return at::linear(rows, weight, conv.bias);
    return productsOfRows(rows, weight, conv.bias);
}

} // namespace

at::Tensor productsOfRows(const at::Tensor& rows, const at::Tensor& weight, const at::Tensor& bias) {
    auto out = at::empty({rows.size(0), weight.size(0)}, rows.options());
    for (std::int64_t n = 0; n < rows.size(0); ++n) {
        auto row = out[n];
        at::addmv_out(row, bias, weight, rows[n]);
    }
    return out;
}

at::Tensor activate(const at::Tensor& x, Activation activation) {
    switch (activation) {
    case Activation::None:
        return x;
    case Activation::Relu:
        return x.relu_();
    case Activation::HardSwish:
        return at::hardswish(x);
    }
    return x;
}

Taps Taps::pictureAt(std::int64_t i) const {
    return {c2.narrow(0, i, 1), c3.narrow(0, i, 1), c4.narrow(0, i, 1), c5.narrow(0, i, 1)};
}

void ConvNorm::fold() {
    if (folded || !norm) return;
    torch::NoGradGuard noGrad;
    const auto scale = norm->weight.to(torch::kDouble) /
                       torch::sqrt(norm->running_var.to(torch::kDouble) + norm->options.eps());
    const auto bias = norm->bias.to(torch::kDouble) - norm->running_mean.to(torch::kDouble) * scale;
    constexpr std::int64_t kTogether = 32; // channels: what is made on the way stays in the cache
    for (std::int64_t from = 0; from < scale.size(0); from += kTogether) {
        const auto count = std::min(kTogether, scale.size(0) - from);
        auto weight = conv->weight.narrow(0, from, count);
        weight.copy_(weight.to(torch::kDouble) * scale.narrow(0, from, count).view({-1, 1, 1, 1}));
    }
    conv->bias = bias.to(conv->weight.scalar_type());
    folded = true;
}

at::Tensor excitation(const ConvNorm& first, const ConvNorm& second, const at::Tensor& means) {
    const auto hidden = products(*first.conv, means).relu_();
    return at::hardsigmoid(products(*second.conv, hidden)).unsqueeze(2).unsqueeze(3);
}

at::Tensor LayerRuntime::add(const std::string& /*place*/, const at::Tensor& a, const at::Tensor& b,
                             Activation activation) {
    return activate(a + b, activation);
}

at::Tensor LayerRuntime::excite(const std::string& /*place*/, ConvNorm& first, ConvNorm& second,
                                const at::Tensor& x) {
    const auto hidden = convolve(first, x.mean({2, 3}, true), Activation::Relu);
    return x * at::hardsigmoid(convolve(second, hidden, Activation::None));
}

at::Tensor LayerRuntime::maxPool(const at::Tensor& x) {
    return at::max_pool2d(x, {3, 3}, {2, 2}, {1, 1});
}

const std::shared_ptr<LayerRuntime>& eagerRuntime() {
    static const std::shared_ptr<LayerRuntime> runtime = std::make_shared<EagerRuntime>();
    return runtime;
}

std::shared_ptr<LayerRuntime> makeFloatRuntime() {
    return std::make_shared<FloatRuntime>();
}

std::shared_ptr<LayerRuntime> makeBfloat16Runtime() {
    return std::make_shared<Bfloat16Runtime>();
}

} // namespace sparlet::nn
