// Convolutional backbones with torchvision's parameter names, so that its weights (and timm's *.tv_in1k) load
// unchanged into everything but the classifier, which Sparlet does not use.
#pragma once

#include "base/result.h"
#include "nn/layer_runtime_internal.h"
#include "nn/torch_internal.h"

#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace sparlet::nn {

struct BackboneConfig {
    std::string name;            // "resnet18", "mobilenet_v3_large", "mobilenet_v3_small"
    bool smallImageStem = false; // stems for 32 and 64 px, see methods.md
    int side = 224;              // training side: at 64 px a small-image MobileNetV3 keeps one stride of 2
    bool blank = false; // weights have no values yet: they are read from a file next, and drawing 11 million
                        // random ones for nothing takes longer than that
    /// By block ("layer1.0"): how many inner channels are left after pruning; absent: all of them.
    std::map<std::string, int> innerChannels{};
};

/// The layers around a block's inner channels, those that only the block itself reads: a basic block's
/// between its two convolutions, an inverted residual's expanded ones. What a block gives to others always
/// has all its channels.
struct InnerLayers {
    std::string block;             // "layer1.0", "features.4"
    ConvNorm* into = nullptr;      // its outputs are the inner channels
    ConvNorm* depthwise = nullptr; // may be none: one filter a channel
    ConvNorm* squeeze = nullptr;   // may be none, then `excite` is none too: reads all, gives few
    ConvNorm* excite = nullptr;    // reads few, gives a factor a channel
    ConvNorm* outOf = nullptr;     // its inputs are the inner channels
};

class Backbone : public torch::nn::Module {
public:
    /// `x`: [B, 3, H, W], normalised.
    Taps forward(const at::Tensor& x);
    /// Channels of C2..C5.
    virtual std::array<int, 4> channels() const = 0;
    /// Merges every BatchNorm into its convolution; inference without gradients only from here on, with the
    /// given runtime.
    void fold(std::shared_ptr<LayerRuntime> runtime);
    /// Of every block that can have fewer inner channels, in the network's order.
    virtual std::vector<InnerLayers> innerLayers() = 0;

protected:
    LayerRuntime& runtime() { return *runtime_; }
    /// forward() as the runtime's layers; the same ones whatever the pictures are.
    virtual Taps throughLayers(const at::Tensor& x) = 0;
    /// Every layer, for fold().
    virtual std::vector<ConvNorm*> layers() = 0;

private:
    std::shared_ptr<LayerRuntime> runtime_ = eagerRuntime();
};

/// Names that makeBackbone knows.
std::vector<std::string> backboneNames();

/// Inner channels of an unpruned backbone's blocks, of those that can have fewer; empty for an unknown name.
std::map<std::string, int> innerChannelsOf(const std::string& backbone);

/// InvalidArgument, with the block named, unless config.innerChannels are blocks of the backbone with 1 to
/// all of their channels. Of an unknown backbone nothing is said.
Status checkInnerChannels(const BackboneConfig& config);

/// Those of this block: the configuration's, or all of them.
int innerChannels(const BackboneConfig& config, const std::string& block, int all);

/// Unsupported for an unknown name, errors of checkInnerChannels(). Weights start as torchvision's do (He et
/// al. 2015, fan-out).
Result<std::shared_ptr<Backbone>> makeBackbone(const BackboneConfig& config);

/// A convolution whose weights have random values, or none yet where it is `blank`.
torch::nn::Conv2d makeConvolution(const torch::nn::Conv2dOptions& options, bool blank);

std::shared_ptr<Backbone> makeResNet18(const BackboneConfig& config);
std::map<std::string, int> resNet18InnerChannels();
std::shared_ptr<Backbone> makeMobileNetV3(const BackboneConfig& config, bool large);
std::map<std::string, int> mobileNetV3InnerChannels(bool large);

} // namespace sparlet::nn
