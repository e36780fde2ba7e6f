// The arithmetics that a network can be computed in, and which of them this machine has.
#pragma once

#include "base/result.h"

#include <string>
#include <vector>

namespace sparlet::nn {

enum class Precision {
    Eager, // float32 as it was trained: the reference that the others are held against
    Fp32,  // float32, BatchNorm folded into convolutions, weights laid out once
    Bf16,  // the same in bfloat16
    Int8   // 8 bits, with ranges calibrated on pictures; needs a calibrated model
};

/// "eager", "fp32", "bf16", "int8".
std::string nameOf(Precision precision);

/// Whether `device` ("cpu", "cuda:0") computes so, fast: Bf16 needs AVX512-BF16 or AMX on a CPU, Int8 needs
/// AVX2 and runs on the CPU only.
bool isSupported(Precision precision, const std::string& device);

/// Bits of activations in Int8 on this machine's CPU: 8 with VNNI; 7 with AVX2 alone, whose sums of two 8-bit
/// products saturate in 16 bits; 0 where it cannot be computed.
int int8ActivationBits();

/// Slowest first.
std::vector<Precision> supportedPrecisions(const std::string& device);

/// A precision by name; InvalidArgument names the choices.
Result<Precision> parsePrecision(const std::string& name);

} // namespace sparlet::nn
