#include "eval/measurement.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>
#include <utility>

namespace sparlet::eval {

const std::vector<Metric>& metrics() {
    using Better = Metric::Better;
    static const std::vector<Metric> all{
        {"map", "mAP", "", Better::Higher, 4, false},
        {"p_at_1", "P@1", "", Better::Higher, 4, false},
        {"p_at_5", "P@5", "", Better::Higher, 4, false},
        {"p_at_10", "P@10", "", Better::Higher, 4, false},
        {"map_without_iqe", "mAP without IQE", "", Better::Higher, 4, false},
        {"map_float", "mAP of floats", "", Better::Higher, 4, false},
        {"latency_batch1_ms", "Inference time, batch 1", "ms", Better::Lower, 2, true},
        {"latency_batch32_ms", "Inference time, batch 32", "ms", Better::Lower, 2, true},
        {"model_mb", "Model size", "MB", Better::Lower, 2, true},
        {"bytes_per_image", "Stored code", "bytes", Better::Lower, 1, true},
        {"memory_mb", "Memory", "MB", Better::Lower, 0, true},
        {"parameters_m", "Parameters", "million", Better::Lower, 2, true},
        {"density", "Density", "", Better::Neither, 3, false},
        {"mean_bits", "Mean bits", "bits", Better::Neither, 2, false},
    };
    return all;
}

const Metric* findMetric(const std::string& id) {
    const auto found = std::find_if(metrics().begin(), metrics().end(),
                                    [&](const Metric& metric) { return metric.id == id; });
    return found == metrics().end() ? nullptr : &*found;
}

namespace {

/// What the rows of an aggregate have in common.
auto configuration(const Measurement& one) {
    return std::tie(one.source, one.group, one.method, one.backbone, one.variant, one.data, one.protocol,
                    one.precision, one.device);
}

Aggregate::Value summarise(const std::vector<double>& values) {
    Aggregate::Value out;
    const auto count = static_cast<double>(values.size());
    out.count = static_cast<int>(values.size());
    out.mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
    if (values.size() < 2) return out;
    double squares = 0;
    for (const double value : values)
        squares += (value - out.mean) * (value - out.mean);
    out.deviation = std::sqrt(squares / (count - 1));
    return out;
}

/// Smaller is better.
double cost(double value, Metric::Better better) {
    return better == Metric::Better::Higher ? -value : value;
}

} // namespace

std::vector<Aggregate> aggregate(const std::vector<Measurement>& measurements) {
    std::vector<Aggregate> out;
    std::vector<std::map<std::string, std::vector<double>>> collected;
    // Tables have ten thousand rows: looked up, not searched for.
    std::map<decltype(configuration(std::declval<const Measurement&>())), std::size_t> places;
    for (const Measurement& one : measurements) {
        const auto [found, isNew] = places.emplace(configuration(one), out.size());
        if (isNew) {
            out.push_back(Aggregate{one, {}, {}, {}});
            collected.emplace_back();
        }
        Aggregate& group = out[found->second];
        group.ids.push_back(one.id);
        if (one.seed >= 0) group.seeds.push_back(one.seed);
        auto& values = collected[found->second];
        for (const auto& [metric, value] : one.values) {
            if (std::isfinite(value)) values[metric].push_back(value);
        }
    }
    for (std::size_t i = 0; i < out.size(); ++i) {
        for (const auto& [metric, values] : collected[i])
            out[i].values[metric] = summarise(values);
    }
    return out;
}

std::vector<std::size_t> paretoFront(const std::vector<double>& x, const std::vector<double>& y,
                                     Metric::Better xBetter, Metric::Better yBetter) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
        if (std::isfinite(x[i]) && std::isfinite(y[i])) order.push_back(i);
    }
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const double ax = cost(x[a], xBetter), bx = cost(x[b], xBetter);
        if (ax != bx) return ax < bx;
        const double ay = cost(y[a], yBetter), by = cost(y[b], yBetter);
        return ay != by ? ay < by : a < b;
    });
    std::vector<std::size_t> front;
    for (const std::size_t i : order) {
        const bool better = front.empty() || cost(y[i], yBetter) < cost(y[front.back()], yBetter);
        const bool equal = !front.empty() && x[i] == x[front.back()] && y[i] == y[front.back()];
        if (better || equal) front.push_back(i);
    }
    std::sort(front.begin(), front.end(),
              [&](std::size_t a, std::size_t b) { return x[a] != x[b] ? x[a] < x[b] : a < b; });
    return front;
}

} // namespace sparlet::eval
