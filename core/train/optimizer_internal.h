// SGD with Nesterov momentum and Adam over a method's parameters, with their state by name, so that
// checkpoints read the same under every LibTorch.
#pragma once

#include "nn/method_internal.h"
#include "nn/torch_internal.h"

#include <string>
#include <utility>
#include <vector>

namespace sparlet::train {

enum class OptimizerKind { Sgd, Adam };

class Optimizer {
public:
    Optimizer(const nn::Method& method, OptimizerKind kind, double momentum, double weightDecay);

    void zeroGradients();
    /// One step at the given learning rate. SGD: g += wd·p; v = m·v + g; p −= lr·(g + m·v). Adam: Kingma & Ba
    /// 2015.
    void step(double learningRate);

    /// The state's tensors by name ("momentum.backbone.conv1.weight"), to save and to copy into.
    std::vector<std::pair<std::string, at::Tensor>> state() const;
    std::int64_t steps = 0;

private:
    struct Slot {
        std::string name;
        at::Tensor parameter, first, second;
        double decay = 0, rate = 1;
    };
    void stepSgd(Slot& slot, double learningRate) const;
    void stepAdam(Slot& slot, double learningRate) const;

    OptimizerKind kind_;
    double momentum_;
    std::vector<Slot> slots_;
};

/// Linear warm-up to `peak` over `warmup` of the run, then a half cosine to a thousandth of it.
double oneCycle(double progress, double peak, double warmup);

} // namespace sparlet::train
