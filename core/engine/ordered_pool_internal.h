// Jobs done by several threads, taken in order by one.
#pragma once

#include "base/task.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace sparlet::engine {

/// Runs `work`(0) … `work`(jobs − 1), at most `ahead` of them beyond the one that is taken next, so that
/// memory stays bounded however slow the taker is. `work` must not throw. Destruction waits for the jobs in
/// hand.
template <class T>
class OrderedPool {
public:
    OrderedPool(std::size_t jobs, int threads, std::size_t ahead, std::function<T(std::size_t)> work)
        : jobs_(jobs), work_(std::move(work)), slots_(std::max<std::size_t>(ahead, 1)) {
        const auto count = std::min(static_cast<std::size_t>(std::max(threads, 1)), jobs);
        for (std::size_t i = 0; i < count; ++i)
            workers_.emplace_back([this] { run(); });
    }
    ~OrderedPool() {
        {
            const std::lock_guard lock(mutex_);
            stopped_ = true;
        }
        changed_.notify_all();
        for (auto& worker : workers_)
            worker.join();
    }
    OrderedPool(const OrderedPool&) = delete;
    OrderedPool& operator=(const OrderedPool&) = delete;

    /// The next job's outcome; nothing once cancelled. Precondition: fewer than `jobs` were taken.
    std::optional<T> next(const CancelToken& cancel) {
        std::unique_lock lock(mutex_);
        auto& slot = slots_[taken_ % slots_.size()];
        while (!slot.has_value()) {
            if (cancel.cancelled()) return std::nullopt;
            changed_.wait_for(lock, std::chrono::milliseconds(50));
        }
        std::optional<T> out = std::move(slot);
        slot.reset();
        ++taken_;
        lock.unlock();
        changed_.notify_all();
        return out;
    }

private:
    void run() {
        for (;;) {
            std::size_t job = 0;
            {
                std::unique_lock lock(mutex_);
                changed_.wait(
                    lock, [this] { return stopped_ || given_ >= jobs_ || given_ < taken_ + slots_.size(); });
                if (stopped_ || given_ >= jobs_) return;
                job = given_++;
            }
            T outcome = work_(job);
            {
                const std::lock_guard lock(mutex_);
                slots_[job % slots_.size()] = std::move(outcome);
            }
            changed_.notify_all();
        }
    }

    const std::size_t jobs_;
    const std::function<T(std::size_t)> work_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::optional<T>> slots_;
    std::size_t given_ = 0, taken_ = 0;
    bool stopped_ = false;
    std::vector<std::thread> workers_;
};

} // namespace sparlet::engine
