#include "nn/packed_weights_internal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace sparlet::nn {
namespace {

double relativeError(const at::Tensor& weight, int bits) {
    const auto off = dequantized(quantizeWeights(weight, bits)) - weight;
    return ((off * off).sum() / (weight * weight).sum()).item<double>();
}

TEST(QuantizedWeights, AreExactWhereTheWeightsAreSteps) {
    // Channel 0 in steps of 0.5, channel 1 of 0.25; 3 bits reach ±3.
    const auto weight = torch::tensor({1.5, -0.5, 0.0, -1.5, 0.75, 0.25, -0.25, 0.0}).view({2, 2, 2});
    const auto q = quantizeWeights(weight.to(torch::kFloat), 3);
    EXPECT_EQ(q.scales, (std::vector<float>{0.5F, 0.25F}));
    EXPECT_EQ(q.steps, (std::vector<std::uint8_t>{131, 127, 128, 125, 131, 129, 127, 128}));
    EXPECT_TRUE(torch::equal(dequantized(q), weight.to(torch::kFloat)));
}

TEST(QuantizedWeights, LoseAsMuchAsTheoryOfOptimalUniformStepsSays) {
    torch::manual_seed(1);
    const auto weight = torch::randn({4, 64, 64});
    // Minimal distortion of a uniform quantiser of a unit Gaussian (Max 1960): 8 levels 0.0374, 16: 0.01154,
    // 32: 0.00349. Symmetric steps have one level fewer.
    EXPECT_NEAR(relativeError(weight, 3), 0.046, 0.006);
    EXPECT_NEAR(relativeError(weight, 4), 0.0128, 0.002);
    EXPECT_NEAR(relativeError(weight, 5), 0.0037, 0.0006);
    double last = 1;
    for (int bits = 2; bits <= 8; ++bits) {
        const double now = relativeError(weight, bits);
        EXPECT_LT(now, last);
        last = now;
    }
}

TEST(QuantizedWeights, SpendTheirStepsWhereItMatters) {
    torch::manual_seed(2);
    const auto weight = torch::randn({1, 4096});
    auto importance = torch::ones({1, 4096});
    const auto large = weight.abs() > 1.5;
    importance.masked_fill_(large, 1000);
    const auto of = [&](const QuantizedWeights& q) {
        const auto off = (dequantized(q) - weight).masked_select(large);
        return (off * off).mean().item<double>();
    };
    EXPECT_LT(of(quantizeWeights(weight, 3, importance)), of(quantizeWeights(weight, 3)));
}

TEST(QuantizedWeights, OfNothingButZerosAreZeros) {
    const auto q = quantizeWeights(torch::zeros({3, 5}), 4);
    EXPECT_TRUE(torch::equal(dequantized(q), torch::zeros({3, 5})));
    EXPECT_GT(q.scales[0], 0);
}

TEST(PackedWeights, ComeBackAndTakeLessThanTheirBits) {
    torch::manual_seed(3);
    for (int bits = 2; bits <= 8; ++bits) {
        const auto q = quantizeWeights(torch::randn({32, 16, 3, 3}), bits);
        const auto bytes = packWeights(q);
        EXPECT_LT(bytes.size(), static_cast<std::size_t>(32 * 16 * 9 * bits / 8 + 32 * 2 + 600));
        const auto back = unpackWeights(bytes, 32 * 16 * 9);
        ASSERT_TRUE(back.ok()) << back.error().message;
        EXPECT_EQ(back->shape, q.shape);
        EXPECT_EQ(back->bits, bits);
        EXPECT_EQ(back->scales, q.scales);
        EXPECT_EQ(back->steps, q.steps);
    }
}

TEST(PackedWeights, AreRefusedWhereTheyAreDamaged) {
    torch::manual_seed(4);
    const auto bytes = packWeights(quantizeWeights(torch::randn({4, 3, 3}), 4));
    EXPECT_FALSE(unpackWeights(bytes, 35).ok()); // more elements than were announced
    for (std::size_t length = 0; length < bytes.size(); ++length)
        EXPECT_FALSE(unpackWeights(std::span(bytes).first(length), 36).ok()) << length;
    std::mt19937 random(6);
    for (int trial = 0; trial < 3000; ++trial) {
        auto damaged = bytes;
        damaged[random() % damaged.size()] ^= static_cast<std::byte>(1U << (random() % 8));
        const auto back = unpackWeights(damaged, 36);
        if (back.ok()) {
            EXPECT_EQ(dequantized(*back).numel(), static_cast<std::int64_t>(back->steps.size()));
        }
    }
}

} // namespace
} // namespace sparlet::nn
