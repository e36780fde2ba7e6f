// The first directory of a TIFF structure: that of a TIFF file, and that of EXIF data. Private to core/image.
#pragma once

#include "image/bytes_internal.h"

#include <cstdint>
#include <optional>

namespace sparlet::image {

struct TiffTags {
    std::uint64_t width = 0;
    std::uint64_t height = 0;
    int orientation = 1; // 1..8; anything else in the file reads as 1
};

/// Classic TIFF and BigTIFF, either byte order; one bounded pass, no pointer is followed but the first.
/// Nothing: not a TIFF structure, or its first directory is not all there.
std::optional<TiffTags> readTiffTags(Bytes bytes);

/// 1..8 from EXIF data (a TIFF structure, with or without "Exif\0\0" in front); 1 where there is none.
int exifOrientation(Bytes exif);

} // namespace sparlet::image
