#include "engine/progress_meter_internal.h"
#include "engine/workspace_internal.h"
#include "search/near_duplicates.h"

#include <algorithm>

namespace sparlet::engine {

Result<std::vector<std::vector<ImageInfo>>> WorkspaceImpl::duplicates(const std::string& name,
                                                                      float threshold,
                                                                      const ProgressCallback& progress,
                                                                      const CancelToken& cancel) {
    if (!(threshold > 0.0F && threshold <= 1.0F)) {
        return Error{ErrorCode::InvalidArgument,
                     "The threshold of duplicates must be above 0 and at most 1."};
    }
    auto opened = open(name);
    if (!opened.ok()) return opened.error();
    std::vector<std::vector<ImageInfo>> out;
    if (!(*opened)->index) return out;
    const auto& index = *(*opened)->index;
    ProgressMeter meter(progress, "comparing", index.size());
    const auto found = search::nearDuplicates(
        index, threshold, registry_.threads(),
        [&](const Progress& step) { meter.report(std::min<std::uint64_t>(step.done, index.size()), 0); },
        cancel);
    if (!found.ok()) return found.error();
    for (const auto& rows : *found) {
        std::vector<ImageInfo> group;
        for (const std::size_t row : rows)
            if (const ImageInfo* image = (*opened)->find(index.rows()[row].image)) group.push_back(*image);
        if (group.size() < 2) continue;
        std::sort(group.begin(), group.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
        out.push_back(std::move(group));
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
        return a.size() != b.size() ? a.size() > b.size() : a.front().path < b.front().path;
    });
    return out;
}

} // namespace sparlet::engine
