#include "core/nn/settled_network.h"
#include "nn/calibrating_runtime_internal.h"
#include "nn/calibration.h"
#include "nn/encoder.h"
#include "nn/model_file.h"
#include "nn/model_file_internal.h"
#include "support/temp_dir.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace sparlet::nn {
namespace {

using test::TempDir;
namespace fs = std::filesystem;

constexpr int kSide = 32;

fs::path makeModel(const TempDir& folder, const std::string& method, const std::string& backbone,
                   bool smallImageStem = true) {
    MethodConfig config;
    config.method = method;
    config.backbone = {backbone, smallImageStem, kSide};
    config.classes = 3;
    torch::manual_seed(7);
    auto made = makeMethod(config);
    EXPECT_TRUE(made.ok()) << made.error().message;
    auto& network = **made;
    ModelInfo info;
    info.id = "m";
    info.trainSize = info.inputSize = kSide;
    info.mean = {0.5F, 0.5F, 0.5F};
    info.stddev = {0.25F, 0.25F, 0.25F};
    info.classNames = {"a", "b", "c"};
    test::settle(network, normalised(test::smoothPictures(32, kSide), info));
    const auto file = folder / (method + backbone + ".safetensors");
    EXPECT_TRUE(saveModel(network, info, file, {}).ok());
    return file;
}

std::vector<std::uint8_t> pictures(int count) {
    return test::smoothPictures(count, kSide);
}

fs::path calibrated(const TempDir& folder, const fs::path& model) {
    auto calibrator = Calibrator::open(model);
    EXPECT_TRUE(calibrator.ok()) << calibrator.error().message;
    EXPECT_TRUE((*calibrator)->add(pictures(16), 16).ok());
    CardChanges changes;
    changes.activations = (*calibrator)->ranges();
    const auto out = folder / ("calibrated-" + model.filename().string());
    EXPECT_TRUE(updateCard(model, out, changes).ok());
    return out;
}

double meanCosine(const EncodedBatch& a, const EncodedBatch& b, std::size_t dimensions) {
    double sum = 0;
    for (std::size_t i = 0; i < a.embedding.size(); ++i)
        sum += static_cast<double>(a.embedding[i]) * static_cast<double>(b.embedding[i]);
    return sum * static_cast<double>(dimensions) / static_cast<double>(a.embedding.size());
}

/// Each row in the place of the next.
EncodedBatch shifted(EncodedBatch batch, std::size_t dimensions) {
    std::rotate(batch.embedding.begin(), batch.embedding.begin() + static_cast<std::ptrdiff_t>(dimensions),
                batch.embedding.end());
    return batch;
}

/// Rows of `got` whose nearest among `wanted` is their own.
std::size_t recognised(const EncodedBatch& wanted, const EncodedBatch& got, std::size_t dimensions) {
    std::size_t right = 0;
    for (std::size_t i = 0; i < got.count; ++i) {
        std::vector<double> cosines(wanted.count);
        for (std::size_t j = 0; j < wanted.count; ++j) {
            for (std::size_t d = 0; d < dimensions; ++d)
                cosines[j] += static_cast<double>(got.embedding[i * dimensions + d]) *
                              static_cast<double>(wanted.embedding[j * dimensions + d]);
        }
        const auto best = std::max_element(cosines.begin(), cosines.end()) - cosines.begin();
        if (static_cast<std::size_t>(best) == i) ++right;
    }
    return right;
}

class Precisions : public testing::TestWithParam<std::tuple<const char*, const char*, bool>> {};

TEST_P(Precisions, StayNearTheEagerNetworkAndDoNotDependOnTheBatch) {
    const auto [method, backbone, smallImageStem] = GetParam();
    const TempDir folder;
    const auto file = calibrated(folder, makeModel(folder, method, backbone, smallImageStem));
    const auto all = pictures(17);
    const auto eager = Encoder::open(file, {"cpu", "eager"});
    ASSERT_TRUE(eager.ok()) << eager.error().message;
    const auto wanted = (*eager)->encode(all, 17);
    ASSERT_TRUE(wanted.ok());
    for (const auto precision : supportedPrecisions("cpu")) {
        SCOPED_TRACE(nameOf(precision));
        const auto encoder = Encoder::open(file, {"cpu", nameOf(precision)});
        ASSERT_TRUE(encoder.ok()) << encoder.error().message;
        EXPECT_EQ((*encoder)->precision(), precision);
        const auto got = (*encoder)->encode(all, 17);
        ASSERT_TRUE(got.ok()) << got.error().message;
        // Whitening over few pictures makes much of what is hardly there; trained networks come far nearer.
        const double least = precision == Precision::Int8   ? 0.8
                             : precision == Precision::Bf16 ? 0.99
                                                            : 0.99999;
        EXPECT_GT(meanCosine(*wanted, *got, 128), least);
        EXPECT_GE(recognised(*wanted, *got, 128), precision == Precision::Int8 ? 16U : 17U);
        // Two pictures are not one.
        EXPECT_LT(meanCosine(*wanted, shifted(*wanted, 128), 128), 0.9);
        const auto one = kSide * kSide * 3;
        for (const int at : {0, 9, 16}) {
            const auto alone = (*encoder)->encode({all.data() + at * one, static_cast<std::size_t>(one)}, 1);
            ASSERT_TRUE(alone.ok());
            EXPECT_TRUE(std::equal(alone->embedding.begin(), alone->embedding.end(),
                                   got->embedding.begin() + at * 128))
                << at;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, Precisions,
                         testing::Combine(testing::Values("baseline", "hamlet"),
                                          testing::Values("resnet18", "mobilenet_v3_large",
                                                          "mobilenet_v3_small"),
                                          testing::Bool()));

TEST(Precision, AutoTakesTheFastestThatWasCheckedToKeepMap) {
    const TempDir folder;
    const auto file = makeModel(folder, "baseline", "resnet18");
    const auto chosen = [&](const std::vector<PrecisionCheck>& checks) {
        CardChanges changes;
        changes.checks = checks;
        changes.activations = ActivationRanges{{"input", {-1, 1}}};
        const auto out = folder / "checked.safetensors";
        EXPECT_TRUE(updateCard(file, out, changes).ok());
        const auto encoder = Encoder::open(out, {"cpu"});
        EXPECT_TRUE(encoder.ok()) << encoder.error().message;
        return (*encoder)->precision();
    };
    EXPECT_EQ(chosen({}), Precision::Fp32);
    if (isSupported(Precision::Bf16, "cpu")) {
        EXPECT_EQ(chosen({{"bf16", 0.999, 0.646, 0.65, 100}}), Precision::Bf16);
        EXPECT_EQ(chosen({{"bf16", 0.999, 0.644, 0.65, 100}}), Precision::Fp32);
    }
    if (isSupported(Precision::Int8, "cpu")) {
        const int bits = int8ActivationBits();
        EXPECT_EQ(chosen({{"bf16", 1, 0.65, 0.65, 100}, {"int8", 0.99, 0.649, 0.65, 100, bits}}),
                  Precision::Int8);
    }
}

TEST(Precision, AutoTakesInt8OnlyAsFineAsItWasCheckedAndOnlyIfItWasFaster) {
    const int bits = int8ActivationBits();
    if (bits == 0) GTEST_SKIP() << "no int8 on this machine";
    const ActivationRanges ranges{{"input", {-1, 1}}};
    const auto chosen = [&](int checkedBits, double fp32, double int8) {
        return fastestPrecision(
            ranges,
            {{"fp32", 1, 0.65, 0.65, 100, 8, fp32}, {"int8", 0.99, 0.65, 0.65, 100, checkedBits, int8}},
            "cpu");
    };
    EXPECT_EQ(chosen(bits, 0, 0), Precision::Int8);
    EXPECT_EQ(chosen(bits - 1, 0, 0), Precision::Int8); // what coarser steps keep finer ones keep
    EXPECT_EQ(chosen(bits + 1, 0, 0), Precision::Fp32);
    EXPECT_EQ(chosen(bits, 2.0, 1.5), Precision::Int8);
    EXPECT_EQ(chosen(bits, 1.0, 1.5), Precision::Fp32);
    EXPECT_EQ(chosen(bits, 0, 1.5), Precision::Int8); // not known how long fp32 took
}

TEST(Precision, AutoTakesNoArithmeticThatLosesAHundredthOfALowMap) {
    const auto chosen = [](double map, double eager) {
        return fastestPrecision({}, {{"bf16", 1, map, eager, 100}}, "cuda:0");
    };
    EXPECT_EQ(chosen(0.0657, 0.0679), Precision::Fp32);
    EXPECT_EQ(chosen(0.0675, 0.0679), Precision::Bf16);
    EXPECT_EQ(chosen(0.796, 0.8), Precision::Bf16);
    EXPECT_EQ(chosen(0.793, 0.8), Precision::Fp32); // within a hundredth, but 0.007
}

TEST(Precision, IsRefusedWithASentence) {
    const TempDir folder;
    const auto file = makeModel(folder, "baseline", "resnet18");
    const auto unknown = Encoder::open(file, {"cpu", "fp8"});
    ASSERT_FALSE(unknown.ok());
    EXPECT_NE(unknown.error().message.find("fp8"), std::string::npos);
    const auto raw = Encoder::open(file, {"cpu", "int8"});
    ASSERT_FALSE(raw.ok());
    EXPECT_EQ(raw.error().code, ErrorCode::Unsupported);
    if (int8ActivationBits() > 0) {
        EXPECT_NE(raw.error().message.find("calibrat"), std::string::npos);
    }
}

TEST(Calibration, CutsOffWhatCostsMoreThanItIsWorth) {
    std::vector<float> sample;
    for (int i = 0; i < 20000; ++i)
        sample.push_back(static_cast<float>(i % 1000) / 1000.0F);
    const auto whole = bestRange(sample, 0, 1);
    EXPECT_FLOAT_EQ(whole[0], 0);
    EXPECT_FLOAT_EQ(whole[1], 1);
    sample.push_back(4); // one of 20,000: keeping it would coarsen all others by four
    const auto cut = bestRange(sample, 0, 4);
    EXPECT_LT(cut[1], 3.9F);
    EXPECT_GE(cut[1], 0.99F);
}

TEST(Calibration, IsKeptInTheCardAndGoesThroughIt) {
    const TempDir folder;
    const auto file = calibrated(folder, makeModel(folder, "baseline", "resnet18"));
    CardChanges changes;
    changes.checks = std::vector<PrecisionCheck>{{"int8", 0.999, 0.5, 0.501, 320, 7, 1.25}};
    ASSERT_TRUE(updateCard(file, file, changes).ok());
    const auto info = readModelInfo(file);
    ASSERT_TRUE(info.ok()) << info.error().message;
    // 20 convolutions, 8 sums and the pictures.
    EXPECT_EQ(info->activations.size(), 29U);
    for (const auto& [place, range] : info->activations) {
        EXPECT_LE(range[0], 0) << place;
        EXPECT_GT(range[1], 0) << place;
    }
    ASSERT_EQ(info->checks.size(), 1U);
    EXPECT_EQ(info->checks[0].precision, "int8");
    EXPECT_DOUBLE_EQ(info->checks[0].mapEager, static_cast<double>(0.501F));
    EXPECT_EQ(info->checks[0].images, 320);
    EXPECT_EQ(info->checks[0].activationBits, 7);
    EXPECT_EQ(info->checks[0].milliseconds, 1.25);
}

TEST(Calibration, OfANetworkWhoseValuesAreBeyondAllBoundsStillFitsItsCard) {
    const TempDir folder;
    const auto model = makeModel(folder, "baseline", "resnet18");
    MethodConfig config;
    config.method = "baseline";
    config.backbone = {"resnet18", true, kSide};
    config.classes = 3;
    torch::manual_seed(7);
    auto network = *makeMethod(config);
    {
        torch::NoGradGuard noGrad;
        for (auto& parameter : network->named_parameters())
            if (parameter.key().find("bn1.weight") != std::string::npos) parameter.value().mul_(1e12);
    }
    network->eval();
    auto info = *readModelInfo(model);
    const auto huge = folder / "huge.safetensors";
    ASSERT_TRUE(saveModel(*network, info, huge, {}).ok());
    auto calibrator = Calibrator::open(huge);
    ASSERT_TRUE(calibrator.ok()) << calibrator.error().message;
    ASSERT_TRUE((*calibrator)->add(pictures(4), 4).ok());
    CardChanges changes;
    changes.activations = (*calibrator)->ranges();
    const auto written = updateCard(huge, folder / "card.safetensors", changes);
    EXPECT_TRUE(written.ok()) << written.error().message;
    float most = 0;
    for (const auto& [place, range] : changes.activations.value())
        most = std::max(most, range[1]);
    EXPECT_GT(most, 1e5F);
    EXPECT_LE(most, kLargestActivation);
}

TEST(Calibration, RefusesPicturesOfAnotherSize) {
    const TempDir folder;
    auto calibrator = Calibrator::open(makeModel(folder, "baseline", "resnet18"));
    ASSERT_TRUE(calibrator.ok());
    EXPECT_EQ((*calibrator)->add(std::vector<std::uint8_t>(12), 1).error().code, ErrorCode::InvalidArgument);
}

} // namespace
} // namespace sparlet::nn
