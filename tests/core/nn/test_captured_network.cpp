#include "nn/captured_network_internal.h"

#include <gtest/gtest.h>

#include <functional>

namespace sparlet::nn {
namespace {

/// A few steps; says how often it was asked for them.
struct FewSteps {
    explicit FewSteps(at::Device device = at::kCPU)
        : weight(torch::linspace(-1, 1, 48).view({12, 4}).to(device)) {}

    int calls = 0;
    at::Tensor weight;

    MethodOutput operator()(const at::Tensor& images) {
        ++calls;
        MethodOutput out;
        out.embedding = torch::tanh(images.flatten(1).matmul(weight));
        out.sparse = torch::relu(out.embedding - 0.1);
        out.threshold = out.embedding.abs().amax(1);
        out.density = (out.sparse > 0).to(at::kFloat).mean(1);
        return out;
    }
};

at::Tensor smallPictures(std::int64_t count) {
    return torch::sin(torch::arange(count * 12).to(at::kFloat)).view({count, 3, 2, 2});
}

void expectSame(const MethodOutput& got, const MethodOutput& wanted) {
    EXPECT_TRUE(got.embedding.allclose(wanted.embedding));
    EXPECT_TRUE(got.sparse.allclose(wanted.sparse));
    EXPECT_TRUE(got.threshold.allclose(wanted.threshold));
    EXPECT_TRUE(got.density.allclose(wanted.density));
}

TEST(CapturedNetworks, ComputeStepByStepOnTheProcessor) {
    const torch::NoGradGuard noGrad;
    FewSteps network;
    CapturedNetwork captured(std::ref(network));
    for (const std::int64_t count : {1, 5, 40})
        expectSame(captured.forward(smallPictures(count)), FewSteps{}(smallPictures(count)));
    EXPECT_EQ(network.calls, 3);
}

class OnTheCard : public testing::Test {
protected:
    void SetUp() override {
        if (!torch::cuda::is_available()) GTEST_SKIP() << "this machine has no graphics card for LibTorch";
        if (!capturesCalls()) GTEST_SKIP() << "this Sparlet was built without CUDA's headers";
    }
    torch::NoGradGuard noGrad_;
};

TEST_F(OnTheCard, SmallBatchesAreRecordedOnceForEachSize) {
    FewSteps network(at::kCUDA), plain(at::kCUDA);
    const auto four = smallPictures(4).cuda();
    CapturedNetwork captured(std::ref(network));
    const auto first = captured.forward(four);
    const int afterOne = network.calls;
    const auto again = captured.forward(four * 0.5);
    EXPECT_EQ(network.calls, afterOne);
    expectSame(first, plain(four)); // not written over by the second
    expectSame(again, plain(four * 0.5));
    captured.forward(smallPictures(3).cuda());
    EXPECT_GT(network.calls, afterOne);
}

TEST_F(OnTheCard, LargeBatchesAreNot) {
    FewSteps network(at::kCUDA);
    CapturedNetwork captured(std::ref(network));
    const auto many = smallPictures(CapturedNetwork::kMostPictures + 1).cuda();
    captured.forward(many);
    captured.forward(many);
    EXPECT_EQ(network.calls, 2);
}

TEST_F(OnTheCard, WhatCannotBeRecordedIsComputedStepByStep) {
    FewSteps network(at::kCUDA), plain(at::kCUDA);
    const auto two = smallPictures(2).cuda();
    CapturedNetwork captured([&](const at::Tensor& images) {
        EXPECT_LT(images.sum().item<float>(), 1e9F); // waits for the card, which a recording cannot
        return network(images);
    });
    expectSame(captured.forward(two), plain(two));
    const int afterOne = network.calls;
    expectSame(captured.forward(two), plain(two));
    EXPECT_EQ(network.calls, afterOne + 1); // not tried again
}

} // namespace
} // namespace sparlet::nn
