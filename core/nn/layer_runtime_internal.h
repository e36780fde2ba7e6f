// How the layers of a backbone are computed: in float32 as they are trained, or folded and laid out for
// inference in float32, bfloat16 or 8 bits. A backbone says what its layers are and asks its runtime for
// each.
#pragma once

#include "nn/torch_internal.h"

#include <functional>
#include <memory>
#include <string>

namespace sparlet::nn {

enum class Activation { None, Relu, HardSwish };

/// `x` may be changed.
at::Tensor activate(const at::Tensor& x, Activation activation);

/// A convolution and its BatchNorm, registered elsewhere under torchvision's names.
struct ConvNorm {
    std::string place; // unique in its backbone: "layer1.0.conv1"
    torch::nn::Conv2d conv{nullptr};
    torch::nn::BatchNorm2d norm{nullptr}; // may be none
    bool folded = false;

    /// Makes one convolution with a bias of the pair: y = (W*x − μ)·γ/σ + β = (W·γ/σ)*x + (β − μ·γ/σ).
    void fold();
};

/// Feature maps at strides 4, 8, 16 and 32 with the standard stem (1, 2, 4, 8 with the small-image stem).
struct Taps {
    at::Tensor c2, c3, c4, c5;

    /// Those of one picture, as a batch of one.
    Taps pictureAt(std::int64_t i) const;
};

/// Not thread-safe. Everything but the eager one wants folded layers, no gradients, and layers that never
/// change again.
class LayerRuntime {
public:
    LayerRuntime() = default;
    LayerRuntime(const LayerRuntime&) = delete;
    LayerRuntime& operator=(const LayerRuntime&) = delete;
    virtual ~LayerRuntime() = default;

    /// A backbone's maps of normalised float32 pictures [B, 3, H, W]. `layers` asks this runtime for each
    /// layer in turn, and does so in the same way for all pictures.
    using Layers = std::function<Taps(const at::Tensor& images)>;
    virtual Taps compute(const at::Tensor& images, const Layers& layers) { return layers(images); }

    /// The pictures to what the layers work on, and maps back to float32.
    virtual at::Tensor enter(const at::Tensor& images) { return images; }
    virtual at::Tensor leave(const at::Tensor& map) { return map; }

    virtual at::Tensor convolve(ConvNorm& layer, const at::Tensor& x, Activation activation) = 0;
    /// a + b, then the activation. `place`: of the sum, unique in the backbone.
    virtual at::Tensor add(const std::string& place, const at::Tensor& a, const at::Tensor& b,
                           Activation activation);
    /// Squeeze-and-excitation (Hu et al., CVPR 2018): x·hardsigmoid(second(relu(first(mean of x)))).
    virtual at::Tensor excite(const std::string& place, ConvNorm& first, ConvNorm& second,
                              const at::Tensor& x);
    /// Of 3×3 places, every second one, with a border of one.
    virtual at::Tensor maxPool(const at::Tensor& x);
};

/// As trained; the only one with gradients. Shared and stateless.
const std::shared_ptr<LayerRuntime>& eagerRuntime();

/// Folded convolutions, by LibTorch.
std::shared_ptr<LayerRuntime> makeFloatRuntime();

/// The same in bfloat16, products summed in float32; squeeze-and-excitation and maps that leave in float32.
std::shared_ptr<LayerRuntime> makeBfloat16Runtime();

/// rows·weightᵀ + bias, [B, In] to [B, Out], float32 on the CPU: a row's are the same bits in every batch,
/// which a product of matrices does not promise (BLAS orders its sums by the number of rows). Without
/// gradients.
at::Tensor productsOfRows(const at::Tensor& rows, const at::Tensor& weight, const at::Tensor& bias);

/// Squeeze-and-excitation's factors, [N, C, 1, 1] float32 in 0..1, from the maps' means, [N, C] float32: a
/// picture's are the same bits in every batch. Both layers are convolutions of one pixel with bias, without
/// BatchNorm. Without gradients.
at::Tensor excitation(const ConvNorm& first, const ConvNorm& second, const at::Tensor& means);

} // namespace sparlet::nn
