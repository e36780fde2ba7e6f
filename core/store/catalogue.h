// The catalogue: what collections, folders, images and segments exist. One SQLite file a home.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sparlet::store {

using CollectionId = std::int64_t;
using FolderId = std::int64_t;
using ImageId = std::int64_t;
using SegmentId = std::int64_t;

struct CollectionRecord {
    CollectionId id = 0;
    std::string name;  // UTF-8, unique
    std::string model; // id of the model its codes come from
    std::string modelHash;
    std::int64_t images = 0;
    std::int64_t codeBytes = 0;  // of all images together
    std::int64_t generation = 0; // another one after each change of the images, never an earlier one again
};

struct FolderRecord {
    FolderId id = 0;
    std::string path; // absolute, bytes
};

/// Of an image when it was encoded, in steps of 1/65535.
struct ImageShares {
    std::uint16_t threshold = 0; // tau(x)
    std::uint16_t density = 0;   // lambda(x)
    bool operator==(const ImageShares&) const = default;
};

struct ImageRecord {
    ImageId id = 0;
    FolderId folder = 0;
    std::string relativePath; // bytes
    std::uint64_t size = 0;
    std::int64_t modifiedNs = 0;
    int width = 0; // upright
    int height = 0;
    std::string label; // name of the folder that holds it
    SegmentId segment = 0;
    std::uint32_t codeBytes = 0;
    std::optional<ImageShares> shares{}; // unset: written before these stood here; the segment has them
};

struct FailureRecord {
    FolderId folder = 0;
    std::string relativePath;
    std::uint64_t size = 0;
    std::int64_t modifiedNs = 0;
    std::string reason;
};

struct SegmentRecord {
    SegmentId id = 0;
    std::string fileName; // below the collection's segment folder
    std::int64_t rows = 0;
    bool used = false; // whether any image has its code here
};

/// One connection. Not thread-safe: one thread at a time (open another for another thread). WAL, foreign
/// keys on, migrations numbered; a newer schema than ours is refused, a damaged file is Corrupt.
class Catalogue {
public:
    enum class Mode { ReadWrite, ReadOnly };
    static Result<std::unique_ptr<Catalogue>> open(const std::filesystem::path& file, Mode mode);
    virtual ~Catalogue() = default;

    virtual Result<std::vector<CollectionRecord>> collections() = 0;
    virtual Result<std::optional<CollectionRecord>> findCollection(const std::string& name) = 0;
    virtual Result<CollectionRecord> createCollection(const std::string& name, const std::string& model,
                                                      const std::string& modelHash) = 0;
    virtual Status renameCollection(CollectionId id, const std::string& name) = 0;
    virtual Status removeCollection(CollectionId id) = 0;
    /// One transaction: `old` is removed, and `by` takes its name. NotFound where either is missing.
    virtual Status replaceCollection(CollectionId old, CollectionId by) = 0;

    virtual Result<FolderRecord> addFolder(CollectionId collection, const std::string& path) = 0;
    virtual Result<std::vector<FolderRecord>> folders(CollectionId collection) = 0;

    virtual Result<std::vector<ImageRecord>> images(CollectionId collection) = 0; // by rising id
    virtual Result<std::optional<ImageRecord>> findImage(CollectionId collection, ImageId image) = 0;
    /// All of them one by one, without holding them; an error of `use` ends it.
    virtual Status forEachImage(CollectionId collection,
                                const std::function<Status(const ImageRecord&)>& use) = 0;
    virtual Result<std::vector<ImageId>> imagesIn(SegmentId segment) = 0; // by rising id
    /// Those of them whose shares only the segment knows.
    virtual Result<std::vector<ImageId>> imagesWithoutShares(SegmentId segment) = 0;
    virtual Result<std::vector<FailureRecord>> failures(CollectionId collection) = 0;
    virtual Result<std::vector<SegmentRecord>> segments(CollectionId collection) = 0;
    /// The next id that no image ever had in this collection; ids are never given twice.
    virtual Result<ImageId> reserveImageIds(CollectionId collection, std::int64_t count) = 0;

    /// One transaction. A path is an image or a failure, never both: what was known of these paths is
    /// replaced. No segment is recorded without images. InvalidArgument: an id never reserved, a folder not
    /// its own.
    virtual Status commitSegment(CollectionId collection, const std::string& segmentFile,
                                 const std::vector<ImageRecord>& images,
                                 const std::vector<FailureRecord>& failures) = 0;
    /// One transaction: these images' codes now live in the new segment ("": none live); the old are
    /// forgotten.
    virtual Status commitMerge(CollectionId collection, const std::string& segmentFile,
                               const std::vector<SegmentId>& replaced) = 0;
    /// One transaction. Images that are not there any more are passed over.
    virtual Status setShares(CollectionId collection,
                             const std::vector<std::pair<ImageId, ImageShares>>& shares) = 0;
    virtual Status removeImages(CollectionId collection, const std::vector<ImageId>& images) = 0;
    virtual Status removeFailures(CollectionId collection, FolderId folder,
                                  const std::vector<std::string>& relativePaths) = 0;

    /// Runs `read` so that all it reads here is of one moment, whoever writes meanwhile. Not nested.
    virtual Status inSnapshot(const std::function<Status()>& read) = 0;

    /// Small named values: last folder, session state.
    virtual Result<std::optional<std::string>> setting(const std::string& key) = 0;
    virtual Status setSetting(const std::string& key, const std::string& value) = 0;

    /// SQLite's own integrity and foreign-key checks.
    virtual Result<std::vector<std::string>> integrityProblems() = 0;
};

} // namespace sparlet::store
