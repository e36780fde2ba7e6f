#include "nn/backbone_internal.h"

namespace sparlet::nn {

Taps Backbone::forward(const at::Tensor& x) {
    return runtime_->compute(x, [this](const at::Tensor& images) { return throughLayers(images); });
}

void Backbone::fold(std::shared_ptr<LayerRuntime> runtime) {
    for (auto* layer : layers())
        layer->fold();
    runtime_ = std::move(runtime);
}

// LibTorch's module draws its weights when it is made, so a blank one is made small and then given its size.
torch::nn::Conv2d makeConvolution(const torch::nn::Conv2dOptions& options, bool blank) {
    if (!blank) return torch::nn::Conv2d(options);
    const auto in = options.in_channels(), out = options.out_channels(), groups = options.groups();
    auto small = options;
    small.in_channels(groups).out_channels(groups);
    torch::nn::Conv2d made(small);
    made->options.in_channels(in).out_channels(out);
    const auto& kernel = *options.kernel_size();
    made->weight.set_data(torch::empty({out, in / groups, kernel[0], kernel[1]}));
    if (made->bias.defined()) made->bias.set_data(torch::empty({out}));
    return made;
}

std::vector<std::string> backboneNames() {
    return {"resnet18", "mobilenet_v3_large", "mobilenet_v3_small"};
}

std::map<std::string, int> innerChannelsOf(const std::string& backbone) {
    if (backbone == "resnet18") return resNet18InnerChannels();
    if (backbone == "mobilenet_v3_large") return mobileNetV3InnerChannels(true);
    if (backbone == "mobilenet_v3_small") return mobileNetV3InnerChannels(false);
    return {};
}

Status checkInnerChannels(const BackboneConfig& config) {
    const auto known = innerChannelsOf(config.name);
    if (known.empty()) return {};
    for (const auto& [block, channels] : config.innerChannels) {
        const auto all = known.find(block);
        if (all == known.end()) {
            return Error{ErrorCode::InvalidArgument,
                         "The backbone '" + config.name + "' has no block '" + block + "' to prune."};
        }
        if (channels < 1 || channels > all->second) {
            return Error{ErrorCode::InvalidArgument, "The block '" + block + "' of " + config.name +
                                                         " has 1 to " + std::to_string(all->second) +
                                                         " inner channels, not " + std::to_string(channels) +
                                                         "."};
        }
    }
    return {};
}

int innerChannels(const BackboneConfig& config, const std::string& block, int all) {
    const auto found = config.innerChannels.find(block);
    return found == config.innerChannels.end() ? all : found->second;
}

Result<std::shared_ptr<Backbone>> makeBackbone(const BackboneConfig& config) {
    if (auto fits = checkInnerChannels(config); !fits) return fits.error();
    std::shared_ptr<Backbone> backbone;
    if (config.name == "resnet18") backbone = makeResNet18(config);
    if (config.name == "mobilenet_v3_large") backbone = makeMobileNetV3(config, true);
    if (config.name == "mobilenet_v3_small") backbone = makeMobileNetV3(config, false);
    if (!backbone) {
        return Error{ErrorCode::Unsupported, "The backbone '" + config.name +
                                                 "' is not known; use resnet18, mobilenet_v3_large or "
                                                 "mobilenet_v3_small."};
    }
    if (config.blank) return backbone;
    torch::NoGradGuard noGrad;
    for (auto& module : backbone->modules(false)) {
        if (auto* conv = module->as<torch::nn::Conv2d>()) {
            torch::nn::init::kaiming_normal_(conv->weight, 0.0, torch::kFanOut, torch::kReLU);
            if (conv->bias.defined()) conv->bias.zero_();
        }
    }
    return backbone;
}

} // namespace sparlet::nn
