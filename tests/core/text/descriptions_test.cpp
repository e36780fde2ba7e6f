#include "support/temp_dir.h"
#include "text/descriptions.h"

#include <gmock/gmock.h>

namespace sparlet {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string file(const std::string& classes) {
    return R"({"format":"sparlet-descriptions","version":1,"licence":"CC0-1.0","source":"s","classes":)" +
           classes + "}";
}

std::string messageOf(const std::string& json) {
    const auto parsed = parseDescriptions(json, "'d.json'");
    return parsed.ok() ? "no error" : parsed.error().message;
}

TEST(Descriptions, AreReadInOrder) {
    const auto set = parseDescriptions(
        file(
            R"([{"name":"n2","title":"Gold Fish","descriptions":["a","b"],"extra":[1]},{"name":"n1","descriptions":["ç"]}])"),
        "d");
    ASSERT_TRUE(set.ok()) << set.error().message;
    EXPECT_EQ(set->licence, "CC0-1.0");
    EXPECT_EQ(set->source, "s");
    ASSERT_EQ(set->classes.size(), 2u);
    EXPECT_EQ(set->classes[0].name, "n2");
    EXPECT_EQ(set->classes[0].title, "Gold Fish");
    EXPECT_THAT(set->classes[0].descriptions, ElementsAre("a", "b"));
    EXPECT_EQ(set->classes[1].title, "n1");
}

TEST(Descriptions, AreFoundByNameThenByTitle) {
    const auto set = parseDescriptions(
        file(
            R"([{"name":"n1","title":"n2","descriptions":["a"]},{"name":"n2","title":"Gold Fish","descriptions":["b"]}])"),
        "d");
    ASSERT_TRUE(set.ok());
    EXPECT_EQ(set->find("n2"), &set->classes[1]);
    EXPECT_EQ(set->find("gold fish"), &set->classes[1]);
    EXPECT_EQ(set->find("N2"), &set->classes[0]);
    EXPECT_EQ(set->find("cat"), nullptr);
}

TEST(Descriptions, ErrorsNameTheFileAndTheClass) {
    EXPECT_THAT(messageOf("{"), HasSubstr("'d.json'"));
    EXPECT_THAT(messageOf("{"), HasSubstr("not JSON"));
    EXPECT_THAT(messageOf("[]"), HasSubstr("“format”"));
    EXPECT_THAT(messageOf(R"({"format":"sparlet-descriptions","version":2,"classes":[]})"),
                HasSubstr("“version”"));
    EXPECT_THAT(messageOf(R"({"format":"sparlet-descriptions","version":1})"), HasSubstr("“classes”"));
    EXPECT_THAT(messageOf(file("[3]")), HasSubstr("class 1 is not an object"));
    EXPECT_THAT(messageOf(file(R"([{"descriptions":["a"]}])")), HasSubstr("class 1 has no “name”"));
    EXPECT_THAT(messageOf(file(R"([{"name":"cat"}])")), HasSubstr("“cat”"));
    EXPECT_THAT(messageOf(file(R"([{"name":"cat","descriptions":[]}])")), HasSubstr("“cat”"));
    EXPECT_THAT(messageOf(file(R"([{"name":"cat","descriptions":[7]}])")), HasSubstr("not a text"));
    EXPECT_THAT(
        messageOf(file(R"([{"name":"cat","descriptions":["a"]},{"name":"cat","descriptions":["a"]}])")),
        HasSubstr("twice"));
    EXPECT_THAT(messageOf(file(R"([{"name":"cat","descriptions":[")" + std::string(4001, 'x') + "\"]}]")),
                HasSubstr("4000 bytes"));
}

TEST(Descriptions, InvalidUtf8AndDeepNestingAreRefused) {
    EXPECT_THAT(messageOf(file("[{\"name\":\"c\\u0041\xFF\",\"descriptions\":[\"a\"]}]")),
                HasSubstr("not JSON"));
    EXPECT_THAT(messageOf(std::string(2'000'000, '[')), HasSubstr("not JSON"));
}

TEST(Descriptions, RoundTripThroughJson) {
    DescriptionSet set;
    set.licence = "CC0-1.0";
    set.source = "x";
    set.classes = {{"a", "A \"quoted\" title", {"one", "zwei\n"}}, {"b", "b", {"三"}}};
    const auto back = parseDescriptions(toJson(set), "d");
    ASSERT_TRUE(back.ok()) << back.error().message;
    ASSERT_EQ(back->classes.size(), 2u);
    EXPECT_EQ(back->classes[0].title, set.classes[0].title);
    EXPECT_EQ(back->classes[0].descriptions, set.classes[0].descriptions);
    EXPECT_EQ(back->classes[1].descriptions, set.classes[1].descriptions);
}

TEST(Descriptions, ClassNamesMakeDescriptions) {
    const DescriptionSet set = describeByName({"Sea_Horse", "###"});
    ASSERT_EQ(set.classes.size(), 2u);
    EXPECT_EQ(set.classes[0].name, "Sea_Horse");
    EXPECT_EQ(set.classes[0].title, "sea horse");
    EXPECT_THAT(set.classes[0].descriptions, ElementsAre("a photo of a sea horse"));
    EXPECT_EQ(set.classes[1].title, "###");
}

TEST(Descriptions, MissingFileIsNotFound) {
    const test::TempDir folder;
    const auto set = readDescriptions(folder / "none.json");
    ASSERT_FALSE(set.ok());
    EXPECT_EQ(set.error().code, ErrorCode::NotFound);
    EXPECT_THAT(set.error().message, HasSubstr("none.json"));
}

TEST(Descriptions, ANumberBeyondFloatsIsRefused) {
    const auto parsed = parseDescriptions(R"({"format":"sparlet-descriptions","version":1e999999})", "'f'");
    ASSERT_FALSE(parsed.ok());
    EXPECT_EQ(parsed.error().code, ErrorCode::Corrupt);
    EXPECT_NE(parsed.error().message.find("too large"), std::string::npos) << parsed.error().message;
}

} // namespace
} // namespace sparlet
