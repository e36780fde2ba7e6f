#include "nn/heads_internal.h"
#include "nn/losses_internal.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sparlet::nn {
namespace {

TEST(MarginLogits, SubtractTheMarginAtTheTrueClassOnly) {
    const auto logits =
        marginLogits(torch::tensor({{0.5F, 0.1F}, {-0.2F, 0.9F}}), torch::tensor({0, 1}), 10, 0.2);
    EXPECT_TRUE(torch::allclose(logits, torch::tensor({{3.0F, 1.0F}, {-2.0F, 7.0F}})));
}

TEST(CrossEntropy, HasItsClosedForm) {
    // Two classes, logits 0 and log 3: probabilities 1/4 and 3/4.
    const auto logits = torch::tensor({{0.0F, std::log(3.0F)}});
    const auto label = torch::tensor({1});
    EXPECT_NEAR(smoothedCrossEntropy(logits, label, 0).item<double>(), std::log(4.0 / 3.0), 1e-6);
    const double smoothed = 0.9 * std::log(4.0 / 3.0) + 0.1 * 0.5 * (std::log(4.0) + std::log(4.0 / 3.0));
    EXPECT_NEAR(smoothedCrossEntropy(logits, label, 0.1).item<double>(), smoothed, 1e-6);
}

TEST(Divergence, HasItsClosedFormAndTheTemperatureSquared) {
    const auto teacher = torch::tensor({{0.75F, 0.25F}});
    const auto uniform = torch::tensor({{1.0F, 1.0F}});
    const double kl = 0.75 * std::log(0.75 / 0.5) + 0.25 * std::log(0.25 / 0.5);
    EXPECT_NEAR(distillationDivergence(teacher, uniform, 1).item<double>(), kl, 1e-6);
    EXPECT_NEAR(distillationDivergence(teacher, uniform, 4).item<double>(), 16 * kl, 1e-5);
}

TEST(Divergence, RunsFromTheTeacherToTheStudent) {
    // KL(p‖q) and KL(q‖p) differ for these; SPARSE §3.2 has the teacher first.
    const auto p = torch::tensor({{0.9F, 0.1F}});
    const auto q = torch::tensor({{0.5F, 0.5F}});
    const double forward = 0.9 * std::log(0.9 / 0.5) + 0.1 * std::log(0.1 / 0.5);
    const double backward = 0.5 * std::log(0.5 / 0.9) + 0.5 * std::log(0.5 / 0.1);
    const double got = distillationDivergence(p, q.log(), 1).item<double>();
    EXPECT_NEAR(got, forward, 1e-6);
    EXPECT_GT(std::abs(got - backward), 0.1);
}

TEST(Divergence, IsZeroWhereTheStudentAgreesAndSurvivesZeroProbabilities) {
    const auto p = torch::tensor({{0.7F, 0.2F, 0.1F}});
    EXPECT_NEAR(distillationDivergence(p, p.log() * 2, 2).item<double>(), 0, 1e-5);
    const auto certain = torch::tensor({{1.0F, 0.0F}});
    EXPECT_NEAR(distillationDivergence(certain, torch::zeros({1, 2}), 1).item<double>(), std::log(2.0), 1e-6);
}

TEST(TextProbabilities, AreTheSoftmaxOfCosinesOverSevenHundredths) {
    const auto classes = torch::eye(2);
    const auto p = textClassProbabilities(torch::tensor({{0.8F, 0.6F}}), classes);
    EXPECT_NEAR(p[0][0].item<double>(), 1.0 / (1.0 + std::exp(-0.2 / 0.07)), 1e-6);
}

TEST(CosineDistance, GoesFromZeroToOne) {
    const auto a = torch::tensor({{1.0F, 0.0F}});
    EXPECT_NEAR(cosineDistance(a, a).item<double>(), 0, 1e-7);
    EXPECT_NEAR(cosineDistance(a, torch::tensor({{0.0F, 1.0F}})).item<double>(), 0.5, 1e-7);
    EXPECT_NEAR(cosineDistance(a, -a).item<double>(), 1, 1e-7);
}

TEST(Triplet, HasItsClosedForm) {
    // On a line: class 0 at 0 and 1, class 1 at 3 and 7.
    const auto x = torch::tensor({{0.0F}, {1.0F}, {3.0F}, {7.0F}});
    const auto labels = torch::tensor({0, 0, 1, 1});
    const auto term = [](double positive, double negative) {
        return std::log1p(std::exp(positive - negative));
    };
    const double wanted = (term(1, 3) + term(1, 2) + term(4, 2) + term(4, 6)) / 4;
    EXPECT_NEAR(batchHardTriplet(x, labels).item<double>(), wanted, 1e-5);
}

TEST(Triplet, LeavesOutAnchorsWithoutAPositiveOrNegative) {
    const auto x = torch::tensor({{0.0F}, {1.0F}, {3.0F}});
    const auto lonely = batchHardTriplet(x, torch::tensor({0, 0, 1}));
    const double wanted = (std::log1p(std::exp(1.0 - 3)) + std::log1p(std::exp(1.0 - 2))) / 2;
    EXPECT_NEAR(lonely.item<double>(), wanted, 1e-5);
    EXPECT_EQ(batchHardTriplet(x, torch::tensor({0, 0, 0})).item<double>(), 0);
    EXPECT_EQ(batchHardTriplet(x, torch::tensor({0, 1, 2})).item<double>(), 0);
}

TEST(Triplet, HasFiniteGradientsForEqualRows) {
    auto x = torch::ones({4, 3}).set_requires_grad(true);
    batchHardTriplet(x, torch::tensor({0, 0, 1, 1})).backward();
    EXPECT_TRUE(torch::isfinite(x.grad()).all().item<bool>());
}

} // namespace
} // namespace sparlet::nn
