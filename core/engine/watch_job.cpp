// Keeps a collection like its folders: waits for changes, lets them settle, and indexes what changed.
#include "base/log.h"
#include "base/printable.h"
#include "engine/workspace_internal.h"
#include "image/folder_watch.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <set>
#include <thread>
#ifdef __linux__
#include <sys/resource.h>
#endif

namespace sparlet::engine {

namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

constexpr Milliseconds kTick{100};       // how soon a cancelled watch ends
constexpr int kMostQuietTimes = 10;      // changes that never settle are indexed after so many
constexpr Milliseconds kTryAgain{2000};  // after an index run that could not be done now
constexpr std::size_t kMostFolders = 16; // more changed ones are looked at by their roots

/// Of the calling thread and those that it starts: whatever else the machine does comes first.
void stepBack() {
#ifdef __linux__
    constexpr int kNice = 10;
    ::setpriority(PRIO_PROCESS, 0, kNice); // Linux: of this thread alone
#endif
}

bool isFolder(const std::string& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

class WatchJob {
public:
    WatchJob(const HomeLayout& home, ModelRegistry& registry, const WatchRequest& request,
             const ProgressCallback& progress, const std::function<void(const IndexReport&)>& indexed,
             const CancelToken& cancel)
        : home_(home), registry_(registry), request_(request), progress_(progress), indexed_(indexed),
          cancel_(cancel) {}

    Result<WatchReport> run() {
        if (!request_.folder.empty()) {
            if (auto done = indexOne(request_.folder); !done.ok()) return ended(done);
        }
        if (auto read = readFolders(); !read.ok()) return read.error();
        const auto watch = image::FolderWatch::open(roots_, request_.polling);
        if (watch->watched() == 0)
            log(LogLevel::Warning, "No folder can be watched here; they are looked at from time to time.");
        all_ = true; // what changed while nobody watched
        while (!cancel_.cancelled()) {
            if (auto done = step(*watch); !done.ok()) return ended(done);
        }
        return report_;
    }

private:
    Result<WatchReport> ended(const Status& outcome) const {
        if (outcome.error().code == ErrorCode::Cancelled) return report_;
        return outcome.error();
    }

    Status readFolders() {
        auto catalogue = store::Catalogue::open(home_.catalogue(), store::Catalogue::Mode::ReadOnly);
        if (!catalogue.ok()) return catalogue.error();
        const auto record = (*catalogue)->findCollection(request_.collection);
        if (!record.ok()) return record.error();
        if (!record->has_value()) return noSuchCollection(catalogue->get(), request_.collection);
        const auto folders = (*catalogue)->folders((*record)->id);
        if (!folders.ok()) return folders.error();
        for (const auto& folder : *folders)
            roots_.push_back(folder.path);
        std::sort(roots_.begin(), roots_.end());
        return {};
    }

    Status step(image::FolderWatch& watch) {
        const auto changes = watch.wait(kTick);
        const auto now = Clock::now();
        if (changes.any()) {
            if (!pending()) since_ = now;
            last_ = now;
            all_ = all_ || changes.all;
            changed_.insert(changes.folders.begin(), changes.folders.end());
        }
        const bool settled =
            now - last_ >= request_.quiet || now - since_ >= kMostQuietTimes * request_.quiet;
        if (!pending() || !settled || now < notBefore_) return {};
        return indexChanges();
    }

    bool pending() const { return all_ || !changed_.empty(); }

    /// The folders to look at: none is below another, each is there.
    std::vector<std::string> targets() const {
        if (all_) return roots_;
        std::set<std::string> there;
        for (const auto& folder : changed_) {
            const auto root = std::find_if(roots_.begin(), roots_.end(), [&](const auto& one) {
                return folder == one || !pathBelow(folder, one).empty();
            });
            if (root == roots_.end()) continue;
            std::string nearest = folder; // it may be gone by now
            while (nearest.size() > root->size() && !isFolder(nearest))
                nearest.resize(nearest.find_last_of('/'));
            there.insert(nearest);
        }
        if (there.size() > kMostFolders) return roots_;
        std::vector<std::string> out;
        for (const auto& folder : there) // by name: what is above comes before what is below
            if (std::none_of(out.begin(), out.end(),
                             [&](const auto& above) { return !pathBelow(folder, above).empty(); }))
                out.push_back(folder);
        return out;
    }

    Status indexChanges() {
        const auto folders = targets();
        const bool wasAll = std::exchange(all_, false);
        const auto changed = std::exchange(changed_, {});
        for (const auto& folder : folders) {
            if (!isFolder(folder)) continue; // a root that is away: its pictures are kept until it is back
            const auto done = indexOne(folder);
            if (done.ok()) continue;
            const ErrorCode code = done.error().code;
            if (code == ErrorCode::Cancelled || code == ErrorCode::InvalidArgument) return done;
            if (code == ErrorCode::NotFound) { // away since, or empty because it is not mounted
                log(LogLevel::Warning, done.error().message);
                continue;
            }
            if (code != ErrorCode::Busy) log(LogLevel::Warning, done.error().message);
            all_ = all_ || wasAll;
            changed_.insert(changed.begin(), changed.end());
            notBefore_ = Clock::now() + kTryAgain;
            return {};
        }
        return {};
    }

    Status indexOne(const std::string& folder) {
        IndexRequest request;
        request.folder = folder;
        request.collection = request_.collection;
        request.model = request_.model;
        const auto report = runIndex(home_, registry_, request, progress_, cancel_);
        if (!report.ok()) return report.error();
        ++report_.runs;
        report_.indexed += report->indexed;
        report_.removed += report->removed;
        report_.failed = report->failed;
        if (indexed_) indexed_(*report);
        return {};
    }

    const HomeLayout& home_;
    ModelRegistry& registry_;
    const WatchRequest& request_;
    const ProgressCallback& progress_;
    const std::function<void(const IndexReport&)>& indexed_;
    const CancelToken& cancel_;
    WatchReport report_;
    std::vector<std::string> roots_; // rising
    std::set<std::string> changed_;
    bool all_ = false;
    Clock::time_point since_{}, last_{}, notBefore_{};
};

} // namespace

Result<WatchReport> WorkspaceImpl::watch(const WatchRequest& request, const ProgressCallback& progress,
                                         const std::function<void(const IndexReport&)>& indexed,
                                         const CancelToken& cancel) {
    Result<WatchReport> outcome = WatchReport{};
    // A thread of its own: a priority that was lowered cannot be raised again.
    std::thread([&] {
        try {
            if (request.background) stepBack();
            outcome = WatchJob(home_, registry_, request, progress, indexed, cancel).run();
        } catch (const std::exception& problem) {
            outcome = Error{ErrorCode::Internal, std::string("Watching stopped: ") + problem.what() + "."};
        }
    }).join();
    return outcome;
}

} // namespace sparlet::engine
