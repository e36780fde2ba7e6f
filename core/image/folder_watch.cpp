#include "image/folder_watch.h"

#include "image/scanner.h"

#include <algorithm>
#include <thread>
#ifdef __linux__
#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <map>
#include <poll.h>
#include <set>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace sparlet::image {
namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

/// Says now and then that it is time to look.
class PollingWatch final : public FolderWatch {
public:
    explicit PollingWatch(Milliseconds every) : every_(every), next_(Clock::now() + every) {}
    Changes wait(Milliseconds timeout) override {
        const auto left = std::chrono::duration_cast<Milliseconds>(next_ - Clock::now());
        std::this_thread::sleep_for(std::clamp(left, Milliseconds{0}, timeout));
        if (Clock::now() < next_) return {};
        next_ = Clock::now() + every_;
        return {{}, true};
    }
    std::size_t watched() const override { return 0; }

private:
    const Milliseconds every_;
    Clock::time_point next_;
};

#ifdef __linux__

constexpr std::uint32_t kEvents = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO |
                                  IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
/// How often a root that is away is looked for.
constexpr Milliseconds kLookAgain{500};

class InotifyWatch final : public FolderWatch {
public:
    InotifyWatch(int descriptor, std::vector<std::string> roots, Milliseconds polling)
        : descriptor_(descriptor), roots_(std::move(roots)), polling_(polling),
          nextPoll_(Clock::now() + polling) {
        std::sort(roots_.begin(), roots_.end());
        for (const auto& root : roots_)
            addTree(root, false);
    }
    ~InotifyWatch() override { ::close(descriptor_); }
    InotifyWatch(const InotifyWatch&) = delete;
    InotifyWatch& operator=(const InotifyWatch&) = delete;

    std::size_t watched() const override { return folders_.size(); }

    Changes wait(Milliseconds timeout) override {
        const auto end = Clock::now() + timeout;
        do {
            lookForRoots();
            readEvents(std::min(timeout, kLookAgain));
            if (incomplete_ && Clock::now() >= nextPoll_) {
                nextPoll_ = Clock::now() + polling_;
                all_ = true;
            }
        } while (changed_.empty() && !all_ && Clock::now() < end);
        Changes changes{{changed_.begin(), changed_.end()}, all_};
        changed_.clear();
        all_ = false;
        return changes;
    }

private:
    /// Watches a folder and all below it. `report`: what is in it may have come before the watch did.
    void addTree(const std::string& top, bool report) {
        std::vector<std::string> open{top}; // no recursion: depth is the user's
        while (!open.empty()) {
            const std::string folder = std::move(open.back());
            open.pop_back();
            if (!addFolder(folder)) continue;
            if (report) changed_.insert(folder);
            DIR* const directory = ::opendir(folder.c_str());
            if (directory == nullptr) continue;
            while (const dirent* entry = ::readdir(directory)) {
                if (entry->d_name[0] == '.') continue;
                std::string path = folder + "/" + entry->d_name;
                struct stat facts {};
                const bool mayBe =
                    entry->d_type == DT_DIR || entry->d_type == DT_LNK || entry->d_type == DT_UNKNOWN;
                if (mayBe && ::stat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode))
                    open.push_back(std::move(path));
            }
            ::closedir(directory);
        }
    }

    /// False where it is watched already, also by another path to it, or cannot be.
    bool addFolder(const std::string& folder) {
        const int number = ::inotify_add_watch(descriptor_, folder.c_str(), kEvents);
        if (number < 0) {
            // Without a watch left, or without permission: looked at from time to time. Gone again is gone.
            if (errno != ENOENT && errno != ENOTDIR) incomplete_ = true;
            return false;
        }
        const auto [known, isNew] = folders_.emplace(number, folder);
        if (!isNew && known->second != folder && !isThere(known->second)) {
            known->second = folder; // it was renamed
            return true;
        }
        return isNew;
    }

    static bool isThere(const std::string& folder) {
        struct stat facts {};
        return ::stat(folder.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode);
    }

    /// Forgets a folder that went away, and all below it.
    void dropTree(const std::string& top) {
        for (auto entry = folders_.begin(); entry != folders_.end();) {
            const bool below = entry->second == top || entry->second.starts_with(top + "/");
            if (!below) {
                ++entry;
                continue;
            }
            ::inotify_rm_watch(descriptor_, entry->first); // of no use to one that is gone; then it fails
            entry = folders_.erase(entry);
        }
    }

    void lookForRoots() {
        const auto now = Clock::now();
        if (now < nextLook_) return;
        nextLook_ = now + kLookAgain;
        for (const auto& root : roots_) {
            const bool known = std::any_of(folders_.begin(), folders_.end(),
                                           [&](const auto& entry) { return entry.second == root; });
            if (known || !isThere(root)) continue;
            addTree(root, false);
            all_ = all_ || std::any_of(folders_.begin(), folders_.end(),
                                       [&](const auto& entry) { return entry.second == root; });
        }
    }

    void readEvents(Milliseconds timeout) {
        pollfd waiting{descriptor_, POLLIN, 0};
        const int ready =
            ::poll(&waiting, 1, static_cast<int>(std::max<Milliseconds::rep>(0, timeout.count())));
        if (ready <= 0) return;
        alignas(inotify_event) char buffer[1 << 16];
        const ssize_t bytes = ::read(descriptor_, buffer, sizeof buffer);
        for (ssize_t at = 0; at + static_cast<ssize_t>(sizeof(inotify_event)) <= bytes;) {
            const auto* const event = reinterpret_cast<const inotify_event*>(buffer + at);
            handle(*event);
            at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
        }
    }

    void handle(const inotify_event& event) {
        if ((event.mask & IN_Q_OVERFLOW) != 0) return startAgain();
        const auto found = folders_.find(event.wd);
        if (found == folders_.end()) return; // one that was dropped
        const std::string folder = found->second;
        if ((event.mask & IN_IGNORED) != 0) {
            folders_.erase(found);
            return;
        }
        if ((event.mask & (IN_DELETE_SELF | IN_MOVE_SELF)) != 0) {
            // A parent that is watched says so as well; a root has none, and is looked for from now on.
            if (std::binary_search(roots_.begin(), roots_.end(), folder)) {
                dropTree(folder);
                changed_.insert(folder);
            }
            return;
        }
        const std::string name = event.len > 0 ? event.name : "";
        if (name.empty() || name[0] == '.') return;
        if ((event.mask & IN_ISDIR) != 0) {
            if ((event.mask & IN_ATTRIB) != 0) return;
            const std::string path = folder + "/" + name;
            if ((event.mask & (IN_MOVED_FROM | IN_DELETE)) != 0) dropTree(path);
            if ((event.mask & (IN_MOVED_TO | IN_CREATE)) != 0) addTree(path, true);
            changed_.insert(folder);
        } else if (hasPictureName(name)) {
            changed_.insert(folder);
        } else if ((event.mask & IN_CREATE) != 0 && isThere(folder + "/" + name)) {
            addTree(folder + "/" + name, true); // a link to a folder
            changed_.insert(folder);
        }
    }

    /// Events were lost, so what is watched may not be what there is.
    void startAgain() {
        all_ = true;
        for (const auto& [number, folder] : folders_)
            ::inotify_rm_watch(descriptor_, number);
        folders_.clear();
        for (const auto& root : roots_)
            addTree(root, false);
    }

    const int descriptor_;
    std::vector<std::string> roots_; // rising
    const Milliseconds polling_;
    Clock::time_point nextPoll_, nextLook_{};
    std::map<int, std::string> folders_; // by watch
    std::set<std::string> changed_;
    bool all_ = false;
    bool incomplete_ = false; // not every folder could be watched
};

#endif

} // namespace

std::unique_ptr<FolderWatch> FolderWatch::open(std::vector<std::string> roots, Milliseconds polling) {
#ifdef __linux__
    const int descriptor = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (descriptor >= 0) return std::make_unique<InotifyWatch>(descriptor, std::move(roots), polling);
#endif
    return std::make_unique<PollingWatch>(polling);
}

} // namespace sparlet::image
