#include "index/segment.h"
#include "index_fixture.h"

#include <zlib.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <sys/stat.h>

namespace sparlet::index {
namespace {

using namespace test;

class SegmentTest : public IndexTest {};

void append(Bytes& out, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i)
        out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

std::uint32_t crc(const Bytes& bytes, std::size_t from, std::size_t to) {
    return static_cast<std::uint32_t>(
        ::crc32(::crc32(0, nullptr, 0), bytes.data() + from, static_cast<unsigned>(to - from)));
}

TEST_F(SegmentTest, GivesBackWhatWasWritten) {
    std::mt19937 random(1);
    const auto codec = mixedCodec(37);
    auto rows = randomRows(random, 37, 50, 1000);
    std::swap(rows[3], rows[17]); // rows keep their order, whatever it is
    const auto segment = write("a.spsg", codec, rows);
    ASSERT_EQ(segment->size(), rows.size());
    EXPECT_EQ(segment->codec().fingerprint(), codec.fingerprint());
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        Bytes code;
        codec.encode(rows[i].z, code);
        EXPECT_EQ(codeOf(*segment, i), code);
        EXPECT_EQ(segment->imageId(i), rows[i].image);
        EXPECT_NEAR(segment->threshold(i), rows[i].threshold, 0.5 / 65535 + 1e-7);
        EXPECT_NEAR(segment->density(i), rows[i].density, 0.5 / 65535 + 1e-7);
        total += code.size();
    }
    EXPECT_EQ(segment->codeBytes(), total);
}

TEST_F(SegmentTest, KeepsTheEndsOfTheSharesExactly) {
    const auto codec = mixedCodec(8);
    const std::vector<float> z(8, 0.1F);
    const auto segment = write("a.spsg", codec,
                               {{std::numeric_limits<ImageId>::max(), z, 0.0F, 1.0F},
                                {std::numeric_limits<ImageId>::min(), z, 1.0F, 0.0F},
                                {0, z, 1.0001F, -0.0001F}});
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(segment->threshold(i), i == 0 ? 0.0F : 1.0F);
        EXPECT_EQ(segment->density(i), i == 0 ? 1.0F : 0.0F);
    }
    EXPECT_EQ(segment->imageId(0), std::numeric_limits<ImageId>::max());
    EXPECT_EQ(segment->imageId(1), std::numeric_limits<ImageId>::min());
}

TEST_F(SegmentTest, WritesTheDocumentedBytes) {
    // Two dimensions of 2 and 3 bits with whole levels; images 5 (both set) and −2 (none set).
    auto codec = codes::Codec::create({{2, 3}, {-1.0F, -3.0F}, {2.0F, 4.0F}});
    ASSERT_TRUE(codec.ok());
    const std::vector<SegmentRow> rows{{5, {2.0F, -3.0F}, 0.0F, 1.0F}, {-2, {0.0F, 0.0F}, 1.0F, 0.0F}};
    ASSERT_TRUE(writeSegment(path("a.spsg"), *codec, rows).ok());

    Bytes expected{'S', 'P', 'S', 'G', 1, 0, 0xFF, 0xFE};
    append(expected, 2, 4); // D
    append(expected, 0, 4);
    append(expected, 2, 8); // N
    append(expected, 3, 8); // C: mask and one byte of levels, then a mask alone
    append(expected, 0, 8); // size of the file, below
    const std::size_t sizeAt = expected.size() - 8;
    append(expected, 0, 4);       // CRC of the tables, below
    append(expected, 1048576, 4); // bytes of a block
    expected.resize(64, 0);
    append(expected, 5, 8);
    append(expected, 0xFFFFFFFFFFFFFFFEU, 8);
    for (const auto offset : {0U, 2U, 3U})
        append(expected, offset, 4);
    append(expected, 0, 2);
    append(expected, 65535, 2);
    append(expected, 65535, 2);
    append(expected, 0, 2);
    const Bytes codes{0x03, 0x03, 0x00}; // levels 3 (2 bits) and 0 (3 bits)
    append(expected, crc(codes, 0, 3), 4);
    for (const float v : {-1.0F, -3.0F, 2.0F, 4.0F})
        append(expected, std::bit_cast<std::uint32_t>(v), 4);
    expected.insert(expected.end(), {2, 3});
    const std::size_t payload = expected.size();
    expected.insert(expected.end(), codes.begin(), codes.end());
    expected[sizeAt] = static_cast<std::uint8_t>(expected.size());
    const auto put = [&](std::size_t at, std::uint32_t value) {
        for (std::size_t i = 0; i < 4; ++i)
            expected[at + i] = static_cast<std::uint8_t>(value >> 8 * i);
    };
    put(40, crc(expected, 64, payload));
    put(60, crc(expected, 0, 60));

    EXPECT_EQ(readBytes(path("a.spsg")), expected);
}

TEST_F(SegmentTest, HoldsNoRowsAtAll) {
    const auto segment = write("a.spsg", mixedCodec(5), {});
    EXPECT_EQ(segment->size(), 0U);
    EXPECT_EQ(segment->codeBytes(), 0U);
    EXPECT_EQ(segment->codec().dimensions(), 5);
}

TEST_F(SegmentTest, InMemoryIsTheSameAsInAFile) {
    std::mt19937 random(8);
    const auto codec = mixedCodec(19);
    const auto rows = randomRows(random, 19, 12, 5);
    const auto file = write("a.spsg", codec, rows);
    const auto memory = packSegment(codec, rows);
    ASSERT_TRUE(memory.ok());
    ASSERT_EQ((*memory)->size(), file->size());
    EXPECT_EQ((*memory)->codeBytes(), file->codeBytes());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        EXPECT_EQ(codeOf(**memory, i), codeOf(*file, i));
        EXPECT_EQ((*memory)->imageId(i), file->imageId(i));
        EXPECT_EQ((*memory)->threshold(i), file->threshold(i));
        EXPECT_EQ((*memory)->density(i), file->density(i));
    }
    EXPECT_EQ(packSegment(codec, std::vector<SegmentRow>{{1, {0.5F}, 0, 1}}).error().code,
              ErrorCode::InvalidArgument);
}

TEST_F(SegmentTest, DetectsEveryChangedByte) {
    std::mt19937 random(2);
    (void)write("a.spsg", mixedCodec(11), randomRows(random, 11, 4, 7));
    const Bytes good = readBytes(path("a.spsg"));
    for (std::size_t at = 0; at < good.size(); ++at) {
        for (const int change : {0x01, 0x80, 0xFF}) {
            Bytes bad = good;
            bad[at] = static_cast<std::uint8_t>(bad[at] ^ change);
            writeBytes(path("bad.spsg"), bad);
            const auto segment = Segment::open(path("bad.spsg"));
            ASSERT_FALSE(segment.ok()) << "byte " << at << " of " << good.size();
            ASSERT_EQ(segment.error().code, ErrorCode::Corrupt);
            ASSERT_NE(segment.error().message.find("bad.spsg"), std::string::npos);
        }
    }
}

TEST_F(SegmentTest, DetectsEveryTruncationAndWhatIsAppended) {
    std::mt19937 random(3);
    (void)write("a.spsg", mixedCodec(11), randomRows(random, 11, 4, 7));
    Bytes bytes = readBytes(path("a.spsg"));
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        writeBytes(path("bad.spsg"),
                   Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length)));
        const auto segment = Segment::open(path("bad.spsg"));
        ASSERT_FALSE(segment.ok()) << length;
        ASSERT_EQ(segment.error().code, ErrorCode::Corrupt);
    }
    bytes.push_back(0);
    writeBytes(path("bad.spsg"), bytes);
    EXPECT_FALSE(Segment::open(path("bad.spsg")).ok());
}

TEST_F(SegmentTest, ChecksumsCoverEveryBlockOfCodes) {
    std::mt19937 random(4);
    const auto codec = mixedCodec(128);
    const auto rows = randomRows(random, 128, 30000, 1); // about 1.6 MB of codes: two blocks
    const auto segment = write("a.spsg", codec, rows);
    ASSERT_GT(segment->codeBytes(), 1048576U);
    Bytes code;
    codec.encode(rows.back().z, code);
    EXPECT_EQ(codeOf(*segment, rows.size() - 1), code);

    Bytes bytes = readBytes(path("a.spsg"));
    for (const std::size_t fromEnd : {std::size_t{1}, static_cast<std::size_t>(segment->codeBytes())}) {
        bytes[bytes.size() - fromEnd] ^= 1;
        writeBytes(path("bad.spsg"), bytes);
        EXPECT_FALSE(Segment::open(path("bad.spsg")).ok());
        bytes[bytes.size() - fromEnd] ^= 1;
    }
}

TEST_F(SegmentTest, TellsANewerVersionFromDamage) {
    (void)write("a.spsg", mixedCodec(3), {});
    Bytes bytes = readBytes(path("a.spsg"));
    bytes[4] = 3;
    const auto sum = crc(bytes, 0, 60);
    for (std::size_t i = 0; i < 4; ++i)
        bytes[60 + i] = static_cast<std::uint8_t>(sum >> 8 * i);
    writeBytes(path("new.spsg"), bytes);
    const auto segment = Segment::open(path("new.spsg"));
    ASSERT_FALSE(segment.ok());
    EXPECT_EQ(segment.error().code, ErrorCode::Unsupported);
}

TEST_F(SegmentTest, RefusesWhatIsNoFile) {
    EXPECT_EQ(Segment::open(path("missing.spsg")).error().code, ErrorCode::NotFound);
    EXPECT_FALSE(Segment::open(path("")).ok());
    ASSERT_EQ(::mkfifo(path("fifo.spsg").c_str(), 0600), 0);
    EXPECT_EQ(Segment::open(path("fifo.spsg")).error().code, ErrorCode::Corrupt);
    writeBytes(path("other.spsg"), Bytes(500, 'x'));
    const auto other = Segment::open(path("other.spsg"));
    ASSERT_FALSE(other.ok());
    EXPECT_NE(other.error().message.find("is not a Sparlet segment"), std::string::npos);
}

TEST_F(SegmentTest, RefusesRowsThatDoNotFit) {
    const auto codec = mixedCodec(3);
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const std::vector<float> z{0.1F, 0.2F, 0.3F};
    const auto refused = [&](std::vector<SegmentRow> rows) {
        const auto status = writeSegment(path("a.spsg"), codec, rows);
        return !status.ok() && status.error().code == ErrorCode::InvalidArgument;
    };
    EXPECT_TRUE(refused({{1, {0.1F}, 0, 1}}));
    EXPECT_TRUE(refused({{1, {0.1F, nan, 0.2F}, 0, 1}}));
    EXPECT_TRUE(refused({{1, z, nan, 1}}));
    EXPECT_TRUE(refused({{1, z, 0, 1.5F}}));
    EXPECT_TRUE(refused({{1, z, -0.5F, 1}}));
    EXPECT_TRUE(refused({{1, z, 0, 1}, {2, z, 0, 1}, {1, z, 0, 1}}));
    EXPECT_FALSE(std::filesystem::exists(path("a.spsg")));
    EXPECT_EQ(writeSegment(path("no/such/folder.spsg"), codec, {}).error().code, ErrorCode::NotFound);
}

TEST_F(SegmentTest, AnOpenedSegmentOutlivesItsReplacementAndRemoval) {
    std::mt19937 random(5);
    const auto codec = mixedCodec(9);
    const auto rows = randomRows(random, 9, 3, 1);
    const auto old = write("a.spsg", codec, rows);
    (void)write("a.spsg", codec, {});
    std::filesystem::remove(path("a.spsg"));
    Bytes code;
    codec.encode(rows[2].z, code);
    EXPECT_EQ(codeOf(*old, 2), code);
}

TEST_F(SegmentTest, MergeCopiesTheKeptRowsByteForByte) {
    std::mt19937 random(6);
    const auto codec = mixedCodec(33);
    const auto a = write("a.spsg", codec, randomRows(random, 33, 10, 100)); // 100..109
    const auto b = write("b.spsg", codec, randomRows(random, 33, 10, 105)); // 105..114: later, so it wins
    const std::vector<std::shared_ptr<const Segment>> sources{a, b};
    const std::vector<ImageId> keep{50, 101, 104, 105, 109, 110, 114, 200};
    ASSERT_TRUE(mergeSegments(path("m.spsg"), sources, keep).ok());
    const auto merged = openGood("m.spsg");
    ASSERT_EQ(merged->size(), 6U);
    EXPECT_FALSE(merged->hasShares());
    const std::vector<std::pair<const Segment*, std::size_t>> origin{
        {a.get(), 1}, {a.get(), 4}, {b.get(), 0}, {b.get(), 4}, {b.get(), 5}, {b.get(), 9}};
    for (std::size_t i = 0; i < origin.size(); ++i) {
        const auto& [source, row] = origin[i];
        EXPECT_EQ(merged->imageId(i), source->imageId(row));
        EXPECT_EQ(codeOf(*merged, i), codeOf(*source, row));
    }
    EXPECT_EQ(merged->codec().fingerprint(), codec.fingerprint());
}

TEST_F(SegmentTest, MergeKeepsEveryRowOfMany) {
    std::mt19937 random(8);
    const auto a = write("a.spsg", mixedCodec(24), randomRows(random, 24, 900, 1));
    std::vector<ImageId> keep;
    for (ImageId id = 1; id <= 900; id += 2)
        keep.push_back(id);
    const std::vector<std::shared_ptr<const Segment>> sources{a};
    ASSERT_TRUE(mergeSegments(path("m.spsg"), sources, keep).ok());
    const auto merged = openGood("m.spsg");
    std::vector<ImageId> images;
    for (std::size_t row = 0; row < merged->size(); ++row) {
        const ImageId image = merged->imageId(row);
        images.push_back(image);
        const auto from = static_cast<std::size_t>(image - 1);
        EXPECT_EQ(codeOf(*merged, row), codeOf(*a, from));
    }
    std::sort(images.begin(), images.end());
    EXPECT_EQ(images, keep);
}

TEST_F(SegmentTest, MergingEverythingAgainChangesNoByte) {
    std::mt19937 random(7);
    const auto a = write("a.spsg", mixedCodec(20), randomRows(random, 20, 40, 1));
    std::vector<ImageId> keep;
    for (ImageId id = 1; id <= 40; ++id)
        keep.push_back(id);
    const std::vector<std::shared_ptr<const Segment>> sources{a};
    ASSERT_TRUE(mergeSegments(path("m.spsg"), sources, keep).ok());
    const std::vector<std::shared_ptr<const Segment>> merged{openGood("m.spsg")};
    ASSERT_TRUE(mergeSegments(path("again.spsg"), merged, keep).ok());
    EXPECT_EQ(readBytes(path("again.spsg")), readBytes(path("m.spsg")));
}

TEST_F(SegmentTest, MergeRefusesWhatDoesNotBelongTogether) {
    const auto a = write("a.spsg", mixedCodec(4), {});
    const auto b = write("b.spsg", mixedCodec(4, 0.25F), {});
    const std::vector<std::shared_ptr<const Segment>> both{a, b}, none, one{a};
    EXPECT_EQ(mergeSegments(path("m.spsg"), both, {}).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(mergeSegments(path("m.spsg"), none, {}).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(mergeSegments(path("m.spsg"), one, {2, 1}).error().code, ErrorCode::InvalidArgument);
    EXPECT_FALSE(std::filesystem::exists(path("m.spsg")));
}

} // namespace
} // namespace sparlet::index
