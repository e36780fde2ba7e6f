// Any bytes as EXIF data or as a TIFF directory.
#include "image/tiff_tags_internal.h"

#include <cstddef>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const sparlet::image::Bytes bytes(data, size);
    const int orientation = sparlet::image::exifOrientation(bytes);
    if (orientation < 1 || orientation > 8) std::abort();
    const auto tags = sparlet::image::readTiffTags(bytes);
    if (tags && (tags->orientation < 1 || tags->orientation > 8)) std::abort();
    return 0;
}
