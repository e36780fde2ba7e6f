#include "search/near_duplicates.h"

#include "index/scan_layout.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <string_view>
#include <thread>
#include <unordered_map>

namespace sparlet::search {
namespace {

constexpr std::size_t kBlock = codes::ColumnBlocks::kBlock;

/// Disjoint sets with path halving.
class Groups {
public:
    explicit Groups(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), 0U); }
    std::uint32_t root(std::uint32_t item) {
        while (parent_[item] != item)
            item = parent_[item] = parent_[parent_[item]];
        return item;
    }
    void join(std::uint32_t a, std::uint32_t b) { parent_[root(b)] = root(a); }

private:
    std::vector<std::uint32_t> parent_;
};

class PairSearch {
public:
    PairSearch(const index::CodeIndex& index, float threshold, const ProgressCallback& progress,
               const CancelToken& cancel)
        : index_(index), threshold_(threshold), progress_(progress), cancel_(cancel), groups_(index.size()) {}

    Status run(int threads) {
        prepare(threads);
        {
            std::vector<std::jthread> others;
            for (int i = 1; i < threads; ++i)
                others.emplace_back([this] { work(); });
            work();
        }
        if (cancel_.cancelled()) return Error{ErrorCode::Cancelled, "Stopped."};
        if (failed_)
            return Error{ErrorCode::OutOfMemory, "There is not enough memory to compare the pictures."};
        return {};
    }

    std::vector<std::vector<std::size_t>> take() {
        std::map<std::uint32_t, std::vector<std::size_t>> byRoot;
        for (std::size_t row = 0; row < index_.size(); ++row)
            byRoot[groups_.root(static_cast<std::uint32_t>(row))].push_back(row);
        std::vector<std::vector<std::size_t>> out;
        for (auto& [root, rows] : byRoot)
            if (rows.size() > 1) out.push_back(std::move(rows));
        std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.front() < b.front(); });
        return out;
    }

private:
    void prepare(int threads) {
        // Equal codes are joined at once: a thousand times the same picture would be a million pairs.
        std::unordered_map<std::string_view, std::uint32_t> firstOf;
        std::vector<std::uint32_t> distinct;
        std::vector<std::span<const std::uint8_t>> codes;
        for (std::uint32_t row = 0; row < index_.size(); ++row) {
            const auto code = index_.code(row);
            const auto [found, isNew] =
                firstOf.try_emplace({reinterpret_cast<const char*>(code.data()), code.size()}, row);
            if (isNew) {
                distinct.push_back(row);
                codes.push_back(code);
            } else if (isSomething(code)) {
                groups_.join(found->second, row);
            }
        }
        for (const std::uint32_t at : index::orderByLikeness(index_.codec(), codes, kBlock)) {
            rows_.push_back(distinct[at]);
            codes_.push_back(codes[at]);
        }
        layout_ = index::ScanLayout::build(index_.codec(), codes_, static_cast<unsigned>(threads));
    }

    /// Empty codes are equal too, but say nothing about their pictures.
    bool isSomething(std::span<const std::uint8_t> code) const { return index_.codec().norm(code) > 0; }

    void work() noexcept {
        try {
            for (;;) {
                const std::size_t first = next_.fetch_add(kBlock);
                if (first >= rows_.size() || cancel_.cancelled() || failed_) return;
                const std::size_t last = std::min(first + kBlock, rows_.size());
                compare(first, last);
            }
        } catch (const std::exception&) {
            failed_ = true;
        }
    }

    /// Each of these places with all after it.
    void compare(std::size_t first, std::size_t last) {
        std::vector<float> query(static_cast<std::size_t>(index_.codec().dimensions()));
        std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
        std::vector<std::uint32_t> candidates;
        for (std::size_t place = first; place < last; ++place) {
            index_.codec().decode(codes_[place], query);
            findCandidates(place, query, candidates);
            const codes::Scorer scorer(index_.codec(), query);
            for (const std::uint32_t other : candidates)
                if (other > place && scorer.score(codes_[other]) >= threshold_)
                    pairs.emplace_back(rows_[place], rows_[other]);
        }
        const std::lock_guard lock(mutex_);
        for (const auto& [a, b] : pairs)
            groups_.join(a, b);
        done_ += last - first;
        if (progress_) progress_({"comparing", done_, rows_.size(), 0, 0, {}, {}});
    }

    void findCandidates(std::size_t place, const std::vector<float>& query,
                        std::vector<std::uint32_t>& candidates) const {
        candidates.clear();
        if (!layout_) { // a codec that cannot be scanned: every pair
            for (std::size_t other = place + 1; other < rows_.size(); ++other)
                candidates.push_back(static_cast<std::uint32_t>(other));
            return;
        }
        float squares = 0;
        for (const float value : query)
            squares += value * value;
        if (!(squares > 0)) return; // it has a cosine with nothing
        const auto near = layout_->nearness(query);
        const index::ScanLayout::Reach reach(*layout_, threshold_);
        std::vector<std::uint32_t> blocks;
        for (std::size_t block = place / kBlock; block < near.size(); ++block)
            if (reach(block, near[block])) blocks.push_back(static_cast<std::uint32_t>(block));
        // A little lower than asked for: the direction's length is rounded.
        const float wanted = threshold_ * std::sqrt(squares) * (1 - 1e-5F);
        codes::ColumnScan(layout_->columns(), query).scan(blocks, wanted, candidates);
    }

    const index::CodeIndex& index_;
    const float threshold_;
    const ProgressCallback& progress_;
    const CancelToken cancel_;
    std::vector<std::uint32_t> rows_; // [places]: of each distinct code its first row, by likeness
    std::vector<std::span<const std::uint8_t>> codes_; // [places]
    std::unique_ptr<const index::ScanLayout> layout_;
    std::atomic<std::size_t> next_{0};
    std::atomic<bool> failed_{false};
    std::mutex mutex_;
    Groups groups_;
    std::uint64_t done_ = 0;
};

} // namespace

Result<std::vector<std::vector<std::size_t>>> nearDuplicates(const index::CodeIndex& index, float threshold,
                                                             int threads, const ProgressCallback& progress,
                                                             const CancelToken& cancel) {
    if (index.size() == 0) return std::vector<std::vector<std::size_t>>{};
    try {
        // The score of a code with itself may be rounded to just below 1.
        PairSearch search(index, std::min(threshold, 1.0F - 1e-6F), progress, cancel);
        if (auto done = search.run(threads); !done) return done.error();
        return search.take();
    } catch (const std::exception&) { // of memory, or of threads
        return Error{ErrorCode::OutOfMemory, "There is not enough memory to compare the pictures."};
    }
}

} // namespace sparlet::search
