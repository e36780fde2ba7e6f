// The models at hand, opened when they are first needed.
#pragma once

#include "base/result.h"
#include "codes/codec.h"
#include "engine/home_internal.h"
#include "engine/reports.h"
#include "nn/encoder.h"
#include "nn/model_info.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sparlet::engine {

/// Pictures that are encoded together while indexing: enough to keep a network busy, few enough to stop at
/// once.
inline constexpr std::size_t kBatch = 16;

/// "sparse" → "SPARSE", "resnet18" → "ResNet18".
std::string methodTitle(const std::string& method);
std::string backboneTitle(const std::string& backbone);

/// SPQ's levels, or 8 bits a dimension over -1..1 with 0 exactly on the grid.
Result<codes::Codec> codecOf(const nn::ModelInfo& info);

/// One model file. Thread-safe: on a CPU several encoders of one thread each work side by side, as many as
/// the machine's cores and memory allow. One thread each, because threads that wait for each other inside a
/// network spin (libgomp), which costs several times the work when decoders want the cores too; and because
/// rows are the same bit for bit only for one number of threads.
class Model {
public:
    Model(ModelSummary summary, nn::ModelInfo info, codes::Codec codec, nn::EncoderOptions wanted,
          int threads);

    const ModelSummary& summary() const { return summary_; }
    const nn::ModelInfo& info() const { return info_; }
    const codes::Codec& codec() const { return codec_; }
    /// Of the whole file; computed once.
    Result<std::string> hash();
    /// Device and precision that the encoder runs with; opens it.
    Result<nn::EncoderOptions> used();

    /// As nn::Encoder::encode: each row is the same whatever else is in the batch.
    Result<nn::EncodedBatch> encode(std::span<const std::uint8_t> rgb, std::size_t count);
    Result<nn::EncodedBatch> encodeText(std::span<const float> vector);

private:
    /// Waits for a free encoder, or opens another where there may be more.
    Result<std::unique_ptr<nn::Encoder>> take();
    void giveBack(std::unique_ptr<nn::Encoder> encoder);
    int mostEncoders() const;

    const ModelSummary summary_;
    const nn::ModelInfo info_;
    const codes::Codec codec_;
    const nn::EncoderOptions wanted_;
    const int threads_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::string hash_;
    std::vector<std::unique_ptr<nn::Encoder>> free_;
    int opened_ = 0;
};

/// Shipped models, those of the home, and those of finished runs. Thread-safe.
class ModelRegistry {
public:
    ModelRegistry(HomeLayout home, std::filesystem::path shipped, nn::EncoderOptions wanted, int threads);

    const std::filesystem::path& shippedFolder() const { return shipped_; }
    const std::string& wantedDevice() const { return wanted_.device; }
    int threads() const { return threads_; }
    /// Gives LibTorch all threads, for training.
    void useThreads() const;

    /// Default first, then by id.
    std::vector<ModelSummary> list() const;
    /// By id, or a file; empty: the default.
    Result<std::shared_ptr<Model>> find(const std::string& idOrFile);
    /// The model whose content has this hash, preferably of this id.
    Result<std::shared_ptr<Model>> findForCollection(const std::string& collection, const std::string& id,
                                                     const std::string& hash);
    /// Copies a model given as a file into the home, unless it is known there already, so that collections
    /// made with it stay usable; returns the model to use from then on.
    Result<std::shared_ptr<Model>> adopt(const std::shared_ptr<Model>& model);

    /// Forgets an opened model, so that its memory is free as soon as nobody uses it.
    void release(const Model& model);

private:
    struct Opened {
        std::uint64_t bytes = 0;
        std::filesystem::file_time_type modified;
        std::shared_ptr<Model> model;
    };
    std::vector<ModelSummary> listFolder(const std::filesystem::path& folder, bool shipped) const;
    std::string defaultId(const std::vector<ModelSummary>& all) const;
    Result<std::shared_ptr<Model>> open(ModelSummary summary);

    const HomeLayout home_;
    const std::filesystem::path shipped_;
    const nn::EncoderOptions wanted_;
    const int threads_;
    std::mutex mutex_;
    std::map<std::string, Opened> opened_; // by file
};

} // namespace sparlet::engine
