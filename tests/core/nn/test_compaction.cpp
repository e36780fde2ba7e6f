#include "nn/compaction.h"
#include "nn/encoder.h"
#include "nn/model_file.h"
#include "nn/model_file_internal.h"
#include "nn/packed_weights_internal.h"
#include "support/temp_dir.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <random>

namespace sparlet::nn {
namespace {

using test::TempDir;
namespace fs = std::filesystem;

constexpr int kSide = 32;

fs::path makeModel(const TempDir& folder) {
    MethodConfig config;
    config.method = "sparse";
    config.backbone = {"mobilenet_v3_small", true, kSide};
    config.classes = 3;
    config.ase = config.spq = true;
    torch::manual_seed(11);
    auto made = makeMethod(config);
    EXPECT_TRUE(made.ok());
    {
        torch::NoGradGuard noGrad;
        for (int i = 0; i < 6; ++i)
            (*made)->forward(torch::randn({8, 3, kSide, kSide}));
        (*made)->eval();
    }
    ModelInfo info;
    info.id = "whole";
    info.trainSize = info.inputSize = kSide;
    info.mean = {0.5F, 0.5F, 0.5F};
    info.stddev = {0.25F, 0.25F, 0.25F};
    info.classNames = {"a", "b", "c"};
    const auto file = folder / "whole.safetensors";
    EXPECT_TRUE(saveModel(**made, info, file, {false, R"({"data":"noise"})"}).ok());
    return file;
}

std::vector<std::uint8_t> pictures(int count) {
    std::mt19937 random(3);
    std::vector<std::uint8_t> out(static_cast<std::size_t>(count * kSide * kSide * 3));
    for (auto& value : out)
        value = static_cast<std::uint8_t>(random());
    return out;
}

std::unique_ptr<Compactor> open(const fs::path& file) {
    auto compactor = Compactor::open(file);
    EXPECT_TRUE(compactor.ok()) << compactor.error().message;
    EXPECT_TRUE((*compactor)->add(pictures(8), 8).ok());
    return std::move(compactor).value();
}

TEST(Compaction, KeepsToItsBudgetAndMoreBytesLoseLess) {
    const TempDir folder;
    const auto file = makeModel(folder);
    auto compactor = open(file);
    double last = -1;
    for (const std::uint64_t budget : {600'000U, 900'000U, 1'200'000U}) {
        const auto plan = compactor->plan(budget, {}, {});
        ASSERT_TRUE(plan.ok()) << plan.error().message;
        const auto out = folder / "compact.safetensors";
        ASSERT_TRUE(compactor->write(*plan, out).ok());
        EXPECT_LE(fs::file_size(out), budget);
        EXPECT_GE(fs::file_size(out), budget * 9 / 10 - 100'000);
        EXPECT_GT(plan->cosine, last);
        last = plan->cosine;
        for (const auto& layer : plan->layers) {
            EXPECT_GE(layer.bits, 2);
            EXPECT_LE(layer.bits, 8);
            EXPECT_GE(layer.loss, 0);
        }
    }
    EXPECT_GT(last, 0.99);
    EXPECT_EQ(compactor->plan(1000, {}, {}).error().code, ErrorCode::InvalidArgument);
}

TEST(Compaction, WritesAModelThatIsWhatThePlanSaid) {
    const TempDir folder;
    const auto file = makeModel(folder);
    auto compactor = open(file);
    const auto plan = compactor->plan(900'000, {}, {});
    ASSERT_TRUE(plan.ok());
    const auto out = folder / "small.safetensors";
    ASSERT_TRUE(compactor->write(*plan, out).ok());
    const auto whole = Encoder::open(file, {"cpu", "eager"}), compact = Encoder::open(out, {"cpu", "eager"});
    ASSERT_TRUE(compact.ok()) << compact.error().message;
    EXPECT_EQ((*compact)->info().id, "small");
    EXPECT_EQ((*compact)->info().quantizer.bits, (*whole)->info().quantizer.bits);
    EXPECT_NE((*compact)->info().cardJson.find("noise"), std::string::npos);
    const auto a = (*whole)->encode(pictures(8), 8), b = (*compact)->encode(pictures(8), 8);
    ASSERT_TRUE(a.ok() && b.ok());
    double sum = 0;
    for (std::size_t i = 0; i < a->embedding.size(); ++i)
        sum += static_cast<double>(a->embedding[i]) * static_cast<double>(b->embedding[i]);
    EXPECT_NEAR(sum / 8, plan->cosine, 2e-4); // the file's small tensors have 16 bits
    // A card can be changed without unpacking, and the weights stay.
    CardChanges changes;
    changes.id = "renamed";
    ASSERT_TRUE(updateCard(out, out, changes).ok());
    EXPECT_LT(fs::file_size(out), 920'000U);
    EXPECT_TRUE(Encoder::open(out).ok());
}

TEST(Compaction, MeasuresWhatAPersonChose) {
    const TempDir folder;
    auto compactor = open(makeModel(folder));
    const auto plan = compactor->plan(900'000, {}, {});
    ASSERT_TRUE(plan.ok());
    std::vector<int> bits(plan->layers.size(), 8);
    const auto eight = compactor->measure(bits);
    ASSERT_TRUE(eight.ok());
    EXPECT_GT(eight->cosine, 0.999);
    bits[3] = 2;
    const auto one = compactor->measure(bits);
    ASSERT_TRUE(one.ok());
    EXPECT_LT(one->cosine, eight->cosine);
    EXPECT_EQ(one->bytes, eight->bytes - eight->layers[3].bytes + one->layers[3].bytes);
    EXPECT_FALSE(compactor->measure({4, 4}).ok());
    bits[0] = 9;
    EXPECT_FALSE(compactor->measure(bits).ok());
}

TEST(Compaction, NeedsPicturesAndCanBeStopped) {
    const TempDir folder;
    const auto file = makeModel(folder);
    auto compactor = Compactor::open(file);
    ASSERT_TRUE(compactor.ok());
    EXPECT_EQ((*compactor)->plan(900'000, {}, {}).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ((*compactor)->add(pictures(1), 2).error().code, ErrorCode::InvalidArgument);
    CancelToken cancel;
    cancel.cancel();
    ASSERT_TRUE((*compactor)->add(pictures(1), 1).ok());
    EXPECT_EQ((*compactor)->plan(900'000, {}, cancel).error().code, ErrorCode::Cancelled);
}

TEST(Compaction, ADamagedPackedTensorIsRefusedByName) {
    const TempDir folder;
    auto compactor = open(makeModel(folder));
    const auto plan = compactor->plan(900'000, {}, {});
    ASSERT_TRUE(plan.ok());
    const auto out = folder / "small.safetensors";
    ASSERT_TRUE(compactor->write(*plan, out).ok());
    const auto header = readSafetensorsHeader(out);
    ASSERT_TRUE(header.ok());
    const auto entry = std::find_if(header->tensors.begin(), header->tensors.end(),
                                    [](const TensorEntry& e) { return e.name.ends_with(kPackedSuffix); });
    ASSERT_NE(entry, header->tensors.end());
    std::fstream stream(out, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(static_cast<std::streamoff>(header->dataOffset + entry->begin));
    stream.put(9); // the version
    stream.close();
    const auto refused = Encoder::open(out);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::Corrupt);
    EXPECT_NE(refused.error().message.find("is damaged"), std::string::npos);
}

} // namespace
} // namespace sparlet::nn
