// Who is a query, who is gallery, and the scores of a whole protocol.
#pragma once

#include "base/result.h"
#include "base/task.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sparlet::eval {

/// Indices into a labelled list of images.
struct Protocol {
    std::string name;                   // "cifar10", "folder"
    std::vector<std::uint32_t> queries; // rising
    std::vector<std::uint32_t> gallery; // rising: the order that breaks ties
};

/// CIFAR-10's test images: within each class, in the byte order of `names`, every fifth from the first is a
/// query; the rest is the gallery. `names` and `labels`: one an image, same size. InvalidArgument when the
/// sizes differ, or when nothing is left for the gallery.
Result<Protocol> cifar10Protocol(std::span<const std::string> names, std::span<const std::string> labels);

/// Leave one out: every image in turn is a query against all others. InvalidArgument below two images.
Result<Protocol> folderProtocol(std::size_t images);

/// What is printed with every result.
inline constexpr std::string_view kConvention =
    "AP = mean of precision at each relevant rank over the full ranking, no interpolation; ties by gallery "
    "order; queries not in gallery";

/// Fills `scores` ([gallery.size()], in gallery order) for the image `query` (an index of the list). A query
/// that is in the gallery itself gets its own score ignored. Called from several threads at once; `worker`
/// is 0..threads − 1 and never the same in two calls at one time.
using ScoreFunction = std::function<Status(std::uint32_t query, std::size_t worker, std::span<float> scores)>;

struct EvaluationOptions {
    int threads = 1; // 0: the machine's
};

struct RetrievalScores {
    double map = 0, pAt1 = 0, pAt5 = 0, pAt10 = 0; // means over the queries that have a relevant image
    std::vector<double> averagePrecision;          // per query of the protocol, in its order
    std::size_t queries = 0;
    std::size_t gallery = 0;                // images that one query is ranked against
    std::size_t queriesWithoutRelevant = 0; // left out of the means; their AP is 0
    std::string convention;                 // kConvention, and how many queries were left out, if any
};

/// Relevant = same label, the query itself never. The same result for any number of threads. Cancelled when
/// asked to stop; the first query's error otherwise (the lowest index of those that failed).
Result<RetrievalScores> evaluate(const Protocol& protocol, std::span<const std::string> labels,
                                 const ScoreFunction& score, const EvaluationOptions& options,
                                 const ProgressCallback& progress, const CancelToken& cancel);

} // namespace sparlet::eval
