// Cells and tables of Markdown.
#pragma once

#include <string>
#include <vector>

namespace sparlet::results {

/// `value` with `digits` after the point.
std::string fixed(double value, int digits);

/// The first column to the left, the others to the right; an empty line follows.
std::string table(const std::vector<std::string>& head, const std::vector<std::vector<std::string>>& rows);

/// What stands in a cell without a value.
inline const std::string nothing = "–";

} // namespace sparlet::results
