// What each use of ASE and SPQ buys by itself: on features, which makes codes, and on weights, which makes
// networks.
#pragma once

#include "run_record.h"

#include <string>
#include <vector>

namespace sparlet::results {

/// Groups of evaluations with this beginning are such tables.
inline constexpr const char* kPartsGroup = "SPARSE's parts, each apart";

bool isPartsGroup(const std::string& group);

/// Markdown. The first record uses none of them, and the others are held against it. Commands with --float
/// rank float embeddings, which are not stored as codes.
std::string partsTable(const std::vector<RunRecord>& records);

} // namespace sparlet::results
