#include "eval/data_lists.h"

#include <gtest/gtest.h>

namespace sparlet::eval {
namespace {

using Split = ListedImage::Split;
using Indices = std::vector<std::uint32_t>;

bool mentions(const std::vector<std::string>& notes, const std::string& words) {
    for (const auto& note : notes)
        if (note.find(words) != std::string::npos) return true;
    return false;
}

TEST(ImageListCsv, ReadsRowsWithAndWithoutHeader) {
    const auto plain = parseImageList("a/1.jpg,cat\nb.jpg,dog\r\n", "list");
    ASSERT_TRUE(plain.ok());
    ASSERT_EQ(plain->images.size(), 2U);
    EXPECT_EQ(plain->images[1].path, "b.jpg");
    EXPECT_EQ(plain->images[1].label, "dog");
    EXPECT_EQ(plain->images[1].split, Split::Both);
    const auto named = parseImageList("\xEF\xBB\xBFLabel, Split ,x,PATH\ncat,query,9,1.jpg\ndog,,9,2.jpg\n\n"
                                      "dog,Gallery,9,3.jpg",
                                      "list");
    ASSERT_TRUE(named.ok());
    ASSERT_EQ(named->images.size(), 3U);
    EXPECT_EQ(named->images[0].path, "1.jpg");
    EXPECT_EQ(named->images[0].split, Split::Query);
    EXPECT_EQ(named->images[1].split, Split::Both);
    EXPECT_EQ(named->images[2].split, Split::Gallery);
    EXPECT_TRUE(named->notes.empty());
}

TEST(ImageListCsv, ReadsQuotes) {
    const auto list = parseImageList("\"a, b\"\"c.jpg\",\"two\nlines\"\nd.jpg,e", "list");
    ASSERT_TRUE(list.ok());
    ASSERT_EQ(list->images.size(), 2U);
    EXPECT_EQ(list->images[0].path, "a, b\"c.jpg");
    EXPECT_EQ(list->images[0].label, "two\nlines");
    EXPECT_FALSE(parseImageList("\"a,b\n", "list").ok());
}

TEST(ImageListCsv, SaysWhatIsWrongWithARowAndGoesOn) {
    const auto list = parseImageList("a.jpg,cat,train\n,cat\nb.jpg\nc.jpg,\nd.jpg,dog,gallery\n", "list");
    ASSERT_TRUE(list.ok());
    EXPECT_EQ(list->images.size(), 1U);
    EXPECT_EQ(list->leftOut, 4);
    EXPECT_TRUE(mentions(list->notes, "Line 1 has the split 'train'"));
    EXPECT_TRUE(mentions(list->notes, "Line 2 names no picture"));
    EXPECT_TRUE(mentions(list->notes, "gives 'b.jpg' no label"));
    EXPECT_FALSE(parseImageList("", "list").ok());
    EXPECT_FALSE(parseImageList("path,label\n", "list").ok());
    EXPECT_EQ(parseImageList(std::string(kMostListBytes + 1, 'a'), "list").error().code, ErrorCode::TooLarge);
}

TEST(ImageListCsv, KeepsNotesFew) {
    std::string text = "x.jpg,ok\n";
    for (int i = 0; i < 1000; ++i)
        text += "nothing\n";
    const auto list = parseImageList(text, "list");
    ASSERT_TRUE(list.ok());
    EXPECT_EQ(list->leftOut, 1000);
    EXPECT_EQ(list->notes.size(), kMostNotes);
}

TEST(GroundTruthJson, ReadsListsAndBoxes) {
    const auto truth = parseGroundTruth(
        R"({"imlist":["a","b","c","d"],"qimlist":["q"],
            "gnd":[{"easy":[2,0],"hard":[1.0],"junk":[3],"bbx":[1,2.5,30,40]}]})",
        "gnd.json");
    ASSERT_TRUE(truth.ok()) << truth.error().message;
    EXPECT_EQ(truth->images, (std::vector<std::string>{"a", "b", "c", "d"}));
    ASSERT_EQ(truth->queries.size(), 1U);
    const auto& query = truth->queries[0];
    EXPECT_EQ(query.easy, (Indices{0, 2}));
    EXPECT_EQ(query.hard, (Indices{1}));
    EXPECT_EQ(query.junk, (Indices{3}));
    EXPECT_EQ(query.box, (std::array<double, 4>{1, 2.5, 30, 40}));
    EXPECT_TRUE(truth->notes.empty());
    const auto old = parseGroundTruth(R"({"imlist":["a"],"qimlist":["q"],"gnd":[{"ok":[0]}]})", "g");
    ASSERT_TRUE(old.ok());
    EXPECT_EQ(old->queries[0].easy, (Indices{0}));
}

TEST(GroundTruthJson, PutsRightWhatItCanAndSaysSo) {
    const auto truth = parseGroundTruth(
        R"({"imlist":["a","b","a"],"qimlist":["q"],
            "gnd":[{"easy":[0,2,9,-1,"x"],"hard":[1,0],"junk":{},"bbx":[5,5,1,1]}]})",
        "g");
    ASSERT_TRUE(truth.ok());
    EXPECT_EQ(truth->images.size(), 2U);
    EXPECT_EQ(truth->queries[0].easy, (Indices{0}));
    EXPECT_EQ(truth->queries[0].hard, (Indices{1}));
    EXPECT_TRUE(mentions(truth->notes, "a is listed twice"));
    EXPECT_TRUE(mentions(truth->notes, "3 entries in 'easy'"));
    EXPECT_TRUE(mentions(truth->notes, "in two lists"));
    EXPECT_TRUE(mentions(truth->notes, "no usable box"));
    EXPECT_TRUE(mentions(truth->notes, "1 entries in 'junk'"));
}

TEST(GroundTruthJson, RefusesOtherShapes) {
    for (const char* text :
         {"", "[]", "{", "{}", R"({"imlist":[1],"qimlist":["q"],"gnd":[{}]})",
          R"({"imlist":["a"],"qimlist":["q"],"gnd":[]})", R"({"imlist":["a"],"qimlist":["q"],"gnd":[3]})",
          R"({"imlist":[],"qimlist":[],"gnd":[]})",
          R"({"imlist":["a\u0000b"],"qimlist":["q"],"gnd":[{}]})"}) {
        const auto truth = parseGroundTruth(text, "gnd.json");
        ASSERT_FALSE(truth.ok()) << text;
        EXPECT_EQ(truth.error().code, ErrorCode::Corrupt);
        EXPECT_NE(truth.error().message.find("gnd.json"), std::string::npos);
    }
    const auto pickle = parseGroundTruth("\x80\x03}q\x01", "gnd.pkl");
    ASSERT_FALSE(pickle.ok());
    EXPECT_NE(pickle.error().message.find("pickle"), std::string::npos);
}

} // namespace
} // namespace sparlet::eval
