// Numbers of evaluations, as JSON and as text; what several commands print.
#pragma once

#include "engine/evaluation_reports.h"
#include "output.h"

namespace sparlet::cli {

/// Evaluate's fields; `perQuery`: with per_query:[{path,ap}].
Json reportJson(const engine::EvaluationReport& report, bool perQuery = false);
void printReport(const engine::EvaluationReport& report);

/// The record's fields before the report's.
Json summaryJson(const engine::EvaluationSummary& summary, bool perQuery = false);

} // namespace sparlet::cli
