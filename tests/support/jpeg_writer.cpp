#include "support/picture_writer.h"

#include <cstdio>
#include <cstdlib>
#include <stdexcept>

// clang-format off
#include <jpeglib.h>  // first: jerror.h depends on what it defines
#include <jerror.h>
// clang-format on

namespace sparlet::test {
namespace {

[[noreturn]] void throwError(j_common_ptr info) {
    char message[JMSG_LENGTH_MAX];
    info->err->format_message(info, message);
    throw std::runtime_error(message);
}

void describe(jpeg_compress_struct& info, const Raster& raster, const JpegOptions& options) {
    info.image_width = static_cast<JDIMENSION>(raster.width);
    info.image_height = static_cast<JDIMENSION>(raster.height);
    info.input_components = raster.channels;
    info.in_color_space = raster.channels == 1 ? JCS_GRAYSCALE : raster.channels == 3 ? JCS_RGB : JCS_CMYK;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, options.quality, TRUE);
    if (options.ycck) jpeg_set_colorspace(&info, JCS_YCCK);
    if (raster.channels == 4) info.write_Adobe_marker = options.adobe ? TRUE : FALSE;
    for (int i = 0; options.fullColor && i < info.num_components; ++i) {
        info.comp_info[i].h_samp_factor = 1;
        info.comp_info[i].v_samp_factor = 1;
    }
    info.arith_code = options.arithmetic ? TRUE : FALSE;
    info.restart_interval = options.restartInterval;
    if (options.progressive) jpeg_simple_progression(&info);
}

} // namespace

Bytes jpeg(const Raster& raster, const JpegOptions& options) {
    jpeg_compress_struct info{};
    jpeg_error_mgr errors{};
    info.err = jpeg_std_error(&errors);
    errors.error_exit = throwError;
    unsigned char* buffer = nullptr;
    unsigned long size = 0;
    jpeg_create_compress(&info);
    jpeg_mem_dest(&info, &buffer, &size);
    describe(info, raster, options);
    jpeg_start_compress(&info, TRUE);
    if (options.orientation != 0) {
        const Bytes data = exif(options.orientation, options.bigEndianExif);
        jpeg_write_marker(&info, JPEG_APP0 + 1, data.data(), static_cast<unsigned>(data.size()));
    }
    const bool inverted = raster.channels == 4 && options.adobe;
    for (int y = 0; y < raster.height; ++y) {
        Bytes row(raster.at(0, y), raster.at(0, y) + raster.width * raster.channels);
        if (inverted) {
            for (auto& value : row)
                value = static_cast<std::uint8_t>(255 - value);
        }
        JSAMPROW pointer = row.data();
        jpeg_write_scanlines(&info, &pointer, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    Bytes out(buffer, buffer + size);
    std::free(buffer);
    return out;
}

} // namespace sparlet::test
