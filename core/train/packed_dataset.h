// Training pictures decoded once into one checksummed file that is memory-mapped.
#pragma once

#include "base/result.h"
#include "base/task.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace sparlet::train {

/// [N, S, S, 3] uint8 RGB with a class index and a source name each. Immutable; thread-safe to read.
class PackedDataset {
public:
    static Result<std::shared_ptr<const PackedDataset>> open(const std::filesystem::path& file);

    virtual ~PackedDataset() = default;
    virtual std::size_t size() const = 0;
    virtual int side() const = 0;
    virtual std::span<const std::uint8_t> image(std::size_t index) const = 0; // [S, S, 3]
    virtual std::uint16_t label(std::size_t index) const = 0;
    virtual std::string_view name(std::size_t index) const = 0; // path below the source folder
    virtual const std::vector<std::string>& classNames() const = 0;
    virtual const std::string& contentHash() const = 0; // hex, of pixels, labels and class names
};

/// Writes a packed data set: the file appears whole under its name, or not at all.
class PackedDatasetWriter {
public:
    static Result<std::unique_ptr<PackedDatasetWriter>> create(const std::filesystem::path& file, int side,
                                                               std::vector<std::string> classNames);
    virtual ~PackedDatasetWriter() = default;
    /// `rgb`: [S, S, 3].
    virtual Status add(std::span<const std::uint8_t> rgb, std::uint16_t label, std::string_view name) = 0;
    virtual Status finish() = 0;
};

/// Packs CIFAR-10's own binary batches (data_batch_1.bin … or test_batch.bin; 3,073-byte records).
Status packCifar10Binary(const std::vector<std::filesystem::path>& batches, const std::filesystem::path& out,
                         const ProgressCallback& progress, const CancelToken& cancel);

} // namespace sparlet::train
