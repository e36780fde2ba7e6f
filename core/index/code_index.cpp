#include "index/code_index.h"

#include "index/layout_search_internal.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>

namespace sparlet::index {
namespace {

void add(ScanCounts& sum, const ScanCounts& more) {
    sum.blocks += more.blocks;
    sum.blocksRead += more.blocksRead;
    sum.rowsScored += more.rowsScored;
    sum.bytesRead += more.bytesRead;
}

void countRow(ScanCounts& counts, std::span<const std::uint8_t> code) {
    ++counts.rowsScored;
    counts.bytesRead += code.size();
}

/// `work`(0) … `work`(parts − 1), each once, by `threads` threads; what one of them throws is thrown here.
template <class Work>
void forEach(std::size_t parts, std::size_t threads, const Work& work) {
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    std::exception_ptr failure;
    const auto body = [&] {
        try {
            for (std::size_t part = next++; part < parts; part = next++)
                work(part);
        } catch (...) {
            const std::lock_guard lock(mutex);
            failure = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> others;
        try {
            for (std::size_t i = 1; i < threads; ++i)
                others.emplace_back(body);
        } catch (const std::system_error&) {
            // The system gives no more threads: those there are do the work.
        }
        body();
    }
    if (failure) std::rethrow_exception(failure);
}

/// Where ids stand in a sorted list. Ids are given one after the other, so that a table of all in between is
/// hardly larger than the list; where it would be, they are searched for.
class Places {
public:
    explicit Places(const std::vector<ImageId>& sorted) : sorted_(sorted) {
        if (sorted.empty()) return;
        const auto span =
            static_cast<std::uint64_t>(sorted.back()) - static_cast<std::uint64_t>(sorted.front());
        if (span / 4 > sorted.size()) return;
        table_.assign(static_cast<std::size_t>(span) + 1, kNoRow);
        for (std::size_t i = sorted.size(); i-- > 0;) // the first of equal ones stays
            table_[at(sorted[i])] = static_cast<std::uint32_t>(i);
    }
    /// sorted.size() where it is not there.
    std::size_t of(ImageId id) const {
        if (sorted_.empty() || id < sorted_.front() || id > sorted_.back()) return sorted_.size();
        if (!table_.empty()) return table_[at(id)] == kNoRow ? sorted_.size() : table_[at(id)];
        const auto found = std::lower_bound(sorted_.begin(), sorted_.end(), id);
        return *found == id ? static_cast<std::size_t>(found - sorted_.begin()) : sorted_.size();
    }

private:
    std::size_t at(ImageId id) const {
        return static_cast<std::size_t>(static_cast<std::uint64_t>(id) -
                                        static_cast<std::uint64_t>(sorted_.front()));
    }

    const std::vector<ImageId>& sorted_;
    std::vector<std::uint32_t> table_;
};

} // namespace

Result<std::shared_ptr<const CodeIndex>>
CodeIndex::create(std::vector<std::shared_ptr<const Segment>> segments, std::vector<ImageId> live) {
    if (!std::is_sorted(live.begin(), live.end()))
        return Error{ErrorCode::InvalidArgument, "The images of an index must be in rising order."};
    auto index = std::make_shared<CodeIndex>();
    for (const auto& segment : segments)
        if (segment->codec().fingerprint() != segments.front()->codec().fingerprint())
            return Error{ErrorCode::InvalidArgument,
                         "The collection's segments come from different models; index its folders again."};
    // A place for each live image, filled by whoever has it: the last segment stays.
    index->rows_.resize(live.size());
    std::vector<bool> found(live.size(), false);
    const Places places(live);
    for (std::size_t s = 0; s < segments.size(); ++s) {
        for (std::size_t r = 0; r < segments[s]->size(); ++r) {
            const ImageId image = segments[s]->imageId(r);
            const std::size_t place = places.of(image);
            if (place == live.size()) continue;
            index->rows_[place] = {image, static_cast<std::uint32_t>(s), static_cast<std::uint32_t>(r)};
            found[place] = true;
        }
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < live.size(); ++i)
        if (found[i]) index->rows_[kept++] = index->rows_[i];
    index->rows_.resize(kept);
    index->codes_.reserve(kept);
    for (const Row& row : index->rows_)
        index->codes_.push_back(segments[row.segment]->code(row.row));
    for (const auto& segment : segments)
        index->rowOf_.emplace_back(segment->size(), kNoRow);
    for (std::size_t i = 0; i < index->rows_.size(); ++i)
        index->rowOf_[index->rows_[i].segment][index->rows_[i].row] = static_cast<std::uint32_t>(i);
    index->segments_ = std::move(segments);
    return std::shared_ptr<const CodeIndex>(std::move(index));
}

double CodeIndex::meanCodeBytes() const {
    if (codes_.empty()) return 0;
    double bytes = 0;
    for (const auto& code : codes_)
        bytes += static_cast<double>(code.size());
    return bytes / static_cast<double>(codes_.size());
}

float CodeIndex::threshold(std::size_t rowIndex) const {
    return segments_[rows_[rowIndex].segment]->threshold(rows_[rowIndex].row);
}

float CodeIndex::density(std::size_t rowIndex) const {
    return segments_[rows_[rowIndex].segment]->density(rows_[rowIndex].row);
}

std::size_t CodeIndex::find(ImageId image) const {
    const auto it = std::lower_bound(rows_.begin(), rows_.end(), image,
                                     [](const Row& row, ImageId id) { return row.image < id; });
    if (it == rows_.end() || it->image != image) return rows_.size();
    return static_cast<std::size_t>(it - rows_.begin());
}

std::vector<float> CodeIndex::scoreAll(std::span<const float> query) const {
    std::vector<float> scores(rows_.size());
    if (rows_.empty()) return scores;
    const codes::Scorer scorer(codec(), query);
    for (std::size_t i = 0; i < rows_.size(); ++i)
        scores[i] = scorer.score(codes_[i]);
    return scores;
}

std::vector<float> CodeIndex::scoreRows(std::span<const RankingTerm> terms,
                                        std::span<const std::size_t> rows) const {
    if (rows.empty() || terms.empty()) return std::vector<float>(rows.size(), 0.0F);
    const Ranking ranking(codec(), terms);
    std::vector<float> scores;
    for (const std::size_t row : rows)
        scores.push_back(ranking.score(codes_[row]));
    return scores;
}

bool CodeIndex::worthBounds(std::size_t k) const {
    constexpr std::size_t kFewRows = 1024;
    constexpr std::size_t kShare = 8;
    return rows_.size() >= kFewRows && k <= rows_.size() / kShare;
}

const ScanLayout* CodeIndex::layoutOf(std::size_t segment, std::size_t k, int threads) const {
    return worthBounds(k) ? segments_[segment]->layout(threads) : nullptr;
}

std::vector<RankedRow> CodeIndex::rankRows(std::span<const RankingTerm> terms, std::size_t k,
                                           const std::function<bool(std::size_t)>& accept,
                                           const RankOptions& options) const {
    if (rows_.empty() || k == 0 || terms.empty()) return {};
    const Ranking ranking(codec(), terms);
    BestRows best(k, rows_.size(), accept, options.acceptFirst);
    ScanCounts counts;
    for (std::size_t s = 0; s < segments_.size(); ++s) {
        if (const ScanLayout* layout = layoutOf(s, k, options.threads)) {
            LayoutSearch search(*layout, ranking, rowOf_[s], codes_, best, counts);
            search.begin();
            search.finish(options.threads);
            continue;
        }
        for (const std::uint32_t row : rowOf_[s]) {
            if (row == kNoRow || !best.isWorthScoring(row)) continue;
            best.offer(row, ranking.score(codes_[row]));
            countRow(counts, codes_[row]);
        }
    }
    if (options.counts != nullptr) add(*options.counts, counts);
    return best.take();
}

void CodeIndex::rankSome(std::span<const RankingQuery> queries, std::span<std::vector<RankedRow>> found,
                         std::size_t k, ScanCounts& counts) const {
    std::deque<Ranking> rankings;
    std::deque<BestRows> best;
    for (const RankingQuery& query : queries) {
        rankings.emplace_back(codec(), query.terms);
        best.emplace_back(k, rows_.size(), query.accept, false);
    }
    for (std::size_t s = 0; s < segments_.size(); ++s) {
        if (const ScanLayout* layout = layoutOf(s, k, 1)) {
            std::deque<LayoutSearch> searches;
            for (std::size_t q = 0; q < queries.size(); ++q)
                searches.emplace_back(*layout, rankings[q], rowOf_[s], codes_, best[q], counts).begin();
            const std::uint32_t blocks = searches.front().blocks();
            for (std::uint32_t end = 0; end < blocks;) {
                end += LayoutSearch::kTogether;
                for (auto& search : searches)
                    search.visitBefore(end);
            }
            continue;
        }
        for (const std::uint32_t row : rowOf_[s]) {
            if (row == kNoRow) continue;
            for (std::size_t q = 0; q < queries.size(); ++q)
                best[q].offer(row, rankings[q].score(codes_[row]));
            countRow(counts, codes_[row]);
        }
    }
    for (std::size_t q = 0; q < queries.size(); ++q)
        found[q] = best[q].take();
}

std::vector<std::vector<RankedRow>> CodeIndex::rankMany(std::span<const RankingQuery> queries, std::size_t k,
                                                        const RankOptions& options) const {
    std::vector<std::vector<RankedRow>> found(queries.size());
    std::vector<std::size_t> wanted; // a ranking by nothing has no rows
    std::vector<RankingQuery> asked;
    for (std::size_t q = 0; q < queries.size(); ++q) {
        if (queries[q].terms.empty()) continue;
        wanted.push_back(q);
        asked.push_back(queries[q]);
    }
    if (rows_.empty() || k == 0 || asked.empty()) return found;
    std::vector<std::vector<RankedRow>> ranked(asked.size());
    ScanCounts counts;
    constexpr std::size_t kTogether = 32; // more would not stay in the nearest caches with their tables
    const std::size_t shares = (asked.size() + kTogether - 1) / kTogether;
    const auto most = static_cast<std::size_t>(std::max(1, options.threads));
    // Even shares, as many as there are threads at least.
    const std::size_t parts = std::min(asked.size(), (std::max(shares, most) + most - 1) / most * most);
    for (std::size_t s = 0; s < segments_.size(); ++s)
        layoutOf(s, k, options.threads); // made by all threads, once
    std::mutex mutex;
    forEach(parts, std::min(most, parts), [&](std::size_t part) {
        const std::size_t first = asked.size() * part / parts, last = asked.size() * (part + 1) / parts;
        ScanCounts own;
        rankSome(std::span(asked).subspan(first, last - first),
                 std::span(ranked).subspan(first, last - first), k, own);
        const std::lock_guard lock(mutex);
        add(counts, own);
    });
    for (std::size_t i = 0; i < wanted.size(); ++i)
        found[wanted[i]] = std::move(ranked[i]);
    if (options.counts != nullptr) add(*options.counts, counts);
    return found;
}

std::vector<Hit> CodeIndex::search(std::span<const float> query, std::size_t k,
                                   const std::function<bool(ImageId)>& accept, int threads) const {
    const RankingTerm term{query, 1.0F};
    std::function<bool(std::size_t)> acceptRow;
    if (accept) acceptRow = [&](std::size_t row) { return accept(rows_[row].image); };
    std::vector<Hit> hits;
    for (const RankedRow& found : rankRows({&term, 1}, k, acceptRow, {threads}))
        hits.push_back({rows_[found.row].image, found.score});
    return hits;
}

} // namespace sparlet::index
