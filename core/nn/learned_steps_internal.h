// Learned Step Size Quantization (LSQ; Esser et al., ICLR 2020) of a network's weights, in the form in which
// compact files keep them: a width a tensor, a step a channel (packed_weights_internal.h). What training ends
// with is what is stored.
#pragma once

#include "nn/method_internal.h"
#include "nn/packed_weights_internal.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace sparlet::nn {

/// ŵ = clamp(round(w/s), −Q, Q)·s with Q = 2^(bits−1) − 1 and s the float16 nearest to steps[c], c the slice
/// of the first dimension. `weight`: float32, at least one dimension; `steps`: [weight.size(0)], > 0.
at::Tensor roundedToSteps(const at::Tensor& weight, const at::Tensor& steps, int bits);

struct StepGradients {
    at::Tensor weight; // of the weight's shape
    at::Tensor steps;  // [channels]
};

/// From the loss's gradient at ŵ, with v = w/s (LSQ's equations 3 to 5 and §2.2): ∂ŵ/∂w = 1 where |v| < Q,
/// else 0; ∂ŵ/∂s = round(v) − v where |v| < Q, else ±Q; the steps' gradient is scaled by 1/√(N·Q), N the
/// weights of a channel.
StepGradients stepGradients(const at::Tensor& weight, const at::Tensor& steps, int bits,
                            const at::Tensor& gradient);

/// The learnt steps of every tensor that a compact file packs. While applied, the network computes with ŵ;
/// restore() brings the dense weights back for the optimiser. Not thread-safe.
class LearnedSteps {
public:
    LearnedSteps() = default;
    /// 8 bits each until begin(), or until state() is filled from a checkpoint.
    explicit LearnedSteps(const Method& method);

    /// Takes the plan's widths and starts from the steps that lose least. InvalidArgument where the plan is
    /// of another network.
    Status begin(const CompactPlan& plan);

    void apply();
    /// Where `gradients`: turns the gradients at ŵ into those of the weights and of the steps.
    void restore(bool gradients);

    /// As they are now; the same while applied.
    std::map<std::string, QuantizedWeights> stored() const;
    /// Takes bits from the layers that lose least by it, seen by the plan's losses, until stored() and all
    /// else of the file take `budget` bytes at most, or nothing is left to take. Call while not applied.
    void keepTo(std::uint64_t budget);

    bool contains(const std::string& tensor) const;
    /// Every tensor's steps by its name, to optimise.
    std::vector<std::pair<std::string, at::Tensor>> parameters() const;
    /// All that training changes, to save and to copy into.
    std::vector<std::pair<std::string, at::Tensor>> state() const;

private:
    struct Layer {
        std::string name;
        at::Tensor parameter, dense; // `dense` is defined while applied
        at::Tensor steps;            // [channels] float32
    };
    int bits(std::size_t layer) const;
    QuantizedWeights storedAs(const Layer& layer, int bits) const;

    std::vector<Layer> layers_;
    at::Tensor bits_;        // [layers] int64
    at::Tensor sensitivity_; // [layers] float32: loss by squared error; 0: not known, keeps its bits
    at::Tensor rest_;        // [1] int64: bytes of the file that no width changes
};

} // namespace sparlet::nn
