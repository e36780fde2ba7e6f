#include "image/resize_internal.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "image/resize_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>
#include <cmath>

HWY_BEFORE_NAMESPACE();
namespace sparlet::image {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

void blendRowsHere(const std::uint8_t* rows, std::size_t stride, const float* weights, int taps,
                   std::size_t count, float* out) {
    std::size_t i = 0;
#if HWY_TARGET != HWY_SCALAR
    const hn::ScalableTag<float> floats;
    const hn::Rebind<std::int32_t, decltype(floats)> whole;
    const hn::Rebind<std::uint8_t, decltype(floats)> bytes;
    const std::size_t lanes = hn::Lanes(floats);
    for (; i + lanes <= count; i += lanes) {
        auto sum = hn::Zero(floats);
        for (int k = 0; k < taps; ++k) {
            const auto values = hn::LoadU(bytes, rows + static_cast<std::size_t>(k) * stride + i);
            sum = hn::MulAdd(hn::ConvertTo(floats, hn::PromoteTo(whole, values)), hn::Set(floats, weights[k]),
                             sum);
        }
        hn::StoreU(sum, floats, out + i);
    }
#endif
    for (; i < count; ++i) {
        float sum = 0;
        for (int k = 0; k < taps; ++k)
            sum += weights[k] * static_cast<float>(rows[static_cast<std::size_t>(k) * stride + i]);
        out[i] = sum;
    }
}

void blendColumnsHere(const float* row, const ResizeAxis& axis, std::size_t places, std::uint8_t* out) {
    const auto taps = static_cast<std::size_t>(axis.taps);
#if HWY_TARGET != HWY_SCALAR
    // A pixel a vector; its fourth lane is the next one's first colour, which is written over.
    const hn::FixedTag<float, 4> floats;
    const hn::Rebind<std::int16_t, decltype(floats)> words;
    const hn::Rebind<std::uint8_t, decltype(floats)> bytes;
    for (std::size_t place = 0; place < places; ++place) {
        const float* from = row + std::size_t{axis.first[place]} * 3;
        const float* weights = axis.weights.data() + place * taps;
        auto sum = hn::Mul(hn::LoadU(floats, from), hn::Set(floats, weights[0]));
        for (std::size_t k = 1; k < taps; ++k)
            sum = hn::MulAdd(hn::LoadU(floats, from + 3 * k), hn::Set(floats, weights[k]), sum);
        hn::StoreU(hn::DemoteTo(bytes, hn::DemoteTo(words, hn::NearestInt(sum))), bytes, out + 3 * place);
    }
#else
    for (std::size_t place = 0; place < places; ++place) {
        const float* from = row + std::size_t{axis.first[place]} * 3;
        for (std::size_t c = 0; c < 3; ++c) {
            float sum = 0;
            for (std::size_t k = 0; k < taps; ++k)
                sum += axis.weights[place * taps + k] * from[3 * k + c];
            out[3 * place + c] = static_cast<std::uint8_t>(std::clamp(std::nearbyint(sum), 0.0F, 255.0F));
        }
    }
#endif
}

} // namespace HWY_NAMESPACE
} // namespace sparlet::image
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sparlet::image {

HWY_EXPORT(blendRowsHere);
HWY_EXPORT(blendColumnsHere);

void blendRows(const std::uint8_t* rows, std::size_t stride, const float* weights, int taps,
               std::size_t count, float* out) {
    HWY_DYNAMIC_DISPATCH(blendRowsHere)(rows, stride, weights, taps, count, out);
}

void blendColumns(const float* row, const ResizeAxis& axis, std::size_t places, std::uint8_t* out) {
    HWY_DYNAMIC_DISPATCH(blendColumnsHere)(row, axis, places, out);
}

std::vector<std::string> resizeTargets() {
    std::vector<std::string> names;
    for (const auto target : hwy::SupportedAndGeneratedTargets())
        names.emplace_back(hwy::TargetName(target));
    return names;
}

void useResizeTarget(const std::string& name) {
    hwy::SetSupportedTargetsForTest(0);
    for (const auto target : hwy::SupportedAndGeneratedTargets())
        if (name == hwy::TargetName(target)) hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

} // namespace sparlet::image
#endif
