#include "nn/encoder.h"
#include "nn/model_file.h"
#include "nn/model_file_internal.h"
#include "support/temp_dir.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace sparlet::nn {
namespace {

using Json = nlohmann::json;

std::shared_ptr<Method> smallMethod() {
    torch::manual_seed(11);
    MethodConfig config;
    config.method = "sparse";
    config.backbone = {"mobilenet_v3_small", true, 16};
    config.dimensions = 32;
    config.classes = 3;
    config.textDimensions = 10;
    config.lkd = config.ase = config.spq = true;
    auto made = makeMethod(config);
    EXPECT_TRUE(made.ok());
    return std::move(made).value();
}

ModelInfo smallInfo() {
    ModelInfo info;
    info.id = "tiny-test";
    info.trainSize = info.inputSize = 16;
    info.mean = {0.5F, 0.4F, 0.3F};
    info.stddev = {0.2F, 0.3F, 0.4F};
    info.classNames = {"cat", "dog", "größe"};
    return info;
}

TEST(ModelFile, RoundTripKeepsTheCardAndTheWeights) {
    const test::TempDir folder;
    const auto file = folder / "m.safetensors";
    const auto method = smallMethod();
    const auto saved = saveModel(*method, smallInfo(), file, {false, R"({"licence":"CC0-1.0"})"});
    ASSERT_TRUE(saved.ok()) << saved.error().message;
    const auto loaded = loadModel(file);
    ASSERT_TRUE(loaded.ok()) << loaded.error().message;
    const auto& info = loaded->info;
    EXPECT_EQ(info.id, "tiny-test");
    EXPECT_EQ(info.method, "sparse");
    EXPECT_TRUE(info.ase && info.spq && info.smallImageStem);
    EXPECT_EQ(info.textDimensions, 10);
    EXPECT_EQ(info.classNames, smallInfo().classNames);
    EXPECT_EQ(info.mean, smallInfo().mean);
    EXPECT_EQ(info.quantizer.bits.size(), 32U);
    EXPECT_EQ(info.fileBytes, std::filesystem::file_size(file));
    EXPECT_EQ(Json::parse(info.cardJson).at("licence"), "CC0-1.0");
    std::map<std::string, at::Tensor> wanted;
    for (const auto& [name, tensor] : namedTensors(*method))
        wanted[name] = tensor;
    std::int64_t parameters = 0;
    for (const auto& [name, tensor] : namedTensors(*loaded->method)) {
        if (name.rfind("lkd_head.", 0) == 0) continue;
        EXPECT_TRUE(torch::equal(tensor, wanted.at(name))) << name;
    }
    for (const auto& item : method->named_parameters()) {
        if (item.key().rfind("lkd_head.", 0) != 0) parameters += item.value().numel();
    }
    EXPECT_EQ(info.parameters, parameters);
    const auto header = readSafetensorsHeader(file);
    for (const auto& entry : header->tensors)
        EXPECT_NE(entry.name.rfind("lkd_head.", 0), 0U);
    EXPECT_EQ(readModelInfo(file)->id, "tiny-test");
}

TEST(ModelFile, HalfWeightsHalveTheFileAndStayClose) {
    const test::TempDir folder;
    const auto method = smallMethod();
    ASSERT_TRUE(saveModel(*method, smallInfo(), folder / "full.safetensors", {}).ok());
    CardChanges half;
    half.halfWeights = true;
    ASSERT_TRUE(updateCard(folder / "full.safetensors", folder / "half.safetensors", half).ok());
    const auto full = std::filesystem::file_size(folder / "full.safetensors");
    EXPECT_LT(std::filesystem::file_size(folder / "half.safetensors"), full * 55 / 100);
    const auto loaded = loadModel(folder / "half.safetensors");
    ASSERT_TRUE(loaded.ok()) << loaded.error().message;
    std::map<std::string, at::Tensor> wanted;
    for (const auto& [name, tensor] : namedTensors(*method))
        wanted[name] = tensor;
    for (const auto& [name, tensor] : namedTensors(*loaded->method)) {
        if (name.rfind("lkd_head.", 0) == 0 || !tensor.is_floating_point()) continue;
        EXPECT_TRUE(torch::allclose(tensor, wanted.at(name), 1e-3, 1e-6)) << name;
    }
}

TEST(ModelFile, HalfWeightsLeaveWhatIsBeyondTheirRangeAsItIs) {
    const test::TempDir folder;
    const auto method = smallMethod();
    {
        torch::NoGradGuard noGrad;
        for (auto& [name, tensor] : namedTensors(*method)) {
            if (name == "embedding.norm.running_var") tensor[3] = 219075.0F; // seen after a short training
        }
    }
    ASSERT_TRUE(saveModel(*method, smallInfo(), folder / "full.safetensors", {}).ok());
    CardChanges half;
    half.halfWeights = true;
    ASSERT_TRUE(updateCard(folder / "full.safetensors", folder / "half.safetensors", half).ok());
    const auto loaded = loadModel(folder / "half.safetensors");
    ASSERT_TRUE(loaded.ok()) << loaded.error().message;
    for (const auto& [name, tensor] : namedTensors(*loaded->method)) {
        if (name == "embedding.norm.running_var") {
            EXPECT_EQ(tensor[3].item<float>(), 219075.0F);
        }
    }
}

TEST(ModelFile, TheCardCanBeChanged) {
    const test::TempDir folder;
    const auto file = folder / "m.safetensors";
    ASSERT_TRUE(saveModel(*smallMethod(), smallInfo(), file, {}).ok());
    CardChanges changes;
    changes.id = "renamed";
    changes.inputSize = 48;
    changes.expansion = ExpansionDefaults{7, 2.5F, 0.25F, 2};
    changes.mergePatch = R"({"scores":{"mAP":0.5}})";
    ASSERT_TRUE(updateCard(file, file, changes).ok());
    const auto info = readModelInfo(file);
    ASSERT_TRUE(info.ok()) << info.error().message;
    EXPECT_EQ(info->id, "renamed");
    EXPECT_EQ(info->inputSize, 48);
    EXPECT_EQ(info->trainSize, 16);
    EXPECT_EQ(info->expansion.topK, 7);
    EXPECT_FLOAT_EQ(info->expansion.gamma, 0.25F);
    EXPECT_EQ(info->expansion.rounds, 2);
    EXPECT_EQ(Json::parse(info->cardJson).at("scores").at("mAP"), 0.5);
    EXPECT_TRUE(loadModel(file).ok());
}

TEST(ModelFile, RefusesChangesThatWouldBreakIt) {
    const test::TempDir folder;
    const auto file = folder / "m.safetensors";
    ASSERT_TRUE(saveModel(*smallMethod(), smallInfo(), file, {}).ok());
    CardChanges size, patch, field;
    size.inputSize = 4;
    patch.mergePatch = "[1]";
    field.mergePatch = R"({"dimensions":7})";
    for (const auto& changes : {size, patch, field}) {
        EXPECT_EQ(updateCard(file, folder / "out", changes).error().code, ErrorCode::InvalidArgument);
    }
    EXPECT_FALSE(std::filesystem::exists(folder / "out"));
}

/// A valid model with one change to its card.
Status withCard(const std::filesystem::path& from, const std::filesystem::path& to,
                const std::function<void(Json&)>& change) {
    const auto file = Safetensors::read(from);
    auto card = Json::parse(file->header().metadata.at("sparlet"));
    change(card);
    TensorBytes bytes;
    for (const auto& entry : file->header().tensors)
        bytes.add(entry.name, tensorOf(*file, entry));
    return writeSafetensors(to, bytes.data, {{"sparlet", card.dump()}});
}

TEST(ModelFile, RefusesCardsThatContradictThemselves) {
    const test::TempDir folder;
    const auto good = folder / "good.safetensors", bad = folder / "bad.safetensors";
    ASSERT_TRUE(saveModel(*smallMethod(), smallInfo(), good, {}).ok());
    const std::pair<ErrorCode, std::function<void(Json&)>> cases[] = {
        {ErrorCode::Unsupported, [](Json& c) { c["version"] = 2; }},
        {ErrorCode::Unsupported, [](Json& c) { c["method"] = "oracle"; }},
        {ErrorCode::Unsupported, [](Json& c) { c["backbone"] = "vgg16"; }},
        {ErrorCode::Corrupt, [](Json& c) { c["format"] = "other"; }},
        {ErrorCode::Corrupt, [](Json& c) { c.erase("id"); }},
        {ErrorCode::Corrupt, [](Json& c) { c["dimensions"] = 64; }},
        {ErrorCode::Corrupt, [](Json& c) { c["dimensions"] = 1000000000; }},
        {ErrorCode::Corrupt, [](Json& c) { c["inputSize"] = -5; }},
        {ErrorCode::Corrupt, [](Json& c) { c["inputSize"] = "32"; }},
        {ErrorCode::Corrupt,
         [](Json& c) {
             c["stddev"] = {0, 0, 0};
         }},
        {ErrorCode::Corrupt, [](Json& c) { c["classNames"] = Json::array(); }},
        {ErrorCode::Corrupt,
         [](Json& c) {
             c["classNames"] = {"a", "b"};
         }},
        {ErrorCode::Corrupt, [](Json& c) { c["quantizer"]["bits"][3] = 9; }},
        {ErrorCode::Corrupt, [](Json& c) { c["quantizer"]["bits"].erase(0); }},
        {ErrorCode::Corrupt, [](Json& c) { c["quantizer"]["maximum"][0] = c["quantizer"]["minimum"][0]; }},
        {ErrorCode::Corrupt, [](Json& c) { c["expansion"]["rounds"] = 40; }},
        {ErrorCode::Corrupt,
         [](Json& c) {
             c["hyper"] = {{"gem_p", "x"}};
         }},
    };
    for (const auto& [code, change] : cases) {
        ASSERT_TRUE(withCard(good, bad, change).ok());
        const auto loaded = loadModel(bad);
        ASSERT_FALSE(loaded.ok());
        EXPECT_EQ(loaded.error().code, code) << loaded.error().message;
        EXPECT_NE(loaded.error().message.find("bad.safetensors"), std::string::npos)
            << loaded.error().message;
    }
}

TEST(ModelFile, RefusesMissingTensorsWrongShapesAndNonNumbers) {
    const test::TempDir folder;
    const auto good = folder / "good.safetensors", bad = folder / "bad.safetensors";
    ASSERT_TRUE(saveModel(*smallMethod(), smallInfo(), good, {}).ok());
    const auto file = Safetensors::read(good);
    const auto rewrite = [&](const std::function<bool(const std::string&, at::Tensor&)>& keep) {
        TensorBytes bytes;
        for (const auto& entry : file->header().tensors) {
            auto tensor = tensorOf(*file, entry);
            if (keep(entry.name, tensor)) bytes.add(entry.name, tensor);
        }
        return writeSafetensors(bad, bytes.data, file->header().metadata);
    };
    const std::string name = "embedding.linear.weight";
    const std::function<bool(const std::string&, at::Tensor&)> changes[] = {
        [&](const std::string& n, at::Tensor&) { return n != name; },
        [&](const std::string& n, at::Tensor& t) {
            if (n == name) t = t.t().contiguous();
            return true;
        },
        [&](const std::string& n, at::Tensor& t) {
            if (n == name) t[0][0] = std::numeric_limits<float>::quiet_NaN();
            return true;
        }};
    for (const auto& change : changes) {
        ASSERT_TRUE(rewrite(change).ok());
        const auto loaded = loadModel(bad);
        ASSERT_FALSE(loaded.ok());
        EXPECT_EQ(loaded.error().code, ErrorCode::Corrupt);
        EXPECT_NE(loaded.error().message.find(name), std::string::npos);
    }
}

TEST(ModelFile, WeightsWithoutACardAreNoModel) {
    const test::TempDir folder;
    TensorBytes bytes;
    bytes.add("conv1.weight", torch::zeros({2, 2}));
    ASSERT_TRUE(writeSafetensors(folder / "w.safetensors", bytes.data, {}).ok());
    EXPECT_EQ(readModelInfo(folder / "w.safetensors").error().code, ErrorCode::Unsupported);
    EXPECT_EQ(Encoder::open(folder / "w.safetensors").error().code, ErrorCode::Unsupported);
    EXPECT_EQ(Encoder::open(folder / "none.safetensors").error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace sparlet::nn
