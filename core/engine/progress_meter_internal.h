// Rate and time left of a stage, and not too many calls of the listener.
#pragma once

#include "base/task.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <string>

namespace sparlet::engine {

/// One thread.
class ProgressMeter {
public:
    ProgressMeter(const ProgressCallback& callback, std::string stage, std::uint64_t total);
    /// `detail`: what is being worked on. The last step of a stage is always reported.
    void report(std::uint64_t done, std::uint64_t failures, std::string detail = {});

private:
    using Clock = std::chrono::steady_clock;
    struct Sample {
        Clock::time_point at;
        std::uint64_t done = 0;
    };

    const ProgressCallback& callback_;
    Progress progress_;
    Clock::time_point lastCall_{};
    std::deque<Sample> samples_; // of the last ten seconds
};

} // namespace sparlet::engine
