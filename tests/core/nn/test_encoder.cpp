#include "nn/encoder.h"
#include "nn/model_file.h"
#include "nn/model_file_internal.h"
#include "support/temp_dir.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <ostream>
#include <random>

namespace sparlet::nn {
namespace {

struct Case {
    const char* method;
    const char* backbone;
    bool smallImageStem;
    int side;
    bool pyramid = false;
};

void PrintTo(const Case& c, std::ostream* out) {
    *out << c.method << " on " << c.backbone << (c.smallImageStem ? ", small-image stem" : "") << ", "
         << c.side << " px" << (c.pyramid ? ", pyramid" : "");
}

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

/// Row `i` of a batch, all that an encoder says of one picture.
std::vector<float> rowOf(const EncodedBatch& batch, std::size_t i) {
    std::vector<float> row(&batch.embedding[i * 64], &batch.embedding[i * 64] + 64);
    row.insert(row.end(), &batch.sparse[i * 64], &batch.sparse[i * 64] + 64);
    row.push_back(batch.threshold[i]);
    row.push_back(batch.density[i]);
    return row;
}

/// The pictures at these places, encoded together.
EncodedBatch encodeAt(Encoder& encoder, std::span<const std::uint8_t> pictures, std::size_t bytes,
                      std::span<const std::size_t> places) {
    std::vector<std::uint8_t> chosen;
    for (const auto place : places) {
        const auto picture = pictures.subspan(place * bytes, bytes);
        chosen.insert(chosen.end(), picture.begin(), picture.end());
    }
    auto batch = encoder.encode(chosen, places.size());
    EXPECT_TRUE(batch.ok()) << batch.error().message;
    return std::move(batch).value();
}

class Threads {
public:
    explicit Threads(int count) : before_(at::get_num_threads()) { at::set_num_threads(count); }
    ~Threads() { at::set_num_threads(before_); }
    Threads(const Threads&) = delete;
    Threads& operator=(const Threads&) = delete;

private:
    int before_;
};

TEST_P(Encoders, GiveTheSamePictureTheSameRowWhateverElseIsInTheBatch) {
    constexpr std::size_t count = 19; // more than an encoder takes at once
    const test::TempDir folder;
    const auto pictures = randomPictures(count, GetParam().side);
    const auto bytes = pictures.size() / count;
    for (const int threads : {1, 2}) {
        const Threads guard(threads);
        // Weights are laid out for the first batch an encoder meets: one alone here, all of them below.
        const auto encoder = openSmall(folder, GetParam(), true);
        std::vector<std::vector<float>> alone;
        for (std::size_t i = 0; i < count; ++i)
            alone.push_back(rowOf(encodeAt(*encoder, pictures, bytes, std::vector{i}), 0));
        auto opened = Encoder::open(folder / "m.safetensors", {"cpu"});
        ASSERT_TRUE(opened.ok()) << opened.error().message;
        const auto other = std::move(opened).value();
        std::vector<std::size_t> order(count);
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::mt19937 random(5);
        for (const std::size_t size : {19U, 17U, 16U, 9U, 8U, 3U, 1U}) {
            std::shuffle(order.begin(), order.end(), random);
            const std::span<const std::size_t> places(order.data(), size);
            for (auto* each : {other.get(), encoder.get()}) {
                const auto batch = encodeAt(*each, pictures, bytes, places);
                for (std::size_t i = 0; i < size; ++i) {
                    ASSERT_EQ(rowOf(batch, i), alone[places[i]])
                        << "picture " << places[i] << " at " << i << " of " << size << ", " << threads
                        << " threads";
                }
            }
        }
    }
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

INSTANTIATE_TEST_SUITE_P(
    All, Encoders,
    testing::Values(
        Case{"sparse", "resnet18", true, 32}, Case{"sparse", "resnet18", false, 64},
        Case{"sparse", "mobilenet_v3_small", false, 64}, Case{"sparse", "mobilenet_v3_large", false, 64},
        Case{"sparse", "resnet18", false, 128}, Case{"sparse", "mobilenet_v3_small", false, 128},
        Case{"sparse", "mobilenet_v3_small", false, 224}, Case{"sparse", "mobilenet_v3_large", false, 224},
        Case{"sparse", "resnet18", false, 96, true}, Case{"sparse", "mobilenet_v3_small", false, 96, true},
        Case{"baseline", "mobilenet_v3_small", true, 32}, Case{"mace", "mobilenet_v3_small", true, 32},
        Case{"spca", "mobilenet_v3_small", true, 32}, Case{"dscf", "mobilenet_v3_small", true, 32},
        Case{"hamlet", "mobilenet_v3_small", true, 32}, Case{"hamlet", "resnet18", false, 96}));

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

TEST(Encoder, WithMirrorGivesAPictureAndItsMirrorImageTheSameCode) {
    const test::TempDir folder;
    const Case c{"baseline", "resnet18", true, 32};
    const auto pictures = randomPictures(1, 32);
    auto reflected = pictures;
    for (std::size_t y = 0; y < 32; ++y) {
        for (std::size_t x = 0; x < 32; ++x) {
            for (std::size_t channel = 0; channel < 3; ++channel)
                reflected[(y * 32 + x) * 3 + channel] = pictures[(y * 32 + 31 - x) * 3 + channel];
        }
    }
    const auto plain = openSmall(folder, c, false);
    const auto off = [](const EncodedBatch& a, const EncodedBatch& b) {
        double most = 0;
        for (std::size_t d = 0; d < a.embedding.size(); ++d)
            most = std::max<double>(most, std::abs(a.embedding[d] - b.embedding[d]));
        return most;
    };
    EXPECT_GT(off(*plain->encode(pictures, 1), *plain->encode(reflected, 1)), 1e-3);
    CardChanges changes;
    changes.mirror = true;
    ASSERT_TRUE(updateCard(folder / "m.safetensors", folder / "mirror.safetensors", changes).ok());
    const auto both = Encoder::open(folder / "mirror.safetensors", {"cpu"});
    ASSERT_TRUE(both.ok()) << both.error().message;
    EXPECT_TRUE((*both)->info().mirror);
    EXPECT_LT(off(*(*both)->encode(pictures, 1), *(*both)->encode(reflected, 1)), 1e-5);
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
