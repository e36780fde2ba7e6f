#include "core/nn/settled_network.h"
#include "nn/compaction.h"
#include "nn/encoder.h"
#include "nn/model_file.h"
#include "nn/model_file_internal.h"
#include "nn/packed_weights_internal.h"
#include "support/temp_dir.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>

namespace sparlet::nn {
namespace {

using test::TempDir;
namespace fs = std::filesystem;

constexpr int kSide = 32;

/// `textDimensions`: of the vectors that the model also projects; 0 for none.
fs::path makeModel(const TempDir& folder, int textDimensions = 0) {
    MethodConfig config;
    config.lkd = textDimensions > 0;
    config.textDimensions = textDimensions;
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

TEST(Compaction, TheSmallestPlanIsTheLeastBudgetAlsoWithALayerThatNoPictureShows) {
    const TempDir folder;
    for (const int textDimensions : {0, 64}) {
        auto compactor = open(makeModel(folder, textDimensions));
        const auto smallest = compactor->smallest();
        const auto plan = compactor->plan(smallest.bytes);
        ASSERT_TRUE(plan.ok()) << plan.error().message;
        EXPECT_EQ(plan->bytes, smallest.bytes);
        EXPECT_EQ(plan->cosine, smallest.cosine);
        EXPECT_FALSE(compactor->plan(smallest.bytes - 1).ok());
        bool text = false;
        for (const auto& layer : smallest.layers) {
            EXPECT_EQ(layer.width.bits, layer.loss > 0 ? 2 : 8) << layer.tensor;
            if (layer.tensor != "text_projection.weight") continue;
            text = true;
            EXPECT_EQ(layer.loss, 0) << "no picture goes through it";
        }
        EXPECT_EQ(text, textDimensions > 0);
    }
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

void addPacked(TensorBytes& tensors, const std::string& name, const QuantizedWeights& weights) {
    const auto packed = packWeights(weights);
    auto bytes = torch::empty({static_cast<std::int64_t>(packed.size())}, torch::kByte);
    std::memcpy(bytes.data_ptr(), packed.data(), packed.size());
    tensors.add(name + std::string(kPackedSuffix), bytes);
}

/// As a reader that knows nothing of Sparlet sees it: name to type, shape and bytes.
struct ForeignTensor {
    std::string type;
    std::vector<std::int64_t> shape;
    std::string bytes;
};
std::map<std::string, ForeignTensor> foreignRead(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    const std::string all((std::istreambuf_iterator<char>(in)), {});
    std::uint64_t length = 0;
    std::memcpy(&length, all.data(), 8);
    std::map<std::string, ForeignTensor> out;
    const auto header = nlohmann::json::parse(all.substr(8, length));
    for (const auto& [name, entry] : header.items()) {
        if (name == "__metadata__") continue;
        const auto begin = entry["data_offsets"][0].get<std::size_t>();
        const auto end = entry["data_offsets"][1].get<std::size_t>();
        out[name] = {entry["dtype"].get<std::string>(), entry["shape"].get<std::vector<std::int64_t>>(),
                     all.substr(8 + length + begin, end - begin)};
    }
    return out;
}

fs::path compactModel(const TempDir& folder) {
    auto compactor = open(makeModel(folder));
    const auto plan = compactor->plan(900'000);
    EXPECT_TRUE(plan.ok());
    const auto out = folder / "small.safetensors";
    EXPECT_TRUE(compactor->write(*plan, out).ok());
    return out;
}

TEST(Compaction, APlainCopyComputesTheSameAndIsReadByAnyone) {
    const TempDir folder;
    const auto small = compactModel(folder), plain = folder / "plain.safetensors";
    CardChanges ranges;
    ranges.activations = ActivationRanges{{"input", {-1.0F, 2.0F}}};
    ASSERT_TRUE(updateCard(small, small, ranges).ok());
    CardChanges changes;
    changes.id = "plain";
    changes.plainWeights = true;
    ASSERT_TRUE(updateCard(small, plain, changes).ok());

    const auto stored = foreignRead(plain);
    const auto network = loadModel(small);
    ASSERT_TRUE(network.ok());
    std::size_t compared = 0;
    for (const auto& [name, tensor] : namedTensors(*network->method)) {
        const auto found = stored.find(name);
        if (found == stored.end()) continue; // counters, and what only training needs
        EXPECT_EQ(found->second.type, "F32") << name;
        EXPECT_EQ(found->second.shape, tensor.sizes().vec()) << name;
        const std::string_view bytes(static_cast<const char*>(tensor.data_ptr()),
                                     static_cast<std::size_t>(tensor.numel()) * 4);
        EXPECT_TRUE(found->second.bytes == bytes) << name;
        ++compared;
    }
    EXPECT_EQ(compared, stored.size());
    EXPECT_GT(compared, 100U);

    const auto a = Encoder::open(small, {"cpu", "eager"}), b = Encoder::open(plain, {"cpu", "eager"});
    ASSERT_TRUE(a.ok() && b.ok());
    EXPECT_EQ((*a)->encode(pictures(4), 4)->embedding, (*b)->encode(pictures(4), 4)->embedding);
    EXPECT_EQ((*b)->info().id, "plain");
    EXPECT_EQ((*b)->info().activations, *ranges.activations);
    EXPECT_EQ((*b)->info().quantizer.bits, (*a)->info().quantizer.bits);
    EXPECT_NE((*b)->info().cardJson.find("noise"), std::string::npos);

    changes.halfWeights = true;
    const auto half = folder / "half.safetensors";
    ASSERT_TRUE(updateCard(small, half, changes).ok());
    EXPECT_LT(fs::file_size(half), fs::file_size(plain) * 55 / 100);
    for (const auto& [name, tensor] : foreignRead(half))
        EXPECT_EQ(tensor.type, "F16") << name;
    const auto c = (*Encoder::open(half, {"cpu", "eager"}))->encode(pictures(4), 4);
    const auto d = (*a)->encode(pictures(4), 4);
    for (std::size_t i = 0; i < d->embedding.size(); ++i)
        EXPECT_NEAR(c->embedding[i], d->embedding[i], 0.01);
}

TEST(Compaction, APlainCopyOfAForeignPackedTensorIsRefused) {
    const TempDir folder;
    const auto small = compactModel(folder), odd = folder / "odd.safetensors";
    const auto file = Safetensors::read(small);
    ASSERT_TRUE(file.ok());
    TensorBytes tensors;
    for (const auto& entry : file->header().tensors)
        tensors.add(entry.name, tensorOf(*file, entry));
    addPacked(tensors, "stranger", quantizeWeights(torch::ones({4, 4}), 4));
    ASSERT_TRUE(writeSafetensors(odd, tensors.data, file->header().metadata).ok());
    CardChanges plain;
    plain.plainWeights = true;
    const auto refused = updateCard(odd, folder / "plain.safetensors", plain);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::Corrupt);
    EXPECT_NE(refused.error().message.find("stranger"), std::string::npos);
    EXPECT_FALSE(fs::exists(folder / "plain.safetensors"));
}

/// A whole compact file of a few hundred bytes: packed tensors of two widths, a plain one, a card.
fs::path littleCompactFile(const TempDir& folder) {
    torch::manual_seed(3);
    TensorBytes tensors;
    addPacked(tensors, "a.weight", quantizeWeights(torch::randn({8, 4, 3, 3}), 4));
    addPacked(tensors, "b.weight", quantizeWeights(thinned(torch::randn({16, 24}), 0.3), 6));
    tensors.add("b.bias", torch::randn({16}), true);
    const auto file = folder / "little.safetensors";
    EXPECT_TRUE(writeSafetensors(file, tensors.data, {{"sparlet", R"({"id":"little"})"}}).ok());
    return file;
}

TEST(Compaction, AChangeOfAnyByteIsDetected) {
    const TempDir folder;
    const auto file = littleCompactFile(folder);
    const auto bytes = test::readBytes(file);
    ASSERT_TRUE(Safetensors::read(file).ok());
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    const auto put = [&](std::size_t at, std::uint8_t value) {
        stream.seekp(static_cast<std::streamoff>(at));
        stream.put(static_cast<char>(value));
        stream.flush();
    };
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        for (const int change : {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
            put(i, static_cast<std::uint8_t>(bytes[i] ^ change));
            const auto read = Safetensors::read(file);
            ASSERT_FALSE(read.ok()) << "byte " << i << " changed by " << change;
            EXPECT_EQ(read.error().code, ErrorCode::Corrupt);
        }
        put(i, bytes[i]);
    }
    EXPECT_TRUE(Safetensors::read(file).ok());
}

/// One sentence that names the file.
void expectRefusal(const Result<std::unique_ptr<Encoder>>& opened, const fs::path& file, std::size_t at) {
    ASSERT_FALSE(opened.ok()) << at;
    EXPECT_EQ(opened.error().code, ErrorCode::Corrupt) << at;
    EXPECT_NE(opened.error().message.find(file.filename().string()), std::string::npos) << at;
    EXPECT_EQ(opened.error().message.back(), '.');
    EXPECT_EQ(opened.error().message.find('\n'), std::string::npos);
}

TEST(Compaction, AModelWithAChangedByteOrCutOffIsRefused) {
    const TempDir folder;
    const auto file = compactModel(folder), bad = folder / "bad.safetensors";
    const auto bytes = test::readBytes(file);
    fs::copy_file(file, bad);
    std::fstream stream(bad, std::ios::in | std::ios::out | std::ios::binary);
    for (std::size_t i = 0; i < bytes.size(); i += i < 64 ? 1 : 1999) { // a prime: no tensor is spared
        stream.seekp(static_cast<std::streamoff>(i));
        stream.put(static_cast<char>(bytes[i] ^ 0x10));
        stream.flush();
        expectRefusal(Encoder::open(bad), bad, i);
        stream.seekp(static_cast<std::streamoff>(i));
        stream.put(static_cast<char>(bytes[i]));
        stream.flush();
    }
    EXPECT_TRUE(Encoder::open(bad).ok());
    stream.close();
    for (std::size_t length = bytes.size(); length > 0; length -= std::min<std::size_t>(length, 1999)) {
        fs::resize_file(bad, length - 1);
        expectRefusal(Encoder::open(bad), bad, length - 1);
    }
    const auto little = littleCompactFile(folder);
    for (auto length = fs::file_size(little); length > 0; --length) {
        fs::resize_file(little, length - 1);
        const auto read = Safetensors::read(little);
        ASSERT_FALSE(read.ok()) << length - 1;
        EXPECT_EQ(read.error().code, ErrorCode::Corrupt);
    }
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
