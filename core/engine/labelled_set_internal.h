// A folder of class folders as evaluation and training see it.
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "engine/models_internal.h"
#include "index/code_index.h"

#include <array>
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
    std::vector<std::uint32_t> items;      // [N]: positions among the files
    std::int64_t failed = 0;
    std::vector<Failure> failures; // the first of them
};

/// Where the box of a picture to encode is: x1, y1, x2, y2 in upright pixels; all 0: the whole picture.
using Boxes = std::vector<std::array<double, 4>>;

/// `boxes`: none, or one a file. A picture that the model has no finite embedding for counts as failed.
Result<EncodedSet> encodeLabelled(const LabelledFiles& files, Model& model, int threads,
                                  const ProgressCallback& progress, const CancelToken& cancel,
                                  const Boxes& boxes = {});

/// The codes of `members` (positions in `set`, rising) as a segment; image ids are positions plus one.
Status writeCodes(const EncodedSet& set, const std::vector<std::uint32_t>& members, const codes::Codec& codec,
                  const std::filesystem::path& file);
/// Such a segment opened.
Result<std::shared_ptr<const index::CodeIndex>> readCodes(const std::filesystem::path& file,
                                                          const std::vector<std::uint32_t>& members);

/// The packed codes of `members` (positions in `set`), as a collection would store them; image ids are
/// positions in `set` plus one. `scratch`: a folder for the segment, which is gone again when this returns.
Result<std::shared_ptr<const index::CodeIndex>> packCodes(const EncodedSet& set,
                                                          const std::vector<std::uint32_t>& members,
                                                          const codes::Codec& codec,
                                                          const std::filesystem::path& scratch);

} // namespace sparlet::engine
