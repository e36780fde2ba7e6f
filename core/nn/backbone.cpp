#include "nn/backbone_internal.h"

namespace sparlet::nn {

void Backbone::fold(std::shared_ptr<LayerRuntime> runtime) {
    for (auto* layer : layers())
        layer->fold();
    runtime_ = std::move(runtime);
}

std::vector<std::string> backboneNames() {
    return {"resnet18", "mobilenet_v3_large", "mobilenet_v3_small"};
}

Result<std::shared_ptr<Backbone>> makeBackbone(const BackboneConfig& config) {
    std::shared_ptr<Backbone> backbone;
    if (config.name == "resnet18") backbone = makeResNet18(config);
    if (config.name == "mobilenet_v3_large") backbone = makeMobileNetV3(config, true);
    if (config.name == "mobilenet_v3_small") backbone = makeMobileNetV3(config, false);
    if (!backbone) {
        return Error{ErrorCode::Unsupported, "The backbone '" + config.name +
                                                 "' is not known; use resnet18, mobilenet_v3_large or "
                                                 "mobilenet_v3_small."};
    }
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
