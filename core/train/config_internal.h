// A TrainConfig with its preset filled in and every hyper-parameter given a value.
#pragma once

#include "base/result.h"
#include "train/optimizer_internal.h"
#include "train/trainer.h"

#include <map>
#include <string>

namespace sparlet::train {

struct FullConfig {
    TrainConfig asked;
    int epochs = 0, batch = 0;
    double learningRate = 0;
    OptimizerKind optimizer = OptimizerKind::Sgd;
    bool constantRate = false;           // the papers' setting has no schedule
    std::map<std::string, double> hyper; // complete: the trainer's and the method's

    double at(const char* name) const { return hyper.at(name); }
};

/// InvalidArgument with the key's name for anything unknown or out of range.
Result<FullConfig> complete(const TrainConfig& config);

} // namespace sparlet::train
