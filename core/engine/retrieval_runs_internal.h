// Rankings of an encoded, labelled set under a protocol: what evaluate and tune share.
#pragma once

#include "engine/labelled_set_internal.h"
#include "eval/protocol.h"
#include "eval/revisited.h"
#include "nn/model_info.h"
#include "search/gallery.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace sparlet::engine {

/// Scores of a whole gallery for the query at position `own` of the set, which may be in the gallery itself.
/// A query without a length has no scores: none is a number.
Result<std::vector<float>> scoresFor(const search::Gallery& gallery, std::span<const float> query,
                                     std::uint32_t own, const nn::ExpansionDefaults& settings);

/// What each image of the protocol's gallery is to a query. `relevance`: one for each query, in the
/// protocol's order; empty: by label. All three must outlive the function.
eval::GradeFunction gradesOf(const eval::Protocol& protocol, const std::vector<std::string>& labels,
                             const std::vector<eval::Relevance>& relevance);

/// Float embeddings of `members` (positions in the set); `vectors`: theirs, row by row.
Result<search::FloatGallery> floatGallery(std::vector<float> vectors,
                                          const std::vector<std::uint32_t>& members, int dimensions);

/// Rows of `members` out of [N, width].
std::vector<float> rowsOf(const std::vector<float>& all, const std::vector<std::uint32_t>& members,
                          std::size_t width);

/// Members of the set that a gallery is made of, and the galleries themselves. Keeps what it refers to alive
/// except the set.
class RetrievalRuns {
public:
    static Result<std::unique_ptr<RetrievalRuns>> create(const EncodedSet& set, eval::Protocol protocol,
                                                         const codes::Codec& codec,
                                                         const std::filesystem::path& scratch, int threads,
                                                         std::vector<eval::Relevance> relevance = {});

    /// Stored codes against the float query, with these IQE settings.
    Result<eval::RetrievalScores> codes(const nn::ExpansionDefaults& settings,
                                        const ProgressCallback& progress, const CancelToken& cancel,
                                        bool curves = false) const;
    /// Float embeddings on both sides.
    Result<eval::RetrievalScores> floats(const nn::ExpansionDefaults& settings,
                                         const ProgressCallback& progress, const CancelToken& cancel,
                                         bool curves = false) const;

    const index::CodeIndex& index() const { return *index_; }
    const eval::Protocol& protocol() const { return protocol_; }
    const std::vector<eval::Relevance>& relevance() const { return relevance_; }

private:
    RetrievalRuns(const EncodedSet& set, eval::Protocol protocol,
                  std::shared_ptr<const index::CodeIndex> index, search::FloatGallery floats, int threads,
                  std::vector<eval::Relevance> relevance);
    Result<eval::RetrievalScores> run(const search::Gallery& gallery, const std::vector<float>& vectors,
                                      const nn::ExpansionDefaults& settings, const ProgressCallback& progress,
                                      const CancelToken& cancel, bool curves) const;

    const EncodedSet& set_;
    const eval::Protocol protocol_;
    const std::vector<eval::Relevance> relevance_;
    const std::shared_ptr<const index::CodeIndex> index_;
    const search::CodeGallery codeGallery_;
    const search::FloatGallery floatGallery_;
    const int threads_;
};

} // namespace sparlet::engine
