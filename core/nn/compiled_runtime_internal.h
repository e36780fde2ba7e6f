// Backbones compiled for one size of batch and picture: their layers are noted once and become a list of
// oneDNN primitives over one piece of memory, with weights laid out once and activations, sums and biases
// within the convolutions. A layer then costs its arithmetic and little else.
#pragma once

#include "nn/calibrating_runtime_internal.h"
#include "nn/layer_runtime_internal.h"

namespace sparlet::nn {

/// Whether these runtimes work there: on the CPU, where Sparlet was built with oneDNN.
bool compilesFor(const at::Device& device);

/// For folded layers; takes the weights out of them at the first use. A picture's maps are the same bits
/// alone and in every batch, for one number of threads. The number is LibTorch's when it is called.
std::shared_ptr<LayerRuntime> makeCompiledRuntime();

/// The same in 8 bits: weights signed, one scale a channel; activations unsigned, a range's ends apart by as
/// many steps as int8ActivationBits() has, which is not 0 (what lies beyond the range keeps its value up to
/// step 255); sums in 32-bit integers; squeeze-and-excitation in float32. A place without a range fails at
/// the first use.
std::shared_ptr<LayerRuntime> makeCompiledRuntime(ActivationRanges ranges);

} // namespace sparlet::nn
