#include "engine/progress_meter_internal.h"

namespace sparlet::engine {

namespace {
constexpr std::chrono::milliseconds kBetweenCalls{60};
constexpr std::chrono::seconds kWindow{10};
} // namespace

ProgressMeter::ProgressMeter(const ProgressCallback& callback, std::string stage, std::uint64_t total)
    : callback_(callback) {
    progress_.stage = std::move(stage);
    progress_.total = total;
    samples_.push_back({Clock::now(), 0});
}

void ProgressMeter::report(std::uint64_t done, std::uint64_t failures, std::string detail) {
    const auto now = Clock::now();
    const bool last = progress_.total > 0 && done >= progress_.total;
    if (!callback_ || (now - lastCall_ < kBetweenCalls && !last)) return;
    lastCall_ = now;
    while (samples_.size() > 1 && now - samples_.front().at > kWindow)
        samples_.pop_front();
    const double seconds = std::chrono::duration<double>(now - samples_.front().at).count();
    const double steps = static_cast<double>(done - samples_.front().done);
    progress_.ratePerSecond = seconds > 0 ? steps / seconds : 0;
    progress_.secondsLeft.reset();
    if (progress_.ratePerSecond > 0 && progress_.total >= done) {
        progress_.secondsLeft = static_cast<double>(progress_.total - done) / progress_.ratePerSecond;
    }
    samples_.push_back({now, done});
    progress_.done = done;
    progress_.failures = failures;
    progress_.detail = std::move(detail);
    callback_(progress_);
}

} // namespace sparlet::engine
