#include "base/processors.h"
#include "codes/columns.h"
#include "engine/machine_internal.h"
#include "nn/device.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <unistd.h>
#include <utility>

namespace sparlet::engine {

namespace {

/// Unknown ones are 0 or -1.
std::uint64_t systemNumber(int name) {
    return static_cast<std::uint64_t>(std::max(0L, ::sysconf(name)));
}

std::string processorOf() {
    for (const auto& device : nn::availableDevices())
        if (device.id == "cpu") return device.name.substr(0, device.name.rfind(", "));
    return "CPU";
}

/// Of the last level. A virtual machine's processor may state the whole package's; the system knows better.
std::uint64_t cacheBytes() {
    std::uint64_t kibibytes = 0;
    for (int level = 0; level < 8; ++level) {
        std::ifstream file("/sys/devices/system/cpu/cpu0/cache/index" + std::to_string(level) + "/size");
        std::uint64_t size = 0;
        if (file >> size) kibibytes = std::max(kibibytes, size);
    }
    if (kibibytes > 0) return kibibytes << 10U;
#ifdef _SC_LEVEL3_CACHE_SIZE
    return systemNumber(_SC_LEVEL3_CACHE_SIZE);
#else
    return 0;
#endif
}

} // namespace

std::string instructionSets() {
    std::string found;
    const auto note = [&](bool has, const char* name) {
        if (has) found += (found.empty() ? "" : ", ") + std::string(name);
    };
#if defined(__x86_64__)
    __builtin_cpu_init();
    note(__builtin_cpu_supports("sse4.2") != 0, "SSE4.2");
    note(__builtin_cpu_supports("avx2") != 0, "AVX2");
    note(__builtin_cpu_supports("fma") != 0, "FMA");
    note(__builtin_cpu_supports("avx512f") != 0, "AVX-512F");
    note(__builtin_cpu_supports("avx512bw") != 0, "AVX-512BW");
    note(__builtin_cpu_supports("avx512vnni") != 0, "AVX-512VNNI");
    note(__builtin_cpu_supports("avx512bf16") != 0, "AVX-512BF16");
#if !defined(__clang__) // 14 does not know these
    note(__builtin_cpu_supports("amx-bf16") != 0, "AMX-BF16");
    note(__builtin_cpu_supports("amx-int8") != 0, "AMX-INT8");
#endif
#elif defined(__aarch64__)
    note(true, "NEON");
#endif
    return found.empty() ? "none known" : found;
}

std::string arithmeticText(const std::vector<nn::Precision>& supported, int int8Bits) {
    std::string text = "cpu:", choices;
    for (const auto precision : supported)
        text += (precision == supported.front() ? " " : ", ") + nn::nameOf(precision) +
                (precision == nn::Precision::Int8 && int8Bits < 8
                     ? " (activations in " + std::to_string(int8Bits) + " bits, without VNNI)"
                     : "");
    constexpr std::array<std::pair<nn::Precision, const char*>, 2> kFast = {
        {{nn::Precision::Int8, "AVX2"}, {nn::Precision::Bf16, "AVX-512BF16"}}};
    for (const auto& [precision, instructions] : kFast) {
        if (std::find(supported.begin(), supported.end(), precision) != supported.end())
            choices += (choices.empty() ? "" : ", ") + nn::nameOf(precision);
        else
            text += std::string("; no ") + nn::nameOf(precision) + ", which needs " + instructions;
    }
    return text + "; auto takes " +
           (choices.empty() ? "fp32" : choices + " or fp32, the fastest that keeps the model's mAP");
}

MachineFacts machineFacts(int threads, std::string device) {
    MachineFacts facts;
    facts.processor = processorOf();
    facts.instructions = instructionSets();
    const auto targets = codes::columnTargets();
    facts.scan = targets.empty() ? "" : targets.front();
    facts.cores = usableProcessors();
    facts.threads = threads;
    facts.memoryBytes = systemNumber(_SC_PHYS_PAGES) * systemNumber(_SC_PAGESIZE);
    facts.cacheBytes = cacheBytes();
    facts.runtime = nn::runtimeDescription();
    facts.sparlet = SPARLET_VERSION;
    facts.device = std::move(device);
    return facts;
}

} // namespace sparlet::engine
