#include "core/train/synthetic_data.h"
#include "nn/channel_pruning_internal.h"
#include "nn/compaction_internal.h"
#include "nn/encoder.h"
#include "nn/model_file_internal.h"
#include "nn/packed_weights_internal.h"
#include "train/batches_internal.h"
#include "train/config_internal.h"
#include "train/fine_tuning_internal.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>

namespace sparlet::train {
namespace {

using test::TempDir;
namespace fs = std::filesystem;

constexpr int kSide = 16, kClasses = 4;
constexpr double kMegabytes = 0.4;

TrainConfig floatConfig() {
    TrainConfig c;
    c.method = "sparse";
    c.backbone = "mobilenet_v3_small";
    c.dimensions = 32;
    c.epochs = 6;
    c.batch = 16;
    c.learningRate = 0.05;
    c.device = "cpu";
    c.targetDensity = 0.5;
    c.modules.lkd = false;
    return c;
}

TrainConfig compactConfig(const fs::path& model) {
    auto c = floatConfig();
    c.modules.lkd.reset();
    c.preset = "compact";
    c.epochs = 3;
    c.learningRate = 5e-4;
    c.init = model.string();
    c.hyper["compact_megabytes"] = kMegabytes;
    return c;
}

struct Place {
    TempDir folder;
    fs::path data = test::packStripes(folder / "data.pack", kSide, 64, kClasses);
    fs::path model = folder / "whole.safetensors";

    Place() {
        const auto made = run(floatConfig(), "whole");
        EXPECT_TRUE(made.ok()) << made.error().message;
    }
    Result<TrainReport> run(const TrainConfig& config, const std::string& name,
                            const EpochCallback& onEpoch = {}, const CancelToken& cancel = {}) const {
        return train(config, data, {}, folder / name, folder / (name + ".safetensors"), {}, onEpoch, cancel);
    }
};

std::vector<float> embeddings(const fs::path& model) {
    const auto encoder = nn::Encoder::open(model, {"cpu", "eager"});
    EXPECT_TRUE(encoder.ok()) << encoder.error().message;
    std::vector<std::uint8_t> pixels;
    for (std::uint32_t i = 0; i < 12; ++i) {
        const auto one = test::stripes(kSide, static_cast<int>(i) % kClasses, 900 + i);
        pixels.insert(pixels.end(), one.begin(), one.end());
    }
    const auto encoded = (*encoder)->encode(pixels, 12);
    EXPECT_TRUE(encoded.ok());
    return encoded->embedding;
}

double meanCosine(const std::vector<float>& a, const std::vector<float>& b, std::size_t rows) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    return sum / static_cast<double>(rows);
}

void expectSameBytes(const fs::path& a, const fs::path& b) {
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

TEST(FineTuning, EndsInACompactFileThatLosesLessThanRoundingAlone) {
    const Place place;
    auto config = compactConfig(place.model);
    config.epochs = 12;
    const auto report = place.run(config, "small");
    ASSERT_TRUE(report.ok()) << report.error().message;
    const auto out = place.folder / "small.safetensors";
    EXPECT_LE(fs::file_size(out), static_cast<std::uint64_t>(kMegabytes * 1e6));
    EXPECT_LT(report->epochs.back().loss, report->epochs.front().loss);
    const auto whole = nn::readModelInfo(place.model), small = nn::readModelInfo(out);
    ASSERT_TRUE(whole.ok() && small.ok()) << small.error().message;
    EXPECT_EQ(small->id, "small");
    EXPECT_EQ(small->classNames, whole->classNames);
    EXPECT_EQ(small->quantizer.bits, whole->quantizer.bits);
    EXPECT_EQ(small->parameters, whole->parameters);
    const auto card = nlohmann::json::parse(small->cardJson);
    EXPECT_EQ(card.at("compact").at("from"), "whole");
    EXPECT_EQ(card.at("recipe").at("run"), "whole"); // of the float model

    const auto compactor = nn::Compactor::open(place.model);
    ASSERT_TRUE(compactor.ok());
    const auto data = PackedDataset::open(place.data);
    for (std::size_t i = 0; i < 32; ++i)
        ASSERT_TRUE((*compactor)->add((*data)->image(i), 1).ok());
    ASSERT_TRUE((*compactor)->measureLosses({}, {}).ok());
    const auto plan = (*compactor)->plan(static_cast<std::uint64_t>(kMegabytes * 1e6));
    ASSERT_TRUE(plan.ok());
    const auto rounded = place.folder / "rounded.safetensors";
    ASSERT_TRUE((*compactor)->write(*plan, rounded).ok());
    const auto wanted = embeddings(place.model);
    EXPECT_GT(meanCosine(wanted, embeddings(out), 12), meanCosine(wanted, embeddings(rounded), 12));
}

TEST(FineTuning, TheFileIsTheNetworkThatTrainingEndedWith) {
    const Place place;
    auto full = complete(compactConfig(place.model));
    ASSERT_TRUE(full.ok()) << full.error().message;
    const auto data = PackedDataset::open(place.data);
    auto tuning = FineTuning::open(*full, **data, at::kCPU);
    ASSERT_TRUE(tuning.ok()) << tuning.error().message;
    const std::vector<std::uint32_t> rows = {0, 5, 10, 15, 20, 25};
    ASSERT_TRUE((*tuning)->begin(**data, rows, {}, {}).ok());
    auto& student = *(*tuning)->student();
    Optimizer optimizer(student, {OptimizerKind::Adam, 0.9, 0});
    (*tuning)->addTo(optimizer);
    Augmentation plain;
    plain.mean = plain.stddev = {0.5F, 0.5F, 0.5F};
    const auto batch = makeBatch(**data, {}, rows.data(), 6, {1, 0, kSide, plain});
    std::vector<double> losses;
    for (int step = 0; step < 12; ++step) {
        (*tuning)->steps().apply();
        const auto terms = (*tuning)->loss(batch.images, batch.targets);
        losses.push_back(terms.total.item<double>());
        optimizer.zeroGradients();
        terms.total.backward();
        (*tuning)->steps().restore(true);
        optimizer.step(2e-4);
        (*tuning)->afterStep(step + 1, 12);
    }
    EXPECT_LT(losses.back(), losses.front());

    const torch::NoGradGuard noGrad;
    (*tuning)->applyStored(true);
    student.eval();
    const auto trained = student.forward(batch.images);
    const auto file = place.folder / "kept.safetensors";
    RunIdentity identity{toJson(full->asked), "data", "none"};
    ASSERT_TRUE((*tuning)->save(file, "kept", {}, identity, {}).ok());
    const auto stored = nn::loadModel(file);
    ASSERT_TRUE(stored.ok()) << stored.error().message;
    const auto opened = stored->method->forward(batch.images);
    EXPECT_LT((opened.embedding - trained.embedding).abs().max().item<double>(), 1e-5);
    EXPECT_LT((opened.sparse - trained.sparse).abs().max().item<double>(), 1e-5);
    for (const auto& [name, tensor] : nn::packableTensors(student)) {
        const auto other = stored->method->named_parameters()[name];
        EXPECT_TRUE(torch::equal(tensor, other)) << name;
    }
}

TEST(FineTuning, GoesOnWhereItWasStopped) {
    const Place place;
    auto config = compactConfig(place.model);
    config.hyper["ema_decay"] = 0.9;
    ASSERT_TRUE(place.run(config, "through").ok());
    bool stopped = false;
    Result<TrainReport> last{Error{}};
    for (int attempt = 0; attempt < 8; ++attempt) {
        const CancelToken cancel;
        last = place.run(
            config, "parts",
            [&](const EpochRecord& epoch) {
                if (epoch.epoch > attempt) cancel.cancel();
            },
            cancel);
        if (last.ok()) break;
        ASSERT_EQ(last.error().code, ErrorCode::Cancelled) << last.error().message;
        stopped = true;
    }
    ASSERT_TRUE(last.ok());
    EXPECT_TRUE(stopped);
    expectSameBytes(place.folder / "through.safetensors", place.folder / "parts.safetensors");
}

TEST(FineTuning, ItsOwnLossesCanTakePart) {
    const Place place;
    auto config = compactConfig(place.model);
    config.epochs = 1;
    config.hyper["task_weight"] = 1;
    config.hyper["distil_weight"] = 0;
    const auto report = place.run(config, "task");
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_GT(report->epochs.back().accuracy, 0.3);
    // Other classes: only the embeddings can be held.
    test::packStripes(place.data, kSide, 64, 3);
    const auto other = place.run(config, "other");
    ASSERT_FALSE(other.ok());
    EXPECT_NE(other.error().message.find("task_weight"), std::string::npos) << other.error().message;
    config.hyper = {{"compact_megabytes", kMegabytes}};
    EXPECT_TRUE(place.run(config, "distilled").ok());
}

TrainConfig pruningConfig(const fs::path& model) {
    auto c = compactConfig(model);
    c.hyper = {{"prune_macs", 0.3}};
    return c;
}

TEST(FineTuning, PrunesAndComesNearerToTheWholeModelAgain) {
    const Place place;
    auto config = pruningConfig(place.model);
    config.epochs = 8;
    const auto report = place.run(config, "pruned");
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_LT(report->epochs.back().loss, report->epochs.front().loss);
    const auto out = place.folder / "pruned.safetensors";
    const auto whole = nn::loadModel(place.model), pruned = nn::loadModel(out);
    ASSERT_TRUE(whole.ok() && pruned.ok()) << pruned.error().message;
    EXPECT_FALSE(pruned->info.innerChannels.empty());
    EXPECT_LT(pruned->info.parameters, whole->info.parameters);
    EXPECT_EQ(pruned->info.classNames, whole->info.classNames);
    const auto card = nlohmann::json::parse(pruned->info.cardJson);
    EXPECT_EQ(card.at("pruned").at("from"), "whole");
    const auto& macs = card.at("pruned").at("macs");
    EXPECT_EQ(macs.at("before"), nn::backboneMacs(*whole->method, kSide));
    EXPECT_EQ(macs.at("after"), nn::backboneMacs(*pruned->method, kSide));
    EXPECT_LE(macs.at("after").get<double>(), 0.7 * macs.at("before").get<double>());
    EXPECT_GT(meanCosine(embeddings(place.model), embeddings(out), 12), 0.95);

    // Other training starts from its backbone, as narrow as it is.
    auto onwards = floatConfig();
    onwards.epochs = 1;
    onwards.init = out.string();
    const auto continued = place.run(onwards, "continued");
    ASSERT_TRUE(continued.ok()) << continued.error().message;
    EXPECT_EQ(nn::readModelInfo(place.folder / "continued.safetensors")->innerChannels,
              pruned->info.innerChannels);

    // A pruned model is pruned further, and its card tells of the last time.
    const auto again = place.run(pruningConfig(out), "again");
    ASSERT_TRUE(again.ok()) << again.error().message;
    const auto twice = nn::readModelInfo(place.folder / "again.safetensors");
    ASSERT_TRUE(twice.ok());
    for (const auto& [block, channels] : pruned->info.innerChannels)
        EXPECT_LE(twice->innerChannels.at(block), channels) << block;
    EXPECT_EQ(nlohmann::json::parse(twice->cardJson).at("pruned").at("from"), "pruned");
}

TEST(FineTuning, PrunesIntoACompactFileAndGoesOnWhereItWasStopped) {
    const Place place;
    auto config = pruningConfig(place.model);
    config.hyper["compact_megabytes"] = kMegabytes;
    ASSERT_TRUE(place.run(config, "through").ok());
    const auto through = place.folder / "through.safetensors";
    EXPECT_LE(fs::file_size(through), static_cast<std::uint64_t>(kMegabytes * 1e6));
    const auto info = nn::readModelInfo(through);
    ASSERT_TRUE(info.ok());
    EXPECT_FALSE(info->innerChannels.empty());
    EXPECT_TRUE(nlohmann::json::parse(info->cardJson).at("compact").contains("macs"));
    const auto part = [&](int until) {
        const CancelToken cancel;
        const auto stop = [&](const EpochRecord& epoch) {
            if (epoch.epoch >= until) cancel.cancel();
        };
        return place.run(config, "parts", stop, cancel);
    };
    EXPECT_EQ(part(1).error().code, ErrorCode::Cancelled);
    EXPECT_EQ(part(2).error().code, ErrorCode::Cancelled);
    ASSERT_TRUE(place.run(config, "parts").ok());
    expectSameBytes(through, place.folder / "parts.safetensors");
}

TEST(FineTuning, ACheckpointWithOtherChannelsIsRefused) {
    const Place place;
    const auto config = pruningConfig(place.model);
    const CancelToken cancel;
    const auto stop = [&](const EpochRecord&) { cancel.cancel(); };
    ASSERT_EQ(place.run(config, "stopped", stop, cancel).error().code, ErrorCode::Cancelled);
    const auto checkpoint = place.folder / "stopped" / "checkpoint.safetensors";
    const auto file = nn::Safetensors::read(checkpoint);
    ASSERT_TRUE(file.ok());
    nn::TensorBytes tensors;
    for (const auto& entry : file->header().tensors)
        tensors.add(entry.name, nn::tensorOf(*file, entry));
    for (const char* channels : {"[]", "{", R"({"features.4":-1})", R"({"features.4":1e99})", R"({"x":8})",
                                 R"({"features.4":100000})", R"({"features.4":1})", "{}"}) {
        auto metadata = file->header().metadata;
        metadata["innerChannels"] = channels;
        ASSERT_TRUE(nn::writeSafetensors(checkpoint, tensors.data, metadata).ok());
        const auto refused = place.run(config, "stopped");
        ASSERT_FALSE(refused.ok()) << channels;
        EXPECT_EQ(refused.error().code, ErrorCode::Corrupt) << refused.error().message;
        EXPECT_NE(refused.error().message.find("checkpoint"), std::string::npos) << refused.error().message;
    }
}

TEST(FineTuning, SaysWhatItCannotDo) {
    const Place place;
    const auto refusal = [&](TrainConfig config) {
        const auto report = place.run(config, "refused");
        EXPECT_FALSE(report.ok());
        return report.ok() ? std::string() : report.error().message;
    };
    auto config = compactConfig(place.model);
    config.hyper["compact_megabytes"] = 0.01;
    EXPECT_NE(refusal(config).find("even with its fewest bits"), std::string::npos);
    config = compactConfig(place.model);
    config.dimensions = 64;
    EXPECT_NE(refusal(config).find("64 dimensions"), std::string::npos);
    config = compactConfig({});
    EXPECT_NE(refusal(config).find("'init'"), std::string::npos);
    for (const auto& [name, value] : std::map<std::string, double>{
             {"weight_density", 0.5}, {"structure_weight", 1}, {"distil_weight", 0}}) {
        config = compactConfig(place.model);
        config.hyper[name] = value;
        EXPECT_NE(refusal(config).find(name), std::string::npos) << name;
    }
    config = pruningConfig(place.model);
    config.hyper["prune_macs"] = 0.9;
    EXPECT_NE(refusal(config).find("multiply-accumulates at most"), std::string::npos);
    config = pruningConfig({});
    EXPECT_NE(refusal(config).find("'prune_macs' needs 'init'"), std::string::npos);
    config = pruningConfig(place.model);
    config.backbone = "resnet18";
    EXPECT_NE(refusal(config).find("keeps its model's structure"), std::string::npos);
    config = compactConfig(place.model);
    config.modules.lkd = true;
    EXPECT_NE(refusal(config).find("lkd"), std::string::npos);
    config = compactConfig(place.folder / "absent");
    EXPECT_EQ(place.run(config, "refused").error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace sparlet::train
