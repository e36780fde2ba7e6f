// Seeds that are easier made than kept as files.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

namespace sparlet::fuzz {

/// A fuzz source may define this; it is called once and gives each seed to `add`.
[[gnu::weak]] void addFuzzSeeds(const std::function<void(std::span<const std::uint8_t>)>& add);

} // namespace sparlet::fuzz
