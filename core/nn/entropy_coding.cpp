#include "nn/entropy_coding_internal.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace sparlet::nn {
namespace {

constexpr std::uint32_t kBits = 12, kSum = 1U << kBits;
constexpr std::uint32_t kLow = 1U << 23U; // states stay in [kLow, 256·kLow)
constexpr std::size_t kStates = 4;

struct Table {
    std::uint8_t first = 0, last = 0;
    std::array<std::uint32_t, 256> frequency{}, start{};
};

/// Counts to frequencies of sum kSum, none of a used symbol 0: the rest is taken from where it costs least.
Table tableOf(std::span<const std::size_t> counts) {
    Table table;
    const auto total = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::size_t{0}));
    std::uint32_t sum = 0;
    bool any = false;
    for (std::size_t s = 0; s < counts.size(); ++s) {
        if (counts[s] == 0) continue;
        if (!any) table.first = static_cast<std::uint8_t>(s);
        any = true;
        table.last = static_cast<std::uint8_t>(s);
        const double share = static_cast<double>(counts[s]) / total * kSum;
        table.frequency[s] = std::max(1U, static_cast<std::uint32_t>(std::lround(share)));
        sum += table.frequency[s];
    }
    while (sum != kSum && any) {
        // A step changes the code's length by about count/frequency.
        std::size_t best = 256;
        double cost = 0;
        for (std::size_t s = 0; s < counts.size(); ++s) {
            const auto f = table.frequency[s];
            if (f == 0 || (sum > kSum && f == 1)) continue;
            const double now = static_cast<double>(counts[s]) / (sum > kSum ? f : -static_cast<double>(f));
            if (best == 256 || now < cost) {
                best = s;
                cost = now;
            }
        }
        if (sum > kSum) {
            --table.frequency[best];
            --sum;
        } else {
            ++table.frequency[best];
            ++sum;
        }
    }
    std::partial_sum(table.frequency.begin(), table.frequency.end() - 1, table.start.begin() + 1);
    return table;
}

std::vector<std::size_t> countsOf(std::span<const std::uint8_t> symbols) {
    std::vector<std::size_t> counts(256);
    for (const auto symbol : symbols)
        ++counts[symbol];
    return counts;
}

void put(std::vector<std::uint8_t>& out, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i)
        out.push_back(static_cast<std::uint8_t>(value >> (8U * static_cast<unsigned>(i))));
}

/// Reads little-endian numbers; past the end it gives zeros and remembers.
class Reader {
public:
    explicit Reader(std::span<const std::uint8_t> code) : code_(code) {}
    std::uint32_t take(std::size_t bytes) {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < bytes; ++i)
            value |= static_cast<std::uint32_t>(next()) << (8U * static_cast<unsigned>(i));
        return value;
    }
    std::uint8_t next() {
        if (at_ < code_.size()) return code_[at_++];
        ended_ = true;
        return 0;
    }
    /// The next two bytes, the first one the higher. Only where there is room for them.
    std::uint32_t peek() const { return (static_cast<std::uint32_t>(code_[at_]) << 8U) | code_[at_ + 1]; }
    void skip(std::size_t taken) { at_ += taken; }
    bool room(std::size_t bytes) const { return code_.size() - at_ >= bytes; }
    bool endedEarly() const { return ended_; }
    bool atEnd() const { return at_ == code_.size(); }

private:
    std::span<const std::uint8_t> code_;
    std::size_t at_ = 0;
    bool ended_ = false;
};

/// What a slot of the sum decodes to, in one word: the symbol (8 bits), the slot's place among the symbol's
/// (12) and the symbol's frequency less 1 (12).
using Slots = std::array<std::uint32_t, kSum>;

std::uint32_t advanced(std::uint32_t state, std::uint32_t slot) {
    return ((slot >> 20U) + 1) * (state >> kBits) + ((slot >> 8U) & (kSum - 1));
}

Error damaged() {
    return {ErrorCode::Corrupt, "The code of a tensor is damaged."};
}

} // namespace

std::vector<std::uint8_t> entropyEncode(std::span<const std::uint8_t> symbols) {
    const auto table = tableOf(countsOf(symbols));
    std::vector<std::uint8_t> reversed;
    reversed.reserve(symbols.size());
    std::array<std::uint32_t, kStates> states;
    states.fill(kLow);
    for (std::size_t i = symbols.size(); i-- > 0;) {
        auto& state = states[i % kStates];
        const auto frequency = table.frequency[symbols[i]];
        const std::uint32_t most = ((kLow >> kBits) << 8U) * frequency;
        while (state >= most) {
            reversed.push_back(static_cast<std::uint8_t>(state));
            state >>= 8U;
        }
        state = ((state / frequency) << kBits) + state % frequency + table.start[symbols[i]];
    }
    std::vector<std::uint8_t> out = {table.first, table.last};
    for (std::size_t s = table.first; s <= table.last; ++s)
        put(out, table.frequency[s], 2);
    for (const auto state : states)
        put(out, state, 4);
    out.insert(out.end(), reversed.rbegin(), reversed.rend());
    return out;
}

Result<std::vector<std::uint8_t>> entropyDecode(std::span<const std::uint8_t> code, std::size_t count) {
    Reader reader(code);
    const std::uint32_t first = reader.next(), last = reader.next();
    if (last < first) return damaged();
    std::uint32_t sum = 0;
    Slots slots{};
    for (std::uint32_t symbol = first; symbol <= last; ++symbol) {
        const auto frequency = reader.take(2);
        if (sum + frequency > kSum) return damaged();
        for (std::uint32_t i = 0; i < frequency; ++i)
            slots[sum + i] = symbol | (i << 8U) | ((frequency - 1) << 20U);
        sum += frequency;
    }
    std::array<std::uint32_t, kStates> states{};
    for (auto& state : states)
        state = reader.take(4);
    const bool inRange = std::all_of(states.begin(), states.end(),
                                     [](auto state) { return state >= kLow && state >> 8U < kLow; });
    if (reader.endedEarly() || !inRange || (count > 0 && sum != kSum)) return damaged();
    std::vector<std::uint8_t> out(count);
    std::size_t i = 0;
    // No state falls below kLow >> 12 in a step, so each takes two bytes at most: without a branch, where
    // there are so many left.
    for (; i + kStates <= count && reader.room(2 * kStates); i += kStates) {
        for (std::size_t s = 0; s < kStates; ++s) {
            const auto slot = slots[states[s] & (kSum - 1)];
            out[i + s] = static_cast<std::uint8_t>(slot);
            const auto state = advanced(states[s], slot);
            const unsigned bytes = (state < kLow ? 1U : 0U) + (state < (kLow >> 8U) ? 1U : 0U);
            states[s] = (state << 8U * bytes) | (reader.peek() >> (16U - 8U * bytes));
            reader.skip(bytes);
        }
    }
    for (; i < count; ++i) {
        auto& state = states[i % kStates];
        const auto slot = slots[state & (kSum - 1)];
        out[i] = static_cast<std::uint8_t>(slot);
        state = advanced(state, slot);
        while (state < kLow && !reader.endedEarly())
            state = (state << 8U) | reader.next();
    }
    // All was used, and every state is where coding began.
    const bool whole = !reader.endedEarly() && reader.atEnd() &&
                       std::all_of(states.begin(), states.end(), [](auto state) { return state == kLow; });
    if (!whole) return damaged();
    return out;
}

} // namespace sparlet::nn
