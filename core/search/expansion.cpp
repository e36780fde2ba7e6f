#include "search/expansion.h"

#include "search/vector_math_internal.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <string>
#include <unordered_set>

namespace sparlet::search {
namespace {

using Accept = std::function<bool(ImageId)>;

Error invalid(std::string message) {
    return {ErrorCode::InvalidArgument, std::move(message)};
}

Status check(const ExpansionOptions& options) {
    if (options.rounds < 0 || options.rounds > kMaxRounds)
        return invalid("The rounds of expansion must be 0 to " + std::to_string(kMaxRounds) + ", not " +
                       std::to_string(options.rounds) + ".");
    if (options.topK < 0 || options.topK > kMaxTopK)
        return invalid("The number of images that expand a query must be 0 to " + std::to_string(kMaxTopK) +
                       ", not " + std::to_string(options.topK) + ".");
    if (!(options.alpha >= 0.0F && options.alpha <= 20.0F))
        return invalid("Alpha must be 0 to 20, not " + std::to_string(options.alpha) + ".");
    if (!(options.gamma >= 0.0F && options.gamma <= 1.0F))
        return invalid("Gamma must be 0 to 1, not " + std::to_string(options.gamma) + ".");
    return {};
}

/// The state of one query: what it started from, and the ranking so far.
class Expansion {
public:
    Expansion(const Gallery& gallery, std::vector<float> query, const ExpansionOptions& options)
        : gallery_(gallery), options_(options), query_(std::move(query)), expanded_(query_),
          confirmed_(rowsOf(options.confirmed)), rejected_(rowsOf(options.rejected)),
          excluded_(rowsOf(options.excluded)) {
        for (const ImageId image : options.few.value_or(std::vector<ImageId>{}))
            if (const auto row = gallery.find(image); row < gallery.size()) few_.push_back(row);
    }

    void run(const Accept& accept, std::vector<ExpansionRound>* report) {
        const int last = rounds();
        auto top = last > 0 ? candidates() : std::vector<RankedRow>{};
        for (int round = 1; round <= last; ++round) {
            expandBy(top);
            // The last round's are asked for by nobody but the report.
            auto next = round < last || report != nullptr ? candidates() : std::vector<RankedRow>{};
            if (report != nullptr) report->push_back(reportOf(round, top, next, accept));
            top = std::move(next);
        }
    }

    int rounds() const {
        const bool feedback = !confirmed_.empty() || !rejected_.empty();
        return options_.rounds == 0 && feedback ? 1 : options_.rounds;
    }

    /// What the ranking so far is by: S_initial, then S_final.
    std::vector<RankingTerm> ranking() const {
        if (!isExpanded_) return {{query_, 1.0F}};
        return {{query_, options_.gamma}, {expanded_, 1.0F - options_.gamma}};
    }

    /// Who may join a round, and who may be found unless a filter says otherwise.
    bool takesPart(std::size_t row) const { return !rejected_.contains(row) && !excluded_.contains(row); }

    /// One round. `top`: the top K of the ranking so far, best first.
    void expandBy(const std::vector<RankedRow>& top) {
        before_ = std::move(members_);
        members_ = membersOf(top);
        expand(members_);
    }

    /// After expandBy(top), which made `next` the top K.
    ExpansionRound reportOf(int round, const std::vector<RankedRow>& top, const std::vector<RankedRow>& next,
                            const Accept& accept) const {
        ExpansionRound out;
        out.round = round;
        for (auto member : members_) {
            member.joined = std::none_of(before_.begin(), before_.end(), [&](const ExpansionMember& other) {
                return other.image == member.image;
            });
            member.image = gallery_.image(static_cast<std::size_t>(member.image));
            out.members.push_back(member);
        }
        const auto stayed = std::count_if(next.begin(), next.end(), [&](const RankedRow& now) {
            return std::any_of(top.begin(), top.end(),
                               [&](const RankedRow& then) { return then.row == now.row; });
        });
        out.overlap = next.empty() ? 1.0 : static_cast<double>(stayed) / static_cast<double>(next.size());
        out.drift = 1.0 - std::clamp(dot(query_, expanded_), -1.0, 1.0);
        // Without a filter or rejected images, which sink, the best results are who takes part in the next
        // round.
        out.top = accept || !rejected_.empty() ? best(static_cast<std::size_t>(options_.topK), accept)
                                               : hitsOf(next);
        return out;
    }

    std::vector<Hit> best(std::size_t k, const Accept& accept) const {
        if (options_.few) return withSunk(bestOfFew(k), k, accept);
        return withSunk(
            gallery_.rank(ranking(), k,
                          [&](std::size_t row) { return takesPart(row) && accepted(row, accept); }),
            k, accept);
    }

    /// As Gallery::rank() among the few that the filter lets through.
    std::vector<RankedRow> bestOfFew(std::size_t k) const {
        std::vector<std::size_t> rows;
        for (const std::size_t row : few_)
            if (takesPart(row)) rows.push_back(row);
        const auto scores = gallery_.scoreRows(ranking(), rows);
        std::vector<RankedRow> found;
        for (std::size_t i = 0; i < rows.size(); ++i)
            found.push_back({rows[i], scores[i]});
        const auto end = found.begin() + static_cast<std::ptrdiff_t>(std::min(k, found.size()));
        std::partial_sort(found.begin(), end, found.end(), [](const RankedRow& a, const RankedRow& b) {
            return a.score > b.score || (a.score == b.score && a.row < b.row);
        });
        found.erase(end, found.end());
        return found;
    }

    /// The best `k` among those that take part, and after them the rejected ones.
    std::vector<Hit> withSunk(const std::vector<RankedRow>& found, std::size_t k,
                              const Accept& accept) const {
        auto hits = hitsOf(found);
        index::TopK sunk(k, rejected_.size());
        const std::vector<std::size_t> rejected(rejected_.begin(), rejected_.end());
        const auto scores = gallery_.scoreRows(ranking(), rejected);
        for (std::size_t i = 0; i < rejected.size(); ++i) {
            if (excluded_.contains(rejected[i])) continue;
            const Hit hit{gallery_.image(rejected[i]), scores[i]};
            if (sunk.wouldEnter(hit) && accepted(rejected[i], accept)) sunk.add(hit);
        }
        for (const auto& hit : sunk.take())
            if (hits.size() < k) hits.push_back(hit);
        return hits;
    }

    /// S_final of every row.
    std::vector<float> scores() const {
        auto scores = gallery_.scoreAll(query_);
        if (!isExpanded_) return scores;
        const auto expanded = gallery_.scoreAll(expanded_);
        for (std::size_t row = 0; row < scores.size(); ++row)
            scores[row] = options_.gamma * scores[row] + (1.0F - options_.gamma) * expanded[row];
        return scores;
    }
    std::vector<float> takeQuery() { return std::move(expanded_); }

private:
    std::unordered_set<std::size_t> rowsOf(const std::vector<ImageId>& images) const {
        std::unordered_set<std::size_t> rows;
        for (const ImageId image : images)
            if (const auto row = gallery_.find(image); row < gallery_.size()) rows.insert(row);
        return rows;
    }

    bool accepted(std::size_t row, const Accept& accept) const {
        return !accept || accept(gallery_.image(row));
    }

    std::vector<Hit> hitsOf(const std::vector<RankedRow>& rows) const {
        std::vector<Hit> hits;
        for (const RankedRow& row : rows)
            hits.push_back({gallery_.image(row.row), row.score});
        return hits;
    }

    /// The top K of the ranking so far, best first.
    std::vector<RankedRow> candidates() const {
        return gallery_.rank(ranking(), static_cast<std::size_t>(options_.topK),
                             [&](std::size_t row) { return takesPart(row); });
    }

    /// Members with their row in `image`, heaviest first.
    std::vector<ExpansionMember> membersOf(const std::vector<RankedRow>& top) const {
        std::vector<ExpansionMember> members;
        for (const auto row : confirmed_)
            if (!excluded_.contains(row)) members.push_back({static_cast<ImageId>(row), 1.0F, true});
        if (options_.rounds > 0)
            for (const RankedRow& found : top) {
                if (confirmed_.contains(found.row) || !(found.score > 0)) continue;
                const float weight = std::pow(found.score, options_.alpha);
                if (weight > 0) members.push_back({static_cast<ImageId>(found.row), weight, true});
            }
        std::sort(members.begin(), members.end(), [](const ExpansionMember& a, const ExpansionMember& b) {
            return a.weight > b.weight || (a.weight == b.weight && a.image < b.image);
        });
        return members;
    }

    void expand(const std::vector<ExpansionMember>& members) {
        std::vector<double> sum(query_.begin(), query_.end());
        std::vector<float> unit(query_.size());
        const auto add = [&](std::size_t row, double weight) {
            gallery_.unitVector(row, unit);
            for (std::size_t d = 0; d < unit.size(); ++d)
                sum[d] += weight * unit[d];
        };
        for (const auto& member : members)
            add(static_cast<std::size_t>(member.image), member.weight);
        // By rising row, so that the rounding of the sum does not depend on the set's order.
        std::vector<std::size_t> pushedAway(rejected_.begin(), rejected_.end());
        std::sort(pushedAway.begin(), pushedAway.end());
        for (const auto row : pushedAway)
            add(row, -kRejectedWeight / static_cast<double>(pushedAway.size()));
        for (std::size_t d = 0; d < sum.size(); ++d)
            expanded_[d] = static_cast<float>(sum[d]);
        if (!normalize(expanded_)) expanded_ = query_;
        isExpanded_ = true;
    }

    const Gallery& gallery_;
    const ExpansionOptions& options_;
    std::vector<float> query_, expanded_;
    std::unordered_set<std::size_t> confirmed_, rejected_, excluded_;
    std::vector<std::size_t> few_;                  // rows of options_.few
    std::vector<ExpansionMember> members_, before_; // of the last round and the one before it
    bool isExpanded_ = false;
};

/// One ranking for each of the expansions, all of them together.
std::vector<std::vector<RankedRow>> rankTogether(const Gallery& gallery, std::deque<Expansion>& expansions,
                                                 std::size_t k) {
    std::vector<std::vector<RankingTerm>> terms;
    std::vector<RankingQuery> asked;
    for (const Expansion& expansion : expansions)
        terms.push_back(expansion.ranking());
    for (std::size_t i = 0; i < terms.size(); ++i)
        asked.push_back({terms[i], [&one = expansions[i]](std::size_t row) { return one.takesPart(row); }});
    return gallery.rankMany(asked, k);
}

/// The query at norm 1, once it and the options have been checked.
Result<std::vector<float>> prepare(const Gallery& gallery, std::span<const float> query,
                                   const ExpansionOptions& options) {
    if (auto status = check(options); !status) return status.error();
    for (const ImageId image : options.confirmed)
        if (std::find(options.rejected.begin(), options.rejected.end(), image) != options.rejected.end())
            return invalid("Image " + std::to_string(image) + " cannot be confirmed and rejected at once.");
    if (gallery.dimensions() != 0 && query.size() != static_cast<std::size_t>(gallery.dimensions()))
        return invalid("The query has " + std::to_string(query.size()) + " dimensions but the collection's " +
                       "model has " + std::to_string(gallery.dimensions()) + ".");
    std::vector<float> unit(query.begin(), query.end());
    if (!normalize(unit))
        return invalid("The query says nothing to this model; try another picture or text.");
    return unit;
}

} // namespace

Result<SearchResult> searchExpanded(const Gallery& gallery, std::span<const float> query, std::size_t k,
                                    const ExpansionOptions& options, const Accept& accept) {
    auto unit = prepare(gallery, query, options);
    if (!unit) return unit.error();
    SearchResult result;
    Expansion expansion(gallery, *std::move(unit), options);
    if (gallery.size() > 0) expansion.run(accept, &result.rounds);
    result.hits = expansion.best(k, accept);
    result.finalQuery = expansion.takeQuery();
    return result;
}

Result<SearchResult> searchExpanded(const index::CodeIndex& index, std::span<const float> query,
                                    std::size_t k, const ExpansionOptions& options, const Accept& accept) {
    return searchExpanded(CodeGallery(index, options.threads, options.acceptFirst), query, k, options,
                          accept);
}

Result<std::vector<SearchResult>> searchMany(const index::CodeIndex& index,
                                             std::span<const std::vector<float>> queries, std::size_t k,
                                             const ExpansionOptions& options) {
    const CodeGallery gallery(index, options.threads);
    std::deque<Expansion> expansions;
    for (const auto& query : queries) {
        auto unit = prepare(gallery, query, options);
        if (!unit) return unit.error();
        expansions.emplace_back(gallery, *std::move(unit), options);
    }
    std::vector<SearchResult> results(expansions.size());
    if (index.size() == 0 || queries.empty()) return results;
    const int rounds = expansions.front().rounds();
    const auto joining = static_cast<std::size_t>(options.topK);
    auto tops =
        rounds > 0 ? rankTogether(gallery, expansions, joining) : std::vector<std::vector<RankedRow>>{};
    for (int round = 1; round <= rounds; ++round) {
        for (std::size_t i = 0; i < expansions.size(); ++i)
            expansions[i].expandBy(tops[i]);
        auto next = rankTogether(gallery, expansions, joining);
        for (std::size_t i = 0; i < expansions.size(); ++i)
            results[i].rounds.push_back(expansions[i].reportOf(round, tops[i], next[i], {}));
        tops = std::move(next);
    }
    const auto found = rankTogether(gallery, expansions, k);
    for (std::size_t i = 0; i < expansions.size(); ++i) {
        results[i].hits = expansions[i].withSunk(found[i], k, {});
        results[i].finalQuery = expansions[i].takeQuery();
    }
    return results;
}

Result<std::vector<float>> scoreExpanded(const Gallery& gallery, std::span<const float> query,
                                         const ExpansionOptions& options) {
    auto unit = prepare(gallery, query, options);
    if (!unit) return unit.error();
    Expansion expansion(gallery, *std::move(unit), options);
    if (gallery.size() > 0) expansion.run({}, nullptr);
    return expansion.scores();
}

} // namespace sparlet::search
