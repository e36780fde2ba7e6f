#include "engine/encode_pipeline_internal.h"
#include "engine/latency_internal.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace sparlet::engine {

namespace {

/// Between the two nearest values; `values` rising.
double quantile(const std::vector<double>& values, double share) {
    const double at = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(std::floor(at));
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (at - static_cast<double>(below)) * (values[above] - values[below]);
}

} // namespace

Latency summariseTimes(std::vector<double> milliseconds) {
    std::sort(milliseconds.begin(), milliseconds.end());
    return {quantile(milliseconds, 0.5), quantile(milliseconds, 0.75) - quantile(milliseconds, 0.25)};
}

Result<LatencyProbe> LatencyProbe::create(std::shared_ptr<Model> model,
                                          const std::vector<std::string>& paths) {
    LatencyProbe probe;
    for (std::size_t i = 0; i < kLargeBatch; ++i) {
        const auto square = loadSquare(paths[i % paths.size()], model->info().inputSize);
        if (!square.ok()) return square.error();
        probe.pixels_.insert(probe.pixels_.end(), square->rgb.begin(), square->rgb.end());
    }
    probe.model_ = std::move(model);
    return probe;
}

Result<double> LatencyProbe::run(std::size_t count) {
    const auto pixels = std::span(pixels_).first(pixels_.size() / kLargeBatch * count);
    const auto start = std::chrono::steady_clock::now();
    const auto encoded = model_->encode(pixels, count);
    const auto end = std::chrono::steady_clock::now();
    if (!encoded.ok()) return encoded.error();
    return std::chrono::duration<double, std::milli>(end - start).count();
}

} // namespace sparlet::engine
