// The safetensors container: 8 bytes of header length (little endian), a JSON header, raw tensor data.
// Format: https://github.com/huggingface/safetensors. Nothing but data is ever read from such a file.
//
// What Sparlet writes has two checksums in its metadata, 16 hex digits of XXH64 each: "sparlet.xxh64.data" of
// the data section, and "sparlet.xxh64.header" of everything before it, with these 16 digits of its own as
// zeros. A file with either must have both, so that no change of one byte can make it pass for one without.
#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace sparlet::nn {

enum class DType { F32, F16, BF16, I64, U8 };

std::size_t bytesOf(DType type);

struct TensorEntry {
    std::string name;
    DType type = DType::F32;
    std::vector<std::int64_t> shape;  // may be empty: a scalar
    std::uint64_t begin = 0, end = 0; // in the data section
};

struct SafetensorsHeader {
    std::vector<TensorEntry> tensors;            // by name
    std::map<std::string, std::string> metadata; // "__metadata__", without the checksums
    std::string dataChecksum;                    // as the file has it; empty: the file has no checksums
    std::uint64_t dataOffset = 0;                // of the data section in the file
    std::uint64_t fileBytes = 0;
};

/// Reads and checks the header against the file's size: every tensor lies inside, has the bytes its shape
/// asks for, the tensors fill the data section without gap or overlap, and the header's checksum is right
/// where there is one. Corrupt otherwise, NotFound, Io.
Result<SafetensorsHeader> readSafetensorsHeader(const std::filesystem::path& file);

/// A whole file in memory. Immutable; thread-safe to read.
class Safetensors {
public:
    /// Checks the data's checksum as well, where there is one.
    static Result<Safetensors> read(const std::filesystem::path& file);

    const SafetensorsHeader& header() const { return header_; }
    /// Null if there is none of that name.
    const TensorEntry* find(const std::string& name) const;
    std::span<const std::byte> bytes(const TensorEntry& entry) const;

private:
    SafetensorsHeader header_;
    std::vector<std::byte> data_;
};

struct TensorData {
    std::string name;
    DType type = DType::F32;
    std::vector<std::int64_t> shape;
    std::span<const std::byte> bytes;
};

/// Writes the file with its checksums, whole under its name or not at all (base/atomic_file.h).
Status writeSafetensors(const std::filesystem::path& file, const std::vector<TensorData>& tensors,
                        const std::map<std::string, std::string>& metadata);

/// The same for any file; `parts` are written one after the other.
Status writeFileAtomically(const std::filesystem::path& file,
                           const std::vector<std::span<const std::byte>>& parts);

} // namespace sparlet::nn
