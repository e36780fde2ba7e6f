#include "base/printable.h"

#include <gtest/gtest.h>

namespace sparlet {
namespace {

TEST(Printable, LeavesWellFormedTextAlone) {
    for (const std::string& text :
         {std::string(), std::string("plain 'text' \\ \"x\""), std::string("f\xC3\xA4rg"),
          std::string("\xE5\x86\x99\xE7\x9C\x9F"), std::string("\xF0\x9F\x98\x80"),
          std::string("\xEF\xBF\xBF"), std::string("\xF4\x8F\xBF\xBF")})
        EXPECT_EQ(printable(text), text);
}

TEST(Printable, EscapesWhatIsNotUtf8) {
    EXPECT_EQ(printable("caf\xE9"), "caf\\xE9");
    EXPECT_EQ(printable("\xFF\xFE"), "\\xFF\\xFE");
    EXPECT_EQ(printable("\xC3"), "\\xC3");                            // cut short
    EXPECT_EQ(printable("\xC0\xAF"), "\\xC0\\xAF");                   // overlong
    EXPECT_EQ(printable("\xE0\x80\xAF"), "\\xE0\\x80\\xAF");          // overlong
    EXPECT_EQ(printable("\xED\xA0\x80"), "\\xED\\xA0\\x80");          // surrogate
    EXPECT_EQ(printable("\xF4\x90\x80\x80"), "\\xF4\\x90\\x80\\x80"); // above U+10FFFF
    EXPECT_EQ(printable("\xE2\x82"
                        "A"),
              "\\xE2\\x82"
              "A");
}

TEST(Printable, EscapesControls) {
    EXPECT_EQ(printable("a\nb\tc\x7F"), "a\\x0Ab\\x09c\\x7F");
    EXPECT_EQ(printable("\xC2\x9B"), "\\xC2\\x9B"); // C1
    EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
}

TEST(Quoted, PutsPathsInQuotes) {
    EXPECT_EQ(quoted("/a/\xE9"), "'/a/\\xE9'");
}

} // namespace
} // namespace sparlet
