#include "nn/device.h"

#include "base/processors.h"
#include "nn/torch_internal.h"

#include <ATen/Parallel.h>
#include <ATen/Version.h>

#include <charconv>
#include <dlfcn.h>
#include <fstream>
#include <unistd.h>

namespace sparlet::nn {
namespace {

std::string processorName() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);) {
        if (line.rfind("model name", 0) == 0 && line.find(": ") != std::string::npos) {
            return line.substr(line.find(": ") + 2);
        }
    }
    return "CPU";
}

/// OpenBLAS keeps threads of its own beside LibTorch's, and they spin while they wait for each other: with
/// several encoders at work that costs more than all the rest. LibTorch does not tell it; other BLAS have no
/// such function.
void setBlasThreads(int count) {
    using Function = void (*)(int);
    if (auto* found = ::dlsym(RTLD_DEFAULT, "openblas_set_num_threads")) {
        reinterpret_cast<Function>(found)(count);
    }
}

} // namespace

std::vector<Device> availableDevices() {
    const int cores = usableProcessors();
    const auto pages = static_cast<std::uint64_t>(std::max(0L, sysconf(_SC_PHYS_PAGES)));
    const auto pageSize = static_cast<std::uint64_t>(std::max(0L, sysconf(_SC_PAGESIZE)));
    std::vector<Device> devices{
        {"cpu", processorName() + ", " + std::to_string(cores) + (cores == 1 ? " thread" : " threads"),
         pages * pageSize}};
    if (torch::cuda::is_available()) {
        for (std::size_t i = 0; i < static_cast<std::size_t>(torch::cuda::device_count()); ++i) {
            devices.push_back({"cuda:" + std::to_string(i), "CUDA device " + std::to_string(i), 0});
        }
    }
    return devices;
}

Result<std::string> resolveDevice(const std::string& wanted) {
    if (wanted == "cpu") return wanted;
    const auto count = torch::cuda::is_available() ? static_cast<int>(torch::cuda::device_count()) : 0;
    if (wanted == "auto") return std::string(count > 0 ? "cuda:0" : "cpu");
    if (wanted == "cuda" || wanted.rfind("cuda:", 0) == 0) {
        int index = 0;
        if (wanted.size() > 5) {
            const auto* end = wanted.data() + wanted.size();
            const auto parsed = std::from_chars(wanted.data() + 5, end, index);
            if (parsed.ec != std::errc{} || parsed.ptr != end) index = -1;
        } else if (wanted == "cuda:") {
            index = -1;
        }
        if (index >= 0 && index < count) return "cuda:" + std::to_string(index);
        if (index >= 0) {
            return Error{ErrorCode::Unsupported,
                         count == 0 ? "No CUDA device can be used on this machine; choose 'cpu' or 'auto'."
                                    : "There is no device '" + wanted + "'; this machine has " +
                                          std::to_string(count) + " CUDA device(s)."};
        }
    }
    return Error{ErrorCode::InvalidArgument,
                 "'" + wanted + "' is not a device; use auto, cpu, cuda or cuda:N."};
}

void setThreads(int count) {
    const int threads = count > 0 ? count : usableProcessors();
    at::set_num_threads(threads);
    setBlasThreads(threads);
}

std::string runtimeDescription() {
    const auto after = [config = at::show_config()](const std::string& key) {
        const auto start = config.find(key);
        if (start == std::string::npos) return std::string();
        const auto from = start + key.size();
        return config.substr(from, config.find_first_of(" \n", from) - from);
    };
    std::string text = "LibTorch " + std::string(TORCH_VERSION);
    if (const auto version = after("MKL-DNN) v"); !version.empty()) text += ", oneDNN " + version;
    if (const auto level = after("CPU capability usage: "); !level.empty()) text += ", " + level;
    return text;
}

} // namespace sparlet::nn
