#include "image/resize_internal.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace sparlet::image {
namespace {

ResizeAxis areaAxis(int from, int to) {
    const double scale = static_cast<double>(from) / to;
    ResizeAxis axis;
    axis.taps = std::min(from, static_cast<int>(std::ceil(scale)) + 1);
    const auto taps = static_cast<std::size_t>(axis.taps);
    axis.weights.assign(static_cast<std::size_t>(to) * taps, 0.0F);
    for (int place = 0; place < to; ++place) {
        const double begin = place * scale, end = std::min<double>(begin + scale, from);
        const int first = std::min(static_cast<int>(begin), from - axis.taps);
        axis.first.push_back(static_cast<std::uint32_t>(first));
        for (int k = 0; k < axis.taps; ++k) {
            const double left = std::max<double>(begin, first + k),
                         right = std::min<double>(end, first + k + 1);
            const double share = std::max(0.0, right - left) / scale;
            axis.weights[static_cast<std::size_t>(place) * taps + static_cast<std::size_t>(k)] =
                static_cast<float>(share);
        }
    }
    return axis;
}

/// Keys' kernel at a distance of `x` pixels.
double cubic(double x) {
    constexpr double a = -0.75;
    x = std::abs(x);
    if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
    if (x < 2) return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
    return 0;
}

ResizeAxis cubicAxis(int from, int to) {
    const double scale = static_cast<double>(from) / to;
    ResizeAxis axis;
    axis.taps = std::min(from, 4);
    const auto taps = static_cast<std::size_t>(axis.taps);
    axis.weights.assign(static_cast<std::size_t>(to) * taps, 0.0F);
    for (int place = 0; place < to; ++place) {
        const double centre = (place + 0.5) * scale - 0.5;
        const int left = static_cast<int>(std::floor(centre)) - 1;
        const int first = std::clamp(left, 0, from - axis.taps);
        axis.first.push_back(static_cast<std::uint32_t>(first));
        for (int k = 0; k < 4; ++k) {
            const int pixel = std::clamp(left + k, 0, from - 1);
            axis.weights[static_cast<std::size_t>(place) * taps + static_cast<std::size_t>(pixel - first)] +=
                static_cast<float>(cubic(centre - (left + k)));
        }
    }
    return axis;
}

} // namespace

ResizeAxis makeAxis(int from, int to) {
    return to <= from ? areaAxis(from, to) : cubicAxis(from, to);
}

void resizeRgb(const Picture& picture, int toWidth, int toHeight, std::uint8_t* rgb) {
    const auto samples = static_cast<std::size_t>(picture.width) * 3;
    const auto outSamples = static_cast<std::size_t>(toWidth) * 3;
    if (toWidth == picture.width && toHeight == picture.height) {
        std::memcpy(rgb, picture.rgb.data(), picture.rgb.size());
        return;
    }
    const ResizeAxis across = makeAxis(picture.width, toWidth), down = makeAxis(picture.height, toHeight);
    std::vector<float> row(samples + 1, 0.0F);
    std::vector<std::uint8_t> out(outSamples + 1);
    for (std::size_t y = 0; y < static_cast<std::size_t>(toHeight); ++y) {
        const float* weights = down.weights.data() + y * static_cast<std::size_t>(down.taps);
        blendRows(picture.rgb.data() + std::size_t{down.first[y]} * samples, samples, weights, down.taps,
                  samples, row.data());
        blendColumns(row.data(), across, static_cast<std::size_t>(toWidth), out.data());
        std::memcpy(rgb + y * outSamples, out.data(), outSamples);
    }
}

} // namespace sparlet::image
