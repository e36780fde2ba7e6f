// MACE (named by both papers, expanded in two ways; made concrete in docs/methods.md): C3 to C5 on one grid,
// each with its reach and its global context, mixed by a gate, then attention over channels and places. Its
// multimodal part is the alignment with the picture's text, LKD's second term.
#include "nn/embedding_method_internal.h"
#include "nn/fusion_internal.h"

namespace sparlet::nn {
namespace {

constexpr int kMaceWidth = 256, kNarrow = 64;

/// x + W₂·ReLU(LN(W₁·Σ_i softmax_i(w·x_i)·x_i)): the global context block (Cao et al. 2019).
class GlobalContextImpl : public torch::nn::Module {
public:
    GlobalContextImpl() {
        weight_ = register_module("weight", torch::nn::Linear(kMaceWidth, 1));
        narrow_ = register_module("narrow", torch::nn::Linear(kMaceWidth, kNarrow));
        norm_ = register_module("norm", torch::nn::LayerNorm(torch::nn::LayerNormOptions({kNarrow})));
        wide_ = register_module("wide", torch::nn::Linear(kNarrow, kMaceWidth));
    }
    at::Tensor forward(const at::Tensor& x) {
        const auto tokens = tokensOf(x);
        const auto weights = torch::softmax(weight_->forward(tokens), 1); // [B, N, 1]
        const auto context = (weights * tokens).sum(1);
        const auto change = wide_->forward(torch::relu(norm_->forward(narrow_->forward(context))));
        return x + change.unsqueeze(2).unsqueeze(3);
    }

private:
    torch::nn::Linear weight_{nullptr}, narrow_{nullptr}, wide_{nullptr};
    torch::nn::LayerNorm norm_{nullptr};
};
TORCH_MODULE(GlobalContext);

/// Local attention over channels and over places (after GLAM, Song et al. 2022).
class LocalAttentionImpl : public torch::nn::Module {
public:
    LocalAttentionImpl() {
        channel_ = register_module(
            "channel", torch::nn::Conv1d(torch::nn::Conv1dOptions(1, 1, 3).padding(1).bias(false)));
        narrow_ = register_module("narrow", convNormRelu(kMaceWidth, kNarrow));
        place_ = register_module("place", torch::nn::Conv2d(torch::nn::Conv2dOptions(kNarrow, 1, 1)));
    }
    at::Tensor forward(const at::Tensor& x) {
        const auto means = x.mean({2, 3}).unsqueeze(1); // [B, 1, C]
        const auto channels = torch::sigmoid(channel_->forward(means)).squeeze(1).unsqueeze(2).unsqueeze(3);
        const auto weighted = x * channels;
        return weighted * torch::sigmoid(place_->forward(narrow_->forward(weighted)));
    }

private:
    torch::nn::Conv1d channel_{nullptr};
    torch::nn::Sequential narrow_{nullptr};
    torch::nn::Conv2d place_{nullptr};
};
TORCH_MODULE(LocalAttention);

class MaceMethod : public EmbeddingMethod {
public:
    MaceMethod(const MethodConfig& config, const std::shared_ptr<Backbone>& backbone)
        : EmbeddingMethod(config, backbone, kMaceWidth) {
        for (std::size_t s = 0; s < 3; ++s) {
            const auto name = std::to_string(s + 3);
            const int dilation = static_cast<int>(s) + 1;
            enter_.push_back(
                register_module("enter" + name, convNormRelu(backbone->channels()[s + 1], kMaceWidth)));
            reach_.push_back(
                register_module("reach" + name, convNormRelu(kMaceWidth, kMaceWidth, 3, dilation)));
            context_.push_back(register_module("context" + name, GlobalContext()));
        }
        gate_ =
            register_module("gate", torch::nn::Sequential(torch::nn::Linear(3 * kMaceWidth, kNarrow),
                                                          torch::nn::ReLU(), torch::nn::Linear(kNarrow, 3)));
        attention_ = register_module("attention", LocalAttention());
        gem_ = register_module("gem", Pooling(3.0));
    }

protected:
    at::Tensor features(const Taps& maps, const at::Tensor& /*pooled*/) override {
        const auto height = maps.c4.size(2), width = maps.c4.size(3);
        const at::Tensor scales[] = {maps.c3, maps.c4, maps.c5};
        std::vector<at::Tensor> enhanced, means;
        for (std::size_t s = 0; s < 3; ++s) {
            // The coarser of the two grids first: fewer positions for the same result.
            const bool finer = scales[s].size(2) > height;
            auto map = scales[s].to(torch::kFloat);
            if (finer) map = onGrid(map, height, width);
            map = onGrid(enter_[s]->forward(map), height, width);
            enhanced.push_back(context_[s]->forward(reach_[s]->forward(map)));
            means.push_back(enhanced.back().mean({2, 3}));
        }
        const auto gates = torch::softmax(gate_->forward(torch::cat(means, 1)), 1); // [B, 3]
        const auto stacked = torch::stack(enhanced, 1);                             // [B, 3, C, H, W]
        const auto mixed = (stacked * gates.view({-1, 3, 1, 1, 1})).sum(1);
        return gem_->forward(attention_->forward(mixed));
    }

private:
    std::vector<torch::nn::Sequential> enter_, reach_;
    std::vector<GlobalContext> context_;
    torch::nn::Sequential gate_{nullptr};
    LocalAttention attention_{nullptr};
    Pooling gem_{nullptr};
};

} // namespace

MethodEntry maceMethod() {
    MethodEntry entry{"mace", "MACE"};
    entry.lkd = true;
    entry.ownFeatures = true;
    // Cross entropy + 0.3·triplet + 0.5·(1 − cos); the alignment already holds the 0.5.
    entry.hyper = {{"triplet_weight", 0.3}, {"lkd_alpha", 0}, {"lkd_align", 1}};
    entry.make = [](const MethodConfig& config, std::shared_ptr<Backbone> backbone) {
        return std::shared_ptr<Method>(std::make_shared<MaceMethod>(config, backbone));
    };
    return entry;
}

} // namespace sparlet::nn
