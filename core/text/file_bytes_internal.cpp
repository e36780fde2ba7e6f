#include "text/file_bytes_internal.h"

#include "base/atomic_file.h"
#include "base/printable.h"

#include <cerrno>
#include <fcntl.h>
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

Result<std::string> readWholeFile(const std::filesystem::path& file, std::uint64_t limit) {
    // O_NONBLOCK: opening a FIFO must not wait for a writer.
    const FileDescriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (fd.get() < 0) return systemError(errno, "open", file);
    struct stat info {};
    if (::fstat(fd.get(), &info) != 0) return systemError(errno, "open", file);
    if (!S_ISREG(info.st_mode))
        return Error{ErrorCode::InvalidArgument,
                     "Cannot read " + quoted(file) + ": it is not a regular file."};
    const auto size = static_cast<std::uint64_t>(info.st_size);
    if (size > limit)
        return Error{ErrorCode::TooLarge, "Cannot read " + quoted(file) + ": it has " + std::to_string(size) +
                                              " bytes, more than the " + std::to_string(limit) + " allowed."};
    std::string bytes(size, '\0');
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t n = ::read(fd.get(), bytes.data() + done, bytes.size() - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return systemError(errno, "read", file);
        if (n == 0) break;
        done += static_cast<std::size_t>(n);
    }
    bytes.resize(done);
    return bytes;
}

} // namespace sparlet::text
