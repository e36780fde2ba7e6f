// The colours that a figure may have.
#pragma once

#include "report/figure.h"

#include <vector>

namespace sparlet::report {

/// The first is the default.
const std::vector<Palette>& standardPalettes();

} // namespace sparlet::report
