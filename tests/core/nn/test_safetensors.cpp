#include "nn/checksum_internal.h"
#include "nn/safetensors.h"
#include "support/temp_dir.h"

#include <gtest/gtest.h>

#include <cstring>
#include <numeric>

namespace sparlet::nn {
namespace {

using test::TempDir;
using test::writeText;

std::string contentOf(const std::filesystem::path& file) {
    const auto bytes = test::readBytes(file);
    return {bytes.begin(), bytes.end()};
}

std::string fileWith(const std::string& header, const std::string& data, std::uint64_t claimed) {
    std::string out(8, '\0');
    std::memcpy(out.data(), &claimed, 8);
    return out + header + data;
}

std::string fileWith(const std::string& header, const std::string& data) {
    return fileWith(header, data, header.size());
}

template <class T>
std::span<const std::byte> bytesOf(const std::vector<T>& values) {
    return std::as_bytes(std::span(values));
}

std::string xxh64Of(const std::string& text) {
    Xxh64 hash;
    hash.add(std::as_bytes(std::span(text)));
    return hash.hex();
}

TEST(Safetensors, WritesTheFormatByteForByte) {
    const TempDir folder;
    const std::vector<float> values = {1.0F, -2.0F};
    ASSERT_TRUE(
        writeSafetensors(folder / "a.safetensors", {{"w", DType::F32, {2}, bytesOf(values)}}, {}).ok());
    const std::string data("\x00\x00\x80\x3f\x00\x00\x00\xc0", 8);
    const std::string first =
        R"({"__metadata__":{"sparlet.xxh64.data":")" + xxh64Of(data) + R"(","sparlet.xxh64.header":")";
    std::string last = R"("},"w":{"data_offsets":[0,8],"dtype":"F32","shape":[2]}})";
    last.append((8 - (first.size() + 16 + last.size()) % 8) % 8, ' ');
    const auto zeros = fileWith(first + std::string(16, '0') + last, "");
    EXPECT_EQ(contentOf(folder / "a.safetensors"), fileWith(first + xxh64Of(zeros) + last, data));
}

TEST(Xxh64, GivesThePublishedValues) {
    EXPECT_EQ(xxh64Of(""), "ef46db3751d8e999");
    EXPECT_EQ(xxh64Of("a"), "d24ec4f1a98c6e5b");
    EXPECT_EQ(xxh64Of("abc"), "44bc2cf5ad770999");
    EXPECT_EQ(xxh64Of("Nobody inspects the spammish repetition"), "fbcea83c8a378bf1");
}

TEST(Xxh64, DoesNotDependOnThePieces) {
    std::string text;
    for (int i = 0; i < 300; ++i)
        text += static_cast<char>(i * 7);
    for (std::size_t piece = 1; piece < 70; ++piece) {
        Xxh64 hash;
        for (std::size_t at = 0; at < text.size(); at += piece)
            hash.add(std::as_bytes(std::span(text).subspan(at, std::min(piece, text.size() - at))));
        EXPECT_EQ(hash.hex(), xxh64Of(text)) << piece;
    }
}

TEST(Safetensors, ReadsBackEveryTypeAndTheMetadata) {
    const TempDir folder;
    const std::vector<float> f32 = {0.5F, 1.5F, 2.5F, 3.5F, 4.5F, 5.5F};
    const std::vector<std::int64_t> i64 = {-7};
    const std::vector<std::uint8_t> u8 = {1, 2, 3};
    const std::vector<std::uint16_t> f16 = {0x3c00}, bf16 = {0x3f80, 0x4000};
    const auto file = folder / "b.safetensors";
    ASSERT_TRUE(writeSafetensors(file,
                                 {{"m", DType::F32, {2, 3}, bytesOf(f32)},
                                  {"count", DType::I64, {}, bytesOf(i64)},
                                  {"raw", DType::U8, {3}, bytesOf(u8)},
                                  {"half", DType::F16, {1, 1}, bytesOf(f16)},
                                  {"brain", DType::BF16, {2}, bytesOf(bf16)},
                                  {"none", DType::F32, {0, 4}, {}}},
                                 {{"card", "{\"ä\":1}"}})
                    .ok());
    const auto read = Safetensors::read(file);
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(read->header().tensors.size(), 6U);
    EXPECT_EQ(read->header().metadata.at("card"), "{\"ä\":1}");
    const auto* m = read->find("m");
    ASSERT_NE(m, nullptr);
    EXPECT_EQ(m->shape, (std::vector<std::int64_t>{2, 3}));
    std::vector<float> back(6);
    std::memcpy(back.data(), read->bytes(*m).data(), 24);
    EXPECT_EQ(back, f32);
    EXPECT_EQ(read->find("brain")->type, DType::BF16);
    EXPECT_TRUE(read->find("count")->shape.empty());
    EXPECT_EQ(read->bytes(*read->find("none")).size(), 0U);
    EXPECT_EQ(read->find("nothing"), nullptr);
}

TEST(Safetensors, RefusesEveryTruncationAndExtension) {
    const TempDir folder;
    const std::vector<float> values(16, 1.0F);
    const auto file = folder / "c.safetensors";
    ASSERT_TRUE(writeSafetensors(file, {{"w", DType::F32, {16}, bytesOf(values)}}, {{"k", "v"}}).ok());
    const auto whole = contentOf(file);
    for (std::size_t length = 0; length < whole.size(); ++length) {
        writeText(file, whole.substr(0, length));
        const auto read = Safetensors::read(file);
        ASSERT_FALSE(read.ok()) << length;
        EXPECT_EQ(read.error().code, ErrorCode::Corrupt) << length;
        EXPECT_NE(read.error().message.find("c.safetensors"), std::string::npos);
    }
    writeText(file, whole + "x");
    EXPECT_EQ(Safetensors::read(file).error().code, ErrorCode::Corrupt);
}

TEST(Safetensors, DetectsEveryChangedByte) {
    const TempDir folder;
    const std::vector<float> values = {1, 2, 3, 4};
    const auto file = folder / "d.safetensors";
    ASSERT_TRUE(
        writeSafetensors(file, {{"w", DType::F32, {2, 2}, bytesOf(values)}}, {{"sparlet", R"({"a":"b"})"}})
            .ok());
    const auto whole = contentOf(file);
    for (std::size_t i = 0; i < whole.size(); ++i) {
        for (const int change : {1, 2, 4, 8, 16, 32, 64, 128, 255}) { // all 255 take minutes
            auto changed = whole;
            changed[i] = static_cast<char>(static_cast<unsigned char>(changed[i]) ^ change);
            writeText(file, changed);
            const auto read = Safetensors::read(file);
            ASSERT_FALSE(read.ok()) << "byte " << i << " changed by " << change;
            EXPECT_EQ(read.error().code, ErrorCode::Corrupt);
            EXPECT_TRUE(i >= whole.size() - 16 || !readSafetensorsHeader(file).ok()) << i;
        }
    }
}

TEST(Safetensors, ReadsForeignFilesWithoutChecksums) {
    const TempDir folder;
    const auto file = folder / "foreign.safetensors";
    const std::string header =
        R"({"__metadata__":{"format":"pt"},"w":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}})";
    writeText(file, fileWith(header, "abcd"));
    const auto read = Safetensors::read(file);
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(read->header().dataChecksum, "");
    EXPECT_EQ(read->header().metadata.at("format"), "pt");
    for (const char* one : {"sparlet.xxh64.data", "sparlet.xxh64.header"}) { // never one without the other
        const std::string half = R"({"__metadata__":{")" + std::string(one) + R"(":"0000000000000000"}})";
        writeText(file, fileWith(half, ""));
        EXPECT_EQ(Safetensors::read(file).error().code, ErrorCode::Corrupt);
    }
}

TEST(Safetensors, WritesAReadHeaderAgain) {
    const TempDir folder;
    const std::vector<float> values = {1, 2};
    const auto file = folder / "e.safetensors", again = folder / "f.safetensors";
    ASSERT_TRUE(writeSafetensors(file, {{"w", DType::F32, {2}, bytesOf(values)}}, {{"k", "v"}}).ok());
    const auto read = Safetensors::read(file);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->header().metadata, (std::map<std::string, std::string>{{"k", "v"}}));
    ASSERT_TRUE(
        writeSafetensors(again, {{"w", DType::F32, {2}, bytesOf(values)}}, read->header().metadata).ok());
    EXPECT_EQ(contentOf(again), contentOf(file));
}

struct Hostile {
    const char* name;
    std::string content;
};

class HostileSafetensors : public testing::TestWithParam<Hostile> {};

TEST_P(HostileSafetensors, IsRefusedWithASentence) {
    const TempDir folder;
    const auto file = folder / "bad.safetensors";
    writeText(file, GetParam().content);
    const auto read = Safetensors::read(file);
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().code, ErrorCode::Corrupt);
    EXPECT_EQ(read.error().message.back(), '.');
    EXPECT_FALSE(readSafetensorsHeader(file).ok());
}

std::string entry(const char* dtype, const char* shape, const char* offsets) {
    return std::string(R"({"w":{"dtype":")") + dtype + R"(","shape":)" + shape + R"(,"data_offsets":)" +
           offsets + "}}";
}

const std::string kTwo = R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},)"
                         R"("b":{"dtype":"U8","shape":[4],"data_offsets":)";

INSTANTIATE_TEST_SUITE_P(
    All, HostileSafetensors,
    testing::Values(Hostile{"HugeLength", fileWith("{}", "", ~0ULL)},
                    Hostile{"LengthPastTheEnd", fileWith("{}", "", 3)},
                    Hostile{"LengthThatWraps", fileWith("{}", "", 0xFFFFFFFFFFFFFFF8ULL)},
                    Hostile{"NotJson", fileWith("hello, w", "")}, Hostile{"AnArray", fileWith("[]", "")},
                    Hostile{"Overlap", fileWith(kTwo + "[2,6]}}", "xxxxxx")},
                    Hostile{"Gap", fileWith(kTwo + "[5,9]}}", "xxxxxxxxx")},
                    Hostile{"SameBytesTwice", fileWith(kTwo + "[0,4]}}", "xxxx")},
                    Hostile{"OffsetsBackwards", fileWith(entry("U8", "[4]", "[4,0]"), "xxxx")},
                    Hostile{"OffsetsNegative", fileWith(entry("U8", "[4]", "[-4,0]"), "xxxx")},
                    Hostile{"OffsetsPastTheEnd", fileWith(entry("U8", "[9]", "[0,9]"), "xxxx")},
                    Hostile{"OffsetsNotNumbers", fileWith(entry("U8", "[4]", R"(["0","4"])"), "xxxx")},
                    Hostile{"OneOffset", fileWith(entry("U8", "[4]", "[4]"), "xxxx")},
                    Hostile{"ShapeTooSmall", fileWith(entry("F32", "[2]", "[0,4]"), "xxxx")},
                    Hostile{"ShapeOverflows",
                            fileWith(entry("F32", "[4611686018427387905,4]", "[0,16]"), "xxxxxxxxxxxxxxxx")},
                    Hostile{"ShapeNegative", fileWith(entry("U8", "[-4]", "[0,4]"), "xxxx")},
                    Hostile{"ShapeFractional", fileWith(entry("U8", "[4.0]", "[0,4]"), "xxxx")},
                    Hostile{"ShapeOfManyDimensions",
                            fileWith(entry("U8", "[1,1,1,1,1,1,1,1,1]", "[0,1]"), "x")},
                    Hostile{"UnknownType", fileWith(entry("F64", "[1]", "[0,8]"), "xxxxxxxx")},
                    Hostile{"EntryIsText", fileWith(R"({"w":"x"})", "")},
                    Hostile{"MetadataIsAList", fileWith(R"({"__metadata__":[1]})", "")},
                    Hostile{"MetadataHoldsANumber", fileWith(R"({"__metadata__":{"a":1}})", "")},
                    Hostile{"NameTwice", fileWith(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
                                                  R"("a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})",
                                                  "x")},
                    Hostile{"DeepNesting", fileWith(std::string(20000, '[') + std::string(20000, ']'), "")}),
    [](const auto& instance) { return instance.param.name; });

TEST(Safetensors, NamesTheProblemOfAMissingFileAndAFolder) {
    const TempDir folder;
    EXPECT_EQ(Safetensors::read(folder / "none").error().code, ErrorCode::NotFound);
    EXPECT_EQ(Safetensors::read(folder.path()).error().code, ErrorCode::InvalidArgument);
}

TEST(Safetensors, LeavesTheOldFileWhereItCannotWrite) {
    const TempDir folder;
    const auto missing = folder / "no/such/folder/x.safetensors";
    EXPECT_FALSE(writeSafetensors(missing, {}, {}).ok());
    std::filesystem::create_directory(folder / "taken");
    EXPECT_FALSE(writeSafetensors(folder / "taken", {}, {}).ok());
    std::size_t left = 0;
    for ([[maybe_unused]] const auto& item : std::filesystem::directory_iterator(folder.path()))
        ++left;
    EXPECT_EQ(left, 1U) << "a temporary file was left behind";
}

} // namespace
} // namespace sparlet::nn
