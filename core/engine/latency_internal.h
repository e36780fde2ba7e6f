// How long a model takes to encode pictures.
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "engine/models_internal.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace sparlet::engine {

inline constexpr int kTimedRuns = 25;
inline constexpr int kWarmUpRuns = 5;

struct Latency {
    double median = 0, spread = 0; // milliseconds; from the first to the third quartile
};

/// Precondition: not empty.
Latency summariseTimes(std::vector<double> milliseconds);

/// One model's timing: each call is one run with 1 or with 32 pictures, so that several models can take
/// turns. From decoded pixels to codes' input; on a CPU by one thread.
class LatencyProbe {
public:
    static constexpr std::size_t kLargeBatch = 32;

    /// Decodes the first pictures of `paths`, again from the start where there are fewer.
    static Result<LatencyProbe> create(std::shared_ptr<Model> model, const std::vector<std::string>& paths);

    /// A run with `count` pictures, 1 or kLargeBatch; in milliseconds.
    Result<double> run(std::size_t count);

private:
    std::shared_ptr<Model> model_;
    std::vector<std::uint8_t> pixels_;
};

} // namespace sparlet::engine
