#include "nn/heads_internal.h"
#include "nn/method_internal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>
#include <vector>

namespace sparlet::nn {
namespace {

MethodConfig smallConfig(const std::string& method) {
    MethodConfig config;
    config.method = method;
    config.backbone = {"mobilenet_v3_small", true, 16};
    config.dimensions = 32;
    config.classes = 4;
    const auto* entry = findMethod(method);
    config.lkd = entry != nullptr && entry->lkd;
    config.ase = entry != nullptr && entry->ase;
    config.spq = entry != nullptr && entry->spq;
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
    for (const auto& entry : methodEntries()) {
        const std::string name = entry.name;
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

/// Every method with each backbone.
class EveryMethod : public testing::TestWithParam<std::tuple<std::string, std::string>> {
protected:
    MethodConfig config() const {
        auto config = smallConfig(std::get<0>(GetParam()));
        config.backbone = {std::get<1>(GetParam()), true, 32};
        return config;
    }
};

TEST_P(EveryMethod, GivesUnitRowsAtEverySizeOfPicture) {
    torch::manual_seed(1);
    auto made = makeMethod(config());
    ASSERT_TRUE(made.ok()) << made.error().message;
    auto& method = **made;
    method.eval();
    torch::NoGradGuard noGrad;
    for (const int side : {32, 48}) {
        const auto out = method.forward(torch::randn({2, 3, side, side}));
        EXPECT_EQ(out.embedding.sizes().vec(), (std::vector<std::int64_t>{2, 32}));
        EXPECT_LT((out.embedding.norm(2, {1}) - 1).abs().max().item<double>(), 1e-5);
        EXPECT_TRUE(torch::isfinite(out.sparse).all().item<bool>());
    }
}

TEST_P(EveryMethod, SendsItsGradientToTheFirstConvolution) {
    for (const bool bf16 : {false, true}) {
        torch::manual_seed(1);
        auto made = makeMethod(config());
        ASSERT_TRUE(made.ok()) << made.error().message;
        auto& method = **made;
        method.setBf16(bf16);
        method.atProgress(0.5);
        auto batch = smallBatch(0.5);
        if (!method.config().lkd) batch.text = batch.classText = at::Tensor();
        method.loss(torch::randn({8, 3, 32, 32}), batch).total.backward();
        for (const auto& item : method.named_parameters()) {
            if (item.value().dim() == 4 && item.value().size(1) == 3) {
                const auto largest = item.value().grad().abs().max().item<double>();
                EXPECT_GT(largest, 0) << item.key();
                EXPECT_TRUE(std::isfinite(largest)) << item.key();
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(
    All, EveryMethod,
    testing::Combine(testing::Values("baseline", "mace", "spca", "dscf", "sparse", "hamlet"),
                     testing::Values("resnet18", "mobilenet_v3_large", "mobilenet_v3_small")),
    [](const auto& picked) { return std::get<0>(picked.param) + "_" + std::get<1>(picked.param); });

TEST(Methods, TheRegistryHasThePapersSix) {
    std::vector<std::string> names;
    for (const auto& entry : methodEntries())
        names.emplace_back(entry.name);
    EXPECT_EQ(names, (std::vector<std::string>{"baseline", "mace", "spca", "dscf", "sparse", "hamlet"}));
}

TEST(Methods, EveryOneLearnsABatchByHeart) {
    for (const auto& entry : methodEntries()) {
        torch::manual_seed(2);
        auto made = makeMethod(smallConfig(entry.name));
        ASSERT_TRUE(made.ok()) << made.error().message;
        auto& method = **made;
        auto batch = smallBatch(0.1);
        if (!method.config().lkd) batch.text = batch.classText = at::Tensor();
        const auto images = torch::randn({8, 3, 16, 16});
        torch::optim::Adam adam(method.parameters(), torch::optim::AdamOptions(3e-3));
        double first = 0, last = 0;
        std::int64_t right = 0;
        for (int step = 0; step < 60 && (right < 8 || last >= 0.7 * first); ++step) {
            method.atProgress(0.1);
            const auto terms = method.loss(images, batch);
            last = terms.total.item<double>();
            if (step == 0) first = last;
            right = terms.predicted.eq(batch.labels).sum().item<std::int64_t>();
            adam.zero_grad();
            terms.total.backward();
            method.afterBackward();
            adam.step();
        }
        EXPECT_EQ(right, 8) << entry.name;
        EXPECT_LT(last, 0.7 * first) << entry.name;
    }
}

TEST(Methods, ThresholdAndQuantiserGoOnAnyEmbedding) {
    for (const auto& entry : methodEntries()) {
        torch::manual_seed(1);
        auto config = smallConfig(entry.name);
        config.ase = config.spq = true;
        auto made = makeMethod(config);
        ASSERT_TRUE(made.ok()) << made.error().message;
        auto& method = **made;
        method.atProgress(0.9);
        auto batch = smallBatch(0.9);
        if (!config.lkd) batch.text = batch.classText = at::Tensor();
        const auto terms = method.loss(torch::randn({8, 3, 16, 16}), batch);
        EXPECT_TRUE(terms.sparsity.defined()) << entry.name;
        EXPECT_TRUE(terms.spq.defined()) << entry.name;
        EXPECT_EQ(method.quantizer().bits.size(), 32U) << entry.name;
        method.eval();
        const auto out = method.forward(torch::randn({2, 3, 16, 16}));
        EXPECT_GT((out.sparse == 0).sum().item<double>(), 0) << entry.name;
    }
}

TEST(Methods, OwnFeaturesGoWithoutThePyramid) {
    auto config = smallConfig("dscf");
    config.hyper["pyramid"] = 1;
    const auto made = makeMethod(config);
    ASSERT_FALSE(made.ok());
    EXPECT_NE(made.error().message.find("DSCF"), std::string::npos);
}

} // namespace
} // namespace sparlet::nn
