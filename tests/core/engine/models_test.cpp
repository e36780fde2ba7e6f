#include "engine/machine_internal.h"
#include "engine/models_internal.h"
#include "engine_fixture.h"
#include "nn/model_file.h"

#include <algorithm>
#include <cmath>

namespace sparlet::engine {
namespace {

namespace fs = std::filesystem;

class ModelsTest : public EngineTest {
protected:
    /// Other weights are another model, whatever its name.
    void writeOtherWeights(const fs::path& file) {
        ExportRequest request;
        request.model = "tiny";
        request.out = file.string();
        request.halfWeights = true;
        const auto written = workspace().exportModel(request);
        ASSERT_TRUE(written.ok()) << written.error().message;
    }
};

TEST_F(ModelsTest, DefaultComesFirst) {
    fs::copy_file(models() / "tiny.safetensors", models() / "another.safetensors");
    auto list = *workspace().models();
    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(list[0].id, "another"); // no default.txt: the first by name
    test::writeText(models() / "default.txt", "tiny\n");
    list = *workspace().models();
    EXPECT_EQ(list[0].id, "tiny");
    EXPECT_TRUE(list[0].isDefault);
    EXPECT_FALSE(list[1].isDefault);
    EXPECT_TRUE(list[0].shipped);
    EXPECT_EQ(list[0].method, "sparse");
    EXPECT_EQ(list[0].backbone, "mobilenet_v3_small");
    EXPECT_EQ(list[0].dimensions, 32);
    EXPECT_EQ(list[0].bytes, fs::file_size(models() / "tiny.safetensors"));
}

TEST_F(ModelsTest, DamagedModelIsListedWithItsProblem) {
    test::writeText(models() / "aaa.safetensors", "rubbish");
    const auto list = *workspace().models();
    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(list[0].id, "tiny"); // what cannot be used is never the default
    EXPECT_NE(list[1].problem.find("aaa.safetensors"), std::string::npos);
    const auto model = workspace().model("aaa");
    ASSERT_FALSE(model.ok());
    EXPECT_EQ(model.error().code, ErrorCode::Corrupt);
}

TEST_F(ModelsTest, ExportHalvesTheFileAndMergesTheCard) {
    ExportRequest request;
    request.model = "tiny";
    request.out = path("birds.safetensors").string();
    request.inputSize = 48;
    request.card = R"({"licence": "CC0-1.0", "title": "Birds"})";
    request.halfWeights = true;
    const auto written = workspace().exportModel(request);
    ASSERT_TRUE(written.ok()) << written.error().message;
    EXPECT_EQ(written->summary.id, "birds");
    EXPECT_EQ(written->summary.title, "Birds");
    EXPECT_EQ(workspace().model("tiny")->summary.title, "SPARSE · MobileNetV3-Small");
    EXPECT_EQ(written->info.inputSize, 48);
    EXPECT_NE(written->info.cardJson.find("\"licence\":\"CC0-1.0\""), std::string::npos);
    EXPECT_LT(written->info.fileBytes, fs::file_size(models() / "tiny.safetensors") * 6 / 10);
    EXPECT_EQ(workspace().model("tiny")->info.inputSize, 32) << "the source stays as it was";

    request.out = path("birds.onnx").string();
    EXPECT_EQ(workspace().exportModel(request).error().code, ErrorCode::InvalidArgument);
    request.out = path("other.safetensors").string();
    request.card = "[1]";
    EXPECT_EQ(workspace().exportModel(request).error().code, ErrorCode::InvalidArgument);
    EXPECT_FALSE(fs::exists(request.out));
}

TEST_F(ModelsTest, WhatCalibrationFoundStaysThroughEveryExport) {
    nn::CardChanges calibrated;
    calibrated.activations = nn::ActivationRanges{{"input", {-2.0F, 2.5F}}};
    calibrated.checks = {{"fp32", 1.0, 0.75, 0.75, 40}};
    const fs::path tiny = models() / "tiny.safetensors";
    ASSERT_TRUE(nn::updateCard(tiny, tiny, calibrated).ok());
    for (const bool half : {false, true}) {
        for (const bool plain : {false, true}) {
            ExportRequest request;
            request.model = "tiny";
            request.out = path("out.safetensors").string();
            request.halfWeights = half;
            request.plainWeights = plain;
            const auto written = workspace().exportModel(request);
            ASSERT_TRUE(written.ok()) << written.error().message;
            EXPECT_EQ(written->info.activations, *calibrated.activations);
            ASSERT_EQ(written->info.checks.size(), 1U);
            EXPECT_EQ(written->info.checks.front().map, 0.75);
        }
    }
}

TEST(Arithmetic, DoctorSaysWhatTheProcessorLacksAndWhatAutoTakesThen) {
    using nn::Precision;
    EXPECT_EQ(arithmeticText({Precision::Eager, Precision::Fp32, Precision::Bf16, Precision::Int8}, 8),
              "cpu: eager, fp32, bf16, int8; auto takes int8, bf16 or fp32, the fastest that keeps the "
              "model's mAP");
    EXPECT_EQ(arithmeticText({Precision::Eager, Precision::Fp32, Precision::Int8}, 7),
              "cpu: eager, fp32, int8 (activations in 7 bits, without VNNI); no bf16, which needs "
              "AVX-512BF16; auto takes int8 or fp32, the fastest "
              "that keeps the model's mAP");
    EXPECT_EQ(arithmeticText({Precision::Eager, Precision::Fp32}, 0),
              "cpu: eager, fp32; no int8, which needs AVX2; no bf16, which needs AVX-512BF16; auto "
              "takes fp32");
}

TEST_F(ModelsTest, DoctorNamesTheArithmeticsOfThisMachine) {
    const auto checks = workspace().doctor();
    const auto found = std::find_if(checks.begin(), checks.end(),
                                    [](const Check& check) { return check.name == "arithmetic"; });
    ASSERT_NE(found, checks.end());
    EXPECT_EQ(found->detail, arithmeticText(nn::supportedPrecisions("cpu"), nn::int8ActivationBits()));
}

TEST_F(ModelsTest, UnknownModelNamesTheKnownOnes) {
    const auto model = workspace().model("nothing");
    ASSERT_FALSE(model.ok());
    EXPECT_EQ(model.error().code, ErrorCode::NotFound);
    EXPECT_NE(model.error().message.find("tiny"), std::string::npos);
}

TEST_F(ModelsTest, ModelGivenAsAFileIsKeptInTheHome) {
    addClasses(1);
    nn::CardChanges changes;
    changes.inputSize = 32;
    fs::copy_file(models() / "tiny.safetensors", path("mine.safetensors"));
    fs::remove(models() / "tiny.safetensors");
    auto request = indexRequest();
    request.model = path("mine.safetensors").string();
    EXPECT_EQ(index(request).model, "mine");
    fs::remove(path("mine.safetensors"));
    addPicture("red/more.bmp", 77);
    request.model.clear();
    EXPECT_EQ(index(request).indexed, 1);
    EXPECT_TRUE(fs::exists(home() / "models/mine.safetensors"));
}

TEST_F(ModelsTest, AnotherModelIsRefusedForACollection) {
    addClasses(1);
    index();
    writeOtherWeights(models() / "other.safetensors");
    auto request = indexRequest();
    request.model = "other";
    const auto refused = workspace().index(request, {}, {});
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(refused.error().message.find("--reindex"), std::string::npos);
    request.reindex = true;
    EXPECT_EQ(index(request).model, "other");
    EXPECT_EQ((*workspace().collections()).front().model, "other");
}

TEST_F(ModelsTest, ChangedModelOfTheSameNameIsNoticed) {
    addClasses(1);
    index();
    writeOtherWeights(path("other.safetensors"));
    fs::rename(path("other.safetensors"), models() / "tiny.safetensors");
    QueryRequest query;
    query.collection = "c";
    query.parts.push_back({QueryPart::Source::File, (pictures() / "red/0.bmp").string(), {}, 1.0F, {}});
    const auto report = reopen()->query(query, {});
    ASSERT_FALSE(report.ok());
    EXPECT_NE(report.error().message.find("--reindex"), std::string::npos);
}

TEST_F(ModelsTest, NewCardLeavesCollectionsValid) {
    addClasses(1);
    index();
    nn::CardChanges changes;
    changes.expansion = nn::ExpansionDefaults{3, 1.0F, 0.25F, 2};
    const fs::path file = models() / "tiny.safetensors";
    ASSERT_TRUE(nn::updateCard(file, file, changes).ok());
    QueryRequest query;
    query.collection = "c";
    query.parts.push_back({QueryPart::Source::File, (pictures() / "red/0.bmp").string(), {}, 1.0F, {}});
    const auto report = workspace().query(query, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->rounds, 2);
    EXPECT_FLOAT_EQ(report->gamma, 0.25F);
    EXPECT_EQ(report->expansion.size(), 2U);
}

TEST(ModelCodec, WithoutQuantizerEightBitsWithZeroOnTheGrid) {
    nn::ModelInfo info;
    info.dimensions = 4;
    const auto codec = codecOf(info);
    ASSERT_TRUE(codec.ok());
    std::vector<std::uint8_t> code;
    const std::vector<float> z{0.0F, 1.0F, -1.0F, 0.1F};
    codec->encode(z, code);
    std::vector<float> back(4);
    codec->decode(code, back);
    EXPECT_EQ(back[0], 0.0F);
    for (std::size_t d = 0; d < 4; ++d)
        EXPECT_NEAR(back[d], z[d], 2.0 / 254.0 / 2 + 1e-3);
}

} // namespace
} // namespace sparlet::engine
