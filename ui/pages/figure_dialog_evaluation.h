// The figures of kept evaluations: their curves, their labels, and a query with its results.
#pragma once

#include "engine/workspace.h"

#include <string>
#include <vector>

namespace sparlet::ui {

/// Precision and recall, precision at k and AP of the queries of all; the confusion of labels of the first.
std::vector<report::FigureRequest> evaluationFigures(const std::vector<engine::EvaluationDetails>& details);

/// Reads them first, and adds the query of the first one as a strip where `query` is not empty; the figure of
/// kind `first` comes first. Blocks.
Result<std::vector<report::FigureRequest>> readEvaluationFigures(engine::Workspace& workspace,
                                                                 const std::vector<std::string>& ids,
                                                                 const std::string& query,
                                                                 report::FigureKind first);

} // namespace sparlet::ui
