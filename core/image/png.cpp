// libpng itself and not through OpenCV, which lets it print to standard error and holds the picture at full
// depth and size.
#include "image/decoder_internal.h"

#include <csetjmp>
#include <cstring>
#include <memory>
#include <png.h>

namespace sparlet::image {
namespace {

constexpr std::uint64_t kFixedBytes = 1 << 20;
constexpr png_alloc_size_t kMostChunkBytes = 8 << 20;

struct Decoder {
    png_structp png = nullptr;
    png_infop info = nullptr;
    Bytes rest;
    bool ended = false;
    std::string message;

    Decoder() = default;
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;
    ~Decoder() { png_destroy_read_struct(&png, &info, nullptr); }
};

[[noreturn]] void fail(png_structp png, png_const_charp message) {
    static_cast<Decoder*>(png_get_error_ptr(png))->message = message;
    png_longjmp(png, 1);
}

void ignoreWarning(png_structp /*png*/, png_const_charp /*message*/) {}

void readBytes(png_structp png, png_bytep out, std::size_t count) {
    auto* decoder = static_cast<Decoder*>(png_get_io_ptr(png));
    if (count > decoder->rest.size()) {
        decoder->ended = true;
        png_error(png, "unexpected end");
    }
    std::memcpy(out, decoder->rest.data(), count);
    decoder->rest = decoder->rest.subspan(count);
}

// Chunks whose content is not looked at: they can be large, and their errors would be noise.
void ignoreExtras(png_structp png) {
    static constexpr png_byte names[] = "iCCP\0zTXt\0iTXt\0tEXt\0eXIf\0sPLT\0hIST\0tIME";
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, names, (sizeof(names)) / 5);
}

// 8 bits, RGB or RGBA, whatever is stored.
bool readHeader(Decoder& decoder) {
    if (setjmp(png_jmpbuf(decoder.png)) != 0) return false;
    png_structp png = decoder.png;
    png_set_read_fn(png, &decoder, readBytes);
    png_set_benign_errors(png, 1);
    png_set_chunk_malloc_max(png, kMostChunkBytes);
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    ignoreExtras(png);
    png_read_info(png, decoder.info);
    png_set_expand(png);
    png_set_scale_16(png);
    png_set_gray_to_rgb(png);
    png_set_interlace_handling(png);
    png_read_update_info(png, decoder.info);
    return true;
}

bool readRow(Decoder& decoder, png_bytep row) {
    if (setjmp(png_jmpbuf(decoder.png)) != 0) return false;
    png_read_row(decoder.png, row, nullptr);
    return true;
}

// The last checksums are behind the last row.
bool finish(Decoder& decoder) {
    if (setjmp(png_jmpbuf(decoder.png)) != 0) return false;
    png_read_end(decoder.png, nullptr);
    return true;
}

Error errorOf(const Decoder& decoder) {
    if (decoder.ended) return cutShort();
    if (decoder.message.find("emory") != std::string::npos)
        return {ErrorCode::OutOfMemory, "there is not enough memory to decode it"};
    return damaged(decoder.message);
}

void pushRow(RowSink& sink, const std::uint8_t* row, int channels) {
    if (channels == 4) {
        sink.pushRgba(row);
    } else {
        sink.push(row);
    }
}

Result<Picture> readPixels(Decoder& decoder, const DecodeJob& job, int channels, int passes) {
    const auto rowBytes = static_cast<std::size_t>(png_get_rowbytes(decoder.png, decoder.info));
    const auto height = static_cast<std::size_t>(job.header.height);
    RowSink sink(job.header.width, job.header.height, shrinkFactor(job.header, job.wantedSide));
    // Interlaced pictures fill in pass by pass, so all rows are kept until the last.
    std::vector<std::uint8_t> rows(passes > 1 ? rowBytes * height : rowBytes);
    for (int pass = 0; pass < passes; ++pass) {
        for (std::size_t y = 0; y < height; ++y) {
            std::uint8_t* row = &rows[passes > 1 ? rowBytes * y : 0];
            if (!readRow(decoder, row)) return errorOf(decoder);
            if (pass + 1 == passes) pushRow(sink, row, channels);
        }
    }
    if (!finish(decoder)) return errorOf(decoder);
    return sink.take();
}

} // namespace

Result<Picture> decodePng(DecodeJob& job) {
    Decoder decoder;
    decoder.rest = job.bytes;
    decoder.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &decoder, fail, ignoreWarning);
    if (decoder.png != nullptr) decoder.info = png_create_info_struct(decoder.png);
    if (decoder.info == nullptr)
        return Error{ErrorCode::OutOfMemory, "there is not enough memory to decode it"};
    if (!readHeader(decoder)) return errorOf(decoder);
    if (static_cast<int>(png_get_image_width(decoder.png, decoder.info)) != job.header.width ||
        static_cast<int>(png_get_image_height(decoder.png, decoder.info)) != job.header.height)
        return damaged("two headers that contradict each other");

    const int channels = png_get_channels(decoder.png, decoder.info);
    if (channels != 3 && channels != 4) return notSupported(std::to_string(channels) + " channels");
    const bool interlaced = png_get_interlace_type(decoder.png, decoder.info) != PNG_INTERLACE_NONE;
    const auto width = static_cast<std::uint64_t>(job.header.width);
    const std::uint64_t kept = interlaced ? static_cast<std::uint64_t>(job.header.height) : 8;
    const std::uint64_t needed = kFixedBytes + width * 8 * 4 +
                                 width * kept * static_cast<unsigned>(channels) +
                                 outputBytes(job.header, shrinkFactor(job.header, job.wantedSide));
    if (auto status = job.memory.extend(needed); !status) return status.error();
    return readPixels(decoder, job, channels, interlaced ? 7 : 1);
}

} // namespace sparlet::image
