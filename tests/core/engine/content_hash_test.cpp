#include "engine/content_hash_internal.h"

#include <gtest/gtest.h>

#include <set>

namespace sparlet::engine {
namespace {

std::string hashOf(std::string_view text) {
    ContentHash hash;
    hash.add(text);
    return hash.hex();
}

TEST(ContentHash, DoesNotDependOnHowBytesArrive) {
    std::string text;
    for (int i = 0; i < 1000; ++i)
        text += static_cast<char>(i * 7);
    const std::string whole = hashOf(text);
    EXPECT_EQ(whole.size(), 32U);
    for (const std::size_t step : {1U, 3U, 31U, 32U, 33U, 500U}) {
        ContentHash hash;
        for (std::size_t at = 0; at < text.size(); at += step)
            hash.add(std::string_view(text).substr(at, step));
        EXPECT_EQ(hash.hex(), whole) << step;
    }
}

TEST(ContentHash, TellsNearlyEqualInputsApart) {
    std::set<std::string> seen;
    std::size_t inputs = 0;
    for (std::size_t length = 0; length < 100; ++length) {
        const std::string zeros(length, '\0');
        seen.insert(hashOf(zeros));
        ++inputs;
        for (std::size_t at = 0; at < length; at += 7) {
            std::string changed = zeros;
            changed[at] = 1;
            seen.insert(hashOf(changed));
            ++inputs;
        }
    }
    EXPECT_EQ(seen.size(), inputs);
}

TEST(ContentHash, FieldsDoNotRunIntoEachOther) {
    ContentHash first;
    first.addField("ab");
    first.addField("c");
    ContentHash second;
    second.addField("a");
    second.addField("bc");
    EXPECT_NE(first.hex(), second.hex());
}

} // namespace
} // namespace sparlet::engine
