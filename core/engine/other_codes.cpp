#include "engine/other_codes_internal.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <span>
#include <vector>

namespace sparlet::engine {

namespace {

std::string shortNumber(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%g", value);
    return text;
}

/// As numpy.percentile(|x|, 100·(1 − density)), linear between two values.
double percentileThreshold(std::span<const float> x, double density) {
    std::vector<double> sizes;
    sizes.reserve(x.size());
    for (const float value : x)
        sizes.push_back(std::abs(static_cast<double>(value)));
    std::sort(sizes.begin(), sizes.end());
    const double position = (1 - density) * static_cast<double>(sizes.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const auto above = std::min(below + 1, sizes.size() - 1);
    return sizes[below] + (position - static_cast<double>(below)) * (sizes[above] - sizes[below]);
}

void thin(EncodedSet& set, std::size_t width, double density) {
    for (std::size_t row = 0; row < set.threshold.size(); ++row) {
        const auto x = std::span<const float>(set.embedding).subspan(row * width, width);
        const auto z = std::span<float>(set.sparse).subspan(row * width, width);
        const double threshold = percentileThreshold(x, density);
        double squares = 0;
        for (std::size_t d = 0; d < width; ++d) {
            const double left = std::max(0.0, std::abs(static_cast<double>(x[d])) - threshold);
            z[d] = static_cast<float>(x[d] < 0 ? -left : left);
            squares += left * left;
        }
        if (squares > 0) {
            for (float& value : z)
                value = static_cast<float>(value / std::sqrt(squares));
        }
        set.threshold[row] = static_cast<float>(threshold);
        set.density[row] = static_cast<float>(density);
    }
}

/// The grids that cover all values of `set`, each dimension in its own width.
codes::CodecParameters gridsOver(const EncodedSet& set, const std::vector<std::uint8_t>& bits) {
    const std::size_t width = bits.size();
    std::vector<float> minimum(width, 0), maximum(width, 0);
    for (std::size_t i = 0; i < set.sparse.size(); ++i) {
        minimum[i % width] = std::min(minimum[i % width], set.sparse[i]);
        maximum[i % width] = std::max(maximum[i % width], set.sparse[i]);
    }
    codes::CodecParameters out;
    for (std::size_t d = 0; d < width; ++d) {
        const auto one = codes::uniformParameters({&minimum[d], 1}, {&maximum[d], 1}, bits[d]);
        out.bits.push_back(one.bits.front());
        out.minimum.push_back(one.minimum.front());
        out.maximum.push_back(one.maximum.front());
    }
    return out;
}

} // namespace

Status check(const CodeSettings& settings) {
    if (settings.density && !(*settings.density > 0 && *settings.density <= 1))
        return Error{ErrorCode::InvalidArgument, "A density must be above 0 and at most 1."};
    if (settings.bits && (*settings.bits < codes::kMinBits || *settings.bits > codes::kMaxBits))
        return Error{ErrorCode::InvalidArgument, "A dimension has 2 to 8 bits."};
    return {};
}

std::string variantOf(const CodeSettings& settings) {
    std::string out;
    if (settings.density) out = "density-" + shortNumber(*settings.density);
    if (settings.bits) out += (out.empty() ? "bits-" : "+bits-") + std::to_string(*settings.bits);
    return out;
}

std::string sentenceOf(const CodeSettings& settings) {
    std::string out;
    if (settings.density)
        out += "; codes at density " + shortNumber(*settings.density) + " instead of the model's own";
    if (settings.bits) out += "; codes of " + std::to_string(*settings.bits) + " bits in every dimension";
    return out;
}

Result<codes::Codec> codecWith(const CodeSettings& settings, const codes::Codec& own, EncodedSet& set) {
    if (!settings.any()) return codes::Codec::create(own.parameters());
    if (auto sound = check(settings); !sound.ok()) return sound.error();
    const auto& parameters = own.parameters();
    auto bits = parameters.bits;
    if (settings.bits) std::fill(bits.begin(), bits.end(), static_cast<std::uint8_t>(*settings.bits));
    if (!settings.density)
        return codes::Codec::create(
            codes::uniformParameters(parameters.minimum, parameters.maximum, *settings.bits));
    thin(set, bits.size(), *settings.density);
    return codes::Codec::create(gridsOver(set, bits));
}

} // namespace sparlet::engine
