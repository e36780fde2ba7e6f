// Queries and their iterative expansion (IQE, SPARSE §3.5).
#pragma once

#include "base/result.h"
#include "index/code_index.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace sparlet::search {

using index::Hit;
using index::ImageId;

/// One part of a query: an embedding with its weight; negative pushes away.
struct QueryTerm {
    std::vector<float> vector;  // [D]
    float weight = 1.0F;
};

/// Weighted sum of normalised terms, normalised. InvalidArgument when it cancels out to nothing.
Result<std::vector<float>> combine(std::span<const QueryTerm> terms);

struct ExpansionOptions {
    int rounds = 0;       // 0..5
    int topK = 10;        // images that join a round
    float alpha = 3.0F;   // weight = max(score, 0)^alpha (alpha query expansion, Radenovic et al. 2019)
    float gamma = 0.5F;   // S_final = gamma * S_initial + (1 - gamma) * S_expanded
    std::vector<ImageId> confirmed;  // enter with weight 1 (Rocchio 1971)
    std::vector<ImageId> rejected;   // enter with negative weight, and leave the results' top
};

struct ExpansionMember {
    ImageId image = 0;
    float weight = 0;
    bool joined = false;  // not a member of the round before
};

struct ExpansionRound {
    int round = 0;                         // 1-based
    std::vector<ExpansionMember> members;  // heaviest first
    double overlap = 0;  // share of the top K that was already there in the round before, 0..1
    double drift = 0;    // 1 - cosine(initial query, expanded query), 0..2
    std::vector<Hit> top;  // best results after this round
};

struct SearchResult {
    std::vector<Hit> hits;  // best first
    std::vector<ExpansionRound> rounds;
    std::vector<float> finalQuery;  // [D]: the expanded query of the last round
};

/// Exact over the packed codes. `accept` filters what may be returned, not what may expand.
Result<SearchResult> searchExpanded(const index::CodeIndex& index, std::span<const float> query,
                                    std::size_t k, const ExpansionOptions& options,
                                    const std::function<bool(ImageId)>& accept = {});

/// What each dimension of a decoded code adds to the cosine with `query`; the products sum to the score.
struct Contribution {
    int dimension = 0;
    float query = 0;   // of the normalised query
    float result = 0;  // of the normalised decoded code
    float product = 0;
};
std::vector<Contribution> explain(const codes::Codec& codec, std::span<const float> query,
                                  std::span<const std::uint8_t> code);  // largest product first

}  // namespace sparlet::search
