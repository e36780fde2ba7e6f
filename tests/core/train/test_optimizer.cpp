#include "nn/method_internal.h"
#include "train/optimizer_internal.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sparlet::train {
namespace {

/// One weight matrix, one bias, one parameter with a rate of its own.
class Toy : public nn::Method {
public:
    Toy() : nn::Method({}) {
        weight = register_parameter("weight", torch::full({1, 1}, 2.0));
        bias = register_parameter("bias", torch::full({1}, 2.0));
        fast = register_parameter("fast", torch::full({1}, 2.0));
    }
    nn::Taps taps(const at::Tensor&) override { return {}; }
    nn::MethodOutput outputs(const nn::Taps&) override { return {}; }
    nn::LossTerms loss(const at::Tensor&, const nn::TrainingBatch&) override { return {}; }
    void fold(std::shared_ptr<nn::LayerRuntime>) override {}
    Status loadBackbone(const std::filesystem::path&) override { return {}; }
    double rateOf(const std::string& name) const override { return name == "fast" ? 10 : 1; }
    void setGradients(double value) {
        for (auto& p : parameters())
            p.mutable_grad() = torch::full_like(p, value);
    }
    at::Tensor weight, bias, fast;
};

TEST(Sgd, FollowsNesterovWithDecayOnMatricesOnly) {
    Toy toy;
    Optimizer sgd(toy, {OptimizerKind::Sgd, 0.9, 0.1});
    double weight = 2, bias = 2, fast = 2, vw = 0, vb = 0, vf = 0;
    for (int step = 0; step < 5; ++step) {
        const double g = 1.0 - 0.3 * step;
        toy.setGradients(g);
        sgd.step(0.05);
        const double gw = g + 0.1 * weight;
        vw = 0.9 * vw + gw;
        weight -= 0.05 * (gw + 0.9 * vw);
        vb = 0.9 * vb + g;
        bias -= 0.05 * (g + 0.9 * vb);
        vf = 0.9 * vf + g;
        fast -= 0.5 * (g + 0.9 * vf);
        EXPECT_NEAR(toy.weight.item<double>(), weight, 1e-5);
        EXPECT_NEAR(toy.bias.item<double>(), bias, 1e-5);
        EXPECT_NEAR(toy.fast.item<double>(), fast, 1e-5);
    }
    EXPECT_EQ(sgd.steps, 5);
}

TEST(Adam, FollowsItsEquations) {
    Toy toy;
    Optimizer adam(toy, {OptimizerKind::Adam, 0, 0});
    double p = 2, m = 0, v = 0;
    for (int step = 1; step <= 5; ++step) {
        const double g = 1.0 - 0.4 * step;
        toy.setGradients(g);
        adam.step(0.01);
        m = 0.9 * m + 0.1 * g;
        v = 0.999 * v + 0.001 * g * g;
        p -= 0.01 * (m / (1 - std::pow(0.9, step))) / (std::sqrt(v / (1 - std::pow(0.999, step))) + 1e-8);
        EXPECT_NEAR(toy.bias.item<double>(), p, 1e-5);
    }
}

/// A stem, a convolution with a norm after it, one with a bias, and a depthwise one.
class ToyBackbone : public Toy {
public:
    ToyBackbone() {
        auto backbone = register_module("backbone", std::make_shared<torch::nn::Module>());
        stem = backbone->register_parameter("stem", torch::randn({8, 3, 3, 3}));
        auto conv = backbone->register_module("conv", std::make_shared<torch::nn::Module>());
        dense = conv->register_parameter("weight", torch::randn({6, 4, 3, 3}));
        auto excite = backbone->register_module("excite", std::make_shared<torch::nn::Module>());
        excited = excite->register_parameter("weight", torch::randn({6, 4, 1, 1}));
        excite->register_parameter("bias", torch::zeros({6}));
        depthwise = backbone->register_parameter("depthwise", torch::randn({6, 1, 3, 3}));
    }
    at::Tensor stem, dense, excited, depthwise;
};

TEST(Muon, OrthogonalizesTowardsTheSingularVectors) {
    torch::manual_seed(7);
    for (const auto& [rows, columns] : {std::pair{12, 40}, {40, 12}, {16, 16}}) {
        const auto matrix = torch::randn({rows, columns});
        const auto made = orthogonalized(matrix, false);
        const auto [u, s, vh] = at::linalg_svd(matrix, false);
        ASSERT_EQ(made.sizes(), matrix.sizes());
        // In the basis of the matrix' singular vectors only the diagonal is left, and it is p(p(p(s / |s|))).
        const auto inside = torch::matmul(torch::matmul(u.t(), made), vh.t());
        auto expected = s / s.norm();
        for (int step = 0; step < 3; ++step)
            expected = 3.4445 * expected - 4.7750 * expected.pow(3) + 2.0315 * expected.pow(5);
        EXPECT_LT((inside - torch::diag(expected)).abs().max().item<double>(), 1e-4);
        EXPECT_GT(expected.max().item<double>(), 0.6);
        EXPECT_LT(expected.max().item<double>(), 1.3);
    }
    EXPECT_EQ(orthogonalized(torch::zeros({3, 5}), false).abs().max().item<double>(), 0);
}

TEST(Muon, StepsDenseConvolutionsByAShareOfTheirNorm) {
    torch::manual_seed(8);
    ToyBackbone toy;
    const auto before = toy.dense.detach().clone();
    Optimizer muon(toy, {OptimizerKind::Sgd, 0.9, 0, 0.5, 0.95, false});
    toy.setGradients(0);
    const auto gradient = torch::randn_like(toy.dense);
    toy.dense.mutable_grad() = gradient.clone();
    muon.step(0.2);
    const auto scaled = before * (std::sqrt(6.0) / before.norm());
    const auto expected = scaled - 0.1 * orthogonalized(gradient.flatten(1), false).view(before.sizes());
    EXPECT_LT((toy.dense.detach() - expected).abs().max().item<double>(), 1e-5);
}

TEST(Muon, LeavesTheRestToSgd) {
    torch::manual_seed(9);
    ToyBackbone toy, twin;
    for (std::size_t i = 0; i < toy.parameters().size(); ++i) {
        torch::NoGradGuard noGrad;
        twin.parameters()[i].copy_(toy.parameters()[i]);
    }
    Optimizer muon(toy, {OptimizerKind::Sgd, 0.9, 0.1, 0.5, 0.95, false});
    Optimizer sgd(twin, {OptimizerKind::Sgd, 0.9, 0.1});
    toy.setGradients(0.3);
    twin.setGradients(0.3);
    muon.step(0.2);
    sgd.step(0.2);
    EXPECT_TRUE(torch::equal(toy.stem, twin.stem));
    EXPECT_TRUE(torch::equal(toy.excited, twin.excited));
    EXPECT_TRUE(torch::equal(toy.depthwise, twin.depthwise));
    EXPECT_TRUE(torch::equal(toy.weight, twin.weight));
    EXPECT_FALSE(torch::equal(toy.dense, twin.dense));
}

TEST(Sgd, LeavesParametersWithoutAGradientAlone) {
    Toy toy;
    Optimizer sgd(toy, {OptimizerKind::Sgd, 0.9, 0.1});
    toy.setGradients(1);
    sgd.zeroGradients();
    sgd.step(1);
    EXPECT_EQ(toy.weight.item<double>(), 2);
}

TEST(OneCycle, RisesToThePeakAndFallsToAThousandth) {
    EXPECT_NEAR(oneCycle(0, 0.4, 0.25), 0.0004, 1e-9);
    EXPECT_NEAR(oneCycle(0.25, 0.4, 0.25), 0.4, 1e-9);
    EXPECT_NEAR(oneCycle(0.625, 0.4, 0.25), 0.4 * 0.5005, 1e-6);
    EXPECT_NEAR(oneCycle(1, 0.4, 0.25), 0.0004, 1e-9);
    for (double x = 0.25; x < 0.99; x += 0.01)
        EXPECT_GT(oneCycle(x, 1, 0.25), oneCycle(x + 0.01, 1, 0.25));
}

} // namespace
} // namespace sparlet::train
