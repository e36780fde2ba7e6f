#include "support/temp_dir.h"
#include "text/captions.h"

#include <gmock/gmock.h>

#include <random>
#include <thread>

namespace sparlet {
namespace {

using test::readText;
using test::TempDir;
using test::writeText;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Captions, GoodLinesCountAndBadOnesAreNumbered) {
    const CaptionFile file = parseCaptions("\xEF\xBB\xBF{\"image\":\"a.jpg\",\"text\":\"red\"}\r\n"
                                           "\n"
                                           "nonsense\n"
                                           "{\"image\":\"b.jpg\"}\n"
                                           "{\"text\":\"x\"}\n"
                                           "[1]\n"
                                           "{\"image\":\"\",\"text\":\"x\"}\n"
                                           "{\"text\":\"blue\",\"image\":\"c.jpg\",\"model\":7}");
    EXPECT_THAT(file.captions, ElementsAre(Caption{"a.jpg", "red"}, Caption{"c.jpg", "blue"}));
    ASSERT_EQ(file.badLines.size(), 5u);
    EXPECT_EQ(file.badLines[0].line, 3u);
    EXPECT_EQ(file.badLines[0].reason, "is not JSON");
    EXPECT_EQ(file.badLines[1].line, 4u);
    EXPECT_EQ(file.badLines[1].reason, "has no “text”");
    EXPECT_EQ(file.badLines[2].reason, "has no “image”");
    EXPECT_EQ(file.badLines[3].reason, "is not a JSON object");
    EXPECT_EQ(file.badLines[4].line, 7u);
}

TEST(Captions, AnOverlongLineIsBadNotFatal) {
    const CaptionFile file = parseCaptions("{\"image\":\"a\",\"text\":\"" + std::string(70'000, 'x') +
                                           "\"}\n{\"image\":\"b\",\"text\":\"y\"}\n");
    EXPECT_THAT(file.captions, ElementsAre(Caption{"b", "y"}));
    ASSERT_EQ(file.badLines.size(), 1u);
    EXPECT_THAT(file.badLines[0].reason, HasSubstr("64 KiB"));
}

TEST(Captions, AWholeFileIsReplacedAtOnceOrNotAtAll) {
    const TempDir folder;
    const auto file = folder / "c.jsonl";
    writeText(file, "nonsense\n{\"image\":\"a\",\"text\":\"old\"}\n");
    ASSERT_TRUE(writeCaptions(file, {{"a", "new"}, {"b", "猫"}}).ok());
    EXPECT_EQ(readText(file), "{\"image\":\"a\",\"text\":\"new\"}\n{\"image\":\"b\",\"text\":\"猫\"}\n");
    EXPECT_EQ(writeCaptions(file, {{"a", "x"}, {"b", ""}}).error().code, ErrorCode::InvalidArgument);
    {
        const auto writer = CaptionWriter::open(file);
        ASSERT_TRUE(writer.ok());
        EXPECT_EQ(writeCaptions(file, {{"a", "x"}}).error().code, ErrorCode::Busy);
    }
    EXPECT_EQ(readCaptions(file)->captions.size(), 2u);
}

TEST(Captions, WhatIsWrittenIsRead) {
    const TempDir folder;
    const std::vector<Caption> captions{
        {"ordner/ä b.jpg", "Zeile\nzwei \"x\" \\"}, {"b", "猫"}, {"b", "again"}};
    {
        auto writer = CaptionWriter::open(folder / "c.jsonl");
        ASSERT_TRUE(writer.ok()) << writer.error().message;
        for (const Caption& c : captions)
            ASSERT_TRUE(writer->append(c).ok());
    }
    const auto file = readCaptions(folder / "c.jsonl");
    ASSERT_TRUE(file.ok());
    EXPECT_EQ(file->captions, captions);
    EXPECT_THAT(file->badLines, IsEmpty());
}

TEST(Captions, RandomTextsRoundTrip) {
    std::mt19937 random(3);
    std::uniform_int_distribution<int> any(1, 0x7F), length(1, 200);
    for (int i = 0; i < 300; ++i) {
        Caption c;
        for (int k = length(random); k > 0; --k)
            c.image.push_back(static_cast<char>(any(random)));
        for (int k = length(random); k > 0; --k)
            c.text.push_back(static_cast<char>(any(random)));
        const auto line = captionLine(c);
        ASSERT_TRUE(line.ok());
        EXPECT_EQ(line->find('\n'), line->size() - 1);
        EXPECT_THAT(parseCaptions(*line).captions, ElementsAre(c));
    }
}

TEST(Captions, AppendingKeepsWhatIsThereAndClosesATornLine) {
    const TempDir folder;
    const std::string before = "{\"image\":\"a\",\"text\":\"x\"}\nbroken line\n{\"image\":\"b\",\"te";
    writeText(folder / "c.jsonl", before);
    {
        auto writer = CaptionWriter::open(folder / "c.jsonl");
        ASSERT_TRUE(writer.ok());
        EXPECT_EQ(readText(folder / "c.jsonl"), before) << "opening alone must change nothing";
        ASSERT_TRUE(writer->append({"c", "y"}).ok());
        ASSERT_TRUE(writer->append({"d", "z"}).ok());
    }
    EXPECT_EQ(readText(folder / "c.jsonl"),
              before + "\n{\"image\":\"c\",\"text\":\"y\"}\n{\"image\":\"d\",\"text\":\"z\"}\n");
    const auto file = readCaptions(folder / "c.jsonl");
    ASSERT_TRUE(file.ok());
    EXPECT_THAT(file->captions, ElementsAre(Caption{"a", "x"}, Caption{"c", "y"}, Caption{"d", "z"}));
    ASSERT_EQ(file->badLines.size(), 2u);
    EXPECT_EQ(file->badLines[1].line, 3u);
}

TEST(Captions, WhatCannotBeReadAgainIsNotWritten) {
    const TempDir folder;
    auto writer = CaptionWriter::open(folder / "c.jsonl");
    ASSERT_TRUE(writer.ok());
    EXPECT_EQ(writer->append({"\xFF.jpg", "x"}).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(writer->append({"a.jpg", "\xC3"}).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(writer->append({"", "x"}).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(writer->append({"a.jpg", ""}).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(writer->append({"a.jpg", std::string(70'000, 'x')}).error().code, ErrorCode::TooLarge);
    EXPECT_EQ(readText(folder / "c.jsonl"), "");
}

TEST(Captions, ASecondWriterIsToldThatTheFileIsBusy) {
    const TempDir folder;
    {
        auto first = CaptionWriter::open(folder / "c.jsonl");
        ASSERT_TRUE(first.ok());
        const auto second = CaptionWriter::open(folder / "c.jsonl");
        ASSERT_FALSE(second.ok());
        EXPECT_EQ(second.error().code, ErrorCode::Busy);
    }
    EXPECT_TRUE(CaptionWriter::open(folder / "c.jsonl").ok());
}

TEST(Captions, ThreadsNeverMixLines) {
    const TempDir folder;
    {
        auto writer = CaptionWriter::open(folder / "c.jsonl");
        ASSERT_TRUE(writer.ok());
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < 100; ++i)
                    EXPECT_TRUE(writer->append({std::to_string(t * 100 + i), std::string(200, 'x')}).ok());
            });
    }
    const auto file = readCaptions(folder / "c.jsonl");
    ASSERT_TRUE(file.ok());
    EXPECT_EQ(file->captions.size(), 400u);
    EXPECT_THAT(file->badLines, IsEmpty());
}

TEST(Captions, FilesThatCannotBeUsedAreNamed) {
    const TempDir folder;
    const auto missing = readCaptions(folder / "none.jsonl");
    ASSERT_FALSE(missing.ok());
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
    EXPECT_THAT(missing.error().message, HasSubstr("none.jsonl"));
    EXPECT_FALSE(readCaptions(folder.path()).ok());
    EXPECT_FALSE(CaptionWriter::open(folder.path()).ok());
    EXPECT_EQ(CaptionWriter::open(folder / "no/such/folder.jsonl").error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace sparlet
