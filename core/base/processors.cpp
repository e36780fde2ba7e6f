#include "base/processors.h"

#include <algorithm>
#include <thread>

#if defined(__linux__)
#include <sched.h>
#endif

namespace sparlet {

int usableProcessors() {
#if defined(__linux__)
    cpu_set_t allowed; // of more than its 1,024 processors the kernel tells nothing, and all are counted
    CPU_ZERO(&allowed);
    if (sched_getaffinity(0, sizeof(allowed), &allowed) == 0) return std::max(1, CPU_COUNT(&allowed));
#endif
    return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

} // namespace sparlet
