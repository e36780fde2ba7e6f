// Codes on disk: immutable, checksummed, memory-mapped files that appear whole or not at all.
#pragma once

#include "base/result.h"
#include "codes/codec.h"

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
    /// Checks header, sizes and checksums before anything is trusted. Corrupt names the file.
    static Result<std::shared_ptr<const Segment>> open(const std::filesystem::path& file);

    virtual ~Segment() = default;
    virtual std::size_t size() const = 0;
    virtual ImageId imageId(std::size_t row) const = 0;
    virtual std::span<const std::uint8_t> code(std::size_t row) const = 0;
    virtual float threshold(std::size_t row) const = 0;  // tau(x) when it was encoded
    virtual float density(std::size_t row) const = 0;    // lambda(x)
    virtual const codes::Codec& codec() const = 0;
    virtual std::uint64_t codeBytes() const = 0;  // of all codes together
};

struct SegmentRow {
    ImageId image = 0;
    std::vector<float> z;  // [D], after ASE
    float threshold = 0;
    float density = 1;
};

/// Temp file, fsync, rename, fsync of the folder.
Status writeSegment(const std::filesystem::path& file, const codes::Codec& codec,
                    std::span<const SegmentRow> rows);

/// Copies the rows of `sources` whose image `keep` returns true for into one new segment, codes unchanged.
Status mergeSegments(const std::filesystem::path& file,
                     std::span<const std::shared_ptr<const Segment>> sources,
                     const std::vector<ImageId>& keepSorted);

}  // namespace sparlet::index
