// The body of tests/fuzz/segment_open.cpp on deterministic mutations of valid segments.
#include "index_fixture.h"

#include <algorithm>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace sparlet::index {
namespace {

using namespace test;

class SegmentFuzz : public IndexTest {};

TEST_F(SegmentFuzz, SurvivesMutationsWithAndWithoutRightChecksums) {
    std::mt19937 random(30);
    std::vector<Bytes> valid;
    for (const int dimensions : {1, 9, 16, 40}) {
        (void)write("a.spsg", mixedCodec(dimensions), randomRows(random, dimensions, dimensions % 7, 1));
        valid.push_back(readBytes(path("a.spsg")));
    }
    for (const int rows : {0, 1, 20, 1100}) {
        const std::vector<std::shared_ptr<const Segment>> sources{
            write("a.spsg", mixedCodec(9), randomRows(random, 9, rows, 1000))};
        std::vector<ImageId> keep;
        for (int row = 0; row < rows; ++row)
            keep.push_back(1000 + row);
        ASSERT_TRUE(mergeSegments(path("m.spsg"), sources, keep).ok());
        valid.push_back(readBytes(path("m.spsg")));
    }
    for (int i = 0; i < 12000; ++i) {
        Bytes input{static_cast<std::uint8_t>(random())};
        const auto& seed = valid[random() % valid.size()];
        input.insert(input.end(), seed.begin(), seed.end());
        for (auto changes = random() % 6; changes > 0; --changes) {
            // Half of the changes go to the header and the first tables, where the sizes are.
            const std::size_t reach =
                random() % 2 == 0 ? input.size() : std::min<std::size_t>(input.size(), 140);
            input[random() % reach] = static_cast<std::uint8_t>(random() % 3 == 0 ? random() % 8 : random());
        }
        if (random() % 8 == 0) input.resize(1 + random() % input.size());
        LLVMFuzzerTestOneInput(input.data(), input.size());
    }
}

} // namespace
} // namespace sparlet::index
