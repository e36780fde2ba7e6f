#include "nn/entropy_coding_internal.h"
#include "nn/packed_weights_internal.h"
#include "nn/weight_threshold_internal.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace sparlet::nn {
namespace {

constexpr std::size_t kHead = 4, kMostDimensions = 8;
constexpr int kZero = 128;

float asHalf(float value) {
    return static_cast<float>(c10::Half(value));
}

struct Channel {
    const float* values;
    const float* importance; // may be null
    std::size_t count;
};

double lossOf(const Channel& channel, float scale, float most) {
    double sum = 0;
    for (std::size_t i = 0; i < channel.count; ++i) {
        const float step = std::clamp(std::nearbyint(channel.values[i] / scale), -most, most);
        const float off = step * scale - channel.values[i];
        sum += static_cast<double>(off * off) *
               (channel.importance == nullptr ? 1.0 : static_cast<double>(channel.importance[i]));
    }
    return sum;
}

/// The best of some scales from the one that cuts nothing down to a quarter of it.
float bestScale(const Channel& channel, float most) {
    float largest = 0;
    for (std::size_t i = 0; i < channel.count; ++i)
        largest = std::max(largest, std::abs(channel.values[i]));
    const float whole = std::clamp(asHalf(largest / most), 6e-5F, 60000.0F);
    float best = whole;
    double loss = lossOf(channel, whole, most);
    for (int part = 39; part >= 10; --part) {
        const float scale = std::max(6e-5F, asHalf(whole * static_cast<float>(part) / 40));
        const double now = lossOf(channel, scale, most);
        if (now >= loss) continue;
        loss = now;
        best = scale;
    }
    return best;
}

Error damaged() {
    return {ErrorCode::Corrupt, "A packed tensor is damaged."};
}

} // namespace

QuantizedWeights quantizeWeights(const at::Tensor& weight, int bits, const at::Tensor& importance) {
    const auto values = weight.detach().to(at::kCPU, at::kFloat).contiguous();
    const auto weights =
        importance.defined() ? importance.to(at::kCPU, at::kFloat).contiguous() : at::Tensor();
    QuantizedWeights out;
    out.shape = values.sizes().vec();
    out.bits = bits;
    const auto channels = static_cast<std::size_t>(out.shape[0]);
    const auto each = channels == 0 ? 0 : static_cast<std::size_t>(values.numel()) / channels;
    const auto most = static_cast<float>((1 << (bits - 1)) - 1);
    out.steps.resize(static_cast<std::size_t>(values.numel()));
    for (std::size_t c = 0; c < channels; ++c) {
        const float* from = values.data_ptr<float>() + c * each;
        const Channel channel{from, weights.defined() ? weights.data_ptr<float>() + c * each : nullptr, each};
        const float scale = bestScale(channel, most);
        out.scales.push_back(scale);
        for (std::size_t i = 0; i < each; ++i) {
            const float step = std::clamp(std::nearbyint(from[i] / scale), -most, most);
            out.steps[c * each + i] = static_cast<std::uint8_t>(static_cast<int>(step) + kZero);
        }
    }
    return out;
}

at::Tensor thinned(const at::Tensor& weight, double density) {
    if (density >= 1) return weight;
    return weight * weight.abs().gt(weightThreshold(weight, density)).to(weight.scalar_type());
}

at::Tensor dequantized(const QuantizedWeights& weights) {
    auto out = torch::empty(weights.shape);
    dequantizeTo(weights, out.data_ptr<float>());
    return out;
}

void dequantizeTo(const QuantizedWeights& weights, float* to) {
    const std::size_t channels = weights.scales.size();
    const std::size_t each = channels == 0 ? 0 : weights.steps.size() / channels;
    for (std::size_t c = 0; c < channels; ++c) {
        for (std::size_t i = c * each; i < (c + 1) * each; ++i)
            to[i] = static_cast<float>(static_cast<int>(weights.steps[i]) - kZero) * weights.scales[c];
    }
}

std::vector<std::byte> packWeights(const QuantizedWeights& weights) {
    std::vector<std::uint8_t> out = {1, static_cast<std::uint8_t>(weights.bits),
                                     static_cast<std::uint8_t>(weights.shape.size()), 0};
    for (const auto size : weights.shape) {
        for (unsigned shift = 0; shift < 32; shift += 8)
            out.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(size) >> shift));
    }
    for (const float scale : weights.scales) {
        const auto bits = c10::Half(scale).x;
        out.push_back(static_cast<std::uint8_t>(bits & 0xFFU));
        out.push_back(static_cast<std::uint8_t>(bits >> 8U));
    }
    const auto code = entropyEncode(weights.steps);
    out.insert(out.end(), code.begin(), code.end());
    std::vector<std::byte> bytes(out.size());
    std::memcpy(bytes.data(), out.data(), out.size());
    return bytes;
}

Result<QuantizedWeights> unpackWeights(std::span<const std::byte> bytes, std::int64_t mostElements) {
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    if (bytes.size() < kHead || data[0] != 1 || data[1] < 2 || data[1] > 8 || data[2] < 1 ||
        data[2] > kMostDimensions || data[3] != 0) {
        return damaged();
    }
    QuantizedWeights out;
    out.bits = data[1];
    std::size_t at = kHead;
    if (bytes.size() - at < 4U * data[2]) return damaged();
    std::int64_t elements = 1;
    for (int d = 0; d < data[2]; ++d, at += 4) {
        std::uint32_t size = 0;
        std::memcpy(&size, data + at, 4);
        if (size == 0 || size > mostElements / elements) return damaged();
        out.shape.push_back(size);
        elements *= size;
    }
    const auto channels = static_cast<std::size_t>(out.shape[0]);
    if ((bytes.size() - at) / 2 < channels) return damaged();
    for (std::size_t c = 0; c < channels; ++c, at += 2) {
        c10::Half half;
        std::memcpy(&half.x, data + at, 2);
        const auto scale = static_cast<float>(half);
        if (!std::isfinite(scale) || scale <= 0) return damaged();
        out.scales.push_back(scale);
    }
    auto steps = entropyDecode({data + at, bytes.size() - at}, static_cast<std::size_t>(elements));
    if (!steps) return steps.error();
    const int most = (1 << (out.bits - 1)) - 1;
    std::uint8_t least = kZero, largest = kZero;
    for (const auto step : *steps) { // no way out of the loop: so it is done many at a time
        least = std::min(least, step);
        largest = std::max(largest, step);
    }
    if (kZero - least > most || largest - kZero > most) return damaged();
    out.steps = std::move(steps).value();
    return out;
}

} // namespace sparlet::nn
