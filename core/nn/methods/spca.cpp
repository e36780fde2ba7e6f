// SpCa: spatial-context-aware global features (Zhang et al., ICCV 2023). Which visual words stand around a
// position, at three reaches, is fused into C5 by cross-attention.
#include "nn/embedding_method_internal.h"
#include "nn/fusion_internal.h"

#include <cmath>

namespace sparlet::nn {
namespace {

constexpr int kTokenWidth = 128, kCentres = 16, kSpcaHeads = 8;
constexpr double kStartVariance = 0.1; // tokens and centres have norm 1

class SpcaMethod : public EmbeddingMethod {
public:
    SpcaMethod(const MethodConfig& config, const std::shared_ptr<Backbone>& backbone)
        : EmbeddingMethod(config, backbone, backbone->channels()[3]) {
        const int channels = backbone->channels()[3];
        token_ = register_module("token", convNormRelu(channels, kTokenWidth));
        centres_ = register_parameter("centres", torch::randn({kCentres, kTokenWidth}));
        logVariance_ = register_parameter("log_variance", torch::full({1}, std::log(kStartVariance)));
        const int contexts = kCentres * static_cast<int>(powers_.size());
        fusion_ = register_module(
            "fusion", Attention(AttentionImpl::Options{channels, contexts, kTokenWidth, kSpcaHeads, true}));
        gem_ = register_module("gem", Pooling(3.0));
    }

protected:
    at::Tensor features(const Taps& maps, const at::Tensor& /*pooled*/) override {
        const auto map = maps.c5.to(torch::kFloat);
        const auto tokens = unitRows(tokensOf(token_->forward(map)));
        const auto variance = logVariance_.exp();
        // The learnt centres move to where this picture's tokens are.
        const auto first = softAssignment(tokens, unitRows(centres_).unsqueeze(0), variance);
        const auto centres = unitRows(assignedCentres(tokens, first));
        const auto words = softAssignment(tokens, centres, variance); // [B, N, K]
        const auto near = spatialContext(map.size(2), map.size(3), powers_).to(map.device());
        const auto around = torch::matmul(near.unsqueeze(0), words.unsqueeze(1)); // [B, powers, N, K]
        const auto context = around.transpose(1, 2).flatten(2);                   // [B, N, powers·K]
        const auto queries = tokensOf(map);
        const auto fused = queries + fusion_->forward(queries, context);
        return gem_->forward(fused.transpose(1, 2).unsqueeze(3));
    }

private:
    const std::vector<double> powers_{2, 3, 4};
    torch::nn::Sequential token_{nullptr};
    at::Tensor centres_, logVariance_;
    Attention fusion_{nullptr};
    Pooling gem_{nullptr};
};

} // namespace

MethodEntry spcaMethod() {
    MethodEntry entry{"spca", "SpCa"};
    entry.ownFeatures = true;
    entry.hyper = {{"triplet_weight", 0}}; // the margin classifier only
    entry.make = [](const MethodConfig& config, std::shared_ptr<Backbone> backbone) {
        return std::shared_ptr<Method>(std::make_shared<SpcaMethod>(config, backbone));
    };
    return entry;
}

} // namespace sparlet::nn
