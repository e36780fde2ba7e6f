// libtiff itself and not through OpenCV: its messages stay in the handle, its allocations are bounded, and
// the picture is read strip by strip.
#include "image/tiff_internal.h"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <memory>
namespace sparlet::image {
namespace {

constexpr std::uint64_t kFixedBytes = 1 << 20;
constexpr std::uint32_t kLeastBandRows = 64;

Bytes contentOf(const TiffStream& stream) {
    return stream.written.empty() ? stream.bytes : Bytes(stream.written);
}

tmsize_t readStream(thandle_t handle, void* out, tmsize_t count) {
    auto* stream = static_cast<TiffStream*>(handle);
    if (count <= 0) return 0;
    const Bytes piece = subspan(contentOf(*stream), stream->position, static_cast<std::uint64_t>(count));
    if (!piece.empty()) std::memcpy(out, piece.data(), piece.size());
    stream->position += piece.size();
    return static_cast<tmsize_t>(piece.size());
}

// Only of what tilesToStrips() makes, which is not larger than the memory that was reserved for it.
tmsize_t writeStream(thandle_t handle, void* data, tmsize_t count) {
    auto* stream = static_cast<TiffStream*>(handle);
    const auto size = static_cast<std::uint64_t>(count);
    if (count <= 0 || stream->position > kDecodeMemory || size > kDecodeMemory) return 0;
    const std::uint64_t end = stream->position + size;
    if (end > stream->written.size()) stream->written.resize(static_cast<std::size_t>(end));
    std::memcpy(&stream->written[static_cast<std::size_t>(stream->position)], data,
                static_cast<std::size_t>(size));
    stream->position = end;
    return count;
}

toff_t seekStream(thandle_t handle, toff_t offset, int whence) {
    auto* stream = static_cast<TiffStream*>(handle);
    if (whence == SEEK_CUR) offset += stream->position;
    if (whence == SEEK_END) offset += contentOf(*stream).size();
    stream->position = offset;
    return offset;
}

int closeNothing(thandle_t /*handle*/) {
    return 0;
}

toff_t streamSize(thandle_t handle) {
    return contentOf(*static_cast<TiffStream*>(handle)).size();
}

[[gnu::format(printf, 4, 0)]] int noteError(TIFF* /*tiff*/, void* user, const char* /*module*/,
                                            const char* format, va_list arguments) {
    auto* stream = static_cast<TiffStream*>(user);
    if (stream->firstError.empty()) {
        std::array<char, 256> text{};
        std::vsnprintf(text.data(), text.size(), format, arguments);
        stream->firstError = text.data();
    }
    return 1;
}

// Most warnings are about unknown tags; those of the fax and JPEG decoders are about missing pixels.
int noteWarning(TIFF* /*tiff*/, void* user, const char* module, const char* /*format*/,
                va_list /*arguments*/) {
    const std::string_view name = module == nullptr ? "" : module;
    if (name.starts_with("Fax") || name.starts_with("JPEGLib"))
        static_cast<TiffStream*>(user)->pixelsMissing = true;
    return 1;
}

struct OptionsDeleter {
    void operator()(TIFFOpenOptions* options) const { TIFFOpenOptionsFree(options); }
};

struct RgbaImage {
    TIFFRGBAImage image{};
    bool begun = false;
    RgbaImage() = default;
    RgbaImage(const RgbaImage&) = delete;
    RgbaImage& operator=(const RgbaImage&) = delete;
    ~RgbaImage() {
        if (begun) TIFFRGBAImageEnd(&image);
    }
};

Error errorOf(const TiffStream& stream) {
    if (stream.firstError.find("emory") != std::string::npos)
        return {ErrorCode::OutOfMemory, "there is not enough memory to decode it"};
    for (const char* sign :
         {"Read error", "Invalid strip byte count", "Not enough data", "not enough data"}) {
        if (stream.firstError.find(sign) != std::string::npos) return cutShort();
    }
    return damaged(stream.firstError.empty() ? "the TIFF data is not valid" : stream.firstError);
}

// How the picture is read: bands of whole strips or rows of tiles.
struct Plan {
    std::uint32_t bandRows = 0;
    std::uint64_t bytes = 0;
};

Plan planReading(TIFF* tiff, const DecodeJob& job, int factor) {
    const auto height = static_cast<std::uint32_t>(job.header.height);
    Plan plan;
    std::uint64_t pieceBytes = 0;
    std::uint32_t pieceRows = height;
    if (TIFFIsTiled(tiff) != 0) {
        TIFFGetField(tiff, TIFFTAG_TILELENGTH, &pieceRows);
        pieceBytes = TIFFTileSize64(tiff);
    } else {
        TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &pieceRows);
        pieceBytes = TIFFStripSize64(tiff);
    }
    pieceRows = std::clamp<std::uint32_t>(pieceRows, 1, height);
    const std::uint32_t pieces = std::max<std::uint32_t>(1, kLeastBandRows / pieceRows);
    plan.bandRows = std::min(height, pieceRows * pieces);
    std::uint16_t planes = 1;
    std::uint16_t arrangement = PLANARCONFIG_CONTIG;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &arrangement);
    if (arrangement == PLANARCONFIG_SEPARATE) TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &planes);
    const std::uint64_t raster =
        std::uint64_t{plan.bandRows} * static_cast<std::uint64_t>(job.header.width) * 4;
    // A strip decoded (one a plane), and packed it is at most the file.
    const std::uint64_t limited = std::min(pieceBytes, kDecodeMemory + 1);
    plan.bytes = kFixedBytes + raster + limited * planes + job.bytes.size() + outputBytes(job.header, factor);
    return plan;
}

// libtiff gives RGBA with colours multiplied by alpha, whatever the file has.
void premultipliedOverWhite(const std::uint32_t* pixels, std::uint8_t* rgb, int width) {
    for (int x = 0; x < width; ++x, rgb += 3) {
        const std::uint32_t pixel = pixels[x];
        const std::uint32_t white = 255 - TIFFGetA(pixel);
        rgb[0] = static_cast<std::uint8_t>(std::min<std::uint32_t>(255, TIFFGetR(pixel) + white));
        rgb[1] = static_cast<std::uint8_t>(std::min<std::uint32_t>(255, TIFFGetG(pixel) + white));
        rgb[2] = static_cast<std::uint8_t>(std::min<std::uint32_t>(255, TIFFGetB(pixel) + white));
    }
}

std::uint16_t compressionOf(TIFF* tiff) {
    std::uint16_t compression = COMPRESSION_NONE;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &compression);
    return compression;
}

Status checkFields(TIFF* tiff, const Header& header) {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
    if (width != static_cast<std::uint32_t>(header.width) ||
        height != static_cast<std::uint32_t>(header.height))
        return damaged("two headers that contradict each other");
    if (compressionOf(tiff) == COMPRESSION_OJPEG)
        return notSupported("the withdrawn JPEG compression of TIFF 6.0");
    std::array<char, 1024> reason{};
    if (TIFFRGBAImageOK(tiff, reason.data()) == 0) return notSupported(reason.data());
    return {};
}

Result<Picture> readPixels(TIFF* tiff, TiffStream& stream, const DecodeJob& job, const Plan& plan,
                           int factor) {
    std::array<char, 1024> reason{};
    RgbaImage rgba;
    rgba.begun = TIFFRGBAImageBegin(&rgba.image, tiff, 1, reason.data()) != 0;
    if (!rgba.begun) return stream.firstError.empty() ? notSupported(reason.data()) : errorOf(stream);
    // Rows in the order they are stored: turning the picture upright is ours to do.
    rgba.image.req_orientation = rgba.image.orientation;
    stream.firstError.clear();
    const auto width = static_cast<std::uint32_t>(job.header.width);
    const auto height = static_cast<std::uint32_t>(job.header.height);
    std::vector<std::uint32_t> raster(std::size_t{plan.bandRows} * width);
    std::vector<std::uint8_t> rgb(std::size_t{width} * 3);
    RowSink sink(job.header.width, job.header.height, factor);
    for (std::uint32_t top = 0; top < height; top += plan.bandRows) {
        const std::uint32_t rows = std::min(plan.bandRows, height - top);
        rgba.image.row_offset = static_cast<int>(top);
        rgba.image.col_offset = 0;
        if (TIFFRGBAImageGet(&rgba.image, raster.data(), width, rows) == 0) return errorOf(stream);
        if (!stream.firstError.empty()) return errorOf(stream);
        if (stream.pixelsMissing) return cutShort();
        for (std::uint32_t y = 0; y < rows; ++y) {
            premultipliedOverWhite(&raster[std::size_t{y} * width], rgb.data(), job.header.width);
            sink.push(rgb.data());
        }
    }
    return sink.take();
}

} // namespace

TiffHandle openTiff(TiffStream& stream, const char* mode) {
    const std::unique_ptr<TIFFOpenOptions, OptionsDeleter> options(TIFFOpenOptionsAlloc());
    if (!options) return nullptr;
    TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), static_cast<tmsize_t>(kDecodeMemory));
    TIFFOpenOptionsSetErrorHandlerExtR(options.get(), noteError, &stream);
    TIFFOpenOptionsSetWarningHandlerExtR(options.get(), noteWarning, &stream);
    return TiffHandle(TIFFClientOpenExt("picture", mode, &stream, readStream, writeStream, seekStream,
                                        closeNothing, streamSize, nullptr, nullptr, options.get()));
}

Result<Picture> decodeTiff(DecodeJob& job) {
    TiffStream stream;
    stream.bytes = job.bytes;
    // "m": no memory mapping; the bytes are in memory already.
    TiffHandle tiff = openTiff(stream, "rm");
    if (!tiff) return errorOf(stream);
    if (auto status = checkFields(tiff.get(), job.header); !status) return status.error();

    const int factor = shrinkFactor(job.header, job.wantedSide);
    const Plan plan = planReading(tiff.get(), job, factor);
    const bool plainTiles = TIFFIsTiled(tiff.get()) != 0 && compressionOf(tiff.get()) == COMPRESSION_NONE;
    // A vector that grows holds its old and its new content for a moment; and a strip may be all of the
    // picture.
    const std::uint64_t copy = plainTiles ? bytesOfStrips(tiff.get()) * 3 : 0;
    if (auto status = job.memory.extend(plan.bytes + copy); !status) return status.error();
    if (!plainTiles) return readPixels(tiff.get(), stream, job, plan, factor);

    TiffStream striped;
    if (!tilesToStrips(tiff.get(), striped)) return errorOf(stream);
    striped.position = 0;
    tiff = openTiff(striped, "rm");
    if (!tiff) return errorOf(striped);
    return readPixels(tiff.get(), striped, job, plan, factor);
}

} // namespace sparlet::image
