// One builder a kind of figure, each in a file of its own in figures/. A new figure is a new file there, a
// line here and a line in builders.cpp.
#pragma once

#include "base/result.h"
#include "report/kit_internal.h"

namespace sparlet::report {

/// InvalidArgument with one sentence where nothing can be drawn.
using Builder = Result<Drawn> (*)(const Kit& kit);

Result<Drawn> buildAccuracy(const Kit& kit);
Result<Drawn> buildEfficiency(const Kit& kit);
Result<Drawn> buildTradeOff(const Kit& kit);
Result<Drawn> buildBackbones(const Kit& kit);
Result<Drawn> buildImprovement(const Kit& kit);
Result<Drawn> buildOverallScore(const Kit& kit);
Result<Drawn> buildParallelCoordinates(const Kit& kit);
Result<Drawn> buildAblation(const Kit& kit);
Result<Drawn> buildSweep(const Kit& kit);
Result<Drawn> buildPrecisionRecall(const Kit& kit);
Result<Drawn> buildPrecisionAt(const Kit& kit);
Result<Drawn> buildAveragePrecisions(const Kit& kit);
Result<Drawn> buildConfusion(const Kit& kit);
Result<Drawn> buildQueryStrip(const Kit& kit);

/// Null for a number that is no kind.
Builder builderOf(FigureKind kind);

/// What the request asks for, drawn; checks the style first.
Result<Drawn> draw(const FigureRequest& request, Lettering& lettering);

/// Nothing to draw.
Error nothing(const std::string& sentence);

} // namespace sparlet::report
