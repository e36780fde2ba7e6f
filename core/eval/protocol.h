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

/// How a ranking becomes AP and P@k: as metrics.h says, or as revisited.h does.
enum class Rule { FullRanking, Revisited };

/// Indices into a list of images.
struct Protocol {
    std::string name;                   // "cifar10", "folder", "csv", "revisited-medium"
    std::vector<std::uint32_t> queries; // rising
    std::vector<std::uint32_t> gallery; // rising: the order that breaks ties
    Rule rule = Rule::FullRanking;
};

/// CIFAR-10's test images: within each class, in the byte order of `names`, every fifth from the first is a
/// query; the rest is the gallery. `names` and `labels`: one an image, same size. InvalidArgument when the
/// sizes differ, or when nothing is left for the gallery.
Result<Protocol> cifar10Protocol(std::span<const std::string> names, std::span<const std::string> labels);

/// Queries and gallery as marked; an image may be both, and is then never its own result. `name`: of the
/// protocol. InvalidArgument when either is empty or the sizes differ.
Result<Protocol> markedProtocol(std::string name, std::span<const std::uint8_t> isQuery,
                                std::span<const std::uint8_t> isGallery);

/// Leave one out: every image in turn is a query against all others. InvalidArgument below two images.
Result<Protocol> folderProtocol(std::size_t images);

/// What is printed with every result.
inline constexpr std::string_view kConvention =
    "AP = mean of precision at each relevant rank over the full ranking, no interpolation; ties by gallery "
    "order; queries not in gallery";

inline constexpr std::string_view kRevisitedConvention =
    "AP = mean over the relevant images of the trapezoid between the precision before and at each, junk "
    "taken "
    "out of the ranking first; P@k among the first min(k, rank of the last relevant image); ties by gallery "
    "order; the rule of the revisited Oxford and Paris benchmarks";

/// What is said of each protocol, by its name; printed before the convention.
struct ProtocolSentence {
    std::string_view name, sentence;
};
inline constexpr ProtocolSentence kProtocolSentences[] = {
    {"cifar10", "CIFAR-10 (JPEG), every fifth test image of a class is a query, the rest is the gallery"},
    {"folder", "folder: every image is a query against all others, sub-folders are labels"},
    {"csv", "csv: queries, gallery and labels as listed; without a split an image is both"},
    {"revisited-easy", "revisited, easy: easy images are relevant, hard ones are junk"},
    {"revisited-medium", "revisited, medium: easy and hard images are relevant"},
    {"revisited-hard", "revisited, hard: hard images are relevant, easy ones are junk"}};

/// What an image of the gallery is to a query. Junk is taken out of the ranking before it is judged: a
/// query's own image is.
enum class Grade : std::uint8_t { Wrong, Right, Junk };

/// Fills `grades` ([gallery.size()], in gallery order) for the image `query`. Called from several threads.
using GradeFunction = std::function<void(std::uint32_t query, std::span<Grade> grades)>;

/// Fills `scores` ([gallery.size()], in gallery order) for the image `query` (an index of the list). A query
/// that is in the gallery itself gets its own score ignored. Called from several threads at once; `worker`
/// is 0..threads − 1 and never the same in two calls at one time.
using ScoreFunction = std::function<Status(std::uint32_t query, std::size_t worker, std::span<float> scores)>;

struct EvaluationOptions {
    int threads = 1; // 0: the machine's
    bool curves = false;
};

inline constexpr std::size_t kFirstResults = 10;
inline constexpr std::size_t kMostPrecisionRanks = 1000;

/// One query of the protocol.
struct QueryOutcome {
    double averagePrecision = 0, pAt1 = 0, pAt5 = 0, pAt10 = 0; // 0 where nothing is relevant
    std::size_t relevant = 0;                                   // images
    std::vector<std::uint32_t> first; // the first kFirstResults images of its ranking, without junk
};

struct RetrievalScores {
    double map = 0, pAt1 = 0, pAt5 = 0, pAt10 = 0; // means over the queries that have a relevant image
    std::vector<double> averagePrecision;          // per query of the protocol, in its order
    std::size_t queries = 0;
    std::size_t gallery = 0;                // images that one query is ranked against
    std::size_t queriesWithoutRelevant = 0; // left out of the means; their AP is 0
    std::size_t queriesWithoutScores = 0;   // a score of theirs is not a number: ranked last
    std::string convention;                 // that of the rule, and how many queries were left out, if any
    std::vector<QueryOutcome> outcomes;     // per query of the protocol, in its order
    /// With EvaluationOptions::curves, means over the queries that have a relevant image: precision at
    /// kRecallPoints recalls (curves.h), and P@k for k = 1 … at most kMostPrecisionRanks and the gallery.
    std::vector<double> precisionRecall, precisionAt;
};

/// InvalidArgument for a protocol without queries or gallery, or with an index of `images` or more.
Result<RetrievalScores> evaluate(const Protocol& protocol, std::size_t images, const GradeFunction& grade,
                                 const ScoreFunction& score, const EvaluationOptions& options,
                                 const ProgressCallback& progress, const CancelToken& cancel);

/// Relevant = same label, the query itself never. The same result for any number of threads. Cancelled when
/// asked to stop; the first query's error otherwise (the lowest index of those that failed).
Result<RetrievalScores> evaluate(const Protocol& protocol, std::span<const std::string> labels,
                                 const ScoreFunction& score, const EvaluationOptions& options,
                                 const ProgressCallback& progress, const CancelToken& cancel);

} // namespace sparlet::eval
