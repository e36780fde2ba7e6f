#include "nn/calibration.h"
#include "nn/int8_runtime_internal.h"
#include "nn/precision.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace sparlet::nn {
namespace {

constexpr double kShareSteps = 255;
/// Beside a convolution whose hard-swish follows: the range before it.
const std::string kBefore = " before";

struct Grid {
    double scale = 1;
    std::int64_t zero = 0;
};

/// `steps`: 2^bits − 1.
Grid gridOf(const std::array<float, 2>& range, int steps) {
    const double low = std::min(0.0F, range[0]), high = std::max(0.0F, range[1]);
    const double scale = std::max((high - low) / steps, 1e-8);
    return {scale, std::clamp<std::int64_t>(std::lround(-low / scale), 0, steps)};
}

int stepsOf(int bits) {
    return (1 << bits) - 1;
}

/// LibTorch's operators for quantised tensors have no C++ functions; their schemas are the same from 1.13
/// to 2.15.
class Operator {
public:
    Operator(const char* name, const char* overload)
        : handle_(c10::Dispatcher::singleton().findSchema({name, overload})) {}
    bool exists() const { return handle_.has_value(); }
    c10::IValue operator()(torch::jit::Stack arguments) const {
        handle_->callBoxed(&arguments);
        return arguments.front();
    }

private:
    c10::optional<c10::OperatorHandle> handle_;
};

struct Operators {
    Operator prepack{"quantized::conv2d_prepack", ""}, convolve{"quantized::conv2d", "new"},
        convolveRelu{"quantized::conv2d_relu", "new"}, add{"quantized::add", ""},
        addRelu{"quantized::add_relu", ""}, multiply{"quantized::mul", ""},
        hardSwish{"quantized::hardswish", ""};

    bool exist() const {
        return prepack.exists() && convolve.exists() && convolveRelu.exists() && add.exists() &&
               addRelu.exists() && multiply.exists() && hardSwish.exists();
    }
};

const Operators& operators() {
    static const Operators all;
    return all;
}

std::vector<std::int64_t> list(const torch::ExpandingArray<2>& values) {
    return {values->begin(), values->end()};
}

class Int8Runtime : public LayerRuntime {
public:
    explicit Int8Runtime(ActivationRanges ranges)
        : ranges_(std::move(ranges)), steps_(stepsOf(int8ActivationBits())) {}

    at::Tensor enter(const at::Tensor& images) override {
        const auto grid = at(input());
        return at::quantize_per_tensor(images.contiguous(at::MemoryFormat::ChannelsLast), grid.scale,
                                       grid.zero, at::kQUInt8);
    }

    at::Tensor leave(const at::Tensor& map) override { return map.dequantize(); }

    at::Tensor convolve(ConvNorm& layer, const at::Tensor& x, Activation activation) override {
        auto& packed = packed_[layer.place];
        if (packed.isNone()) packed = pack(*layer.conv);
        const bool swish = activation == Activation::HardSwish;
        const auto grid = at(swish ? layer.place + kBefore : layer.place);
        const auto& run = activation == Activation::Relu ? operators().convolveRelu : operators().convolve;
        const auto y = run({x, packed, grid.scale, grid.zero}).toTensor();
        if (!swish) return y;
        const auto after = at(layer.place);
        return operators().hardSwish({y, after.scale, after.zero}).toTensor();
    }

    at::Tensor add(const std::string& place, const at::Tensor& a, const at::Tensor& b,
                   Activation activation) override {
        const auto grid = at(place);
        const auto& run = activation == Activation::Relu ? operators().addRelu : operators().add;
        return run({a, b, grid.scale, grid.zero}).toTensor();
    }

    at::Tensor excite(const std::string& place, ConvNorm& first, ConvNorm& second,
                      const at::Tensor& x) override {
        const auto mean = at::adaptive_avg_pool2d(x, {1, 1}).dequantize();
        const auto share = excitation(first, second, mean.flatten(1));
        const auto steps = at::quantize_per_tensor(share.contiguous(at::MemoryFormat::ChannelsLast),
                                                   1 / kShareSteps, 0, at::kQUInt8);
        const auto grid = at(place);
        return operators().multiply({x, steps, grid.scale, grid.zero}).toTensor();
    }

    static const std::string& input() {
        static const std::string place = "input";
        return place;
    }

private:
    Grid at(const std::string& place) const {
        const auto found = ranges_.find(place);
        if (found == ranges_.end()) throw std::runtime_error("no range was calibrated for '" + place + "'");
        return gridOf(found->second, steps_);
    }

    static c10::IValue pack(torch::nn::Conv2dImpl& conv) {
        const auto weight = conv.weight.detach().to(at::kFloat);
        const auto scales = (weight.abs().amax({1, 2, 3}) / 127).clamp_min(1e-8).to(at::kDouble);
        const auto quantized =
            at::quantize_per_channel(weight.contiguous(at::MemoryFormat::ChannelsLast), scales,
                                     at::zeros({weight.size(0)}, at::kLong), 0, at::kQInt8);
        const auto& o = conv.options;
        const auto bias =
            conv.bias.defined() ? conv.bias.detach().to(at::kFloat) : at::zeros({weight.size(0)});
        // Found by the argument's namespace: LibTorch's variant is c10's in 1.13 and the standard's later.
        auto packed = operators().prepack({quantized, bias, list(o.stride()),
                                           list(get<torch::ExpandingArray<2>>(o.padding())),
                                           list(o.dilation()), o.groups()});
        conv.weight.set_data(torch::empty({0}));
        return packed;
    }

    ActivationRanges ranges_;
    int steps_;
    std::map<std::string, c10::IValue> packed_;
};

double lossOf(const std::vector<float>& sample, const std::array<float, 2>& range) {
    constexpr int kSteps = 255;
    const auto grid = gridOf(range, kSteps);
    double sum = 0;
    for (const float value : sample) {
        const double step = std::clamp(std::nearbyint(static_cast<double>(value) / grid.scale) +
                                           static_cast<double>(grid.zero),
                                       0.0, double{kSteps});
        const double off = (step - static_cast<double>(grid.zero)) * grid.scale - static_cast<double>(value);
        sum += off * off;
    }
    return sum;
}

} // namespace

int int8ActivationBits() {
#if defined(__x86_64__)
    __builtin_cpu_init();
    const int bits = __builtin_cpu_supports("avx512vnni") != 0 ? 8
                     : __builtin_cpu_supports("avx2") != 0     ? 7
                                                               : 0;
#else
    const int bits = 0;
#endif
    const auto engines = at::globalContext().supportedQEngines();
    const bool known = operators().exist() &&
                       std::find(engines.begin(), engines.end(), at::QEngine::ONEDNN) != engines.end();
    return known ? bits : 0;
}

std::shared_ptr<LayerRuntime> makeInt8Runtime(ActivationRanges ranges) {
    at::globalContext().setQEngine(at::QEngine::ONEDNN);
    return std::make_shared<Int8Runtime>(std::move(ranges));
}

std::array<float, 2> bestRange(const std::vector<float>& sample, float least, float most) {
    std::array<float, 2> best{least, most};
    double loss = lossOf(sample, best);
    for (int share = 95; share >= 20; share -= 5) {
        const std::array<float, 2> narrower{least * static_cast<float>(share) / 100,
                                            most * static_cast<float>(share) / 100};
        const double now = lossOf(sample, narrower);
        if (now >= loss) continue;
        loss = now;
        best = narrower;
    }
    return best;
}

at::Tensor CalibratingRuntime::enter(const at::Tensor& images) {
    note(Int8Runtime::input(), images);
    return images;
}

at::Tensor CalibratingRuntime::convolve(ConvNorm& layer, const at::Tensor& x, Activation activation) {
    auto y = floats_->convolve(layer, x, Activation::None);
    if (activation == Activation::HardSwish) note(layer.place + kBefore, y);
    y = activate(y, activation);
    note(layer.place, y);
    return y;
}

at::Tensor CalibratingRuntime::add(const std::string& place, const at::Tensor& a, const at::Tensor& b,
                                   Activation activation) {
    auto y = floats_->add(place, a, b, activation);
    note(place, y);
    return y;
}

at::Tensor CalibratingRuntime::excite(const std::string& place, ConvNorm& first, ConvNorm& second,
                                      const at::Tensor& x) {
    auto y = floats_->excite(place, first, second, x);
    note(place, y);
    return y;
}

void CalibratingRuntime::note(const std::string& place, const at::Tensor& x) {
    constexpr std::int64_t kBatch = 4096; // values of a batch that are kept
    constexpr std::size_t kMost = 1U << 17U;
    auto& seen = seen_[place];
    const auto values = x.detach().nan_to_num(0).clamp(-kLargestActivation, kLargestActivation).flatten();
    seen.least = std::min(seen.least, values.min().item<float>());
    seen.most = std::max(seen.most, values.max().item<float>());
    if (seen.sample.size() >= kMost) return;
    const auto count = std::min(kBatch, values.numel());
    // Spread evenly, and from another place in each batch.
    const auto places = (torch::arange(count, torch::kDouble) *
                             (static_cast<double>(values.numel()) / static_cast<double>(count)) +
                         static_cast<double>(seen.sample.size() % 97))
                            .to(torch::kLong)
                            .remainder(values.numel());
    const auto kept = values.index_select(0, places).contiguous();
    seen.sample.insert(seen.sample.end(), kept.data_ptr<float>(), kept.data_ptr<float>() + kept.numel());
}

ActivationRanges CalibratingRuntime::ranges() const {
    ActivationRanges out;
    for (const auto& [place, seen] : seen_)
        out[place] = bestRange(seen.sample, seen.least, seen.most);
    return out;
}

} // namespace sparlet::nn
