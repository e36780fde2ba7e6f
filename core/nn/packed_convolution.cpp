#include "nn/packed_convolution_internal.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>

#include <string>
#include <vector>

namespace sparlet::nn {
namespace {

/// What TorchScript's frozen networks call; LibTorch has no C++ function for it. The schemas are the same
/// from 1.13 to 2.15. Nothing where LibTorch was built without oneDNN.
const auto& prepack() {
    static const auto found =
        c10::Dispatcher::singleton().findSchema({"mkldnn_prepacked::conv2d_prepack", ""});
    return found;
}

const auto& run() {
    static const auto found = c10::Dispatcher::singleton().findSchema({"mkldnn_prepacked::conv2d_run", ""});
    return found;
}

c10::IValue call(const c10::OperatorHandle& op, torch::jit::Stack arguments) {
    op.callBoxed(&arguments);
    return arguments.front();
}

std::vector<std::int64_t> list(const torch::ExpandingArray<2>& values) {
    return {values->begin(), values->end()};
}

} // namespace

bool PackedConvolution::independentOfBatch(const at::Device& device) {
    return device.is_cpu() && prepack() && run();
}

at::Tensor PackedConvolution::forward(torch::nn::Conv2dImpl& conv, const at::Tensor& x, bool relu) {
    if (packed_.isNone()) {
        if (!independentOfBatch(x.device()) || x.scalar_type() != at::kFloat) {
            const auto y = conv.forward(x);
            return relu ? at::relu(y) : y;
        }
        const auto& o = conv.options;
        const auto weight = conv.weight.detach().contiguous(at::MemoryFormat::ChannelsLast);
        const auto bias = conv.bias.defined() ? c10::IValue(conv.bias.detach()) : c10::IValue();
        const auto padding = list(get<torch::ExpandingArray<2>>(o.padding()));
        packed_ = call(*prepack(), {weight, bias, list(o.stride()), padding, list(o.dilation()), o.groups(),
                                    x.sizes().vec(), std::string(relu ? "relu" : "none")});
        conv.weight.set_data(torch::empty({0}));
    }
    return call(*run(), {x, packed_}).toTensor();
}

} // namespace sparlet::nn
