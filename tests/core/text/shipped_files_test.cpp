// The files in models/text as they ship.
#include "text/descriptions.h"
#include "text/targets.h"
#include "text/word_vector_builder.h"
#include "text/word_vector_encoder.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <set>

namespace sparlet {
namespace {

using ::testing::IsEmpty;

const std::filesystem::path kModels = SPARLET_TEXT_MODELS;

class ShippedTexts : public ::testing::Test {
protected:
    void SetUp() override {
        auto encoder = WordVectorEncoder::load(kModels / "glove-100d-40k.bin");
        ASSERT_TRUE(encoder.ok()) << encoder.error().message;
        encoder_ = std::move(*encoder);
        for (const char* name : {"tiny-imagenet.json", "cifar10.json"}) {
            auto set = readDescriptions(kModels / name);
            ASSERT_TRUE(set.ok()) << set.error().message;
            sets_.push_back(std::move(*set));
        }
    }

    std::unique_ptr<WordVectorEncoder> encoder_;
    std::vector<DescriptionSet> sets_;
};

TEST_F(ShippedTexts, EveryClassIsDescribedOftenEnough) {
    ASSERT_EQ(sets_[0].classes.size(), 200u);
    ASSERT_EQ(sets_[1].classes.size(), 10u);
    for (const ClassDescriptions& c : sets_[0].classes)
        EXPECT_GE(c.descriptions.size(), 4u) << c.name;
    for (const ClassDescriptions& c : sets_[1].classes)
        EXPECT_GE(c.descriptions.size(), 8u) << c.name;
    for (const char* name :
         {"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"})
        EXPECT_NE(sets_[1].find(name), nullptr) << name;
}

TEST_F(ShippedTexts, NoTextIsUsedTwice) {
    std::set<std::string> seen;
    for (const DescriptionSet& set : sets_) {
        EXPECT_EQ(set.licence, "CC0-1.0");
        for (const ClassDescriptions& c : set.classes)
            for (const std::string& text : c.descriptions)
                EXPECT_TRUE(seen.insert(text).second) << text;
    }
}

TEST_F(ShippedTexts, EveryTextIsMostlyKnownWords) {
    for (const DescriptionSet& set : sets_)
        for (const ClassDescriptions& c : set.classes) {
            const auto title = encoder_->encode(c.title);
            ASSERT_TRUE(title.ok()) << title.error().message;
            EXPECT_THAT(title->unknown, IsEmpty()) << c.title;
            for (const std::string& text : c.descriptions) {
                const auto encoded = encoder_->encode(text);
                ASSERT_TRUE(encoded.ok()) << encoded.error().message;
                EXPECT_LE(encoded->unknown.size() * 2, encoded->known.size()) << text;
            }
        }
}

TEST_F(ShippedTexts, TheCommonComponentIsThatOfTheDescriptions) {
    WordVectors again = encoder_->vectors();
    ASSERT_EQ(again.component.size(), 100u);
    setCommonComponent(again, sets_);
    for (std::size_t d = 0; d < 100; ++d)
        EXPECT_NEAR(again.component[d], encoder_->vectors().component[d], 1e-5) << d;
}

// Which class's mean lies nearest to the title's vector, for each class; the share that is right.
double titlesThatFindTheirClass(const DescriptionSet& set, const WordVectorEncoder& encoder) {
    std::vector<std::string> names;
    for (const ClassDescriptions& c : set.classes)
        names.push_back(c.name);
    const auto rows = encodeClasses(set, names, encoder);
    if (!rows.ok()) return 0;
    std::size_t right = 0;
    for (std::size_t c = 0; c < names.size(); ++c) {
        const auto title = encoder.encode(set.classes[c].title);
        if (!title.ok()) continue;
        std::size_t best = 0;
        double bestScore = -2;
        for (std::size_t k = 0; k < names.size(); ++k) {
            std::vector<double> mean(100, 0.0);
            for (std::size_t i = 0; i < (*rows)[k].size(); ++i)
                mean[i % 100] += static_cast<double>((*rows)[k][i]);
            double dot = 0, square = 0;
            for (std::size_t d = 0; d < 100; ++d) {
                dot += mean[d] * static_cast<double>(title->vector[d]);
                square += mean[d] * mean[d];
            }
            if (dot / std::sqrt(square) > bestScore) best = k, bestScore = dot / std::sqrt(square);
        }
        right += best == c;
    }
    return static_cast<double>(right) / static_cast<double>(names.size());
}

TEST_F(ShippedTexts, TitlesFindTheirClasses) {
    EXPECT_GE(titlesThatFindTheirClass(sets_[0], *encoder_), 0.9);
    EXPECT_EQ(titlesThatFindTheirClass(sets_[1], *encoder_), 1.0);
}

TEST_F(ShippedTexts, MeaningIsNearMeaning) {
    const auto cosine = [&](const char* a, const char* b) {
        const auto x = encoder_->encode(a), y = encoder_->encode(b);
        double sum = 0;
        for (std::size_t d = 0; d < 100; ++d)
            sum += static_cast<double>(x->vector[d] * y->vector[d]);
        return sum;
    };
    EXPECT_GT(cosine("a red car on the road", "a truck in the street"),
              cosine("a red car on the road", "a sleeping cat"));
    EXPECT_GT(cosine("koala", "a furry animal in a tree"), cosine("koala", "a stone bridge"));
}

TEST_F(ShippedTexts, TheVectorsStaySmall) {
    EXPECT_LE(std::filesystem::file_size(kModels / "glove-100d-40k.bin"), 5u << 20);
}

} // namespace
} // namespace sparlet
