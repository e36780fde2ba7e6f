#include "base/atomic_file.h"
#include "base/printable.h"
#include "engine/home_internal.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>
#include <unistd.h>

namespace sparlet::engine {

namespace fs = std::filesystem;

Status makeFolder(const fs::path& folder) {
    std::error_code problem;
    fs::create_directories(folder, problem);
    if (!problem && fs::is_directory(folder, problem)) return {};
    return systemError(problem ? problem.value() : ENOTDIR, "make the folder", folder);
}

namespace {

constexpr std::chrono::milliseconds kBetweenTries{100};
constexpr const char* kModels = ".models"; // names of collections begin with no dot

/// "process 123", from what the holder of the lock wrote into it.
std::string holderOf(int descriptor) {
    char text[32] = {};
    const ssize_t count = ::pread(descriptor, text, sizeof text - 1, 0);
    const long pid = count > 0 ? std::strtol(text, nullptr, 10) : 0;
    if (pid <= 0) return "another process";
    return pid == ::getpid() ? "another job of this program" : "process " + std::to_string(pid);
}

/// Names that differ in slashes share a file, and then wait for each other.
fs::path lockFile(const HomeLayout& home, std::string name) {
    std::replace(name.begin(), name.end(), '/', '_');
    return home.locks() / name;
}

} // namespace

// The files stay: a lock on one that is removed would not keep out who makes it anew.
Result<WriteLock> WriteLock::tryTake(const HomeLayout& home, const std::string& name, std::string& holder) {
    if (auto made = makeFolder(home.locks()); !made.ok()) return made.error();
    const fs::path file = lockFile(home, name);
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) return systemError(errno, "open the lock", file);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) {
        // The number is only read by people, so a failure to write it costs a less helpful sentence.
        const std::string pid = std::to_string(::getpid()) + "\n";
        if (::ftruncate(descriptor, 0) == 0) (void)!::pwrite(descriptor, pid.data(), pid.size(), 0);
        return WriteLock(descriptor);
    }
    holder = holderOf(descriptor);
    ::close(descriptor);
    return Error{ErrorCode::Busy, "The collection \"" + name + "\" in " + quoted(home.root) +
                                      " is being written by " + holder +
                                      "; wait for it to end, or stop it, and try again."};
}

Result<WriteLock> WriteLock::take(const HomeLayout& home, const std::string& collection) {
    std::string holder;
    return tryTake(home, collection, holder);
}

Result<WriteLock> WriteLock::takeModels(const HomeLayout& home) {
    return takeWhenFree(home, kModels, {}, {});
}

Result<WriteLock> WriteLock::takeWhenFree(const HomeLayout& home, const std::string& collection,
                                          const ProgressCallback& progress, const CancelToken& cancel) {
    for (;;) {
        std::string holder;
        auto lock = tryTake(home, collection, holder);
        if (lock.ok() || lock.error().code != ErrorCode::Busy) return lock;
        if (cancel.cancelled())
            return Error{ErrorCode::Cancelled, "Stopped while waiting for " + holder +
                                                   ", which writes the collection \"" + collection +
                                                   "\" in " + quoted(home.root) + "."};
        if (progress) {
            Progress step;
            step.stage = "waiting for " + holder;
            step.detail = "it writes the collection \"" + collection + "\" in " + home.root.string();
            progress(step);
        }
        std::this_thread::sleep_for(kBetweenTries);
    }
}

WriteLock::~WriteLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

bool isPlainId(const std::string& id) {
    return !id.empty() && id.front() != '.' && id.find('/') == std::string::npos &&
           id.find('\0') == std::string::npos;
}

std::string pathBelow(const std::string& path, const std::string& folder) {
    const std::string start = folder.ends_with('/') ? folder : folder + "/";
    return path.size() > start.size() && path.starts_with(start) ? path.substr(start.size()) : std::string();
}

std::string joinPath(const std::string& folder, const std::string& relative) {
    if (folder.empty()) return relative;
    return folder.ends_with('/') ? folder + relative : folder + "/" + relative;
}

} // namespace sparlet::engine
