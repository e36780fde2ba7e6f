// Trains one model from a packed data set; resumable, seeded, on CPU or CUDA.
#pragma once

#include "base/result.h"
#include "base/task.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sparlet::train {

/// Which of SPARSE's parts take part. IQE works at query time and is recorded only.
struct Modules {
    bool lkd = false;
    bool ase = false;
    bool spq = false;
    bool iqe = false;
};

/// What a configuration says about them (`--with`, `--without`); where it says nothing, the method decides.
struct ModuleChoice {
    std::optional<bool> lkd, ase, spq, iqe;
};

/// Text side of LKD, already embedded: rows of norm 1.
struct TextTargets {
    int dimensions = 0;                           // d_t
    std::vector<std::vector<float>> classVectors; // [classes][descriptions · d_t], several rows a class
    std::vector<float> imageVectors;              // [N · d_t] from captions (a zero row: none), or empty
};

struct TrainConfig {
    std::string method = "sparse";
    std::string backbone = "resnet18";
    std::string preset = "standard"; // "paper", "standard", "quick", "compact"
    ModuleChoice modules;
    int dimensions = 128;
    bool smallImageStem = true;
    int epochs = 0; // 0: the preset's
    int batch = 0;
    double learningRate = 0;
    std::uint64_t seed = 1;
    std::string device = "auto";
    bool bf16 = false;
    /// Sparlet model, or weights with torchvision's names, to start the backbone from; or "". Of a run that
    /// fineTunes(): the Sparlet model that all is started from, and whose structure this configuration must
    /// have.
    std::string init;
    double targetDensity = 0.25;
    double meanBits = 4.0;
    /// Everything else (loss weights, augmentation, schedule), by name; unknown names are refused.
    std::map<std::string, double> hyper;
};

struct EpochRecord {
    int epoch = 0;
    double seconds = 0, loss = 0, lossLkd = 0, lossSpq = 0, lossSparsity = 0, lossTriplet = 0;
    double accuracy = 0, density = 1, meanBits = 32, learningRate = 0, imagesPerSecond = 0;
    double heldOutMap = -1; // on pictures kept out of training, at the epoch's end; -1: not measured
};

struct TrainReport {
    std::string runId;
    std::vector<EpochRecord> epochs;
    double seconds = 0;
    std::int64_t parameters = 0;
    std::filesystem::path model;  // safetensors
    std::filesystem::path record; // run record, JSON: configuration, seed, data hash, versions, epochs
};

/// Live numbers beside ProgressCallback's; called once every few steps.
using EpochCallback = std::function<void(const EpochRecord&)>;

/// Trains into `runDirectory` (checkpoints after every epoch, every so often inside long ones, and on cancel;
/// record.json; model.safetensors) and writes the final model to `out`. If the directory holds a checkpoint
/// of the same configuration, it continues from there and ends with the same weights as an uninterrupted run;
/// another configuration is refused. Cancelled is returned after a checkpoint was written.
Result<TrainReport> train(const TrainConfig& config, const std::filesystem::path& data,
                          const TextTargets& text, const std::filesystem::path& runDirectory,
                          const std::filesystem::path& out, const ProgressCallback& progress,
                          const EpochCallback& epoch, const CancelToken& cancel,
                          std::chrono::seconds checkpointEvery = std::chrono::minutes(1));

/// What there is to choose from, in the order to show it. Thread-safe.
struct MethodInfo {
    std::string name, title; // "spca", "SpCa"
    Modules modules;         // of its own
};
struct PresetInfo {
    std::string name;
    int epochs = 0, batch = 0;
    double learningRate = 0;
    std::string optimizer; // "adam", "adam-one-cycle", "sgd-nesterov"
    /// Hyper-parameters whose default this preset sets, whatever the method.
    std::map<std::string, double> hyper = {};
};
struct HyperParameterInfo {
    std::string name;
    double standard = 0, least = 0, most = 0; // the method's default and the allowed range
    std::string help;
};
std::vector<MethodInfo> methods();
std::vector<std::string> backbones();
std::vector<PresetInfo> presets();
/// Of the trainer and the method; those of an unknown method are the common ones. Without the four that
/// TrainConfig has fields for.
std::vector<HyperParameterInfo> hyperParameters(const std::string& method);

/// Whether a run makes `init` smaller, embeddings held to those of `init` (distil_weight). With prune_macs
/// over 0 that share of the backbone's multiply-accumulates is cut first, by whole channels inside blocks
/// (nn/channel_pruning_internal.h). With compact_megabytes over 0 weights get 2 to 8 bits in at most that
/// many bytes (or the fewest that 2 bits everywhere take), widths by layer as nn::Compactor chooses them,
/// steps by channel learnt (LSQ, Esser et al., ICLR 2020). The file has exactly the weights that training
/// ended with, 16 bits each where no budget is set; its classes, sizes and card are those of `init`.
bool fineTunes(const TrainConfig& config);

/// The parts that a run of this configuration has; an unknown method has none.
Modules modulesOf(const TrainConfig& config);

/// TrainConfig from JSON text (a `--config` file) and back; errors name the key.
Result<TrainConfig> parseTrainConfig(const std::string& json);
std::string toJson(const TrainConfig& config);

} // namespace sparlet::train
