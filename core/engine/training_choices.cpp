// What can be chosen for a training run: methods, backbones, presets, and the devices by their names.
#include "engine/models_internal.h"
#include "engine/workspace_internal.h"
#include "nn/device.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <dlfcn.h>

namespace sparlet::engine {

namespace {

constexpr std::string_view kCuda = "cuda:";

/// Name and memory from the driver, which LibTorch has loaded where it can use a GPU: its own headers know
/// neither, and a build of Sparlet needs no CUDA of its own. Numbers are those LibTorch counts by.
void describeGpu(int number, DeviceChoice& device) {
    void* driver = ::dlopen("libcuda.so.1", RTLD_NOW | RTLD_NOLOAD);
    if (driver == nullptr) return;
    const auto initialise = reinterpret_cast<int (*)(unsigned)>(::dlsym(driver, "cuInit"));
    const auto find = reinterpret_cast<int (*)(int*, int)>(::dlsym(driver, "cuDeviceGet"));
    const auto nameOf = reinterpret_cast<int (*)(char*, int, int)>(::dlsym(driver, "cuDeviceGetName"));
    const auto memoryOf =
        reinterpret_cast<int (*)(std::size_t*, int)>(::dlsym(driver, "cuDeviceTotalMem_v2"));
    int handle = 0;
    if (initialise != nullptr && find != nullptr && initialise(0) == 0 && find(&handle, number) == 0) {
        std::array<char, 256> name{};
        std::size_t bytes = 0;
        if (nameOf != nullptr && nameOf(name.data(), static_cast<int>(name.size()) - 1, handle) == 0)
            device.name = name.data();
        if (memoryOf != nullptr && memoryOf(&bytes, handle) == 0) device.memoryBytes = bytes;
    }
    ::dlclose(driver);
}

std::vector<DeviceChoice> deviceChoices(const std::string& standard) {
    std::vector<DeviceChoice> devices;
    for (const auto& found : nn::availableDevices()) {
        DeviceChoice device{found.id, found.name, found.memoryBytes};
        int number = 0;
        if (found.id.starts_with(kCuda)) {
            std::from_chars(found.id.data() + kCuda.size(), found.id.data() + found.id.size(), number);
            describeGpu(number, device);
        }
        devices.push_back(std::move(device));
    }
    std::stable_partition(devices.begin(), devices.end(),
                          [&](const DeviceChoice& device) { return device.id == standard; });
    return devices;
}

} // namespace

TrainingChoices WorkspaceImpl::trainingChoices() {
    TrainingChoices choices;
    for (const auto& method : train::methods())
        choices.methods.push_back(
            {method.name, method.title, method.modules, train::hyperParameters(method.name)});
    for (const auto& backbone : train::backbones())
        choices.backbones.push_back({backbone, backboneTitle(backbone)});
    choices.presets = train::presets();
    const auto standard = nn::resolveDevice(registry_.wantedDevice());
    choices.devices = deviceChoices(standard.ok() ? *standard : std::string("cpu"));
    return choices;
}

} // namespace sparlet::engine
