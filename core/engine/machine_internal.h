// What a measurement was taken on.
#pragma once

#include "engine/benchmark_reports.h"

#include <string>

namespace sparlet::engine {

/// Of the processor, those that matter here.
std::string instructionSets();

/// `threads`: allowed ones; `device`: as the networks call it.
MachineFacts machineFacts(int threads, std::string device);

} // namespace sparlet::engine
