#include "nn/heads_internal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace sparlet::nn {
namespace {

TEST(Pooling, IsTheMeanOrTheGeneralisedMean) {
    const auto x = torch::tensor({1.0F, 2.0F, 3.0F, 6.0F}).view({1, 1, 2, 2});
    EXPECT_NEAR(Pooling(0.0)->forward(x).item<double>(), 3.0, 1e-6);
    EXPECT_NEAR(Pooling(3.0)->forward(x).item<double>(), std::cbrt((1 + 8 + 27 + 216) / 4.0), 1e-5);
    EXPECT_EQ(Pooling(0.0)->parameters().size(), 0U);
    EXPECT_EQ(Pooling(3.0)->parameters().size(), 1U);
}

TEST(PyramidPooling, CentresAndScalesEachScaleByItself) {
    torch::manual_seed(2);
    PyramidPooling pool(std::array<int, 4>{4, 2, 3, 5});
    EXPECT_EQ(pool->features(), 2 * 16 + 3 * 9 + 5);
    Taps taps;
    taps.c3 = torch::randn({6, 2, 8, 8});
    taps.c4 = torch::randn({6, 3, 6, 6});
    taps.c5 = torch::randn({6, 5, 3, 3});
    const auto raw = pool->raw(taps);
    // The first cell of C3's first channel, and the last of C5.
    EXPECT_NEAR(raw[0][0].item<double>(), taps.c3[0][0].slice(0, 0, 2).slice(1, 0, 2).mean().item<double>(),
                1e-6);
    EXPECT_NEAR(raw[5][63].item<double>(), taps.c5[5][4].mean().item<double>(), 1e-6);
    pool->setMean(raw.mean(0));
    const auto x = pool->forward(taps);
    const auto groups = x.split_with_sizes({32, 27, 5}, 1);
    for (const auto& group : groups)
        EXPECT_LT((group.norm(2, {1}) - 1).abs().max().item<double>(), 1e-5);
    const auto centred = raw - raw.mean(0);
    EXPECT_TRUE(torch::allclose(groups[2], unitRows(centred.slice(1, 59, 64)), 1e-4, 1e-6));
}

TEST(Whitening, GivesIdentityCovarianceAlongTheDirectionsOfGreatestVariance) {
    torch::manual_seed(3);
    // Forty dimensions, of which eight carry nearly all variance.
    const auto mixing = torch::randn({8, 40});
    const auto x = torch::matmul(torch::randn({3000, 8}) * torch::arange(1, 9), mixing) +
                   0.01 * torch::randn({3000, 40}) + 5.0;
    const auto whitening = fitWhitening(x, 8);
    const auto y = torch::matmul(x - whitening.mean, whitening.projection);
    EXPECT_LT(y.mean(0).abs().max().item<double>(), 1e-3);
    const auto covariance = torch::matmul(y.t(), y) / 3000.0;
    EXPECT_LT((covariance - torch::eye(8)).abs().max().item<double>(), 1e-2);
    // What the eight directions leave out is the noise alone.
    const auto basis = std::get<0>(at::linalg_qr(whitening.projection));
    const auto centred = x - x.mean(0);
    const auto left = centred - torch::matmul(torch::matmul(centred, basis), basis.t());
    EXPECT_LT(left.pow(2).mean().item<double>(), 2e-4);
}

TEST(Embedding, StartsFromAWhitening) {
    torch::manual_seed(4);
    const auto x = torch::randn({500, 60}) * torch::linspace(0.1, 3, 60) + 1.0;
    EmbeddingHead head(60, 32);
    const auto whitening = fitWhitening(x, 32);
    head->setWhitening(whitening);
    head->eval();
    const auto wanted = unitRows(torch::matmul(x - whitening.mean, whitening.projection));
    EXPECT_LT((head->forward(x) - wanted).abs().max().item<double>(), 1e-4);
}

TEST(Embedding, GivesUnitRows) {
    torch::manual_seed(1);
    const auto e = EmbeddingHead(20, 32)->forward(torch::randn({9, 20}));
    EXPECT_EQ(e.sizes().vec(), (std::vector<std::int64_t>{9, 32}));
    EXPECT_LT((e.norm(2, {1}) - 1).abs().max().item<double>(), 1e-5);
}

TEST(Classifier, GivesCosinesWhateverTheWeightsLengths) {
    torch::manual_seed(1);
    CosineClassifier classifier(8, 3);
    const auto x = unitRows(torch::randn({5, 8}));
    const auto before = classifier->forward(x);
    EXPECT_LE(before.abs().max().item<double>(), 1.0 + 1e-6);
    torch::NoGradGuard noGrad;
    classifier->parameters()[0].mul_(7);
    EXPECT_TRUE(torch::allclose(before, classifier->forward(x), 1e-5, 1e-6));
}

} // namespace
} // namespace sparlet::nn
