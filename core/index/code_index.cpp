#include "index/code_index.h"

#include "index/ranking_internal.h"

#include <algorithm>

namespace sparlet::index {

Result<std::shared_ptr<const CodeIndex>>
CodeIndex::create(std::vector<std::shared_ptr<const Segment>> segments, std::vector<ImageId> live) {
    if (!std::is_sorted(live.begin(), live.end()))
        return Error{ErrorCode::InvalidArgument, "The images of an index must be in rising order."};
    auto index = std::make_shared<CodeIndex>();
    std::vector<Row> all;
    for (std::size_t s = 0; s < segments.size(); ++s) {
        if (segments[s]->codec().fingerprint() != segments.front()->codec().fingerprint())
            return Error{ErrorCode::InvalidArgument,
                         "The collection's segments come from different models; index its folders again."};
        for (std::size_t r = 0; r < segments[s]->size(); ++r)
            all.push_back(
                {segments[s]->imageId(r), static_cast<std::uint32_t>(s), static_cast<std::uint32_t>(r)});
    }
    // Stable: among the rows of one image the last segment's stays last.
    std::stable_sort(all.begin(), all.end(), [](const Row& a, const Row& b) { return a.image < b.image; });
    auto alive = live.begin();
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i + 1 < all.size() && all[i + 1].image == all[i].image) continue;
        while (alive != live.end() && *alive < all[i].image)
            ++alive;
        if (alive == live.end() || *alive != all[i].image) continue;
        index->rows_.push_back(all[i]);
        index->codes_.push_back(segments[all[i].segment]->code(all[i].row));
    }
    for (const auto& segment : segments)
        index->rowOf_.emplace_back(segment->size(), kNoRow);
    for (std::size_t i = 0; i < index->rows_.size(); ++i)
        index->rowOf_[index->rows_[i].segment][index->rows_[i].row] = static_cast<std::uint32_t>(i);
    index->segments_ = std::move(segments);
    return std::shared_ptr<const CodeIndex>(std::move(index));
}

double CodeIndex::meanCodeBytes() const {
    if (codes_.empty()) return 0;
    double bytes = 0;
    for (const auto& code : codes_)
        bytes += static_cast<double>(code.size());
    return bytes / static_cast<double>(codes_.size());
}

float CodeIndex::threshold(std::size_t rowIndex) const {
    return segments_[rows_[rowIndex].segment]->threshold(rows_[rowIndex].row);
}

float CodeIndex::density(std::size_t rowIndex) const {
    return segments_[rows_[rowIndex].segment]->density(rows_[rowIndex].row);
}

std::size_t CodeIndex::find(ImageId image) const {
    const auto it = std::lower_bound(rows_.begin(), rows_.end(), image,
                                     [](const Row& row, ImageId id) { return row.image < id; });
    if (it == rows_.end() || it->image != image) return rows_.size();
    return static_cast<std::size_t>(it - rows_.begin());
}

std::vector<float> CodeIndex::scoreAll(std::span<const float> query) const {
    std::vector<float> scores(rows_.size());
    if (rows_.empty()) return scores;
    const codes::Scorer scorer(codec(), query);
    for (std::size_t i = 0; i < rows_.size(); ++i)
        scores[i] = scorer.score(codes_[i]);
    return scores;
}

std::vector<float> CodeIndex::scoreRows(std::span<const RankingTerm> terms,
                                        std::span<const std::size_t> rows) const {
    if (rows.empty() || terms.empty()) return std::vector<float>(rows.size(), 0.0F);
    const Ranking ranking(codec(), terms);
    std::vector<float> scores;
    for (const std::size_t row : rows)
        scores.push_back(ranking.score(codes_[row]));
    return scores;
}

std::vector<RankedRow> CodeIndex::rankRows(std::span<const RankingTerm> terms, std::size_t k,
                                           const std::function<bool(std::size_t)>& accept) const {
    if (rows_.empty() || k == 0 || terms.empty()) return {};
    const Ranking ranking(codec(), terms);
    BestRows best(k, rows_.size(), accept);
    // Bounds pay where most rows are far from the best ones, and where there are enough of them.
    constexpr std::size_t kFewRows = 1024;
    constexpr std::size_t kShare = 8;
    const bool bounded = rows_.size() >= kFewRows && k <= rows_.size() / kShare;
    for (std::size_t s = 0; s < segments_.size(); ++s) {
        const ScanLayout* layout = bounded ? segments_[s]->layout() : nullptr;
        if (layout != nullptr) {
            scanLayout(*layout, ranking, rowOf_[s], codes_, best);
            continue;
        }
        for (const std::uint32_t row : rowOf_[s])
            if (row != kNoRow) best.offer(row, ranking.score(codes_[row]));
    }
    return best.take();
}

std::vector<Hit> CodeIndex::search(std::span<const float> query, std::size_t k,
                                   const std::function<bool(ImageId)>& accept) const {
    const RankingTerm term{query, 1.0F};
    std::function<bool(std::size_t)> acceptRow;
    if (accept) acceptRow = [&](std::size_t row) { return accept(rows_[row].image); };
    std::vector<Hit> hits;
    for (const RankedRow& found : rankRows({&term, 1}, k, acceptRow))
        hits.push_back({rows_[found.row].image, found.score});
    return hits;
}

} // namespace sparlet::index
