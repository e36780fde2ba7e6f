// HAMLET (§3): tokens of three scales and a summary token attend within their scale and, gated, across scales
// (ACSA); distilled from texts as SPARSE is.
#include "nn/embedding_method_internal.h"
#include "nn/fusion_internal.h"

namespace sparlet::nn {
namespace {

constexpr int kHamletWidth = 192, kHamletHeads = 6, kBlocks = 2, kGateWidth = 64;
constexpr double kGateTemperature = 1.0;
constexpr int kGrids[] = {8, 8, 4};           // of C3, C4 and C5
constexpr std::size_t kMaps = 3, kScales = 4; // the last: the summary token

constexpr std::int64_t kTokens[kScales] = {64, 64, 16, 1}; // side by side in one tensor [B, 145, 192]
constexpr std::int64_t kMapTokens = 144;

/// A scale's share of tokens that lie along `dimension`.
at::Tensor scaleOf(const at::Tensor& tokens, std::size_t scale, std::int64_t dimension) {
    std::int64_t first = 0;
    for (std::size_t s = 0; s < scale; ++s)
        first += kTokens[s];
    return tokens.narrow(dimension, first, kTokens[scale]);
}

torch::nn::LayerNorm layerNorm() {
    return torch::nn::LayerNorm(torch::nn::LayerNormOptions({kHamletWidth}));
}

/// ACSA (HAMLET §3.3): T_s += Σ_{r≠s} g_sr·MHA(T_s, T_r, T_r), g = softmax over r of
/// MLP[mean T_s, mean T_r] / temperature.
class CrossScaleAttentionImpl : public torch::nn::Module {
public:
    CrossScaleAttentionImpl() {
        norm_ = register_module("norm", layerNorm());
        gate_ = register_module("gate",
                                torch::nn::Sequential(torch::nn::Linear(2 * kHamletWidth, kGateWidth),
                                                      torch::nn::ReLU(), torch::nn::Linear(kGateWidth, 1)));
        attention_ = register_module(
            "attention",
            Attention(AttentionImpl::Options{kHamletWidth, kHamletWidth, kHamletWidth, kHamletHeads, true}));
    }

    /// What is added to the tokens. The summary token is a scale as well.
    at::Tensor forward(const at::Tensor& tokens) {
        const auto normal = norm_->forward(tokens);
        std::vector<at::Tensor> means;
        for (std::size_t s = 0; s < kScales; ++s)
            means.push_back(scaleOf(normal, s, 1).mean(1));
        const auto mean = torch::stack(means, 1); // [B, S, 192]
        const auto count = mean.size(1);
        const auto pairs = torch::cat(
            {mean.unsqueeze(2).expand({-1, -1, count, -1}), mean.unsqueeze(1).expand({-1, count, -1, -1})},
            3);
        const auto gates = crossScaleGates(gate_->forward(pairs).squeeze(3), kGateTemperature);
        // A scale asks three others and is asked by three: it is projected once. Gates sum to 1, so that they
        // can be applied before the output's projection.
        const auto q = attention_->queries(normal), k = attention_->keys(normal),
                   v = attention_->values(normal);
        std::vector<at::Tensor> out;
        for (std::size_t s = 0; s < kScales; ++s) {
            at::Tensor sum;
            for (std::size_t r = 0; r < kScales; ++r) {
                if (r == s) continue;
                const auto gate = gates.select(1, static_cast<std::int64_t>(s))
                                      .select(1, static_cast<std::int64_t>(r))
                                      .view({-1, 1, 1, 1});
                const auto part =
                    gate * AttentionImpl::mixed(scaleOf(q, s, 2), scaleOf(k, r, 2), scaleOf(v, r, 2));
                sum = sum.defined() ? sum + part : part;
            }
            out.push_back(sum);
        }
        return attention_->joined(torch::cat(out, 2));
    }

private:
    torch::nn::LayerNorm norm_{nullptr};
    torch::nn::Sequential gate_{nullptr};
    Attention attention_{nullptr};
};
TORCH_MODULE(CrossScaleAttention);

class HamletBlockImpl : public torch::nn::Module {
public:
    HamletBlockImpl() {
        selfNorm_ = register_module("self_norm", layerNorm());
        self_ = register_module("self", Attention(AttentionImpl::Options{kHamletWidth, kHamletWidth,
                                                                         kHamletWidth, kHamletHeads}));
        across_ = register_module("across", CrossScaleAttention());
        feedNorm_ = register_module("feed_norm", layerNorm());
        feed_ =
            register_module("feed", torch::nn::Sequential(torch::nn::Linear(kHamletWidth, 2 * kHamletWidth),
                                                          torch::nn::GELU(),
                                                          torch::nn::Linear(2 * kHamletWidth, kHamletWidth)));
    }

    at::Tensor forward(const at::Tensor& tokens) {
        // A single token has nothing to attend to within its scale.
        const auto maps = tokens.narrow(1, 0, kMapTokens);
        const auto normal = selfNorm_->forward(maps);
        const auto q = self_->queries(normal), k = self_->keys(normal), v = self_->values(normal);
        std::vector<at::Tensor> within;
        for (std::size_t s = 0; s < kMaps; ++s)
            within.push_back(AttentionImpl::mixed(scaleOf(q, s, 2), scaleOf(k, s, 2), scaleOf(v, s, 2)));
        auto out =
            torch::cat({maps + self_->joined(torch::cat(within, 2)), scaleOf(tokens, kScales - 1, 1)}, 1);
        out = out + across_->forward(out);
        return out + feed_->forward(feedNorm_->forward(out));
    }

private:
    torch::nn::LayerNorm selfNorm_{nullptr}, feedNorm_{nullptr};
    Attention self_{nullptr};
    CrossScaleAttention across_{nullptr};
    torch::nn::Sequential feed_{nullptr};
};
TORCH_MODULE(HamletBlock);

class HamletMethod : public EmbeddingMethod {
public:
    HamletMethod(const MethodConfig& config, const std::shared_ptr<Backbone>& backbone)
        : EmbeddingMethod(config, backbone, kHamletWidth) {
        for (std::size_t s = 0; s < kMaps; ++s) {
            const auto name = std::to_string(s + 3);
            enter_.push_back(register_module("enter" + name,
                                             torch::nn::Linear(backbone->channels()[s + 1], kHamletWidth)));
            place_.push_back(register_parameter(
                "place" + name, 0.02 * torch::randn({1, kGrids[s] * kGrids[s], kHamletWidth})));
        }
        scale_ = register_parameter("scale", 0.02 * torch::randn({kMaps, kHamletWidth}));
        summary_ = register_parameter("summary", 0.02 * torch::randn({1, 1, kHamletWidth}));
        for (int b = 0; b < kBlocks; ++b)
            blocks_.push_back(register_module("block" + std::to_string(b + 1), HamletBlock()));
        norm_ = register_module("norm", layerNorm());
        gem_ = register_module("gem", Pooling(3.0));
        gate_ = register_module("gate", torch::nn::Linear(kHamletWidth, 1));
    }

protected:
    at::Tensor features(const Taps& maps, const at::Tensor& /*pooled*/) override {
        const at::Tensor scales[] = {maps.c3, maps.c4, maps.c5};
        std::vector<at::Tensor> parts;
        for (std::size_t s = 0; s < kMaps; ++s) {
            const auto map = onGrid(scales[s].to(torch::kFloat), kGrids[s], kGrids[s]);
            parts.push_back(enter_[s]->forward(tokensOf(map)) + place_[s] +
                            scale_[static_cast<std::int64_t>(s)]);
        }
        parts.push_back(summary_.expand({maps.c5.size(0), -1, -1}));
        auto tokens = torch::cat(parts, 1);
        for (auto& block : blocks_)
            tokens = block->forward(tokens);
        tokens = norm_->forward(tokens);
        std::vector<at::Tensor> each;
        for (std::size_t s = 0; s < kScales; ++s) {
            const auto scale = scaleOf(tokens, s, 1);
            each.push_back(s < kMaps ? gem_->forward(scale.transpose(1, 2).unsqueeze(3)) : scale.squeeze(1));
        }
        const auto stacked = torch::stack(each, 1); // [B, 4, 192]
        return (torch::softmax(gate_->forward(stacked), 1) * stacked).sum(1);
    }

private:
    std::vector<torch::nn::Linear> enter_;
    std::vector<at::Tensor> place_;
    at::Tensor scale_, summary_;
    std::vector<HamletBlock> blocks_;
    torch::nn::LayerNorm norm_{nullptr};
    Pooling gem_{nullptr};
    torch::nn::Linear gate_{nullptr};
};

} // namespace

MethodEntry hamletMethod() {
    MethodEntry entry{"hamlet", "HAMLET"};
    entry.lkd = true;
    entry.ownFeatures = true;
    entry.hyper = {{"triplet_weight", 0.3}};
    entry.make = [](const MethodConfig& config, std::shared_ptr<Backbone> backbone) {
        return std::shared_ptr<Method>(std::make_shared<HamletMethod>(config, backbone));
    };
    return entry;
}

} // namespace sparlet::nn
