#include "text/word_vector_encoder.h"

#include <gmock/gmock.h>

#include <cmath>

namespace sparlet {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// red (3, 0) with weight 0.001/(0.001+0.001) = 1/2; car (0, 4) with weight 1; the (2, 2) with weight
// 0.001/(0.001+0.009) = 1/10.
WordVectors threeWords() {
    WordVectors v;
    v.dimensions = 2;
    v.smoothing = 0.001;
    v.words = {"the", "red", "car"};
    v.probability = {0.009F, 0.001F, 0.0F};
    v.scale = {0.5F, 1.0F, 2.0F};
    v.values = {4, 4, 3, 0, 0, 2};
    return v;
}

TEST(SifEncoder, WeightsWordsByHandComputedValues) {
    const WordVectorEncoder encoder(threeWords(), "three");
    // (½·(3,0) + 1·(0,4) + 0.1·(2,2)) / 3 = (1.7, 4.2) / 3
    const auto mean = encoder.weightedMean("The red car");
    ASSERT_TRUE(mean);
    EXPECT_NEAR((*mean)[0], 1.7 / 3, 1e-7);
    EXPECT_NEAR((*mean)[1], 4.2 / 3, 1e-7);
    // 1.7² + 4.2² = 20.53
    const auto encoded = encoder.encode("The red car");
    ASSERT_TRUE(encoded.ok());
    EXPECT_NEAR(encoded->vector[0], 1.7 / std::sqrt(20.53), 1e-6);
    EXPECT_NEAR(encoded->vector[1], 4.2 / std::sqrt(20.53), 1e-6);
    EXPECT_THAT(encoded->known, ElementsAre("the", "red", "car"));
    EXPECT_THAT(encoded->unknown, IsEmpty());
}

TEST(SifEncoder, CountsRepetitions) {
    const WordVectorEncoder encoder(threeWords(), "three");
    const auto mean = encoder.weightedMean("red red car");
    ASSERT_TRUE(mean);
    EXPECT_NEAR((*mean)[0], 1.0, 1e-7);
    EXPECT_NEAR((*mean)[1], 4.0 / 3, 1e-7);
}

TEST(SifEncoder, RemovesTheCommonComponent) {
    WordVectors v = threeWords();
    v.component = {0.6F, 0.8F};
    const WordVectorEncoder encoder(std::move(v), "three");
    // u·(1.7, 4.2) = 4.38; (1.7, 4.2) − 4.38·(0.6, 0.8) = (−0.928, 0.696) = 1.16·(−0.8, 0.6)
    const auto encoded = encoder.encode("the red car");
    ASSERT_TRUE(encoded.ok());
    EXPECT_NEAR(encoded->vector[0], -0.8, 1e-5);
    EXPECT_NEAR(encoded->vector[1], 0.6, 1e-5);
}

TEST(SifEncoder, ATextAlongTheCommonComponentHasNoDirection) {
    WordVectors v = threeWords();
    v.component = {0.0F, 1.0F};
    const auto encoded = WordVectorEncoder(std::move(v), "three").encode("car");
    ASSERT_FALSE(encoded.ok());
    EXPECT_EQ(encoded.error().code, ErrorCode::InvalidArgument);
    EXPECT_THAT(encoded.error().message, HasSubstr("“car”"));
}

TEST(SifEncoder, UnknownWordsAreNamedAndLeftOut) {
    const WordVectorEncoder encoder(threeWords(), "three");
    const auto encoded = encoder.encode("a red zebra with Stripes");
    ASSERT_TRUE(encoded.ok());
    EXPECT_THAT(encoded->known, ElementsAre("red"));
    EXPECT_THAT(encoded->unknown, ElementsAre("zebra", "stripes"));
    EXPECT_NEAR(encoded->vector[0], 1, 1e-6);
    EXPECT_NEAR(encoded->vector[1], 0, 1e-6);
}

TEST(SifEncoder, FindsPlurals) {
    const WordVectorEncoder encoder(threeWords(), "three");
    EXPECT_TRUE(encoder.knows("cars"));
    EXPECT_FALSE(encoder.knows("carts"));
    const auto encoded = encoder.encode("cars");
    ASSERT_TRUE(encoded.ok());
    EXPECT_THAT(encoded->known, ElementsAre("cars"));
    EXPECT_NEAR(encoded->vector[1], 1, 1e-6);
}

TEST(SifEncoder, JapaneseTextIsRefusedWithASentence) {
    const auto encoded = WordVectorEncoder(threeWords(), "three").encode("赤い車");
    ASSERT_FALSE(encoded.ok());
    EXPECT_EQ(encoded.error().code, ErrorCode::InvalidArgument);
    EXPECT_THAT(encoded.error().message, HasSubstr("No known word in “赤い車”"));
}

TEST(SifEncoder, TextsWithoutContentAreRefused) {
    const WordVectorEncoder encoder(threeWords(), "three");
    for (const char* text : {"", "   ", "the", "the of a", "...", "\xFF\xFE"}) {
        const auto encoded = encoder.encode(text);
        ASSERT_FALSE(encoded.ok()) << text;
        EXPECT_THAT(encoded.error().message, HasSubstr("No known word")) << text;
    }
}

TEST(SifEncoder, LongTextsAreCutInMessagesBetweenCharacters) {
    std::string text;
    for (int i = 0; i < 100; ++i)
        text += "猫";
    const auto encoded = WordVectorEncoder(threeWords(), "three").encode(text);
    ASSERT_FALSE(encoded.ok());
    EXPECT_LT(encoded.error().message.size(), 250u);
    EXPECT_THAT(encoded.error().message, HasSubstr("猫…”"));
}

TEST(SifEncoder, KnowsItsNameAndSize) {
    const WordVectorEncoder encoder(threeWords(), "three");
    EXPECT_EQ(encoder.name(), "three");
    EXPECT_EQ(encoder.dimensions(), 2);
}

} // namespace
} // namespace sparlet
