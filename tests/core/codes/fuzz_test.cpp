// The body of tests/fuzz/codec_parse.cpp on deterministic mutations of valid inputs.
#include "codes/codec.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace sparlet::codes {
namespace {

std::vector<std::uint8_t> validInput(std::mt19937& random) {
    const std::size_t dimensions = 1 + random() % 20;
    CodecParameters p;
    std::vector<float> z;
    for (std::size_t d = 0; d < dimensions; ++d) {
        p.bits.push_back(static_cast<std::uint8_t>(2 + random() % 7));
        p.minimum.push_back(-0.5F - static_cast<float>(random() % 100) / 100.0F);
        p.maximum.push_back(0.5F);
        z.push_back(static_cast<float>(random() % 200) / 100.0F - 1.0F);
    }
    std::vector<std::uint8_t> out;
    out.reserve(512); // also keeps GCC 12 from a false -Warray-bounds
    out.push_back(static_cast<std::uint8_t>(dimensions));
    out.insert(out.end(), p.bits.begin(), p.bits.end());
    for (const auto* values : {&p.minimum, &p.maximum}) {
        const std::size_t at = out.size();
        out.resize(at + dimensions * sizeof(float));
        std::memcpy(out.data() + at, values->data(), dimensions * sizeof(float));
    }
    const auto codec = Codec::create(p);
    EXPECT_TRUE(codec.ok());
    codec->encode(z, out);
    return out;
}

TEST(CodecFuzz, SurvivesMutations) {
    std::mt19937 random(20);
    for (int i = 0; i < 20000; ++i) {
        auto input = validInput(random);
        LLVMFuzzerTestOneInput(input.data(), input.size());
        for (auto changes = random() % 4; changes > 0; --changes)
            input[random() % input.size()] = static_cast<std::uint8_t>(random());
        if (random() % 4 == 0) input.resize(random() % (input.size() + 1));
        if (random() % 4 == 0) input.insert(input.end(), random() % 30, static_cast<std::uint8_t>(random()));
        LLVMFuzzerTestOneInput(input.data(), input.size());
    }
}

} // namespace
} // namespace sparlet::codes
