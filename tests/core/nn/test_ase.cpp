#include "nn/ase_internal.h"
#include "nn/heads_internal.h"

#include <gtest/gtest.h>

namespace sparlet::nn {
namespace {

at::Tensor row(std::vector<double> values) {
    return torch::tensor(values, torch::kDouble).unsqueeze(0);
}

/// Greatest difference between autograd's gradient and central differences of a scalar function.
template <class F>
double gradientError(const F& function, const at::Tensor& at) {
    auto x = at.clone().set_requires_grad(true);
    function(x).backward();
    const auto gradient = x.grad().clone();
    double worst = 0;
    torch::NoGradGuard noGrad;
    for (std::int64_t i = 0; i < at.numel(); ++i) {
        constexpr double h = 1e-6;
        auto up = at.clone(), down = at.clone();
        up.view(-1)[i] += h;
        down.view(-1)[i] -= h;
        const double numeric = (function(up) - function(down)).template item<double>() / (2 * h);
        worst = std::max(worst, std::abs(numeric - gradient.view(-1)[i].item<double>()));
    }
    return worst;
}

TEST(Percentile, InterpolatesAsNumpyDoes) {
    // numpy.percentile([1, 2, 4, 8], [0, 25, 50, 75, 90, 100]) = 1, 1.75, 3, 5, 6.8, 8
    const auto x = row({-4, 1, 8, -2});
    const std::pair<double, double> cases[] = {{1.0, 1.0},  {0.75, 1.75}, {0.5, 3.0},
                                               {0.25, 5.0}, {0.1, 6.8},   {0.0, 8.0}};
    for (const auto& [density, wanted] : cases) {
        const auto tau = percentileThreshold(x, torch::tensor({density}, torch::kDouble));
        EXPECT_NEAR(tau.item<double>(), wanted, 1e-12) << density;
    }
}

TEST(Percentile, SendsGradientsToTheDensityAndToTheTwoNeighbours) {
    const auto x = row({-4, 1, 8, -2});
    const auto byDensity = [&](const at::Tensor& d) { return percentileThreshold(x, d).sum(); };
    EXPECT_LT(gradientError(byDensity, torch::tensor({0.4}, torch::kDouble)), 1e-6);
    // Between 2 and 4, three steps over the whole range: dτ/dλ = −3·(4−2).
    auto density = torch::tensor({0.4}, torch::kDouble).set_requires_grad(true);
    byDensity(density).backward();
    EXPECT_NEAR(density.grad().item<double>(), -6.0, 1e-12);
    const auto byValue = [&](const at::Tensor& v) {
        return percentileThreshold(v, torch::tensor({0.4}, torch::kDouble)).sum();
    };
    EXPECT_LT(gradientError(byValue, x), 1e-6);
}

TEST(Thresholding, IsThePapersFormula) {
    const auto z = softThreshold(row({-4, 1, 8, -2}), torch::tensor({3.0}, torch::kDouble));
    EXPECT_TRUE(torch::equal(z, row({-1, 0, 5, 0})));
}

TEST(Thresholding, KeepsTheAskedShareOnRandomRows) {
    torch::manual_seed(3);
    const auto x = torch::randn({50, 128});
    for (const double share : {0.1, 0.25, 0.5, 0.9}) {
        const auto tau = percentileThreshold(x, torch::full({50}, share));
        const auto kept = softThreshold(x, tau).ne(0).sum(1).to(torch::kDouble);
        EXPECT_LE((kept - share * 128).abs().max().item<double>(), 1.0) << share;
    }
}

TEST(Thresholding, SmoothGradientsMatchFiniteDifferencesAndTheirClosedForm) {
    const auto x = row({-0.9, 0.2, 1.4, -0.35, 0.05});
    const auto weights = row({1.0, -2.0, 0.5, 3.0, -1.0});
    const auto tau = torch::tensor({0.4}, torch::kDouble);
    const auto byValue = [&](const at::Tensor& v) { return (weights * smoothThreshold(v, tau, 0.2)).sum(); };
    EXPECT_LT(gradientError(byValue, x), 1e-7);
    const auto byTau = [&](const at::Tensor& t) { return (weights * smoothThreshold(x, t, 0.2)).sum(); };
    EXPECT_LT(gradientError(byTau, tau), 1e-7);
    auto v = x.clone().set_requires_grad(true);
    byValue(v).backward();
    const auto gate = torch::sigmoid((x.abs() - 0.4) / 0.2);
    EXPECT_LT((v.grad() - weights * gate).abs().max().item<double>(), 1e-12);
}

TEST(Thresholding, TheWholeSoftPathMatchesFiniteDifferences) {
    torch::manual_seed(5);
    const auto x = torch::randn({3, 12}, torch::kDouble);
    const auto weights = torch::randn({3, 12}, torch::kDouble);
    const auto density = torch::tensor({0.33, 0.5, 0.71}, torch::kDouble);
    const auto path = [&](const at::Tensor& v) {
        return (weights * unitRows(smoothThreshold(v, percentileThreshold(v, density), 0.3))).sum();
    };
    EXPECT_LT(gradientError(path, x), 1e-6);
}

TEST(SparseEncoder, StartsNearNineTenthsAndGivesUnitRows) {
    torch::manual_seed(1);
    SparseEncoder ase(64);
    const auto x = unitRows(torch::randn({40, 64}));
    const auto code = ase->forward(x, 0.3);
    EXPECT_NEAR(code.density.mean().item<double>(), 0.9, 0.03);
    EXPECT_LT((code.z.norm(2, {1}) - 1).abs().max().item<double>(), 1e-5);
}

TEST(SparseEncoder, IsHardForwardInTrainingAndInEvaluation) {
    torch::manual_seed(1);
    SparseEncoder ase(64);
    const auto x = unitRows(torch::randn({8, 64}));
    const auto training = ase->forward(x, 0.3);
    ase->eval();
    const auto evaluation = ase->forward(x, 0.3);
    EXPECT_LT((training.z - evaluation.z).abs().max().item<double>(), 1e-6);
    const auto below = x.abs().lt(evaluation.threshold.unsqueeze(1));
    EXPECT_TRUE(evaluation.z.masked_select(below).eq(0).all().item<bool>());
    EXPECT_TRUE(evaluation.z.masked_select(below.logical_not())
                    .ge(0)
                    .logical_or(x.masked_select(below.logical_not()).lt(0))
                    .all()
                    .item<bool>());
}

TEST(SparseEncoder, GradientsReachDimensionsBelowTheThresholdAndTheDensity) {
    torch::manual_seed(2);
    SparseEncoder ase(32);
    auto x = unitRows(torch::randn({4, 32})).set_requires_grad(true);
    const auto code = ase->forward(x, 0.5);
    (code.raw * torch::randn({4, 32})).sum().backward();
    EXPECT_TRUE(x.grad().ne(0).all().item<bool>());
    for (const auto& parameter : ase->parameters())
        EXPECT_TRUE(parameter.grad().defined());
}

} // namespace
} // namespace sparlet::nn
