// ResNet18 (He et al., CVPR 2016), structure and names as torchvision.models.resnet18 without `fc`.
#include "nn/backbone_internal.h"

#include <vector>

namespace sparlet::nn {
namespace {

torch::nn::Conv2d convolution(int in, int out, int kernel, int stride) {
    return torch::nn::Conv2d(
        torch::nn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel / 2).bias(false));
}

class BasicBlock : public torch::nn::Module {
public:
    BasicBlock(int in, int out, int stride) {
        first_.conv = register_module("conv1", convolution(in, out, 3, stride));
        first_.norm = register_module("bn1", torch::nn::BatchNorm2d(out));
        second_.conv = register_module("conv2", convolution(out, out, 3, 1));
        second_.norm = register_module("bn2", torch::nn::BatchNorm2d(out));
        if (stride != 1 || in != out) {
            shortcut_.conv = convolution(in, out, 1, stride);
            shortcut_.norm = torch::nn::BatchNorm2d(out);
            register_module("downsample", torch::nn::ModuleList(shortcut_.conv, shortcut_.norm));
        }
    }

    at::Tensor forward(const at::Tensor& x) {
        auto y = first_.forward(x).relu_();
        y = second_.forward(y);
        y = y + (shortcut_.conv ? shortcut_.forward(x) : x);
        return y.relu_();
    }

    void fold() {
        first_.fold();
        second_.fold();
        if (shortcut_.conv) shortcut_.fold();
    }

private:
    ConvNorm first_, second_, shortcut_;
};

class ResNet18 : public Backbone {
public:
    explicit ResNet18(bool smallImageStem) : smallImageStem_(smallImageStem) {
        stem_.conv =
            register_module("conv1", smallImageStem ? convolution(3, 64, 3, 1) : convolution(3, 64, 7, 2));
        stem_.norm = register_module("bn1", torch::nn::BatchNorm2d(64));
        int in = 64;
        for (int stage = 0; stage < 4; ++stage) {
            const int out = 64 << stage;
            torch::nn::ModuleList layer;
            for (int block = 0; block < 2; ++block) {
                auto made = std::make_shared<BasicBlock>(in, out, stage > 0 && block == 0 ? 2 : 1);
                layer->push_back(made);
                blocks_.push_back(made);
                in = out;
            }
            register_module("layer" + std::to_string(stage + 1), layer);
        }
    }

    Taps forward(const at::Tensor& x) override {
        auto y = stem_.forward(x).relu_();
        if (!smallImageStem_) y = torch::max_pool2d(y, 3, 2, 1);
        Taps taps;
        taps.c2 = blocks_[1]->forward(blocks_[0]->forward(y));
        taps.c3 = blocks_[3]->forward(blocks_[2]->forward(taps.c2));
        taps.c4 = blocks_[5]->forward(blocks_[4]->forward(taps.c3));
        taps.c5 = blocks_[7]->forward(blocks_[6]->forward(taps.c4));
        return taps;
    }

    std::array<int, 4> channels() const override { return {64, 128, 256, 512}; }

    void fold() override {
        stem_.fold();
        for (auto& block : blocks_)
            block->fold();
    }

private:
    bool smallImageStem_;
    ConvNorm stem_;
    std::vector<std::shared_ptr<BasicBlock>> blocks_;
};

} // namespace

std::shared_ptr<Backbone> makeResNet18(const BackboneConfig& config) {
    return std::make_shared<ResNet18>(config.smallImageStem);
}

} // namespace sparlet::nn
