// Query arithmetic as people type it: `2:beach.jpg + 0.5:sunset - fruit`.
#pragma once

#include "base/result.h"
#include "engine/reports.h"

#include <string_view>
#include <vector>

namespace sparlet::engine {

/// terms  = [sign] term { sign term }     sign: + or -, with white space on both sides (at the start:
/// optional) term   = [weight ":"] operand          weight: a number above 0; 1 where it is left out operand:
/// words up to the next sign, or text in double quotes, where a backslash keeps the next letter
///
/// An operand that names an existing file is that picture, every other is a text. InvalidArgument says at
/// which term the expression cannot be read.
Result<std::vector<QueryPart>> parseExpression(std::string_view text);

} // namespace sparlet::engine
