#include "nn/weight_threshold_internal.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sparlet::nn {
namespace {

std::shared_ptr<Method> baseline(const std::string& backbone) {
    MethodConfig config;
    config.method = "baseline";
    config.backbone = {backbone, true, 32};
    config.classes = 4;
    auto method = makeMethod(config);
    EXPECT_TRUE(method.ok()) << method.error().message;
    return method.value();
}

double keptOf(const at::Tensor& tensor) {
    return tensor.ne(0).to(torch::kDouble).mean().item<double>();
}

TEST(WeightThreshold, IsThePercentileByHand) {
    // |w| sorted: 1 2 3 4 5; density 0.5 → position 2 → 3; density 0.25 → position 3 → 4.
    const auto weight = torch::tensor({-5.0, 1.0, 4.0, -2.0, 3.0});
    EXPECT_NEAR(weightThreshold(weight, 0.5), 3, 1e-6);
    EXPECT_NEAR(weightThreshold(weight, 0.25), 4, 1e-6);
    EXPECT_NEAR(weightThreshold(weight, 1.0), 1, 1e-6);
}

TEST(WeightThreshold, OfALargeTensorIsNearTheExactOne) {
    torch::manual_seed(3);
    const auto weight = torch::randn({512, 256, 3, 3});
    for (const double density : {0.1, 0.5, 0.9}) {
        const double kept =
            weight.abs().gt(weightThreshold(weight, density)).to(torch::kDouble).mean().item<double>();
        EXPECT_NEAR(kept, density, 0.012);
    }
    // A kernel with one large place is not mistaken for a large kernel.
    auto spiked = torch::full({512, 256, 3, 3}, 0.1);
    spiked.select(3, 1).select(2, 1).fill_(10);
    EXPECT_NEAR(weightThreshold(spiked, 0.5), 0.1, 1e-6);
}

TEST(WeightThreshold, CutsTheInnerConvolutionsAndGivesThemBack) {
    torch::manual_seed(4);
    for (const auto* backbone : {"resnet18", "mobilenet_v3_small"}) {
        auto method = baseline(backbone);
        std::vector<at::Tensor> before;
        for (const auto& p : method->parameters())
            before.push_back(p.detach().clone());
        WeightThreshold threshold(*method);
        threshold.apply(0.3);
        int cut = 0, whole = 0;
        for (const auto& item : method->named_parameters()) {
            if (item.value().dim() != 4) continue;
            const bool inner = item.value().size(1) > 3;
            if (inner) {
                EXPECT_NEAR(keptOf(item.value()), 0.3, 0.02) << item.key();
                ++cut;
            } else {
                EXPECT_EQ(keptOf(item.value()), 1.0) << item.key();
                ++whole;
            }
        }
        EXPECT_GT(cut, 10);
        EXPECT_GT(whole, 0);
        threshold.restore();
        std::size_t i = 0;
        for (const auto& p : method->parameters())
            EXPECT_TRUE(torch::equal(p, before[i++]));
    }
}

TEST(WeightThreshold, ShrinksWhatItKeepsAndPassesTheWholeGradient) {
    torch::manual_seed(5);
    auto method = baseline("resnet18");
    auto weight = method->named_parameters()["backbone.layer1.0.conv1.weight"];
    const auto dense = weight.detach().clone();
    const double tau = weightThreshold(dense, 0.4);
    WeightThreshold threshold(*method);
    threshold.apply(0.4);
    EXPECT_TRUE(torch::allclose(weight, torch::sign(dense) * torch::relu(dense.abs() - tau), 0, 1e-7));
    method->train();
    method->forward(torch::randn({4, 3, 32, 32})).embedding.select(1, 0).sum().backward();
    threshold.restore();
    const auto cut = dense.abs().le(tau);
    EXPECT_GT(weight.grad().masked_select(cut).abs().max().item<double>(), 0);
    EXPECT_TRUE(torch::equal(weight.detach(), dense));
}

TEST(WeightThreshold, OfOneChangesNothing) {
    auto method = baseline("resnet18");
    const auto weight = method->named_parameters()["backbone.layer1.0.conv1.weight"];
    const auto dense = weight.detach().clone();
    WeightThreshold threshold(*method);
    threshold.apply(1.0);
    EXPECT_TRUE(torch::equal(weight.detach(), dense));
    threshold.restore();
    EXPECT_TRUE(torch::equal(weight.detach(), dense));
}

} // namespace
} // namespace sparlet::nn
