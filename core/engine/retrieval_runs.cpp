#include "engine/retrieval_runs_internal.h"
#include "search/expansion.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace sparlet::engine {

namespace {

index::ImageId idOf(std::uint32_t member) {
    return static_cast<index::ImageId>(member) + 1;
}

/// Labels as numbers, which are compared faster.
std::vector<std::uint32_t> numbersOf(const std::vector<std::string>& labels) {
    std::unordered_map<std::string_view, std::uint32_t> known;
    std::vector<std::uint32_t> out;
    out.reserve(labels.size());
    for (const auto& label : labels)
        out.push_back(known.emplace(label, static_cast<std::uint32_t>(known.size())).first->second);
    return out;
}

} // namespace

std::vector<float> rowsOf(const std::vector<float>& all, const std::vector<std::uint32_t>& members,
                          std::size_t width) {
    std::vector<float> out;
    out.reserve(members.size() * width);
    for (const std::uint32_t member : members) {
        const auto row = std::span(all).subspan(member * width, width);
        out.insert(out.end(), row.begin(), row.end());
    }
    return out;
}

Result<search::FloatGallery> floatGallery(std::vector<float> vectors,
                                          const std::vector<std::uint32_t>& members, int dimensions) {
    std::vector<index::ImageId> ids;
    ids.reserve(members.size());
    for (const std::uint32_t member : members)
        ids.push_back(idOf(member));
    return search::FloatGallery::create(std::move(ids), std::move(vectors), dimensions);
}

Result<std::vector<float>> scoresFor(const search::Gallery& gallery, std::span<const float> query,
                                     std::uint32_t own, const nn::ExpansionDefaults& settings) {
    const bool hasLength = std::any_of(query.begin(), query.end(), [](float value) { return value != 0; });
    if (!hasLength) return std::vector<float>(gallery.size(), std::numeric_limits<float>::quiet_NaN());
    search::ExpansionOptions options;
    options.rounds = settings.rounds;
    options.topK = settings.topK;
    options.alpha = settings.alpha;
    options.gamma = settings.gamma;
    options.excluded = {idOf(own)}; // ignored where the query is not in the gallery
    return search::scoreExpanded(gallery, query, options);
}

eval::GradeFunction gradesOf(const eval::Protocol& protocol, const std::vector<std::string>& labels,
                             const std::vector<eval::Relevance>& relevance) {
    if (relevance.empty()) {
        return [&protocol, numbers = numbersOf(labels)](std::uint32_t query, std::span<eval::Grade> grades) {
            for (std::size_t i = 0; i < grades.size(); ++i) {
                const std::uint32_t image = protocol.gallery[i];
                grades[i] = image == query                     ? eval::Grade::Junk
                            : numbers[image] == numbers[query] ? eval::Grade::Right
                                                               : eval::Grade::Wrong;
            }
        };
    }
    return [&protocol, &relevance](std::uint32_t query, std::span<eval::Grade> grades) {
        const auto& queries = protocol.queries;
        const auto at = std::lower_bound(queries.begin(), queries.end(), query) - queries.begin();
        const eval::Relevance& lists = relevance[static_cast<std::size_t>(at)];
        std::fill(grades.begin(), grades.end(), eval::Grade::Wrong);
        const auto mark = [&](const std::vector<std::uint32_t>& images, eval::Grade grade) {
            auto place = protocol.gallery.begin();
            for (const std::uint32_t image : images) {
                place = std::lower_bound(place, protocol.gallery.end(), image);
                if (place != protocol.gallery.end() && *place == image)
                    grades[static_cast<std::size_t>(place - protocol.gallery.begin())] = grade;
            }
        };
        mark(lists.right, eval::Grade::Right);
        mark(lists.junk, eval::Grade::Junk);
    };
}

Result<std::unique_ptr<RetrievalRuns>> RetrievalRuns::create(const EncodedSet& set, eval::Protocol protocol,
                                                             const codes::Codec& codec,
                                                             const std::filesystem::path& scratch,
                                                             int threads,
                                                             std::vector<eval::Relevance> relevance) {
    auto packed = packCodes(set, protocol.gallery, codec, scratch);
    if (!packed.ok()) return packed.error();
    const auto width = static_cast<std::size_t>(codec.dimensions());
    auto floats =
        floatGallery(rowsOf(set.embedding, protocol.gallery, width), protocol.gallery, codec.dimensions());
    if (!floats.ok()) return floats.error();
    return std::unique_ptr<RetrievalRuns>(new RetrievalRuns(
        set, std::move(protocol), std::move(*packed), std::move(*floats), threads, std::move(relevance)));
}

RetrievalRuns::RetrievalRuns(const EncodedSet& set, eval::Protocol protocol,
                             std::shared_ptr<const index::CodeIndex> index, search::FloatGallery floats,
                             int threads, std::vector<eval::Relevance> relevance)
    : set_(set), protocol_(std::move(protocol)), relevance_(std::move(relevance)), index_(std::move(index)),
      codeGallery_(*index_), floatGallery_(std::move(floats)), threads_(threads) {}

Result<eval::RetrievalScores> RetrievalRuns::codes(const nn::ExpansionDefaults& settings,
                                                   const ProgressCallback& progress,
                                                   const CancelToken& cancel, bool curves) const {
    return run(codeGallery_, set_.sparse, settings, progress, cancel, curves);
}

Result<eval::RetrievalScores> RetrievalRuns::floats(const nn::ExpansionDefaults& settings,
                                                    const ProgressCallback& progress,
                                                    const CancelToken& cancel, bool curves) const {
    return run(floatGallery_, set_.embedding, settings, progress, cancel, curves);
}

Result<eval::RetrievalScores> RetrievalRuns::run(const search::Gallery& gallery,
                                                 const std::vector<float>& vectors,
                                                 const nn::ExpansionDefaults& settings,
                                                 const ProgressCallback& progress, const CancelToken& cancel,
                                                 bool curves) const {
    const auto width = static_cast<std::size_t>(gallery.dimensions());
    const auto score = [&](std::uint32_t query, std::size_t, std::span<float> scores) -> Status {
        const auto all =
            scoresFor(gallery, std::span(vectors).subspan(query * width, width), query, settings);
        if (!all.ok()) return all.error();
        std::copy(all->begin(), all->end(), scores.begin());
        return {};
    };
    eval::EvaluationOptions options;
    options.threads = threads_;
    options.curves = curves;
    return eval::evaluate(protocol_, set_.paths.size(), gradesOf(protocol_, set_.labels, relevance_), score,
                          options, progress, cancel);
}

} // namespace sparlet::engine
