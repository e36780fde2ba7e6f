// Images that are nearly the same, over a whole collection.
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "index/code_index.h"

#include <cstddef>
#include <vector>

namespace sparlet::search {

/// Groups of rows whose codes have a cosine of at least `threshold` (above 0, at most 1) with another row of
/// the group; each rising, by their first row; rows without such a partner are in none. Exact, whatever the
/// number of rows: alike codes are brought together first, and only blocks whose balls come near enough to a
/// row are compared with it, so that the time of a high threshold grows with the alike rows rather than with
/// all pairs. `threads`: at least 1. Cancelled when asked to stop, OutOfMemory.
Result<std::vector<std::vector<std::size_t>>> nearDuplicates(const index::CodeIndex& index, float threshold,
                                                             int threads, const ProgressCallback& progress,
                                                             const CancelToken& cancel);

} // namespace sparlet::search
