#include "train/config_internal.h"

#include <gtest/gtest.h>

namespace sparlet::train {
namespace {

TEST(TrainConfig, RoundTripsThroughJson) {
    TrainConfig c;
    c.method = "baseline";
    c.backbone = "mobilenet_v3_small";
    c.preset = "quick";
    c.modules = {false, true, false, true};
    c.dimensions = 64;
    c.smallImageStem = false;
    c.epochs = 3;
    c.batch = 17;
    c.learningRate = 0.125;
    c.seed = 18446744073709551615ULL;
    c.device = "cpu";
    c.bf16 = true;
    c.targetDensity = 0.5;
    c.meanBits = 5;
    c.init = "start.safetensors";
    c.hyper = {{"margin", 0.25}, {"weight_decay", 0.001}};
    const auto back = parseTrainConfig(toJson(c));
    ASSERT_TRUE(back.ok()) << back.error().message;
    EXPECT_EQ(toJson(*back), toJson(c));
    EXPECT_EQ(back->seed, c.seed);
    EXPECT_EQ(back->hyper, c.hyper);
    EXPECT_FALSE(back->modules.spq.value());
}

TEST(TrainConfig, AnEmptyObjectIsTheDefault) {
    const auto c = parseTrainConfig("{}");
    ASSERT_TRUE(c.ok());
    EXPECT_EQ(toJson(*c), toJson(TrainConfig{}));
}

struct Wrong {
    const char* json;
    const char* named; // must appear in the message
};

class WrongConfig : public testing::TestWithParam<Wrong> {};

TEST_P(WrongConfig, IsRefusedByName) {
    const auto c = parseTrainConfig(GetParam().json);
    ASSERT_FALSE(c.ok());
    EXPECT_EQ(c.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(c.error().message.find(GetParam().named), std::string::npos) << c.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    All, WrongConfig,
    testing::Values(Wrong{"", "JSON"}, Wrong{"[]", "JSON"}, Wrong{"{\"epoch\":3}", "epoch"},
                    Wrong{R"({"epochs":"3"})", "epochs"}, Wrong{R"({"epochs":1.5})", "epochs"},
                    Wrong{R"({"epochs":-1})", "epochs"}, Wrong{R"({"epochs":1e300})", "epochs"},
                    Wrong{R"({"batch":1})", "batch"}, Wrong{R"({"seed":-1})", "seed"},
                    Wrong{R"({"learningRate":-0.1})", "learningRate"},
                    Wrong{R"({"dimensions":8})", "dimensions"}, Wrong{R"({"preset":"turbo"})", "turbo"},
                    Wrong{R"({"method":"oracle"})", "oracle"}, Wrong{R"({"modules":{"abc":true}})", "abc"},
                    Wrong{R"({"modules":[]})", "modules"}, Wrong{R"({"modules":{"ase":1}})", "ase"},
                    Wrong{R"({"hyper":{"magic":1}})", "magic"}, Wrong{R"({"hyper":{"margin":2}})", "margin"},
                    Wrong{R"({"hyper":{"margin":"2"}})", "margin"},
                    Wrong{R"({"targetDensity":0})", "targetDensity"},
                    Wrong{R"({"meanBits":9})", "meanBits"}));

TEST(Presets, ThePapersIsAdamWithItsSettings) {
    TrainConfig c;
    c.preset = "paper";
    const auto full = complete(c);
    ASSERT_TRUE(full.ok());
    EXPECT_EQ(full->epochs, 5);
    EXPECT_EQ(full->batch, 32);
    EXPECT_DOUBLE_EQ(full->learningRate, 1e-3);
    EXPECT_EQ(full->optimizer, OptimizerKind::Adam);
    EXPECT_TRUE(full->constantRate);
    EXPECT_EQ(full->at("weight_decay"), 0);
    c.hyper["weight_decay"] = 0.25;
    EXPECT_EQ(complete(c)->at("weight_decay"), 0.25) << "what is asked for counts";
}

TEST(Presets, SayWhichDefaultsTheyChange) {
    for (const auto& preset : presets()) {
        TrainConfig c;
        c.preset = preset.name;
        TrainConfig plain;
        plain.preset = "standard";
        const auto full = complete(c), usual = complete(plain);
        ASSERT_TRUE(full.ok() && usual.ok());
        for (const auto& [name, value] : usual->hyper) {
            const auto own = preset.hyper.find(name);
            EXPECT_EQ(full->at(name.c_str()), own == preset.hyper.end() ? value : own->second)
                << preset.name << " " << name;
        }
    }
}

TEST(TrainConfig, AMethodDecidesAboutItsModulesUntilItIsTold) {
    TrainConfig c;
    c.method = "sparse";
    EXPECT_TRUE(modulesOf(c).ase);
    EXPECT_TRUE(modulesOf(c).iqe);
    c.modules.ase = false;
    EXPECT_FALSE(modulesOf(c).ase);
    c = {};
    c.method = "spca";
    EXPECT_FALSE(modulesOf(c).ase);
    EXPECT_FALSE(modulesOf(c).lkd);
    c.modules.ase = true;
    const auto back = parseTrainConfig(toJson(c));
    ASSERT_TRUE(back.ok());
    EXPECT_TRUE(modulesOf(*back).ase);
    EXPECT_FALSE(back->modules.spq.has_value());
}

TEST(TrainConfig, MethodsHaveDefaultsOfTheirOwn) {
    TrainConfig c;
    c.method = "spca";
    EXPECT_EQ(complete(c)->at("triplet_weight"), 0);
    c.method = "hamlet";
    EXPECT_EQ(complete(c)->at("triplet_weight"), 0.3);
    c.hyper["triplet_weight"] = 0.2;
    EXPECT_EQ(complete(c)->at("triplet_weight"), 0.2);
}

TEST(Choices, DescribeWhatAConfigurationMaySay) {
    for (const auto& method : methods()) {
        for (const auto& backbone : backbones()) {
            for (const auto& preset : presets()) {
                TrainConfig c;
                c.method = method.name;
                c.backbone = backbone;
                c.preset = preset.name;
                const auto known = hyperParameters(method.name);
                for (const auto& hyper : known) {
                    // Fine-tuning goes with few others: test_fine_tuning.cpp.
                    if (hyper.name != "compact_megabytes" && hyper.name != "prune_macs")
                        c.hyper[hyper.name] = hyper.most;
                    EXPECT_FALSE(hyper.help.empty()) << hyper.name;
                }
                ASSERT_TRUE(complete(c).ok()) << complete(c).error().message;
                for (const auto& hyper : known)
                    c.hyper[hyper.name] = hyper.standard;
                const auto asked = complete(c);
                c.hyper.clear();
                const auto silent = complete(c);
                ASSERT_TRUE(asked.ok() && silent.ok());
                if (preset.hyper.empty()) {
                    EXPECT_EQ(asked->hyper, silent->hyper) << method.name;
                }
                EXPECT_EQ(silent->epochs, preset.epochs);
            }
        }
    }
}

TEST(Presets, WhatIsAskedForWins) {
    TrainConfig c;
    c.epochs = 4;
    c.targetDensity = 0.4;
    c.hyper["scale"] = 12;
    const auto full = complete(c);
    ASSERT_TRUE(full.ok());
    EXPECT_EQ(full->epochs, 4);
    EXPECT_EQ(full->optimizer, OptimizerKind::Sgd);
    EXPECT_EQ(full->at("target_density"), 0.4);
    EXPECT_EQ(full->at("scale"), 12);
    EXPECT_EQ(full->at("momentum"), 0.9);
}

} // namespace
} // namespace sparlet::train
