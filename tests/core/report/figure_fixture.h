// Requests for every kind of figure, with rows like those of a paper.
#pragma once

#include "report/figure.h"

#include <string>
#include <vector>

namespace sparlet::report::test {

/// Six methods on two backbones, three seeds on the first; all metrics.
std::vector<eval::Measurement> modelRows();
/// SPARSE whole and without each module, three seeds.
std::vector<eval::Measurement> ablationRows();
/// Some values of the two papers.
std::vector<eval::Measurement> paperRows();

/// One request a kind, in the kinds' order.
std::vector<FigureRequest> allFigures();

/// What a program prints; an empty text where it fails.
std::string outputOf(const std::string& command);
/// Whether a program is installed.
bool installed(const std::string& program);

} // namespace sparlet::report::test
