#include "core/train/synthetic_data.h"
#include "nn/encoder.h"
#include "nn/model_file_internal.h"
#include "support/temp_dir.h"
#include "train/trainer.h"

#include <nlohmann/json.hpp>

#include <fstream>
#include <stdexcept>

namespace sparlet::train {
namespace {

using test::TempDir;

TrainConfig smallConfig() {
    TrainConfig c;
    c.method = "sparse";
    c.backbone = "mobilenet_v3_small";
    c.dimensions = 32;
    c.epochs = 4;
    c.batch = 16;
    c.learningRate = 0.05;
    c.device = "cpu";
    c.targetDensity = 0.5;
    c.hyper = {{"start_side", 8}, {"jitter", 0.2}, {"crop_scale", 0.7}};
    return c;
}

struct Outcome {
    Result<TrainReport> report;
    std::filesystem::path model;
};

Outcome run(const TempDir& folder, const TrainConfig& config, const std::string& name,
            const EpochCallback& onEpoch = {}, const CancelToken& cancel = {}) {
    const auto data = folder / "data.pack";
    if (!std::filesystem::exists(data)) test::packStripes(data, 16, 52, 4);
    const auto model = folder / (name + ".safetensors");
    return {train(config, data, test::simpleTexts(4), folder / name, model, {}, onEpoch, cancel), model};
}

void expectSameWeights(const std::filesystem::path& a, const std::filesystem::path& b) {
    const auto first = nn::Safetensors::read(a), second = nn::Safetensors::read(b);
    ASSERT_TRUE(first.ok() && second.ok());
    ASSERT_EQ(first->header().tensors.size(), second->header().tensors.size());
    for (const auto& entry : first->header().tensors) {
        const auto* other = second->find(entry.name);
        ASSERT_NE(other, nullptr) << entry.name;
        const auto x = first->bytes(entry), y = second->bytes(*other);
        ASSERT_TRUE(std::equal(x.begin(), x.end(), y.begin(), y.end())) << entry.name << " differs";
    }
}

/// Cancels once `steps` callbacks were made; a step reports at most four times a second, so this waits.
class CancelAfterEpoch {
public:
    CancelAfterEpoch(const CancelToken& token, std::size_t epochs) : token_(token), epochs_(epochs) {}
    void operator()(const EpochRecord& record) const {
        if (static_cast<std::size_t>(record.epoch) > epochs_) token_.cancel();
    }

private:
    CancelToken token_;
    std::size_t epochs_;
};

TEST(Trainer, MeasuresOnPicturesThatItDoesNotTrainOn) {
    const TempDir folder;
    auto config = smallConfig();
    config.epochs = 2;
    config.hyper["held_out"] = 0.2;
    const auto [report, model] = run(folder, config, "held");
    ASSERT_TRUE(report.ok()) << report.error().message;
    ASSERT_EQ(report->epochs.size(), 2U);
    for (const auto& epoch : report->epochs) {
        EXPECT_GT(epoch.heldOutMap, 0);
        EXPECT_LE(epoch.heldOutMap, 1);
    }
    std::ifstream in(report->record);
    const auto record = nlohmann::json::parse(in);
    EXPECT_DOUBLE_EQ(record.at("epochs").at(1).at("heldOutMap").get<double>(), report->epochs[1].heldOutMap);
    config.hyper.erase("held_out");
    const auto without = run(folder, config, "whole");
    ASSERT_TRUE(without.report.ok());
    EXPECT_EQ(without.report->epochs[0].heldOutMap, -1);
    EXPECT_NE(without.report->epochs[1].loss, report->epochs[1].loss);
}

TEST(Trainer, LearnsAFewPicturesByHeart) {
    const TempDir folder;
    auto config = smallConfig();
    config.epochs = 30;
    // So few steps leave the density little time: it is pulled harder than in a real run.
    config.hyper = {{"translate", 0}, {"flip", 0}, {"label_smoothing", 0}, {"sparsity_weight", 30}};
    const auto [report, model] = run(folder, config, "overfit");
    ASSERT_TRUE(report.ok()) << report.error().message;
    ASSERT_EQ(report->epochs.size(), 30U);
    EXPECT_GT(report->epochs.back().accuracy, 0.95);
    EXPECT_LT(report->epochs.back().loss, 0.5 * report->epochs.front().loss);
    EXPECT_NEAR(report->epochs.back().density, 0.5, 0.12);
    EXPECT_LE(report->epochs.back().meanBits, 4.3);
    const auto encoder = nn::Encoder::open(model, {"cpu"});
    ASSERT_TRUE(encoder.ok()) << encoder.error().message;
    EXPECT_EQ((*encoder)->info().classNames.size(), 4U);
    EXPECT_EQ((*encoder)->info().textDimensions, 6);
    for (const auto bits : (*encoder)->info().quantizer.bits) {
        EXPECT_GE(bits, 2);
        EXPECT_LE(bits, 8);
    }
}

TEST(Trainer, KeepsOnlyTheAskedShareOfWeightsAndStillLearns) {
    const TempDir folder;
    auto config = smallConfig();
    config.epochs = 30;
    config.modules.ase = false;
    config.hyper = {{"translate", 0}, {"flip", 0}, {"label_smoothing", 0}, {"weight_density", 0.4}};
    const auto [report, model] = run(folder, config, "cut");
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_GT(report->epochs.back().accuracy, 0.95);
    const auto file = nn::Safetensors::read(model);
    ASSERT_TRUE(file.ok());
    int cut = 0;
    for (const auto& entry : file->header().tensors) {
        if (entry.shape.size() != 4 || entry.shape[1] <= 3) continue;
        const auto weights = nn::tensorOf(*file, entry);
        EXPECT_NEAR(weights.ne(0).to(torch::kDouble).mean().item<double>(), 0.4, 0.05) << entry.name;
        ++cut;
    }
    EXPECT_GT(cut, 10);
}

TEST(Trainer, OneSeedGivesOneModelAndAnotherSeedAnother) {
    const TempDir folder;
    auto config = smallConfig();
    config.epochs = 2;
    const auto first = run(folder, config, "first"), second = run(folder, config, "second");
    ASSERT_TRUE(first.report.ok() && second.report.ok());
    expectSameWeights(first.model, second.model);
    config.seed = 2;
    const auto third = run(folder, config, "third");
    const auto a = nn::Safetensors::read(first.model), b = nn::Safetensors::read(third.model);
    const auto* entry = a->find("embedding.linear.weight");
    const auto x = a->bytes(*entry), y = b->bytes(*b->find("embedding.linear.weight"));
    EXPECT_FALSE(std::equal(x.begin(), x.end(), y.begin(), y.end()));
}

class Resume : public testing::TestWithParam<const char*> {};

TEST_P(Resume, EndsWithTheWeightsOfAnUninterruptedRun) {
    const TempDir folder;
    auto config = smallConfig();
    config.preset = GetParam();
    if (config.preset == "standard") config.hyper["ema_decay"] = 0.9;
    if (config.preset == "paper") config.learningRate = 1e-3;
    const auto whole = run(folder, config, "whole");
    ASSERT_TRUE(whole.report.ok()) << whole.report.error().message;

    // Stop three times: right after the first epoch, then at whatever step the callback comes.
    int stops = 0;
    Outcome last{Error{}, {}};
    for (std::size_t epoch = 0; epoch < 8; ++epoch) {
        const CancelToken cancel;
        last = run(folder, config, "parts", CancelAfterEpoch(cancel, epoch), cancel);
        if (last.report.ok()) break;
        ASSERT_EQ(last.report.error().code, ErrorCode::Cancelled) << last.report.error().message;
        EXPECT_FALSE(std::filesystem::exists(last.model));
        ++stops;
    }
    ASSERT_TRUE(last.report.ok());
    EXPECT_GE(stops, 2);
    ASSERT_EQ(last.report->epochs.size(), whole.report->epochs.size());
    for (std::size_t i = 0; i < last.report->epochs.size(); ++i) {
        EXPECT_EQ(last.report->epochs[i].loss, whole.report->epochs[i].loss) << i;
        EXPECT_EQ(last.report->epochs[i].accuracy, whole.report->epochs[i].accuracy) << i;
    }
    expectSameWeights(whole.model, last.model);
}

INSTANTIATE_TEST_SUITE_P(Presets, Resume, testing::Values("standard", "paper"));

TEST(Trainer, ACrashInsideAnEpochLosesNoMoreThanTheStepsSinceTheLastCheckpoint) {
    const TempDir folder;
    const auto config = smallConfig();
    const auto whole = run(folder, config, "whole");
    ASSERT_TRUE(whole.report.ok()) << whole.report.error().message;
    const auto checkpoint = folder / "crashed" / "checkpoint.safetensors";
    bool saved = false;
    const auto crash = [&](const EpochRecord&) {
        // The last word on an epoch comes before its own checkpoint: what is there is from inside it.
        saved = std::filesystem::exists(checkpoint);
        if (saved) throw std::runtime_error("crash");
    };
    const auto stopped = train(config, folder / "data.pack", test::simpleTexts(4), folder / "crashed",
                               folder / "none", {}, crash, {}, std::chrono::seconds(0));
    ASSERT_FALSE(stopped.ok());
    ASSERT_TRUE(saved);
    const auto file = nn::Safetensors::read(checkpoint);
    ASSERT_TRUE(file.ok()) << file.error().message;
    const auto state = nlohmann::json::parse(file->header().metadata.at("state"));
    EXPECT_GT(state.at("step"), 0);
    EXPECT_TRUE(state.at("epochs").empty()) << "the first epoch had not ended";
    const auto continued = run(folder, config, "crashed");
    ASSERT_TRUE(continued.report.ok()) << continued.report.error().message;
    expectSameWeights(whole.model, continued.model);
}

TEST(Trainer, AFinishedRunCanBeAskedForAgain) {
    const TempDir folder;
    auto config = smallConfig();
    config.epochs = 1;
    const auto first = run(folder, config, "run");
    ASSERT_TRUE(first.report.ok());
    std::filesystem::copy(first.model, folder / "copy");
    std::filesystem::remove(first.model);
    const auto again = run(folder, config, "run");
    ASSERT_TRUE(again.report.ok()) << again.report.error().message;
    expectSameWeights(folder / "copy", again.model);
}

TEST(Trainer, RefusesToContinueAnotherConfigurationOrData) {
    const TempDir folder;
    auto config = smallConfig();
    config.epochs = 1;
    ASSERT_TRUE(run(folder, config, "run").report.ok());
    config.learningRate = 0.06;
    const auto other = run(folder, config, "run");
    ASSERT_FALSE(other.report.ok());
    EXPECT_EQ(other.report.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(other.report.error().message.find("run"), std::string::npos);
    config.learningRate = smallConfig().learningRate;
    test::packStripes(folder / "data.pack", 16, 52, 4, 99);
    EXPECT_EQ(run(folder, config, "run").report.error().code, ErrorCode::InvalidArgument);
}

TEST(Trainer, RefusesADamagedCheckpoint) {
    const TempDir folder;
    auto config = smallConfig();
    config.epochs = 1;
    ASSERT_TRUE(run(folder, config, "run").report.ok());
    const auto file = folder / "run/checkpoint.safetensors";
    std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
    const auto again = run(folder, config, "run");
    ASSERT_FALSE(again.report.ok());
    EXPECT_EQ(again.report.error().code, ErrorCode::Corrupt);
    EXPECT_NE(again.report.error().message.find("checkpoint"), std::string::npos);
}

TEST(Trainer, SaysWhenItDiverges) {
    const TempDir folder;
    auto config = smallConfig();
    config.learningRate = 100;
    config.hyper = {{"weight_decay", 1}, {"spq_weight", 100}, {"sparsity_weight", 100}};
    config.epochs = 40;
    const auto outcome = run(folder, config, "run");
    ASSERT_FALSE(outcome.report.ok());
    EXPECT_NE(outcome.report.error().message.find("diverged"), std::string::npos)
        << outcome.report.error().message;
    EXPECT_FALSE(std::filesystem::exists(outcome.model));
}

TEST(Trainer, WritesARecordThatSaysWhatWasRun) {
    const TempDir folder;
    auto config = smallConfig();
    config.epochs = 2;
    const auto outcome = run(folder, config, "my-run");
    ASSERT_TRUE(outcome.report.ok());
    std::ifstream stream(outcome.report->record);
    const auto record = nlohmann::json::parse(stream);
    EXPECT_EQ(record.at("run"), "my-run");
    EXPECT_EQ(record.at("state"), "finished");
    EXPECT_EQ(record.at("seed"), 1);
    EXPECT_EQ(record.at("epochs").size(), 2U);
    EXPECT_EQ(record.at("configuration").at("backbone"), "mobilenet_v3_small");
    EXPECT_EQ(record.at("resolved").at("hyper").at("momentum"), 0.9);
    EXPECT_EQ(record.at("data").at("hash"), (*PackedDataset::open(folder / "data.pack"))->contentHash());
    EXPECT_EQ(record.at("device"), "cpu");
    EXPECT_EQ(record.at("versions").at("runtime").get<std::string>().rfind("LibTorch", 0), 0U);
    const auto info = nn::readModelInfo(outcome.model);
    ASSERT_TRUE(info.ok());
    EXPECT_EQ(info->id, "my-run");
    const auto card = nlohmann::json::parse(info->cardJson);
    EXPECT_EQ(card.at("recipe").at("configuration").at("seed"), 1);
}

TEST(Trainer, TrainsWithoutModulesAndWithoutTexts) {
    const TempDir folder;
    auto config = smallConfig();
    config.epochs = 1;
    config.modules = {false, false, false, false};
    auto outcome = run(folder, config, "bare");
    ASSERT_TRUE(outcome.report.ok()) << outcome.report.error().message;
    const auto info = nn::readModelInfo(outcome.model);
    EXPECT_FALSE(info->ase || info->spq);
    EXPECT_EQ(info->textDimensions, 0);
    EXPECT_EQ(info->expansion.rounds, 0);
    config = smallConfig();
    config.epochs = 1;
    config.method = "baseline";
    EXPECT_TRUE(run(folder, config, "baseline").report.ok());
}

TEST(Trainer, StartsFromAnotherModelsBackbone) {
    const TempDir folder;
    auto config = smallConfig();
    config.epochs = 20;
    config.hyper = {{"translate", 0}};
    const auto first = run(folder, config, "first");
    ASSERT_TRUE(first.report.ok()) << first.report.error().message;
    config.epochs = 3;
    const auto fresh = run(folder, config, "fresh");
    config.init = first.model.string();
    const auto continued = run(folder, config, "continued");
    ASSERT_TRUE(continued.report.ok()) << continued.report.error().message;
    EXPECT_GT(continued.report->epochs[0].accuracy, fresh.report->epochs[0].accuracy);
    config.init = (folder / "none").string();
    EXPECT_EQ(run(folder, config, "missing").report.error().code, ErrorCode::NotFound);
    config.init = first.model.string();
    config.backbone = "resnet18";
    EXPECT_EQ(run(folder, config, "other").report.error().code, ErrorCode::InvalidArgument);
}

TEST(Trainer, RefusesABatchLargerThanTheData) {
    const TempDir folder;
    auto config = smallConfig();
    config.batch = 64;
    const auto outcome = run(folder, config, "run");
    ASSERT_FALSE(outcome.report.ok());
    EXPECT_EQ(outcome.report.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(outcome.report.error().message.find("52"), std::string::npos);
}

TEST(Trainer, ReportsProgressThatOnlyGrows) {
    const TempDir folder;
    auto config = smallConfig();
    config.epochs = 3;
    test::packStripes(folder / "data.pack", 16, 52, 4);
    std::vector<Progress> seen;
    const auto report =
        train(config, folder / "data.pack", test::simpleTexts(4), folder / "run", folder / "m.safetensors",
              [&](const Progress& p) { seen.push_back(p); }, {}, {});
    ASSERT_TRUE(report.ok());
    ASSERT_FALSE(seen.empty());
    for (std::size_t i = 0; i < seen.size(); ++i) {
        EXPECT_EQ(seen[i].stage, "training");
        EXPECT_EQ(seen[i].total, 3U * 48U);
        EXPECT_GT(seen[i].ratePerSecond, 0);
        if (i > 0) {
            EXPECT_GT(seen[i].done, seen[i - 1].done);
        }
    }
}

TEST(Trainer, WhiteningNeedsMorePicturesThanDimensions) {
    const TempDir folder;
    auto config = smallConfig();
    config.epochs = 1;
    config.hyper["pyramid"] = 1;
    EXPECT_TRUE(run(folder, config, "enough").report.ok()); // 52 pictures, 32 dimensions
    config.hyper["structure_weight"] = 1;                   // whitens to 256 as well
    const auto refused = run(folder, config, "short").report;
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(refused.error().message.find("256 dimensions"), std::string::npos) << refused.error().message;
}

} // namespace
} // namespace sparlet::train
