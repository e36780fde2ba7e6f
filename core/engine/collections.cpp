// Collections as readers see them.
#include "base/atomic_file.h"
#include "base/log.h"
#include "base/printable.h"
#include "engine/index_job_internal.h"
#include "engine/workspace_internal.h"

#include <algorithm>

namespace sparlet::engine {

namespace fs = std::filesystem;

namespace {

template <class Record>
bool sameIds(const std::vector<Record>& a, const std::vector<Record>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Record& x, const Record& y) { return x.id == y.id; });
}

std::string folderPath(const std::vector<store::FolderRecord>& folders, store::FolderId id) {
    const auto found =
        std::find_if(folders.begin(), folders.end(), [id](const auto& folder) { return folder.id == id; });
    return found == folders.end() ? std::string() : found->path;
}

std::vector<Failure> listFailures(const std::vector<store::FolderRecord>& folders,
                                  const std::vector<store::FailureRecord>& failures) {
    std::vector<Failure> listed;
    for (const auto& failure : failures) {
        listed.push_back(
            {joinPath(folderPath(folders, failure.folder), failure.relativePath), failure.reason});
    }
    std::sort(listed.begin(), listed.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return listed;
}

CollectionSummary summaryOf(const store::CollectionRecord& record,
                            const std::vector<store::FolderRecord>& folders, std::size_t failures) {
    CollectionSummary summary;
    summary.name = record.name;
    summary.model = record.model;
    summary.images = record.images;
    summary.failures = static_cast<std::int64_t>(failures);
    if (record.images > 0)
        summary.bytesPerImage = static_cast<double>(record.codeBytes) / static_cast<double>(record.images);
    for (const auto& folder : folders)
        summary.folders.push_back(folder.path);
    return summary;
}

/// A view file as the application lists it.
class ViewTable final : public ImageTable {
public:
    explicit ViewTable(std::shared_ptr<const store::ImageView> view) : view_(std::move(view)) {}

    std::size_t size() const override { return view_->size(); }
    ImageInfo image(std::size_t row) const override {
        ImageInfo info;
        info.id = view_->id(row);
        view_->path(row, info.path);
        info.label = view_->label(row);
        info.size = view_->bytes(row);
        info.modifiedNs = view_->modifiedNs(row);
        info.width = view_->width(row);
        info.height = view_->height(row);
        info.codeBytes = view_->codeBytes(row);
        return info;
    }
    ImageId id(std::size_t row) const override { return view_->id(row); }
    void path(std::size_t row, std::string& path) const override { view_->path(row, path); }
    std::string_view label(std::size_t row) const override { return view_->label(row); }
    std::size_t find(ImageId id) const override { return view_->rowOf(id); }
    std::size_t find(std::string_view path) const override { return view_->rowOf(path); }

private:
    std::shared_ptr<const store::ImageView> view_;
};

/// What an unfinished re-index of the collection has made so far.
Status dropStaging(store::Catalogue& catalogue, const std::string& name) {
    const auto staging = catalogue.findCollection(kStagingPrefix + name);
    if (!staging.ok()) return staging.error();
    return staging->has_value() ? catalogue.removeCollection((*staging)->id) : Status{};
}

/// A segment that vanishes between reading the catalogue and opening it was merged away meanwhile.
constexpr int kAttempts = 5;

} // namespace

Status checkCollectionName(const std::string& name) {
    const bool control = std::any_of(name.begin(), name.end(),
                                     [](char letter) { return static_cast<unsigned char>(letter) < 0x20; });
    if (name.empty() || name.size() > 200 || name.front() == '.' || control || printable(name) != name) {
        return Error{
            ErrorCode::InvalidArgument,
            "\"" + printable(name) +
                "\" cannot name a collection: use 1 to 200 bytes of text that do not begin with a dot."};
    }
    return {};
}

std::optional<ImageInfo> OpenCollection::find(ImageId id) const {
    const std::size_t row = view->images.find(id);
    return row < view->images.size() ? std::optional(view->images[row]) : std::nullopt;
}

std::optional<ImageInfo> OpenCollection::find(const std::string& path) const {
    const std::size_t row = view->images.find(path);
    return row < view->images.size() ? std::optional(view->images[row]) : std::nullopt;
}

Result<std::span<const std::uint8_t>> OpenCollection::codeOf(const ImageInfo& image) const {
    const std::size_t row = index ? index->find(image.id) : 0;
    if (index && row < index->size()) return index->code(row);
    return Error{ErrorCode::Corrupt,
                 "The picture " + quoted(fs::path(image.path)) +
                     " is in the catalogue, but no segment has its code; index its folder "
                     "again with --reindex."};
}

Error noSuchCollection(store::Catalogue* catalogue, const std::string& name) {
    std::string known;
    if (catalogue != nullptr) {
        const auto all = catalogue->collections();
        if (!all.ok()) return all.error();
        for (const auto& one : *all) {
            if (!one.name.starts_with(kStagingPrefix)) known += (known.empty() ? "" : ", ") + one.name;
        }
    }
    return {ErrorCode::NotFound, "There is no collection \"" + printable(name) + "\"; " +
                                     (known.empty() ? "make one with: sparlet index DIR --collection NAME."
                                                    : "these exist: " + known + ".")};
}

std::string lockedName(const std::string& collection) {
    const std::string prefix = kStagingPrefix;
    return collection.starts_with(prefix) ? collection.substr(prefix.size()) : collection;
}

Result<std::shared_ptr<const store::ImageView>> openImages(const HomeLayout& home,
                                                           store::Catalogue& catalogue,
                                                           const store::CollectionRecord& record,
                                                           bool isWriter) {
    const fs::path file = home.imageView(record.id);
    auto known = store::ImageView::open(file, record);
    if (known.ok()) return known;
    auto bytes = store::ImageView::build(catalogue, record);
    if (!bytes.ok()) return bytes.error();
    std::error_code problem;
    // While somebody else indexes, a view would be old as soon as it was written.
    const bool mayWrite = isWriter || WriteLock::take(home, lockedName(record.name)).ok();
    if (mayWrite && record.images > 0 && fs::is_directory(file.parent_path(), problem)) {
        // Mapped, it costs no memory. Where it cannot be written, all goes on without.
        if (writeFileAtomically(file, *bytes).ok()) {
            auto written = store::ImageView::open(file, record);
            if (written.ok()) return written;
        }
    }
    return store::ImageView::parse(std::move(*bytes), record);
}

void writeImageView(const HomeLayout& home, store::Catalogue& catalogue, const std::string& collection) {
    const auto done = catalogue.inSnapshot([&]() -> Status {
        const auto record = catalogue.findCollection(collection);
        if (!record.ok()) return record.error();
        if (!record->has_value()) return {};
        const auto images = openImages(home, catalogue, **record, true);
        return images.ok() ? Status{} : Status{images.error()};
    });
    if (!done.ok()) log(LogLevel::Warning, "The list of images was not written: " + done.error().message);
}

/// All but the segments' files, of one moment.
Status WorkspaceImpl::loadInSnapshot(store::Catalogue& catalogue, OpenCollection& opened) const {
    auto record = catalogue.findCollection(opened.record.name);
    if (!record.ok()) return record.error();
    if (!record->has_value()) return noSuchCollection(&catalogue, opened.record.name);
    opened.record = **record;
    auto folders = catalogue.folders(opened.record.id);
    if (!folders.ok()) return folders.error();
    auto segments = catalogue.segments(opened.record.id);
    if (!segments.ok()) return segments.error();
    auto failures = catalogue.failures(opened.record.id);
    if (!failures.ok()) return failures.error();
    auto images = openImages(home_, catalogue, opened.record, false);
    if (!images.ok()) return images.error();
    auto view = std::make_shared<CollectionView>();
    view->summary = summaryOf(opened.record, *folders, failures->size());
    view->failures = listFailures(*folders, *failures);
    view->images = ImageList(std::make_shared<ViewTable>(*images));
    opened.images = std::move(*images);
    opened.view = std::move(view);
    opened.folders = std::move(*folders);
    opened.segments = std::move(*segments);
    return {};
}

Result<std::shared_ptr<const OpenCollection>>
WorkspaceImpl::load(store::Catalogue& catalogue, const store::CollectionRecord& record) const {
    auto opened = std::make_shared<OpenCollection>();
    opened->record = record;
    const auto read = catalogue.inSnapshot([&] { return loadInSnapshot(catalogue, *opened); });
    if (!read.ok()) return read.error();
    std::vector<std::shared_ptr<const index::Segment>> files;
    for (const auto& segment : opened->segments) {
        if (!segment.used) continue;
        auto file = index::Segment::open(home_.segments(opened->record.id) / segment.fileName);
        if (!file.ok()) {
            Error error = file.error();
            if (error.code == ErrorCode::Corrupt) {
                error.message += " Run sparlet index on the collection \"" + record.name +
                                 "\" to encode its pictures again.";
            }
            return error;
        }
        files.push_back(std::move(*file));
    }
    if (!files.empty()) {
        std::vector<ImageId> live(opened->images->size());
        for (std::size_t rank = 0; rank < live.size(); ++rank)
            live[rank] = opened->images->idAt(rank);
        auto made = index::CodeIndex::create(std::move(files), std::move(live));
        if (!made.ok()) return made.error();
        opened->index = std::move(*made);
    }
    return std::shared_ptr<const OpenCollection>(std::move(opened));
}

Result<std::shared_ptr<const OpenCollection>> WorkspaceImpl::open(const std::string& name) {
    Error last;
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        auto catalogue = openForReading();
        if (!catalogue.ok()) return catalogue.error();
        if (!*catalogue) return noSuchCollection(nullptr, name);
        auto record = (*catalogue)->findCollection(name);
        if (!record.ok()) return record.error();
        if (!record->has_value() || name.starts_with(kStagingPrefix)) {
            return noSuchCollection(catalogue->get(), name);
        }
        auto segments = (*catalogue)->segments((*record)->id);
        if (!segments.ok()) return segments.error();
        auto folders = (*catalogue)->folders((*record)->id);
        if (!folders.ok()) return folders.error();
        {
            const std::lock_guard lock(mutex_);
            const auto known = opened_.find(name);
            if (known != opened_.end() && known->second->record.id == (*record)->id &&
                known->second->record.generation == (*record)->generation &&
                known->second->record.model == (*record)->model &&
                sameIds(known->second->segments, *segments) && sameIds(known->second->folders, *folders)) {
                return known->second;
            }
        }
        auto loaded = load(**catalogue, **record);
        if (loaded.ok()) {
            const std::lock_guard lock(mutex_);
            opened_[name] = *loaded;
            return loaded;
        }
        if (loaded.error().code != ErrorCode::NotFound) return loaded;
        last = loaded.error();
    }
    last.message += " Run sparlet index on the collection \"" + name + "\" to encode its pictures again.";
    return last;
}

Result<std::vector<CollectionSummary>> WorkspaceImpl::collections() {
    std::vector<CollectionSummary> all;
    auto catalogue = openForReading();
    if (!catalogue.ok()) return catalogue.error();
    if (!*catalogue) return all;
    auto records = (*catalogue)->collections();
    if (!records.ok()) return records.error();
    for (const auto& record : *records) {
        if (record.name.starts_with(kStagingPrefix)) continue;
        auto folders = (*catalogue)->folders(record.id);
        if (!folders.ok()) return folders.error();
        auto failures = (*catalogue)->failures(record.id);
        if (!failures.ok()) return failures.error();
        all.push_back(summaryOf(record, *folders, failures->size()));
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return all;
}

Result<std::shared_ptr<const CollectionView>> WorkspaceImpl::collection(const std::string& name) {
    auto opened = open(name);
    if (!opened.ok()) return opened.error();
    // Failures can change without any image changing.
    auto catalogue = openForReading();
    if (!catalogue.ok()) return catalogue.error();
    auto failures = (*catalogue)->failures((*opened)->record.id);
    if (!failures.ok()) return failures.error();
    auto listed = listFailures((*opened)->folders, *failures);
    if (listed == (*opened)->view->failures) return (*opened)->view;
    auto view = std::make_shared<CollectionView>(*(*opened)->view);
    view->failures = std::move(listed);
    view->summary.failures = static_cast<std::int64_t>(view->failures.size());
    return std::shared_ptr<const CollectionView>(std::move(view));
}

Status WorkspaceImpl::compact(const std::string& name, const ProgressCallback& progress,
                              const CancelToken& cancel) {
    auto lock = WriteLock::take(home_, name);
    if (!lock.ok()) return lock.error();
    auto catalogue = openForWriting();
    if (!catalogue.ok()) return catalogue.error();
    const auto record = (*catalogue)->findCollection(name);
    if (!record.ok()) return record.error();
    if (!record->has_value()) return noSuchCollection(catalogue->get(), name);
    if (progress) {
        Progress now;
        now.stage = "merging";
        progress(now);
    }
    if (auto merged = mergeSmallSegments(home_, **catalogue, (*record)->id, cancel); !merged.ok())
        return merged;
    writeImageView(home_, **catalogue, name);
    return {};
}

Status WorkspaceImpl::removeCollection(const std::string& name) {
    auto lock = WriteLock::take(home_, name);
    if (!lock.ok()) return lock.error();
    auto catalogue = openForWriting();
    if (!catalogue.ok()) return catalogue.error();
    auto record = (*catalogue)->findCollection(name);
    if (!record.ok()) return record.error();
    if (!record->has_value()) return noSuchCollection(catalogue->get(), name);
    if (auto dropped = dropStaging(**catalogue, name); !dropped.ok()) return dropped;
    if (auto removed = (*catalogue)->removeCollection((*record)->id); !removed.ok()) return removed;
    {
        const std::lock_guard guard(mutex_);
        opened_.erase(name);
    }
    std::error_code ignored; // what stays behind is removed by the next index run
    fs::remove_all(home_.segments((*record)->id), ignored);
    return {};
}

Status WorkspaceImpl::renameCollection(const std::string& name, const std::string& newName) {
    if (auto good = checkCollectionName(newName); !good.ok()) return good;
    auto lock = WriteLock::take(home_, name);
    if (!lock.ok()) return lock.error();
    auto newLock = newName == name ? Result<WriteLock>(Error{}) : WriteLock::take(home_, newName);
    if (newName != name && !newLock.ok()) return newLock.error();
    auto catalogue = openForWriting();
    if (!catalogue.ok()) return catalogue.error();
    auto record = (*catalogue)->findCollection(name);
    if (!record.ok()) return record.error();
    if (!record->has_value()) return noSuchCollection(catalogue->get(), name);
    auto taken = (*catalogue)->findCollection(newName);
    if (!taken.ok()) return taken.error();
    if (taken->has_value() && newName != name) {
        return Error{ErrorCode::InvalidArgument, "There is already a collection \"" + newName + "\"."};
    }
    if (auto dropped = dropStaging(**catalogue, name); !dropped.ok()) return dropped;
    const std::lock_guard guard(mutex_);
    opened_.erase(name);
    opened_.erase(newName);
    return (*catalogue)->renameCollection((*record)->id, newName);
}

} // namespace sparlet::engine
