// Lossless coding of small symbols to nearly their entropy: range asymmetric numeral systems (Duda 2013),
// order 0, with frequencies of 12 bits and four interleaved states.
#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sparlet::nn {

/// The code of `symbols`: at most 1,030 bytes more than they are. Layout, little endian: first and last used
/// symbol (2 × u8), a frequency for each between them (u16, sum 4,096), four states (u32), then bytes.
std::vector<std::uint8_t> entropyEncode(std::span<const std::uint8_t> symbols);

/// `count` symbols. Corrupt where the code is not one of so many; memory use follows `count`, never the code.
Result<std::vector<std::uint8_t>> entropyDecode(std::span<const std::uint8_t> code, std::size_t count);

} // namespace sparlet::nn
