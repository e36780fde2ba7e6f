// What each arithmetic of Sparlet's runtimes buys each network: tables of the reports of bench_efficiency
// that measured more than one.
#pragma once

#include "run_record.h"

#include <string>
#include <vector>

namespace sparlet::results {

/// Markdown: for every number of threads, backbone and input size the medians of all methods at batch 1 and
/// 32 in each arithmetic, and the fastest against the same method and against the Baseline in eager 32 bits,
/// both of the same report. Empty where no report has an arithmetic beside "fp32".
std::string runtimes(const std::vector<RunRecord>& records);

} // namespace sparlet::results
