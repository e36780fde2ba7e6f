// All codes of a collection, searched exactly.
#pragma once

#include "base/result.h"
#include "index/segment.h"
#include "index/top_k.h"

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
    /// enter.
    std::vector<RankedRow> rankRows(std::span<const RankingTerm> terms, std::size_t k,
                                    const std::function<bool(std::size_t)>& accept = {}) const;
    /// Best `k` by score, best first; `accept` (may be empty, must not depend on the order of calls) filters
    /// before ranking.
    std::vector<Hit> search(std::span<const float> query, std::size_t k,
                            const std::function<bool(ImageId)>& accept = {}) const;

private:
    std::vector<std::shared_ptr<const Segment>> segments_;
    std::vector<Row> rows_;
    std::vector<std::span<const std::uint8_t>> codes_; // of rows_, looked up once
    std::vector<std::vector<std::uint32_t>> rowOf_;    // [segments][rows of the segment]: in rows_, or kNoRow
};

} // namespace sparlet::index
