// Where a file comes from, in the words that each format keeps it in.
#pragma once

#include "report/figure.h"

#include <string>
#include <utility>
#include <vector>

namespace sparlet::report {

/// "Title", "Command", "Configuration", "Seeds", "Data", "Versions", "Date", each with one line of text; what
/// is not known is left out.
std::vector<std::pair<std::string, std::string>> provenanceFields(const Provenance& provenance,
                                                                  const std::string& title);

/// Each as a line that begins with `comment` and ends with `end`.
std::string provenanceLines(const Provenance& provenance, const std::string& title,
                            const std::string& comment, const std::string& end = "");

/// "2026-11-22T18:30:00Z"
std::string isoDate(std::int64_t secondsSince1970);

/// A cell of CSV (RFC 4180): quoted where it must be.
std::string csvCell(const std::string& text);

} // namespace sparlet::report
