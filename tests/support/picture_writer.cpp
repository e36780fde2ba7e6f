#include "support/picture_writer.h"

#include <gif_lib.h>
#include <zlib.h>

#include <cstring>
#include <png.h>
#include <random>
#include <stdexcept>
#include <tiffio.h>
#include <webp/encode.h>
#include <webp/mux.h>

namespace sparlet::test {
namespace {

void appendLittle(Bytes& out, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i, value >>= 8)
        out.push_back(static_cast<std::uint8_t>(value));
}

void appendBig(Bytes& out, std::uint64_t value, int bytes) {
    for (int i = bytes - 1; i >= 0; --i)
        out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void appendChunk(Bytes& out, const char* name, const Bytes& content) {
    appendBig(out, content.size(), 4);
    Bytes checked(name, name + 4);
    checked.insert(checked.end(), content.begin(), content.end());
    out.insert(out.end(), checked.begin(), checked.end());
    appendBig(out, ::crc32(0, checked.data(), static_cast<unsigned>(checked.size())), 4);
}

} // namespace

Raster solid(int width, int height, std::vector<std::uint8_t> pixel) {
    Raster raster{width, height, static_cast<int>(pixel.size()), {}};
    for (int i = 0; i < width * height; ++i)
        raster.data.insert(raster.data.end(), pixel.begin(), pixel.end());
    return raster;
}

Raster fourCorners(int width, int height) {
    Raster raster{width, height, 3, {}};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const bool left = x < width / 2;
            const Color& color = y < height / 2 ? (left ? kRed : kGreen) : (left ? kBlue : kWhite);
            raster.data.insert(raster.data.end(), color.begin(), color.end());
        }
    }
    return raster;
}

Raster noise(int width, int height, int channels, unsigned seed) {
    std::mt19937 random(seed);
    Raster raster{width, height, channels, Bytes(static_cast<std::size_t>(width * height * channels))};
    for (auto& value : raster.data)
        value = static_cast<std::uint8_t>(random());
    return raster;
}

Raster gradient(int width, int height) {
    Raster raster{width, height, 3, {}};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            raster.data.push_back(static_cast<std::uint8_t>(x * 255 / std::max(1, width - 1)));
            raster.data.push_back(static_cast<std::uint8_t>(y * 255 / std::max(1, height - 1)));
            raster.data.push_back(static_cast<std::uint8_t>((x + y) * 255 / std::max(1, width + height - 2)));
        }
    }
    return raster;
}

Bytes exif(int orientation, bool bigEndian) {
    Bytes out{'E', 'x', 'i', 'f', 0, 0};
    const auto append = bigEndian ? appendBig : appendLittle;
    const char order = bigEndian ? 'M' : 'I';
    out.push_back(static_cast<std::uint8_t>(order));
    out.push_back(static_cast<std::uint8_t>(order));
    append(out, 42, 2);
    append(out, 8, 4);
    append(out, 1, 2);
    append(out, 274, 2);
    append(out, 3, 2);
    append(out, 1, 4);
    append(out, static_cast<std::uint64_t>(orientation), 2);
    append(out, 0, 2);
    append(out, 0, 4);
    return out;
}

namespace {

void appendToPng(png_structp png, png_bytep data, std::size_t size) {
    auto* out = static_cast<Bytes*>(png_get_io_ptr(png));
    out->insert(out->end(), data, data + size);
}

int pngColorType(const Raster& raster, const PngOptions& options) {
    if (options.palette) return PNG_COLOR_TYPE_PALETTE;
    switch (raster.channels) {
    case 1:
        return PNG_COLOR_TYPE_GRAY;
    case 2:
        return PNG_COLOR_TYPE_GRAY_ALPHA;
    case 3:
        return PNG_COLOR_TYPE_RGB;
    default:
        return PNG_COLOR_TYPE_RGB_ALPHA;
    }
}

// Rows as PNG stores them.
std::vector<Bytes> pngRows(const Raster& raster, const PngOptions& options, std::vector<png_color>& palette) {
    std::vector<Bytes> rows(static_cast<std::size_t>(raster.height));
    for (int y = 0; y < raster.height; ++y) {
        Bytes& row = rows[static_cast<std::size_t>(y)];
        int filled = 0;
        for (int i = 0; i < raster.width * (options.palette ? 1 : raster.channels); ++i) {
            const std::uint8_t value =
                raster.data[static_cast<std::size_t>(y * raster.width * raster.channels + i)];
            if (options.palette) {
                const std::uint8_t* rgb = raster.at(i, y);
                std::size_t index = 0;
                while (index < palette.size() && std::memcmp(&palette[index], rgb, 3) != 0)
                    ++index;
                if (index == palette.size()) palette.push_back({rgb[0], rgb[1], rgb[2]});
                row.push_back(static_cast<std::uint8_t>(index));
            } else if (options.depth == 16) {
                row.push_back(value);
                row.push_back(value);
            } else if (options.depth == 8) {
                row.push_back(value);
            } else {
                if (filled % 8 == 0) row.push_back(0);
                const int top = value >> (8 - options.depth);
                row.back() = static_cast<std::uint8_t>(row.back() | top << (8 - options.depth - filled % 8));
                filled += options.depth;
            }
        }
    }
    return rows;
}

} // namespace

Bytes png(const Raster& raster, const PngOptions& options) {
    Bytes out;
    std::vector<png_color> palette;
    std::vector<Bytes> rows = pngRows(raster, options, palette);
    std::vector<png_bytep> pointers;
    for (auto& row : rows)
        pointers.push_back(row.data());
    Bytes exifData = exif(options.orientation, true);

    png_structp file = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(file);
    png_set_write_fn(file, &out, appendToPng, nullptr);
    png_set_IHDR(file, info, static_cast<png_uint_32>(raster.width), static_cast<png_uint_32>(raster.height),
                 options.depth, pngColorType(raster, options),
                 options.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    if (options.palette) png_set_PLTE(file, info, palette.data(), static_cast<int>(palette.size()));
    if (options.transparent) {
        const Color& key = *options.transparent;
        png_color_16 color{0, key[0], key[1], key[2], key[0]};
        png_set_tRNS(file, info, nullptr, 0, &color);
    }
    if (options.orientation != 0)
        png_set_eXIf_1(file, info, static_cast<png_uint_32>(exifData.size() - 6), exifData.data() + 6);
    png_set_rows(file, info, pointers.data());
    png_write_png(file, info, PNG_TRANSFORM_IDENTITY, nullptr);
    png_destroy_write_struct(&file, &info);
    return out;
}

Bytes pngHeaderOnly(std::uint32_t width, std::uint32_t height) {
    Bytes out{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    Bytes header;
    appendBig(header, width, 4);
    appendBig(header, height, 4);
    header.insert(header.end(), {8, 2, 0, 0, 0});
    appendChunk(out, "IHDR", header);
    return out;
}

Bytes webp(const Raster& raster, const WebpOptions& options) {
    std::uint8_t* data = nullptr;
    std::size_t size = 0;
    const int w = raster.width;
    const int h = raster.height;
    const std::uint8_t* pixels = raster.data.data();
    if (raster.channels == 4) {
        size = options.lossless ? WebPEncodeLosslessRGBA(pixels, w, h, w * 4, &data)
                                : WebPEncodeRGBA(pixels, w, h, w * 4, options.quality, &data);
    } else {
        size = options.lossless ? WebPEncodeLosslessRGB(pixels, w, h, w * 3, &data)
                                : WebPEncodeRGB(pixels, w, h, w * 3, options.quality, &data);
    }
    if (size == 0) throw std::runtime_error("cannot encode WebP");
    Bytes out(data, data + size);
    WebPFree(data);
    if (options.orientation == 0) return out;

    WebPMux* mux = WebPMuxNew();
    const WebPData image{out.data(), out.size()};
    const Bytes exifData = exif(options.orientation, false);
    const WebPData metadata{exifData.data(), exifData.size()};
    WebPData assembled{};
    if (WebPMuxSetImage(mux, &image, 1) != WEBP_MUX_OK ||
        WebPMuxSetChunk(mux, "EXIF", &metadata, 1) != WEBP_MUX_OK ||
        WebPMuxAssemble(mux, &assembled) != WEBP_MUX_OK)
        throw std::runtime_error("cannot assemble WebP");
    Bytes result(assembled.bytes, assembled.bytes + assembled.size);
    WebPDataClear(&assembled);
    WebPMuxDelete(mux);
    return result;
}

Bytes webpAnimation(int canvasWidth, int canvasHeight, const Raster& first, const Raster& second) {
    WebPMux* mux = WebPMuxNew();
    for (const Raster* raster : {&first, &second}) {
        const Bytes still = webp(*raster);
        WebPMuxFrameInfo frame{};
        frame.bitstream = {still.data(), still.size()};
        frame.x_offset = raster == &first ? 2 : 0;
        frame.y_offset = raster == &first ? 2 : 0;
        frame.duration = 100;
        frame.id = WEBP_CHUNK_ANMF;
        frame.dispose_method = WEBP_MUX_DISPOSE_NONE;
        frame.blend_method = WEBP_MUX_BLEND;
        if (WebPMuxPushFrame(mux, &frame, 1) != WEBP_MUX_OK) throw std::runtime_error("cannot add a frame");
    }
    const WebPMuxAnimParams parameters{0, 0};
    WebPMuxSetAnimationParams(mux, &parameters);
    WebPMuxSetCanvasSize(mux, canvasWidth, canvasHeight);
    WebPData assembled{};
    if (WebPMuxAssemble(mux, &assembled) != WEBP_MUX_OK) throw std::runtime_error("cannot assemble WebP");
    Bytes result(assembled.bytes, assembled.bytes + assembled.size);
    WebPDataClear(&assembled);
    WebPMuxDelete(mux);
    return result;
}

namespace {

struct MemoryFile {
    Bytes bytes;
    std::uint64_t position = 0;
};

tmsize_t readMemory(thandle_t handle, void* out, tmsize_t count) {
    auto* file = static_cast<MemoryFile*>(handle);
    const std::uint64_t rest = file->position < file->bytes.size() ? file->bytes.size() - file->position : 0;
    const auto size = std::min(static_cast<std::uint64_t>(count), rest);
    if (size > 0) std::memcpy(out, &file->bytes[file->position], size);
    file->position += size;
    return static_cast<tmsize_t>(size);
}

tmsize_t writeMemory(thandle_t handle, void* data, tmsize_t count) {
    auto* file = static_cast<MemoryFile*>(handle);
    const auto size = static_cast<std::uint64_t>(count);
    if (file->position + size > file->bytes.size()) file->bytes.resize(file->position + size);
    std::memcpy(&file->bytes[file->position], data, size);
    file->position += size;
    return count;
}

toff_t seekMemory(thandle_t handle, toff_t offset, int whence) {
    auto* file = static_cast<MemoryFile*>(handle);
    if (whence == SEEK_CUR) offset += file->position;
    if (whence == SEEK_END) offset += file->bytes.size();
    return file->position = offset;
}

int closeMemory(thandle_t /*handle*/) {
    return 0;
}

toff_t memorySize(thandle_t handle) {
    return static_cast<MemoryFile*>(handle)->bytes.size();
}

void setTiffFields(TIFF* file, const Raster& page, const TiffOptions& options) {
    TIFFSetField(file, TIFFTAG_IMAGEWIDTH, page.width);
    TIFFSetField(file, TIFFTAG_IMAGELENGTH, page.height);
    TIFFSetField(file, TIFFTAG_SAMPLESPERPIXEL, page.channels);
    TIFFSetField(file, TIFFTAG_BITSPERSAMPLE, options.depth);
    TIFFSetField(file, TIFFTAG_COMPRESSION, options.compression);
    TIFFSetField(file, TIFFTAG_PLANARCONFIG, options.planar ? PLANARCONFIG_SEPARATE : PLANARCONFIG_CONTIG);
    if (options.orientation != 0) TIFFSetField(file, TIFFTAG_ORIENTATION, options.orientation);
    const int photometric = options.cmyk        ? PHOTOMETRIC_SEPARATED
                            : page.channels < 3 ? PHOTOMETRIC_MINISBLACK
                                                : PHOTOMETRIC_RGB;
    TIFFSetField(file, TIFFTAG_PHOTOMETRIC, photometric);
    if (page.channels == 2 || (page.channels == 4 && !options.cmyk)) {
        const std::uint16_t extra[1] = {EXTRASAMPLE_UNASSALPHA};
        TIFFSetField(file, TIFFTAG_EXTRASAMPLES, 1, extra);
    }
    if (options.tiled) {
        TIFFSetField(file, TIFFTAG_TILEWIDTH, 16);
        TIFFSetField(file, TIFFTAG_TILELENGTH, 16);
    } else {
        TIFFSetField(file, TIFFTAG_ROWSPERSTRIP, options.rowsPerStrip);
    }
}

// One row as stored: of all channels, or of one plane.
Bytes tiffRow(const Raster& page, const TiffOptions& options, int y, int plane) {
    Bytes row;
    if (options.depth == 1) {
        row.resize(static_cast<std::size_t>((page.width + 7) / 8));
        for (int x = 0; x < page.width; ++x) {
            if (*page.at(x, y) >= 128)
                row[static_cast<std::size_t>(x / 8)] |= static_cast<std::uint8_t>(0x80 >> (x % 8));
        }
        return row;
    }
    for (int x = 0; x < page.width; ++x) {
        for (int c = 0; c < page.channels; ++c) {
            if (options.planar && c != plane) continue;
            for (int i = 0; i < options.depth / 8; ++i)
                row.push_back(page.at(x, y)[c]);
        }
    }
    return row;
}

void writeTiles(TIFF* file, const Raster& page) {
    for (int top = 0; top < page.height; top += 16) {
        for (int left = 0; left < page.width; left += 16) {
            Bytes tile;
            for (int i = 0; i < 256; ++i) {
                const int x = std::min(left + i % 16, page.width - 1);
                const int y = std::min(top + i / 16, page.height - 1);
                tile.insert(tile.end(), page.at(x, y), page.at(x, y) + page.channels);
            }
            TIFFWriteTile(file, tile.data(), static_cast<std::uint32_t>(left),
                          static_cast<std::uint32_t>(top), 0, 0);
        }
    }
}

} // namespace

Bytes tiff(const std::vector<Raster>& pages, const TiffOptions& options) {
    MemoryFile memory;
    TIFF* file = TIFFClientOpen("memory", "wm", &memory, readMemory, writeMemory, seekMemory, closeMemory,
                                memorySize, nullptr, nullptr);
    if (file == nullptr) throw std::runtime_error("cannot write TIFF");
    for (const auto& page : pages) {
        setTiffFields(file, page, options);
        if (options.tiled) {
            writeTiles(file, page);
        } else {
            for (int plane = 0; plane < (options.planar ? page.channels : 1); ++plane) {
                for (int y = 0; y < page.height; ++y) {
                    Bytes row = tiffRow(page, options, y, plane);
                    TIFFWriteScanline(file, row.data(), static_cast<std::uint32_t>(y),
                                      static_cast<std::uint16_t>(plane));
                }
            }
        }
        if (TIFFWriteDirectory(file) == 0) throw std::runtime_error("cannot write TIFF");
    }
    TIFFClose(file);
    return memory.bytes;
}

namespace {

int appendToGif(GifFileType* file, const GifByteType* data, int size) {
    auto* out = static_cast<Bytes*>(file->UserData);
    out->insert(out->end(), data, data + size);
    return size;
}

} // namespace

Bytes gif(int width, int height, const std::vector<Color>& colors, const std::vector<GifFrame>& frames,
          bool interlaced) {
    Bytes out;
    int error = 0;
    GifFileType* file = EGifOpen(&out, appendToGif, &error);
    std::vector<GifColorType> table;
    for (const auto& color : colors)
        table.push_back({color[0], color[1], color[2]});
    ColorMapObject* map = GifMakeMapObject(static_cast<int>(table.size()), table.data());
    EGifSetGifVersion(file, true);
    bool good = file != nullptr && EGifPutScreenDesc(file, width, height, 8, 0, map) == GIF_OK;
    for (const auto& frame : frames) {
        if (frame.transparent) {
            const GraphicsControlBlock control{DISPOSE_DO_NOT, false, 10, *frame.transparent};
            GifByteType bytes[4];
            const auto size = EGifGCBToExtension(&control, bytes);
            good = good &&
                   EGifPutExtension(file, GRAPHICS_EXT_FUNC_CODE, static_cast<int>(size), bytes) == GIF_OK;
        }
        const Raster& indices = frame.indices;
        good = good && EGifPutImageDesc(file, frame.left, frame.top, indices.width, indices.height,
                                        interlaced, nullptr) == GIF_OK;
        std::vector<int> rows;
        for (const auto& [start, step] :
             interlaced ? std::vector<std::pair<int, int>>{{0, 8}, {4, 8}, {2, 4}, {1, 2}}
                        : std::vector<std::pair<int, int>>{{0, 1}}) {
            for (int y = start; y < indices.height; y += step)
                rows.push_back(y);
        }
        for (const int y : rows) {
            Bytes row(indices.at(0, y), indices.at(0, y) + indices.width);
            good = good && EGifPutLine(file, row.data(), indices.width) == GIF_OK;
        }
    }
    GifFreeMapObject(map);
    good = EGifCloseFile(file, &error) == GIF_OK && good;
    if (!good) throw std::runtime_error("cannot encode GIF");
    return out;
}

namespace {

// Runs of equal indices, absolute runs for 3 and more that differ, and ends of lines.
Bytes runLengthCode(const Raster& raster, int depth) {
    Bytes out;
    for (int y = raster.height - 1; y >= 0; --y) {
        for (int x = 0; x < raster.width;) {
            int same = 1;
            while (x + same < raster.width && same < 255 && *raster.at(x + same, y) == *raster.at(x, y))
                ++same;
            const std::uint8_t value = *raster.at(x, y);
            if (same == 1 && x + 4 <= raster.width) {
                out.insert(out.end(), {0, 4});
                for (int i = 0; i < 4; ++i) {
                    if (depth == 8) out.push_back(*raster.at(x + i, y));
                    if (depth == 4 && i % 2 == 0)
                        out.push_back(
                            static_cast<std::uint8_t>(*raster.at(x + i, y) << 4 | *raster.at(x + i + 1, y)));
                }
                x += 4;
                continue;
            }
            out.push_back(static_cast<std::uint8_t>(same));
            out.push_back(depth == 8 ? value : static_cast<std::uint8_t>(value << 4 | value));
            x += same;
        }
        out.insert(out.end(), {0, 0});
    }
    out.insert(out.end(), {0, 1});
    return out;
}

Bytes bmpRow(const Raster& raster, int y, int depth) {
    Bytes row;
    int filled = 0;
    for (int x = 0; x < raster.width; ++x) {
        const std::uint8_t* pixel = raster.at(x, y);
        if (depth == 16) {
            appendLittle(
                row, static_cast<std::uint64_t>(pixel[0] >> 3 << 10 | pixel[1] >> 3 << 5 | pixel[2] >> 3), 2);
        } else if (depth >= 24) {
            row.insert(row.end(), {pixel[2], pixel[1], pixel[0]});
            if (depth == 32) row.push_back(raster.channels == 4 ? pixel[3] : std::uint8_t{0});
        } else {
            if (filled % 8 == 0) row.push_back(0);
            row.back() = static_cast<std::uint8_t>(row.back() | pixel[0] << (8 - depth - filled % 8));
            filled += depth;
        }
    }
    while (row.size() % 4 != 0)
        row.push_back(0);
    return row;
}

} // namespace

Bytes bmp(const Raster& raster, const BmpOptions& options) {
    const std::uint64_t headerBytes = options.core ? 12 : options.alpha ? 108 : 40;
    const std::uint64_t colors = options.depth <= 8 ? std::uint64_t{1} << options.depth : 0;
    Bytes pixels;
    if (options.runLength) {
        pixels = runLengthCode(raster, options.depth);
    } else {
        for (int i = 0; i < raster.height; ++i) {
            const Bytes row = bmpRow(raster, options.fromTop ? i : raster.height - 1 - i, options.depth);
            pixels.insert(pixels.end(), row.begin(), row.end());
        }
    }
    Bytes out{'B', 'M'};
    const std::uint64_t offset = 14 + headerBytes + colors * 4;
    appendLittle(out, offset + pixels.size(), 4);
    appendLittle(out, 0, 4);
    appendLittle(out, offset, 4);
    appendLittle(out, headerBytes, 4);
    const int dimensionBytes = options.core ? 2 : 4;
    appendLittle(out, static_cast<std::uint64_t>(raster.width), dimensionBytes);
    const std::int64_t height = options.fromTop ? -raster.height : raster.height;
    appendLittle(out, static_cast<std::uint64_t>(height), dimensionBytes);
    appendLittle(out, 1, 2);
    appendLittle(out, static_cast<std::uint64_t>(options.depth), 2);
    if (!options.core) {
        appendLittle(out, options.runLength ? (options.depth == 8 ? 1 : 2) : options.alpha ? 3 : 0, 4);
        appendLittle(out, pixels.size(), 4);
        appendLittle(out, 0, 16);
    }
    if (options.alpha) {
        for (const std::uint64_t mask : {0xFF0000ULL, 0xFF00ULL, 0xFFULL, 0xFF000000ULL})
            appendLittle(out, mask, 4);
        appendLittle(out, 0, 8);
        while (out.size() < 14 + headerBytes)
            out.push_back(0);
    }
    for (std::uint64_t i = 0; i < colors; ++i) {
        const std::uint64_t grey = i * 255 / (colors - 1);
        appendLittle(out, grey | grey << 8 | grey << 16, 4);
    }
    out.insert(out.end(), pixels.begin(), pixels.end());
    return out;
}

} // namespace sparlet::test
