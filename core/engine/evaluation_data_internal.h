// The data sets that evaluate() takes: class folders, CIFAR-10's split of them, a CSV, ground-truth lists.
#pragma once

#include "engine/labelled_set_internal.h"
#include "eval/protocol.h"
#include "eval/revisited.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sparlet::engine {

/// What is to be evaluated, before anything is encoded. All lists are one entry a file.
struct EvaluationData {
    LabelledFiles files;
    std::vector<std::uint8_t> isQuery, isGallery; // empty: the protocol decides from names and labels
    Boxes boxes;                                  // or none
    std::vector<eval::Relevance> relevance;       // of queries, in positions of files; or none: by label
    std::vector<std::string> notes;               // sentences about what was left out
    std::int64_t leftOut = 0;
};

/// Missing pictures, repeated paths and empty classes are noted, and the rest is taken. NotFound where
/// nothing is left, TooLarge over 200,000 pictures.
Result<EvaluationData> listEvaluationData(const EvaluateRequest& request, const ProgressCallback& progress,
                                          const CancelToken& cancel);

/// Who is a query, and what is right for it, among the pictures that could be encoded.
struct EvaluationSet {
    EncodedSet encoded;
    eval::Protocol protocol;
    std::vector<eval::Relevance> relevance; // per query of the protocol, in positions of `encoded`; or none
};

/// Consumes `data` and `encoded`. InvalidArgument where no query or no gallery is left.
Result<EvaluationSet> makeEvaluationSet(const EvaluateRequest& request, EvaluationData& data,
                                        EncodedSet encoded);

/// "cifar10", "folder", "csv", "revisited-medium".
std::string protocolName(const EvaluateRequest& request);
/// What the data set's queries and gallery are, in words.
std::string protocolText(const EvaluateRequest& request);

} // namespace sparlet::engine
