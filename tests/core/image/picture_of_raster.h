// The test pictures as the module under test has them.
#pragma once

#include "image/image_file.h"
#include "support/picture_writer.h"

namespace sparlet::image {

inline Picture pictureOf(const test::Raster& raster) {
    return {raster.width, raster.height, raster.data};
}

} // namespace sparlet::image
