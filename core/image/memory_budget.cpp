#include "image/memory_budget_internal.h"

#include <condition_variable>
#include <mutex>

namespace sparlet::image {
namespace {

struct Budget {
    std::mutex mutex;
    std::condition_variable changed;
    std::uint64_t used = 0;
    std::uint64_t nextTicket = 0;
    std::uint64_t nowServing = 0;
};

Budget& budget() {
    static Budget instance;
    return instance;
}

} // namespace

MemoryReservation::~MemoryReservation() {
    if (held_ == 0) return;
    Budget& shared = budget();
    {
        std::scoped_lock lock(shared.mutex);
        shared.used -= held_;
    }
    shared.changed.notify_all();
}

Status MemoryReservation::extend(std::uint64_t bytes) {
    if (bytes > kDecodeMemory || held_ + bytes > kDecodeMemory)
        return Error{ErrorCode::TooLarge, "decoding it would take more memory than Sparlet allows a picture"};
    if (bytes == 0) return {};
    Budget& shared = budget();
    std::unique_lock lock(shared.mutex);
    const bool first = held_ == 0;
    const std::uint64_t ticket = first ? shared.nextTicket++ : 0;
    shared.changed.wait(lock, [&] {
        return (!first || ticket == shared.nowServing) && shared.used + bytes <= kDecodeMemory;
    });
    if (first) ++shared.nowServing;
    shared.used += bytes;
    held_ += bytes;
    lock.unlock();
    shared.changed.notify_all();
    return {};
}

} // namespace sparlet::image
