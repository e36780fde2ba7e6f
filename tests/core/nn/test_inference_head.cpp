#include "nn/inference_head_internal.h"
#include "settled_network.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace sparlet::nn {
namespace {

double farthest(const at::Tensor& a, const at::Tensor& b) {
    return (a - b).abs().max().item<double>();
}

/// One whose BatchNorm has something to do.
EmbeddingHead usedHead(int in, int dimensions) {
    EmbeddingHead head(in, dimensions);
    head->train();
    for (int step = 0; step < 30; ++step)
        head->forward(3 * torch::randn({64, in}) + 1);
    torch::NoGradGuard noGrad;
    for (auto& parameter : head->named_parameters()) {
        if (parameter.key().rfind("norm.", 0) == 0) parameter.value().add_(0.3 * torch::randn({dimensions}));
    }
    head->eval();
    return head;
}

class InferenceHeads : public testing::Test {
protected:
    void SetUp() override { torch::manual_seed(9); }
    torch::NoGradGuard noGrad_;
};

TEST_F(InferenceHeads, GiveWhatTheLayersGive) {
    for (const int dimensions : {128, 33}) {
        auto head = usedHead(50, dimensions);
        SparseEncoder ase(dimensions);
        ase->eval();
        const auto features = 2 * torch::randn({21, 50});
        const auto embedding = head->forward(features);
        const auto sparse = ase->forward(embedding, 0.1);

        const auto plain = InferenceHead(*head, nullptr).forward(features);
        EXPECT_LT(farthest(plain.embedding, embedding), 1e-6);
        EXPECT_TRUE(plain.sparse.equal(plain.embedding));
        EXPECT_TRUE(plain.density.equal(torch::ones({21})));
        EXPECT_TRUE(plain.threshold.equal(torch::zeros({21})));

        const auto coded = InferenceHead(*head, ase.get()).forward(features);
        EXPECT_TRUE(coded.embedding.equal(plain.embedding));
        EXPECT_LT(farthest(coded.density, sparse.density), 1e-6);
        EXPECT_LT(farthest(coded.threshold, sparse.threshold), 1e-6);
        EXPECT_LT(farthest(coded.sparse, sparse.z), 1e-6);
    }
}

TEST_F(InferenceHeads, KeepTheShareOfDimensionsThatAseSays) {
    SparseEncoder ase(64);
    for (const float bias : {-30.0F, -1.0F, 0.0F, 1.0F, 30.0F}) {
        for (auto& parameter : ase->named_parameters()) {
            if (parameter.key() == "out.bias") parameter.value().fill_(bias);
            if (parameter.key() == "out.weight") parameter.value().zero_();
        }
        auto head = usedHead(16, 64);
        const auto out = InferenceHead(*head, ase.get()).forward(torch::randn({5, 16}));
        const double share = 0.1 + 0.85 / (1 + std::exp(-static_cast<double>(bias)));
        EXPECT_LT(farthest(out.density, torch::full({5}, share)), 1e-6);
        for (int row = 0; row < 5; ++row)
            EXPECT_NEAR(out.sparse[row].ne(0).sum().item<double>(), 63 * share, 1.01);
    }
}

TEST_F(InferenceHeads, ARowIsTheSameBitsInEveryBatch) {
    auto head = usedHead(577, 100);
    SparseEncoder ase(100);
    const InferenceHead inference(*head, ase.get());
    const auto features = torch::randn({37, 577});
    const auto all = inference.forward(features);
    for (std::int64_t row = 0; row < 37; ++row) {
        const auto one = inference.forward(features.narrow(0, row, 1));
        EXPECT_TRUE(one.embedding[0].equal(all.embedding[row]));
        EXPECT_TRUE(one.sparse[0].equal(all.sparse[row]));
        EXPECT_TRUE(one.threshold[0].equal(all.threshold[row]));
    }
}

TEST_F(InferenceHeads, RowsThatAreNoNumbersStayThatAndSpoilNoOthers) {
    auto head = usedHead(8, 32);
    SparseEncoder ase(32);
    auto features = torch::randn({3, 8});
    const InferenceHead inference(*head, ase.get());
    const auto sound = inference.forward(features);
    features[1][4] = std::numeric_limits<float>::quiet_NaN();
    const auto out = inference.forward(features);
    EXPECT_TRUE(out.sparse[0].equal(sound.sparse[0]));
    EXPECT_TRUE(out.sparse[2].equal(sound.sparse[2]));
    EXPECT_TRUE(out.embedding[1].isnan().all().item<bool>());
    EXPECT_TRUE(out.sparse[1].isnan().all().item<bool>());
    EXPECT_TRUE(out.threshold[1].isnan().item<bool>());
}

TEST_F(InferenceHeads, ZerosGiveZeros) {
    EmbeddingHead head(4, 32);
    for (auto& parameter : head->named_parameters())
        parameter.value().zero_();
    SparseEncoder ase(32);
    const auto out = InferenceHead(*head, ase.get()).forward(torch::randn({2, 4}));
    EXPECT_TRUE(out.embedding.equal(torch::zeros({2, 32})));
    EXPECT_TRUE(out.sparse.equal(torch::zeros({2, 32})));
}

TEST_F(InferenceHeads, MapsArePooledAsTheLayersPoolThem) {
    for (const auto layout : {at::MemoryFormat::ChannelsLast, at::MemoryFormat::Contiguous}) {
        Taps maps;
        maps.c3 = torch::randn({3, 5, 12, 12}).contiguous(layout);
        maps.c4 =
            torch::randn({3, 7, 5, 7}).contiguous(layout); // cells overlap where the grid does not divide
        maps.c5 = torch::randn({3, 9, 2, 2}).contiguous(layout); // and are smaller than a place here
        EXPECT_LT(farthest(meansOfPlaces(maps.c4), Pooling(0.0)->forward(maps.c4)), 1e-6);
        PyramidPooling pool(std::array<int, 4>{4, 5, 7, 9});
        pool->setMean(torch::randn({pool->features()}));
        EXPECT_LT(farthest(pyramidFeatures(*pool, maps), pool->forward(maps)), 1e-6);
        maps.c3 = maps.c3.slice(2, 0, 3).slice(3, 0, 2); // fewer places than cells
        EXPECT_LT(farthest(pyramidFeatures(*pool, maps), pool->forward(maps)), 1e-6);
    }
}

TEST_F(InferenceHeads, EveryFoldedMethodGivesItsOutputs) {
    for (const auto& entry : methodEntries()) {
        for (const bool pyramid : {false, true}) {
            if (pyramid && entry.ownFeatures) continue;
            MethodConfig config;
            config.method = entry.name;
            config.backbone.name = "mobilenet_v3_small";
            config.backbone.smallImageStem = true;
            config.dimensions = 64;
            config.classes = 4;
            config.ase = entry.ase;
            config.spq = entry.spq;
            config.hyper["pyramid"] = pyramid;
            auto made = makeMethod(config);
            ASSERT_TRUE(made.ok()) << made.error().message;
            auto& network = **made;
            test::settle(network, torch::randn({8, 3, 32, 32}));
            const auto maps = network.taps(torch::randn({3, 3, 32, 32}));
            const auto wanted = network.outputs(maps);
            const auto before = network.codes(maps);
            network.fold(eagerRuntime());
            const auto after = network.codes(maps);
            for (const auto* out : {&before, &after}) {
                EXPECT_LT(farthest(out->embedding, wanted.embedding), 1e-5) << entry.name;
                EXPECT_LT(farthest(out->sparse, wanted.sparse), 1e-5) << entry.name;
                EXPECT_LT(farthest(out->threshold, wanted.threshold), 1e-5) << entry.name;
                EXPECT_LT(farthest(out->density, wanted.density), 1e-5) << entry.name;
            }
        }
    }
}

} // namespace
} // namespace sparlet::nn
