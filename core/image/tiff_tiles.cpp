#include "image/tiff_internal.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace sparlet::image {
namespace {

void copyField16(TIFF* from, TIFF* to, std::uint32_t tag) {
    std::uint16_t value = 0;
    if (TIFFGetField(from, tag, &value) != 0) TIFFSetField(to, tag, static_cast<int>(value));
}

constexpr std::array<std::uint32_t, 7> kShortFields = {
    TIFFTAG_BITSPERSAMPLE, TIFFTAG_SAMPLESPERPIXEL, TIFFTAG_SAMPLEFORMAT, TIFFTAG_PHOTOMETRIC,
    TIFFTAG_PLANARCONFIG,  TIFFTAG_INKSET,          TIFFTAG_ORIENTATION};

void copyFields(TIFF* from, TIFF* to) {
    for (const std::uint32_t tag : {std::uint32_t{TIFFTAG_IMAGEWIDTH}, std::uint32_t{TIFFTAG_IMAGELENGTH}}) {
        std::uint32_t value = 0;
        TIFFGetField(from, tag, &value);
        TIFFSetField(to, tag, value);
    }
    for (const auto tag : kShortFields)
        copyField16(from, to, tag);
    std::uint16_t count = 0;
    std::uint16_t* extra = nullptr;
    if (TIFFGetField(from, TIFFTAG_EXTRASAMPLES, &count, &extra) != 0 && count > 0)
        TIFFSetField(to, TIFFTAG_EXTRASAMPLES, static_cast<int>(count), extra);
    std::uint16_t* red = nullptr;
    std::uint16_t* green = nullptr;
    std::uint16_t* blue = nullptr;
    if (TIFFGetField(from, TIFFTAG_COLORMAP, &red, &green, &blue) != 0)
        TIFFSetField(to, TIFFTAG_COLORMAP, red, green, blue);
    TIFFSetField(to, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
}

struct TileSizes {
    std::uint32_t width = 0;
    std::uint32_t rows = 0;
    std::size_t rowBytes = 0;
};

// One band of tiles, side by side, as the strip that covers the same rows.
bool readBand(TIFF* tiff, const TileSizes& tile, std::uint32_t top, std::uint16_t plane, std::uint32_t width,
              std::vector<std::uint8_t>& tileBytes, std::vector<std::uint8_t>& strip, std::size_t stripRow) {
    for (std::uint32_t left = 0; left < width; left += tile.width) {
        if (TIFFReadTile(tiff, tileBytes.data(), left, top, 0, plane) < 0) return false;
        const std::size_t at = left / tile.width * tile.rowBytes;
        const std::size_t bytes = std::min(tile.rowBytes, stripRow - std::min(at, stripRow));
        for (std::uint32_t row = 0; row < tile.rows; ++row)
            std::memcpy(&strip[row * stripRow + at], &tileBytes[row * tile.rowBytes], bytes);
    }
    return true;
}

} // namespace

std::uint64_t bytesOfStrips(TIFF* tiff) {
    std::uint32_t height = 0;
    std::uint16_t planes = 1;
    std::uint16_t arrangement = PLANARCONFIG_CONTIG;
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &arrangement);
    if (arrangement == PLANARCONFIG_SEPARATE) TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &planes);
    const std::uint64_t row = std::min(TIFFScanlineSize64(tiff), kDecodeMemory + 1);
    return std::min(row * height, kDecodeMemory + 1) * planes;
}

bool tilesToStrips(TIFF* tiff, TiffStream& out) {
    const TiffHandle target = openTiff(out, "wm");
    if (!target) return false;
    copyFields(tiff, target.get());
    TileSizes tile;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint16_t planes = 1;
    std::uint16_t arrangement = PLANARCONFIG_CONTIG;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
    TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &tile.width);
    TIFFGetField(tiff, TIFFTAG_TILELENGTH, &tile.rows);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &arrangement);
    if (arrangement == PLANARCONFIG_SEPARATE) TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &planes);
    if (tile.width == 0 || tile.rows == 0) return false;
    // A tile may be far higher than the picture.
    const std::uint32_t stripRows = std::min(tile.rows, height);
    TIFFSetField(target.get(), TIFFTAG_ROWSPERSTRIP, stripRows);

    tile.rowBytes = static_cast<std::size_t>(TIFFTileRowSize64(tiff));
    const auto stripRow = static_cast<std::size_t>(TIFFScanlineSize64(target.get()));
    std::vector<std::uint8_t> tileBytes(static_cast<std::size_t>(TIFFTileSize64(tiff)));
    if (tile.rowBytes == 0 || stripRow == 0 || tileBytes.size() < tile.rowBytes * tile.rows) return false;
    tile.rows = stripRows;
    std::vector<std::uint8_t> strip(stripRow * stripRows);
    std::uint32_t index = 0;
    for (std::uint16_t plane = 0; plane < planes; ++plane) {
        for (std::uint32_t top = 0; top < height; top += stripRows) {
            if (!readBand(tiff, tile, top, plane, width, tileBytes, strip, stripRow)) return false;
            const auto bytes = static_cast<tmsize_t>(stripRow * std::min(stripRows, height - top));
            if (TIFFWriteEncodedStrip(target.get(), index++, strip.data(), bytes) != bytes) return false;
        }
    }
    return TIFFWriteDirectory(target.get()) != 0;
}

} // namespace sparlet::image
