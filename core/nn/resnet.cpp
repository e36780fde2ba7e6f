// ResNet18 (He et al., CVPR 2016), structure and names as torchvision.models.resnet18 without `fc`.
#include "nn/backbone_internal.h"

#include <vector>

namespace sparlet::nn {
namespace {

torch::nn::Conv2d convolution(int in, int out, int kernel, int stride, bool blank) {
    return makeConvolution(
        torch::nn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel / 2).bias(false), blank);
}

class BasicBlock : public torch::nn::Module {
public:
    /// `place`: its name in the network, "layer1.0".
    BasicBlock(const std::string& place, int in, int inner, int out, int stride, bool blank)
        : place_(place), sum_(place + ".sum") {
        first_ = {place + ".conv1", register_module("conv1", convolution(in, inner, 3, stride, blank)),
                  register_module("bn1", torch::nn::BatchNorm2d(inner))};
        second_ = {place + ".conv2", register_module("conv2", convolution(inner, out, 3, 1, blank)),
                   register_module("bn2", torch::nn::BatchNorm2d(out))};
        if (stride != 1 || in != out) {
            shortcut_ = {place + ".downsample", convolution(in, out, 1, stride, blank),
                         torch::nn::BatchNorm2d(out)};
            register_module("downsample", torch::nn::ModuleList(shortcut_.conv, shortcut_.norm));
        }
    }

    at::Tensor forward(LayerRuntime& run, const at::Tensor& x) {
        auto y = run.convolve(first_, x, Activation::Relu);
        y = run.convolve(second_, y, Activation::None);
        const auto past = shortcut_.conv ? run.convolve(shortcut_, x, Activation::None) : x;
        return run.add(sum_, y, past, Activation::Relu);
    }

    InnerLayers innerLayers() { return {place_, &first_, nullptr, nullptr, nullptr, &second_}; }

    void addLayers(std::vector<ConvNorm*>& to) {
        to.push_back(&first_);
        to.push_back(&second_);
        if (shortcut_.conv) to.push_back(&shortcut_);
    }

private:
    std::string place_, sum_;
    ConvNorm first_, second_, shortcut_;
};

class ResNet18 : public Backbone {
public:
    explicit ResNet18(const BackboneConfig& config) : smallImageStem_(config.smallImageStem) {
        stem_ = {"conv1",
                 register_module("conv1", smallImageStem_ ? convolution(3, 64, 3, 1, config.blank)
                                                          : convolution(3, 64, 7, 2, config.blank)),
                 register_module("bn1", torch::nn::BatchNorm2d(64))};
        int in = 64;
        for (int stage = 0; stage < 4; ++stage) {
            const int out = 64 << stage;
            const auto name = "layer" + std::to_string(stage + 1);
            torch::nn::ModuleList layer;
            for (int block = 0; block < 2; ++block) {
                const auto place = name + "." + std::to_string(block);
                auto made = std::make_shared<BasicBlock>(place, in, innerChannels(config, place, out), out,
                                                         stage > 0 && block == 0 ? 2 : 1, config.blank);
                layer->push_back(made);
                blocks_.push_back(made);
                in = out;
            }
            register_module(name, layer);
        }
    }

    std::array<int, 4> channels() const override { return {64, 128, 256, 512}; }

    std::vector<InnerLayers> innerLayers() override {
        std::vector<InnerLayers> out;
        for (auto& block : blocks_)
            out.push_back(block->innerLayers());
        return out;
    }

protected:
    Taps throughLayers(const at::Tensor& x) override {
        auto& run = runtime();
        auto y = run.convolve(stem_, run.enter(x), Activation::Relu);
        if (!smallImageStem_) y = run.maxPool(y);
        at::Tensor maps[4];
        for (std::size_t stage = 0; stage < 4; ++stage) {
            y = blocks_[2 * stage]->forward(run, y);
            y = blocks_[2 * stage + 1]->forward(run, y);
            maps[stage] = run.leave(y);
        }
        return {maps[0], maps[1], maps[2], maps[3]};
    }

    std::vector<ConvNorm*> layers() override {
        std::vector<ConvNorm*> out = {&stem_};
        for (auto& block : blocks_)
            block->addLayers(out);
        return out;
    }

private:
    bool smallImageStem_;
    ConvNorm stem_;
    std::vector<std::shared_ptr<BasicBlock>> blocks_;
};

} // namespace

std::map<std::string, int> resNet18InnerChannels() {
    std::map<std::string, int> out;
    for (int stage = 0; stage < 4; ++stage) {
        for (const char* block : {".0", ".1"})
            out["layer" + std::to_string(stage + 1) + block] = 64 << stage;
    }
    return out;
}

std::shared_ptr<Backbone> makeResNet18(const BackboneConfig& config) {
    return std::make_shared<ResNet18>(config);
}

} // namespace sparlet::nn
