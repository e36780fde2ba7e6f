#include "text/file_bytes_internal.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace sparlet::text {
namespace {

class FileDescriptor {
public:
    explicit FileDescriptor(int value) : value_(value) {}
    ~FileDescriptor() {
        if (value_ >= 0) ::close(value_);
    }
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    int get() const { return value_; }

private:
    int value_;
};

} // namespace

Error fileError(int code, const std::filesystem::path& file, const std::string& what) {
    const std::string subject = what + " " + file.string();
    switch (code) {
    case ENOENT:
    case ENOTDIR:
        return {ErrorCode::NotFound, subject + " does not exist; check the path."};
    case EACCES:
    case EPERM:
        return {ErrorCode::PermissionDenied, subject + " may not be opened; check its permissions."};
    case ENOSPC:
    case EDQUOT:
        return {ErrorCode::DiskFull, subject + " cannot be written: the disk is full."};
    default:
        return {ErrorCode::Io, subject + " cannot be used: " + std::strerror(code) + "."};
    }
}

Result<std::string> readWholeFile(const std::filesystem::path& file, std::uint64_t limit,
                                  const std::string& what) {
    // O_NONBLOCK: opening a FIFO must not wait for a writer.
    const FileDescriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (fd.get() < 0) return fileError(errno, file, what);
    struct stat info {};
    if (::fstat(fd.get(), &info) != 0) return fileError(errno, file, what);
    if (!S_ISREG(info.st_mode))
        return Error{ErrorCode::InvalidArgument, what + " " + file.string() + " is not a regular file."};
    const auto size = static_cast<std::uint64_t>(info.st_size);
    if (size > limit)
        return Error{ErrorCode::TooLarge, what + " " + file.string() + " has " + std::to_string(size) +
                                              " bytes; at most " + std::to_string(limit) + " are read."};
    std::string bytes(size, '\0');
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t n = ::read(fd.get(), bytes.data() + done, bytes.size() - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return fileError(errno, file, what);
        if (n == 0) break;
        done += static_cast<std::size_t>(n);
    }
    bytes.resize(done);
    return bytes;
}

Status writeWholeFile(const std::filesystem::path& file, const std::string& bytes, const std::string& what) {
    std::filesystem::path partial = file;
    partial += ".partial";
    {
        const FileDescriptor fd(::open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
        if (fd.get() < 0) return fileError(errno, partial, what);
        std::size_t done = 0;
        while (done < bytes.size()) {
            const ssize_t n = ::write(fd.get(), bytes.data() + done, bytes.size() - done);
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) return fileError(errno, partial, what);
            done += static_cast<std::size_t>(n);
        }
        if (::fsync(fd.get()) != 0) return fileError(errno, partial, what);
    }
    if (::rename(partial.c_str(), file.c_str()) != 0) return fileError(errno, file, what);
    return {};
}

} // namespace sparlet::text
