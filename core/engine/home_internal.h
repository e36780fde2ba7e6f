// Where a home keeps what, and the lock that its writers hold.
#pragma once

#include "base/result.h"
#include "base/task.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace sparlet::engine {

struct HomeLayout {
    std::filesystem::path root;

    std::filesystem::path catalogue() const { return root / "catalogue.sqlite"; }
    std::filesystem::path locks() const { return root / "locks"; }
    std::filesystem::path collections() const { return root / "collections"; }
    std::filesystem::path segments(std::int64_t collection) const {
        return collections() / std::to_string(collection);
    }
    /// A copy of what the catalogue says of the collection's images; it can be made again.
    std::filesystem::path imageView(std::int64_t collection) const {
        return segments(collection) / "images.view";
    }
    std::filesystem::path models() const { return root / "models"; }
    std::filesystem::path runs() const { return root / "runs"; }
    std::filesystem::path evaluations() const { return root / "evaluations"; }
    std::filesystem::path ablations() const { return root / "ablations"; }
    std::filesystem::path projects() const { return root / "projects"; }
    std::filesystem::path trash() const { return root / "trash"; }
    std::filesystem::path thumbnails() const { return root / "cache" / "thumbnails"; }
    std::filesystem::path packed() const { return root / "cache" / "packed"; }
    std::filesystem::path scratch() const { return root / "cache" / "scratch"; }
};

/// Makes the folder with its parents; the error names it.
Status makeFolder(const std::filesystem::path& folder);

/// Held by whoever changes a collection, be there one of that name or not; readers need none, and other
/// collections can be changed meanwhile. Released on destruction, also by a killed process.
class WriteLock {
public:
    /// Busy when another process, or another job of this one, holds it: the sentence names the process.
    static Result<WriteLock> take(const HomeLayout& home, const std::string& collection);
    /// The same, but waits for the other one to end; the stage "waiting for process 123" says for whom.
    /// Cancelled where it is stopped meanwhile.
    static Result<WriteLock> takeWhenFree(const HomeLayout& home, const std::string& collection,
                                          const ProgressCallback& progress, const CancelToken& cancel);
    /// Of the models that collections keep; no collection has its name.
    static Result<WriteLock> takeModels(const HomeLayout& home);
    WriteLock(WriteLock&& other) noexcept : descriptor_(other.descriptor_) { other.descriptor_ = -1; }
    WriteLock& operator=(WriteLock&&) = delete;
    ~WriteLock();

private:
    explicit WriteLock(int descriptor) : descriptor_(descriptor) {}
    static Result<WriteLock> tryTake(const HomeLayout& home, const std::string& name, std::string& holder);
    int descriptor_;
};

/// Ids come from outside: one part of a path, and not a hidden one.
bool isPlainId(const std::string& id);

/// Path below `folder`, or an empty string where it is not below it.
std::string pathBelow(const std::string& path, const std::string& folder);

/// `folder` + "/" + `relative`; an empty folder part is left out.
std::string joinPath(const std::string& folder, const std::string& relative);

} // namespace sparlet::engine
