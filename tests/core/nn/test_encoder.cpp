#include "nn/encoder.h"
#include "nn/model_file_internal.h"
#include "support/temp_dir.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sparlet::nn {
namespace {

struct Case {
    const char* method;
    const char* backbone;
    bool smallImageStem;
    int side;
    bool pyramid = false;
};

std::unique_ptr<Encoder> openSmall(const test::TempDir& folder, const Case& c, bool lkd) {
    torch::manual_seed(21);
    MethodConfig config;
    config.method = c.method;
    config.backbone = {c.backbone, c.smallImageStem, c.side};
    config.dimensions = 64;
    config.classes = 5;
    const bool sparse = config.method == "sparse";
    config.lkd = sparse && lkd;
    config.ase = config.spq = sparse;
    config.textDimensions = config.lkd ? 12 : 0;
    if (c.pyramid) config.hyper["pyramid"] = 1;
    auto made = makeMethod(config);
    EXPECT_TRUE(made.ok());
    auto& method = **made;
    // A few batches give BatchNorm statistics that folding can get wrong.
    method.train();
    torch::NoGradGuard noGrad;
    for (int i = 0; i < 3; ++i)
        method.forward(torch::randn({16, 3, c.side, c.side}) * 2 + 0.5);
    ModelInfo info;
    info.id = "small";
    info.trainSize = info.inputSize = c.side;
    info.mean = {0.4F, 0.5F, 0.6F};
    info.stddev = {0.3F, 0.2F, 0.25F};
    info.classNames = {"a", "b", "c", "d", "e"};
    const auto file = folder / "m.safetensors";
    EXPECT_TRUE(saveModel(method, info, file, {}).ok());
    auto encoder = Encoder::open(file, {"cpu"});
    EXPECT_TRUE(encoder.ok()) << encoder.error().message;
    return std::move(encoder).value();
}

std::vector<std::uint8_t> randomPictures(std::size_t count, int side) {
    std::vector<std::uint8_t> out(count * static_cast<std::size_t>(side * side * 3));
    std::uint32_t state = 12345;
    for (auto& value : out) {
        state = state * 1664525U + 1013904223U;
        value = static_cast<std::uint8_t>(state >> 24U);
    }
    return out;
}

class Encoders : public testing::TestWithParam<Case> {};

TEST_P(Encoders, GiveTheSamePictureTheSameRowWhateverElseIsInTheBatch) {
    const test::TempDir folder;
    const auto encoder = openSmall(folder, GetParam(), true);
    constexpr std::size_t count = 33;
    const auto pictures = randomPictures(count, GetParam().side);
    const auto one = pictures.size() / count;
    const auto all = encoder->encode(pictures, count);
    ASSERT_TRUE(all.ok()) << all.error().message;
    const std::span<const std::uint8_t> view(pictures);
    for (const std::size_t i : {std::size_t{0}, std::size_t{15}, std::size_t{16}, std::size_t{32}}) {
        const auto alone = encoder->encode(view.subspan(i * one, one), 1);
        ASSERT_TRUE(alone.ok());
        for (std::size_t d = 0; d < 64; ++d) {
            ASSERT_EQ(alone->embedding[d], all->embedding[i * 64 + d])
                << "picture " << i << ", dimension " << d;
            ASSERT_EQ(alone->sparse[d], all->sparse[i * 64 + d]);
        }
        EXPECT_EQ(alone->threshold[0], all->threshold[i]);
        EXPECT_EQ(alone->density[0], all->density[i]);
    }
    const auto few = encoder->encode(view.subspan(0, 5 * one), 5);
    for (std::size_t k = 0; k < 5 * 64; ++k)
        ASSERT_EQ(few->embedding[k], all->embedding[k]);
}

TEST_P(Encoders, FoldedRowsAreTheNetworksOwn) {
    const test::TempDir folder;
    const auto encoder = openSmall(folder, GetParam(), true);
    const auto side = GetParam().side;
    const auto pictures = randomPictures(4, side);
    const auto rows = encoder->encode(pictures, 4);
    ASSERT_TRUE(rows.ok());
    auto loaded = loadModel(folder / "m.safetensors");
    ASSERT_TRUE(loaded.ok());
    torch::NoGradGuard noGrad;
    auto input =
        torch::tensor(std::vector<float>(pictures.begin(), pictures.end())).view({4, side, side, 3}) / 255.0;
    input = (input - torch::tensor({0.4F, 0.5F, 0.6F})) / torch::tensor({0.3F, 0.2F, 0.25F});
    const auto wanted = loaded->method->forward(input.permute({0, 3, 1, 2}).contiguous());
    const auto got = torch::tensor(rows->embedding).view({4, 64});
    EXPECT_LT((got - wanted.embedding).abs().max().item<double>(), 2e-5);
    EXPECT_LT((torch::tensor(rows->threshold) - wanted.threshold).abs().max().item<double>(), 2e-5);
}

TEST_P(Encoders, RowsHaveNormOneAndSparseRowsAreZeroBelowTheThreshold) {
    const test::TempDir folder;
    const auto encoder = openSmall(folder, GetParam(), true);
    const auto rows = encoder->encode(randomPictures(6, GetParam().side), 6);
    ASSERT_TRUE(rows.ok());
    for (std::size_t i = 0; i < 6; ++i) {
        double dense = 0, sparse = 0;
        std::size_t kept = 0;
        for (std::size_t d = 0; d < 64; ++d) {
            const float x = rows->embedding[i * 64 + d], z = rows->sparse[i * 64 + d];
            dense += static_cast<double>(x) * static_cast<double>(x);
            sparse += static_cast<double>(z) * static_cast<double>(z);
            kept += z != 0 ? 1U : 0U;
            EXPECT_EQ(z != 0, std::abs(x) > rows->threshold[i]);
        }
        EXPECT_NEAR(dense, 1, 1e-5);
        EXPECT_NEAR(sparse, 1, 1e-5);
        EXPECT_NEAR(static_cast<double>(kept), static_cast<double>(rows->density[i]) * 64, 1.01);
    }
}

INSTANTIATE_TEST_SUITE_P(All, Encoders,
                         testing::Values(Case{"sparse", "resnet18", true, 32},
                                         Case{"sparse", "resnet18", false, 64},
                                         Case{"sparse", "mobilenet_v3_small", false, 64},
                                         Case{"sparse", "mobilenet_v3_large", false, 64},
                                         Case{"sparse", "resnet18", false, 96, true},
                                         Case{"sparse", "mobilenet_v3_small", false, 96, true},
                                         Case{"baseline", "mobilenet_v3_small", true, 32}));

TEST(Encoder, AnswersTextOnlyWhereItWasTrainedWithTexts) {
    const test::TempDir folder;
    const Case c{"sparse", "mobilenet_v3_small", false, 32};
    const std::vector<float> text(12, 0.5F);
    const auto with = openSmall(folder, c, true);
    const auto row = with->encodeText(text);
    ASSERT_TRUE(row.ok()) << row.error().message;
    EXPECT_EQ(row->count, 1U);
    EXPECT_EQ(row->embedding.size(), 64U);
    EXPECT_EQ(with->encodeText(std::vector<float>(11, 1.0F)).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(with->encodeText(std::vector<float>(12, std::nanf(""))).error().code,
              ErrorCode::InvalidArgument);
    const auto without = openSmall(folder, c, false);
    EXPECT_EQ(without->encodeText(text).error().code, ErrorCode::Unsupported);
}

TEST(Encoder, RefusesPicturesOfAnotherSize) {
    const test::TempDir folder;
    const auto encoder = openSmall(folder, {"baseline", "mobilenet_v3_small", false, 32}, false);
    EXPECT_EQ(encoder->encode(std::vector<std::uint8_t>(32 * 32 * 3 + 1), 1).error().code,
              ErrorCode::InvalidArgument);
    EXPECT_EQ(encoder->encode({}, 0).error().code, ErrorCode::InvalidArgument);
}

} // namespace
} // namespace sparlet::nn
