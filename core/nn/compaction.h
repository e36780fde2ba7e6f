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

/// How one tensor of weights is stored.
struct LayerWidth {
    int bits = 8;       // 2..8
    double density = 1; // share of weights that are kept, 0.05..1; the others become 0

    bool operator==(const LayerWidth&) const = default;
};

struct CompactLayer {
    std::string tensor; // "backbone.layer1.0.conv1.weight"
    std::int64_t parameters = 0;
    LayerWidth width;
    std::uint64_t bytes = 0; // stored
    /// Mean cosine that the float embedding loses where this tensor alone is stored so: seen at 3 bits, and
    /// in proportion to the squared error of the weights otherwise.
    double loss = 0;
};

struct CompactPlan {
    std::vector<CompactLayer> layers; // in the network's order
    std::uint64_t bytes = 0;          // of the whole file
    /// Mean, between the compact and the whole model's float embeddings; estimated as 1 − Σ loss, or
    /// measured.
    double cosine = 0;
};

/// Not thread-safe. Keeps the model and the pictures in memory.
class Compactor {
public:
    virtual ~Compactor() = default;

    /// Errors as Encoder::open.
    static Result<std::unique_ptr<Compactor>> open(const std::filesystem::path& file);

    virtual const ModelInfo& info() const = 0;
    /// Pictures to see losses on, as Encoder::encode takes them; some hundred. Before measureLosses().
    virtual Status add(std::span<const std::uint8_t> rgb, std::size_t count) = 0;
    /// What each layer loses and takes at each width. Long: reports its progress. InvalidArgument without
    /// pictures.
    virtual Status measureLosses(const ProgressCallback& progress, const CancelToken& cancel) = 0;

    // All below want measureLosses() to have succeeded.

    /// The smallest file plan() makes: 2 bits for each layer that the pictures show, 8 for the others, which
    /// no loss speaks for (the projection of texts).
    virtual CompactPlan smallest() const = 0;
    /// The least loss in a file of at most `budget` bytes: at once, with the cosine estimated.
    /// InvalidArgument when smallest() is more than that.
    virtual Result<CompactPlan> plan(std::uint64_t budget) const = 0;
    /// What these widths, one a layer, take and lose: at once where every density is 1. InvalidArgument where
    /// they are too few or out of range.
    virtual Result<CompactPlan> estimate(const std::vector<LayerWidth>& widths) const = 0;
    /// The cosine of a plan, seen on the pictures.
    virtual double cosineOf(const CompactPlan& plan) = 0;
    /// Writes the compact model; its id is the file's name.
    virtual Status write(const CompactPlan& plan, const std::filesystem::path& out) = 0;
};

} // namespace sparlet::nn
