#include "engine/progress_meter_internal.h"
#include "engine/workspace_internal.h"
#include "search/near_duplicates.h"

#include <algorithm>
#include <chrono>

namespace sparlet::engine {

namespace {

std::int64_t pixelsOf(const ImageInfo& image) {
    return std::int64_t{image.width} * image.height;
}

/// More pixels, then more bytes, then older, then by path.
bool isBetter(const ImageInfo& a, const ImageInfo& b) {
    if (pixelsOf(a) != pixelsOf(b)) return pixelsOf(a) > pixelsOf(b);
    if (a.size != b.size) return a.size > b.size;
    if (a.modifiedNs != b.modifiedNs) return a.modifiedNs < b.modifiedNs;
    return a.path < b.path;
}

BestReason reasonFor(const ImageInfo& best, const ImageInfo& second) {
    if (pixelsOf(best) != pixelsOf(second)) return BestReason::MorePixels;
    if (best.size != second.size) return BestReason::MoreBytes;
    if (best.modifiedNs != second.modifiedNs) return BestReason::Older;
    return BestReason::FirstByPath;
}

/// Best first, then by falling similarity to it.
DuplicateGroup arrange(std::vector<ImageInfo> images, const index::CodeIndex& index) {
    std::sort(images.begin(), images.end(), isBetter);
    DuplicateGroup group;
    group.reason = reasonFor(images[0], images[1]);
    std::vector<float> best(static_cast<std::size_t>(index.codec().parameters().bits.size()));
    index.codec().decode(index.code(index.find(images[0].id)), best);
    const codes::Scorer scorer(index.codec(), best);
    for (auto& image : images) {
        const float cosine = scorer.score(index.code(index.find(image.id)));
        group.images.push_back({std::move(image), std::clamp(cosine, 0.0F, 1.0F)});
    }
    group.images.front().similarity = 1;
    std::stable_sort(group.images.begin() + 1, group.images.end(),
                     [](const auto& a, const auto& b) { return a.similarity > b.similarity; });
    return group;
}

} // namespace

Result<DuplicatesReport> WorkspaceImpl::duplicates(const std::string& name, float threshold,
                                                   const ProgressCallback& progress,
                                                   const CancelToken& cancel) {
    if (!(threshold > 0.0F && threshold <= 1.0F)) {
        return Error{ErrorCode::InvalidArgument,
                     "The threshold of duplicates must be above 0 and at most 1."};
    }
    const auto start = std::chrono::steady_clock::now();
    auto opened = open(name);
    if (!opened.ok()) return opened.error();
    DuplicatesReport report;
    report.collection = name;
    report.threshold = threshold;
    if (!(*opened)->index) return report;
    const auto& index = *(*opened)->index;
    ProgressMeter meter(progress, "comparing", index.size());
    const auto found = search::nearDuplicates(
        index, threshold, registry_.threads(),
        [&](const Progress& step) { meter.report(std::min<std::uint64_t>(step.done, index.size()), 0); },
        cancel);
    if (!found.ok()) return found.error();
    for (const auto& rows : *found) {
        std::vector<ImageInfo> images;
        for (const std::size_t row : rows)
            if (auto image = (*opened)->find(index.rows()[row].image)) images.push_back(std::move(*image));
        if (images.size() > 1) report.groups.push_back(arrange(std::move(images), index));
    }
    std::sort(report.groups.begin(), report.groups.end(), [](const auto& a, const auto& b) {
        return a.images.size() != b.images.size() ? a.images.size() > b.images.size()
                                                  : a.images.front().image.path < b.images.front().image.path;
    });
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return report;
}

} // namespace sparlet::engine
