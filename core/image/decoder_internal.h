// What the formats' decoders share. Private to core/image. Errors here are reasons without a subject ("it is
// cut short"); the public functions put the file's name in front.
#pragma once

#include "base/result.h"
#include "image/bytes_internal.h"
#include "image/image_file.h"
#include "image/memory_budget_internal.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace sparlet::image {

/// Whole pictures shrink by an integer while they are decoded, to this many times the side that is wanted:
/// memory stays small, and the exact resize that follows still has pixels to average.
inline constexpr int kSpareScale = 2;

struct DecodeJob {
    Bytes bytes;
    Header header;
    int wantedSide = 0;
    MemoryReservation& memory;
};

/// As stored, not yet upright; alpha composited over white. Each calls job.memory.extend() exactly once,
/// before it allocates anything that grows with the picture.
Result<Picture> decodeJpeg(DecodeJob& job);
Result<Picture> decodePng(DecodeJob& job);
Result<Picture> decodeBmp(DecodeJob& job);
Result<Picture> decodeWebp(DecodeJob& job);
Result<Picture> decodeTiff(DecodeJob& job);
Result<Picture> decodeGif(DecodeJob& job);

Result<Header> probeBytes(Bytes bytes);

inline Error cutShort() {
    return {ErrorCode::Corrupt, "it is cut short: the data ends before the picture does"};
}

/// `detail`: the decoder's own words, in parentheses.
Error damaged(const std::string& detail);
Error notSupported(const std::string& detail);

/// The integer by which a picture shrinks on the way in: 1 when wantedSide is 0.
int shrinkFactor(const Header& header, int wantedSide);

/// Bytes of the picture that comes out of a RowSink, with those of turning it upright.
std::uint64_t outputBytes(const Header& header, int factor);

/// Takes rows from the top and averages blocks of factor × factor pixels (blocks at the right and bottom edge
/// may be smaller), rounding halves up.
class RowSink {
public:
    RowSink(int width, int height, int factor);

    /// The next row: `width` pixels RGB.
    void push(const std::uint8_t* rgb);
    /// The next row: `width` pixels RGBA, not premultiplied; composited over white.
    void pushRgba(const std::uint8_t* rgba);

    /// All rows must have been pushed.
    Picture take();

private:
    void emit(int rows);

    int width_;
    int height_;
    int factor_;
    int pushed_ = 0;
    Picture picture_;
    std::vector<std::uint32_t> sums_; // of the block row in progress; empty when factor is 1
    std::vector<std::uint8_t> composited_;
};

/// One colour value over white: value · a + 255 · (1 − a), rounded.
inline std::uint8_t overWhite(std::uint8_t value, std::uint8_t alpha) {
    return static_cast<std::uint8_t>((value * alpha + 255 * (255 - alpha) + 127) / 255);
}

/// Turns a picture as stored with EXIF orientation 1..8 upright.
Picture upright(Picture picture, int orientation);

} // namespace sparlet::image
