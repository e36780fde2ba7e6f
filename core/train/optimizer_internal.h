// SGD with Nesterov momentum, Adam and Muon over a method's parameters, with their state by name, so that
// checkpoints read the same under every LibTorch.
#pragma once

#include "nn/method_internal.h"
#include "nn/torch_internal.h"

#include <string>
#include <utility>
#include <vector>

namespace sparlet::train {

enum class OptimizerKind { Sgd, Adam };

struct OptimizerOptions {
    OptimizerKind kind = OptimizerKind::Sgd;
    double momentum = 0.9, weightDecay = 0;
    /// Muon's rate as a multiple of step()'s learning rate, beside SGD; 0: no Muon.
    double muonRate = 0;
    double muonMomentum = 0.95;
    bool bf16 = false; // Muon's matrix products in bf16
};

class Optimizer {
public:
    Optimizer(const nn::Method& method, const OptimizerOptions& options);

    /// A further parameter, over 0 and not decayed, whose gradient is set from outside. Adam, whose moves do
    /// not follow the gradient's size, takes its learning rate as a share of the parameter's mean.
    void add(const std::string& name, const at::Tensor& parameter);

    void zeroGradients();
    /// One step at the given learning rate. SGD: g += wd·p; v = m·v + g; p −= lr·(g + m·v). Adam: Kingma & Ba
    /// 2015. Muon (Jordan et al. 2024, with the weights held to norm √out): the backbone's dense convolutions
    /// after the first, as [out, in·k·k] matrices of norm √out; v = m·v + g; p −= lr·muonRate·O(g + m·v).
    /// A norm follows each of these convolutions, so that their scale changes nothing but the step's size.
    void step(double learningRate);

    /// The state's tensors by name ("momentum.backbone.conv1.weight"), to save and to copy into.
    std::vector<std::pair<std::string, at::Tensor>> state() const;
    std::int64_t steps = 0;

private:
    struct Slot {
        std::string name;
        at::Tensor parameter, first, second;
        double decay = 0, rate = 1;
        bool muon = false, relative = false;
    };
    void stepSgd(Slot& slot, double learningRate) const;
    void stepAdam(Slot& slot, double learningRate) const;
    void stepMuon(Slot& slot, double learningRate) const;

    OptimizerOptions options_;
    std::vector<Slot> slots_;
};

/// The matrix with (nearly) the singular vectors of `matrix` [rows, columns] and singular values of about 1,
/// the largest ones of `matrix` nearest to it: three quintic Newton-Schulz steps (Jordan et al. 2024).
at::Tensor orthogonalized(const at::Tensor& matrix, bool bf16);

/// Linear warm-up to `peak` over `warmup` of the run, then a half cosine to a thousandth of it.
double oneCycle(double progress, double peak, double warmup);

} // namespace sparlet::train
