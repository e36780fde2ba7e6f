// Files that are either the old ones or the new ones, never half of each, whatever stops the program.
#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace sparlet {

/// "Cannot <action> '<path>': <reason>." with the code that fits errno: ENOSPC, EDQUOT → DiskFull; EACCES,
/// EPERM, EROFS → PermissionDenied; ENOENT, ENOTDIR → NotFound; EFBIG → TooLarge; ENOMEM → OutOfMemory;
/// EBUSY, EAGAIN → Busy; others → Io. `action` is a verb: "write", "open".
Error systemError(int errorNumber, std::string_view action, const std::filesystem::path& path);

/// Makes renames, creations and removals in a folder survive a loss of power.
Status syncFolder(const std::filesystem::path& folder);

/// A file under construction beside its target. Nothing is seen at the target before commit() succeeds, and
/// commit() returns after the content and the name have reached the disk. Destruction without commit()
/// removes the temporary file. One thread at a time. Buffered: many small writes are cheap.
class AtomicFile {
public:
    /// The target's folder must exist. An existing target keeps its content until commit().
    static Result<AtomicFile> create(const std::filesystem::path& target);

    AtomicFile(AtomicFile&& other) noexcept;
    AtomicFile& operator=(AtomicFile&& other) noexcept;
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;
    ~AtomicFile();

    /// After a failure the file can only be destroyed.
    Status write(std::span<const std::uint8_t> bytes);
    Status write(std::string_view text);

    /// Bytes written so far.
    std::uint64_t size() const { return size_; }

    /// Flush, fsync, rename over the target, fsync of the folder. Once.
    Status commit();

private:
    AtomicFile() = default;
    Status flush();
    void discard() noexcept;

    int descriptor_ = -1;
    std::filesystem::path target_;
    std::filesystem::path temporary_;
    std::string buffer_;
    std::uint64_t size_ = 0;
    bool failed_ = false;
};

/// create + write + commit.
Status writeFileAtomically(const std::filesystem::path& target, std::span<const std::uint8_t> bytes);
Status writeFileAtomically(const std::filesystem::path& target, std::string_view text);

/// Removes temporary files that AtomicFile left in this folder (not below it) when its process was killed.
/// Those of processes that still run are kept. Returns how many were removed.
Result<std::size_t> removeAbandonedTemporaries(const std::filesystem::path& folder);

} // namespace sparlet
