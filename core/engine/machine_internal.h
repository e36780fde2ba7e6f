// What a measurement was taken on.
#pragma once

#include "engine/benchmark_reports.h"
#include "nn/precision.h"

#include <string>
#include <vector>

namespace sparlet::engine {

/// Of the processor, those that matter here.
std::string instructionSets();

/// In words: what this processor computes in, what it lacks for the others, and what "auto" takes then.
std::string arithmeticText(const std::vector<nn::Precision>& supported, int int8Bits);

/// `threads`: allowed ones; `device`: as the networks call it.
MachineFacts machineFacts(int threads, std::string device);

} // namespace sparlet::engine
