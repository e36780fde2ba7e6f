// The reader of run records; what train() writes is read again in test_trainer.cpp's runs and here.
#include "support/temp_dir.h"
#include "train/record_internal.h"
#include "train/run_record.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>

namespace sparlet::train {
namespace {

EpochRecord sample(int number) {
    EpochRecord e;
    e.epoch = number;
    e.seconds = 1.5 * number;
    e.loss = 2.25;
    e.lossLkd = 0.5;
    e.lossSpq = 0.25;
    e.lossSparsity = 0.125;
    e.lossTriplet = 0.0625;
    e.accuracy = 0.75;
    e.density = 0.3;
    e.meanBits = 4.5;
    e.learningRate = 0.01;
    e.imagesPerSecond = 123;
    e.heldOutMap = number == 2 ? 0.9 : -1;
    return e;
}

bool same(const EpochRecord& a, const EpochRecord& b) {
    return recordJson(a) == recordJson(b);
}

TEST(RunRecord, SaysWhatTheTrainerWrote) {
    TrainConfig asked;
    asked.preset = "paper";
    asked.seed = 7;
    const auto config = complete(asked);
    ASSERT_TRUE(config.ok());
    RunFacts facts{"run-1", "cpu", "/data/packed", 1200, 32, 11'000'000, "cancelled"};
    RunIdentity identity;
    identity.config = toJson(asked);
    RunState state;
    state.seconds = 12.5;
    state.epochs = {sample(1), sample(2)};
    const auto record = parseRunRecord(runRecord(*config, facts, identity, state));
    ASSERT_TRUE(record.ok()) << record.error().message;
    EXPECT_EQ(record->state, "cancelled");
    EXPECT_EQ(record->device, "cpu");
    EXPECT_EQ(record->dataFile, "/data/packed");
    EXPECT_EQ(record->images, 1200);
    EXPECT_EQ(record->parameters, 11'000'000);
    EXPECT_EQ(record->epochsAsked, 5) << "the preset's";
    EXPECT_EQ(record->seconds, 12.5);
    ASSERT_EQ(record->epochs.size(), 2U);
    EXPECT_TRUE(same(record->epochs[0], sample(1)) && same(record->epochs[1], sample(2)));
    EXPECT_EQ(record->epochs[0].heldOutMap, -1);
    const auto again = parseTrainConfig(record->configuration);
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(again->seed, 7U);
}

TEST(RunRecord, WhatAnOlderOneDidNotWriteHasItsDefault) {
    const auto record = parseRunRecord(R"({"state":"running","epochs":[{"epoch":1,"accuracy":0.5}]})");
    ASSERT_TRUE(record.ok()) << record.error().message;
    EXPECT_EQ(record->epochsAsked, 0);
    EXPECT_EQ(record->configuration, "{}");
    ASSERT_EQ(record->epochs.size(), 1U);
    EXPECT_EQ(record->epochs[0].accuracy, 0.5);
    EXPECT_EQ(record->epochs[0].density, 1);
    EXPECT_EQ(record->epochs[0].heldOutMap, -1);
}

TEST(RunRecord, DamageIsNamed) {
    const std::pair<const char*, const char*> cases[] = {
        {"", "object"},
        {"[]", "object"},
        {R"({"state":3})", "'state'"},
        {R"({"configuration":[]})", "'configuration'"},
        {R"({"epochs":7})", "'epochs'"},
        {R"({"epochs":[{"loss":1}]})", "'epochs'"},
        {R"({"epochs":[{"epoch":1e300}]})", "'epochs'"},
        {R"({"epochs":[{"epoch":1,"loss":"low"}]})", "'epochs'"},
        {R"({"resolved":{"epochs":-1}})", "'epochs'"},
        {R"({"data":{"images":1e20}})", "'images'"},
        {R"({"seconds":"long"})", "'seconds'"}};
    for (const auto& [text, part] : cases) {
        const auto record = parseRunRecord(text);
        ASSERT_FALSE(record.ok()) << text;
        EXPECT_EQ(record.error().code, ErrorCode::Corrupt) << text;
        EXPECT_NE(record.error().message.find(part), std::string::npos) << record.error().message;
    }
}

TEST(RunRecord, AFileIsNamed) {
    const test::TempDir folder;
    const auto file = folder / "record.json";
    EXPECT_EQ(readRunRecord(file).error().code, ErrorCode::NotFound);
    std::ofstream(file) << "{";
    const auto broken = readRunRecord(file);
    EXPECT_EQ(broken.error().code, ErrorCode::Corrupt);
    EXPECT_NE(broken.error().message.find(file.string()), std::string::npos);
    std::ofstream(file, std::ios::trunc) << R"({"state":"finished"})";
    EXPECT_EQ(readRunRecord(file)->state, "finished");
}

} // namespace
} // namespace sparlet::train
