#include "engine/progress_meter_internal.h"
#include "engine/workspace_internal.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>
#include <thread>

namespace sparlet::engine {

namespace {

constexpr std::size_t kMostImages = 50000;
constexpr std::size_t kBlock = 16; // rows a thread takes at a time

/// Disjoint sets with path halving.
class Groups {
public:
    explicit Groups(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), 0U); }
    std::size_t root(std::size_t item) {
        while (parent_[item] != item)
            item = parent_[item] = parent_[parent_[item]];
        return item;
    }
    void join(std::size_t a, std::size_t b) { parent_[root(b)] = root(a); }

private:
    std::vector<std::size_t> parent_;
};

class PairSearch {
public:
    PairSearch(const index::CodeIndex& index, float threshold, int threads, const ProgressCallback& progress,
               const CancelToken& cancel)
        : index_(index), threshold_(threshold), threads_(threads), cancel_(cancel), groups_(index.size()),
          meter_(progress, "comparing", index.size()) {}

    Status run() {
        std::vector<std::thread> workers;
        for (int i = 0; i < threads_; ++i)
            workers.emplace_back([this] { work(); });
        for (auto& worker : workers)
            worker.join();
        if (cancel_.cancelled()) return Error{ErrorCode::Cancelled, "Stopped."};
        if (failed_)
            return Error{ErrorCode::OutOfMemory, "There is not enough memory to compare the pictures."};
        return {};
    }

    Groups& groups() { return groups_; }

private:
    void work() noexcept {
        try {
            compareBlocks();
        } catch (const std::exception&) {
            failed_ = true;
        }
    }

    void compareBlocks() {
        std::vector<float> query(static_cast<std::size_t>(index_.codec().dimensions()));
        for (;;) {
            const std::size_t begin = next_.fetch_add(kBlock);
            if (begin >= index_.size() || cancel_.cancelled() || failed_) return;
            const std::size_t end = std::min(begin + kBlock, index_.size());
            std::vector<std::pair<std::size_t, std::size_t>> pairs;
            for (std::size_t row = begin; row < end; ++row) {
                index_.codec().decode(index_.code(row), query);
                const codes::Scorer scorer(index_.codec(), query);
                for (std::size_t other = row + 1; other < index_.size(); ++other) {
                    if (scorer.score(index_.code(other)) >= threshold_) pairs.emplace_back(row, other);
                }
            }
            const std::lock_guard lock(mutex_);
            for (const auto& [a, b] : pairs)
                groups_.join(a, b);
            done_ += end - begin;
            meter_.report(done_, 0);
        }
    }

    const index::CodeIndex& index_;
    const float threshold_;
    const int threads_;
    const CancelToken cancel_;
    std::atomic<std::size_t> next_{0};
    std::atomic<bool> failed_{false};
    std::mutex mutex_;
    Groups groups_;
    ProgressMeter meter_;
    std::uint64_t done_ = 0;
};

} // namespace

Result<std::vector<std::vector<ImageInfo>>> WorkspaceImpl::duplicates(const std::string& name,
                                                                      float threshold,
                                                                      const ProgressCallback& progress,
                                                                      const CancelToken& cancel) {
    if (!(threshold > 0.0F && threshold <= 1.0F)) {
        return Error{ErrorCode::InvalidArgument,
                     "The threshold of duplicates must be above 0 and at most 1."};
    }
    auto opened = open(name);
    if (!opened.ok()) return opened.error();
    std::vector<std::vector<ImageInfo>> out;
    if (!(*opened)->index) return out;
    const auto& index = *(*opened)->index;
    if (index.size() > kMostImages) {
        return Error{ErrorCode::TooLarge, "The collection \"" + name + "\" has " +
                                              std::to_string(index.size()) + " pictures; at most " +
                                              std::to_string(kMostImages) + " can be compared pair by pair."};
    }
    // The score of a code with itself may be rounded to just below 1.
    PairSearch search(index, std::min(threshold, 1.0F - 1e-6F), registry_.threads(), progress, cancel);
    if (auto done = search.run(); !done.ok()) return done.error();
    std::map<std::size_t, std::vector<ImageInfo>> byRoot;
    for (std::size_t row = 0; row < index.size(); ++row) {
        if (const ImageInfo* image = (*opened)->find(index.rows()[row].image)) {
            byRoot[search.groups().root(row)].push_back(*image);
        }
    }
    for (auto& [root, group] : byRoot) {
        if (group.size() < 2) continue;
        std::sort(group.begin(), group.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
        out.push_back(std::move(group));
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
        return a.size() != b.size() ? a.size() > b.size() : a.front().path < b.front().path;
    });
    return out;
}

} // namespace sparlet::engine
