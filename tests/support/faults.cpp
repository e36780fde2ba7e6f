// A library to be preloaded into a program (LD_PRELOAD) that lets one of its changes to files go wrong. What
// changes a file below SPARLET_FAULT_UNDER is counted: making, writing, syncing, renaming, shortening,
// removing.
//
//   SPARLET_FAULT_AT    the number, from 1, of the change that goes wrong; 0: none
//   SPARLET_FAULT_KIND  kill: the program is killed before it. torn: half of a write is done, the other half
//   is
//                       garbled, and the program is killed. short: half of a write is done, and it is killed.
//                       full: this and all later ones that need space fail as on a full disk. broken: this
//                       and all later ones fail as on a broken disk; once: this one does, and the next are
//                       fine again.
//   SPARLET_FAULT_LOG   a file that gets a line for every change: its kind and the path
#include <climits>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>
#include <vector>

namespace {

enum class Kind { Kill, Torn, Short, Full, Broken, Once };
enum class Fate { Fine, Tear, Cut, Fail };

struct Plan {
    std::string under;
    long at = 0;
    Kind kind = Kind::Kill;
    int log = -1;

    Plan() {
        const auto variable = [](const char* name) {
            const char* value = std::getenv(name);
            return std::string(value == nullptr ? "" : value);
        };
        under = variable("SPARLET_FAULT_UNDER");
        at = std::atol(variable("SPARLET_FAULT_AT").c_str());
        const std::string name = variable("SPARLET_FAULT_KIND");
        kind = name == "torn"     ? Kind::Torn
               : name == "short"  ? Kind::Short
               : name == "full"   ? Kind::Full
               : name == "broken" ? Kind::Broken
               : name == "once"   ? Kind::Once
                                  : Kind::Kill;
        const std::string file = variable("SPARLET_FAULT_LOG");
        if (!file.empty()) {
            log = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, file.c_str(),
                                             O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
        }
    }
};

// Never destroyed: files are closed and removed until the very end of a program.
const Plan& plan() {
    static const Plan* one = new Plan;
    return *one;
}

[[noreturn]] void die() {
    ::syscall(SYS_kill, ::getpid(), SIGKILL);
    for (;;)
        ::pause();
}

std::string pathOf(int descriptor) {
    char name[64];
    std::snprintf(name, sizeof name, "/proc/self/fd/%d", descriptor);
    char target[PATH_MAX];
    const ssize_t length = ::readlink(name, target, sizeof target);
    return {target, length > 0 ? static_cast<std::size_t>(length) : 0};
}

std::atomic<bool> isFull{false}; // from now on

/// What becomes of the change that is about to be made. `write`: it can be torn. `grows`: it needs space.
Fate next(std::string_view what, const std::string& path, bool write, bool grows) {
    static std::atomic<long> count{0};
    const Plan& fault = plan();
    if (fault.under.empty() || path.compare(0, fault.under.size(), fault.under) != 0) return Fate::Fine;
    const long number = ++count;
    if (fault.log >= 0) {
        const std::string line = std::string(what) + " " + path + "\n";
        (void)!::syscall(SYS_write, fault.log, line.data(), line.size());
    }
    if (fault.at <= 0 || number < fault.at) return Fate::Fine;
    switch (fault.kind) {
    case Kind::Kill:
        die();
    case Kind::Torn:
    case Kind::Short:
        if (!write) die();
        return fault.kind == Kind::Torn ? Fate::Tear : Fate::Cut;
    case Kind::Full:
        isFull = true;
        return grows ? Fate::Fail : Fate::Fine;
    case Kind::Broken:
        return Fate::Fail;
    case Kind::Once:
        return number == fault.at ? Fate::Fail : Fate::Fine;
    }
    return Fate::Fine;
}

int refuse() {
    errno = plan().kind == Kind::Full ? ENOSPC : EIO;
    return -1;
}

/// At `offset`, or where the file stands (-1).
ssize_t put(int descriptor, const void* data, std::size_t size, off_t offset) {
    return offset < 0 ? ::syscall(SYS_write, descriptor, data, size)
                      : ::syscall(SYS_pwrite64, descriptor, data, size, offset);
}

ssize_t faultyWrite(int descriptor, const void* data, std::size_t size, off_t offset) {
    const Fate fate = next("write", pathOf(descriptor), true, true);
    if (fate == Fate::Fine) return put(descriptor, data, size, offset);
    if (fate == Fate::Fail) return refuse();
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    std::vector<std::uint8_t> torn(bytes, bytes + size);
    for (std::size_t i = size / 2; i < size; ++i)
        torn[i] = static_cast<std::uint8_t>(~torn[i]);
    (void)!put(descriptor, torn.data(), fate == Fate::Cut ? size / 2 : size, offset);
    die();
}

int faultyOpen(int folder, const char* path, int flags, mode_t mode) {
    const bool makes = (flags & O_CREAT) != 0 && ::faccessat(folder, path, F_OK, AT_EACCESS) != 0;
    if (makes && next("make", path, false, true) == Fate::Fail) return refuse();
    const bool empties = !makes && (flags & O_TRUNC) != 0;
    if (empties && next("empty", path, false, false) == Fate::Fail) return refuse();
    return static_cast<int>(::syscall(SYS_openat, folder, path, flags, mode));
}

mode_t modeOf(int flags, va_list& arguments) {
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
}

} // namespace

extern "C" {

int open(const char* path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = modeOf(flags, arguments);
    va_end(arguments);
    return faultyOpen(AT_FDCWD, path, flags, mode);
}

int open64(const char* path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = modeOf(flags, arguments);
    va_end(arguments);
    return faultyOpen(AT_FDCWD, path, flags, mode);
}

ssize_t write(int descriptor, const void* data, size_t size) {
    return faultyWrite(descriptor, data, size, -1);
}

ssize_t pwrite(int descriptor, const void* data, size_t size, off_t offset) {
    return faultyWrite(descriptor, data, size, offset);
}

ssize_t pwrite64(int descriptor, const void* data, size_t size, off64_t offset) {
    return faultyWrite(descriptor, data, size, offset);
}

ssize_t writev(int descriptor, const struct iovec* parts, int count) {
    std::vector<std::uint8_t> whole;
    for (int i = 0; i < count; ++i) {
        const auto* bytes = static_cast<const std::uint8_t*>(parts[i].iov_base);
        whole.insert(whole.end(), bytes, bytes + parts[i].iov_len);
    }
    return faultyWrite(descriptor, whole.data(), whole.size(), -1);
}

int fsync(int descriptor) {
    if (next("sync", pathOf(descriptor), false, true) == Fate::Fail) return refuse();
    return static_cast<int>(::syscall(SYS_fsync, descriptor));
}

int fdatasync(int descriptor) {
    if (next("sync", pathOf(descriptor), false, true) == Fate::Fail) return refuse();
    return static_cast<int>(::syscall(SYS_fdatasync, descriptor));
}

int ftruncate(int descriptor, off_t size) {
    if (next("resize", pathOf(descriptor), false, size > 0) == Fate::Fail) return refuse();
    return static_cast<int>(::syscall(SYS_ftruncate, descriptor, size));
}

int ftruncate64(int descriptor, off64_t size) {
    return ftruncate(descriptor, size);
}

int rename(const char* from, const char* to) {
    if (next("rename", to, false, true) == Fate::Fail) return refuse();
    return static_cast<int>(::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

int unlink(const char* path) {
    if (next("remove", path, false, false) == Fate::Fail) return refuse();
    return static_cast<int>(::syscall(SYS_unlinkat, AT_FDCWD, path, 0));
}

int remove(const char* path) {
    if (next("remove", path, false, false) == Fate::Fail) return refuse();
    if (::syscall(SYS_unlinkat, AT_FDCWD, path, 0) == 0) return 0;
    return errno == EISDIR ? static_cast<int>(::syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR)) : -1;
}

int mkdir(const char* path, mode_t mode) {
    if (next("make", path, false, true) == Fate::Fail) return refuse();
    return static_cast<int>(::syscall(SYS_mkdirat, AT_FDCWD, path, mode));
}

ssize_t sendfile(int to, int from, off_t* offset, size_t count) {
    if (next("write", pathOf(to), false, true) == Fate::Fail) return refuse();
    return ::syscall(SYS_sendfile, to, from, offset, count);
}

ssize_t sendfile64(int to, int from, off64_t* offset, size_t count) {
    return sendfile(to, from, offset, count);
}

ssize_t copy_file_range(int from, off64_t* fromAt, int to, off64_t* toAt, size_t count, unsigned flags) {
    if (next("write", pathOf(to), false, true) == Fate::Fail) return refuse();
    return ::syscall(SYS_copy_file_range, from, fromAt, to, toAt, count, flags);
}

// std::filesystem::space() asks this.
int statvfs(const char* path, struct statvfs* out) {
    struct statfs {
        long type, blockSize, blocks, free, available, files, filesFree, id, nameLength, fragment, flags,
            spare[4];
    } info{};
    if (::syscall(SYS_statfs, path, &info) != 0) return -1;
    *out = {};
    out->f_bsize = static_cast<unsigned long>(info.blockSize);
    out->f_frsize = static_cast<unsigned long>(info.fragment != 0 ? info.fragment : info.blockSize);
    out->f_blocks = static_cast<fsblkcnt_t>(info.blocks);
    out->f_bfree = static_cast<fsblkcnt_t>(info.free);
    out->f_bavail = isFull ? 0 : static_cast<fsblkcnt_t>(info.available);
    return 0;
}

int statvfs64(const char* path, struct statvfs64* out) {
    return statvfs(path, reinterpret_cast<struct statvfs*>(out)); // the same on 64-bit machines
}

} // extern "C"
