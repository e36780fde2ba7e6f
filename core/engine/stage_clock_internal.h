// Where the time of an index run goes, stage by stage.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>

namespace sparlet::engine {

enum class Stage { Walk, Compare, Read, Decode, Resize, Encode, Write };
inline constexpr std::array kStageNames = {"walk", "compare", "read", "decode", "resize", "encode", "write"};

/// Sums over all threads. Thread-safe.
class StageClock {
public:
    struct Times {
        std::int64_t cpu = 0, wall = 0; // nanoseconds
    };
    void add(Stage stage, Times times) {
        cpu_[static_cast<std::size_t>(stage)].fetch_add(times.cpu, std::memory_order_relaxed);
        wall_[static_cast<std::size_t>(stage)].fetch_add(times.wall, std::memory_order_relaxed);
    }
    Times of(Stage stage) const {
        const auto at = static_cast<std::size_t>(stage);
        return {cpu_[at].load(std::memory_order_relaxed), wall_[at].load(std::memory_order_relaxed)};
    }

private:
    std::array<std::atomic<std::int64_t>, kStageNames.size()> cpu_{}, wall_{};
};

/// Adds the time between its two ends to a stage. Without a clock it costs nothing.
class StageTimer {
public:
    StageTimer(StageClock* clock, Stage stage) : clock_(clock), stage_(stage) {
        if (clock_ != nullptr) start_ = now();
    }
    StageTimer(const StageTimer&) = delete;
    StageTimer& operator=(const StageTimer&) = delete;
    ~StageTimer() {
        if (clock_ == nullptr) return;
        const auto end = now();
        clock_->add(stage_, {end.cpu - start_.cpu, end.wall - start_.wall});
    }

private:
    static StageClock::Times now() {
        timespec cpu{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &cpu);
        const auto wall = std::chrono::steady_clock::now().time_since_epoch();
        return {std::int64_t{cpu.tv_sec} * 1000000000 + cpu.tv_nsec,
                std::chrono::duration_cast<std::chrono::nanoseconds>(wall).count()};
    }

    StageClock* clock_;
    Stage stage_;
    StageClock::Times start_;
};

} // namespace sparlet::engine
