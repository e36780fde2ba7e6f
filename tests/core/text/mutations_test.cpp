// The fuzzers' bodies over thousands of damaged copies of valid files, the same ones on every run.
#include "fuzz/text_bodies.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <cstring>
#include <random>

namespace sparlet {
namespace {

std::string mutated(std::string bytes, std::mt19937& random) {
    static const std::vector<std::string> spice{"\"",           "{",  "}",        "[",    "]",       "\\",
                                                "\n",           ",",  "null",     "\xFF", "\\ud800", "1e9",
                                                "\xE7\x8C\xAB", "'s", "</think>", "-"};
    const auto below = [&](std::size_t n) {
        return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
    };
    for (std::size_t n = 1 + below(4); n > 0; --n) {
        const std::size_t at = bytes.empty() ? 0 : below(bytes.size());
        switch (below(6)) {
        case 0:
            if (!bytes.empty()) bytes[at] = static_cast<char>(below(256));
            break;
        case 1:
            bytes.resize(at);
            break;
        case 2:
            bytes.insert(at, spice[below(spice.size())]);
            break;
        case 3:
            bytes.erase(at, 1 + below(8));
            break;
        case 4:
            bytes.insert(at, bytes.substr(at, 1 + below(40)));
            break;
        default:
            if (!bytes.empty())
                bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ (1u << below(8)));
        }
    }
    return bytes;
}

template <class Body>
void runMutations(const std::string& valid, Body body, int rounds = 4000) {
    std::mt19937 random(20240517);
    body(valid);
    body(std::string_view());
    for (int i = 0; i < rounds; ++i)
        body(mutated(valid, random));
}

WordVectors smallVectors() {
    auto v = parseWordVectorText("4 3\nred 3 1 0\ncar 3 0 1\nsky 3 -1 2\nété 3 2 2\n", "g");
    v->component = {1.0F, 0.0F, 0.0F};
    return *v;
}

TEST(Mutations, WordVectorFile) {
    runMutations(serializeWordVectors(smallVectors()), fuzz::wordVectors);
}

// With the checksum put right again, so that the checks behind it are reached.
TEST(Mutations, WordVectorFileBehindItsChecksum) {
    int accepted = 0;
    runMutations(serializeWordVectors(smallVectors()), [&](std::string_view bytes) {
        std::string forged(bytes);
        if (forged.size() >= 4) {
            const auto length = static_cast<uInt>(forged.size() - 4);
            const auto sum =
                static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(forged.data()), length));
            std::memcpy(forged.data() + length, &sum, 4);
        }
        accepted += parseWordVectors(forged, "x").ok();
        fuzz::wordVectors(forged);
    });
    EXPECT_GT(accepted, 100) << "the mutations must reach the accepting path";
}

TEST(Mutations, WordVectorText) {
    runMutations("4 3\nred 3 1 0\ncar 3.5e-1 0 1\nsky 3 -1 2\nété 3 2 2\n", fuzz::wordVectorText);
}

TEST(Mutations, Descriptions) {
    runMutations(R"({"format":"sparlet-descriptions","version":1,"licence":"CC0-1.0","source":"s","classes":[
        {"name":"n1","title":"gold fish","descriptions":["a red fish","with fins"]},
        {"name":"n2","title":"猫","descriptions":["a cat \u00e9"]}]})",
                 fuzz::descriptions);
}

TEST(Mutations, Captions) {
    runMutations("{\"image\":\"a/b.jpg\",\"text\":\"a red car\"}\n{\"image\":\"c.jpg\",\"text\":\"\\u732b "
                 "\\\"x\\\"\"}\r\n\n"
                 "{\"text\":\"blue\",\"image\":\"d\",\"model\":[1,{}]}\n",
                 fuzz::captions);
}

TEST(Mutations, ChatAnswer) {
    runMutations(
        R"({"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"<think>hm</think>A red car. It )"
        R"(stands"},"finish_reason":"length"}],"error":{"message":"none"}})",
        fuzz::chatAnswer);
}

TEST(Mutations, Tokens) {
    runMutations("The potter's High-Speed ÉCOLE 猫、犬 don\xE2\x80\x99t 5×7 ＡＢ", fuzz::tokens);
}

} // namespace
} // namespace sparlet
