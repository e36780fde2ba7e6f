// One ranking over one segment's blocks: the promising ones first, then what is left, by one thread or
// several.
#pragma once

#include "index/ranking_internal.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sparlet::index {

/// Offers every row of a segment that can be among the best to `best`. All that it is made of must outlive
/// it.
class LayoutSearch {
public:
    /// Blocks that several queries take together, so that what one of them reads is near for the others.
    static constexpr std::uint32_t kTogether = 64;

    /// `rowOf`: [rows of the segment]; `codes`: of all rows.
    LayoutSearch(const ScanLayout& layout, const Ranking& ranking, std::span<const std::uint32_t> rowOf,
                 std::span<const std::span<const std::uint8_t>> codes, BestRows& best, ScanCounts& counts);

    /// Visits the nearest blocks, whose rows make a threshold that most others cannot reach. Once, first.
    void begin();
    /// Visits what is left of the blocks before `end`. By rising `end`.
    void visitBefore(std::uint32_t end);
    /// Visits all that is left; `threads`: at most so many, and no more than pay.
    void finish(int threads);

    std::uint32_t blocks() const { return static_cast<std::uint32_t>(near_.size()); }

private:
    /// What one thread keeps to itself.
    struct Worker {
        BestRows* best;
        ScanCounts* counts;
        std::vector<std::uint32_t> share, ready, candidates;
    };
    /// Visits those of open_ in [from, from + count) that are within reach.
    void visitShare(std::size_t from, std::size_t count, float threshold, Worker& worker) const;
    void visit(std::span<const std::uint32_t> blocks, float threshold, Worker& worker) const;
    /// Scores the codes of a block that is not laid out yet.
    void visitCodes(std::uint32_t block, Worker& worker) const;
    /// Keeps those that a row above the threshold can lie in.
    void keepWithinReach(std::vector<std::uint32_t>& blocks, float threshold) const;
    void visitShares(Worker& worker, std::atomic<std::size_t>& next, std::atomic<float>& threshold) const;
    void finishTogether(int threads);

    const ScanLayout& layout_;
    const Ranking& ranking_;
    const std::span<const std::uint32_t> rowOf_;
    const std::span<const std::span<const std::uint8_t>> codes_;
    const codes::ColumnScan scan_;
    const std::vector<float> near_;
    double length_ = 0; // of the direction
    Worker own_;
    std::vector<std::uint32_t> open_; // blocks that are left to visit, from next_ on
    std::size_t next_ = 0;
};

/// How many threads finish `blocks` blocks soonest, at most `most`: by what a block has cost this process so
/// far, and what it costs to start a thread. 1 for all but large collections.
int threadsWorth(std::size_t blocks, int most);
/// For tests: threads cost nothing, so that all that are allowed are used. Not while somebody ranks.
void pretendThreadsAreFree(bool free);

} // namespace sparlet::index
