#include "core/train/synthetic_data.h"
#include "support/temp_dir.h"
#include "train/packed_dataset.h"

#include <cstring>

namespace sparlet::train {
namespace {

using test::readBytes;
using test::TempDir;
using test::writeBytes;

TEST(PackedDataset, ReadsBackWhatWasWritten) {
    const TempDir folder;
    auto writer = PackedDatasetWriter::create(folder / "a.pack", 2, {"cat", "größe"});
    ASSERT_TRUE(writer.ok());
    const std::vector<std::uint8_t> first = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, second(12, 200);
    ASSERT_TRUE((*writer)->add(first, 1, "a/1.jpg").ok());
    ASSERT_TRUE((*writer)->add(second, 0, "").ok());
    EXPECT_FALSE(std::filesystem::exists(folder / "a.pack")) << "the file must not appear before it is whole";
    ASSERT_TRUE((*writer)->finish().ok());
    const auto data = PackedDataset::open(folder / "a.pack");
    ASSERT_TRUE(data.ok()) << data.error().message;
    EXPECT_EQ((*data)->size(), 2U);
    EXPECT_EQ((*data)->side(), 2);
    EXPECT_EQ(std::vector<std::uint8_t>((*data)->image(0).begin(), (*data)->image(0).end()), first);
    EXPECT_EQ((*data)->image(1)[11], 200);
    EXPECT_EQ((*data)->label(0), 1);
    EXPECT_EQ((*data)->label(1), 0);
    EXPECT_EQ((*data)->name(0), "a/1.jpg");
    EXPECT_EQ((*data)->name(1), "");
    EXPECT_EQ((*data)->classNames(), (std::vector<std::string>{"cat", "größe"}));
    EXPECT_EQ((*data)->contentHash().size(), 32U);
}

TEST(PackedDataset, TheHashFollowsPixelsLabelsAndClassesButNotNames) {
    const TempDir folder;
    const auto hash = [&](std::uint8_t pixel, std::uint16_t label, const char* name, const char* cls) {
        auto writer = PackedDatasetWriter::create(folder / "h.pack", 3, {cls, "z"});
        std::vector<std::uint8_t> rgb(27, 5);
        rgb[13] = pixel;
        EXPECT_TRUE((*writer)->add(rgb, label, name).ok());
        EXPECT_TRUE((*writer)->finish().ok());
        return (*PackedDataset::open(folder / "h.pack"))->contentHash();
    };
    const auto base = hash(5, 0, "n", "a");
    EXPECT_EQ(base, hash(5, 0, "other", "a"));
    EXPECT_NE(base, hash(6, 0, "n", "a"));
    EXPECT_NE(base, hash(5, 1, "n", "a"));
    EXPECT_NE(base, hash(5, 0, "n", "b"));
}

TEST(PackedDataset, RefusesEveryTruncation) {
    const TempDir folder;
    const auto file = test::packStripes(folder / "t.pack", 4, 3, 2);
    const auto whole = readBytes(file);
    for (std::size_t length = 0; length < whole.size(); ++length) {
        writeBytes(file, std::span(whole).first(length));
        const auto data = PackedDataset::open(file);
        ASSERT_FALSE(data.ok()) << length;
        EXPECT_EQ(data.error().code, ErrorCode::Corrupt) << length;
        EXPECT_NE(data.error().message.find("t.pack"), std::string::npos);
    }
    auto longer = whole;
    longer.push_back(0);
    writeBytes(file, longer);
    EXPECT_EQ(PackedDataset::open(file).error().code, ErrorCode::Corrupt);
}

TEST(PackedDataset, FindsEveryChangedByte) {
    const TempDir folder;
    const auto file = test::packStripes(folder / "f.pack", 4, 3, 2);
    const auto whole = readBytes(file);
    for (std::size_t i = 0; i < whole.size(); ++i) {
        auto changed = whole;
        changed[i] ^= 0x10;
        writeBytes(file, changed);
        ASSERT_FALSE(PackedDataset::open(file).ok()) << "byte " << i;
    }
}

TEST(PackedDataset, RefusesWhatIsNoFile) {
    const TempDir folder;
    EXPECT_EQ(PackedDataset::open(folder / "none").error().code, ErrorCode::NotFound);
    EXPECT_EQ(PackedDataset::open(folder.path()).error().code, ErrorCode::InvalidArgument);
    writeBytes(folder / "other", std::vector<std::uint8_t>(500, 65));
    EXPECT_EQ(PackedDataset::open(folder / "other").error().code, ErrorCode::Corrupt);
}

TEST(PackedWriter, RefusesWrongPicturesAndLeavesNothingBehind) {
    const TempDir folder;
    EXPECT_FALSE(PackedDatasetWriter::create(folder / "x", 0, {"a"}).ok());
    EXPECT_FALSE(PackedDatasetWriter::create(folder / "x", 8, {}).ok());
    {
        auto writer = PackedDatasetWriter::create(folder / "x", 2, {"a"});
        ASSERT_TRUE(writer.ok());
        EXPECT_EQ((*writer)->add(std::vector<std::uint8_t>(11), 0, "").error().code,
                  ErrorCode::InvalidArgument);
        EXPECT_EQ((*writer)->add(std::vector<std::uint8_t>(12), 1, "").error().code,
                  ErrorCode::InvalidArgument);
        EXPECT_EQ((*writer)->finish().error().code, ErrorCode::InvalidArgument) << "no picture at all";
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

std::vector<std::uint8_t> cifarRecord(std::uint8_t label) {
    std::vector<std::uint8_t> record(3073);
    record[0] = label;
    for (std::size_t c = 0; c < 3; ++c) {
        for (std::size_t p = 0; p < 1024; ++p)
            record[1 + c * 1024 + p] = static_cast<std::uint8_t>(c * 80 + p % 64);
    }
    return record;
}

TEST(Cifar10, PlanesBecomePixels) {
    const TempDir folder;
    auto bytes = cifarRecord(7);
    const auto second = cifarRecord(0);
    bytes.insert(bytes.end(), second.begin(), second.end());
    writeBytes(folder / "data_batch_1.bin", bytes);
    const auto packed = packCifar10Binary({folder / "data_batch_1.bin"}, folder / "c.pack", {}, {});
    ASSERT_TRUE(packed.ok()) << packed.error().message;
    const auto data = PackedDataset::open(folder / "c.pack");
    ASSERT_TRUE(data.ok());
    EXPECT_EQ((*data)->size(), 2U);
    EXPECT_EQ((*data)->label(0), 7);
    EXPECT_EQ((*data)->classNames()[7], "horse");
    const auto image = (*data)->image(0);
    EXPECT_EQ(image[3 * 65 + 0], 1);
    EXPECT_EQ(image[3 * 65 + 1], 81);
    EXPECT_EQ(image[3 * 65 + 2], 161);
}

TEST(Cifar10, RefusesFilesThatAreNoBatches) {
    const TempDir folder;
    const auto attempt = [&](const std::vector<std::uint8_t>& bytes) {
        writeBytes(folder / "b.bin", bytes);
        return packCifar10Binary({folder / "b.bin"}, folder / "c.pack", {}, {}).error().code;
    };
    EXPECT_EQ(attempt({}), ErrorCode::Corrupt);
    EXPECT_EQ(attempt(std::vector<std::uint8_t>(3072)), ErrorCode::Corrupt);
    EXPECT_EQ(attempt(cifarRecord(10)), ErrorCode::Corrupt);
    EXPECT_EQ(packCifar10Binary({folder / "none"}, folder / "c.pack", {}, {}).error().code,
              ErrorCode::NotFound);
    const CancelToken cancel;
    cancel.cancel();
    writeBytes(folder / "b.bin", cifarRecord(1));
    EXPECT_EQ(packCifar10Binary({folder / "b.bin"}, folder / "c.pack", {}, cancel).error().code,
              ErrorCode::Cancelled);
    EXPECT_FALSE(std::filesystem::exists(folder / "c.pack"));
}

} // namespace
} // namespace sparlet::train
