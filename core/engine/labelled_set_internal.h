// A folder of class folders as evaluation and training see it.
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "engine/models_internal.h"
#include "index/code_index.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sparlet::engine {

/// In the byte order of the names.
struct LabelledFiles {
    std::string root;
    std::vector<std::string> paths;  // absolute
    std::vector<std::string> names;  // below root
    std::vector<std::string> labels; // the first folder below root
    std::vector<std::uint64_t> sizes;
    std::vector<std::int64_t> modifiedNs;
};

/// Pictures directly in `folder` have no label and are left out. NotFound when none is left.
Result<LabelledFiles> listLabelled(const std::string& folder, const ProgressCallback& progress,
                                   const CancelToken& cancel);

/// `wanted` pictures, evenly over the classes: the k-th of every class before the (k+1)-th of any, two of
/// each at least where a class has them. Only paths, names and labels.
LabelledFiles sampleOf(const LabelledFiles& files, std::size_t wanted);

/// The pictures that could be read, encoded.
struct EncodedSet {
    std::vector<std::string> paths, names, labels;
    std::vector<float> embedding, sparse;  // [N, D]
    std::vector<float> threshold, density; // [N]
    std::int64_t failed = 0;
};

Result<EncodedSet> encodeLabelled(const LabelledFiles& files, Model& model, int threads,
                                  const ProgressCallback& progress, const CancelToken& cancel);

/// The packed codes of `members` (positions in `set`), as a collection would store them; image ids are
/// positions in `set` plus one. `scratch`: a folder for the segment, which is gone again when this returns.
Result<std::shared_ptr<const index::CodeIndex>> packCodes(const EncodedSet& set,
                                                          const std::vector<std::uint32_t>& members,
                                                          const codes::Codec& codec,
                                                          const std::filesystem::path& scratch);

} // namespace sparlet::engine
