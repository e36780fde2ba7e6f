// libtiff on memory, with its messages kept in the stream. Private to core/image.
#pragma once

#include "image/decoder_internal.h"

#include <cstdint>
#include <memory>
#include <string>
#include <tiffio.h>
#include <vector>

namespace sparlet::image {

/// A file in memory, to read from `bytes` or to write to `written`, and what libtiff says about it.
struct TiffStream {
    Bytes bytes;
    std::vector<std::uint8_t> written;
    std::uint64_t position = 0;
    std::string firstError;
    bool pixelsMissing = false;
};

struct TiffCloser {
    void operator()(TIFF* tiff) const { TIFFClose(tiff); }
};
using TiffHandle = std::unique_ptr<TIFF, TiffCloser>;

/// `mode` as for TIFFOpen. The stream must outlive the handle.
TiffHandle openTiff(TiffStream& stream, const char* mode);

/// The size of the pixels as tilesToStrips() writes them, or something over the memory that is allowed.
std::uint64_t bytesOfStrips(TIFF* tiff);

/// The first page, which has uncompressed tiles, again with strips, into out.written. Needed because Debian
/// 12's libtiff (4.5.0-6+deb12u4) refuses such tiles in its RGBA interface unless a pixel takes 4 bytes.
bool tilesToStrips(TIFF* tiff, TiffStream& out);

} // namespace sparlet::image
