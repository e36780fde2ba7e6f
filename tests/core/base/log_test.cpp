#include "base/log.h"
#include "base/task.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace sparlet {
namespace {

TEST(Log, GoesToTheSinkOneCallAtATime) {
    std::vector<std::string> seen;
    setLogSink([&](LogLevel level, std::string_view message) {
        EXPECT_EQ(level, LogLevel::Warning);
        seen.emplace_back(message);
    });
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([] {
                for (int k = 0; k < 100; ++k)
                    log(LogLevel::Warning, "message");
            });
        }
    }
    setLogSink({});
    EXPECT_EQ(seen.size(), 400U);
}

TEST(CancelToken, CopiesShareOneFlag) {
    const CancelToken token;
    const CancelToken copy = token;
    EXPECT_FALSE(copy.cancelled());
    token.flag()->store(true);
    EXPECT_TRUE(copy.cancelled());
    EXPECT_FALSE(CancelToken().cancelled());
}

} // namespace
} // namespace sparlet
