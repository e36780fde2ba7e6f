#include "nn/device.h"

#include <gtest/gtest.h>

namespace sparlet::nn {
namespace {

TEST(Devices, TheCpuComesFirstAndHasMemory) {
    const auto devices = availableDevices();
    ASSERT_FALSE(devices.empty());
    EXPECT_EQ(devices[0].id, "cpu");
    EXPECT_GT(devices[0].memoryBytes, 1U << 20U);
    EXPECT_FALSE(devices[0].name.empty());
}

TEST(Devices, AutoIsTheFirstCudaDeviceOrTheCpu) {
    const auto devices = availableDevices();
    const auto chosen = resolveDevice("auto");
    ASSERT_TRUE(chosen.ok());
    EXPECT_EQ(*chosen, devices.size() > 1 ? devices[1].id : "cpu");
    EXPECT_EQ(*resolveDevice("cpu"), "cpu");
}

TEST(Devices, WrongNamesAreInvalidAndMissingDevicesUnsupported) {
    for (const char* wrong : {"", "gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:1x", "CPU", "cuda0"}) {
        EXPECT_EQ(resolveDevice(wrong).error().code, ErrorCode::InvalidArgument) << wrong;
    }
    EXPECT_EQ(resolveDevice("cuda:9999").error().code, ErrorCode::Unsupported);
}

TEST(Devices, TheRuntimeNamesLibTorch) {
    EXPECT_EQ(runtimeDescription().rfind("LibTorch ", 0), 0U) << runtimeDescription();
}

} // namespace
} // namespace sparlet::nn
