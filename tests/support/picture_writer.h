// Writes pictures in every format and flavour that core/image reads, by the formats' own libraries or byte by
// byte; shares no code with the decoders. Functions throw std::runtime_error on failure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace sparlet::test {

using Bytes = std::vector<std::uint8_t>;

/// Rows from the top, channels interleaved. 1: grey, 2: grey and alpha, 3: RGB, 4: RGBA or CMYK.
struct Raster {
    int width = 0;
    int height = 0;
    int channels = 3;
    Bytes data;

    const std::uint8_t* at(int x, int y) const {
        return &data[static_cast<std::size_t>((y * width + x) * channels)];
    }
};

using Color = std::array<std::uint8_t, 3>;
inline constexpr Color kRed{255, 0, 0};
inline constexpr Color kGreen{0, 255, 0};
inline constexpr Color kBlue{0, 0, 255};
inline constexpr Color kWhite{255, 255, 255};

Raster solid(int width, int height, std::vector<std::uint8_t> pixel);
/// Quarters: red, green above blue, white.
Raster fourCorners(int width, int height);
/// Every pixel differs from its neighbours; the same for the same seed.
Raster noise(int width, int height, int channels, unsigned seed);
/// Smooth colours over the whole range.
Raster gradient(int width, int height);

struct JpegOptions {
    int quality = 95;
    bool progressive = false;
    bool arithmetic = false;
    bool fullColor = true; // no chroma subsampling
    bool adobe = true;     // of CMYK: with Adobe's marker, and so inverted
    bool ycck = false;
    int orientation = 0; // 0: no EXIF
    bool bigEndianExif = false;
    unsigned restartInterval = 0;
};
Bytes jpeg(const Raster& raster, const JpegOptions& options = {});

struct PngOptions {
    int depth = 8; // 16: every value v becomes v · 257; 1, 2, 4: grey only, value's top bits
    bool interlaced = false;
    int orientation = 0;
    bool palette = false;                  // of RGB with at most 256 colours
    std::optional<Color> transparent = {}; // tRNS
};
Bytes png(const Raster& raster, const PngOptions& options = {});
/// A signature and an IHDR of this size, with right checksums, and nothing else.
Bytes pngHeaderOnly(std::uint32_t width, std::uint32_t height);

struct WebpOptions {
    bool lossless = true;
    float quality = 90;
    int orientation = 0;
};
Bytes webp(const Raster& raster, const WebpOptions& options = {});
/// Two frames on a canvas; the first at (2, 2).
Bytes webpAnimation(int canvasWidth, int canvasHeight, const Raster& first, const Raster& second);

struct TiffOptions {
    int depth = 8; // 1 (grey), 8, 16
    int compression = 1;
    int orientation = 0;
    bool cmyk = false;
    bool planar = false;
    bool tiled = false;
    int rowsPerStrip = 8;
};
Bytes tiff(const std::vector<Raster>& pages, const TiffOptions& options = {});

struct GifFrame {
    int left = 0;
    int top = 0;
    Raster indices; // one channel
    std::optional<int> transparent;
};
/// `colors`: a power of two of them.
Bytes gif(int width, int height, const std::vector<Color>& colors, const std::vector<GifFrame>& frames,
          bool interlaced = false);

struct BmpOptions {
    int depth = 24; // 1, 4, 8 (grey ramp as palette; values are indices), 16, 24, 32
    bool fromTop = false;
    bool alpha = false;     // of 32 bits: BITMAPV4HEADER with masks
    bool runLength = false; // of 4 and 8 bits
    bool core = false;      // OS/2's 12-byte header, 24 bits
};
Bytes bmp(const Raster& raster, const BmpOptions& options = {});

/// EXIF data ("Exif\0\0" and a TIFF structure) with this orientation.
Bytes exif(int orientation, bool bigEndian);

} // namespace sparlet::test
