#include "image/scanner.h"

#include "base/atomic_file.h"
#include "base/printable.h"

#include <climits>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <set>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace sparlet::image {
namespace {

constexpr std::array<std::string_view, 10> kExtensions = {"jpg", "jpeg", "jpe", "jfif", "png",
                                                          "bmp", "webp", "tif", "tiff", "gif"};
constexpr std::chrono::milliseconds kBetweenReports{50};

struct DirectoryCloser {
    void operator()(DIR* directory) const { ::closedir(directory); }
};
using Directory = std::unique_ptr<DIR, DirectoryCloser>;

std::string reasonOf(const Error& error) {
    return error.message;
}

class Scan {
public:
    Scan(std::filesystem::path root, const ProgressCallback& progress, const CancelToken& cancel)
        : root_(std::move(root)), progress_(progress), cancel_(cancel) {}

    Result<ScanResult> run();

private:
    std::string absolute(const std::string& relative) const {
        return relative.empty() ? root_.native() : (root_ / relative).native();
    }
    void addIssue(const std::string& relative, std::string reason) {
        result_.issues.push_back({relative, std::move(reason)});
    }
    /// Entries go to `pending_`, `linked_` and the result. An error ends the scan only for the root.
    Status readFolder(const std::string& relative, bool throughLink);
    void handleEntry(int folder, const std::string& relativeFolder, const dirent& entry);
    void handleLink(const std::string& relative, const char* name, const struct stat& target);
    void handleMissing(const std::string& relative, const char* name, int errorNumber);
    void handleFile(const std::string& relative, const struct stat& info);
    void report(const std::string& relative);

    std::filesystem::path root_;
    const ProgressCallback& progress_;
    const CancelToken& cancel_;
    ScanResult result_;
    std::set<std::pair<dev_t, ino_t>> visited_;
    // Folders in place come before folders behind links, so that what a picture is called does not depend on
    // the order in which the two are met. Explicit stacks: depth is the user's, and can be thousands.
    std::vector<std::string> pending_;
    std::vector<std::string> linked_;
    std::chrono::steady_clock::time_point lastReport_{};
};

void Scan::report(const std::string& relative) {
    if (!progress_) return;
    const auto now = std::chrono::steady_clock::now();
    if (now - lastReport_ < kBetweenReports) return;
    lastReport_ = now;
    Progress progress;
    progress.stage = "scanning";
    progress.done = result_.files.size();
    progress.failures = result_.issues.size();
    progress.detail = printable(relative);
    progress_(progress);
}

void Scan::handleFile(const std::string& relative, const struct stat& info) {
    constexpr std::int64_t second = 1'000'000'000;
    result_.files.push_back({relative, static_cast<std::uint64_t>(info.st_size),
                             std::int64_t{info.st_mtim.tv_sec} * second + info.st_mtim.tv_nsec});
}

void Scan::handleMissing(const std::string& relative, const char* name, int errorNumber) {
    if (errorNumber == ELOOP) {
        addIssue(relative, "The link leads back to itself.");
    } else if (hasPictureName(name)) {
        addIssue(relative, errorNumber == ENOENT ? "The link leads to nothing."
                                                 : reasonOf(systemError(errorNumber, "read", relative)));
    }
}

void Scan::handleEntry(int folder, const std::string& relativeFolder, const dirent& entry) {
    const char* name = entry.d_name;
    const bool pictureName = hasPictureName(name);
    const bool mayBeFolder = entry.d_type == DT_DIR || entry.d_type == DT_LNK || entry.d_type == DT_UNKNOWN;
    if (!pictureName && !mayBeFolder) return;
    const std::string relative = relativeFolder.empty() ? name : relativeFolder + "/" + name;
    if (root_.native().size() + 1 + relative.size() >= PATH_MAX) {
        addIssue(relative, "The path is longer than the system can open.");
        return;
    }
    struct stat info {};
    if (entry.d_type != DT_DIR && ::fstatat(folder, name, &info, 0) != 0) {
        handleMissing(relative, name, errno);
        return;
    }
    if (entry.d_type == DT_DIR || S_ISDIR(info.st_mode)) {
        bool link = entry.d_type == DT_LNK;
        if (entry.d_type == DT_UNKNOWN) {
            struct stat self {};
            link = ::fstatat(folder, name, &self, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(self.st_mode);
        }
        (link ? linked_ : pending_).push_back(relative);
    } else if (pictureName && S_ISREG(info.st_mode)) {
        handleFile(relative, info);
    } else if (pictureName) {
        addIssue(relative, "It has a picture's name but is not a regular file.");
    }
}

Status Scan::readFolder(const std::string& relative, bool throughLink) {
    const std::string path = absolute(relative);
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0) return systemError(errno, "read the folder", path);
    const Directory directory(::fdopendir(descriptor));
    if (!directory) {
        const int errorNumber = errno;
        ::close(descriptor);
        return systemError(errorNumber, "read the folder", path);
    }
    struct stat info {};
    if (::fstat(descriptor, &info) != 0) return systemError(errno, "read the folder", path);
    if (!visited_.emplace(info.st_dev, info.st_ino).second) {
        if (throughLink) addIssue(relative, "The link leads to a folder that is scanned already.");
        return {};
    }
    for (;;) {
        if (cancel_.cancelled()) return Error{ErrorCode::Cancelled, "The scan was cancelled."};
        errno = 0;
        const dirent* entry = ::readdir(directory.get());
        if (entry == nullptr && errno != 0) return systemError(errno, "read the folder", path);
        if (entry == nullptr) return {};
        if (entry->d_name[0] == '.') continue;
        handleEntry(descriptor, relative, *entry);
        report(relative);
    }
}

Result<ScanResult> Scan::run() {
    if (auto status = readFolder("", false); !status) return status.error();
    while (!pending_.empty() || !linked_.empty()) {
        const bool link = pending_.empty();
        auto& source = link ? linked_ : pending_;
        // The smallest of the links: which of two links to one folder wins must not depend on readdir's
        // order.
        const auto next = link ? std::min_element(source.begin(), source.end()) : std::prev(source.end());
        const std::string folder = std::move(*next);
        source.erase(next);
        if (auto status = readFolder(folder, link); !status) {
            if (status.error().code == ErrorCode::Cancelled) return status.error();
            addIssue(folder, reasonOf(status.error()));
        }
    }
    std::sort(result_.files.begin(), result_.files.end(),
              [](const FoundFile& a, const FoundFile& b) { return a.relativePath < b.relativePath; });
    std::sort(result_.issues.begin(), result_.issues.end(),
              [](const ScanIssue& a, const ScanIssue& b) { return a.path < b.path; });
    return std::move(result_);
}

} // namespace

bool hasPictureName(std::string_view name) {
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos || dot == 0) return false;
    std::string extension(name.substr(dot + 1));
    for (char& c : extension) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

Result<ScanResult> scan(const std::filesystem::path& folder, const ProgressCallback& progress,
                        const CancelToken& cancel) {
    return Scan(folder, progress, cancel).run();
}

} // namespace sparlet::image
