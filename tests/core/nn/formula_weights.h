// The weights of make_torchvision_fixture.py, made again from the same formula.
#pragma once

#include "nn/model_file_internal.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace sparlet::test {

inline double formulaUniform(std::uint64_t stream, std::uint64_t index) {
    std::uint64_t x = (stream << 32U) + index + 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
    x = x ^ (x >> 31U);
    return static_cast<double>(x >> 11U) * 0x1.0p-52 - 1.0;
}

inline bool endsWith(const std::string& name, const std::string& ending) {
    return name.size() >= ending.size() &&
           name.compare(name.size() - ending.size(), ending.size(), ending) == 0;
}

inline at::Tensor formulaTensor(const std::string& name, std::uint64_t stream, at::IntArrayRef shape) {
    auto out = torch::empty(shape);
    auto* values = out.data_ptr<float>();
    const double fan = shape.size() == 4 ? static_cast<double>(shape[1] * shape[2] * shape[3]) : 1.0;
    for (std::int64_t i = 0; i < out.numel(); ++i) {
        double u = formulaUniform(stream, static_cast<std::uint64_t>(i));
        if (shape.size() == 4)
            u *= std::sqrt(6.0 / fan);
        else if (endsWith(name, "running_var"))
            u = 1.0 + 0.5 * std::abs(u);
        else if (endsWith(name, "weight"))
            u = 1.0 + 0.1 * u;
        else
            u *= 0.1;
        values[i] = static_cast<float>(u);
    }
    return out;
}

/// Fills every parameter and buffer but BatchNorm's counters, streams by sorted name.
inline void fillByFormula(torch::nn::Module& module) {
    torch::NoGradGuard noGrad;
    auto tensors = nn::namedTensors(module);
    std::sort(tensors.begin(), tensors.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::uint64_t stream = 0;
    for (auto& [name, tensor] : tensors) {
        if (endsWith(name, "num_batches_tracked")) continue;
        tensor.copy_(formulaTensor(name, stream++, tensor.sizes()));
    }
}

} // namespace sparlet::test
