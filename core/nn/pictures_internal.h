// Decoded pictures as a network takes them.
#pragma once

#include "base/result.h"
#include "nn/model_info.h"
#include "nn/torch_internal.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace sparlet::nn {

/// InvalidArgument unless `rgb` is `count` > 0 pictures of the model's size.
Status checkPictures(const ModelInfo& info, std::span<const std::uint8_t> rgb, std::size_t count);

/// [N, S, S, 3] uint8 to normalised float [N, 3, S, S], channels-last in memory.
at::Tensor normalised(std::span<const std::uint8_t> rgb, const ModelInfo& info);

} // namespace sparlet::nn
