#include "text/targets.h"

#include <gmock/gmock.h>

#include <cmath>

namespace sparlet {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// "x" → (1, 0), "y" → (0, 1), "-x" → (−1, 0); a second encoder beside the word vectors.
class LetterEncoder final : public TextEncoder {
public:
    int dimensions() const override { return 2; }
    std::string name() const override { return "letters"; }
    Result<EncodedText> encode(std::string_view text) const override {
        if (text == "x") return EncodedText{{1, 0}, {"x"}, {}};
        if (text == "-x") return EncodedText{{-1, 0}, {"-x"}, {}};
        if (text == "y") return EncodedText{{0, 1}, {"y"}, {}};
        return Error{ErrorCode::InvalidArgument, "no"};
    }
};

TEST(Targets, ClassesComeInTheOrderAskedFor) {
    DescriptionSet set;
    set.classes = {{"b", "b", {"x", "?", "y"}}, {"a", "a", {"-x"}}};
    const auto rows = encodeClasses(set, {"a", "b"}, LetterEncoder());
    ASSERT_TRUE(rows.ok()) << rows.error().message;
    ASSERT_EQ(rows->size(), 2u);
    EXPECT_THAT((*rows)[0], ElementsAre(-1, 0));
    EXPECT_THAT((*rows)[1], ElementsAre(1, 0, 0, 1));
}

TEST(Targets, MissingAndWordlessClassesAreNamed) {
    DescriptionSet set;
    set.classes = {{"b", "b", {"?"}}};
    const auto missing = encodeClasses(set, {"cat"}, LetterEncoder());
    ASSERT_FALSE(missing.ok());
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
    EXPECT_THAT(missing.error().message, HasSubstr("“cat”"));
    const auto wordless = encodeClasses(set, {"b"}, LetterEncoder());
    ASSERT_FALSE(wordless.ok());
    EXPECT_EQ(wordless.error().code, ErrorCode::InvalidArgument);
    EXPECT_THAT(wordless.error().message, HasSubstr("“b”"));
}

TEST(Targets, SeveralCaptionsOfAnImageAreAveraged) {
    const std::vector<Caption> captions{{"1", "x"}, {"1", "y"}, {"2", "y"},
                                        {"3", "?"}, {"4", "x"}, {"4", "-x"}};
    const ImageTexts texts = encodeCaptions(captions, {"2", "1", "3", "none", "4"}, LetterEncoder());
    const float half = std::sqrt(0.5F);
    ASSERT_EQ(texts.vectors.size(), 10u);
    EXPECT_FLOAT_EQ(texts.vectors[0], 0);
    EXPECT_FLOAT_EQ(texts.vectors[1], 1);
    EXPECT_FLOAT_EQ(texts.vectors[2], half);
    EXPECT_FLOAT_EQ(texts.vectors[3], half);
    for (std::size_t i = 4; i < 10; ++i)
        EXPECT_EQ(texts.vectors[i], 0.0F) << i;
    EXPECT_THAT(texts.withoutCaption, ElementsAre("3", "none", "4"));
}

} // namespace
} // namespace sparlet
