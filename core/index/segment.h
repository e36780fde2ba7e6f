// Codes on disk: immutable, checksummed, memory-mapped files that appear whole or not at all.
// The format, byte by byte, is in FORMAT.md beside this file.
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "codes/codec.h"
#include "index/scan_layout.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace sparlet::index {

/// Catalogue id of an image.
using ImageId = std::int64_t;

/// Immutable; thread-safe to read.
class Segment {
public:
    /// Maps the file and checks all of it (header, sizes, checksums, every code) before anything is trusted,
    /// so that nothing read later can be out of bounds. Corrupt names the file; Unsupported for a version of
    /// a newer program. Sparlet only ever replaces a segment by a rename, which leaves an opened one as it
    /// was; a program that shortens the file in place while it is open makes the system end this process
    /// (SIGBUS), as with every mapped file.
    static Result<std::shared_ptr<const Segment>> open(const std::filesystem::path& file);

    virtual ~Segment() = default;
    virtual std::size_t size() const = 0;
    // Precondition of these: row < size().
    virtual ImageId imageId(std::size_t row) const = 0;
    virtual std::span<const std::uint8_t> code(std::size_t row) const = 0; // valid as long as the segment
    /// Whether threshold() and density() are known; a merged segment leaves them to the catalogue, and has 0.
    virtual bool hasShares() const = 0;
    virtual float threshold(std::size_t row) const = 0; // tau(x), 0..1 in steps of 1/65535
    virtual float density(std::size_t row) const = 0;   // lambda(x), 0..1 in steps of 1/65535
    virtual const codes::Codec& codec() const = 0;
    virtual std::uint64_t codeBytes() const = 0; // of all codes together, without ids and tables
    /// The codes laid out for search, in memory. Of a merged segment at once, and block by block where a
    /// search comes by; of another by the first call, about a second for a million. Null where the codec
    /// cannot be laid out so, or there is no memory for it: then codes are scored one by one. `threads`: how
    /// many may do it.
    virtual const ScanLayout* layout(int threads = 1) const = 0;
};

struct SegmentRow {
    ImageId image = 0;
    std::vector<float> z; // [D], after ASE
    float threshold = 0;  // 0..1
    float density = 1;    // 0..1
};

/// Temp file, fsync, rename, fsync of the folder. Rows keep their order; none is fine. InvalidArgument when a
/// row has another dimension than the codec, is not finite, or names an image that an earlier row has;
/// TooLarge beyond 4 GiB of codes.
Status writeSegment(const std::filesystem::path& file, const codes::Codec& codec,
                    std::span<const SegmentRow> rows);

/// The same segment without a file, for codes that are measured and thrown away. The same errors.
Result<std::shared_ptr<const Segment>> packSegment(const codes::Codec& codec,
                                                   std::span<const SegmentRow> rows);

/// Copies the rows of `sources` whose image is in `keepSorted` (rising) into one new segment, alike ones
/// side by side (orderByLikeness(): the more rows, the more of them a search need not read), every byte of
/// code unchanged, without thresholds and densities. Where several sources have an image, the last wins, as
/// in CodeIndex. InvalidArgument without sources or with different codecs; Cancelled leaves no file.
Status mergeSegments(const std::filesystem::path& file,
                     std::span<const std::shared_ptr<const Segment>> sources,
                     const std::vector<ImageId>& keepSorted, const CancelToken& cancel = {});

} // namespace sparlet::index
