// Where a network can run on this machine.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sparlet::nn {

struct Device {
    std::string id;   // "cpu", "cuda:0"
    std::string name; // "AMD EPYC, 2 threads", "NVIDIA H100"
    std::uint64_t memoryBytes = 0;
};

/// The CPU first, then every CUDA device LibTorch can use.
std::vector<Device> availableDevices();

/// Resolves "auto" (first CUDA device, else CPU), "cpu", "cuda" or "cuda:N" to a device's id.
Result<std::string> resolveDevice(const std::string& wanted);

/// Threads one operator may use, process-wide; 0 means the machine's cores. Call before the first model.
void setThreads(int count);

/// "LibTorch 1.13.1, oneDNN 2.6.3, AVX-512" — for `doctor` and run records.
std::string runtimeDescription();

} // namespace sparlet::nn
