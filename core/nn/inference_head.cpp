#include "nn/inference_head_internal.h"
#include "nn/layer_runtime_internal.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace sparlet::nn {
namespace {

std::vector<float> numbersOf(const at::Tensor& tensor) {
    const auto flat = tensor.detach().to(at::kCPU, at::kFloat).contiguous();
    return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

/// To norm 1; zeros stay zeros.
void scaleToUnit(float* x, std::int64_t count) {
    double squares = 0;
    for (std::int64_t d = 0; d < count; ++d)
        squares += static_cast<double>(x[d]) * x[d];
    const float factor = 1.0F / std::max(static_cast<float>(std::sqrt(squares)), 1e-12F);
    for (std::int64_t d = 0; d < count; ++d)
        x[d] *= factor;
}

/// As percentileThreshold(). `sizes`: |x|, put into another order.
float thresholdOf(std::vector<float>& sizes, float density) {
    const auto last = static_cast<float>(sizes.size() - 1);
    const float position = std::clamp((1.0F - density) * last, 0.0F, last);
    const float below = std::min(std::floor(position), std::max(0.0F, last - 1.0F));
    const auto at = sizes.begin() + static_cast<std::ptrdiff_t>(below);
    std::nth_element(sizes.begin(), at, sizes.end());
    const float low = *at;
    const float high = at + 1 == sizes.end() ? low : *std::min_element(at + 1, sizes.end());
    return low + (position - below) * (high - low);
}

/// Means over grid × grid cells of each map, cut as adaptive average pooling cuts them, a channel's cells
/// side by side. `rowOf0`: of the first picture; the next one's begins `stride` numbers later.
void cellMeans(const at::Tensor& map, int grid, float* rowOf0, std::int64_t stride) {
    const auto x = map.contiguous(at::MemoryFormat::ChannelsLast);
    const auto channels = x.size(1), height = x.size(2), width = x.size(3);
    const std::int64_t cells = static_cast<std::int64_t>(grid) * grid;
    const auto from = [grid](std::int64_t i, std::int64_t size) { return i * size / grid; };
    const auto to = [grid](std::int64_t i, std::int64_t size) { return ((i + 1) * size + grid - 1) / grid; };
    std::vector<float> sum(static_cast<std::size_t>(channels));
    for (std::int64_t n = 0; n < x.size(0); ++n) {
        const float* const picture = x.data_ptr<float>() + n * height * width * channels;
        float* const row = rowOf0 + n * stride;
        for (std::int64_t cell = 0; cell < cells; ++cell) {
            const auto top = from(cell / grid, height), bottom = to(cell / grid, height);
            const auto left = from(cell % grid, width), right = to(cell % grid, width);
            std::fill(sum.begin(), sum.end(), 0.0F);
            for (auto y = top; y < bottom; ++y) {
                for (auto place = left; place < right; ++place) {
                    const float* const values = picture + (y * width + place) * channels;
                    for (std::size_t c = 0; c < sum.size(); ++c)
                        sum[c] += values[c];
                }
            }
            const auto share = 1.0F / static_cast<float>((bottom - top) * (right - left));
            for (std::int64_t c = 0; c < channels; ++c)
                row[c * cells + cell] = sum[static_cast<std::size_t>(c)] * share;
        }
    }
}

} // namespace

at::Tensor meansOfPlaces(const at::Tensor& map) {
    auto out =
        at::empty({map.size(0), map.size(1)}, map.options().memory_format(at::MemoryFormat::Contiguous));
    cellMeans(map, 1, out.data_ptr<float>(), out.size(1));
    return out;
}

at::Tensor pyramidFeatures(const PyramidPoolingImpl& layer, const Taps& maps) {
    const auto width = static_cast<std::int64_t>(layer.features());
    auto out =
        at::empty({maps.c5.size(0), width}, maps.c5.options().memory_format(at::MemoryFormat::Contiguous));
    const std::array groups{&maps.c3, &maps.c4, &maps.c5};
    const float* mean = layer.mean().data_ptr<float>();
    float* first = out.data_ptr<float>();
    for (std::size_t g = 0; g < groups.size(); ++g) {
        const auto size = layer.sizes()[g];
        cellMeans(*groups[g], PyramidPoolingImpl::kGrids[g], first, width);
        for (std::int64_t n = 0; n < out.size(0); ++n) {
            float* const row = first + n * width;
            for (std::int64_t f = 0; f < size; ++f)
                row[f] -= mean[f];
            scaleToUnit(row, size);
        }
        first += size;
        mean += size;
    }
    return out;
}

InferenceHead::InferenceHead(const EmbeddingHeadImpl& embedding, const SparseEncoderImpl* ase)
    : sparse_(ase != nullptr) {
    const auto folded = embedding.folded();
    weight_ = folded.weight.contiguous();
    bias_ = folded.bias;
    dimensions_ = weight_.size(0);
    if (!sparse_) return;
    ase_.hidden = numbersOf(ase->hidden().weight.t());
    ase_.hiddenBias = numbersOf(ase->hidden().bias);
    ase_.out = numbersOf(ase->out().weight);
    ase_.outBias = numbersOf(ase->out().bias).front();
}

float InferenceHead::density(const float* x) const {
    auto hidden = ase_.hiddenBias;
    for (std::int64_t d = 0; d < dimensions_; ++d) {
        const float* const weights = ase_.hidden.data() + static_cast<std::size_t>(d) * hidden.size();
        for (std::size_t i = 0; i < hidden.size(); ++i)
            hidden[i] += x[d] * weights[i];
    }
    float logit = ase_.outBias;
    for (std::size_t i = 0; i < hidden.size(); ++i)
        logit += std::max(hidden[i], 0.0F) * ase_.out[i];
    return 0.1F + 0.85F / (1.0F + std::exp(-logit));
}

MethodOutput InferenceHead::forward(const at::Tensor& features) const {
    MethodOutput out;
    const auto rows = features.size(0);
    out.embedding = productsOfRows(features, weight_, bias_);
    out.sparse = sparse_ ? at::empty_like(out.embedding) : out.embedding;
    out.threshold = at::zeros({rows}, out.embedding.options());
    out.density = at::ones({rows}, out.embedding.options());
    std::vector<float> sizes(static_cast<std::size_t>(dimensions_));
    for (std::int64_t n = 0; n < rows; ++n) {
        float* const x = out.embedding.data_ptr<float>() + n * dimensions_;
        scaleToUnit(x, dimensions_);
        if (!sparse_) continue;
        float* const z = out.sparse.data_ptr<float>() + n * dimensions_;
        float& threshold = out.threshold.data_ptr<float>()[n];
        float& density = out.density.data_ptr<float>()[n];
        if (!std::all_of(x, x + dimensions_, [](float v) { return std::isfinite(v); })) {
            threshold = density = std::numeric_limits<float>::quiet_NaN();
            std::fill(z, z + dimensions_, threshold);
            continue;
        }
        density = this->density(x);
        std::transform(x, x + dimensions_, sizes.begin(), [](float v) { return std::abs(v); });
        threshold = thresholdOf(sizes, density);
        for (std::int64_t d = 0; d < dimensions_; ++d)
            z[d] = std::copysign(std::max(std::abs(x[d]) - threshold, 0.0F), x[d]);
        scaleToUnit(z, dimensions_);
    }
    return out;
}

} // namespace sparlet::nn
