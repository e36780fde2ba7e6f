#include "text/chat_internal.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace sparlet::text {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

std::string answer(const json& content, const char* reason = "stop") {
    return json{{"choices", {{{"message", {{"content", content}}}, {"finish_reason", reason}}}}}.dump();
}

TEST(Base64, VectorsOfRfc4648) {
    EXPECT_EQ(base64(""), "");
    EXPECT_EQ(base64("f"), "Zg==");
    EXPECT_EQ(base64("fo"), "Zm8=");
    EXPECT_EQ(base64("foo"), "Zm9v");
    EXPECT_EQ(base64("foob"), "Zm9vYg==");
    EXPECT_EQ(base64("fooba"), "Zm9vYmE=");
    EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64("\xFF\xFB\xFE"), "//v+");
}

TEST(ChatRequest, CarriesModelPromptAndImage) {
    const auto body = chatRequest("m", "What \"is\" it?", "foobar", 9);
    ASSERT_TRUE(body.ok());
    const json root = json::parse(*body);
    EXPECT_EQ(root["model"], "m");
    EXPECT_EQ(root["max_tokens"], 9);
    EXPECT_EQ(root["stream"], false);
    ASSERT_EQ(root["messages"].size(), 1u);
    EXPECT_EQ(root["messages"][0]["role"], "user");
    const json& content = root["messages"][0]["content"];
    ASSERT_EQ(content.size(), 2u);
    EXPECT_EQ(content[0]["type"], "text");
    EXPECT_EQ(content[0]["text"], "What \"is\" it?");
    EXPECT_EQ(content[1]["type"], "image_url");
    EXPECT_EQ(content[1]["image_url"]["url"], "data:image/jpeg;base64,Zm9vYmFy");
}

TEST(ChatRequest, TextsThatAreNotUtf8AreRefused) {
    EXPECT_EQ(chatRequest("\xFF", "p", "j", 9).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(chatRequest("m", "\xC3", "j", 9).error().code, ErrorCode::InvalidArgument);
}

TEST(ChatAnswer, IsTakenFromTheFirstChoice) {
    EXPECT_EQ(chatDescription(answer("A red car."), 100).value(), "A red car.");
    EXPECT_EQ(chatDescription(answer("  A\n\n red\tcar. \n"), 100).value(), "A red car.");
    EXPECT_EQ(chatDescription(answer(json::array(
                                  {{{"type", "text"}, {"text", "A"}}, {{"type", "text"}, {"text", "car."}}})),
                              100)
                  .value(),
              "A car.");
}

TEST(ChatAnswer, ReasoningIsDropped) {
    EXPECT_EQ(chatDescription(answer("<think>hm\nwell</think>\nA car."), 100).value(), "A car.");
    EXPECT_EQ(chatDescription(answer("hm well</think>A car."), 100).value(), "A car.");
    EXPECT_EQ(chatDescription(answer("<think>never ends"), 100).error().code, ErrorCode::NotFound);
}

TEST(ChatAnswer, ACutAnswerEndsBehindItsLastSentence) {
    EXPECT_EQ(chatDescription(answer("A car. It has 2.5 doors. And whe", "length"), 100).value(),
              "A car. It has 2.5 doors.");
    EXPECT_EQ(chatDescription(answer("A car with", "length"), 100).error().code, ErrorCode::TooLarge);
}

TEST(ChatAnswer, BrokenAnswersHaveSentences) {
    EXPECT_EQ(chatDescription("<html>", 100).error().code, ErrorCode::Corrupt);
    EXPECT_THAT(chatDescription("<html>", 100).error().message, HasSubstr("not JSON"));
    for (const char* body :
         {"[]", "3", "{}", R"({"choices":[]})", R"({"choices":[3]})", R"({"choices":[{"message":4}]})",
          R"({"choices":{"0":{"message":{"content":"x"}}}})", R"({"choices":[{"message":{}}]})"})
        EXPECT_EQ(chatDescription(body, 100).error().code, ErrorCode::Corrupt) << body;
    EXPECT_THAT(chatDescription(R"({"error":{"message":"no memory"}})", 100).error().message,
                HasSubstr("no memory"));
    EXPECT_EQ(chatDescription(answer(""), 100).error().code, ErrorCode::NotFound);
    EXPECT_EQ(chatDescription(answer(nullptr), 100).error().code, ErrorCode::NotFound);
    EXPECT_EQ(chatDescription(answer(std::string(101, 'x')), 100).error().code, ErrorCode::TooLarge);
}

TEST(ChatError, TakesTheServersWords) {
    EXPECT_EQ(chatErrorMessage(R"({"error":{"message":"no\nsuch  model"}})"), "no such model");
    EXPECT_EQ(chatErrorMessage(R"({"error":"busy"})"), "busy");
    EXPECT_EQ(chatErrorMessage(R"({"message":"busy"})"), "busy");
    EXPECT_EQ(chatErrorMessage("<html>"), "");
    EXPECT_EQ(chatErrorMessage("[1]"), "");
    std::string japanese;
    for (int i = 0; i < 100; ++i)
        japanese += "猫";
    const std::string cut = chatErrorMessage(json{{"error", japanese}}.dump());
    EXPECT_EQ(cut.size(), 198u + 3u); // 66 characters of three bytes, and “…”
}

} // namespace
} // namespace sparlet::text
