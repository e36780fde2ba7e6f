// Pictures to the desktop's trash and back, with the collection told of it.
#include "base/atomic_file.h"
#include "base/printable.h"
#include "base/trash.h"
#include "engine/index_job_internal.h"
#include "engine/progress_meter_internal.h"
#include "engine/workspace_internal.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <sys/stat.h>

namespace sparlet::engine {

namespace fs = std::filesystem;

/// What one trashImages() has moved: the files, and all that brings them back without encoding them again.
struct TrashedImages {
    struct Item {
        TrashedFile file;
        store::ImageRecord record;
    };
    std::string collection;
    store::CollectionId id = 0;
    std::string modelHash;
    std::shared_ptr<const OpenCollection> before; // keeps the segments with their codes mapped
    std::vector<Item> items;
};

namespace {

std::uint16_t inSteps(float share) {
    return static_cast<std::uint16_t>(std::lround(std::clamp(share, 0.0F, 1.0F) * 65535.0F));
}

/// A file that has changed since is not the picture that was judged.
Status checkUnchanged(const ImageInfo& image) {
    struct stat facts {};
    if (::stat(image.path.c_str(), &facts) != 0)
        return systemError(errno, "move to the trash", fs::path(image.path));
    const std::int64_t modified =
        std::int64_t{facts.st_mtim.tv_sec} * 1'000'000'000 + std::int64_t{facts.st_mtim.tv_nsec};
    if (static_cast<std::uint64_t>(facts.st_size) == image.size && modified == image.modifiedNs) return {};
    return Error{ErrorCode::InvalidArgument, "'" + printable(image.path) +
                                                 "' has changed since it was indexed; index its folder again "
                                                 "before it is judged."};
}

/// The codes of these images in a segment of their own, byte for byte, and the images in the catalogue again.
Status bringBack(const HomeLayout& home, store::Catalogue& catalogue, const TrashedImages& from,
                 std::vector<store::ImageRecord> images) {
    std::vector<store::ImageId> keep;
    for (const auto& image : images)
        keep.push_back(image.id);
    std::sort(keep.begin(), keep.end());
    const auto name = newSegmentName(home, catalogue, from.id);
    if (!name.ok()) return name.error();
    const fs::path file = home.segments(from.id) / *name;
    const auto merged = index::mergeSegments(file, from.before->index->segments(), keep, {});
    if (!merged.ok()) return merged;
    const auto done = catalogue.commitSegment(from.id, *name, images, {});
    std::error_code ignored;
    if (!done.ok()) fs::remove(file, ignored);
    return done;
}

/// Merged segments leave thresholds and densities to the catalogue.
void keepShares(const index::CodeIndex& index, store::ImageRecord& record) {
    const std::size_t row = index.find(record.id);
    if (record.shares || row >= index.size()) return;
    record.shares = store::ImageShares{inSteps(index.threshold(row)), inSteps(index.density(row))};
}

/// Moves the files one by one until it is stopped.
void moveFiles(store::Catalogue& catalogue, const std::vector<std::string>& paths, TrashedImages& gone,
               TrashReport& report, const ProgressCallback& progress, const CancelToken& cancel) {
    ProgressMeter meter(progress, "moving to the trash", paths.size());
    std::uint64_t looked = 0;
    for (const auto& path : paths) {
        report.stopped = cancel.cancelled();
        if (report.stopped) return;
        const auto move = [&]() -> Status {
            const auto image = gone.before->find(path);
            if (!image)
                return Error{ErrorCode::NotFound, "'" + printable(path) + "' is not in the collection."};
            if (auto same = checkUnchanged(*image); !same.ok()) return same;
            auto record = catalogue.findImage(gone.id, image->id);
            if (!record.ok()) return record.error();
            if (!record->has_value())
                return Error{ErrorCode::NotFound, "'" + printable(path) + "' is not in the collection."};
            auto moved = moveToTrash(path);
            if (!moved.ok()) return moved.error();
            keepShares(*gone.before->index, **record);
            gone.items.push_back({std::move(*moved), std::move(**record)});
            report.moved.push_back(path);
            report.bytes += image->size;
            return {};
        };
        if (const auto done = move(); !done.ok()) report.failures.push_back({path, done.error().message});
        meter.report(++looked, report.failures.size(), path);
    }
}

} // namespace

Result<TrashReport> WorkspaceImpl::trashImages(const std::string& collection,
                                               const std::vector<std::string>& paths,
                                               const ProgressCallback& progress, const CancelToken& cancel) {
    auto lock = WriteLock::takeWhenFree(home_, collection, progress, cancel);
    if (!lock.ok()) return lock.error();
    auto opened = open(collection);
    if (!opened.ok()) return opened.error();
    auto catalogue = openForWriting();
    if (!catalogue.ok()) return catalogue.error();
    TrashReport report;
    if (!(*opened)->index) return report;
    auto gone = std::make_shared<TrashedImages>();
    gone->collection = collection;
    gone->id = (*opened)->record.id;
    gone->modelHash = (*opened)->record.modelHash;
    gone->before = *opened;
    moveFiles(**catalogue, paths, *gone, report, progress, cancel);
    if (gone->items.empty()) return report;
    {
        const std::lock_guard guard(mutex_);
        report.id = "trash-" + std::to_string(++trashCount_);
        trashedImages_[report.id] = gone;
    }
    std::vector<store::ImageId> ids;
    for (const auto& item : gone->items)
        ids.push_back(item.record.id);
    // Where that fails the files are gone all the same, which the next index run sees; undo still works.
    if (auto done = (*catalogue)->removeImages(gone->id, ids); !done.ok())
        report.failures.push_back({collection, done.error().message});
    writeImageView(home_, **catalogue, collection);
    return report;
}

Result<RestoreReport> WorkspaceImpl::restoreImages(const std::string& id, const ProgressCallback& progress,
                                                   const CancelToken& cancel) {
    std::shared_ptr<TrashedImages> gone;
    {
        const std::lock_guard guard(mutex_);
        if (const auto found = trashedImages_.find(id); found != trashedImages_.end()) gone = found->second;
    }
    if (!gone) return Error{ErrorCode::NotFound, "There is nothing left to bring back from the trash."};
    auto lock = WriteLock::takeWhenFree(home_, gone->collection, progress, cancel);
    if (!lock.ok()) return lock.error();
    auto catalogue = openForWriting();
    if (!catalogue.ok()) return catalogue.error();
    RestoreReport report;
    ProgressMeter meter(progress, "restoring", gone->items.size());
    std::vector<TrashedImages::Item> left;
    std::vector<store::ImageRecord> back;
    std::uint64_t looked = 0;
    for (auto item = gone->items.rbegin(); item != gone->items.rend(); ++item) {
        const std::string path = item->file.original.string();
        const auto done = cancel.cancelled()
                              ? Status{Error{ErrorCode::Cancelled, "Stopped; it is still in the trash."}}
                              : restoreFromTrash(item->file);
        if (done.ok()) {
            report.restored.push_back(path);
            back.push_back(item->record);
        } else {
            report.failures.push_back({path, done.error().message});
            left.push_back(*item);
        }
        meter.report(++looked, report.failures.size(), path);
    }
    std::reverse(left.begin(), left.end());
    const auto now = (*catalogue)->findCollection(gone->collection);
    // Another model's codes, or another collection of the name, have no room for these.
    const bool same =
        now.ok() && now->has_value() && (*now)->id == gone->id && (*now)->modelHash == gone->modelHash;
    if (!back.empty() && (!same || !bringBack(home_, **catalogue, *gone, std::move(back)).ok()))
        report.unindexed = report.restored;
    if (same) writeImageView(home_, **catalogue, gone->collection);
    const std::lock_guard guard(mutex_);
    gone->items = std::move(left);
    if (gone->items.empty()) trashedImages_.erase(id);
    return report;
}

} // namespace sparlet::engine
