#include "search/expansion.h"
#include "search_fixture.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sparlet::search {
namespace {

using namespace test;

bool refused(const std::vector<QueryTerm>& terms) {
    const auto query = combine(terms);
    return !query.ok() && query.error().code == ErrorCode::InvalidArgument && !query.error().message.empty();
}

TEST(Combine, NormalisesEveryTermAndTheSum) {
    // (1, 0) + 2 · (0, 1) − 0.5 · (1, 0) = (0.5, 2), of length √4.25, whatever the terms' lengths.
    const auto query = combine(std::vector<QueryTerm>{{{7, 0}, 1}, {{0, 0.01F}, 2}, {{3, 0}, -0.5F}});
    ASSERT_TRUE(query.ok());
    EXPECT_NEAR((*query)[0], 0.5 / std::sqrt(4.25), 1e-6);
    EXPECT_NEAR((*query)[1], 2.0 / std::sqrt(4.25), 1e-6);
}

TEST(Combine, OneTermKeepsItsDirection) {
    const auto query = combine(std::vector<QueryTerm>{{{3, -4}, 0.25F}});
    ASSERT_TRUE(query.ok());
    EXPECT_FLOAT_EQ((*query)[0], 0.6F);
    EXPECT_FLOAT_EQ((*query)[1], -0.8F);
    const auto away = combine(std::vector<QueryTerm>{{{3, -4}, -1.0F}});
    ASSERT_TRUE(away.ok());
    EXPECT_FLOAT_EQ((*away)[0], -0.6F);
}

TEST(Combine, RefusesWhatIsNoQuery) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    EXPECT_TRUE(refused({}));
    EXPECT_TRUE(refused({{{1, 0}, 1}, {{1, 0, 0}, 1}}));
    EXPECT_TRUE(refused({{{0, 0}, 1}}));
    EXPECT_TRUE(refused({{{nan, 1}, 1}}));
    EXPECT_TRUE(refused({{{1, 0}, nan}}));
    EXPECT_TRUE(refused({{{1, 0}, 0}}));
    EXPECT_TRUE(refused({{{1, 2}, 1}, {{2, 4}, -1}})); // cancels out
    EXPECT_TRUE(refused({{{0.3F, 0.7F}, 3}, {{0.6F, 1.4F}, -3}}));
    EXPECT_TRUE(refused({{{}, 1}}));
}

TEST(Explain, GivesTheHandComputedProducts) {
    const auto codec = codes::Codec::create({{4, 4, 4, 4}, {-7, -7, -7, -7}, {8, 8, 8, 8}});
    ASSERT_TRUE(codec.ok());
    std::vector<std::uint8_t> code;
    codec->encode(std::vector<float>{3, 0, -4, 0}, code);
    // Query at norm 1: (0.5, 0.5, −0.5, 0.5); code at norm 1: (0.6, 0, −0.8, 0).
    const auto parts = explain(*codec, std::vector<float>{2, 2, -2, 2}, code);
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_EQ(parts[0].dimension, 2);
    EXPECT_FLOAT_EQ(parts[0].query, -0.5F);
    EXPECT_FLOAT_EQ(parts[0].result, -0.8F);
    EXPECT_FLOAT_EQ(parts[0].product, 0.4F);
    EXPECT_EQ(parts[1].dimension, 0);
    EXPECT_FLOAT_EQ(parts[1].product, 0.3F);
}

TEST(Explain, ProductsSumToTheScore) {
    std::mt19937 random(1);
    const auto index = randomIndex(random, 96, 50);
    for (int i = 0; i < 20; ++i) {
        const auto query = randomVector(random, 96);
        const auto scores = index->scoreAll(query);
        for (std::size_t row = 0; row < index->size(); ++row) {
            const auto parts = explain(index->codec(), query, index->code(row));
            double sum = 0;
            for (const auto& part : parts)
                sum += part.product;
            ASSERT_NEAR(sum, scores[row], 1e-6);
            ASSERT_TRUE(std::is_sorted(parts.begin(), parts.end(),
                                       [](const auto& a, const auto& b) { return a.product > b.product; }));
        }
    }
}

TEST(Explain, OfAnEmptyCodeIsEmpty) {
    const auto codec = codes::Codec::create({{4}, {-7}, {8}});
    ASSERT_TRUE(codec.ok());
    EXPECT_TRUE(explain(*codec, std::vector<float>{1}, std::vector<std::uint8_t>{0}).empty());
}

TEST(FloatGallery, NormalisesAndFinds) {
    auto gallery = FloatGallery::create({3, 8}, {3, 4, 0, 0}, 2);
    ASSERT_TRUE(gallery.ok());
    EXPECT_EQ(gallery->find(8), 1U);
    EXPECT_EQ(gallery->find(4), 2U);
    const auto scores = gallery->scoreAll(std::vector<float>{10, 0});
    EXPECT_FLOAT_EQ(scores[0], 0.6F);
    EXPECT_EQ(scores[1], 0.0F);
    std::vector<float> out(2);
    gallery->unitVector(0, out);
    EXPECT_FLOAT_EQ(out[1], 0.8F);
    EXPECT_FALSE(FloatGallery::create({3, 3}, {1, 0, 0, 1}, 2).ok());
    EXPECT_FALSE(FloatGallery::create({8, 3}, {1, 0, 0, 1}, 2).ok());
    EXPECT_FALSE(FloatGallery::create({3}, {1, 0, 0, 1}, 2).ok());
    EXPECT_FALSE(FloatGallery::create({}, {}, 0).ok());
}

TEST(CodeGallery, ShowsTheIndexWithCodesAtNormOne) {
    std::mt19937 random(2);
    const auto index = randomIndex(random, 20, 10);
    const CodeGallery gallery(*index);
    EXPECT_EQ(gallery.size(), 10U);
    EXPECT_EQ(gallery.dimensions(), 20);
    EXPECT_EQ(gallery.image(3), 13);
    EXPECT_EQ(gallery.find(13), 3U);
    std::vector<float> unit(20), decoded(20);
    gallery.unitVector(3, unit);
    index->codec().decode(index->code(3), decoded);
    const float norm = index->codec().norm(index->code(3));
    for (std::size_t d = 0; d < 20; ++d)
        EXPECT_NEAR(unit[d] * norm, decoded[d], 1e-6);
}

} // namespace
} // namespace sparlet::search
