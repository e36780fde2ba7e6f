#include "text/word_vector_builder.h"
#include "text/word_vector_encoder.h"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

namespace sparlet {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(WordVectorText, IsReadAndRoundedToEightBits) {
    const auto v = parseWordVectorText("2 3\nred 1 -0.4 0.25\r\ncar\t0 0 0\n", "g.txt");
    ASSERT_TRUE(v.ok()) << v.error().message;
    EXPECT_THAT(v->words, ElementsAre("red", "car"));
    EXPECT_NEAR(v->scale[0], 1.0 / 127, 1e-9);
    EXPECT_THAT(v->values, ElementsAre(127, -51, 32, 0, 0, 0)); // −50.8 and 31.75, rounded
    EXPECT_NEAR(v->probability[0], zipfProbability(0), 1e-9);
    EXPECT_NEAR(v->probability[1], zipfProbability(1), 1e-9);
    EXPECT_THAT(v->component, IsEmpty());
}

TEST(WordVectorText, RoundingErrorIsAtMostHalfAStep) {
    std::mt19937 random(5);
    std::normal_distribution<double> normal;
    std::string text = "1 50\nw";
    std::vector<double> values;
    for (int i = 0; i < 50; ++i) {
        values.push_back(normal(random));
        text += " " + std::to_string(values.back());
    }
    const auto v = parseWordVectorText(text, "g");
    ASSERT_TRUE(v.ok());
    for (std::size_t i = 0; i < 50; ++i)
        EXPECT_NEAR(v->values[i] * static_cast<double>(v->scale[0]), values[i],
                    static_cast<double>(v->scale[0]) * 0.5 + 1e-6);
}

TEST(WordVectorText, ErrorsNameTheLine) {
    const auto message = [](const char* text) {
        const auto v = parseWordVectorText(text, "g.txt");
        return v.ok() ? std::string("no error") : v.error().message;
    };
    EXPECT_THAT(message(""), HasSubstr("line 1"));
    EXPECT_THAT(message("0 3\n"), HasSubstr("line 1"));
    EXPECT_THAT(message("2 9999999\n"), HasSubstr("line 1"));
    EXPECT_THAT(message("2 2\na 1 2\n"), HasSubstr("line 3"));
    EXPECT_THAT(message("2 2\na 1\nb 1 2\n"), HasSubstr("line 2"));
    EXPECT_THAT(message("2 2\na 1 2 3\nb 1 2\n"), HasSubstr("line 2"));
    EXPECT_THAT(message("2 2\na 1 nan\nb 1 2\n"), HasSubstr("line 2"));
    EXPECT_THAT(message("2 2\na 1 x2\nb 1 2\n"), HasSubstr("line 2"));
    EXPECT_THAT(message("2 2\na 1 2\na 1 2\n"), HasSubstr("line 3"));
}

TEST(PrincipalComponent, HandComputedDirections) {
    const double half = std::sqrt(0.5);
    // Moment matrix diag(9, 1).
    EXPECT_THAT(firstPrincipalComponent({{3, 0}, {0, 1}}),
                ElementsAre(::testing::DoubleNear(1, 1e-9), ::testing::DoubleNear(0, 1e-9)));
    // [[5, 4], [4, 5]] has (1, 1)/√2 to 9 and (1, −1)/√2 to 1.
    EXPECT_THAT(firstPrincipalComponent({{2, 1}, {1, 2}}),
                ElementsAre(::testing::DoubleNear(half, 1e-9), ::testing::DoubleNear(half, 1e-9)));
    // diag(3) beside [[2, 2], [2, 2]]: the largest diagonal entry is not where the largest eigenvalue, 4, is.
    EXPECT_THAT(firstPrincipalComponent({{std::sqrt(3.0), 0, 0}, {0, std::sqrt(2.0), std::sqrt(2.0)}}),
                ElementsAre(::testing::DoubleNear(0, 1e-9), ::testing::DoubleNear(half, 1e-9),
                            ::testing::DoubleNear(half, 1e-9)));
}

TEST(PrincipalComponent, LargestEntryIsPositive) {
    const auto v = firstPrincipalComponent({{-2, 1}, {-4, 2}});
    EXPECT_NEAR(v[0], 2 / std::sqrt(5.0), 1e-9);
    EXPECT_NEAR(v[1], -1 / std::sqrt(5.0), 1e-9);
}

TEST(PrincipalComponent, NothingToFindGivesNothing) {
    EXPECT_THAT(firstPrincipalComponent({}), IsEmpty());
    EXPECT_THAT(firstPrincipalComponent({{0, 0}, {0, 0}}), IsEmpty());
}

TEST(PrincipalComponent, NoOtherDirectionExplainsMore) {
    std::mt19937 random(11);
    std::normal_distribution<double> normal;
    std::vector<std::vector<double>> rows(30, std::vector<double>(6));
    for (auto& row : rows)
        for (double& x : row)
            x = normal(random) + 0.5;
    const auto energy = [&](const std::vector<double>& u) {
        double sum = 0, length = 0;
        for (const double x : u)
            length += x * x;
        for (const auto& row : rows) {
            double dot = 0;
            for (std::size_t d = 0; d < u.size(); ++d)
                dot += row[d] * u[d];
            sum += dot * dot / length;
        }
        return sum;
    };
    const double best = energy(firstPrincipalComponent(rows));
    for (int i = 0; i < 200; ++i) {
        std::vector<double> other(6);
        for (double& x : other)
            x = normal(random);
        EXPECT_LE(energy(other), best + 1e-9);
    }
}

DescriptionSet oneClass(const std::string& title, std::vector<std::string> texts) {
    DescriptionSet set;
    set.classes.push_back({"c", title, std::move(texts)});
    return set;
}

TEST(TitleWords, UnknownTitleWordsGetTheirDescriptionsVector) {
    auto v = parseWordVectorText("3 2\nthe 5 0\ngrey 0 3\nbear 4 0\n", "g");
    ASSERT_TRUE(v.ok());
    v->probability = {1.0F, 0.0F, 0.0F};
    const auto added = addTitleWords(*v, {oneClass("the koala bear", {"grey", "grey bear"})});
    EXPECT_THAT(added, ElementsAre("koala"));
    ASSERT_EQ(v->words.size(), 4u);
    EXPECT_EQ(v->words[3], "koala");
    // (0,3) + ½(4,3) = (2, 4.5), scaled to the median length of 5, 3 and 4.
    const double length = std::sqrt(2 * 2 + 4.5 * 4.5), scale = static_cast<double>(v->scale[3]);
    EXPECT_NEAR(v->values[6] * scale, 2 * 4 / length, scale);
    EXPECT_NEAR(v->values[7] * scale, 4.5 * 4 / length, scale);
    EXPECT_EQ(v->probability[3], 0.0F);
    EXPECT_TRUE(WordVectorEncoder(*v, "").encode("Koalas!").ok());
}

TEST(CommonComponent, EncodedDescriptionsAreOrthogonalToIt) {
    auto v = parseWordVectorText("4 3\nred 3 1 0\ncar 3 0 1\nsky 3 -1 2\ndog 3 2 2\n", "g");
    ASSERT_TRUE(v.ok());
    setCommonComponent(*v, {oneClass("x", {"red car", "sky dog", "dog", "red sky"})});
    ASSERT_EQ(v->component.size(), 3u);
    const WordVectorEncoder encoder(*v, "");
    for (const char* text : {"red car", "sky", "dog car"}) {
        const auto encoded = encoder.encode(text);
        ASSERT_TRUE(encoded.ok());
        double dot = 0, length = 0;
        for (std::size_t d = 0; d < 3; ++d) {
            dot += static_cast<double>(encoded->vector[d] * v->component[d]);
            length += static_cast<double>(encoded->vector[d] * encoded->vector[d]);
        }
        EXPECT_NEAR(dot, 0, 1e-6) << text;
        EXPECT_NEAR(length, 1, 1e-6) << text;
    }
}

TEST(WordVectorText, NumbersTooSmallForAFloatCountAsZero) {
    const auto parsed = parseWordVectorText("1 2\nword 3e-51 -3e-51\n", "'f'");
    ASSERT_TRUE(parsed.ok()) << parsed.error().message;
    EXPECT_EQ(parsed->values, (std::vector<std::int8_t>{0, 0}));
    EXPECT_GT(parsed->scale[0], 0.0F);
}

} // namespace
} // namespace sparlet
