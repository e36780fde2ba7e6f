#include "codes/codec.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace sparlet::codes {
namespace {

using Bytes = std::vector<std::uint8_t>;

/// A codec whose levels are whole numbers: minimum −2^(b−1) + 1, maximum 2^(b−1), step 1.
CodecParameters wholeNumbers(const std::vector<std::uint8_t>& bits) {
    CodecParameters p;
    p.bits = bits;
    for (const auto b : bits) {
        p.minimum.push_back(static_cast<float>(1 - (1 << (b - 1))));
        p.maximum.push_back(static_cast<float>(1 << (b - 1)));
    }
    return p;
}

Codec make(CodecParameters p) {
    auto codec = Codec::create(std::move(p));
    EXPECT_TRUE(codec.ok());
    return *std::move(codec);
}

CodecParameters randomParameters(std::mt19937& random, std::size_t dimensions, int bits = 0) {
    std::uniform_int_distribution<int> anyBits(2, 8);
    std::uniform_real_distribution<float> edge(0.01F, 0.5F);
    CodecParameters p;
    for (std::size_t d = 0; d < dimensions; ++d) {
        const int b = bits != 0 ? bits : anyBits(random);
        const std::vector<float> low{-edge(random)}, high{edge(random)};
        const auto one = uniformParameters(low, high, b);
        p.bits.push_back(one.bits[0]);
        p.minimum.push_back(one.minimum[0]);
        p.maximum.push_back(one.maximum[0]);
    }
    return p;
}

std::vector<float> randomSparse(std::mt19937& random, std::size_t dimensions, double density) {
    std::normal_distribution<float> normal(0.0F, 0.2F);
    std::bernoulli_distribution kept(density);
    std::vector<float> z(dimensions);
    for (auto& v : z)
        v = kept(random) ? normal(random) : 0.0F;
    return z;
}

/// The documented packing, one bit at a time.
Bytes naivePacking(const CodecParameters& p, const std::vector<std::pair<std::size_t, unsigned>>& levels) {
    const std::size_t dimensions = p.bits.size();
    std::vector<bool> stream((dimensions + 7) / 8 * 8, false);
    for (const auto& [d, level] : levels)
        stream[d] = true;
    for (const auto& [d, level] : levels)
        for (unsigned bit = 0; bit < p.bits[d]; ++bit)
            stream.push_back((level >> bit & 1U) != 0);
    Bytes out((stream.size() + 7) / 8, 0);
    for (std::size_t i = 0; i < stream.size(); ++i)
        if (stream[i]) out[i / 8] = static_cast<std::uint8_t>(out[i / 8] | 1U << i % 8);
    return out;
}

double cosine(std::span<const float> a, std::span<const float> b) {
    double dot = 0, aa = 0, bb = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        dot += static_cast<double>(a[i]) * b[i];
        aa += static_cast<double>(a[i]) * a[i];
        bb += static_cast<double>(b[i]) * b[i];
    }
    return aa > 0 && bb > 0 ? dot / std::sqrt(aa * bb) : 0.0;
}

TEST(Codec, PacksTheHandComputedExample) {
    const auto codec = make(wholeNumbers({2, 3, 4, 5, 8, 2, 3, 4, 5, 8}));
    // Levels: 2 is 3 of 2 bits; −5 is 2 of 4 bits; 28 is 155 of 8 bits; −127 is 0 of 8 bits.
    const std::vector<float> z{2, 0, -5, 0, 28, 0, 0, 0, 0, -127};
    Bytes code;
    EXPECT_EQ(codec.encode(z, code), 5U);
    // Mask: dimensions 0, 2, 4 in byte 0, dimension 9 in byte 1. Levels: 3 + (2 << 2) + (155 << 6) = 0x26CB.
    EXPECT_EQ(code, (Bytes{0x15, 0x02, 0xCB, 0x26, 0x00}));

    const auto entries = codec.entries(code);
    ASSERT_EQ(entries.size(), 4U);
    const int dimensions[] = {0, 2, 4, 9}, levels[] = {3, 2, 155, 0}, bits[] = {2, 4, 8, 8};
    const float values[] = {2, -5, 28, -127};
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(entries[i].dimension, dimensions[i]);
        EXPECT_EQ(entries[i].level, levels[i]);
        EXPECT_EQ(entries[i].bits, bits[i]);
        EXPECT_FLOAT_EQ(entries[i].value, values[i]);
    }
    EXPECT_FLOAT_EQ(codec.norm(code), std::sqrt(4.0F + 25.0F + 784.0F + 16129.0F));
}

TEST(Codec, AppendsToWhatIsThere) {
    const auto codec = make(wholeNumbers({2, 2}));
    Bytes out{0xAA};
    EXPECT_EQ(codec.encode(std::vector<float>{1, 2}, out), 2U);
    EXPECT_EQ(out, (Bytes{0xAA, 0x03, 0x0E})); // levels 2 and 3: 2 + (3 << 2)
}

TEST(Codec, QuarterOf128DimensionsAtFourBitsIs32Bytes) {
    std::mt19937 random(1);
    const auto codec = make(randomParameters(random, 128, 4));
    std::vector<float> z(128, 0.0F);
    for (std::size_t d = 0; d < 128; d += 4)
        z[d] = 1.0F;
    Bytes code;
    EXPECT_EQ(codec.encode(z, code), 32U);
}

TEST(Codec, RoundsToTheNearestLevelAndClamps) {
    const auto codec = make(wholeNumbers({4, 4, 4, 4, 4, 4})); // −7..8
    const auto infinity = std::numeric_limits<float>::infinity();
    Bytes code;
    codec.encode(std::vector<float>{2.4F, 2.6F, -100.0F, 100.0F, -infinity, infinity}, code);
    std::vector<float> out(6);
    codec.decode(code, out);
    EXPECT_EQ(out, (std::vector<float>{2, 3, -7, 8, -7, 8}));
}

TEST(Codec, LeavesOutWhatStandsForZero) {
    const auto codec = make(wholeNumbers({4, 4, 4, 4, 4}));
    Bytes code;
    codec.encode(std::vector<float>{0.0F, -0.0F, 0.3F, -0.4F, std::numeric_limits<float>::quiet_NaN()}, code);
    EXPECT_EQ(code, (Bytes{0x00}));
    EXPECT_EQ(codec.norm(code), 0.0F);
}

TEST(Codec, KeepsValuesWhereZeroIsNotOnTheGrid) {
    CodecParameters p{{2}, {0.1F}, {0.4F}};
    const auto codec = make(p);
    Bytes code;
    codec.encode(std::vector<float>{0.001F}, code);
    EXPECT_EQ(code, (Bytes{0x01, 0x00}));
    code.clear();
    codec.encode(std::vector<float>{0.0F}, code);
    EXPECT_EQ(code, (Bytes{0x00}));
}

TEST(Codec, RoundTripsForEveryWidthSizeAndDensity) {
    std::mt19937 random(2);
    for (int bits = 1; bits <= 8; ++bits) { // 1: mixed widths
        for (const std::size_t dimensions : {1U, 7U, 8U, 9U, 64U, 65U, 128U, 200U}) {
            const auto parameters = randomParameters(random, dimensions, bits == 1 ? 0 : bits);
            const auto codec = make(parameters);
            for (const double density : {0.0, 0.1, 0.25, 0.9, 1.0}) {
                const auto z = randomSparse(random, dimensions, density);
                Bytes code;
                const std::size_t added = codec.encode(z, code);
                ASSERT_EQ(added, code.size());
                ASSERT_LE(code.size(), codec.maxCodeBytes());

                std::vector<std::pair<std::size_t, unsigned>> levels;
                std::vector<float> expected(dimensions, 0.0F);
                for (std::size_t d = 0; d < dimensions; ++d) {
                    const int top = (1 << parameters.bits[d]) - 1;
                    const double step =
                        (static_cast<double>(parameters.maximum[d]) - parameters.minimum[d]) / top;
                    const auto level =
                        std::clamp<long>(std::lround((z[d] - parameters.minimum[d]) / step), 0, top);
                    const double value = parameters.minimum[d] + static_cast<double>(level) * step;
                    if (z[d] == 0.0F || std::abs(value) < step / 1000) continue;
                    levels.emplace_back(d, static_cast<unsigned>(level));
                    expected[d] = static_cast<float>(value);
                }
                ASSERT_EQ(code, naivePacking(parameters, levels));

                std::vector<float> decoded(dimensions, 7.0F);
                codec.decode(code, decoded);
                for (std::size_t d = 0; d < dimensions; ++d)
                    ASSERT_FLOAT_EQ(decoded[d], expected[d]);
                Bytes again;
                codec.encode(decoded, again);
                ASSERT_EQ(again, code) << "encode(decode(code)) must give the code";
            }
        }
    }
}

TEST(Codec, SizeAtRefusesEveryTruncationAndIgnoresWhatFollows) {
    std::mt19937 random(3);
    for (int i = 0; i < 200; ++i) {
        const std::size_t dimensions = 1 + random() % 140;
        const auto codec = make(randomParameters(random, dimensions));
        Bytes code;
        codec.encode(randomSparse(random, dimensions, 0.4), code);
        for (std::size_t length = 0; length < code.size(); ++length) {
            const auto size = codec.sizeAt(std::span(code).first(length));
            ASSERT_FALSE(size.ok()) << length << " of " << code.size();
            ASSERT_EQ(size.error().code, ErrorCode::Corrupt);
        }
        const std::size_t whole = code.size();
        for (int extra = 0; extra < 3; ++extra, code.push_back(0xFF)) {
            const auto size = codec.sizeAt(code);
            ASSERT_TRUE(size.ok());
            ASSERT_EQ(*size, whole);
        }
    }
}

TEST(Codec, SizeAtRefusesBitsThatMustBeZero) {
    const auto codec = make(wholeNumbers({3, 3, 3, 3, 3}));
    EXPECT_TRUE(codec.sizeAt(Bytes{0x01, 0x07}).ok());
    EXPECT_FALSE(codec.sizeAt(Bytes{0x21, 0x07, 0xFF}).ok()); // dimension 5 of 5
    EXPECT_FALSE(codec.sizeAt(Bytes{0x01, 0x0F}).ok());       // fourth bit of a three-bit value
}

TEST(Codec, RandomBytesNeverLeadOutOfBounds) {
    std::mt19937 random(4);
    int accepted = 0;
    for (int i = 0; i < 20000; ++i) {
        const std::size_t dimensions = 1 + random() % 40;
        const auto codec = make(randomParameters(random, dimensions));
        Bytes bytes(random() % 40);
        for (auto& b : bytes)
            b = static_cast<std::uint8_t>(random());
        const auto size = codec.sizeAt(bytes);
        if (!size.ok()) continue;
        ++accepted;
        ASSERT_LE(*size, bytes.size());
        const Bytes code(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(*size));
        std::vector<float> decoded(dimensions);
        codec.decode(code, decoded);
        const Scorer scorer(codec, decoded);
        const float score = scorer.score(code);
        ASSERT_NEAR(score, codec.norm(code) > 0 ? 1.0F : 0.0F, 1e-5F);
    }
    EXPECT_GT(accepted, 100);
}

TEST(Codec, FingerprintTellsParametersApart) {
    const auto a = make(wholeNumbers({2, 3, 4}));
    EXPECT_EQ(a.fingerprint(), make(wholeNumbers({2, 3, 4})).fingerprint());
    EXPECT_EQ(a.fingerprint().size(), 16U);
    auto p = a.parameters();
    p.maximum[1] = std::nextafter(p.maximum[1], 100.0F);
    EXPECT_NE(make(p).fingerprint(), a.fingerprint());
    p = a.parameters();
    p.minimum[0] = std::nextafter(p.minimum[0], 100.0F);
    EXPECT_NE(make(p).fingerprint(), a.fingerprint());
    p = a.parameters();
    p.bits[2] = 5;
    EXPECT_NE(make(p).fingerprint(), a.fingerprint());
}

TEST(Codec, FingerprintDoesNotChangeBetweenReleases) {
    // FNV-1a over 01 00 00 00 | 02 | 00 00 80 bf | 00 00 00 40, computed apart from this program.
    EXPECT_EQ(make({{2}, {-1.0F}, {2.0F}}).fingerprint(), "3cf4980cd7116d0b");
}

TEST(Codec, RefusesUnusableParameters) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float infinity = std::numeric_limits<float>::infinity();
    const auto refused = [](CodecParameters p) {
        const auto codec = Codec::create(std::move(p));
        return !codec.ok() && codec.error().code == ErrorCode::InvalidArgument &&
               !codec.error().message.empty();
    };
    EXPECT_TRUE(refused({}));
    EXPECT_TRUE(refused({{1}, {0}, {1}}));
    EXPECT_TRUE(refused({{9}, {0}, {1}}));
    EXPECT_TRUE(refused({{4}, {0}, {}}));
    EXPECT_TRUE(refused({{4}, {0, 0}, {1, 1}}));
    EXPECT_TRUE(refused({{4}, {1}, {1}}));
    EXPECT_TRUE(refused({{4}, {2}, {1}}));
    EXPECT_TRUE(refused({{4}, {nan}, {1}}));
    EXPECT_TRUE(refused({{4}, {0}, {nan}}));
    EXPECT_TRUE(refused({{4}, {-infinity}, {1}}));
    EXPECT_TRUE(refused({{4}, {0}, {infinity}}));
    EXPECT_TRUE(refused({{4}, {-3e38F}, {3e38F}}));
    EXPECT_TRUE(refused({{4}, {0}, {1e-30F}}));
    EXPECT_TRUE(refused(wholeNumbers(std::vector<std::uint8_t>(4097, 4))));
    EXPECT_FALSE(refused(wholeNumbers(std::vector<std::uint8_t>(4096, 4))));
}

TEST(Codec, WorksAtTheLargestSize) {
    std::mt19937 random(5);
    const auto codec = make(randomParameters(random, 4096, 8));
    const auto z = randomSparse(random, 4096, 1.0);
    Bytes code;
    codec.encode(z, code);
    ASSERT_TRUE(codec.sizeAt(code).ok());
    std::vector<float> decoded(4096);
    codec.decode(code, decoded);
    EXPECT_NEAR(Scorer(codec, z).score(code), cosine(z, decoded), 1e-5);
}

TEST(UniformParameters, CoverTheRangeWithZeroOnALevel) {
    std::mt19937 random(6);
    std::uniform_real_distribution<float> any(-1.0F, 1.0F);
    std::vector<float> low, high;
    for (int i = 0; i < 500; ++i) {
        const float a = any(random), b = any(random);
        low.push_back(std::min(a, b));
        high.push_back(std::max(a, b));
    }
    low.insert(low.end(), {0.0F, 0.3F, -0.3F});
    high.insert(high.end(), {0.0F, 0.3F, -0.3F});
    for (int bits = 2; bits <= 8; ++bits) {
        const auto p = uniformParameters(low, high, bits);
        const auto codec = make(p);
        for (std::size_t d = 0; d < low.size(); ++d) {
            const double step = (static_cast<double>(p.maximum[d]) - p.minimum[d]) / ((1 << bits) - 1);
            EXPECT_LE(p.minimum[d], low[d] + 1e-6);
            EXPECT_GE(p.maximum[d], high[d] - 1e-6);
            EXPECT_NEAR(std::remainder(p.minimum[d], step) / step, 0.0, 1e-3);
            // A value within the range decodes to within half a step.
            std::vector<float> z(low.size(), 0.0F), decoded(low.size());
            z[d] = 0.25F * low[d] + 0.75F * high[d];
            Bytes code;
            codec.encode(z, code);
            codec.decode(code, decoded);
            EXPECT_NEAR(decoded[d], z[d], step * 0.5001 + 1e-7);
        }
    }
}

TEST(Scorer, EqualsTheCosineOfTheDecodedCode) {
    std::mt19937 random(7);
    for (int i = 0; i < 2000; ++i) {
        const std::size_t dimensions = 1 + random() % 200;
        const auto codec = make(randomParameters(random, dimensions));
        const auto query = randomSparse(random, dimensions, i % 2 == 0 ? 1.0 : 0.5);
        const auto z = randomSparse(random, dimensions, (i % 5) * 0.25);
        Bytes code;
        codec.encode(z, code);
        std::vector<float> decoded(dimensions);
        codec.decode(code, decoded);
        const float score = Scorer(codec, query).score(code);
        ASSERT_NEAR(score, cosine(query, decoded), 1e-5);
        ASSERT_LE(std::abs(score), 1.0F);
    }
}

TEST(Scorer, DoesNotDependOnTheLengthOfTheQuery) {
    std::mt19937 random(8);
    const auto codec = make(randomParameters(random, 64));
    auto query = randomSparse(random, 64, 1.0);
    Bytes code;
    codec.encode(randomSparse(random, 64, 0.5), code);
    const float score = Scorer(codec, query).score(code);
    for (auto& v : query)
        v *= 1000.0F;
    EXPECT_NEAR(Scorer(codec, query).score(code), score, 1e-6F);
}

TEST(Scorer, ScoresNothingAsZero) {
    const auto codec = make(wholeNumbers({4, 4}));
    Bytes code, empty;
    codec.encode(std::vector<float>{3, 4}, code);
    codec.encode(std::vector<float>{0, 0}, empty);
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float infinity = std::numeric_limits<float>::infinity();
    EXPECT_EQ(Scorer(codec, std::vector<float>{1, 0}).score(empty), 0.0F);
    EXPECT_EQ(Scorer(codec, std::vector<float>{0, 0}).score(code), 0.0F);
    EXPECT_EQ(Scorer(codec, std::vector<float>{nan, 1}).score(code), 0.0F);
    EXPECT_EQ(Scorer(codec, std::vector<float>{infinity, 1}).score(code), 0.0F);
    EXPECT_NEAR(Scorer(codec, std::vector<float>{1, 0}).score(code), 0.6F, 1e-6F);
    EXPECT_NEAR(Scorer(codec, std::vector<float>{0, -1}).score(code), -0.8F, 1e-6F);
}

} // namespace
} // namespace sparlet::codes
