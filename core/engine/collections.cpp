// Collections as readers see them.
#include "base/printable.h"
#include "engine/workspace_internal.h"

#include <algorithm>
#include <numeric>

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

std::shared_ptr<const CollectionView> makeView(const store::CollectionRecord& record,
                                               const std::vector<store::FolderRecord>& folders,
                                               const std::vector<store::ImageRecord>& images,
                                               const std::vector<store::FailureRecord>& failures) {
    auto view = std::make_shared<CollectionView>();
    double bytes = 0;
    view->images.reserve(images.size());
    for (const auto& image : images) {
        view->images.push_back({image.id, joinPath(folderPath(folders, image.folder), image.relativePath),
                                image.label, image.size, image.modifiedNs, image.width, image.height,
                                image.codeBytes});
        bytes += image.codeBytes;
    }
    std::sort(view->images.begin(), view->images.end(),
              [](const auto& a, const auto& b) { return a.path < b.path; });
    view->failures = listFailures(folders, failures);
    view->summary.name = record.name;
    view->summary.model = record.model;
    view->summary.images = static_cast<std::int64_t>(images.size());
    view->summary.failures = static_cast<std::int64_t>(failures.size());
    view->summary.bytesPerImage = images.empty() ? 0 : bytes / static_cast<double>(images.size());
    for (const auto& folder : folders)
        view->summary.folders.push_back(folder.path);
    return view;
}

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

const ImageInfo* OpenCollection::find(ImageId id) const {
    const auto found =
        std::lower_bound(byId.begin(), byId.end(), id,
                         [this](std::uint32_t at, ImageId wanted) { return view->images[at].id < wanted; });
    return found != byId.end() && view->images[*found].id == id ? &view->images[*found] : nullptr;
}

const ImageInfo* OpenCollection::find(const std::string& path) const {
    const auto found = std::lower_bound(
        view->images.begin(), view->images.end(), path,
        [](const ImageInfo& image, const std::string& wanted) { return image.path < wanted; });
    return found != view->images.end() && found->path == path ? &*found : nullptr;
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

Result<std::shared_ptr<const OpenCollection>>
WorkspaceImpl::load(store::Catalogue& catalogue, const store::CollectionRecord& record) const {
    auto folders = catalogue.folders(record.id);
    if (!folders.ok()) return folders.error();
    auto segments = catalogue.segments(record.id);
    if (!segments.ok()) return segments.error();
    auto images = catalogue.images(record.id);
    if (!images.ok()) return images.error();
    auto failures = catalogue.failures(record.id);
    if (!failures.ok()) return failures.error();

    auto opened = std::make_shared<OpenCollection>();
    opened->record = record;
    opened->view = makeView(record, *folders, *images, *failures);
    opened->byId.resize(opened->view->images.size());
    std::iota(opened->byId.begin(), opened->byId.end(), 0U);
    std::sort(opened->byId.begin(), opened->byId.end(), [&](std::uint32_t a, std::uint32_t b) {
        return opened->view->images[a].id < opened->view->images[b].id;
    });
    std::vector<std::shared_ptr<const index::Segment>> files;
    for (const auto& segment : *segments) {
        const bool used = std::any_of(images->begin(), images->end(),
                                      [&](const auto& image) { return image.segment == segment.id; });
        if (!used) continue;
        auto file = index::Segment::open(home_.segments(record.id) / segment.fileName);
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
    opened->folders = std::move(*folders);
    opened->segments = std::move(*segments);
    if (!files.empty()) {
        std::vector<ImageId> live;
        live.reserve(images->size());
        for (const auto& image : *images)
            live.push_back(image.id);
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
            // Every change of the images adds a segment or changes their number.
            const std::lock_guard lock(mutex_);
            const auto known = opened_.find(name);
            if (known != opened_.end() && known->second->record.id == (*record)->id &&
                known->second->record.images == (*record)->images &&
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
        auto images = (*catalogue)->images(record.id);
        if (!images.ok()) return images.error();
        auto failures = (*catalogue)->failures(record.id);
        if (!failures.ok()) return failures.error();
        all.push_back(makeView(record, *folders, *images, *failures)->summary);
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

Status WorkspaceImpl::removeCollection(const std::string& name) {
    auto lock = WriteLock::take(home_);
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
    auto lock = WriteLock::take(home_);
    if (!lock.ok()) return lock.error();
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
