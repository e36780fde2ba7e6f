// Ranges of activations in 8 bits: unsigned steps, one scale and zero point a place, from what was seen on
// pictures (post-training calibration; Jacob et al., CVPR 2018).
#pragma once

#include "nn/layer_runtime_internal.h"
#include "nn/model_info.h"

#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace sparlet::nn {

/// The pictures' place among the ranges; their range is all that was seen.
const std::string& picturesPlace();

/// A value is scale · (step − zero), steps are 0 to the number asked for, and zero is one of them.
struct ActivationGrid {
    double scale = 1;
    int zero = 0;
};
ActivationGrid gridOf(const std::array<float, 2>& range, int steps);

/// Computes in float32 and notes what each place's values span.
class CalibratingRuntime : public LayerRuntime {
public:
    at::Tensor enter(const at::Tensor& images) override;
    at::Tensor convolve(ConvNorm& layer, const at::Tensor& x, Activation activation) override;
    at::Tensor add(const std::string& place, const at::Tensor& a, const at::Tensor& b,
                   Activation activation) override;
    at::Tensor excite(const std::string& place, ConvNorm& first, ConvNorm& second,
                      const at::Tensor& x) override;

    /// For each layer's place the range that loses least (mean squared error) when it is cut into 255 steps.
    ActivationRanges ranges() const;

private:
    struct Seen {
        float least = 0, most = 0; // zero is always in the range: padding is zero
        std::vector<float> sample;
    };
    void note(const std::string& place, const at::Tensor& x);

    std::shared_ptr<LayerRuntime> floats_ = makeFloatRuntime();
    std::map<std::string, Seen> seen_;
};

/// The share of [least, most], from 0.2 to 1, that loses least of `sample` in 255 steps.
std::array<float, 2> bestRange(const std::vector<float>& sample, float least, float most);

} // namespace sparlet::nn
