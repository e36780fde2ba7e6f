#include "train/augment_internal.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace sparlet::train {
namespace {

int reflected(int index, int side) {
    if (side == 1) return 0;
    const int period = 2 * (side - 1);
    index = std::abs(index) % period;
    return index < side ? index : period - index;
}

struct Taps {
    std::vector<int> first, count; // per output position, into index/weight
    std::vector<int> index;
    std::vector<float> weight;
};

Taps makeTaps(double start, double length, int side, int out) {
    Taps taps;
    const double scale = length / out, support = std::max(1.0, scale);
    for (int o = 0; o < out; ++o) {
        const double centre = start + (o + 0.5) * scale;
        const int from = static_cast<int>(std::floor(centre - support + 0.5));
        const int to = static_cast<int>(std::floor(centre + support + 0.5));
        const auto begin = taps.index.size();
        double sum = 0;
        for (int i = from; i < to; ++i) {
            const double weight = 1.0 - std::abs(i + 0.5 - centre) / support;
            if (weight <= 1e-9) continue;
            taps.index.push_back(reflected(i, side));
            taps.weight.push_back(static_cast<float>(weight));
            sum += weight;
        }
        for (auto k = begin; k < taps.weight.size(); ++k)
            taps.weight[k] /= static_cast<float>(sum);
        taps.first.push_back(static_cast<int>(begin));
        taps.count.push_back(static_cast<int>(taps.index.size() - begin));
    }
    return taps;
}

void jitterColours(float* pixels, int count, double strength, Random& random) {
    const auto draw = [&] { return static_cast<float>(random.between(1 - strength, 1 + strength)); };
    const float brightness = draw(), contrast = draw(), saturation = draw();
    const auto grey = [](const float* p) { return 0.299F * p[0] + 0.587F * p[1] + 0.114F * p[2]; };
    double sum = 0;
    for (int i = 0; i < count; ++i)
        sum += static_cast<double>(grey(pixels + 3 * i));
    const float mean = brightness * static_cast<float>(sum / count);
    for (int i = 0; i < count; ++i) {
        float* p = pixels + 3 * i;
        for (int c = 0; c < 3; ++c)
            p[c] = mean + contrast * (brightness * p[c] - mean);
        const float level = grey(p);
        for (int c = 0; c < 3; ++c)
            p[c] = std::clamp(level + saturation * (p[c] - level), 0.0F, 255.0F);
    }
}

} // namespace

Window drawWindow(int side, const Augmentation& how, Random& random) {
    Window window{0, 0, static_cast<double>(side), static_cast<double>(side), false};
    if (how.cropScale < 1) {
        const double area = random.between(how.cropScale, 1.0) * side * side;
        const double ratio = std::exp(random.between(std::log(3.0 / 4.0), std::log(4.0 / 3.0)));
        window.width = std::min<double>(side, std::sqrt(area * ratio));
        window.height = std::min<double>(side, std::sqrt(area / ratio));
        window.x = random.between(0, side - window.width);
        window.y = random.between(0, side - window.height);
    }
    if (how.translate > 0) {
        const double reach = std::round(how.translate * side);
        window.x += std::floor(random.between(-reach, reach + 1));
        window.y += std::floor(random.between(-reach, reach + 1));
    }
    window.flip = how.flip && random.uniform() < 0.5;
    return window;
}

void resample(std::span<const std::uint8_t> rgb, int side, const Window& window, int out, float* pixels) {
    const auto across = makeTaps(window.x, window.width, side, out);
    const auto down = makeTaps(window.y, window.height, side, out);
    const auto rowFloats = static_cast<std::size_t>(out) * 3;
    std::vector<float> rows(static_cast<std::size_t>(side) * rowFloats);
    std::vector<char> made(static_cast<std::size_t>(side), 0);
    const auto makeRow = [&](int y) {
        const std::uint8_t* source =
            rgb.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(side) * 3;
        float* row = rows.data() + static_cast<std::size_t>(y) * rowFloats;
        for (int o = 0; o < out; ++o) {
            float sum[3] = {0, 0, 0};
            const auto first = static_cast<std::size_t>(across.first[static_cast<std::size_t>(o)]);
            const auto count = static_cast<std::size_t>(across.count[static_cast<std::size_t>(o)]);
            for (std::size_t k = first; k < first + count; ++k) {
                const std::uint8_t* p = source + 3 * across.index[k];
                for (int c = 0; c < 3; ++c)
                    sum[c] += across.weight[k] * static_cast<float>(p[c]);
            }
            float* target = row + 3 * (window.flip ? out - 1 - o : o);
            for (int c = 0; c < 3; ++c)
                target[c] = sum[c];
        }
        made[static_cast<std::size_t>(y)] = 1;
    };
    for (int o = 0; o < out; ++o) {
        float* target = pixels + static_cast<std::size_t>(o) * rowFloats;
        std::fill(target, target + rowFloats, 0.0F);
        const auto first = static_cast<std::size_t>(down.first[static_cast<std::size_t>(o)]);
        const auto count = static_cast<std::size_t>(down.count[static_cast<std::size_t>(o)]);
        for (std::size_t k = first; k < first + count; ++k) {
            const int y = down.index[k];
            if (made[static_cast<std::size_t>(y)] == 0) makeRow(y);
            const float* row = rows.data() + static_cast<std::size_t>(y) * rowFloats;
            const float weight = down.weight[k];
            for (std::size_t i = 0; i < rowFloats; ++i)
                target[i] += weight * row[i];
        }
    }
}

void cutOut(float* pixels, int out, int length, Random& random) {
    const auto draw = [&] {
        return static_cast<int>(random.below(static_cast<std::uint64_t>(out))) - length / 2;
    };
    const int left = draw(), top = draw();
    const int first = std::max(0, left), last = std::min(out, left + length);
    for (int y = std::max(0, top); y < std::min(out, top + length); ++y)
        std::fill(pixels + 3 * (y * out + first), pixels + 3 * (y * out + last), 0.0F);
}

void augmentInto(std::span<const std::uint8_t> rgb, int side, int out, const Augmentation& how, Random random,
                 float* pixels) {
    resample(rgb, side, drawWindow(side, how, random), out, pixels);
    const int count = out * out;
    if (how.jitter > 0) jitterColours(pixels, count, how.jitter, random);
    float factor[3], shift[3];
    for (std::size_t c = 0; c < 3; ++c) {
        factor[c] = 1.0F / (255.0F * how.stddev[c]);
        shift[c] = -how.mean[c] / how.stddev[c];
    }
    for (int i = 0; i < count; ++i) {
        for (int c = 0; c < 3; ++c)
            pixels[3 * i + c] = pixels[3 * i + c] * factor[c] + shift[c];
    }
    if (how.cutout > 0) cutOut(pixels, out, static_cast<int>(std::lround(how.cutout * out)), random);
}

} // namespace sparlet::train
