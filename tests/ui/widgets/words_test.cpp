#include "widgets/words.h"

#include <gtest/gtest.h>

#include <limits>

namespace sparlet::ui {
namespace {

TEST(Words, DurationsHaveTheirTwoLargestParts) {
    const std::pair<double, const char*> cases[] = {
        {-3, "0 s"},         {0.4, "0 s"},       {59.4, "59 s"},
        {59.6, "1 min"},     {80, "1 min 20 s"}, {599.4, "9 min 59 s"},
        {600, "10 min"},     {629, "10 min"},    {631, "11 min"},
        {3569, "59 min"},    {3571, "1 h"},      {3600, "1 h"},
        {3725, "1 h 2 min"}, {86'400, "24 h"},   {std::numeric_limits<double>::quiet_NaN(), "0 s"}};
    for (const auto& [seconds, words] : cases)
        EXPECT_EQ(durationText(seconds).toStdString(), words) << seconds;
}

} // namespace
} // namespace sparlet::ui
