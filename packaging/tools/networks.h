// What each method on each backbone loses when it is made faster and smaller: reports of `model calibrate`
// and `model export --budget`, brought together by model.
#pragma once

#include "run_record.h"

#include <string>
#include <vector>

namespace sparlet::results {

/// The group of evaluations that is such a table.
inline constexpr const char* kNetworksGroup = "Every method, faster and smaller";

/// Markdown: a row a title. A report with "checks" gives the mAP in each arithmetic and which one `auto`
/// takes, one with "bytes_before" the bytes, the bits a weight and the mAP of the whole and the compact file.
std::string networksTable(const std::vector<RunRecord>& records);

} // namespace sparlet::results
