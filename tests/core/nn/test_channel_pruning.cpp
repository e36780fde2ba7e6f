#include "core/nn/settled_network.h"
#include "nn/calibrating_runtime_internal.h"
#include "nn/calibration.h"
#include "nn/channel_pruning_internal.h"
#include "nn/compaction.h"
#include "nn/encoder.h"
#include "nn/model_file.h"
#include "nn/model_file_internal.h"
#include "support/temp_dir.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <numeric>

namespace sparlet::nn {
namespace {

using Json = nlohmann::json;
using test::TempDir;
namespace fs = std::filesystem;

constexpr int kPictureSide = 32;

ModelInfo infoOf(int side = kPictureSide) {
    ModelInfo info;
    info.id = "m";
    info.trainSize = info.inputSize = side;
    info.mean = {0.5F, 0.5F, 0.5F};
    info.stddev = {0.25F, 0.25F, 0.25F};
    info.classNames = {"a", "b", "c"};
    return info;
}

at::Tensor waves(int count) {
    return normalised(test::smoothPictures(count, kPictureSide), infoOf());
}

std::shared_ptr<Method> networkOn(const std::string& backbone, bool smallImageStem = true) {
    MethodConfig config;
    config.method = "baseline";
    config.backbone = {backbone, smallImageStem, kPictureSide};
    config.dimensions = 32;
    config.classes = 3;
    torch::manual_seed(5);
    auto made = makeMethod(config);
    EXPECT_TRUE(made.ok()) << made.error().message;
    test::settle(**made, waves(24));
    return std::move(made).value();
}

InnerLayers layersOf(Method& network, const std::string& block) {
    for (const auto& layers : network.innerLayers()) {
        if (layers.block == block) return layers;
    }
    ADD_FAILURE() << "no block " << block;
    return {};
}

at::Tensor embeddings(Method& network, const at::Tensor& images) {
    const torch::NoGradGuard noGrad;
    return network.forward(images).embedding;
}

double embeddingCosine(const at::Tensor& a, const at::Tensor& b) {
    return (a * b).sum(1).mean().item<double>();
}

/// All of `count` but those from `from` on, `gone` of them.
std::vector<std::int64_t> allBut(std::int64_t count, std::int64_t from, std::int64_t gone) {
    std::vector<std::int64_t> out;
    for (std::int64_t c = 0; c < count; ++c) {
        if (c < from || c >= from + gone) out.push_back(c);
    }
    return out;
}

ChannelStatistics statisticsOf(const std::string& block, const std::vector<double>& sensitivity,
                               std::int64_t macs) {
    const auto values = torch::tensor(sensitivity, torch::kDouble);
    return {block, values, torch::eye(values.size(0), torch::kDouble), macs};
}

TEST(ChannelPruning, CountsMultiplyAccumulatesAsTheyAreCountedByHand) {
    // 224 px: 112²·64·147 + 4·56²·64·576 + 3·(28²·128·576 + 3·28²·128·1152 + 28²·128·64)
    const auto network = networkOn("resnet18", false);
    EXPECT_EQ(backboneMacs(*network, 224), 1'813'561'344);
    // Half of a block of layer1 saves half of its two convolutions.
    const auto half = resized(*network, {{"layer1.1", 32}});
    ASSERT_TRUE(half.ok());
    EXPECT_EQ(backboneMacs(**half, 224), 1'813'561'344 - 56 * 56 * 64 * 576);

    const auto mobile = networkOn("mobilenet_v3_small", false);
    ChannelObserver observer(*mobile);
    observer.add(torch::zeros({1, 3, 224, 224}));
    const auto blocks = observer.statistics();
    ASSERT_EQ(blocks.size(), 10U); // the first block expands nothing
    EXPECT_EQ(blocks[0].block, "features.2");
    // 16 → 72 at 56², 3×3 to 28², → 24
    EXPECT_EQ(blocks[0].macs, 56 * 56 * 16 + 28 * 28 * 9 + 28 * 28 * 24);
    EXPECT_EQ(blocks[2].block, "features.4");
    // 24 → 96 at 28², 5×5 to 14², squeezed to 24 and back, → 40
    EXPECT_EQ(blocks[2].macs, 28 * 28 * 24 + 14 * 14 * 25 + 24 + 24 + 14 * 14 * 40);
}

TEST(ChannelPruning, SensitivityIsHalfTheSquaredSlopeOfTheEmbedding) {
    for (const auto& [backbone, block] :
         {std::pair{"resnet18", "layer2.0"}, std::pair{"mobilenet_v3_small", "features.5"}}) {
        const auto network = networkOn(backbone);
        const auto images = waves(1);
        ChannelObserver observer(*network, 256);
        observer.add(images);
        const auto all = observer.statistics();
        const auto found =
            std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.block == block; });
        ASSERT_NE(found, all.end());
        const torch::NoGradGuard noGrad;
        auto weight = layersOf(*network, block).outOf->conv->weight;
        for (const std::int64_t channel : {0, 7, 30}) {
            const auto own = weight.select(1, channel).clone();
            constexpr double kStep = 0.02;
            weight.select(1, channel).copy_(own * (1 + kStep));
            const auto more = embeddings(*network, images);
            weight.select(1, channel).copy_(own * (1 - kStep));
            const auto less = embeddings(*network, images);
            weight.select(1, channel).copy_(own);
            const double slope = ((more - less) / (2 * kStep)).square().sum().item<double>();
            const double seen = found->sensitivity[channel].item<double>();
            EXPECT_NEAR(seen, slope / 2, 0.25 * slope / 2 + 1e-9) << backbone << ' ' << channel;
        }
    }
}

TEST(ChannelPruning, WhatOthersExplainGoesFirst) {
    // Independent channels go by their sensitivity.
    const auto apart = removalOrder(statisticsOf("b", {3, 1, 2, 0.5}, 1));
    EXPECT_EQ(apart.order, (std::vector<std::int64_t>{3, 1, 2, 0}));
    EXPECT_NEAR(apart.loss[0], 0.5, 1e-9);
    EXPECT_NEAR(apart.loss[3], 3, 1e-9);
    // Of two that are always equal one loses next to nothing; then the other is as dear as it looks.
    auto twins = statisticsOf("b", {1, 1, 0.5}, 1);
    twins.moments[0][1] = twins.moments[1][0] = 1;
    const auto order = removalOrder(twins);
    EXPECT_EQ(order.order[1], 2); // the first is any of the two
    EXPECT_EQ(order.order[0] + order.order[2], 1);
    EXPECT_LT(order.loss[0], 0.01);
    EXPECT_NEAR(order.loss[1], 0.5, 0.001);
    EXPECT_NEAR(order.loss[2], 1, 0.001);
}

TEST(ChannelPruning, CutsWhatLosesLeastForItsWork) {
    // Groups of 2: a loses 3 and 7 for 20 each, b 1 and 9 for 4 each.
    const std::vector<ChannelStatistics> blocks = {statisticsOf("a", {1, 2, 3, 4, 9, 9}, 10),
                                                   statisticsOf("b", {9, 0.5, 0.5, 9, 5, 4}, 2)};
    const auto first = planPruning(blocks, 100, 0.2, 2);
    ASSERT_TRUE(first.ok());
    EXPECT_EQ(first->macs, 80); // a: 3/20 is less than b: 1/4
    EXPECT_EQ(first->kept, (KeptChannels{{"a", {2, 3, 4, 5}}}));
    const auto more = planPruning(blocks, 100, 0.21, 2);
    ASSERT_TRUE(more.ok());
    EXPECT_EQ(more->macs, 76); // b: 1/4 is less than a: 7/20
    EXPECT_EQ(more->kept, (KeptChannels{{"a", {2, 3, 4, 5}}, {"b", {0, 3, 4, 5}}}));
    const auto most = planPruning(blocks, 100, 0.48, 2);
    ASSERT_TRUE(most.ok());
    EXPECT_EQ(most->kept, (KeptChannels{{"a", {4, 5}}, {"b", {0, 3}}}));
    const auto refused = planPruning(blocks, 100, 0.49, 2);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(refused.error().message.find("48 %"), std::string::npos);
}

/// A channel of 0 everywhere.
void silence(const ConvNorm& layer, std::int64_t from, std::int64_t count) {
    layer.norm->weight.narrow(0, from, count).zero_();
    layer.norm->bias.narrow(0, from, count).zero_();
}

TEST(ChannelPruning, WithoutDeadChannelsTheNetworkComputesTheSame) {
    for (const auto& [backbone, block] :
         {std::pair{"resnet18", "layer1.0"}, std::pair{"resnet18", "layer4.0"},
          std::pair{"mobilenet_v3_small", "features.3"}, std::pair{"mobilenet_v3_small", "features.5"},
          std::pair{"mobilenet_v3_large", "features.12"}}) {
        const auto network = networkOn(backbone);
        const auto layers = layersOf(*network, block);
        const auto images = waves(4);
        {
            const torch::NoGradGuard noGrad;
            silence(*layers.into, 8, 16);
            if (layers.depthwise != nullptr) silence(*layers.depthwise, 8, 16);
        }
        const auto channels = layers.into->conv->weight.size(0);
        const KeptChannels kept = {{block, allBut(channels, 8, 16)}};
        ChannelObserver observer(*network);
        observer.add(images);
        for (const bool corrected : {false, true}) {
            const auto smaller = withChannels(
                *network, kept, corrected ? observer.statistics() : std::vector<ChannelStatistics>{});
            ASSERT_TRUE(smaller.ok());
            EXPECT_EQ(layersOf(**smaller, block).into->conv->weight.size(0), channels - 16);
            const torch::NoGradGuard noGrad;
            const auto a = network->taps(images), b = (*smaller)->taps(images);
            EXPECT_TRUE(torch::allclose(a.c3, b.c3, 1e-4, 1e-4)) << backbone << ' ' << block;
            EXPECT_TRUE(torch::allclose(a.c5, b.c5, 1e-4, 1e-4)) << backbone << ' ' << block;
        }
    }
}

TEST(ChannelPruning, ChannelsThatStayTakeOverTheirTwins) {
    const auto network = networkOn("resnet18");
    const auto layers = layersOf(*network, "layer2.1");
    {
        const torch::NoGradGuard noGrad;
        for (auto tensor : {layers.into->conv->weight, layers.into->norm->weight, layers.into->norm->bias,
                            layers.into->norm->running_mean, layers.into->norm->running_var})
            tensor.narrow(0, 0, 8).copy_(tensor.narrow(0, 8, 8));
    }
    const auto images = waves(8);
    ChannelObserver observer(*network);
    observer.add(images);
    const KeptChannels kept = {{"layer2.1", allBut(128, 0, 8)}};
    const auto plain = withChannels(*network, kept, {});
    const auto corrected = withChannels(*network, kept, observer.statistics());
    ASSERT_TRUE(plain.ok() && corrected.ok());
    const auto wanted = embeddings(*network, images);
    const double without = 1 - embeddingCosine(wanted, embeddings(**plain, images));
    const double with = 1 - embeddingCosine(wanted, embeddings(**corrected, images));
    EXPECT_GT(without, 1e-4);
    EXPECT_LT(with, without / 20);
}

TEST(ChannelPruning, PlansWhatTheSmallerNetworkIs) {
    for (const std::string backbone : {"resnet18", "mobilenet_v3_small"}) {
        const auto network = networkOn(backbone);
        ChannelObserver observer(*network);
        observer.add(waves(8));
        EXPECT_EQ(observer.macs(), backboneMacs(*network, kPictureSide));
        const auto statistics = observer.statistics();
        const auto plan = planPruning(statistics, observer.macs(), 0.3);
        ASSERT_TRUE(plan.ok()) << plan.error().message;
        EXPECT_LE(static_cast<double>(plan->macs), 0.7 * static_cast<double>(observer.macs()));
        EXPECT_GE(static_cast<double>(plan->macs), 0.66 * static_cast<double>(observer.macs()));
        const auto smaller = withChannels(*network, plan->kept, statistics);
        ASSERT_TRUE(smaller.ok()) << smaller.error().message;
        EXPECT_EQ(backboneMacs(**smaller, kPictureSide), plan->macs);
        for (const auto& [block, kept] : plan->kept) {
            EXPECT_GE(kept.size(), 8U) << block;
            EXPECT_EQ(kept.size() % 8, 0U) << block;
        }
        // Once more, from what is left.
        ChannelObserver again(**smaller);
        again.add(waves(8));
        const auto next = planPruning(again.statistics(), again.macs(), 0.1);
        ASSERT_TRUE(next.ok());
        const auto smallest = withChannels(**smaller, next->kept, {});
        ASSERT_TRUE(smallest.ok());
        EXPECT_EQ(backboneMacs(**smallest, kPictureSide), next->macs);
        const auto channels = (*smallest)->config().backbone.innerChannels;
        for (const auto& [block, kept] : plan->kept)
            EXPECT_LE(channels.at(block), static_cast<int>(kept.size()));
    }
}

fs::path prunedModel(const TempDir& folder, const std::string& backbone) {
    const auto network = networkOn(backbone);
    ChannelObserver observer(*network);
    observer.add(waves(8));
    const auto statistics = observer.statistics();
    const auto plan = planPruning(statistics, observer.macs(), 0.3);
    const auto smaller = withChannels(*network, plan->kept, statistics);
    EXPECT_TRUE(smaller.ok());
    const auto file = folder / (backbone + ".safetensors");
    EXPECT_TRUE(saveModel(**smaller, infoOf(), file, {}).ok());
    return file;
}

std::vector<float> encoded(const fs::path& file, const std::string& precision = "eager") {
    const auto encoder = Encoder::open(file, {"cpu", precision});
    EXPECT_TRUE(encoder.ok()) << encoder.error().message;
    const auto batch = (*encoder)->encode(test::smoothPictures(4, kPictureSide), 4);
    EXPECT_TRUE(batch.ok()) << batch.error().message;
    return batch->embedding;
}

double cosineOf(const std::vector<float>& a, const std::vector<float>& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0) / 4;
}

class PrunedFiles : public testing::TestWithParam<const char*> {};

TEST_P(PrunedFiles, GoWhereverModelsGo) {
    const TempDir folder;
    const auto file = prunedModel(folder, GetParam());
    const auto loaded = loadModel(file);
    ASSERT_TRUE(loaded.ok()) << loaded.error().message;
    EXPECT_FALSE(loaded->info.innerChannels.empty());
    EXPECT_EQ(loaded->info.innerChannels, loaded->method->config().backbone.innerChannels);
    EXPECT_EQ(readModelInfo(file)->innerChannels, loaded->info.innerChannels);
    const auto wanted = encoded(file);
    EXPECT_GT(cosineOf(wanted, encoded(file, "fp32")), 0.9999);

    auto calibrator = Calibrator::open(file);
    ASSERT_TRUE(calibrator.ok());
    ASSERT_TRUE((*calibrator)->add(test::smoothPictures(16, kPictureSide), 16).ok());
    CardChanges changes;
    changes.activations = (*calibrator)->ranges();
    ASSERT_TRUE(updateCard(file, file, changes).ok());
    if (int8ActivationBits() > 0) {
        // Untrained, a MobileNetV3 feels every step: seen were 0.77 with activations in 7 bits, 0.86 with
        // AMX.
        const double mobile = int8ActivationBits() < 8 ? 0.7 : 0.8;
        EXPECT_GT(cosineOf(wanted, encoded(file, "int8")),
                  GetParam() == std::string("resnet18") ? 0.9 : mobile);
    }

    auto compactor = Compactor::open(file);
    ASSERT_TRUE(compactor.ok());
    ASSERT_TRUE((*compactor)->add(test::smoothPictures(8, kPictureSide), 8).ok());
    ASSERT_TRUE((*compactor)->measureLosses({}, {}).ok());
    const auto plan = (*compactor)->plan(fs::file_size(file) / 5);
    ASSERT_TRUE(plan.ok()) << plan.error().message;
    const auto compact = folder / "compact.safetensors", plain = folder / "plain.safetensors";
    ASSERT_TRUE((*compactor)->write(*plan, compact).ok());
    EXPECT_EQ(readModelInfo(compact)->innerChannels, loaded->info.innerChannels);
    EXPECT_GT(cosineOf(wanted, encoded(compact)), 0.9);
    changes = {};
    changes.plainWeights = true;
    ASSERT_TRUE(updateCard(compact, plain, changes).ok());
    EXPECT_EQ(encoded(plain), encoded(compact));
}

INSTANTIATE_TEST_SUITE_P(All, PrunedFiles, testing::Values("resnet18", "mobilenet_v3_small"));

TEST(PrunedFile, WrongWidthsAreRefusedInOneSentence) {
    const TempDir folder;
    const auto good = prunedModel(folder, "mobilenet_v3_small"), bad = folder / "bad.safetensors";
    const auto file = Safetensors::read(good);
    ASSERT_TRUE(file.ok());
    TensorBytes bytes;
    for (const auto& entry : file->header().tensors)
        bytes.add(entry.name, tensorOf(*file, entry));
    const std::pair<std::function<void(Json&)>, const char*> cases[] = {
        {[](Json& widths) { widths["features.3"] = 0; }, "features.3"},
        {[](Json& widths) { widths["features.3"] = -8; }, "features.3"},
        {[](Json& widths) { widths["features.3"] = 89; }, "features.3"},
        {[](Json& widths) { widths["features.3"] = 1e9; }, "features.3"},
        {[](Json& widths) { widths["features.3"] = "8"; }, "features.3"},
        {[](Json& widths) { widths["features.1"] = 8; }, "features.1"}, // expands nothing
        {[](Json& widths) { widths["layer1.0"] = 8; }, "layer1.0"},
        {[](Json& widths) { widths = Json::array({8}); }, "innerChannels"},
        {[](Json& widths) { widths["features.11"] = 7; }, "features.11"}, // not what is stored
        {[](Json& widths) { widths = Json::object(); }, "shape"},
    };
    for (const auto& [change, named] : cases) {
        auto card = Json::parse(file->header().metadata.at("sparlet"));
        change(card["innerChannels"]);
        ASSERT_TRUE(writeSafetensors(bad, bytes.data, {{"sparlet", card.dump()}}).ok());
        const auto refused = Encoder::open(bad);
        ASSERT_FALSE(refused.ok()) << named;
        EXPECT_EQ(refused.error().code, ErrorCode::Corrupt) << refused.error().message;
        EXPECT_NE(refused.error().message.find(named), std::string::npos) << refused.error().message;
        EXPECT_NE(refused.error().message.find("bad.safetensors"), std::string::npos);
        EXPECT_EQ(std::count(refused.error().message.begin(), refused.error().message.end(), '\n'), 0);
    }
    BackboneConfig config{"resnet18"};
    config.innerChannels = {{"layer4.1", 513}};
    EXPECT_EQ(makeBackbone(config).error().code, ErrorCode::InvalidArgument);
}

TEST(PrunedFile, ItsWeightsDoNotStartAWholeBackbone) {
    const TempDir folder;
    const auto pruned = prunedModel(folder, "mobilenet_v3_small");
    const auto refused = networkOn("mobilenet_v3_small")->loadBackbone(pruned);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(refused.error().message.find("pruned"), std::string::npos);
}

TEST(BackboneFile, WhatDoesNotFitIsNamed) {
    const TempDir folder;
    const auto whole = folder / "whole.safetensors";
    ASSERT_TRUE(saveModel(*networkOn("resnet18"), infoOf(), whole, {false, "{}"}).ok());
    const auto stem = networkOn("resnet18", false)->loadBackbone(whole);
    ASSERT_FALSE(stem.ok());
    EXPECT_NE(stem.error().message.find("the stem for small images"), std::string::npos);
    const auto other = networkOn("mobilenet_v3_small")->loadBackbone(whole);
    ASSERT_FALSE(other.ok());
    EXPECT_NE(other.error().message.find("is a resnet18, not a mobilenet_v3_small"), std::string::npos);
    EXPECT_TRUE(networkOn("resnet18")->loadBackbone(whole).ok());
}

} // namespace
} // namespace sparlet::nn
