#include "support/temp_dir.h"
#include "text/word_vectors.h"

#include <gmock/gmock.h>
#include <zlib.h>

#include <cmath>
#include <cstring>
#include <limits>

namespace sparlet {
namespace {

using test::TempDir;
using ::testing::HasSubstr;

WordVectors sample() {
    WordVectors v;
    v.dimensions = 3;
    v.smoothing = 0.002;
    v.component = {0.0F, 1.0F, 0.0F};
    v.words = {"red", "été"};
    v.probability = {0.25F, 0.0F};
    v.scale = {0.5F, 0.125F};
    v.values = {1, -2, 127, -127, 0, 5};
    return v;
}

void fixChecksum(std::string& bytes) {
    const auto length = static_cast<uInt>(bytes.size() - 4);
    const auto sum =
        static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), length));
    std::memcpy(bytes.data() + length, &sum, 4);
}

std::string messageOf(const std::string& bytes) {
    const auto parsed = parseWordVectors(bytes, "'x.bin'");
    return parsed.ok() ? "no error" : parsed.error().message;
}

TEST(WordVectorFile, RoundTripsEveryField) {
    const TempDir folder;
    const WordVectors v = sample();
    ASSERT_TRUE(writeWordVectors(v, folder / "v.bin").ok());
    const auto back = readWordVectors(folder / "v.bin");
    ASSERT_TRUE(back.ok()) << back.error().message;
    EXPECT_EQ(back->dimensions, v.dimensions);
    EXPECT_EQ(back->smoothing, v.smoothing);
    EXPECT_EQ(back->component, v.component);
    EXPECT_EQ(back->words, v.words);
    EXPECT_EQ(back->probability, v.probability);
    EXPECT_EQ(back->scale, v.scale);
    EXPECT_EQ(back->values, v.values);
}

TEST(WordVectorFile, AMissingComponentStaysMissing) {
    WordVectors v = sample();
    v.component.clear();
    const auto back = parseWordVectors(serializeWordVectors(v), "x");
    ASSERT_TRUE(back.ok());
    EXPECT_TRUE(back->component.empty());
}

TEST(WordVectorFile, HasTheLayoutThatTheHeaderStates) {
    const std::string bytes = serializeWordVectors(sample());
    // 8 + 4·4 + 8 header, 3·4 component, 2·4 + 2·4, 6 values, 1+3 and 1+5 bytes of words, 4 checksum
    EXPECT_EQ(bytes.size(), 32u + 12 + 16 + 6 + 10 + 4);
    EXPECT_EQ(bytes.substr(0, 8), "SPARLETW");
    EXPECT_EQ(bytes[12], 3);
    EXPECT_EQ(bytes[16], 2);
    EXPECT_EQ(bytes[20], 10);
}

TEST(WordVectorFile, EveryTruncationIsRefused) {
    const std::string bytes = serializeWordVectors(sample());
    for (std::size_t n = 0; n < bytes.size(); ++n)
        EXPECT_FALSE(parseWordVectors(bytes.substr(0, n), "x").ok()) << n;
    EXPECT_FALSE(parseWordVectors(bytes + "x", "x").ok());
}

TEST(WordVectorFile, EveryFlippedBitIsRefused) {
    const std::string bytes = serializeWordVectors(sample());
    for (std::size_t i = 0; i < bytes.size(); ++i)
        for (int bit = 0; bit < 8; ++bit) {
            std::string bad = bytes;
            bad[i] = static_cast<char>(static_cast<unsigned char>(bad[i]) ^ (1u << bit));
            EXPECT_FALSE(parseWordVectors(bad, "x").ok()) << "byte " << i << " bit " << bit;
        }
}

TEST(WordVectorFile, AForgedHeaderAllocatesNothing) {
    std::string bytes = serializeWordVectors(sample());
    const std::uint32_t words = 4'000'000, dimensions = 4096;
    std::memcpy(bytes.data() + 12, &dimensions, 4);
    std::memcpy(bytes.data() + 16, &words, 4);
    fixChecksum(bytes);
    EXPECT_THAT(messageOf(bytes), HasSubstr("length does not agree"));
    const std::uint32_t huge = std::numeric_limits<std::uint32_t>::max();
    std::memcpy(bytes.data() + 16, &huge, 4);
    fixChecksum(bytes);
    EXPECT_THAT(messageOf(bytes), HasSubstr("impossible size"));
}

TEST(WordVectorFile, ANewerVersionIsUnsupportedNotCorrupt) {
    std::string bytes = serializeWordVectors(sample());
    bytes[8] = 2;
    fixChecksum(bytes);
    const auto parsed = parseWordVectors(bytes, "x");
    ASSERT_FALSE(parsed.ok());
    EXPECT_EQ(parsed.error().code, ErrorCode::Unsupported);
}

TEST(WordVectorFile, ValuesThatMakeNoSenseAreRefusedEvenWithAChecksum) {
    const auto refused = [](auto change, const char* what) {
        WordVectors v = sample();
        change(v);
        EXPECT_THAT(messageOf(serializeWordVectors(v)), HasSubstr(what));
    };
    const float nan = std::numeric_limits<float>::quiet_NaN();
    refused([&](WordVectors& v) { v.component[1] = nan; }, "common component");
    refused([&](WordVectors& v) { v.component[1] = 0.5F; }, "length 1");
    refused([&](WordVectors& v) { v.probability[0] = nan; }, "probability");
    refused([&](WordVectors& v) { v.probability[0] = 1.5F; }, "probability");
    refused([&](WordVectors& v) { v.scale[1] = 0.0F; }, "scale");
    refused([&](WordVectors& v) { v.scale[1] = nan; }, "scale");
    refused([&](WordVectors& v) { v.smoothing = 0; }, "smoothing");
    refused([&](WordVectors& v) { v.words[1] = v.words[0]; }, "list of words");
}

TEST(WordVectorFile, ErrorsNameTheFile) {
    const TempDir folder;
    test::writeText(folder / "bad.bin", "not vectors at all, but long enough for a header");
    const auto bad = readWordVectors(folder / "bad.bin");
    ASSERT_FALSE(bad.ok());
    EXPECT_EQ(bad.error().code, ErrorCode::Corrupt);
    EXPECT_THAT(bad.error().message, HasSubstr("bad.bin"));
    const auto missing = readWordVectors(folder / "none.bin");
    ASSERT_FALSE(missing.ok());
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
    EXPECT_FALSE(readWordVectors(folder.path()).ok());
}

TEST(Zipf, SumsToOneAndFallsLikeTheLaw) {
    double sum = 0;
    for (std::size_t r = 0; r < 1000; ++r)
        sum += zipfProbability(r, 1000);
    EXPECT_NEAR(sum, 1, 1e-6);
    EXPECT_NEAR(zipfProbability(0) / zipfProbability(1), 4.7 / 3.7, 1e-12);
    EXPECT_NEAR(zipfProbability(9, 10),
                (1 / 12.7) / (1 / 3.7 + 1 / 4.7 + 1 / 5.7 + 1 / 6.7 + 1 / 7.7 + 1 / 8.7 + 1 / 9.7 + 1 / 10.7 +
                              1 / 11.7 + 1 / 12.7),
                1e-12);
}

} // namespace
} // namespace sparlet
