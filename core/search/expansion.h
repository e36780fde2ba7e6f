// Queries and their iterative expansion (IQE, SPARSE §3.5).
#pragma once

#include "base/result.h"
#include "index/code_index.h"
#include "search/gallery.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace sparlet::search {

/// One part of a query: an embedding with its weight; negative pushes away.
struct QueryTerm {
    std::vector<float> vector; // [D]
    float weight = 1.0F;
};

/// Weighted sum of normalised terms, normalised. InvalidArgument when there are none, when they differ in
/// dimensions, when one has no length, or when they cancel out to nothing.
Result<std::vector<float>> combine(std::span<const QueryTerm> terms);

inline constexpr int kMaxRounds = 5;
inline constexpr int kMaxTopK = 1000;
/// Weight of the mean of all rejected images (Rocchio's gamma; Manning et al. 2008, §9.1.1, use 0.15–0.25).
inline constexpr float kRejectedWeight = 0.25F;

/// One round: with R the ranking so far (by the round before, or by the query alone in round 1),
///   expanded = normalised( query + Σ_confirmed c + Σ_{i in the top K of R, score_i > 0} score_i^alpha · c_i
///                          − kRejectedWeight · mean_rejected c )
///   S_final = gamma · S_initial + (1 − gamma) · S_expanded
/// where c is an image's decoded code at norm 1 and score_i its score in R. Rejected and excluded images are
/// not counted in the top K; a confirmed image in it keeps weight 1.
struct ExpansionOptions {
    int rounds = 0;     // 0..5; 0 with feedback: one round without the top K, by feedback alone
    int topK = 10;      // images that join a round, 0..1000
    float alpha = 3.0F; // weight = max(score, 0)^alpha (alpha query expansion, Radenovic et al. 2019); 0..20
    float gamma = 0.5F; // S_final = gamma * S_initial + (1 - gamma) * S_expanded; 0..1
    /// Images that are not in the index are ignored in these three; none may be confirmed and rejected.
    std::vector<ImageId> confirmed; // enter with weight 1 (Rocchio 1971)
    std::vector<ImageId> rejected;  // enter with negative weight, and sink to the end of the results
    std::vector<ImageId> excluded;  // take no part and are not returned: the query's own image
    int threads = 1;                // of a search over packed codes, at most; changes no result
    bool acceptFirst = false;       // as in index::RankOptions; changes no result
    /// All images that `accept` lets through, where they are known and so few that scoring them one by one is
    /// less work than searching; changes no result.
    std::optional<std::vector<ImageId>> few;
};

struct ExpansionMember {
    ImageId image = 0;
    float weight = 0;    // > 0
    bool joined = false; // not a member of the round before
};

struct ExpansionRound {
    int round = 0;                        // 1-based
    std::vector<ExpansionMember> members; // heaviest first, ties by rising id; without rejected ones
    double overlap = 0;   // share of the top K after this round that was in the top K before it, 0..1
    double drift = 0;     // 1 - cosine(initial query, expanded query), 0..2
    std::vector<Hit> top; // best topK results after this round, as `accept` filters them
};

struct SearchResult {
    std::vector<Hit> hits; // best first; rejected ones after all others
    std::vector<ExpansionRound> rounds;
    std::vector<float> finalQuery; // [D]: the expanded query of the last round; the normalised query without
};

/// Exact over the packed codes. `accept` filters what may be returned, not what may expand; it is called from
/// several threads at once where the options allow them. InvalidArgument
/// for options out of range or a query without a length or of other dimensions than the index. An empty
/// index gives no hits.
Result<SearchResult> searchExpanded(const index::CodeIndex& index, std::span<const float> query,
                                    std::size_t k, const ExpansionOptions& options,
                                    const std::function<bool(ImageId)>& accept = {});
Result<SearchResult> searchExpanded(const Gallery& gallery, std::span<const float> query, std::size_t k,
                                    const ExpansionOptions& options,
                                    const std::function<bool(ImageId)>& accept = {});

/// Several queries with the same options, each with the result that it has alone: a round is one pass over
/// the codes for all of them, and threads share the queries. The first bad query's error.
Result<std::vector<SearchResult>> searchMany(const index::CodeIndex& index,
                                             std::span<const std::vector<float>> queries, std::size_t k,
                                             const ExpansionOptions& options);

/// S_final of every row, in the order of the gallery's rows, for metrics over the full ranking. Rejected and
/// excluded rows have a score like any other here.
Result<std::vector<float>> scoreExpanded(const Gallery& gallery, std::span<const float> query,
                                         const ExpansionOptions& options);

/// What each dimension of a decoded code adds to the cosine with `query`; the products sum to the score.
struct Contribution {
    int dimension = 0;
    float query = 0;  // of the normalised query
    float result = 0; // of the normalised decoded code
    float product = 0;
};
/// The code's dimensions only: the others add nothing. Largest product first, ties by dimension.
/// Preconditions: `query` [D]; a code that the codec's sizeAt() accepted.
std::vector<Contribution> explain(const codes::Codec& codec, std::span<const float> query,
                                  std::span<const std::uint8_t> code);

} // namespace sparlet::search
