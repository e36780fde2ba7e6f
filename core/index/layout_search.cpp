#include "index/layout_search_internal.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <exception>
#include <mutex>
#include <numeric>
#include <system_error>
#include <thread>

namespace sparlet::index {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kFirst = 16;   // blocks that are visited before anything is ruled out
constexpr std::size_t kAtOnce = 128; // blocks between two looks at the threshold

double nanosecondsSince(Clock::time_point start) {
    return std::chrono::duration<double, std::nano>(Clock::now() - start).count();
}

/// What a block costs, as measured by the scans of this process.
class Pace {
public:
    double nanosecondsPerBlock() const { return value_.load(std::memory_order_relaxed); }
    void note(double nanoseconds, std::size_t blocks) {
        constexpr std::size_t kEnough = 256; // fewer say more of the clock than of the blocks
        constexpr double kNew = 0.1;
        if (blocks < kEnough) return;
        const double now = std::clamp(nanoseconds / static_cast<double>(blocks), 10.0, 1e5);
        const double before = value_.load(std::memory_order_relaxed);
        value_.store(before + kNew * (now - before), std::memory_order_relaxed);
    }

private:
    std::atomic<double> value_{120};
};

Pace& pace() {
    static Pace instance;
    return instance;
}

/// Nanoseconds to start a thread and wait for it; measured once.
double costOfThread() {
    static const double cost = [] {
        double least = 1e9;
        for (int i = 0; i < 5; ++i) {
            const auto start = Clock::now();
            try {
                std::thread([] {}).join();
            } catch (const std::system_error&) {
                return 1e9; // there are none to be had
            }
            least = std::min(least, nanosecondsSince(start));
        }
        return least;
    }();
    return cost;
}

bool threadsAreFree = false;

void raise(std::atomic<float>& threshold, float to) {
    float now = threshold.load(std::memory_order_relaxed);
    while (now < to && !threshold.compare_exchange_weak(now, to, std::memory_order_relaxed)) {
    }
}

} // namespace

int threadsWorth(std::size_t blocks, int most) {
    if (most < 2 || blocks == 0) return 1;
    if (threadsAreFree) return most;
    // work / t + t · cost is least at t = √(work / cost).
    const double work = pace().nanosecondsPerBlock() * static_cast<double>(blocks);
    const double best = std::sqrt(work / costOfThread());
    return static_cast<int>(std::clamp(best, 1.0, static_cast<double>(most)));
}

void pretendThreadsAreFree(bool free) {
    threadsAreFree = free;
}

LayoutSearch::LayoutSearch(const ScanLayout& layout, const Ranking& ranking,
                           std::span<const std::uint32_t> rowOf,
                           std::span<const std::span<const std::uint8_t>> codes, BestRows& best,
                           ScanCounts& counts)
    : layout_(layout), ranking_(ranking), rowOf_(rowOf), codes_(codes),
      scan_(layout.columns(), ranking.direction()),
      near_(layout.nearness(ranking.direction())), own_{&best, &counts, {}, {}, {}} {
    double squares = 0;
    std::size_t used = 0;
    for (const float value : ranking.direction()) {
        squares += static_cast<double>(value) * value;
        used += value != 0 ? 1 : 0;
    }
    length_ = std::sqrt(squares);
    counts.blocks += near_.size();
    counts.bytesRead += near_.size() * used;
}

void LayoutSearch::visit(std::span<const std::uint32_t> blocks, float threshold, Worker& worker) const {
    worker.candidates.clear();
    worker.ready.clear();
    for (const std::uint32_t block : blocks) {
        if (layout_.prepare(block))
            worker.ready.push_back(block);
        else
            visitCodes(block, worker);
    }
    scan_.scan(worker.ready, threshold, worker.candidates);
    for (const std::uint32_t candidate : worker.candidates) {
        const std::uint32_t row = rowOf_[candidate];
        if (row == kNoRow || !worker.best->isWorthScoring(row)) continue;
        worker.best->offer(row, ranking_.score(codes_[row]));
        worker.counts->bytesRead += codes_[row].size();
        ++worker.counts->rowsScored;
    }
    worker.counts->blocksRead += blocks.size();
    worker.counts->bytesRead += worker.ready.size() * scan_.bytesRead();
}

void LayoutSearch::visitCodes(std::uint32_t block, Worker& worker) const {
    constexpr std::size_t kBlock = codes::ColumnBlocks::kBlock;
    const std::size_t first = block * kBlock;
    for (const std::uint32_t row : rowOf_.subspan(first, std::min(kBlock, rowOf_.size() - first))) {
        if (row == kNoRow || !worker.best->isWorthScoring(row)) continue;
        worker.best->offer(row, ranking_.score(codes_[row]));
        worker.counts->bytesRead += codes_[row].size();
        ++worker.counts->rowsScored;
    }
}

void LayoutSearch::keepWithinReach(std::vector<std::uint32_t>& blocks, float threshold) const {
    if (!std::isfinite(threshold) || !(length_ > 0)) return;
    const ScanLayout::Reach reach(layout_, static_cast<float>(threshold / length_));
    const auto outside = [&](std::uint32_t block) { return !reach(block, near_[block]); };
    blocks.erase(std::remove_if(blocks.begin(), blocks.end(), outside), blocks.end());
}

void LayoutSearch::visitShare(std::size_t from, std::size_t count, float threshold, Worker& worker) const {
    const auto share = std::span(open_).subspan(from, count);
    worker.share.assign(share.begin(), share.end());
    keepWithinReach(worker.share, threshold);
    visit(worker.share, threshold, worker);
}

void LayoutSearch::begin() {
    open_.resize(near_.size());
    std::iota(open_.begin(), open_.end(), 0U);
    const std::size_t first = std::min(kFirst, open_.size());
    const auto middle = open_.begin() + static_cast<std::ptrdiff_t>(first);
    std::partial_sort(open_.begin(), middle, open_.end(), [&](std::uint32_t a, std::uint32_t b) {
        return near_[a] != near_[b] ? near_[a] > near_[b] : a < b;
    });
    for (std::size_t i = 0; i < first; ++i)
        visit(std::span(open_).subspan(i, 1), own_.best->threshold(), own_);
    open_.erase(open_.begin(), middle);
    keepWithinReach(open_, own_.best->threshold());
    // Those left are visited as they lie, which memory likes better than any order of merit.
    std::sort(open_.begin(), open_.end());
}

void LayoutSearch::visitBefore(std::uint32_t end) {
    const auto last = static_cast<std::size_t>(
        std::lower_bound(open_.begin() + static_cast<std::ptrdiff_t>(next_), open_.end(), end) -
        open_.begin());
    if (last == next_) return;
    visitShare(next_, last - next_, own_.best->threshold(), own_);
    next_ = last;
}

void LayoutSearch::finish(int threads) {
    const int worth = threadsWorth(open_.size() - next_, threads);
    if (worth > 1) return finishTogether(worth);
    const auto start = Clock::now();
    const std::uint64_t before = own_.counts->blocksRead;
    for (; next_ < open_.size(); next_ += kAtOnce)
        visitShare(next_, std::min(kAtOnce, open_.size() - next_), own_.best->threshold(), own_);
    pace().note(nanosecondsSince(start), own_.counts->blocksRead - before);
}

/// Takes shares of the open blocks until none is left. A threshold that one thread has is good for all: some
/// k rows reach it, so a row below it is not among the best k of all.
void LayoutSearch::visitShares(Worker& worker, std::atomic<std::size_t>& next,
                               std::atomic<float>& threshold) const {
    for (;;) {
        const std::size_t from = next.fetch_add(kAtOnce, std::memory_order_relaxed);
        if (from >= open_.size()) return;
        visitShare(from, std::min(kAtOnce, open_.size() - from), threshold.load(std::memory_order_relaxed),
                   worker);
        raise(threshold, worker.best->threshold());
    }
}

void LayoutSearch::finishTogether(int threads) {
    std::atomic<std::size_t> next{next_};
    std::atomic<float> threshold{own_.best->threshold()};
    std::mutex mutex;
    std::exception_ptr failure;
    struct Share {
        BestRows best;
        ScanCounts counts;
    };
    std::vector<Share> shares;
    for (int i = 1; i < threads; ++i)
        shares.push_back({own_.best->sibling(), {}});
    {
        std::vector<std::jthread> others;
        try {
            for (auto& share : shares) {
                others.emplace_back([&] {
                    try {
                        Worker worker{&share.best, &share.counts, {}, {}, {}};
                        visitShares(worker, next, threshold);
                    } catch (...) {
                        const std::lock_guard lock(mutex);
                        failure = std::current_exception();
                    }
                });
            }
        } catch (const std::system_error&) {
            // The system gives no more threads: those there are do the work.
        }
        Worker mine{own_.best, own_.counts, {}, {}, {}};
        visitShares(mine, next, threshold);
    }
    if (failure) std::rethrow_exception(failure);
    next_ = open_.size();
    for (auto& share : shares) {
        own_.best->merge(share.best);
        own_.counts->blocksRead += share.counts.blocksRead;
        own_.counts->bytesRead += share.counts.bytesRead;
        own_.counts->rowsScored += share.counts.rowsScored;
    }
}

} // namespace sparlet::index
