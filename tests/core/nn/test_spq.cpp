#include "nn/spq_internal.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sparlet::nn {
namespace {

at::Tensor vec(std::vector<float> values) {
    return torch::tensor(values);
}

TEST(ZeroGrid, IsTheHandComputedOne) {
    // 2 bits over [-1, 2]: three steps, zero is level 1, step 1: the grid -1, 0, 1, 2.
    const auto grid = zeroGrid(vec({-1}), vec({2}), vec({2}));
    EXPECT_FLOAT_EQ(grid.step.item<float>(), 1.0F);
    EXPECT_FLOAT_EQ(grid.minimum.item<float>(), -1.0F);
    EXPECT_FLOAT_EQ(grid.maximum.item<float>(), 2.0F);
    // 3 bits over [-0.3, 0.5]: zero at level round(0.375·7) = 3, step max(0.3/3, 0.5/4) = 0.125.
    const auto other = zeroGrid(vec({-0.3F}), vec({0.5F}), vec({3}));
    EXPECT_FLOAT_EQ(other.step.item<float>(), 0.125F);
    EXPECT_FLOAT_EQ(other.minimum.item<float>(), -0.375F);
    EXPECT_FLOAT_EQ(other.maximum.item<float>(), 0.5F);
}

TEST(ZeroGrid, CoversTheRangeAndHoldsZeroForRandomRanges) {
    torch::manual_seed(7);
    const auto low = -torch::rand({4000}) * torch::rand({4000}).gt(0.1);
    const auto high = torch::rand({4000}) * torch::rand({4000}).gt(0.1) + 1e-4;
    const auto bits = torch::randint(2, 9, {4000}).to(torch::kFloat);
    const auto grid = zeroGrid(low, high, bits);
    EXPECT_TRUE(grid.minimum.le(low + 1e-6).all().item<bool>());
    EXPECT_TRUE(grid.maximum.ge(high - 1e-6).all().item<bool>());
    EXPECT_TRUE(grid.step.gt(0).all().item<bool>());
    const auto levels = torch::round((grid.maximum - grid.minimum) / grid.step) + 1;
    EXPECT_TRUE(levels.eq(torch::pow(2.0, bits)).all().item<bool>());
    EXPECT_TRUE(quantize(torch::zeros({1, 4000}), grid).eq(0).all().item<bool>());
}

TEST(Quantize, IsThePapersFormulaOnTheGrid) {
    const auto grid = zeroGrid(vec({-1}), vec({2}), vec({2}));
    const auto q = quantize(vec({-3, -0.6F, -0.4F, 0.3F, 0.7F, 1.6F, 9}).unsqueeze(1), grid);
    EXPECT_TRUE(torch::equal(q.squeeze(1), vec({-1, -1, 0, 0, 1, 2, 2})));
    // round((z − min)/(max − min)·(2^b − 1))·(max − min)/(2^b − 1) + min, written out:
    torch::manual_seed(1);
    const auto z = torch::rand({500, 1}) * 3 - 1;
    const auto paper = torch::round((z + 1) / 3 * 3) * (3.0 / 3.0) - 1;
    EXPECT_LT((quantize(z, grid) - paper).abs().max().item<double>(), 1e-6);
}

TEST(Quantize, ErrsByHalfAStepAtMostInsideTheRange) {
    torch::manual_seed(2);
    const auto grid = zeroGrid(-torch::rand({64}), torch::rand({64}) + 0.01, torch::full({64}, 4.0));
    const auto z = grid.minimum + torch::rand({200, 64}) * (grid.maximum - grid.minimum);
    EXPECT_TRUE((quantize(z, grid) - z).abs().le(grid.step * 0.5001).all().item<bool>());
}

TEST(WholeBits, KeepTheMeanByLargestRemainder) {
    EXPECT_TRUE(torch::equal(wholeBits(vec({3.9F, 4.1F, 2.5F, 5.5F})), vec({4, 4, 3, 5})));
    EXPECT_TRUE(torch::equal(wholeBits(vec({2, 8, 4})), vec({2, 8, 4})));
    torch::manual_seed(4);
    for (int round = 0; round < 20; ++round) {
        const auto bits = torch::rand({128}) * 6 + 2;
        const auto whole = wholeBits(bits);
        EXPECT_LE(whole.mean().item<double>(), bits.mean().item<double>() + 1e-4);
        EXPECT_GT(whole.mean().item<double>(), bits.mean().item<double>() - 1.0 / 128 - 1e-4);
        EXPECT_TRUE(whole.ge(2).all().item<bool>() && whole.le(8).all().item<bool>());
        EXPECT_LT((whole - bits).abs().max().item<double>(), 1.0);
    }
}

TEST(Quantizer, FractionalBitsMixTheLossesOfTheTwoNeighbouringWidths) {
    Quantizer spq(1, 2.25);
    spq->observeRange(vec({-1, 2}).unsqueeze(1));
    const auto z = vec({0.7F}).unsqueeze(1);
    const auto buffers = spq->named_buffers();
    const auto squared = [&](float bits) {
        const auto q = quantize(z, zeroGrid(buffers["minimum"], buffers["maximum"], vec({bits})));
        return (z - q).pow(2).item<double>();
    };
    const auto loss = spq->loss(z, 0);
    EXPECT_NEAR(loss.item<double>(), 0.75 * squared(2) + 0.25 * squared(3), 1e-6);
    loss.backward();
    EXPECT_NEAR(spq->named_parameters()["bits"].grad().item<double>(), squared(3) - squared(2), 1e-6);
}

TEST(Quantizer, WidthsDoNotStopBetweenTwoWholeNumbers) {
    // Without a budget every bit helps, so widths must go on rising from any fraction.
    torch::manual_seed(10);
    const auto z = torch::randn({512, 1});
    for (const double start : {2.5, 3.8, 4.9, 6.2}) {
        Quantizer spq(1, start);
        spq->observeRange(z);
        spq->loss(z, 0.1).backward();
        EXPECT_LT(spq->named_parameters()["bits"].grad().item<double>(), 0) << start;
    }
}

TEST(Quantizer, TheLossIsTheHandComputedOne) {
    Quantizer spq(2, 2.0);
    spq->observeRange(torch::tensor({{-1.0F, -1.0F}, {2.0F, 2.0F}}));
    // The percentiles 0.1 and 99.9 of two values are 0.3 % of the way in: the step is 0.997·1 of the range.
    spq->named_buffers()["minimum"].fill_(-1);
    spq->named_buffers()["maximum"].fill_(2);
    spq->observeImportance(torch::tensor({{1.0F, 1.0F}}), torch::tensor({{3.0F, 1.0F}}));
    EXPECT_TRUE(torch::allclose(spq->importance(), vec({1.5F, 0.5F})));
    const auto z = torch::tensor({{0.25F, 1.9F}, {0.0F, -0.2F}});
    // errors: 0.25, -0.1 | 0, -0.2; squares 0.0725 and 0.04; weighted 1.5·0.25 + 0.5·0.1 = 0.425 and 0.1.
    const double wanted = ((0.0725 + 0.5 * 0.425) + (0.04 + 0.5 * 0.1)) / 2;
    EXPECT_NEAR(spq->loss(z, 0.5).item<double>(), wanted, 1e-6);
}

TEST(Quantizer, GradientsOfTheLossMatchFiniteDifferencesInTheWidths) {
    torch::manual_seed(9);
    Quantizer spq(6, 3.4);
    const auto z = torch::randn({32, 6}) * 0.3;
    spq->observeRange(z);
    auto bits = spq->named_parameters()["bits"]; // the dictionary is a temporary, the tensor is not
    spq->loss(z, 0.1).backward();
    const auto gradient = bits.grad().clone();
    torch::NoGradGuard noGrad;
    for (std::int64_t d = 0; d < 6; ++d) {
        constexpr float h = 1e-2F;
        bits[d] += h;
        const double up = spq->loss(z, 0.1).item<double>();
        bits[d] -= 2 * h;
        const double down = spq->loss(z, 0.1).item<double>();
        bits[d] += h;
        EXPECT_NEAR(gradient[d].item<double>(), (up - down) / (2 * static_cast<double>(h)), 2e-4) << d;
    }
}

TEST(Quantizer, FreezingFixesWholeWidthsAndStopsTheirGradient) {
    Quantizer spq(4, 3.5);
    torch::manual_seed(3);
    const auto z = torch::randn({64, 4});
    spq->observeRange(z);
    spq->freeze();
    EXPECT_TRUE(spq->frozen());
    const auto bits = spq->bits();
    EXPECT_TRUE(bits.eq(bits.round()).all().item<bool>());
    EXPECT_NEAR(bits.mean().item<double>(), 3.5, 1e-6);
    EXPECT_FALSE(spq->loss(z, 0.1).requires_grad());
}

TEST(Quantizer, ItsParametersHoldZeroAndMatchTheGrid) {
    torch::manual_seed(6);
    Quantizer spq(16, 4.3);
    const auto z = torch::randn({256, 16}) * 0.2;
    spq->observeRange(z);
    const auto p = spq->parameters();
    ASSERT_EQ(p.bits.size(), 16U);
    double mean = 0;
    for (std::size_t d = 0; d < 16; ++d) {
        const float step = (p.maximum[d] - p.minimum[d]) / static_cast<float>((1 << p.bits[d]) - 1);
        const float zero = -p.minimum[d] / step;
        EXPECT_NEAR(zero, std::round(zero), 1e-3F) << d;
        EXPECT_GT(p.maximum[d], p.minimum[d]);
        mean += p.importance[d] / 16.0;
    }
    EXPECT_NEAR(mean, 1.0, 1e-5);
}

TEST(Quantizer, TheBudgetMovesBitsToDimensionsThatMatter) {
    // One dimension is wide and important, the others narrow: gradient descent on L_SPQ under the budget must
    // order the widths as the closed form b̄ + ½·log2(w σ²) does.
    torch::manual_seed(8);
    Quantizer spq(4, 4.0);
    const auto scales = vec({0.8F, 0.4F, 0.2F, 0.1F});
    auto bits = spq->named_parameters()["bits"]; // the dictionary is a temporary, the tensor is not
    for (int step = 0; step < 400; ++step) {
        const auto z = torch::randn({128, 4}) * scales;
        spq->observeRange(z);
        const auto over = torch::relu(spq->bits().mean() - 4.0);
        const auto loss = spq->loss(z, 0.1) + 20.0 * over * over;
        bits.mutable_grad() = at::Tensor();
        loss.backward();
        torch::NoGradGuard noGrad;
        bits.add_(bits.grad(), -2.0);
    }
    const auto learnt = spq->bits().detach();
    for (std::int64_t d = 0; d + 1 < 4; ++d) {
        EXPECT_GT(learnt[d].item<float>(), learnt[d + 1].item<float>()) << learnt;
    }
    EXPECT_LT(learnt.mean().item<double>(), 4.3);
}

} // namespace
} // namespace sparlet::nn
