#include "nn/packed_convolution_internal.h"

#include <gtest/gtest.h>

namespace sparlet::nn {
namespace {

struct Shape {
    int in, out, kernel, stride, groups, side;
    bool bias;
};

void PrintTo(const Shape& s, std::ostream* out) {
    *out << s.in << " to " << s.out << " channels, kernel " << s.kernel << ", stride " << s.stride << ", "
         << s.groups << " groups, " << s.side << " px";
}

torch::nn::Conv2d make(const Shape& s) {
    torch::manual_seed(3);
    torch::nn::Conv2d conv(torch::nn::Conv2dOptions(s.in, s.out, s.kernel)
                               .stride(s.stride)
                               .padding(s.kernel / 2)
                               .groups(s.groups)
                               .bias(s.bias));
    conv->eval();
    return conv;
}

class PackedConvolutions : public testing::TestWithParam<Shape> {};

TEST_P(PackedConvolutions, AreTheConvolution) {
    torch::NoGradGuard noGrad;
    const auto& s = GetParam();
    auto conv = make(s), packable = make(s);
    PackedConvolution packed;
    for (const auto format : {at::MemoryFormat::ChannelsLast, at::MemoryFormat::Contiguous}) {
        for (const int count : {1, 5}) { // of both the one that packs and the one that finds it done
            const auto x = torch::randn({count, s.in, s.side, s.side}).contiguous(format);
            const auto wanted = conv->forward(x), got = packed.forward(*packable, x);
            ASSERT_EQ(got.sizes(), wanted.sizes());
            EXPECT_LT((got - wanted).abs().max().item<double>(), 1e-5);
        }
    }
}

TEST_P(PackedConvolutions, GiveEachPictureTheSameBitsInEveryBatch) {
    if (!PackedConvolution::independentOfBatch(at::kCPU)) GTEST_SKIP() << "LibTorch has no oneDNN here";
    torch::NoGradGuard noGrad;
    const auto& s = GetParam();
    auto conv = make(s);
    PackedConvolution packed;
    const auto x = torch::randn({17, s.in, s.side, s.side}).contiguous(at::MemoryFormat::ChannelsLast);
    const auto all = packed.forward(*conv, x);
    for (const int count : {1, 2, 8, 16}) {
        for (int from = 0; from + count <= 17; from += count) {
            EXPECT_TRUE(
                torch::equal(packed.forward(*conv, x.narrow(0, from, count)), all.narrow(0, from, count)));
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, PackedConvolutions,
                         testing::Values(Shape{3, 64, 7, 2, 1, 64, true}, Shape{64, 64, 3, 1, 1, 16, true},
                                         Shape{128, 256, 3, 2, 1, 9, false},
                                         Shape{256, 512, 1, 2, 1, 4, true}, Shape{512, 512, 3, 1, 1, 2, true},
                                         Shape{72, 24, 1, 1, 1, 8, true}, Shape{96, 96, 5, 2, 96, 8, true},
                                         Shape{88, 88, 3, 1, 88, 7, false},
                                         Shape{240, 64, 1, 1, 1, 1, true}));

TEST(PackedConvolution, KeepsNoSecondCopyOfTheWeights) {
    if (!PackedConvolution::independentOfBatch(at::kCPU)) GTEST_SKIP() << "LibTorch has no oneDNN here";
    torch::NoGradGuard noGrad;
    auto conv = make({8, 8, 3, 1, 1, 8, true});
    PackedConvolution packed;
    packed.forward(*conv, torch::randn({1, 8, 8, 8}));
    EXPECT_EQ(conv->weight.numel(), 0);
}

} // namespace
} // namespace sparlet::nn
