#include "engine/retrieval_runs_internal.h"
#include "search/expansion.h"

#include <algorithm>

namespace sparlet::engine {

namespace {

index::ImageId idOf(std::uint32_t member) {
    return static_cast<index::ImageId>(member) + 1;
}

Result<search::FloatGallery> floatGallery(const EncodedSet& set, const std::vector<std::uint32_t>& members,
                                          int dimensions) {
    const auto width = static_cast<std::size_t>(dimensions);
    std::vector<index::ImageId> ids;
    std::vector<float> vectors;
    vectors.reserve(members.size() * width);
    for (const std::uint32_t member : members) {
        const auto row = std::span(set.embedding).subspan(member * width, width);
        ids.push_back(idOf(member));
        vectors.insert(vectors.end(), row.begin(), row.end());
    }
    return search::FloatGallery::create(std::move(ids), std::move(vectors), dimensions);
}

} // namespace

Result<std::unique_ptr<RetrievalRuns>> RetrievalRuns::create(const EncodedSet& set, eval::Protocol protocol,
                                                             const codes::Codec& codec,
                                                             const std::filesystem::path& scratch,
                                                             int threads) {
    auto packed = packCodes(set, protocol.gallery, codec, scratch);
    if (!packed.ok()) return packed.error();
    auto floats = floatGallery(set, protocol.gallery, codec.dimensions());
    if (!floats.ok()) return floats.error();
    return std::unique_ptr<RetrievalRuns>(
        new RetrievalRuns(set, std::move(protocol), std::move(*packed), std::move(*floats), threads));
}

RetrievalRuns::RetrievalRuns(const EncodedSet& set, eval::Protocol protocol,
                             std::shared_ptr<const index::CodeIndex> index, search::FloatGallery floats,
                             int threads)
    : set_(set), protocol_(std::move(protocol)), index_(std::move(index)), codeGallery_(*index_),
      floatGallery_(std::move(floats)), threads_(threads) {}

Result<eval::RetrievalScores> RetrievalRuns::codes(const nn::ExpansionDefaults& settings,
                                                   const ProgressCallback& progress,
                                                   const CancelToken& cancel) const {
    return run(codeGallery_, set_.sparse, settings, progress, cancel);
}

Result<eval::RetrievalScores> RetrievalRuns::floats(const nn::ExpansionDefaults& settings,
                                                    const ProgressCallback& progress,
                                                    const CancelToken& cancel) const {
    return run(floatGallery_, set_.embedding, settings, progress, cancel);
}

Result<eval::RetrievalScores> RetrievalRuns::run(const search::Gallery& gallery,
                                                 const std::vector<float>& vectors,
                                                 const nn::ExpansionDefaults& settings,
                                                 const ProgressCallback& progress,
                                                 const CancelToken& cancel) const {
    const auto width = static_cast<std::size_t>(gallery.dimensions());
    const auto score = [&](std::uint32_t query, std::size_t, std::span<float> scores) -> Status {
        search::ExpansionOptions options;
        options.rounds = settings.rounds;
        options.topK = settings.topK;
        options.alpha = settings.alpha;
        options.gamma = settings.gamma;
        options.excluded = {idOf(query)}; // ignored where the query is not in the gallery
        const auto vector = std::span(vectors).subspan(query * width, width);
        const auto all = search::scoreExpanded(gallery, vector, options);
        if (!all.ok()) return all.error();
        std::copy(all->begin(), all->end(), scores.begin());
        return {};
    };
    return eval::evaluate(protocol_, set_.labels, score, {threads_}, progress, cancel);
}

} // namespace sparlet::engine
