#include "nn/calibrating_runtime_internal.h"
#include "nn/calibration.h"

#include <algorithm>
#include <cmath>

namespace sparlet::nn {
namespace {

double lossOf(const std::vector<float>& sample, const std::array<float, 2>& range) {
    constexpr int kSteps = 255;
    const auto grid = gridOf(range, kSteps);
    double sum = 0;
    for (const float value : sample) {
        const double step = std::clamp(std::nearbyint(static_cast<double>(value) / grid.scale) +
                                           static_cast<double>(grid.zero),
                                       0.0, double{kSteps});
        const double off = (step - static_cast<double>(grid.zero)) * grid.scale - static_cast<double>(value);
        sum += off * off;
    }
    return sum;
}

} // namespace

const std::string& picturesPlace() {
    static const std::string place = "input";
    return place;
}

ActivationGrid gridOf(const std::array<float, 2>& range, int steps) {
    const double low = std::min(0.0F, range[0]), high = std::max(0.0F, range[1]);
    const double scale = std::max((high - low) / steps, 1e-8);
    return {scale, static_cast<int>(std::clamp<std::int64_t>(std::lround(-low / scale), 0, steps))};
}

std::array<float, 2> bestRange(const std::vector<float>& sample, float least, float most) {
    std::array<float, 2> best{least, most};
    double loss = lossOf(sample, best);
    for (int share = 95; share >= 20; share -= 5) {
        const std::array<float, 2> narrower{least * static_cast<float>(share) / 100,
                                            most * static_cast<float>(share) / 100};
        const double now = lossOf(sample, narrower);
        if (now >= loss) continue;
        loss = now;
        best = narrower;
    }
    return best;
}

at::Tensor CalibratingRuntime::enter(const at::Tensor& images) {
    note(picturesPlace(), images);
    return images;
}

at::Tensor CalibratingRuntime::convolve(ConvNorm& layer, const at::Tensor& x, Activation activation) {
    auto y = floats_->convolve(layer, x, activation);
    note(layer.place, y);
    return y;
}

at::Tensor CalibratingRuntime::add(const std::string& place, const at::Tensor& a, const at::Tensor& b,
                                   Activation activation) {
    auto y = floats_->add(place, a, b, activation);
    note(place, y);
    return y;
}

at::Tensor CalibratingRuntime::excite(const std::string& place, ConvNorm& first, ConvNorm& second,
                                      const at::Tensor& x) {
    auto y = floats_->excite(place, first, second, x);
    note(place, y);
    return y;
}

void CalibratingRuntime::note(const std::string& place, const at::Tensor& x) {
    constexpr std::int64_t kBatch = 4096; // values of a batch that are kept
    constexpr std::size_t kMost = 1U << 17U;
    auto& seen = seen_[place];
    const auto values = x.detach().nan_to_num(0).clamp(-kLargestActivation, kLargestActivation).flatten();
    seen.least = std::min(seen.least, values.min().item<float>());
    seen.most = std::max(seen.most, values.max().item<float>());
    if (seen.sample.size() >= kMost) return;
    const auto count = std::min(kBatch, values.numel());
    // Spread evenly, and from another place in each batch.
    const auto places = (torch::arange(count, torch::kDouble) *
                             (static_cast<double>(values.numel()) / static_cast<double>(count)) +
                         static_cast<double>(seen.sample.size() % 97))
                            .to(torch::kLong)
                            .remainder(values.numel());
    const auto kept = values.index_select(0, places).contiguous();
    seen.sample.insert(seen.sample.end(), kept.data_ptr<float>(), kept.data_ptr<float>() + kept.numel());
}

ActivationRanges CalibratingRuntime::ranges() const {
    ActivationRanges out;
    for (const auto& [place, seen] : seen_) {
        out[place] = place == picturesPlace() ? std::array<float, 2>{seen.least, seen.most}
                                              : bestRange(seen.sample, seen.least, seen.most);
    }
    return out;
}

} // namespace sparlet::nn
