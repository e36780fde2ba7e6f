#include "nn/precision.h"

#include "nn/compiled_runtime_internal.h"

#include <algorithm>
#include <array>

namespace sparlet::nn {
namespace {

constexpr std::array kAll = {Precision::Eager, Precision::Fp32, Precision::Bf16, Precision::Int8};

bool hasBf16Instructions() {
#if defined(__x86_64__)
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512bf16") != 0;
#else
    return false;
#endif
}

} // namespace

std::string nameOf(Precision precision) {
    switch (precision) {
    case Precision::Eager:
        return "eager";
    case Precision::Fp32:
        return "fp32";
    case Precision::Bf16:
        return "bf16";
    case Precision::Int8:
        return "int8";
    }
    return "fp32";
}

bool isSupported(Precision precision, const std::string& device) {
    const bool cpu = device == "cpu";
    switch (precision) {
    case Precision::Bf16:
        return !cpu || hasBf16Instructions();
    case Precision::Int8:
        return cpu && int8ActivationBits() > 0;
    default:
        return true;
    }
}

int int8ActivationBits() {
    if (!compilesFor(at::kCPU)) return 0;
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512vnni") != 0) return 8;
    return __builtin_cpu_supports("avx2") != 0 ? 7 : 0;
#else
    return 0;
#endif
}

std::vector<Precision> supportedPrecisions(const std::string& device) {
    std::vector<Precision> out;
    std::copy_if(kAll.begin(), kAll.end(), std::back_inserter(out),
                 [&](Precision precision) { return isSupported(precision, device); });
    return out;
}

Result<Precision> parsePrecision(const std::string& name) {
    for (const auto precision : kAll) {
        if (nameOf(precision) == name) return precision;
    }
    return Error{ErrorCode::InvalidArgument,
                 "The precision '" + name + "' is not known; use auto, eager, fp32, bf16 or int8."};
}

} // namespace sparlet::nn
