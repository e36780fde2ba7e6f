// MobileNetV3 (Howard et al., ICCV 2019), structure and names as torchvision.models.mobilenet_v3_*
// `features`.
#include "nn/backbone_internal.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace sparlet::nn {
namespace {

/// torchvision's _make_divisible with divisor 8: never more than 10 % below the wish.
int divisibleBy8(int value) {
    const int rounded = std::max(8, (value + 4) / 8 * 8);
    return rounded * 10 < value * 9 ? rounded + 8 : rounded;
}

struct ConvNormActivation {
    ConvNorm pair;
    Activation activation = Activation::None;

    ConvNormActivation() = default;
    ConvNormActivation(const std::string& place, int in, int out, int kernel, int stride, int groups,
                       Activation act, bool blank)
        : activation(act) {
        pair.place = place;
        pair.conv = makeConvolution(torch::nn::Conv2dOptions(in, out, kernel)
                                        .stride(stride)
                                        .padding(kernel / 2)
                                        .groups(groups)
                                        .bias(false),
                                    blank);
        // torchvision's momentum is 0.01; 0.1 follows the short schedules used here and changes no output.
        pair.norm = torch::nn::BatchNorm2d(torch::nn::BatchNorm2dOptions(out).eps(1e-3).momentum(0.1));
    }

    torch::nn::ModuleList asModule() const { return torch::nn::ModuleList(pair.conv, pair.norm); }
    at::Tensor forward(LayerRuntime& run, const at::Tensor& x) { return run.convolve(pair, x, activation); }
};

class SqueezeExcitation : public torch::nn::Module {
public:
    SqueezeExcitation(const std::string& place, int channels, int squeezed, bool blank) : place_(place) {
        const auto pointwise = [blank](int in, int out) {
            return makeConvolution(torch::nn::Conv2dOptions(in, out, 1), blank);
        };
        first_ = {place + ".fc1", register_module("fc1", pointwise(channels, squeezed)), {nullptr}};
        second_ = {place + ".fc2", register_module("fc2", pointwise(squeezed, channels)), {nullptr}};
    }

    at::Tensor forward(LayerRuntime& run, const at::Tensor& x) {
        return run.excite(place_, first_, second_, x);
    }

    ConvNorm& first() { return first_; }
    ConvNorm& second() { return second_; }

private:
    std::string place_;
    ConvNorm first_, second_;
};

struct BlockShape {
    int in, kernel, expanded, out;
    bool squeeze;
    Activation activation;
    int stride;

    /// Without an expansion the block's inner channels are those of the block before.
    bool expands() const { return expanded != in; }
};

class InvertedResidual : public torch::nn::Module {
public:
    /// `place`: its name in the network, "features.1". `inner`: of the expanded channels, those it has.
    InvertedResidual(const std::string& place, const BlockShape& s, int inner, bool blank)
        : place_(place), sum_(place + ".sum"), residual_(s.stride == 1 && s.in == s.out) {
        torch::nn::ModuleList block;
        if (s.expands()) {
            expand_ = ConvNormActivation(place + ".expand", s.in, inner, 1, 1, 1, s.activation, blank);
            block->push_back(expand_.asModule());
        }
        depthwise_ = ConvNormActivation(place + ".depthwise", inner, inner, s.kernel, s.stride, inner,
                                        s.activation, blank);
        block->push_back(depthwise_.asModule());
        if (s.squeeze) {
            // As wide as the unpruned block's.
            squeeze_ = std::make_shared<SqueezeExcitation>(place + ".squeeze", inner,
                                                           divisibleBy8(s.expanded / 4), blank);
            block->push_back(squeeze_);
        }
        project_ = ConvNormActivation(place + ".project", inner, s.out, 1, 1, 1, Activation::None, blank);
        block->push_back(project_.asModule());
        register_module("block", block);
    }

    at::Tensor forward(LayerRuntime& run, const at::Tensor& x) {
        auto y = expand_.pair.conv ? expand_.forward(run, x) : x;
        y = depthwise_.forward(run, y);
        if (squeeze_) y = squeeze_->forward(run, y);
        y = project_.forward(run, y);
        return residual_ ? run.add(sum_, y, x, Activation::None) : y;
    }

    /// Only where it expands.
    InnerLayers innerLayers() {
        return {place_,
                &expand_.pair,
                &depthwise_.pair,
                squeeze_ ? &squeeze_->first() : nullptr,
                squeeze_ ? &squeeze_->second() : nullptr,
                &project_.pair};
    }
    bool expands() const { return !expand_.pair.conv.is_empty(); }

    void addLayers(std::vector<ConvNorm*>& to) {
        if (expand_.pair.conv) to.push_back(&expand_.pair);
        to.push_back(&depthwise_.pair);
        to.push_back(&project_.pair);
    }

private:
    std::string place_, sum_;
    bool residual_;
    ConvNormActivation expand_, depthwise_, project_;
    std::shared_ptr<SqueezeExcitation> squeeze_;
};

constexpr auto RE = Activation::Relu;
constexpr auto HS = Activation::HardSwish;

std::vector<BlockShape> largeShapes() {
    return {
        {16, 3, 16, 16, false, RE, 1},   {16, 3, 64, 24, false, RE, 2},   {24, 3, 72, 24, false, RE, 1},
        {24, 5, 72, 40, true, RE, 2},    {40, 5, 120, 40, true, RE, 1},   {40, 5, 120, 40, true, RE, 1},
        {40, 3, 240, 80, false, HS, 2},  {80, 3, 200, 80, false, HS, 1},  {80, 3, 184, 80, false, HS, 1},
        {80, 3, 184, 80, false, HS, 1},  {80, 3, 480, 112, true, HS, 1},  {112, 3, 672, 112, true, HS, 1},
        {112, 5, 672, 160, true, HS, 2}, {160, 5, 960, 160, true, HS, 1}, {160, 5, 960, 160, true, HS, 1}};
}

std::vector<BlockShape> smallShapes() {
    return {{16, 3, 16, 16, true, RE, 2},  {16, 3, 72, 24, false, RE, 2}, {24, 3, 88, 24, false, RE, 1},
            {24, 5, 96, 40, true, HS, 2},  {40, 5, 240, 40, true, HS, 1}, {40, 5, 240, 40, true, HS, 1},
            {40, 5, 120, 48, true, HS, 1}, {48, 5, 144, 48, true, HS, 1}, {48, 5, 288, 96, true, HS, 2},
            {96, 5, 576, 96, true, HS, 1}, {96, 5, 576, 96, true, HS, 1}};
}

class MobileNetV3 : public Backbone {
public:
    MobileNetV3(const BackboneConfig& config, bool large) {
        auto shapes = large ? largeShapes() : smallShapes();
        // Indices into torchvision's `features` of the last block before each further stride of 2.
        tapAt_ = large ? std::array<std::size_t, 3>{3, 6, 12} : std::array<std::size_t, 3>{1, 3, 8};
        channels_ = large ? std::array<int, 4>{24, 40, 112, 960} : std::array<int, 4>{16, 24, 48, 576};
        if (config.smallImageStem && config.side <= 48) {
            const auto strided = std::find_if(shapes.begin(), shapes.end(),
                                              [](const BlockShape& shape) { return shape.stride == 2; });
            strided->stride = 1;
        }
        torch::nn::ModuleList features;
        stem_ =
            ConvNormActivation("features.0", 3, 16, 3, config.smallImageStem ? 1 : 2, 1, HS, config.blank);
        features->push_back(stem_.asModule());
        for (const auto& shape : shapes) {
            const auto place = "features." + std::to_string(blocks_.size() + 1);
            const int inner = innerChannels(config, place, shape.expanded);
            blocks_.push_back(std::make_shared<InvertedResidual>(place, shape, inner, config.blank));
            features->push_back(blocks_.back());
        }
        last_ = ConvNormActivation("features." + std::to_string(blocks_.size() + 1), shapes.back().out,
                                   channels_[3], 1, 1, 1, HS, config.blank);
        features->push_back(last_.asModule());
        register_module("features", features);
    }

    std::array<int, 4> channels() const override { return channels_; }

    std::vector<InnerLayers> innerLayers() override {
        std::vector<InnerLayers> out;
        for (auto& block : blocks_) {
            if (block->expands()) out.push_back(block->innerLayers());
        }
        return out;
    }

protected:
    Taps throughLayers(const at::Tensor& x) override {
        auto& run = runtime();
        Taps taps;
        auto y = stem_.forward(run, run.enter(x));
        for (std::size_t i = 0; i < blocks_.size(); ++i) {
            y = blocks_[i]->forward(run, y);
            if (i + 1 == tapAt_[0]) taps.c2 = run.leave(y);
            if (i + 1 == tapAt_[1]) taps.c3 = run.leave(y);
            if (i + 1 == tapAt_[2]) taps.c4 = run.leave(y);
        }
        taps.c5 = run.leave(last_.forward(run, y));
        return taps;
    }

    std::vector<ConvNorm*> layers() override {
        std::vector<ConvNorm*> out = {&stem_.pair, &last_.pair};
        for (auto& block : blocks_)
            block->addLayers(out);
        return out;
    }

private:
    ConvNormActivation stem_, last_;
    std::vector<std::shared_ptr<InvertedResidual>> blocks_;
    std::array<std::size_t, 3> tapAt_{};
    std::array<int, 4> channels_{};
};

} // namespace

std::map<std::string, int> mobileNetV3InnerChannels(bool large) {
    std::map<std::string, int> out;
    const auto shapes = large ? largeShapes() : smallShapes();
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        if (shapes[i].expands()) out["features." + std::to_string(i + 1)] = shapes[i].expanded;
    }
    return out;
}

std::shared_ptr<Backbone> makeMobileNetV3(const BackboneConfig& config, bool large) {
    return std::make_shared<MobileNetV3>(config, large);
}

} // namespace sparlet::nn
