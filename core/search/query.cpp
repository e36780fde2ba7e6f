#include "search/expansion.h"
#include "search/vector_math_internal.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace sparlet::search {
namespace {

// A sum this much shorter than its parts is what rounding leaves of parts that cancel out.
constexpr double kCancelled = 1e-5;

} // namespace

Result<std::vector<float>> combine(std::span<const QueryTerm> terms) {
    if (terms.empty())
        return Error{ErrorCode::InvalidArgument, "The query is empty; add a picture or a text."};
    const std::size_t dimensions = terms.front().vector.size();
    std::vector<double> sum(dimensions, 0.0);
    double weights = 0;
    for (const auto& term : terms) {
        if (term.vector.size() != dimensions)
            return Error{ErrorCode::InvalidArgument, "The parts of the query have " +
                                                         std::to_string(dimensions) + " and " +
                                                         std::to_string(term.vector.size()) +
                                                         " dimensions; they must come from one model."};
        if (!std::isfinite(term.weight))
            return Error{ErrorCode::InvalidArgument, "A weight of the query is not a number."};
        std::vector<float> unit = term.vector;
        if (!normalize(unit))
            return Error{ErrorCode::InvalidArgument,
                         "A part of the query says nothing to this model; leave it out."};
        for (std::size_t d = 0; d < dimensions; ++d)
            sum[d] += static_cast<double>(term.weight) * unit[d];
        weights += std::abs(term.weight);
    }
    double squares = 0;
    for (const double v : sum)
        squares += v * v;
    const double norm = std::sqrt(squares);
    if (!(norm > kCancelled * weights))
        return Error{ErrorCode::InvalidArgument,
                     "The parts of the query cancel each other out; change their weights."};
    std::vector<float> out(dimensions);
    for (std::size_t d = 0; d < dimensions; ++d)
        out[d] = static_cast<float>(sum[d] / norm);
    return out;
}

std::vector<Contribution> explain(const codes::Codec& codec, std::span<const float> query,
                                  std::span<const std::uint8_t> code) {
    std::vector<float> unit(query.begin(), query.end());
    normalize(unit);
    const auto entries = codec.entries(code);
    double squares = 0;
    for (const auto& entry : entries)
        squares += static_cast<double>(entry.value) * entry.value;
    const double scale = squares > 0 ? 1.0 / std::sqrt(squares) : 0.0;
    std::vector<Contribution> out;
    out.reserve(entries.size());
    for (const auto& entry : entries) {
        const float q = unit[static_cast<std::size_t>(entry.dimension)];
        const double result = entry.value * scale;
        out.push_back({entry.dimension, q, static_cast<float>(result), static_cast<float>(q * result)});
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const Contribution& a, const Contribution& b) { return a.product > b.product; });
    return out;
}

} // namespace sparlet::search
