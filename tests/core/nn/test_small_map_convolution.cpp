#include "nn/small_map_convolution_internal.h"

#include <gtest/gtest.h>

#include <string>

namespace sparlet::nn {
namespace {

struct Gradients {
    at::Tensor y, x, weight;
};

/// Of Σ y·r for a fixed random r, so that every place of the map weighs otherwise.
template <class Convolve>
Gradients gradientsOf(const at::Tensor& image, const at::Tensor& kernel, const Convolve& convolve) {
    auto x = image.detach().clone().requires_grad_(true),
         weight = kernel.detach().clone().requires_grad_(true);
    const auto y = convolve(x, weight);
    torch::manual_seed(5);
    (y.to(at::kDouble) * torch::randn(y.sizes(), at::kDouble)).sum().backward();
    return {y.detach().to(at::kDouble), x.grad().to(at::kDouble), weight.grad().to(at::kDouble)};
}

/// Of the length of `right`, which does not hide a wrong place as a sum over thousands would.
double distance(const at::Tensor& left, const at::Tensor& right) {
    return ((left - right).norm() / right.norm()).item<double>();
}

torch::nn::Conv2d convolution(int kernel, int stride, int padding, bool bias) {
    return torch::nn::Conv2d(
        torch::nn::Conv2dOptions(8, 8, kernel).stride(stride).padding(padding).bias(bias));
}

struct Shape {
    std::int64_t batch, side;
};

class SmallMapConvolution : public testing::TestWithParam<Shape> {};

// bfloat16 has 8 bits: a rounding is at most 2^-9, and errors of sums cancel rather than add.
TEST_P(SmallMapConvolution, HasTheGradientsOfTheConvolutionInDoubles) {
    const auto [batch, side] = GetParam();
    torch::manual_seed(1);
    const auto image = torch::randn({batch, 24, side, side}).contiguous(at::MemoryFormat::ChannelsLast);
    const auto kernel = torch::randn({40, 24, 3, 3}) / 15;
    const auto ours = gradientsOf(image, kernel, convolveSmallMap);
    const auto exact = gradientsOf(image.to(at::kDouble), kernel.to(at::kDouble),
                                   [](auto& x, auto& w) { return at::conv2d(x, w, {}, 1, 1); });
    EXPECT_LT(distance(ours.y, exact.y), 5e-3);
    EXPECT_LT(distance(ours.x, exact.x), 5e-3);
    EXPECT_LT(distance(ours.weight, exact.weight), 5e-3);
}

INSTANTIATE_TEST_SUITE_P(Sides, SmallMapConvolution,
                         testing::Values(Shape{16, 1}, Shape{16, 2}, Shape{16, 4}, Shape{3, 4}, Shape{32, 5},
                                         Shape{32, 8}, Shape{12, 7}, Shape{5, 8}),
                         [](const auto& picked) {
                             return std::to_string(picked.param.batch) + "PicturesOf" +
                                    std::to_string(picked.param.side);
                         });

TEST(SmallMapConvolutionChoice, GradientsComeInTheTypeOfWhatTheyBelongTo) {
    const auto x = torch::randn({4, 8, 4, 4}, at::kBFloat16).requires_grad_(true);
    const auto weight = torch::randn({8, 8, 3, 3}).requires_grad_(true);
    convolveSmallMap(x, weight).sum().backward();
    EXPECT_EQ(x.grad().scalar_type(), at::kBFloat16);
    EXPECT_EQ(weight.grad().scalar_type(), at::kFloat);
}

TEST(SmallMapConvolutionChoice, IsMadeForTrainingInBfloat16OnSmallMapsOnly) {
    const auto small = torch::randn({4, 8, 8, 8}), large = torch::randn({4, 8, 9, 8});
    auto usual = convolution(3, 1, 1, false);
    EXPECT_FALSE(suitsSmallMaps(*usual, small)); // in 32 bits
    const AutocastGuard autocast(c10::DeviceType::CPU, true);
    EXPECT_TRUE(suitsSmallMaps(*usual, small));
    EXPECT_FALSE(suitsSmallMaps(*usual, large));
    EXPECT_FALSE(suitsSmallMaps(*convolution(3, 2, 1, false), small));
    EXPECT_FALSE(suitsSmallMaps(*convolution(3, 1, 0, false), small));
    EXPECT_FALSE(suitsSmallMaps(*convolution(1, 1, 0, false), small));
    EXPECT_FALSE(suitsSmallMaps(*convolution(3, 1, 1, true), small));
    const torch::NoGradGuard noGradients;
    EXPECT_FALSE(suitsSmallMaps(*usual, small));
}

} // namespace
} // namespace sparlet::nn
