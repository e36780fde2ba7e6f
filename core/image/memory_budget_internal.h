// Keeps all decodes of the process together within a fixed amount of memory. Private to core/image.
#pragma once

#include "base/result.h"

#include <cstdint>

namespace sparlet::image {

/// What all decodes at work may hold at any one time: files read, decoder's buffers, pixels.
inline constexpr std::uint64_t kDecodeMemory = std::uint64_t{900} << 20;

/// A share of the budget, given back on destruction. Waits its turn, first come first served, so that a
/// large picture is not passed over for ever. One thread at a time.
class MemoryReservation {
public:
    MemoryReservation() = default;
    MemoryReservation(const MemoryReservation&) = delete;
    MemoryReservation& operator=(const MemoryReservation&) = delete;
    ~MemoryReservation();

    /// Waits until `bytes` more are free. TooLarge when they never will be. A reservation that already holds
    /// some goes before those that hold none, so the two cannot wait for each other; at most one such may
    /// exist in the process (load() sees to it).
    Status extend(std::uint64_t bytes);

private:
    std::uint64_t held_ = 0;
};

} // namespace sparlet::image
