#include "report/backends_internal.h"

#include <cmath>
#include <csetjmp>
#include <png.h>

namespace sparlet::report {

namespace {

struct Writer {
    png_structp png = nullptr;
    png_infop info = nullptr;
    ~Writer() { png_destroy_write_struct(&png, &info); }
};

extern "C" void appendPng(png_structp png, png_bytep bytes, std::size_t length) {
    auto* into = static_cast<std::string*>(png_get_io_ptr(png));
    into->append(reinterpret_cast<const char*>(bytes), length);
}
extern "C" void flushPng(png_structp /*png*/) {}

/// libpng leaves by longjmp: no object with a destructor may begin its life in here.
bool encode(Writer& writer, const Pixels& pixels, int dpi, std::vector<png_text>& texts,
            std::vector<png_const_bytep>& rows, std::string& out) {
    if (setjmp(png_jmpbuf(writer.png)) != 0) return false; // NOLINT(cert-err52-cpp)
    png_set_write_fn(writer.png, &out, appendPng, flushPng);
    png_set_IHDR(writer.png, writer.info, static_cast<png_uint_32>(pixels.width),
                 static_cast<png_uint_32>(pixels.height), 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (dpi > 0) {
        const auto perMetre = static_cast<png_uint_32>(std::lround(dpi / 0.0254));
        png_set_pHYs(writer.png, writer.info, perMetre, perMetre, PNG_RESOLUTION_METER);
    }
    if (!texts.empty()) {
        png_set_text(writer.png, writer.info, texts.data(), static_cast<int>(texts.size()));
    }
    png_write_info(writer.png, writer.info);
    png_write_image(writer.png, const_cast<png_bytepp>(rows.data()));
    png_write_end(writer.png, nullptr);
    return true;
}

} // namespace

Result<std::string> writePng(const Pixels& pixels, int dpi,
                             const std::vector<std::pair<std::string, std::string>>& texts) {
    std::vector<std::pair<std::string, std::string>> kept = texts;
    std::vector<png_text> chunks;
    for (auto& [name, text] : kept) {
        png_text one{};
        one.compression = PNG_ITXT_COMPRESSION_NONE; // UTF-8
        one.key = name.data();
        one.text = text.data();
        one.itxt_length = text.size();
        chunks.push_back(one);
    }
    std::vector<png_const_bytep> rows;
    for (std::size_t y = 0; y < static_cast<std::size_t>(pixels.height); ++y)
        rows.push_back(pixels.rgb.data() + 3U * y * static_cast<std::size_t>(pixels.width));
    std::string out;
    Writer writer;
    writer.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    if (writer.png != nullptr) writer.info = png_create_info_struct(writer.png);
    if (writer.info == nullptr || !encode(writer, pixels, dpi, chunks, rows, out)) {
        return Error{ErrorCode::Internal, "The PNG could not be written."};
    }
    return out;
}

} // namespace sparlet::report
