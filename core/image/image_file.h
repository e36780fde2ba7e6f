// Picture files: what they are, their pixels, and small copies of them. Every input is hostile.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sparlet::image {

/// [height, width, 3] uint8 RGB, interleaved, upright (EXIF orientation applied), alpha over white.
struct Picture {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgb;
};

enum class Format { Jpeg, Png, Bmp, WebP, Tiff, Gif };

/// From the header alone; nothing is decoded. Width and height are as stored, before orientation.
struct Header {
    Format format = Format::Jpeg;
    int width = 0;
    int height = 0;
    int orientation = 1; // EXIF 1..8
};

struct DecodeLimits {
    std::uint64_t maxFileBytes = std::uint64_t{512} << 20;
    std::uint64_t maxPixels = std::uint64_t{120} * 1000 * 1000; // as stored; checked before decoding
};

/// By content, not by name. Unsupported: not a picture we read. Corrupt: header broken.
Result<Header> probe(std::span<const std::uint8_t> bytes);

/// Reads a regular file whole. Refuses FIFOs, devices and directories without opening them for reading.
Result<std::vector<std::uint8_t>> readFile(const std::filesystem::path& file,
                                           const DecodeLimits& limits = {});

/// At least `wantedSide` pixels on the shorter side where the picture has them (0: full size); less work
/// then. Truncated data is Corrupt. Thread-safe; waits while all decodes together would take over 900 MiB.
Result<Picture> decode(std::span<const std::uint8_t> bytes, int wantedSide = 0,
                       const DecodeLimits& limits = {});

/// readFile + decode; the error names the file. Large files count towards decode()'s memory: prefer this.
Result<Picture> load(const std::filesystem::path& file, int wantedSide = 0, const DecodeLimits& limits = {});

/// Whole picture squeezed to side × side by area averaging (down) or bicubic (up): what encoders are fed.
std::vector<std::uint8_t> toSquare(const Picture& picture, int side);

/// Longer side `side`, aspect kept, never enlarged.
Picture thumbnail(const Picture& picture, int side);

/// Pixels x, y, w, h clipped to the picture; InvalidArgument when nothing is left.
Result<Picture> crop(const Picture& picture, int x, int y, int width, int height);

/// JPEG bytes, quality 1..100.
Result<std::vector<std::uint8_t>> encodeJpeg(const Picture& picture, int quality);

} // namespace sparlet::image
