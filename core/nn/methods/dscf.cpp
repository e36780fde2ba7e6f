// DSCF (named by the papers; made concrete in docs/methods.md): a local branch on C4 whose reach is chosen
// for each position, and what it adds to the global feature of C5 (orthogonal fusion, DOLG).
#include "nn/embedding_method_internal.h"
#include "nn/fusion_internal.h"

namespace sparlet::nn {
namespace {

constexpr int kBranch = 64, kDscfWidth = 256, kDilations = 3;

class DscfMethod : public EmbeddingMethod {
public:
    DscfMethod(const MethodConfig& config, const std::shared_ptr<Backbone>& backbone)
        : EmbeddingMethod(config, backbone, 2 * kDscfWidth) {
        const int c4 = backbone->channels()[2], c5 = backbone->channels()[3];
        for (int d = 1; d <= kDilations; ++d)
            reach_.push_back(register_module("reach" + std::to_string(d), convNormRelu(c4, kBranch, 3, d)));
        whole_ = register_module("whole", torch::nn::Linear(c4, kBranch));
        mix_ = register_module(
            "mix", torch::nn::Conv2d(torch::nn::Conv2dOptions(c4 + kDscfWidth, kDilations + 1, 1)));
        local_ =
            register_module("local", torch::nn::Conv2d(torch::nn::Conv2dOptions(kBranch, kDscfWidth, 1)));
        gem_ = register_module("gem", Pooling(3.0));
        global_ = register_module("global", torch::nn::Linear(c5, kDscfWidth));
    }

protected:
    at::Tensor features(const Taps& maps, const at::Tensor& /*pooled*/) override {
        const auto c4 = maps.c4.to(torch::kFloat);
        const auto global = global_->forward(gem_->forward(maps.c5)); // [B, 256]
        const auto everywhere = [&](const at::Tensor& x) {
            return x.unsqueeze(2).unsqueeze(3).expand({-1, -1, c4.size(2), c4.size(3)});
        };
        std::vector<at::Tensor> branches;
        for (auto& reach : reach_)
            branches.push_back(reach->forward(c4));
        branches.push_back(everywhere(torch::relu(whole_->forward(c4.mean({2, 3})))));
        const auto choice = torch::softmax(mix_->forward(torch::cat({c4, everywhere(global)}, 1)), 1);
        const auto mixed = (torch::stack(branches, 1) * choice.unsqueeze(2)).sum(1); // [B, 64, H, W]
        const auto added = orthogonalPart(local_->forward(mixed), global).mean({2, 3});
        return torch::cat({added, global}, 1);
    }

private:
    std::vector<torch::nn::Sequential> reach_;
    torch::nn::Linear whole_{nullptr}, global_{nullptr};
    torch::nn::Conv2d mix_{nullptr}, local_{nullptr};
    Pooling gem_{nullptr};
};

} // namespace

MethodEntry dscfMethod() {
    MethodEntry entry{"dscf", "DSCF"};
    entry.ownFeatures = true;
    entry.make = [](const MethodConfig& config, std::shared_ptr<Backbone> backbone) {
        return std::shared_ptr<Method>(std::make_shared<DscfMethod>(config, backbone));
    };
    return entry;
}

} // namespace sparlet::nn
