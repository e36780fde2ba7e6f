// docs/performance.md: what `sparlet bench` and the comparisons in tests/bench printed.
#pragma once

#include "run_record.h"

#include <string>
#include <vector>

namespace sparlet::results {

/// Whether a record belongs into docs/performance.md and not into docs/results.md: its name says so.
bool isPerformance(const RunRecord& record);

/// `introduction`, then a section a group. Each list of objects in a report becomes a table, a column for
/// each number or word in them; a median with its quartiles is one cell. Everything else of a report is a
/// line above.
std::string performanceDocument(const std::string& introduction, const std::vector<RunRecord>& records);

} // namespace sparlet::results
