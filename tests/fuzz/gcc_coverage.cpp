// Coverage for libFuzzer in a program that GCC has compiled: GCC calls one function at every edge
// (-fsanitize-coverage=trace-pc), libFuzzer wants counters. The call is given this name by the linker's
// --wrap, for libFuzzer has a function of GCC's name, too, which only says that it is not used any more.
#include <array>
#include <cstddef>
#include <cstdint>

extern "C" void __sanitizer_cov_8bit_counters_init(std::uint8_t* begin, std::uint8_t* end);

namespace {

constexpr std::size_t kCounters = std::size_t{1} << 16;
std::array<std::uint8_t, kCounters> counters;
const bool registered =
    (__sanitizer_cov_8bit_counters_init(counters.data(), counters.data() + kCounters), true);

} // namespace

extern "C" void __wrap___sanitizer_cov_trace_pc() {
    const auto place = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0));
    ++counters[(place ^ place >> 16) % kCounters];
}

// GCC reports comparisons of floats, too; libFuzzer does not learn from those.
extern "C" void __sanitizer_cov_trace_cmpf(float, float) {}
extern "C" void __sanitizer_cov_trace_cmpd(double, double) {}
