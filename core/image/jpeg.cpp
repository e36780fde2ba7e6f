// libjpeg-turbo itself and not through OpenCV, which fills what is missing of a truncated file with grey and
// says nothing, prints to standard error, and cannot decode scaled with a choice of scale.
#include "image/decoder_internal.h"

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <memory>

// clang-format off
#include <jpeglib.h>  // first: jerror.h depends on what it defines
#include <jerror.h>
// clang-format on

namespace sparlet::image {
namespace {

// Encoders write about ten; more is an attempt to keep the decoder busy for ever.
constexpr int kMostScans = 100;
constexpr int kScaleDenominator = 8;
constexpr std::uint64_t kFixedBytes = 1 << 16;

struct ErrorManager {
    jpeg_error_mgr base;
    std::jmp_buf jump;
    int code;
    bool tooManyScans;
    char message[JMSG_LENGTH_MAX];
};

[[noreturn]] void fail(j_common_ptr info) {
    auto* errors = reinterpret_cast<ErrorManager*>(info->err);
    errors->code = info->err->msg_code;
    info->err->format_message(info, errors->message);
    std::longjmp(errors->jump, 1);
}

// Warnings that mean missing or wrong pixels are failures here; the others (bytes between segments, odd but
// decodable headers) are common in good files.
void noteMessage(j_common_ptr info, int level) {
    if (level >= 0) return;
    switch (info->err->msg_code) {
    case JWRN_HIT_MARKER:
    case JWRN_JPEG_EOF:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC:
        fail(info);
    default:
        ++info->err->num_warnings;
    }
}

void printNothing(j_common_ptr /*info*/) {}

struct Source {
    jpeg_source_mgr base;
    bool ended;
};

boolean fillPastEnd(j_decompress_ptr info) {
    static constexpr JOCTET endOfImage[2] = {0xFF, JPEG_EOI};
    reinterpret_cast<Source*>(info->src)->ended = true;
    info->src->next_input_byte = endOfImage;
    info->src->bytes_in_buffer = 2;
    return TRUE;
}

void skipBytes(j_decompress_ptr info, long count) {
    if (count <= 0) return;
    const auto wanted = static_cast<std::size_t>(count);
    if (wanted >= info->src->bytes_in_buffer) {
        fillPastEnd(info);
        return;
    }
    info->src->next_input_byte += wanted;
    info->src->bytes_in_buffer -= wanted;
}

void nothingToDo(j_decompress_ptr /*info*/) {}

void limitScans(j_common_ptr info) {
    if (info->is_decompressor == FALSE) return;
    if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number <= kMostScans) return;
    reinterpret_cast<ErrorManager*>(info->err)->tooManyScans = true;
    fail(info);
}

// Everything that lives across a longjmp, so that the functions that may be left by one own nothing.
struct Decoder {
    jpeg_decompress_struct info{};
    ErrorManager errors{};
    Source source{};
    jpeg_progress_mgr progress{};
    std::vector<std::uint8_t> row;
    std::unique_ptr<RowSink> sink;

    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;
    explicit Decoder(Bytes bytes) {
        info.err = jpeg_std_error(&errors.base);
        errors.base.error_exit = fail;
        errors.base.emit_message = noteMessage;
        errors.base.output_message = printNothing;
        source.base.next_input_byte = bytes.data();
        source.base.bytes_in_buffer = bytes.size();
        source.base.init_source = nothingToDo;
        source.base.fill_input_buffer = fillPastEnd;
        source.base.skip_input_data = skipBytes;
        source.base.resync_to_restart = jpeg_resync_to_restart;
        source.base.term_source = nothingToDo;
        progress.progress_monitor = limitScans;
    }
    ~Decoder() { jpeg_destroy_decompress(&info); }
};

bool isCmyk(const jpeg_decompress_struct& info) {
    return info.jpeg_color_space == JCS_CMYK || info.jpeg_color_space == JCS_YCCK;
}

bool readHeader(Decoder& decoder) {
    if (setjmp(decoder.errors.jump) != 0) return false;
    jpeg_create_decompress(&decoder.info);
    decoder.info.src = &decoder.source.base;
    decoder.info.progress = &decoder.progress;
    jpeg_read_header(&decoder.info, TRUE);
    return true;
}

void chooseOutput(jpeg_decompress_struct& info, int wantedSide) {
    info.out_color_space = isCmyk(info) ? JCS_CMYK : JCS_RGB;
    info.dct_method = JDCT_ISLOW;
    info.scale_denom = kScaleDenominator;
    info.scale_num = kScaleDenominator;
    if (wantedSide <= 0) return;
    // By halves only: libjpeg-turbo has vector code for these, and 5/8 takes longer than the whole picture
    // (500 × 375: 0.66 ms against 0.50).
    const std::uint64_t side = std::min(info.image_width, info.image_height);
    while (info.scale_num > 1 &&
           side * (info.scale_num / 2) >= static_cast<std::uint64_t>(wantedSide) * kScaleDenominator)
        info.scale_num /= 2;
}

// Without the pixels: libjpeg's own working memory. All coefficients of a picture in several scans are held.
std::uint64_t workingBytes(const jpeg_decompress_struct& info, bool severalScans) {
    constexpr std::uint64_t blockBytes = DCTSIZE2 * sizeof(JCOEF);
    std::uint64_t blocks = 0;
    for (int i = 0; i < info.num_components; ++i) {
        const jpeg_component_info& component = info.comp_info[i];
        blocks += std::uint64_t{component.width_in_blocks + 8} * (component.height_in_blocks + 8);
    }
    const std::uint64_t rows = std::uint64_t{info.image_width} * 4 * 64;
    return kFixedBytes + rows + (severalScans ? blocks * blockBytes : 0);
}

// CMYK without a profile: Adobe's files hold the values inverted, others do not.
void cmykToRgb(const std::uint8_t* cmyk, std::uint8_t* rgb, int width, bool inverted) {
    for (int x = 0; x < width; ++x, cmyk += 4, rgb += 3) {
        for (int c = 0; c < 3; ++c) {
            const int ink = inverted ? cmyk[c] : 255 - cmyk[c];
            const int black = inverted ? cmyk[3] : 255 - cmyk[3];
            rgb[c] = static_cast<std::uint8_t>((ink * black + 127) / 255);
        }
    }
}

bool startDecoding(Decoder& decoder) {
    if (setjmp(decoder.errors.jump) != 0) return false;
    jpeg_start_decompress(&decoder.info);
    return true;
}

bool readRow(Decoder& decoder, std::uint8_t* row) {
    if (setjmp(decoder.errors.jump) != 0) return false;
    return jpeg_read_scanlines(&decoder.info, &row, 1) == 1;
}

Error errorOf(const Decoder& decoder) {
    if (decoder.errors.tooManyScans) return damaged("it has more scans than any encoder writes");
    switch (decoder.errors.code) {
    case JWRN_HIT_MARKER:
    case JWRN_JPEG_EOF:
    case JERR_INPUT_EOF:
        return cutShort();
    case JERR_OUT_OF_MEMORY:
        return {ErrorCode::OutOfMemory, "there is not enough memory to decode it"};
    case JERR_BAD_PRECISION:
    case JERR_SOF_UNSUPPORTED:
    case JERR_ARITH_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_CCIR601_NOTIMPL:
        return notSupported(decoder.errors.message);
    default:
        return damaged(decoder.errors.message);
    }
}

} // namespace

Result<Picture> decodeJpeg(DecodeJob& job) {
    Decoder decoder(job.bytes);
    auto& info = decoder.info;
    if (!readHeader(decoder)) return errorOf(decoder);
    if (static_cast<int>(info.image_width) != job.header.width ||
        static_cast<int>(info.image_height) != job.header.height)
        return damaged("two headers that contradict each other");
    chooseOutput(info, job.wantedSide);
    jpeg_calc_output_dimensions(&info);
    const bool severalScans = jpeg_has_multiple_scans(&info) == TRUE;

    Header scaled = job.header;
    scaled.width = static_cast<int>(info.output_width);
    scaled.height = static_cast<int>(info.output_height);
    if (auto status = job.memory.extend(workingBytes(info, severalScans) + outputBytes(scaled, 1)); !status)
        return status.error();

    if (!startDecoding(decoder)) return errorOf(decoder);
    decoder.sink = std::make_unique<RowSink>(scaled.width, scaled.height, 1);
    decoder.row.resize(static_cast<std::size_t>(scaled.width) * 4);
    std::vector<std::uint8_t> rgb(isCmyk(info) ? static_cast<std::size_t>(scaled.width) * 3 : 0);
    for (int y = 0; y < scaled.height; ++y) {
        if (!readRow(decoder, decoder.row.data())) return errorOf(decoder);
        if (isCmyk(info))
            cmykToRgb(decoder.row.data(), rgb.data(), scaled.width, info.saw_Adobe_marker == TRUE);
        decoder.sink->push(isCmyk(info) ? rgb.data() : decoder.row.data());
    }
    // One Huffman-coded scan that lacks nothing but the end marker is a whole picture. With several scans the
    // later ones are missing then, and the arithmetic decoder does not notice that its data has ended.
    if (decoder.source.ended && (severalScans || info.arith_code == TRUE)) return cutShort();
    return decoder.sink->take();
}

namespace {

struct Encoder {
    jpeg_compress_struct info{};
    ErrorManager errors{};
    unsigned char* buffer = nullptr;
    unsigned long size = 0;

    Encoder(const Encoder&) = delete;
    Encoder& operator=(const Encoder&) = delete;
    Encoder() {
        info.err = jpeg_std_error(&errors.base);
        errors.base.error_exit = fail;
        errors.base.output_message = printNothing;
    }
    ~Encoder() {
        jpeg_destroy_compress(&info);
        std::free(buffer);
    }
};

bool encode(Encoder& encoder, const Picture& picture, int quality) {
    if (setjmp(encoder.errors.jump) != 0) return false;
    auto& info = encoder.info;
    jpeg_create_compress(&info);
    jpeg_mem_dest(&info, &encoder.buffer, &encoder.size);
    info.image_width = static_cast<JDIMENSION>(picture.width);
    info.image_height = static_cast<JDIMENSION>(picture.height);
    info.input_components = 3;
    info.in_color_space = JCS_RGB;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, quality, TRUE);
    jpeg_start_compress(&info, TRUE);
    const std::size_t stride = static_cast<std::size_t>(picture.width) * 3;
    while (info.next_scanline < info.image_height) {
        auto* row = const_cast<JSAMPROW>(&picture.rgb[stride * info.next_scanline]);
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    return true;
}

} // namespace

Result<std::vector<std::uint8_t>> encodeJpeg(const Picture& picture, int quality) {
    const auto samples = static_cast<std::uint64_t>(std::max(picture.width, 0)) *
                         static_cast<std::uint64_t>(std::max(picture.height, 0)) * 3;
    if (samples == 0 || samples != picture.rgb.size())
        return Error{ErrorCode::InvalidArgument, "There is no picture to write as JPEG."};
    if (quality < 1 || quality > 100)
        return Error{ErrorCode::InvalidArgument,
                     "JPEG quality " + std::to_string(quality) + " is not between 1 and 100."};
    if (std::max(picture.width, picture.height) > JPEG_MAX_DIMENSION)
        return Error{ErrorCode::TooLarge, "A JPEG cannot be wider or higher than 65500 pixels."};
    Encoder encoder;
    if (!encode(encoder, picture, quality))
        return Error{ErrorCode::Internal, std::string("The picture could not be written as JPEG (") +
                                              encoder.errors.message + ")."};
    return std::vector<std::uint8_t>(encoder.buffer, encoder.buffer + encoder.size);
}

} // namespace sparlet::image
