#include "base/atomic_file.h"

#include "base/printable.h"

#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <sys/types.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace sparlet {
namespace {

// Temporary files are named ".<target>.sparlet-tmp-<pid>-<number>".
constexpr std::string_view kMark = ".sparlet-tmp-";
constexpr std::size_t kBufferBytes = std::size_t{1} << 16;
// What is left of a target's name, so that the temporary name stays within NAME_MAX.
constexpr std::size_t kKeptNameBytes = 180;

std::filesystem::path folderOf(const std::filesystem::path& file) {
    const auto parent = file.parent_path();
    return parent.empty() ? std::filesystem::path(".") : parent;
}

std::filesystem::path temporaryName(const std::filesystem::path& target) {
    static std::atomic<unsigned> counter{0};
    std::string name = ".";
    name += target.filename().native().substr(0, kKeptNameBytes);
    name += kMark;
    name += std::to_string(::getpid()) + "-" + std::to_string(counter.fetch_add(1));
    return folderOf(target) / name;
}

std::optional<pid_t> ownerOf(std::string_view name) {
    const std::size_t mark = name.rfind(kMark);
    if (name.empty() || name[0] != '.' || mark == std::string_view::npos) return std::nullopt;
    name.remove_prefix(mark + kMark.size());
    pid_t pid = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (error != std::errc() || pid <= 0 || end == name.data() + name.size() || *end != '-')
        return std::nullopt;
    return pid;
}

ErrorCode codeOf(int errorNumber) {
    switch (errorNumber) {
    case ENOSPC:
    case EDQUOT:
        return ErrorCode::DiskFull;
    case EACCES:
    case EPERM:
    case EROFS:
        return ErrorCode::PermissionDenied;
    case ENOENT:
    case ENOTDIR:
        return ErrorCode::NotFound;
    case EFBIG:
        return ErrorCode::TooLarge;
    case ENOMEM:
        return ErrorCode::OutOfMemory;
    case EBUSY:
    case EAGAIN:
        return ErrorCode::Busy;
    default:
        return ErrorCode::Io;
    }
}

std::string reasonOf(int errorNumber) {
    switch (codeOf(errorNumber)) {
    case ErrorCode::DiskFull:
        return "the disk is full; free some space and try again";
    case ErrorCode::PermissionDenied:
        return errorNumber == EROFS ? "the file system is read-only" : "permission denied";
    case ErrorCode::NotFound:
        return errorNumber == ENOTDIR ? "a part of the path is not a folder" : "no such file or folder";
    case ErrorCode::Io:
        if (errorNumber == EIO) return "the disk does not do what it is told; check it and try again";
        [[fallthrough]];
    default:
        return std::generic_category().message(errorNumber);
    }
}

} // namespace

Error systemError(int errorNumber, std::string_view action, const std::filesystem::path& path) {
    return {codeOf(errorNumber),
            "Cannot " + std::string(action) + " " + quoted(path) + ": " + reasonOf(errorNumber) + "."};
}

Status syncFolder(const std::filesystem::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return systemError(errno, "open", folder);
    const int result = ::fsync(descriptor);
    const int errorNumber = errno;
    ::close(descriptor);
    // Some file systems cannot sync a folder; the rename itself has succeeded there.
    if (result != 0 && errorNumber != EINVAL) return systemError(errorNumber, "save", folder);
    return {};
}

Result<AtomicFile> AtomicFile::create(const std::filesystem::path& target) {
    AtomicFile file;
    file.target_ = target;
    do {
        file.temporary_ = temporaryName(target);
        file.descriptor_ = ::open(file.temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    } while (file.descriptor_ < 0 && errno == EEXIST);
    if (file.descriptor_ < 0) return systemError(errno, "write", target);
    return file;
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), target_(std::move(other.target_)),
      temporary_(std::move(other.temporary_)), buffer_(std::move(other.buffer_)), size_(other.size_),
      failed_(other.failed_) {}

AtomicFile& AtomicFile::operator=(AtomicFile&& other) noexcept {
    if (this != &other) {
        discard();
        descriptor_ = std::exchange(other.descriptor_, -1);
        target_ = std::move(other.target_);
        temporary_ = std::move(other.temporary_);
        buffer_ = std::move(other.buffer_);
        size_ = other.size_;
        failed_ = other.failed_;
    }
    return *this;
}

AtomicFile::~AtomicFile() {
    discard();
}

void AtomicFile::discard() noexcept {
    if (descriptor_ < 0) return;
    ::close(std::exchange(descriptor_, -1));
    ::unlink(temporary_.c_str());
}

Status AtomicFile::flush() {
    std::string_view rest = buffer_;
    while (!rest.empty()) {
        const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) {
            failed_ = true;
            return systemError(errno, "write", target_);
        }
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    buffer_.clear();
    return {};
}

Status AtomicFile::write(std::string_view text) {
    if (descriptor_ < 0 || failed_)
        return Error{ErrorCode::Internal, "Cannot write " + quoted(target_) + ": an earlier step failed."};
    while (!text.empty()) {
        const std::string_view piece = text.substr(0, kBufferBytes - buffer_.size());
        buffer_ += piece;
        size_ += piece.size();
        text.remove_prefix(piece.size());
        if (buffer_.size() < kBufferBytes) continue;
        if (auto status = flush(); !status) return status;
    }
    return {};
}

Status AtomicFile::write(std::span<const std::uint8_t> bytes) {
    return write(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

Status AtomicFile::commit() {
    if (descriptor_ < 0 || failed_)
        return Error{ErrorCode::Internal, "Cannot write " + quoted(target_) + ": an earlier step failed."};
    if (auto status = flush(); !status) return status;
    failed_ = true;
    if (::fsync(descriptor_) != 0) return systemError(errno, "write", target_);
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) return systemError(errno, "write", target_);
    ::close(std::exchange(descriptor_, -1));
    return syncFolder(folderOf(target_));
}

Status writeFileAtomically(const std::filesystem::path& target, std::string_view text) {
    auto file = AtomicFile::create(target);
    if (!file) return file.error();
    if (auto status = file->write(text); !status) return status;
    return file->commit();
}

Status writeFileAtomically(const std::filesystem::path& target, std::span<const std::uint8_t> bytes) {
    return writeFileAtomically(target,
                               std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

Result<std::size_t> removeAbandonedTemporaries(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::directory_iterator entries(folder, error);
    if (error) return systemError(error.value(), "read", folder);
    std::size_t removed = 0;
    for (const std::filesystem::directory_iterator end; entries != end; entries.increment(error)) {
        const auto owner = ownerOf(entries->path().filename().native());
        if (!owner || ::kill(*owner, 0) == 0 || errno != ESRCH) continue;
        if (::unlink(entries->path().c_str()) == 0) ++removed;
    }
    if (error) return systemError(error.value(), "read", folder);
    return removed;
}

} // namespace sparlet
