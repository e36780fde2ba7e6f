// All codes of a collection, searched exactly.
#pragma once

#include "base/result.h"
#include "index/segment.h"
#include "index/top_k.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace sparlet::index {

/// A ranking by Σ weight · cosine(query, code). The spans must outlive the call.
struct RankingTerm {
    std::span<const float> query; // [D], any length; it is normalised
    float weight = 1.0F;
};

struct RankedRow {
    std::size_t row = 0; // of CodeIndex::rows()
    float score = 0;
};

/// What a ranking read, of memory and not of disk.
struct ScanCounts {
    std::uint64_t blocks = 0, blocksRead = 0; // of codes laid out for search, 128 rows each
    std::uint64_t rowsScored = 0;             // one by one, exactly
    std::uint64_t bytesRead = 0;
};

/// How a ranking is computed, never what comes out.
struct RankOptions {
    int threads = 1;              // at most; a small collection is ranked by one, which is faster
    ScanCounts* counts = nullptr; // added to
    bool acceptFirst =
        false; // ask about a row before it is scored: for an answer that is cheap, and seldom yes
};

/// One of several rankings that are computed together. What it refers to must outlive the call.
struct RankingQuery {
    std::span<const RankingTerm> terms;
    std::function<bool(std::size_t)> accept; // as in CodeIndex::rankRows(); may be empty
};

/// Immutable view over segments; thread-safe. Ties are broken by rising ImageId.
class CodeIndex {
public:
    /// All segments must share one codec (InvalidArgument otherwise). `live`: sorted ids that exist
    /// (InvalidArgument when not sorted); others are skipped, and so are live ids without a code. Where an
    /// image is in several segments, the last segment wins. No segments at all make an empty index.
    static Result<std::shared_ptr<const CodeIndex>>
    create(std::vector<std::shared_ptr<const Segment>> segments, std::vector<ImageId> live);

    std::size_t size() const { return rows_.size(); }
    /// Precondition: created with at least one segment; hasCodec() tells.
    const codes::Codec& codec() const { return segments_.front()->codec(); }
    bool hasCodec() const { return !segments_.empty(); }
    double meanCodeBytes() const; // 0 when empty
    std::span<const std::shared_ptr<const Segment>> segments() const { return segments_; }

    struct Row {
        ImageId image = 0;
        std::uint32_t segment = 0;
        std::uint32_t row = 0;
    };
    std::span<const Row> rows() const { return rows_; } // by rising image id
    // Precondition of these: rowIndex < size().
    std::span<const std::uint8_t> code(std::size_t rowIndex) const { return codes_[rowIndex]; }
    float threshold(std::size_t rowIndex) const;
    float density(std::size_t rowIndex) const;
    /// Index into rows(), or size() where the image is not there.
    std::size_t find(ImageId image) const;

    /// Scores of all rows in the order of rows(). `query`: [D]; precondition unless the index is empty.
    std::vector<float> scoreAll(std::span<const float> query) const;
    /// Σ weight · score of these rows, as rankRows() computes it. Precondition: each < size().
    std::vector<float> scoreRows(std::span<const RankingTerm> terms, std::span<const std::size_t> rows) const;
    /// The best `k` rows, best first, ties by rising row: exact, whatever path is taken to find them.
    /// `accept` (may be empty, must not depend on the order of calls) is asked only about rows that would
    /// enter, or with acceptFirst about any; from several threads at once where more than
    /// one is allowed.
    std::vector<RankedRow> rankRows(std::span<const RankingTerm> terms, std::size_t k,
                                    const std::function<bool(std::size_t)>& accept = {},
                                    const RankOptions& options = {}) const;
    /// The same for many queries, in their order: each block is read once for those that need it, and threads
    /// take queries rather than blocks.
    std::vector<std::vector<RankedRow>> rankMany(std::span<const RankingQuery> queries, std::size_t k,
                                                 const RankOptions& options = {}) const;
    /// Best `k` by score, best first; `accept` (may be empty, must not depend on the order of calls) filters
    /// before ranking.
    std::vector<Hit> search(std::span<const float> query, std::size_t k,
                            const std::function<bool(ImageId)>& accept = {}, int threads = 1) const;

private:
    /// Whether bounds pay: where most rows are far from the best ones, and where there are enough of them.
    bool worthBounds(std::size_t k) const;
    const ScanLayout* layoutOf(std::size_t segment, std::size_t k, int threads) const;
    void rankSome(std::span<const RankingQuery> queries, std::span<std::vector<RankedRow>> found,
                  std::size_t k, ScanCounts& counts) const;

    std::vector<std::shared_ptr<const Segment>> segments_;
    std::vector<Row> rows_;
    std::vector<std::span<const std::uint8_t>> codes_; // of rows_, looked up once
    std::vector<std::vector<std::uint32_t>> rowOf_;    // [segments][rows of the segment]: in rows_, or kNoRow
};

} // namespace sparlet::index
