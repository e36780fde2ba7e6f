#include "base/processors.h"

#include <gtest/gtest.h>

#include <sched.h>
#include <thread>

namespace sparlet {
namespace {

TEST(UsableProcessors, AreThoseThatTheThreadMayRunOn) {
    cpu_set_t before;
    CPU_ZERO(&before);
    ASSERT_EQ(sched_getaffinity(0, sizeof(before), &before), 0);
    EXPECT_EQ(usableProcessors(), CPU_COUNT(&before));
    int alone = 0;
    std::thread([&] { // whose affinity goes with it
        cpu_set_t one;
        CPU_ZERO(&one);
        for (int i = 0; i < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++i) {
            if (CPU_ISSET(i, &before)) CPU_SET(i, &one);
        }
        if (sched_setaffinity(0, sizeof(one), &one) == 0) alone = usableProcessors();
    })
        .join();
    EXPECT_EQ(alone, 1);
    EXPECT_EQ(usableProcessors(), CPU_COUNT(&before));
}

} // namespace
} // namespace sparlet
