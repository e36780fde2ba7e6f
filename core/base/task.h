// What a long-running job is given: a way to be told to stop, and a way to say how far it is.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace sparlet {

/// Shared flag; copies refer to the same one. Thread-safe. Jobs poll it at least every 100 ms of work.
class CancelToken {
public:
    CancelToken() : flag_(std::make_shared<std::atomic<bool>>(false)) {}
    void cancel() const noexcept { flag_->store(true, std::memory_order_relaxed); }
    bool cancelled() const noexcept { return flag_->load(std::memory_order_relaxed); }
    /// For signal handlers: lock-free and valid as long as a copy of the token lives.
    std::atomic<bool>* flag() const noexcept { return flag_.get(); }

private:
    std::shared_ptr<std::atomic<bool>> flag_;
};

struct Progress {
    std::string stage;          // "scanning", "encoding": plain words, lower case
    std::uint64_t done = 0;     // of `total`, in units of the stage (images, steps, bytes)
    std::uint64_t total = 0;    // 0: not known yet
    std::uint64_t failures = 0; // so far
    double ratePerSecond = 0;   // 0: not known yet
    std::optional<double> secondsLeft;
    std::string detail; // what is being worked on: a file name, a loss
};

/// Called from the job's own threads, one call at a time, at most about 20 times a second. May be empty.
using ProgressCallback = std::function<void(const Progress&)>;

} // namespace sparlet
