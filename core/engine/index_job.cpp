#include "base/log.h"
#include "base/printable.h"
#include "engine/encode_pipeline_internal.h"
#include "engine/index_job_internal.h"
#include "engine/progress_meter_internal.h"
#include "engine/workspace_internal.h"
#include "image/scanner.h"

#include <algorithm>
#include <exception>

namespace sparlet::engine {

namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

/// Failures that may well be gone next time are not remembered as final.
bool worthRetrying(ErrorCode code) {
    return code != ErrorCode::Corrupt && code != ErrorCode::Unsupported && code != ErrorCode::TooLarge;
}

bool isLost(const std::string& folder) {
    std::error_code problem;
    return !fs::is_directory(folder, problem) || fs::is_empty(folder, problem) || problem;
}

Error lostFolder(const std::string& folder) {
    return {ErrorCode::NotFound, "The folder " + quoted(fs::path(folder)) +
                                     " is not there any more; what was indexed so far is kept. Run the same "
                                     "command again when it is back."};
}

Result<std::string> resolveFolder(const std::string& folder) {
    std::error_code problem;
    const fs::path resolved = fs::canonical(folder, problem);
    if (problem || !fs::is_directory(resolved, problem)) {
        return Error{ErrorCode::NotFound, "There is no folder " + quoted(fs::path(folder)) + "."};
    }
    return resolved.string();
}

class IndexJob {
public:
    IndexJob(const HomeLayout& home, ModelRegistry& registry, const IndexRequest& request,
             const ProgressCallback& progress, const CancelToken& cancel, StageClock* stages)
        : home_(home), registry_(registry), request_(request), progress_(progress), cancel_(cancel),
          stages_(stages) {}

    Result<IndexReport> run();

private:
    Status openTarget(const std::string& root);
    Status openStaging(const store::CollectionRecord& original, const std::string& root);
    Status finishReindexing();
    Result<store::CollectionRecord> createTarget(const std::string& name);
    Status indexFolder(const std::string& root);
    Result<KnownState> readKnown() const;
    Result<store::FolderRecord> ownerOf(const std::string& root, KnownState& known) const;
    Status apply(const std::string& root, const IndexPlan& plan);
    Status encode(const std::string& root, const std::vector<TodoItem>& todo);
    Status needModel();
    Status finish();
    void forgetIfEmpty();

    const HomeLayout& home_;
    ModelRegistry& registry_;
    const IndexRequest& request_;
    const ProgressCallback& progress_;
    const CancelToken& cancel_;
    StageClock* const stages_;
    const Clock::time_point start_ = Clock::now();
    std::unique_ptr<store::Catalogue> catalogue_;
    std::shared_ptr<Model> model_; // null until it is needed
    store::CollectionRecord target_;
    std::optional<store::CollectionRecord> replaces_; // by a re-index
    std::vector<std::string> folders_;
    bool created_ = false;
    bool changed_ = false;
    IndexReport report_;
};

Result<IndexReport> IndexJob::run() {
    if (auto good = checkCollectionName(request_.collection); !good.ok()) return good.error();
    auto root = resolveFolder(request_.folder);
    if (!root.ok()) return root.error();
    auto lock = WriteLock::takeWhenFree(home_, request_.collection, progress_, cancel_);
    if (!lock.ok()) return lock.error();
    auto catalogue = store::Catalogue::open(home_.catalogue(), store::Catalogue::Mode::ReadWrite);
    if (!catalogue.ok()) return catalogue.error();
    catalogue_ = std::move(*catalogue);
    if (auto done = finishReindexing(); !done.ok()) return done.error();
    if (auto done = removeLeftovers(home_, *catalogue_, request_.collection); !done.ok()) return done.error();
    if (auto done = openTarget(*root); !done.ok()) return done.error();
    for (const auto& folder : folders_) {
        if (auto done = indexFolder(folder); !done.ok()) {
            forgetIfEmpty();
            return done.error();
        }
    }
    if (auto done = finish(); !done.ok()) return done.error();
    return std::move(report_);
}

/// A collection that this run made and could put nothing into is not left behind.
void IndexJob::forgetIfEmpty() {
    if (!created_ || report_.indexed > 0) return;
    const auto removed = catalogue_->removeCollection(target_.id);
    if (!removed.ok()) log(LogLevel::Warning, removed.error().message);
}

/// Chooses or makes the collection, and the model where it takes no reading of a model file.
Status IndexJob::openTarget(const std::string& root) {
    folders_ = {root};
    auto existing = catalogue_->findCollection(request_.collection);
    if (!existing.ok()) return existing.error();
    report_.collection = request_.collection;
    if (existing->has_value() && request_.reindex) return openStaging(**existing, root);
    if (existing->has_value()) {
        target_ = **existing;
        report_.model = target_.model;
        if (request_.model.empty() || request_.model == target_.model) return {};
        auto wanted = registry_.find(request_.model);
        if (!wanted.ok()) return wanted.error();
        auto hash = (*wanted)->hash();
        if (!hash.ok()) return hash.error();
        if (*hash == target_.modelHash) return {};
        return Error{ErrorCode::InvalidArgument,
                     "The collection \"" + target_.name + "\" was indexed with the model \"" + target_.model +
                         "\", and codes of \"" + (*wanted)->summary().id +
                         "\" cannot be mixed with its codes; choose another collection, or add --reindex to "
                         "encode all its pictures again."};
    }
    auto wanted = registry_.find(request_.model);
    if (!wanted.ok()) return wanted.error();
    auto adopted = registry_.adopt(*wanted);
    if (!adopted.ok()) return adopted.error();
    model_ = *adopted;
    auto created = createTarget(request_.collection);
    if (!created.ok()) return created.error();
    target_ = *created;
    created_ = true;
    return {};
}

Result<store::CollectionRecord> IndexJob::createTarget(const std::string& name) {
    auto hash = model_->hash();
    if (!hash.ok()) return hash.error();
    report_.model = model_->summary().id;
    return catalogue_->createCollection(name, model_->summary().id, *hash);
}

/// A re-index fills a hidden collection and takes the old one's place at the end: stopped half-way, the old
/// one is still whole, and the next re-index goes on from there.
Status IndexJob::openStaging(const store::CollectionRecord& original, const std::string& root) {
    auto wanted = registry_.find(request_.model.empty() ? original.model : request_.model);
    if (!wanted.ok()) return wanted.error();
    auto adopted = registry_.adopt(*wanted);
    if (!adopted.ok()) return adopted.error();
    model_ = *adopted;
    auto hash = model_->hash();
    if (!hash.ok()) return hash.error();
    replaces_ = original;
    const std::string name = kStagingPrefix + original.name;
    auto begun = catalogue_->findCollection(name);
    if (!begun.ok()) return begun.error();
    if (begun->has_value() && (*begun)->modelHash == *hash) {
        target_ = **begun;
        report_.model = target_.model;
    } else {
        if (begun->has_value()) {
            if (auto done = catalogue_->removeCollection((*begun)->id); !done.ok()) return done;
        }
        auto created = createTarget(name);
        if (!created.ok()) return created.error();
        target_ = *created;
    }
    auto folders = catalogue_->folders(original.id);
    if (!folders.ok()) return folders.error();
    folders_.clear();
    bool covered = false;
    for (const auto& folder : *folders) {
        auto there = resolveFolder(folder.path);
        if (!there.ok()) return there.error();
        covered = covered || folder.path == root || !pathBelow(root, folder.path).empty();
        folders_.push_back(folder.path);
    }
    if (!covered) folders_.push_back(root);
    return {};
}

/// Completes a replacement that was killed between its two steps.
Status IndexJob::finishReindexing() {
    const auto all = catalogue_->collections();
    if (!all.ok()) return all.error();
    for (const auto& record : *all) {
        if (!record.name.starts_with(kStagingPrefix)) continue;
        const std::string name = record.name.substr(std::string(kStagingPrefix).size());
        const bool present =
            std::any_of(all->begin(), all->end(), [&](const auto& other) { return other.name == name; });
        if (present) continue;
        std::optional<WriteLock> lock;
        if (name != request_.collection) {
            auto taken = WriteLock::take(home_, name);
            if (!taken.ok()) continue;
            lock.emplace(std::move(*taken));
        }
        if (auto done = catalogue_->renameCollection(record.id, name); !done.ok()) return done;
    }
    return {};
}

Result<KnownState> IndexJob::readKnown() const {
    KnownState known;
    // Nobody else writes this collection meanwhile; the snapshot is for the view, which asks for one.
    const auto read = catalogue_->inSnapshot([&]() -> Status {
        const auto record = catalogue_->findCollection(target_.name);
        if (!record.ok()) return record.error();
        if (!record->has_value()) return noSuchCollection(catalogue_.get(), target_.name);
        auto folders = catalogue_->folders(target_.id);
        if (!folders.ok()) return folders.error();
        auto images = openImages(home_, *catalogue_, **record, true);
        if (!images.ok()) return images.error();
        auto failures = catalogue_->failures(target_.id);
        if (!failures.ok()) return failures.error();
        known.folders = std::move(*folders);
        known.images = std::move(*images);
        known.failures = std::move(*failures);
        return {};
    });
    if (!read.ok()) return read.error();
    known.record = [this](store::ImageId image) { return catalogue_->findImage(target_.id, image); };
    const auto segments = catalogue_->segments(target_.id);
    if (!segments.ok()) return segments.error();
    for (const auto& segment : *segments) {
        const auto opened = index::Segment::open(home_.segments(target_.id) / segment.fileName);
        if (opened.ok()) continue;
        const ErrorCode code = opened.error().code;
        if (code != ErrorCode::Corrupt && code != ErrorCode::NotFound) return opened.error();
        log(LogLevel::Warning, opened.error().message + " Its pictures are encoded again.");
        const auto lost = catalogue_->imagesIn(segment.id);
        if (!lost.ok()) return lost.error();
        known.damaged.insert(known.damaged.end(), lost->begin(), lost->end());
    }
    std::sort(known.damaged.begin(), known.damaged.end());
    return known;
}

/// The folder record that new files below `root` belong to: the nearest one that holds it, else a new one.
Result<store::FolderRecord> IndexJob::ownerOf(const std::string& root, KnownState& known) const {
    const store::FolderRecord* nearest = nullptr;
    for (const auto& folder : known.folders) {
        const bool holds = folder.path == root || !pathBelow(root, folder.path).empty();
        if (holds && (nearest == nullptr || folder.path.size() > nearest->path.size())) nearest = &folder;
    }
    if (nearest != nullptr) return *nearest;
    auto added = catalogue_->addFolder(target_.id, root);
    if (added.ok()) known.folders.push_back(*added);
    return added;
}

Status IndexJob::indexFolder(const std::string& root) {
    const auto walk = [&] {
        const StageTimer timer(stages_, Stage::Walk);
        return image::scan(root, progress_, cancel_);
    };
    const auto scan = walk();
    if (!scan.ok()) return scan.error();
    const auto compare = [&]() -> Result<IndexPlan> {
        const StageTimer timer(stages_, Stage::Compare);
        auto known = readKnown();
        if (!known.ok()) return known.error();
        const auto owner = ownerOf(root, *known);
        if (!owner.ok()) return owner.error();
        return makePlan(root, *owner, *scan, *known);
    };
    auto compared = compare();
    if (!compared.ok()) return compared.error();
    IndexPlan& plan = *compared;
    if (scan->files.empty() && !plan.gone.empty() && isLost(root)) {
        return Error{
            ErrorCode::NotFound,
            "The folder " + quoted(fs::path(root)) + " is empty, but " + std::to_string(plan.gone.size()) +
                " of its pictures are indexed: it may not be mounted. Nothing was changed; to forget "
                "them, remove the collection."};
    }
    report_.scanned += plan.scanned;
    report_.unchanged += plan.unchanged;
    for (auto& failure : plan.failures)
        report_.failures.push_back(std::move(failure));
    return apply(root, plan);
}

Status IndexJob::apply(const std::string& root, const IndexPlan& plan) {
    if (!plan.gone.empty()) {
        if (auto done = catalogue_->removeImages(target_.id, plan.gone); !done.ok()) return done;
        report_.removed += static_cast<std::int64_t>(plan.gone.size());
        changed_ = true;
    }
    for (const auto& [folder, paths] : plan.goneFailures) {
        if (auto done = catalogue_->removeFailures(target_.id, folder, paths); !done.ok()) return done;
    }
    if (!plan.newIssues.empty()) {
        if (auto done = catalogue_->commitSegment(target_.id, {}, {}, plan.newIssues); !done.ok())
            return done;
    }
    if (plan.todo.empty()) return {};
    changed_ = true;
    if (auto done = needModel(); !done.ok()) return done;
    return encode(root, plan.todo);
}

Status IndexJob::needModel() {
    if (model_) return {};
    auto found = registry_.findForCollection(target_.name, target_.model, target_.modelHash);
    if (!found.ok()) return found.error();
    model_ = *found;
    return {};
}

Status IndexJob::encode(const std::string& root, const std::vector<TodoItem>& todo) {
    SegmentWriter writer(home_, *catalogue_, target_.id, model_->codec());
    ProgressMeter meter(progress_, "encoding", todo.size());
    std::vector<std::string> files;
    files.reserve(todo.size());
    for (const auto& item : todo)
        files.push_back(item.path);

    EncodeCallbacks callbacks;
    callbacks.stages = stages_;
    callbacks.encoded = [&](const EncodedPicture& picture) -> Status {
        const StageTimer timer(stages_, Stage::Write);
        const TodoItem& item = todo[picture.item];
        store::ImageRecord image;
        image.folder = item.folder;
        image.relativePath = item.relativePath;
        image.size = item.size;
        image.modifiedNs = item.modifiedNs;
        image.width = picture.width;
        image.height = picture.height;
        image.label = fs::path(item.relativePath).parent_path().filename().string();
        writer.add(std::move(image),
                   {0, {picture.sparse.begin(), picture.sparse.end()}, picture.threshold, picture.density});
        return {};
    };
    callbacks.failed = [&](std::size_t at, const Error& error) -> Status {
        const TodoItem& item = todo[at];
        if (error.code == ErrorCode::Cancelled) return error;
        if (worthRetrying(error.code) && isLost(root)) return lostFolder(root);
        report_.failures.push_back({item.path, error.message});
        if (error.code == ErrorCode::NotFound)
            return {}; // gone since the scan; the next run sees that itself
        const bool retry = worthRetrying(error.code);
        writer.addFailure({item.folder, item.relativePath, retry ? 0 : item.size, retry ? 0 : item.modifiedNs,
                           error.message},
                          item.previous);
        return {};
    };
    callbacks.batchDone = [&](std::size_t done) -> Status {
        meter.report(done, report_.failures.size(), done < todo.size() ? todo[done].path : std::string());
        const StageTimer timer(stages_, Stage::Write);
        return writer.commitIfDue();
    };
    const Status outcome = encodeFiles(files, *model_, registry_.threads(), callbacks, cancel_);
    const auto keep = [&] {
        const StageTimer timer(stages_, Stage::Write);
        return writer.commit();
    };
    const Status kept = keep();
    report_.indexed += writer.written();
    if (!outcome.ok() && outcome.error().code == ErrorCode::Cancelled && kept.ok()) {
        return Error{ErrorCode::Cancelled, "Stopped: " + std::to_string(report_.indexed) + " of " +
                                               std::to_string(todo.size()) +
                                               " pictures were encoded and are kept; run the same command "
                                               "again to go on."};
    }
    return outcome.ok() ? kept : outcome;
}

Status IndexJob::finish() {
    if (changed_ && request_.merge) {
        const StageTimer timer(stages_, Stage::Write);
        const auto merged = mergeSmallSegments(home_, *catalogue_, target_.id, cancel_);
        if (!merged.ok() && merged.error().code != ErrorCode::Cancelled)
            log(LogLevel::Warning, "Segments were not merged: " + merged.error().message);
    }
    if (replaces_) {
        if (auto done = catalogue_->replaceCollection(replaces_->id, target_.id); !done.ok()) return done;
        if (auto done = removeLeftovers(home_, *catalogue_, request_.collection); !done.ok()) return done;
        target_.name = replaces_->name;
    }
    const auto record = catalogue_->findCollection(target_.name);
    if (!record.ok()) return record.error();
    if (record->has_value()) target_ = **record;
    if (changed_) writeImageView(home_, *catalogue_, target_.name);
    if (target_.images > 0)
        report_.bytesPerImage = static_cast<double>(target_.codeBytes) / static_cast<double>(target_.images);
    report_.failed = static_cast<std::int64_t>(report_.failures.size());
    std::sort(report_.failures.begin(), report_.failures.end(),
              [](const auto& a, const auto& b) { return a.path < b.path; });
    report_.seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    if (report_.indexed > 0 && report_.seconds > 0) {
        report_.imagesPerSecond = static_cast<double>(report_.indexed) / report_.seconds;
    }
    return {};
}

} // namespace

Result<IndexReport> runIndex(const HomeLayout& home, ModelRegistry& registry, const IndexRequest& request,
                             const ProgressCallback& progress, const CancelToken& cancel,
                             StageClock* stages) {
    try {
        return IndexJob(home, registry, request, progress, cancel, stages).run();
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::OutOfMemory,
                     "There is not enough memory to go on; what was indexed is kept."};
    } catch (const std::exception& problem) {
        return Error{ErrorCode::Internal, std::string("Indexing stopped: ") + problem.what() + "."};
    }
}

} // namespace sparlet::engine
