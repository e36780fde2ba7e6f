// Compact model files: a width in bits for each layer's weights, chosen so that a file of a given size loses
// least.
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "nn/model_info.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace sparlet::nn {

/// One tensor of weights in a compact file.
struct LayerWidth {
    std::string tensor; // "backbone.layer1.0.conv1.weight"
    std::int64_t parameters = 0;
    int bits = 8;            // 2..8
    std::uint64_t bytes = 0; // stored
    /// Mean cosine lost by the float embedding when this tensor alone has `bits`; estimated from a few
    /// widths.
    double loss = 0;
};

struct CompactPlan {
    std::vector<LayerWidth> layers; // in the network's order
    std::uint64_t bytes = 0;        // of the whole file
    double cosine = 0;              // mean, between the compact and the whole model's float embeddings
};

/// Not thread-safe. Keeps the model and the pictures in memory.
class Compactor {
public:
    virtual ~Compactor() = default;

    /// Errors as Encoder::open.
    static Result<std::unique_ptr<Compactor>> open(const std::filesystem::path& file);

    virtual const ModelInfo& info() const = 0;
    /// Pictures to see losses on, as Encoder::encode takes them; some hundred.
    virtual Status add(std::span<const std::uint8_t> rgb, std::size_t count) = 0;
    /// What each layer loses at few bits; plan() does it by itself. Long: reports its progress.
    virtual Status measureLosses(const ProgressCallback& progress, const CancelToken& cancel) = 0;
    /// The least loss for a file of at most `budget` bytes. InvalidArgument when 2 bits everywhere are more
    /// than that, and without pictures.
    virtual Result<CompactPlan> plan(std::uint64_t budget, const ProgressCallback& progress,
                                     const CancelToken& cancel) = 0;
    /// Bytes and cosine of widths that a person chose, one a layer in plan()'s order.
    virtual Result<CompactPlan> measure(const std::vector<int>& bits) = 0;
    /// Writes the compact model.
    virtual Status write(const CompactPlan& plan, const std::filesystem::path& out) = 0;
};

} // namespace sparlet::nn
