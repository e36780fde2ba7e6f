#include "nn/heads_internal.h"
#include "nn/method_internal.h"

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

MethodConfig smallConfig(const std::string& method) {
    MethodConfig config;
    config.method = method;
    config.backbone = {"mobilenet_v3_small", true, 16};
    config.dimensions = 32;
    config.classes = 4;
    config.lkd = config.ase = config.spq = method == "sparse";
    config.textDimensions = config.lkd ? 10 : 0;
    return config;
}

TrainingBatch smallBatch(double progress) {
    TrainingBatch batch;
    batch.labels = torch::tensor({0, 0, 1, 1, 2, 2, 3, 3});
    batch.text = unitRows(torch::randn({8, 10}));
    batch.classText = unitRows(torch::randn({4, 10}));
    batch.progress = progress;
    return batch;
}

TEST(Methods, EveryOneOfTheRegistryTrainsOneStep) {
    for (const auto& name : methodNames()) {
        torch::manual_seed(1);
        auto made = makeMethod(smallConfig(name));
        ASSERT_TRUE(made.ok()) << made.error().message;
        auto& method = **made;
        method.atProgress(0.5);
        const auto terms = method.loss(torch::randn({8, 3, 16, 16}), smallBatch(0.5));
        ASSERT_TRUE(torch::isfinite(terms.total).item<bool>()) << name;
        terms.total.backward();
        method.afterBackward();
        EXPECT_EQ(terms.predicted.size(0), 8);
        for (const auto& item : method.named_parameters()) {
            EXPECT_TRUE(item.value().grad().defined()) << name << ": " << item.key();
        }
    }
}

TEST(Sparse, EveryModuleCanBeLeftOut) {
    for (int mask = 0; mask < 8; ++mask) {
        torch::manual_seed(1);
        auto config = smallConfig("sparse");
        config.lkd = (mask & 1) != 0;
        config.ase = (mask & 2) != 0;
        config.spq = (mask & 4) != 0;
        auto made = makeMethod(config);
        ASSERT_TRUE(made.ok()) << made.error().message;
        auto& method = **made;
        auto batch = smallBatch(0.9);
        if (!config.lkd) batch.text = batch.classText = at::Tensor();
        method.atProgress(0.9);
        const auto terms = method.loss(torch::randn({8, 3, 16, 16}), batch);
        terms.total.backward();
        method.afterBackward();
        EXPECT_EQ(terms.lkd.defined(), config.lkd);
        EXPECT_EQ(terms.sparsity.defined(), config.ase);
        EXPECT_EQ(terms.spq.defined(), config.spq);
        EXPECT_TRUE(terms.triplet.defined());
        EXPECT_EQ(method.quantizer().bits.empty(), !config.spq);
        method.eval();
        const auto out = method.forward(torch::randn({2, 3, 16, 16}));
        EXPECT_EQ(torch::equal(out.sparse, out.embedding), !config.ase);
    }
}

TEST(Methods, RefuseWhatTheyCannotBuild) {
    auto config = smallConfig("hamster");
    EXPECT_EQ(makeMethod(config).error().code, ErrorCode::Unsupported);
    config = smallConfig("sparse");
    config.backbone.name = "vgg";
    EXPECT_EQ(makeMethod(config).error().code, ErrorCode::Unsupported);
    config = smallConfig("sparse");
    config.dimensions = 16;
    EXPECT_EQ(makeMethod(config).error().code, ErrorCode::InvalidArgument);
    config = smallConfig("sparse");
    config.textDimensions = 0;
    EXPECT_EQ(makeMethod(config).error().code, ErrorCode::InvalidArgument);
}

TEST(Methods, HyperParametersHaveNamesOfTheirOwnAndValidDefaults) {
    std::vector<std::string> names;
    for (const auto& known : methodHyperParameters()) {
        EXPECT_LE(known.least, known.standard) << known.name;
        EXPECT_GE(known.most, known.standard) << known.name;
        names.emplace_back(known.name);
    }
    std::sort(names.begin(), names.end());
    EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

} // namespace
} // namespace sparlet::nn
