#include "interrupt.h"

#include <atomic>
#include <csignal>

namespace sparlet::cli {

namespace {

std::atomic<std::atomic<bool>*> cancelFlag{nullptr};
static_assert(std::atomic<bool>::is_always_lock_free);

extern "C" void onInterrupt(int) {
    if (std::atomic<bool>* flag = cancelFlag.load()) flag->store(true);
}

} // namespace

void cancelOnInterrupt(const CancelToken& token) {
    cancelFlag = token.flag();
    struct sigaction action {};
    action.sa_handler = onInterrupt;
    action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

} // namespace sparlet::cli
