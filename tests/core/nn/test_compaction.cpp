#include "core/nn/settled_network.h"
#include "nn/compaction.h"
#include "nn/encoder.h"
#include "nn/model_file.h"
#include "nn/model_file_internal.h"
#include "nn/packed_weights_internal.h"
#include "support/temp_dir.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

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
    ModelInfo info;
    info.id = "whole";
    info.trainSize = info.inputSize = kSide;
    info.mean = {0.5F, 0.5F, 0.5F};
    info.stddev = {0.25F, 0.25F, 0.25F};
    info.classNames = {"a", "b", "c"};
    test::settle(**made, normalised(test::smoothPictures(32, kSide), info));
    const auto file = folder / "whole.safetensors";
    EXPECT_TRUE(saveModel(**made, info, file, {false, R"({"data":"noise"})"}).ok());
    return file;
}

std::vector<std::uint8_t> pictures(int count) {
    return test::smoothPictures(count, kSide);
}

std::unique_ptr<Compactor> open(const fs::path& file) {
    auto compactor = Compactor::open(file);
    EXPECT_TRUE(compactor.ok()) << compactor.error().message;
    EXPECT_TRUE((*compactor)->add(pictures(8), 8).ok());
    EXPECT_TRUE((*compactor)->measureLosses({}, {}).ok());
    return std::move(compactor).value();
}

TEST(Compaction, KeepsToItsBudgetAndMoreBytesLoseLess) {
    const TempDir folder;
    const auto file = makeModel(folder);
    auto compactor = open(file);
    double last = -1;
    for (const std::uint64_t budget : {600'000U, 900'000U, 1'200'000U}) {
        const auto plan = compactor->plan(budget);
        ASSERT_TRUE(plan.ok()) << plan.error().message;
        const auto out = folder / "compact.safetensors";
        ASSERT_TRUE(compactor->write(*plan, out).ok());
        EXPECT_LE(fs::file_size(out), budget);
        EXPECT_GE(fs::file_size(out), budget * 9 / 10 - 100'000);
        EXPECT_GT(plan->cosine, last);
        last = plan->cosine;
        for (const auto& layer : plan->layers) {
            EXPECT_GE(layer.width.bits, 2);
            EXPECT_LE(layer.width.bits, 8);
            EXPECT_GE(layer.loss, 0);
        }
    }
    EXPECT_GT(last, 0.99);
    EXPECT_EQ(compactor->plan(1000).error().code, ErrorCode::InvalidArgument);
}

TEST(Compaction, WritesAModelThatIsWhatThePlanSaid) {
    const TempDir folder;
    const auto file = makeModel(folder);
    auto compactor = open(file);
    const auto plan = compactor->plan(900'000);
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
    EXPECT_NEAR(sum / 8, compactor->cosineOf(*plan), 0.01); // the file's small tensors have 16 bits
    // A card can be changed without unpacking, and the weights stay.
    CardChanges changes;
    changes.id = "renamed";
    ASSERT_TRUE(updateCard(out, out, changes).ok());
    EXPECT_LT(fs::file_size(out), 920'000U);
    EXPECT_TRUE(Encoder::open(out).ok());
}

TEST(Compaction, SaysWhatChosenWidthsTakeAndLose) {
    const TempDir folder;
    auto compactor = open(makeModel(folder));
    const auto layers = compactor->plan(900'000)->layers.size();
    std::vector<LayerWidth> widths(layers);
    const auto eight = compactor->estimate(widths);
    ASSERT_TRUE(eight.ok());
    EXPECT_GT(compactor->cosineOf(*eight), 0.98);
    EXPECT_NEAR(eight->cosine, compactor->cosineOf(*eight), 0.02);
    widths[3].bits = 2;
    const auto one = compactor->estimate(widths);
    ASSERT_TRUE(one.ok());
    EXPECT_LT(compactor->cosineOf(*one), compactor->cosineOf(*eight));
    EXPECT_EQ(one->bytes, eight->bytes - eight->layers[3].bytes + one->layers[3].bytes);
    widths[3] = {8, 0.3};
    const auto thin = compactor->estimate(widths);
    ASSERT_TRUE(thin.ok());
    EXPECT_LT(thin->layers[3].bytes, eight->layers[3].bytes * 7 / 10);
    EXPECT_GT(thin->layers[3].loss, eight->layers[3].loss);
    const auto out = folder / "thin.safetensors";
    ASSERT_TRUE(compactor->write(*thin, out).ok());
    EXPECT_LE(fs::file_size(out), thin->bytes);
    const auto stored = loadModel(out);
    ASSERT_TRUE(stored.ok()) << stored.error().message;
    const auto weight = stored->method->named_parameters()[thin->layers[3].tensor];
    EXPECT_NEAR(weight.ne(0).to(torch::kDouble).mean().item<double>(), 0.3, 0.02);
    EXPECT_FALSE(compactor->estimate({{4, 1}, {4, 1}}).ok());
    widths[0].bits = 9;
    EXPECT_FALSE(compactor->estimate(widths).ok());
    widths[0] = {4, 0.01};
    EXPECT_FALSE(compactor->estimate(widths).ok());
}

TEST(Compaction, NeedsPicturesAndCanBeStopped) {
    const TempDir folder;
    const auto file = makeModel(folder);
    auto compactor = Compactor::open(file);
    ASSERT_TRUE(compactor.ok());
    EXPECT_EQ((*compactor)->measureLosses({}, {}).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ((*compactor)->add(pictures(1), 2).error().code, ErrorCode::InvalidArgument);
    CancelToken cancel;
    cancel.cancel();
    ASSERT_TRUE((*compactor)->add(pictures(1), 1).ok());
    EXPECT_EQ((*compactor)->measureLosses({}, cancel).error().code, ErrorCode::Cancelled);
}

TEST(Compaction, ADamagedPackedTensorIsRefusedByName) {
    const TempDir folder;
    auto compactor = open(makeModel(folder));
    const auto plan = compactor->plan(900'000);
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
