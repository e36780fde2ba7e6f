#include "base/home_folder.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace sparlet {
namespace {

TEST(HomeFolder, FollowsTheEnvironment) {
    ::setenv("SPARLET_HOME", "/somewhere/home", 1);
    EXPECT_EQ(defaultHome(), "/somewhere/home");
    ::unsetenv("SPARLET_HOME");
    ::setenv("XDG_DATA_HOME", "/data", 1);
    EXPECT_EQ(defaultHome(), "/data/sparlet");
    ::setenv("XDG_DATA_HOME", "relative", 1); // the XDG specification says to ignore such a value
    ::setenv("HOME", "/users/me", 1);
    EXPECT_EQ(defaultHome(), "/users/me/.local/share/sparlet");
}

} // namespace
} // namespace sparlet
