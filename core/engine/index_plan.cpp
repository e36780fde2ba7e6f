#include "engine/home_internal.h"
#include "engine/index_plan_internal.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string_view>
#include <sys/stat.h>
#include <utility>

namespace sparlet::engine {

namespace {

struct Located {
    std::string path;
    const store::FailureRecord* record = nullptr;
};

/// The failures below `root` with their absolute paths, by path.
std::vector<Located> failuresBelow(const std::string& root, const KnownState& known) {
    std::vector<Located> out;
    for (const auto& record : known.failures) {
        std::string path = known.pathOf(record.folder, record.relativePath);
        if (!pathBelow(path, root).empty()) out.push_back({std::move(path), &record});
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return out;
}

const store::FailureRecord* locate(const std::vector<Located>& sorted, const std::string& path) {
    const auto at =
        std::lower_bound(sorted.begin(), sorted.end(), path,
                         [](const auto& one, const std::string& wanted) { return one.path < wanted; });
    return at != sorted.end() && at->path == path ? at->record : nullptr;
}

/// Whether the scan could not look at this path, so that its absence means nothing.
bool hidden(const std::string& path, const std::vector<std::string>& issues) {
    return std::any_of(issues.begin(), issues.end(),
                       [&](const std::string& issue) { return !pathBelow(path, issue).empty(); });
}

/// Images of damaged segments outside the scanned folder: encoded again where the file is there.
Status addDamagedElsewhere(const std::string& root, const KnownState& known, IndexPlan& plan) {
    for (const store::ImageId id : known.damaged) {
        const auto image = known.record(id);
        if (!image.ok()) return image.error();
        if (!image->has_value()) continue;
        std::string path = known.pathOf((*image)->folder, (*image)->relativePath);
        if (!pathBelow(path, root).empty()) continue;
        struct stat facts {};
        if (::stat(path.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
            plan.gone.push_back(id);
            continue;
        }
        const std::int64_t modified =
            std::int64_t{facts.st_mtim.tv_sec} * 1000000000 + std::int64_t{facts.st_mtim.tv_nsec};
        plan.todo.push_back({std::move(path), (*image)->folder, (*image)->relativePath,
                             static_cast<std::uint64_t>(facts.st_size), modified, id});
    }
    return {};
}

void addScanIssues(const std::vector<std::string>& paths, const store::FolderRecord& owner,
                   const image::ScanResult& scan, const std::vector<Located>& failures, IndexPlan& plan) {
    for (std::size_t i = 0; i < paths.size(); ++i) {
        const auto& reason = scan.issues[i].reason;
        plan.failures.push_back({paths[i], reason});
        const auto* earlier = locate(failures, paths[i]);
        if (earlier == nullptr || earlier->reason != reason) {
            plan.newIssues.push_back({owner.id, pathBelow(paths[i], owner.path), 0, 0, reason});
        }
    }
}

/// The known images below a folder beside the files that are there, both by path.
class Comparison {
public:
    Comparison(const std::string& root, const store::FolderRecord& owner, const KnownState& known,
               const std::vector<Located>& failures, const std::vector<std::string>& issuePaths,
               IndexPlan& plan)
        : owner_(owner), known_(known), failures_(failures), issuePaths_(issuePaths), plan_(plan),
          prefix_(root.ends_with('/') ? root : root + "/"), images_(*known.images),
          rows_(images_.rowsBelow(prefix_)), row_(rows_.first), reader_(images_, rows_.first) {
        read();
    }

    Status take(const image::FoundFile& file) {
        while (row_ < rows_.second && here() < file.relativePath)
            skip();
        const bool isKnown = row_ < rows_.second && here() == file.relativePath;
        if (isKnown && images_.bytes(row_) == file.size && images_.modifiedNs(row_) == file.modifiedNs &&
            !isDamaged(images_.id(row_))) {
            ++plan_.unchanged;
            next();
            return {};
        }
        const auto done = takeChanged(file, isKnown ? images_.id(row_) : 0);
        if (isKnown) next();
        return done;
    }

    void finish() {
        while (row_ < rows_.second)
            skip();
    }

private:
    /// The row's path below the folder.
    std::string_view here() const {
        return std::string_view(*path_).substr(std::min(prefix_.size(), path_->size()));
    }
    bool isDamaged(store::ImageId image) const {
        return std::binary_search(known_.damaged.begin(), known_.damaged.end(), image);
    }
    void read() {
        if (row_ < rows_.second) path_ = &reader_.next();
    }
    void next() {
        ++row_;
        read();
    }
    /// A row without a file.
    void skip() {
        if (!hidden(*path_, issuePaths_)) plan_.gone.push_back(images_.id(row_));
        next();
    }

    Status takeChanged(const image::FoundFile& file, store::ImageId previous) {
        std::string path = prefix_ + file.relativePath;
        const auto* const failure = locate(failures_, path);
        if (failure != nullptr && failure->size == file.size && failure->modifiedNs == file.modifiedNs) {
            plan_.failures.push_back({std::move(path), failure->reason});
            return {};
        }
        TodoItem item{path, owner_.id, pathBelow(path, owner_.path), file.size, file.modifiedNs, 0};
        if (previous != 0) {
            const auto image = known_.record(previous);
            if (!image.ok()) return image.error();
            if (image->has_value()) {
                item.folder = (*image)->folder;
                item.relativePath = (*image)->relativePath;
                item.previous = previous;
            }
        }
        plan_.todo.push_back(std::move(item));
        return {};
    }

    const store::FolderRecord& owner_;
    const KnownState& known_;
    const std::vector<Located>& failures_;
    const std::vector<std::string>& issuePaths_;
    IndexPlan& plan_;
    const std::string prefix_;
    const store::ImageView& images_;
    const std::pair<std::size_t, std::size_t> rows_;
    std::size_t row_;
    store::ImageView::PathReader reader_;
    const std::string* path_ = nullptr;
};

bool isAmong(const std::vector<image::FoundFile>& files, const std::string& relativePath) {
    const auto at = std::lower_bound(
        files.begin(), files.end(), relativePath,
        [](const image::FoundFile& file, const std::string& wanted) { return file.relativePath < wanted; });
    return at != files.end() && at->relativePath == relativePath;
}

} // namespace

std::string KnownState::pathOf(store::FolderId folder, const std::string& relativePath) const {
    const auto found =
        std::find_if(folders.begin(), folders.end(), [folder](const auto& one) { return one.id == folder; });
    return joinPath(found == folders.end() ? std::string() : found->path, relativePath);
}

Result<IndexPlan> makePlan(const std::string& root, const store::FolderRecord& owner,
                           const image::ScanResult& scan, const KnownState& known) {
    IndexPlan plan;
    const auto failures = failuresBelow(root, known);
    std::vector<std::string> issuePaths;
    for (const auto& issue : scan.issues) {
        issuePaths.push_back(issue.path.starts_with('/') ? issue.path : joinPath(root, issue.path));
    }
    plan.scanned = static_cast<std::int64_t>(scan.files.size() + scan.issues.size());
    addScanIssues(issuePaths, owner, scan, failures, plan);
    Comparison comparison(root, owner, known, failures, issuePaths, plan);
    for (const auto& file : scan.files) {
        if (auto done = comparison.take(file); !done.ok()) return done.error();
    }
    comparison.finish();
    std::sort(issuePaths.begin(), issuePaths.end());
    for (const auto& failure : failures) {
        const bool current = isAmong(scan.files, pathBelow(failure.path, root)) ||
                             std::binary_search(issuePaths.begin(), issuePaths.end(), failure.path) ||
                             hidden(failure.path, issuePaths);
        if (!current) plan.goneFailures[failure.record->folder].push_back(failure.record->relativePath);
    }
    if (auto done = addDamagedElsewhere(root, known, plan); !done.ok()) return done.error();
    return plan;
}

} // namespace sparlet::engine
