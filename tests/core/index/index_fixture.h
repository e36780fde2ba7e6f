// What the tests of core/index share: a folder that goes away, a codec, random rows, bytes of files.
#pragma once

#include "index/segment.h"
#include "support/temp_dir.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <random>
#include <string>
#include <vector>

namespace sparlet::index::test {

using Bytes = std::vector<std::uint8_t>;
using sparlet::test::readBytes;
using sparlet::test::writeBytes;

class IndexTest : public ::testing::Test {
protected:
    std::filesystem::path path(const std::string& name) const { return folder_ / name; }

    std::shared_ptr<const Segment> write(const std::string& name, const codes::Codec& codec,
                                         const std::vector<SegmentRow>& rows) const {
        const auto status = writeSegment(path(name), codec, rows);
        EXPECT_TRUE(status.ok()) << (status.ok() ? "" : status.error().message);
        return openGood(name);
    }

    std::shared_ptr<const Segment> openGood(const std::string& name) const {
        auto segment = Segment::open(path(name));
        EXPECT_TRUE(segment.ok()) << (segment.ok() ? "" : segment.error().message);
        return segment.ok() ? *segment : nullptr;
    }

private:
    sparlet::test::TempDir folder_;
};

/// `dimensions` of mixed widths over about −0.5..0.5.
inline codes::Codec mixedCodec(int dimensions, float reach = 0.5F) {
    codes::CodecParameters p;
    for (int d = 0; d < dimensions; ++d) {
        const std::vector<float> low{-reach}, high{reach};
        const auto one = codes::uniformParameters(low, high, 2 + d % 7);
        p.bits.push_back(one.bits[0]);
        p.minimum.push_back(one.minimum[0]);
        p.maximum.push_back(one.maximum[0]);
    }
    auto codec = codes::Codec::create(std::move(p));
    EXPECT_TRUE(codec.ok());
    return *std::move(codec);
}

inline std::vector<float> randomVector(std::mt19937& random, int dimensions, double density) {
    std::normal_distribution<float> normal(0.0F, 0.3F);
    std::bernoulli_distribution kept(density);
    std::vector<float> z(static_cast<std::size_t>(dimensions));
    for (auto& v : z)
        v = kept(random) ? normal(random) : 0.0F;
    return z;
}

inline std::vector<SegmentRow> randomRows(std::mt19937& random, int dimensions, int count, ImageId firstId) {
    std::uniform_real_distribution<float> share(0.0F, 1.0F);
    std::vector<SegmentRow> rows;
    for (int i = 0; i < count; ++i)
        rows.push_back({firstId + i, randomVector(random, dimensions, 0.5), share(random), share(random)});
    return rows;
}

inline Bytes codeOf(const Segment& segment, std::size_t row) {
    const auto code = segment.code(row);
    return {code.begin(), code.end()};
}

} // namespace sparlet::index::test
