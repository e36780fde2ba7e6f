#include "engine/expression.h"
#include "support/temp_dir.h"

#include <gtest/gtest.h>

namespace sparlet::engine {
namespace {

using Source = QueryPart::Source;

TEST(Expression, ReadsWeightsAndSigns) {
    const auto parts = parseExpression("2:dog + 0.5:sunset over sea - fruit");
    ASSERT_TRUE(parts.ok());
    ASSERT_EQ(parts->size(), 3U);
    EXPECT_EQ((*parts)[0].value, "dog");
    EXPECT_FLOAT_EQ((*parts)[0].weight, 2.0F);
    EXPECT_EQ((*parts)[1].value, "sunset over sea");
    EXPECT_FLOAT_EQ((*parts)[1].weight, 0.5F);
    EXPECT_EQ((*parts)[2].value, "fruit");
    EXPECT_FLOAT_EQ((*parts)[2].weight, -1.0F);
    for (const auto& part : *parts)
        EXPECT_EQ(part.source, Source::Text);
}

TEST(Expression, ExistingFilesArePictures) {
    const test::TempDir dir;
    test::writeText(dir / "a+b - c.jpg", "x");
    const std::string file = (dir / "a+b - c.jpg").string();
    const auto parts = parseExpression("3:\"" + file + "\" - \"not there.jpg\"");
    ASSERT_TRUE(parts.ok());
    ASSERT_EQ(parts->size(), 2U);
    EXPECT_EQ((*parts)[0].source, Source::File);
    EXPECT_EQ((*parts)[0].value, file);
    EXPECT_FLOAT_EQ((*parts)[0].weight, 3.0F);
    EXPECT_EQ((*parts)[1].source, Source::Text);
    EXPECT_FLOAT_EQ((*parts)[1].weight, -1.0F);
}

TEST(Expression, HyphensInsideWordsStay) {
    const auto parts = parseExpression("- t-shirt + merry-go-round");
    ASSERT_TRUE(parts.ok());
    ASSERT_EQ(parts->size(), 2U);
    EXPECT_EQ((*parts)[0].value, "t-shirt");
    EXPECT_FLOAT_EQ((*parts)[0].weight, -1.0F);
    EXPECT_EQ((*parts)[1].value, "merry-go-round");
}

TEST(Expression, BackslashKeepsTheNextLetter) {
    const auto parts = parseExpression(R"("say \"hi\" \\")");
    ASSERT_TRUE(parts.ok());
    EXPECT_EQ(parts->front().value, "say \"hi\" \\");
}

TEST(Expression, ColonWithoutNumberIsText) {
    const auto parts = parseExpression("a:b");
    ASSERT_TRUE(parts.ok());
    EXPECT_EQ(parts->front().value, "a:b");
    EXPECT_FLOAT_EQ(parts->front().weight, 1.0F);
}

class WrongExpression : public testing::TestWithParam<const char*> {};

TEST_P(WrongExpression, IsRefused) {
    const auto parts = parseExpression(GetParam());
    ASSERT_FALSE(parts.ok());
    EXPECT_EQ(parts.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(parts.error().message.find("beach.jpg"), std::string::npos) << parts.error().message;
}

INSTANTIATE_TEST_SUITE_P(Engine, WrongExpression,
                         testing::Values("", "   ", "dog +", "dog + + cat", "\"dog", "dog + -1:cat", "0:dog",
                                         "2:", "\"dog\" cat", "1e30:dog"));

} // namespace
} // namespace sparlet::engine
