#include "engine/home_internal.h"
#include "engine/index_plan_internal.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <sys/stat.h>
#include <unordered_map>

namespace sparlet::engine {

namespace {

template <class Record>
struct Located {
    std::string path;
    const Record* record = nullptr;
};

/// The records below `root` with their absolute paths, by path.
template <class Record>
std::vector<Located<Record>> below(const std::string& root, const KnownState& known,
                                   const std::vector<Record>& records) {
    std::vector<Located<Record>> out;
    for (const Record& record : records) {
        std::string path = known.pathOf(record.folder, record.relativePath);
        if (!pathBelow(path, root).empty()) out.push_back({std::move(path), &record});
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return out;
}

template <class Record>
const Record* locate(const std::vector<Located<Record>>& sorted, const std::string& path) {
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
void addDamagedElsewhere(const std::string& root, const KnownState& known, IndexPlan& plan) {
    if (known.damaged.empty()) return;
    for (const auto& image : known.images) {
        std::string path = known.pathOf(image.folder, image.relativePath);
        if (known.damaged.count(image.segment) == 0 || !pathBelow(path, root).empty()) continue;
        struct stat facts {};
        if (::stat(path.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
            plan.gone.push_back(image.id);
            continue;
        }
        const std::int64_t modified =
            std::int64_t{facts.st_mtim.tv_sec} * 1000000000 + std::int64_t{facts.st_mtim.tv_nsec};
        plan.todo.push_back({std::move(path), image.folder, image.relativePath,
                             static_cast<std::uint64_t>(facts.st_size), modified, image.id});
    }
}

void addScanIssues(const std::vector<std::string>& paths, const store::FolderRecord& owner,
                   const image::ScanResult& scan, const std::vector<Located<store::FailureRecord>>& failures,
                   IndexPlan& plan) {
    for (std::size_t i = 0; i < paths.size(); ++i) {
        const auto& reason = scan.issues[i].reason;
        plan.failures.push_back({paths[i], reason});
        const auto* earlier = locate(failures, paths[i]);
        if (earlier == nullptr || earlier->reason != reason) {
            plan.newIssues.push_back({owner.id, pathBelow(paths[i], owner.path), 0, 0, reason});
        }
    }
}

} // namespace

std::string KnownState::pathOf(store::FolderId folder, const std::string& relativePath) const {
    const auto found =
        std::find_if(folders.begin(), folders.end(), [folder](const auto& one) { return one.id == folder; });
    return joinPath(found == folders.end() ? std::string() : found->path, relativePath);
}

IndexPlan makePlan(const std::string& root, const store::FolderRecord& owner, const image::ScanResult& scan,
                   const KnownState& known) {
    IndexPlan plan;
    const auto images = below(root, known, known.images);
    const auto failures = below(root, known, known.failures);
    std::vector<std::string> issuePaths;
    for (const auto& issue : scan.issues) {
        issuePaths.push_back(issue.path.starts_with('/') ? issue.path : joinPath(root, issue.path));
    }
    plan.scanned = static_cast<std::int64_t>(scan.files.size() + scan.issues.size());
    addScanIssues(issuePaths, owner, scan, failures, plan);

    std::vector<std::string> found; // as sorted as the scan
    found.reserve(scan.files.size());
    for (const auto& file : scan.files) {
        std::string path = joinPath(root, file.relativePath);
        const auto* image = locate(images, path);
        const auto* failure = locate(failures, path);
        const auto same = [&](const auto* record) {
            return record != nullptr && record->size == file.size && record->modifiedNs == file.modifiedNs;
        };
        if (same(image) && known.damaged.count(image->segment) == 0) {
            ++plan.unchanged;
        } else if (same(failure)) {
            plan.failures.push_back({path, failure->reason});
        } else {
            TodoItem item{path, owner.id, pathBelow(path, owner.path), file.size, file.modifiedNs, 0};
            if (image != nullptr) {
                item.folder = image->folder;
                item.relativePath = image->relativePath;
                item.previous = image->id;
            }
            plan.todo.push_back(std::move(item));
        }
        found.push_back(std::move(path));
    }
    for (const auto& image : images) {
        if (!std::binary_search(found.begin(), found.end(), image.path) && !hidden(image.path, issuePaths)) {
            plan.gone.push_back(image.record->id);
        }
    }
    std::sort(issuePaths.begin(), issuePaths.end());
    for (const auto& failure : failures) {
        const bool current = std::binary_search(found.begin(), found.end(), failure.path) ||
                             std::binary_search(issuePaths.begin(), issuePaths.end(), failure.path) ||
                             hidden(failure.path, issuePaths);
        if (!current) plan.goneFailures[failure.record->folder].push_back(failure.record->relativePath);
    }
    addDamagedElsewhere(root, known, plan);
    return plan;
}

} // namespace sparlet::engine
