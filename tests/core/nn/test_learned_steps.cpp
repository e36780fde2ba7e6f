#include "core/nn/settled_network.h"
#include "nn/compaction_internal.h"
#include "nn/learned_steps_internal.h"
#include "support/temp_dir.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sparlet::nn {
namespace {

std::vector<float> values(const at::Tensor& tensor) {
    const auto flat = tensor.contiguous().view({-1});
    return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

TEST(LearnedSteps, RoundsToStepsAndCutsAtTheLargest) {
    // 3 bits: -3..3 steps. Channel 0 has steps of 0.5, channel 1 of 0.25.
    const auto weight = torch::tensor({{0.6F, -0.2F, 9.0F, -1.3F}, {0.13F, 0.12F, -0.8F, 0.7F}});
    const auto steps = torch::tensor({0.5F, 0.25F});
    EXPECT_EQ(values(roundedToSteps(weight, steps, 3)),
              (std::vector<float>{0.5F, 0.0F, 1.5F, -1.5F, 0.25F, 0.0F, -0.75F, 0.75F}));
    // 2 bits: three levels.
    EXPECT_EQ(values(roundedToSteps(weight, steps, 2)),
              (std::vector<float>{0.5F, 0.0F, 0.5F, -0.5F, 0.25F, 0.0F, -0.25F, 0.25F}));
}

TEST(LearnedSteps, ComputesWithTheStepsThatAreStored) {
    const auto steps = torch::tensor({0.1F}); // no float16
    const auto stored = static_cast<float>(c10::Half(0.1F));
    EXPECT_EQ(values(roundedToSteps(torch::tensor({{0.31F}}), steps, 8)), std::vector<float>{3 * stored});
}

TEST(LearnedSteps, GradientsAreThoseOfThePaper) {
    // v = w/s = {1.2, -0.4, 18, -2.6}; Q = 3 of 3 bits.
    const auto weight = torch::tensor({{0.6F, -0.2F, 9.0F, -1.3F}});
    const auto gradient = torch::tensor({{1.0F, 2.0F, 3.0F, 4.0F}});
    const auto found = stepGradients(weight, torch::tensor({0.5F}), 3, gradient);
    EXPECT_EQ(values(found.weight), (std::vector<float>{1.0F, 2.0F, 0.0F, 4.0F}));
    // (1-1.2)·1 + (0+0.4)·2 + 3·3 + (-3+2.6)·4, over √(4·3).
    EXPECT_NEAR(found.steps.item<double>(), (-0.2 + 0.8 + 9.0 - 1.6) / std::sqrt(12.0), 1e-5);
    // Below -Q as much as above Q.
    const auto cut =
        stepGradients(torch::tensor({{-9.0F}}), torch::tensor({0.5F}), 3, torch::tensor({{1.0F}}));
    EXPECT_EQ(cut.weight.item<float>(), 0.0F);
    EXPECT_NEAR(cut.steps.item<double>(), -3.0 / std::sqrt(3.0), 1e-6);
}

/// With the whole numbers of steps held, ŵ = round(v)·s is linear in s: dŵ/ds = round(v). LSQ's slope is that
/// less v, which stands for the change of the rounding itself (∂round(v)/∂s ≈ ∂v/∂s = −v/s).
TEST(LearnedSteps, GradientsAgreeWithFiniteDifferences) {
    torch::manual_seed(3);
    const auto weight = torch::randn({4, 3, 3, 3}), gradient = torch::randn({4, 3, 3, 3});
    const auto steps = torch::tensor({0.25F, 0.5F, 0.125F, 1.0F}); // float16 values, also with 1/64 more
    constexpr int kBits = 4;
    const auto found = stepGradients(weight, steps, kBits, gradient);
    const auto whole = roundedToSteps(weight, steps, kBits) / steps.view({4, 1, 1, 1});
    const auto inside = (weight / steps.view({4, 1, 1, 1})).abs().lt(7.0).to(at::kFloat);
    const double scale = 1 / std::sqrt(27.0 * 7.0), h = 1.0 / 64;
    for (std::int64_t c = 0; c < 4; ++c) {
        const double s = steps[c].item<double>();
        const auto loss = [&](double step) { return (gradient[c] * whole[c] * step).sum().item<double>(); };
        const double held = (loss(s + h) - loss(s - h)) / (2 * h);
        const double rounding = (gradient[c] * inside[c] * weight[c] / s).sum().item<double>();
        EXPECT_NEAR(found.steps[c].item<double>(), scale * (held - rounding), 1e-4) << c;
    }
    // Where everything is cut, ŵ = ±Q·s for certain, and the difference is the true one.
    const auto far = torch::full({1, 5}, 100.0F), one = torch::ones({1, 5});
    const auto at = [&](float step) {
        return roundedToSteps(far, torch::tensor({step}), kBits).sum().item<double>();
    };
    const auto cut = stepGradients(far, torch::tensor({0.5F}), kBits, one);
    EXPECT_NEAR(cut.steps.item<double>() * std::sqrt(5.0 * 7.0), (at(0.515625F) - at(0.484375F)) / 0.03125,
                1e-3);
}

struct Network {
    std::shared_ptr<Method> method;
    ModelInfo info;
};

Network makeNetwork() {
    MethodConfig config;
    config.method = "baseline";
    config.backbone = {"mobilenet_v3_small", true, 32};
    config.classes = 3;
    torch::manual_seed(5);
    Network out{*makeMethod(config), {}};
    out.info.id = "whole";
    out.info.trainSize = out.info.inputSize = 32;
    out.info.mean = {0.5F, 0.5F, 0.5F};
    out.info.stddev = {0.25F, 0.25F, 0.25F};
    out.info.classNames = {"a", "b", "c"};
    test::settle(*out.method, normalised(test::smoothPictures(16, 32), out.info));
    return out;
}

CompactPlan planOf(const Network& network, const test::TempDir& folder, std::uint64_t budget) {
    const auto file = folder / "whole.safetensors";
    EXPECT_TRUE(saveModel(*network.method, network.info, file, {}).ok());
    const auto compactor = compactorOf(std::move(loadModel(file)).value());
    EXPECT_TRUE(compactor->add(test::smoothPictures(4, 32), 4).ok());
    EXPECT_TRUE(compactor->measureLosses({}, {}).ok());
    auto plan = compactor->plan(budget);
    EXPECT_TRUE(plan.ok()) << plan.error().message;
    return std::move(plan).value();
}

TEST(LearnedSteps, StartFromThePlanAndStoreWhatTheNetworkComputesWith) {
    const test::TempDir folder;
    const auto network = makeNetwork();
    const auto plan = planOf(network, folder, 700'000);
    LearnedSteps steps(*network.method);
    ASSERT_TRUE(steps.begin(plan).ok());
    std::map<std::string, at::Tensor> dense;
    for (const auto& [name, tensor] : packableTensors(*network.method))
        dense[name] = tensor.detach().clone();
    steps.apply();
    const auto stored = steps.stored();
    ASSERT_EQ(stored.size(), plan.layers.size());
    for (const auto& layer : plan.layers) {
        const auto now = network.method->named_parameters()[layer.tensor];
        EXPECT_TRUE(torch::equal(now, dequantized(stored.at(layer.tensor)))) << layer.tensor;
        EXPECT_EQ(stored.at(layer.tensor).bits, layer.width.bits);
        EXPECT_EQ(packWeights(stored.at(layer.tensor)).size(), layer.bytes) << layer.tensor;
    }
    steps.restore(false);
    for (const auto& [name, tensor] : packableTensors(*network.method))
        EXPECT_TRUE(torch::equal(tensor, dense[name])) << name;
    auto other = plan;
    other.layers.pop_back();
    EXPECT_EQ(LearnedSteps(*network.method).begin(other).error().code, ErrorCode::InvalidArgument);
}

TEST(LearnedSteps, RestoreTurnsGradientsIntoThoseOfWeightsAndSteps) {
    const test::TempDir folder;
    const auto network = makeNetwork();
    LearnedSteps steps(*network.method);
    ASSERT_TRUE(steps.begin(planOf(network, folder, 700'000)).ok());
    const auto [name, learnt] = steps.parameters().back();
    auto parameter = network.method->named_parameters()[name];
    steps.apply();
    parameter.mutable_grad() = torch::ones_like(parameter);
    steps.restore(true);
    const auto wanted =
        stepGradients(parameter.detach(), learnt, steps.stored().at(name).bits, torch::ones_like(parameter));
    EXPECT_TRUE(torch::equal(parameter.grad(), wanted.weight));
    EXPECT_TRUE(torch::equal(learnt.grad(), wanted.steps));
}

TEST(LearnedSteps, ABudgetTakesBitsWhereTheyCostLeast) {
    const test::TempDir folder;
    const auto network = makeNetwork();
    const auto plan = planOf(network, folder, 900'000);
    LearnedSteps steps(*network.method);
    ASSERT_TRUE(steps.begin(plan).ok());
    const auto total = [&] {
        std::uint64_t rest = plan.bytes, packed = 0;
        for (const auto& layer : plan.layers)
            rest -= layer.bytes;
        for (const auto& [name, weights] : steps.stored())
            packed += packWeights(weights).size();
        return rest + packed;
    };
    steps.keepTo(900'000);
    EXPECT_EQ(total(), plan.bytes); // it fits already
    steps.keepTo(600'000);
    EXPECT_LE(total(), 600'000U);
    EXPECT_GT(total(), 560'000U);
    for (const auto& [name, weights] : steps.stored())
        EXPECT_GE(weights.bits, 2);
    steps.keepTo(1000); // not to be reached: as small as it gets, and no endless loop
    EXPECT_LE(total(), 560'000U);
}

} // namespace
} // namespace sparlet::nn
