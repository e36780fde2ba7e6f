#include "core/nn/formula_weights.h"
#include "nn/backbone_internal.h"
#include "nn/compiled_runtime_internal.h"
#include "nn/model_file_internal.h"
#include "support/temp_dir.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>

namespace sparlet::nn {
namespace {

std::shared_ptr<Backbone> make(const BackboneConfig& config) {
    auto made = makeBackbone(config);
    EXPECT_TRUE(made.ok());
    (*made)->eval();
    return std::move(made).value();
}

at::Tensor formulaPicture() {
    auto picture = torch::empty({1, 3, 224, 224});
    auto* values = picture.data_ptr<float>();
    for (std::int64_t i = 0; i < picture.numel(); ++i) {
        values[i] = static_cast<float>(test::formulaUniform(1'000'000, static_cast<std::uint64_t>(i)));
    }
    return picture;
}

class Torchvision : public testing::TestWithParam<const char*> {};

TEST_P(Torchvision, HasItsNamesAndItsOutputs) {
    std::ifstream stream(std::string(SPARLET_TEST_DATA) + "/torchvision_" + GetParam() + ".json");
    const auto fixture = nlohmann::json::parse(stream);
    torch::NoGradGuard noGrad;
    const auto backbone = make({GetParam(), false, 224});
    EXPECT_EQ(namedTensors(*backbone).size(), fixture.at("names").get<std::size_t>());
    test::fillByFormula(*backbone);
    for (const bool folded : {false, true}) {
        if (folded) backbone->fold(makeCompiledRuntime());
        const auto taps = backbone->forward(formulaPicture().contiguous(
            folded ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous));
        const at::Tensor maps[] = {taps.c2, taps.c3, taps.c4, taps.c5};
        for (std::size_t i = 0; i < 4; ++i) {
            const auto& wanted = fixture.at("taps")[i];
            EXPECT_EQ(maps[i].sizes().vec(), wanted.at("shape").get<std::vector<std::int64_t>>());
            EXPECT_EQ(maps[i].size(1), backbone->channels()[i]);
            const auto reference = torch::tensor(wanted.at("pooled").get<std::vector<float>>());
            const auto off = (maps[i].mean({2, 3})[0] - reference).abs().max().item<double>();
            EXPECT_LT(off, 1e-4 * std::max(1.0, reference.abs().max().item<double>())) << "tap " << i + 2;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, Torchvision,
                         testing::Values("resnet18", "mobilenet_v3_large", "mobilenet_v3_small"));

TEST(Backbones, SmallImageStemsKeepTheTableOfTaps) {
    torch::NoGradGuard noGrad;
    const std::pair<const char*, std::array<int, 4>> table[] = {{"resnet18", {64, 128, 256, 512}},
                                                                {"mobilenet_v3_large", {24, 40, 112, 960}},
                                                                {"mobilenet_v3_small", {16, 24, 48, 576}}};
    for (const auto& [name, channels] : table) {
        const auto taps = make({name, true, 32})->forward(torch::zeros({1, 3, 32, 32}));
        const at::Tensor maps[] = {taps.c2, taps.c3, taps.c4, taps.c5};
        for (std::size_t i = 0; i < 4; ++i) {
            const std::int64_t side = 32 >> i;
            EXPECT_EQ(maps[i].sizes().vec(), (std::vector<std::int64_t>{1, channels[i], side, side})) << name;
        }
    }
    const auto at64 = make({"mobilenet_v3_small", true, 64})->forward(torch::zeros({1, 3, 64, 64}));
    EXPECT_EQ(at64.c2.size(2), 32) << "at 64 px one stride of 2 stays";
}

TEST(Backbones, LoadPlainTorchvisionWeightsAndIgnoreTheClassifier) {
    const test::TempDir folder;
    const auto source = make({"resnet18", false, 224});
    test::fillByFormula(*source);
    TensorBytes bytes;
    for (const auto& [name, tensor] : namedTensors(*source))
        bytes.add(name, tensor);
    bytes.add("fc.weight", torch::zeros({1000, 512}));
    bytes.add("fc.bias", torch::zeros({1000}));
    const auto file = folder / "resnet18.safetensors";
    ASSERT_TRUE(writeSafetensors(file, bytes.data, {}).ok());
    const auto target = make({"resnet18", false, 224});
    const auto loaded = loadBackboneWeights(*target, file);
    ASSERT_TRUE(loaded.ok()) << loaded.error().message;
    const auto wanted = namedTensors(*source), got = namedTensors(*target);
    for (std::size_t i = 0; i < wanted.size(); ++i)
        EXPECT_TRUE(torch::equal(wanted[i].second, got[i].second));

    const auto other = make({"mobilenet_v3_small", false, 224});
    const auto refused = loadBackboneWeights(*other, file);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::Corrupt);
    EXPECT_NE(refused.error().message.find("resnet18.safetensors"), std::string::npos);
}

TEST(Backbones, RefuseAnUnknownName) {
    EXPECT_EQ(makeBackbone({"vgg16", false, 224}).error().code, ErrorCode::Unsupported);
}

} // namespace
} // namespace sparlet::nn
