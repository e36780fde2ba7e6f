#include "base/trash.h"

#include "base/atomic_file.h"
#include "base/printable.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace sparlet {

namespace fs = std::filesystem;

namespace {

constexpr int kNames = 10'000;
constexpr mode_t kPrivate = 0700;

/// A trash folder, and what the paths in its notes begin at: empty for absolute ones.
struct Trash {
    fs::path folder;
    fs::path top;
};

std::string quotedPath(const fs::path& path) {
    return "'" + printable(path.string()) + "'";
}

/// The facts of a path itself, not of what a link leads to.
bool factsOf(const fs::path& path, struct stat& facts) {
    return ::lstat(path.c_str(), &facts) == 0;
}

/// A folder of this user alone to which nobody else can have led by a link.
bool ownFolder(const fs::path& path, dev_t device) {
    if (::mkdir(path.c_str(), kPrivate) != 0 && errno != EEXIST) return false;
    struct stat facts {};
    return factsOf(path, facts) && S_ISDIR(facts.st_mode) && facts.st_uid == ::getuid() &&
           facts.st_dev == device && ::access(path.c_str(), W_OK | X_OK) == 0;
}

bool hasParts(const fs::path& folder, dev_t device) {
    return ownFolder(folder / "files", device) && ownFolder(folder / "info", device);
}

fs::path homeTrash() {
    const char* data = std::getenv("XDG_DATA_HOME");
    if (data != nullptr && data[0] == '/') return fs::path(data) / "Trash";
    const char* home = std::getenv("HOME");
    if (home != nullptr && home[0] == '/') return fs::path(home) / ".local" / "share" / "Trash";
    return {};
}

/// The highest folder of the file system that holds `folder`.
fs::path topOf(fs::path folder, dev_t device) {
    struct stat facts {};
    while (folder.has_relative_path() && ::stat(folder.parent_path().c_str(), &facts) == 0 &&
           facts.st_dev == device)
        folder = folder.parent_path();
    return folder;
}

Result<Trash> trashFor(const fs::path& file, dev_t device) {
    const fs::path home = homeTrash();
    struct stat facts {};
    if (!home.empty()) {
        std::error_code problem; // what cannot be made is not there, and another trash serves
        fs::create_directories(home.parent_path(), problem);
        if (::stat(home.parent_path().c_str(), &facts) == 0 && facts.st_dev == device) {
            // Other than on a shared disk, a person may keep the trash elsewhere behind a link.
            if (::mkdir(home.c_str(), kPrivate) == 0 || errno == EEXIST) {
                const fs::path real = fs::canonical(home, problem);
                if (!problem && hasParts(real, device)) return Trash{real, {}};
            }
        }
    }
    const fs::path top = topOf(file.parent_path(), device);
    const std::string user = std::to_string(::getuid());
    const fs::path shared = top / ".Trash";
    // The specification: a shared one counts only as a real folder with the sticky bit.
    const bool safe = factsOf(shared, facts) && S_ISDIR(facts.st_mode) && (facts.st_mode & S_ISVTX) != 0;
    if (safe && ownFolder(shared / user, device) && hasParts(shared / user, device))
        return Trash{shared / user, top};
    const fs::path own = top / (".Trash-" + user);
    if (ownFolder(own, device) && hasParts(own, device)) return Trash{own, top};
    return Error{ErrorCode::Unsupported, "The file system at " + quotedPath(top) + " can have no trash, so " +
                                             quotedPath(file) + " stays where it is; remove it yourself."};
}

/// As in a URL: all but unreserved letters and the slash.
std::string percentEncoded(const std::string& bytes) {
    constexpr const char* kHex = "0123456789ABCDEF";
    std::string out;
    for (const char letter : bytes) {
        const auto byte = static_cast<unsigned char>(letter);
        const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                           (byte >= '0' && byte <= '9') ||
                           std::string_view("-_.~/").find(letter) != std::string_view::npos;
        if (plain) {
            out += letter;
        } else {
            out += '%';
            out += kHex[byte >> 4];
            out += kHex[byte & 15];
        }
    }
    return out;
}

std::string noteOf(const Trash& trash, const fs::path& file) {
    const std::string path = trash.top.empty() ? file.string() : file.lexically_relative(trash.top).string();
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    ::localtime_r(&now, &local);
    char date[32];
    std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &local);
    return "[Trash Info]\nPath=" + percentEncoded(path) + "\nDeletionDate=" + date + "\n";
}

fs::path noteFor(const fs::path& stored) {
    return stored.parent_path().parent_path() / "info" / (stored.filename().string() + ".trashinfo");
}

Status writeAll(int descriptor, const std::string& text, const fs::path& path) {
    std::size_t done = 0;
    while (done < text.size()) {
        const ssize_t wrote = ::write(descriptor, text.data() + done, text.size() - done);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) return systemError(errno, "write", path);
        done += static_cast<std::size_t>(wrote);
    }
    return ::fsync(descriptor) == 0 ? Status{} : Status{systemError(errno, "write", path)};
}

/// "picture.2.jpg" for 2, shortened so that a note of that name fits.
std::string candidate(const fs::path& file, int number) {
    constexpr std::size_t kLongest = 255 - std::string_view(".trashinfo").size();
    std::string stem = file.stem().string(), extension = file.extension().string();
    if (extension.size() > 32) stem += std::exchange(extension, {});
    const std::string middle = number == 1 ? std::string() : "." + std::to_string(number);
    const std::size_t room = kLongest - middle.size() - extension.size();
    return stem.substr(0, room) + middle + extension;
}

/// The note comes first and takes the name: two programs never choose the same one.
Result<fs::path> takeName(const Trash& trash, const fs::path& file) {
    for (int number = 1; number <= kNames; ++number) {
        const fs::path stored = trash.folder / "files" / candidate(file, number);
        struct stat facts {};
        if (factsOf(stored, facts)) continue;
        const fs::path note = noteFor(stored);
        const int descriptor = ::open(note.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (descriptor < 0 && errno == EEXIST) continue;
        if (descriptor < 0) return systemError(errno, "write", note);
        const Status written = writeAll(descriptor, noteOf(trash, file), note);
        ::close(descriptor);
        if (written.ok()) return stored;
        ::unlink(note.c_str());
        return written.error();
    }
    return Error{ErrorCode::Io, "The trash is full of files named like " + quotedPath(file) + "; empty it."};
}

/// Renames where nothing has the new name. 0, or errno.
int renameToFree(const fs::path& from, const fs::path& to) {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
    if (errno != EINVAL && errno != ENOSYS) return errno;
    // File systems without that: a second name, which is refused where there is one, and then the first goes.
    if (::linkat(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), 0) != 0) return errno;
    return ::unlink(from.c_str()) == 0 ? 0 : errno;
}

} // namespace

Result<TrashedFile> moveToTrash(const fs::path& file) {
    std::error_code problem;
    // Links above the file do not matter; the file itself may be one, and then the link goes.
    const fs::path absolute = fs::absolute(file, problem).lexically_normal();
    const fs::path folder = fs::canonical(absolute.parent_path(), problem);
    if (problem) return systemError(problem.value(), "move to the trash", file);
    const fs::path place = folder / absolute.filename();
    struct stat facts {};
    if (!factsOf(place, facts)) return systemError(errno, "move to the trash", file);
    if (S_ISDIR(facts.st_mode))
        return Error{ErrorCode::InvalidArgument, quotedPath(file) + " is a folder; only files are moved."};
    if (::access(folder.c_str(), W_OK | X_OK) != 0) return systemError(errno, "move to the trash", file);
    const auto trash = trashFor(place, facts.st_dev);
    if (!trash.ok()) return trash.error();
    const auto stored = takeName(*trash, place);
    if (!stored.ok()) return stored.error();
    if (const int failed = renameToFree(place, *stored); failed != 0) {
        ::unlink(noteFor(*stored).c_str());
        return systemError(failed, "move to the trash", file);
    }
    return TrashedFile{absolute, *stored};
}

Status restoreFromTrash(const TrashedFile& trashed) {
    struct stat facts {};
    if (!factsOf(trashed.stored, facts))
        return Error{ErrorCode::NotFound,
                     quotedPath(trashed.original) + " is not in the trash any more; was the trash emptied?"};
    std::error_code problem;
    fs::create_directories(trashed.original.parent_path(), problem);
    if (problem) return systemError(problem.value(), "make", trashed.original.parent_path());
    const int failed = renameToFree(trashed.stored, trashed.original);
    if (failed == EEXIST)
        return Error{ErrorCode::InvalidArgument, "There is another file at " + quotedPath(trashed.original) +
                                                     " by now, so the picture stays in the trash."};
    if (failed != 0) return systemError(failed, "restore", trashed.original);
    ::unlink(noteFor(trashed.stored).c_str());
    return {};
}

} // namespace sparlet
