// What a query is scored against: packed codes, or float embeddings to measure what the codes cost.
#pragma once

#include "base/result.h"
#include "index/code_index.h"

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace sparlet::search {

using index::Hit;
using index::ImageId;
using index::RankedRow;
using index::RankingQuery;
using index::RankingTerm;

/// Images by rising id. Immutable; thread-safe.
class Gallery {
public:
    virtual ~Gallery() = default;
    virtual std::size_t size() const = 0;
    virtual int dimensions() const = 0; // 0 only when empty
    virtual ImageId image(std::size_t row) const = 0;
    /// size() where the image is not there.
    virtual std::size_t find(ImageId image) const = 0;
    /// Cosines with `query` ([D]), in the order of the rows.
    virtual std::vector<float> scoreAll(std::span<const float> query) const = 0;
    /// Σ weight · cosine of these rows, in their order.
    virtual std::vector<float> scoreRows(std::span<const RankingTerm> terms,
                                         std::span<const std::size_t> rows) const = 0;
    /// The best `k` rows by that, best first, ties by rising row. `accept`: as in CodeIndex::rankRows().
    virtual std::vector<RankedRow> rank(std::span<const RankingTerm> terms, std::size_t k,
                                        const std::function<bool(std::size_t)>& accept) const = 0;
    /// That for several queries, in their order.
    virtual std::vector<std::vector<RankedRow>> rankMany(std::span<const RankingQuery> queries,
                                                         std::size_t k) const;
    /// The row's vector with norm 1 (all zero where it has none). `out`: [D].
    virtual void unitVector(std::size_t row, std::span<float> out) const = 0;
};

/// The packed codes of an index, which must outlive this.
class CodeGallery final : public Gallery {
public:
    /// `threads`: of one ranking, at most. `acceptFirst`: as in index::RankOptions.
    explicit CodeGallery(const index::CodeIndex& index, int threads = 1, bool acceptFirst = false)
        : index_(&index), threads_(threads), acceptFirst_(acceptFirst) {}
    std::size_t size() const override { return index_->size(); }
    int dimensions() const override { return index_->hasCodec() ? index_->codec().dimensions() : 0; }
    ImageId image(std::size_t row) const override { return index_->rows()[row].image; }
    std::size_t find(ImageId image) const override { return index_->find(image); }
    std::vector<float> scoreAll(std::span<const float> query) const override {
        return index_->scoreAll(query);
    }
    std::vector<float> scoreRows(std::span<const RankingTerm> terms,
                                 std::span<const std::size_t> rows) const override {
        return index_->scoreRows(terms, rows);
    }
    std::vector<RankedRow> rank(std::span<const RankingTerm> terms, std::size_t k,
                                const std::function<bool(std::size_t)>& accept) const override {
        return index_->rankRows(terms, k, accept, {threads_, nullptr, acceptFirst_});
    }
    void unitVector(std::size_t row, std::span<float> out) const override;

    std::vector<std::vector<RankedRow>> rankMany(std::span<const RankingQuery> queries,
                                                 std::size_t k) const override {
        return index_->rankMany(queries, k, {threads_, nullptr});
    }

private:
    const index::CodeIndex* index_;
    int threads_;
    bool acceptFirst_;
};

/// Float vectors, normalised when it is made.
class FloatGallery final : public Gallery {
public:
    /// `images`: rising, each once. `vectors`: [images, D], row by row. InvalidArgument when the order or
    /// the sizes are wrong.
    static Result<FloatGallery> create(std::vector<ImageId> images, std::vector<float> vectors,
                                       int dimensions);
    std::size_t size() const override { return images_.size(); }
    int dimensions() const override { return dimensions_; }
    ImageId image(std::size_t row) const override { return images_[row]; }
    std::size_t find(ImageId image) const override;
    std::vector<float> scoreAll(std::span<const float> query) const override;
    std::vector<float> scoreRows(std::span<const RankingTerm> terms,
                                 std::span<const std::size_t> rows) const override;
    std::vector<RankedRow> rank(std::span<const RankingTerm> terms, std::size_t k,
                                const std::function<bool(std::size_t)>& accept) const override;
    void unitVector(std::size_t row, std::span<float> out) const override;

private:
    FloatGallery() = default;
    std::span<const float> row(std::size_t index) const;
    float cosine(std::span<const float> unit, std::size_t index) const;
    float weighted(std::span<const RankingTerm> terms, const std::vector<std::vector<float>>& units,
                   std::size_t row) const;

    std::vector<ImageId> images_;
    std::vector<float> vectors_;
    int dimensions_ = 0;
};

} // namespace sparlet::search
