// Rankings of an encoded, labelled set under a protocol: what evaluate and tune share.
#pragma once

#include "engine/labelled_set_internal.h"
#include "eval/protocol.h"
#include "nn/model_info.h"
#include "search/gallery.h"

#include <memory>
#include <string>
#include <vector>

namespace sparlet::engine {

/// Members of the set that a gallery is made of, and the galleries themselves. Keeps what it refers to alive
/// except the set.
class RetrievalRuns {
public:
    static Result<std::unique_ptr<RetrievalRuns>> create(const EncodedSet& set, eval::Protocol protocol,
                                                         const codes::Codec& codec,
                                                         const std::filesystem::path& scratch, int threads);

    /// Stored codes against the float query, with these IQE settings.
    Result<eval::RetrievalScores> codes(const nn::ExpansionDefaults& settings,
                                        const ProgressCallback& progress, const CancelToken& cancel) const;
    /// Float embeddings on both sides.
    Result<eval::RetrievalScores> floats(const nn::ExpansionDefaults& settings,
                                         const ProgressCallback& progress, const CancelToken& cancel) const;

    const index::CodeIndex& index() const { return *index_; }
    const eval::Protocol& protocol() const { return protocol_; }

private:
    RetrievalRuns(const EncodedSet& set, eval::Protocol protocol,
                  std::shared_ptr<const index::CodeIndex> index, search::FloatGallery floats, int threads);
    Result<eval::RetrievalScores> run(const search::Gallery& gallery, const std::vector<float>& vectors,
                                      const nn::ExpansionDefaults& settings, const ProgressCallback& progress,
                                      const CancelToken& cancel) const;

    const EncodedSet& set_;
    const eval::Protocol protocol_;
    const std::shared_ptr<const index::CodeIndex> index_;
    const search::CodeGallery codeGallery_;
    const search::FloatGallery floatGallery_;
    const int threads_;
};

} // namespace sparlet::engine
