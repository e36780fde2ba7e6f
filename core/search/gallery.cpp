#include "search/gallery.h"

#include "search/vector_math_internal.h"

#include <algorithm>
#include <string>

namespace sparlet::search {

std::vector<std::vector<RankedRow>> Gallery::rankMany(std::span<const RankingQuery> queries,
                                                      std::size_t k) const {
    std::vector<std::vector<RankedRow>> found;
    for (const RankingQuery& query : queries)
        found.push_back(rank(query.terms, k, query.accept));
    return found;
}

void CodeGallery::unitVector(std::size_t row, std::span<float> out) const {
    index_->codec().decode(index_->code(row), out);
    normalize(out);
}

Result<FloatGallery> FloatGallery::create(std::vector<ImageId> images, std::vector<float> vectors,
                                          int dimensions) {
    if (dimensions < 1 || vectors.size() != images.size() * static_cast<std::size_t>(dimensions))
        return Error{ErrorCode::InvalidArgument, std::to_string(images.size()) + " images of " +
                                                     std::to_string(dimensions) + " dimensions do not fit " +
                                                     std::to_string(vectors.size()) + " values."};
    if (std::adjacent_find(images.begin(), images.end(), std::greater_equal<>()) != images.end())
        return Error{ErrorCode::InvalidArgument, "The images of a gallery must be in rising order."};
    FloatGallery gallery;
    gallery.images_ = std::move(images);
    gallery.vectors_ = std::move(vectors);
    gallery.dimensions_ = dimensions;
    const auto d = static_cast<std::size_t>(dimensions);
    for (std::size_t i = 0; i < gallery.images_.size(); ++i)
        normalize(std::span(gallery.vectors_).subspan(i * d, d));
    return gallery;
}

std::span<const float> FloatGallery::row(std::size_t index) const {
    const auto d = static_cast<std::size_t>(dimensions_);
    return std::span(vectors_).subspan(index * d, d);
}

std::size_t FloatGallery::find(ImageId image) const {
    const auto it = std::lower_bound(images_.begin(), images_.end(), image);
    return it != images_.end() && *it == image ? static_cast<std::size_t>(it - images_.begin()) : size();
}

std::vector<float> FloatGallery::scoreAll(std::span<const float> query) const {
    std::vector<float> unit(query.begin(), query.end());
    normalize(unit);
    std::vector<float> scores(size());
    for (std::size_t i = 0; i < scores.size(); ++i)
        scores[i] = cosine(unit, i);
    return scores;
}

float FloatGallery::cosine(std::span<const float> unit, std::size_t index) const {
    return std::clamp(static_cast<float>(dot(unit, row(index))), -1.0F, 1.0F);
}

namespace {

std::vector<std::vector<float>> unitsOf(std::span<const RankingTerm> terms) {
    std::vector<std::vector<float>> units;
    for (const RankingTerm& term : terms) {
        units.emplace_back(term.query.begin(), term.query.end());
        normalize(units.back());
    }
    return units;
}

} // namespace

std::vector<float> FloatGallery::scoreRows(std::span<const RankingTerm> terms,
                                           std::span<const std::size_t> rows) const {
    const auto units = unitsOf(terms);
    std::vector<float> scores;
    for (const std::size_t row : rows)
        scores.push_back(weighted(terms, units, row));
    return scores;
}

float FloatGallery::weighted(std::span<const RankingTerm> terms, const std::vector<std::vector<float>>& units,
                             std::size_t row) const {
    float sum = 0;
    for (std::size_t i = 0; i < terms.size(); ++i)
        sum += terms[i].weight * cosine(units[i], row);
    return sum;
}

std::vector<RankedRow> FloatGallery::rank(std::span<const RankingTerm> terms, std::size_t k,
                                          const std::function<bool(std::size_t)>& accept) const {
    const auto units = unitsOf(terms);
    index::TopK best(k, size());
    for (std::size_t row = 0; row < size(); ++row) {
        const Hit hit{static_cast<ImageId>(row), weighted(terms, units, row)};
        if (best.wouldEnter(hit) && (!accept || accept(row))) best.add(hit);
    }
    std::vector<RankedRow> rows;
    for (const Hit& hit : best.take())
        rows.push_back({static_cast<std::size_t>(hit.image), hit.score});
    return rows;
}

void FloatGallery::unitVector(std::size_t index, std::span<float> out) const {
    const auto values = row(index);
    std::copy(values.begin(), values.end(), out.begin());
}

} // namespace sparlet::search
