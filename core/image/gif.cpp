// giflib: OpenCV 4.6 has no GIF. The first frame in its place on a white canvas.
#include "image/decoder_internal.h"

#include <gif_lib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>

namespace sparlet::image {
namespace {

constexpr std::uint64_t kFixedBytes = 1 << 20;
// Of blocks before the first picture.
constexpr int kMostBlocks = 100'000;

struct GifCloser {
    void operator()(GifFileType* file) const {
        int error = 0;
        static_cast<void>(DGifCloseFile(file, &error));
    }
};
using GifHandle = std::unique_ptr<GifFileType, GifCloser>;

int readStream(GifFileType* file, GifByteType* out, int count) {
    auto* rest = static_cast<Bytes*>(file->UserData);
    const std::size_t size = std::min(rest->size(), static_cast<std::size_t>(std::max(count, 0)));
    if (size > 0) std::memcpy(out, rest->data(), size);
    *rest = rest->subspan(size);
    return static_cast<int>(size);
}

Error errorOf(int code) {
    switch (code) {
    case D_GIF_ERR_READ_FAILED:
    case D_GIF_ERR_EOF_TOO_SOON:
        return cutShort();
    case D_GIF_ERR_NOT_ENOUGH_MEM:
        return {ErrorCode::OutOfMemory, "there is not enough memory to decode it"};
    default: {
        const char* text = GifErrorString(code);
        return damaged(text == nullptr ? "the GIF data is not valid" : text);
    }
    }
}

// Up to the first picture; its transparent colour, if it has one.
Result<std::optional<int>> findFirstFrame(GifFileType* file) {
    std::optional<int> transparent;
    for (int block = 0; block < kMostBlocks; ++block) {
        GifRecordType type = UNDEFINED_RECORD_TYPE;
        if (DGifGetRecordType(file, &type) == GIF_ERROR) return errorOf(file->Error);
        if (type == IMAGE_DESC_RECORD_TYPE) {
            if (DGifGetImageDesc(file) == GIF_ERROR) return errorOf(file->Error);
            return transparent;
        }
        if (type != EXTENSION_RECORD_TYPE) break;
        int code = 0;
        GifByteType* data = nullptr;
        if (DGifGetExtension(file, &code, &data) == GIF_ERROR) return errorOf(file->Error);
        for (bool first = true; data != nullptr; first = false) {
            GraphicsControlBlock control{};
            if (first && code == GRAPHICS_EXT_FUNC_CODE &&
                DGifExtensionToGCB(data[0], data + 1, &control) == GIF_OK)
                transparent = control.TransparentColor == NO_TRANSPARENT_COLOR
                                  ? std::nullopt
                                  : std::optional<int>(control.TransparentColor);
            if (DGifGetExtensionNext(file, &data) == GIF_ERROR) return errorOf(file->Error);
        }
    }
    return damaged("it holds no picture");
}

// The order in which an interlaced picture stores its rows: 0, 8, 16 … 4, 12 … 2, 6 … 1, 3 …
std::vector<int> rowOrder(int height, bool interlaced) {
    std::vector<int> order;
    order.reserve(static_cast<std::size_t>(height));
    constexpr std::array<std::array<int, 2>, 4> passes{{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
    if (interlaced) {
        for (const auto& [start, step] : passes) {
            for (int y = start; y < height; y += step)
                order.push_back(y);
        }
    } else {
        for (int y = 0; y < height; ++y)
            order.push_back(y);
    }
    return order;
}

Status drawFrame(GifFileType* file, std::optional<int> transparent, Picture& canvas) {
    const GifImageDesc& frame = file->Image;
    const ColorMapObject* colors = frame.ColorMap != nullptr ? frame.ColorMap : file->SColorMap;
    if (colors == nullptr || colors->Colors == nullptr) return damaged("it has no colour table");
    std::vector<GifPixelType> row(static_cast<std::size_t>(frame.Width));
    for (const int y : rowOrder(frame.Height, frame.Interlace)) {
        if (DGifGetLine(file, row.data(), frame.Width) == GIF_ERROR) return errorOf(file->Error);
        const int canvasY = frame.Top + y;
        for (int x = 0; x < frame.Width; ++x) {
            const int index = row[static_cast<std::size_t>(x)];
            if (transparent == index) continue;
            if (index >= colors->ColorCount) return damaged("a colour that its table does not have");
            const int canvasX = frame.Left + x;
            if (canvasX >= canvas.width || canvasY >= canvas.height) continue;
            const GifColorType& color = colors->Colors[index];
            std::uint8_t* out =
                &canvas.rgb[(static_cast<std::size_t>(canvasY) * static_cast<std::size_t>(canvas.width) +
                             static_cast<std::size_t>(canvasX)) *
                            3];
            out[0] = color.Red;
            out[1] = color.Green;
            out[2] = color.Blue;
        }
    }
    return {};
}

} // namespace

Result<Picture> decodeGif(DecodeJob& job) {
    Bytes rest = job.bytes;
    int code = 0;
    const GifHandle file(DGifOpen(&rest, readStream, &code));
    if (!file) return errorOf(code);
    auto transparent = findFirstFrame(file.get());
    if (!transparent) return transparent.error();
    if (file->Image.Width <= 0 || file->Image.Height <= 0) return damaged("its first frame is empty");

    const int factor = shrinkFactor(job.header, job.wantedSide);
    const auto width = static_cast<std::size_t>(job.header.width);
    const auto height = static_cast<std::size_t>(job.header.height);
    const std::uint64_t needed =
        kFixedBytes + std::uint64_t{width} * height * 3 + (factor > 1 ? outputBytes(job.header, factor) : 0);
    if (auto status = job.memory.extend(needed); !status) return status.error();

    Picture canvas{job.header.width, job.header.height, std::vector<std::uint8_t>(width * height * 3, 255)};
    if (auto status = drawFrame(file.get(), *transparent, canvas); !status) return status.error();
    if (factor == 1) return canvas;
    RowSink sink(job.header.width, job.header.height, factor);
    for (std::size_t y = 0; y < height; ++y)
        sink.push(&canvas.rgb[y * width * 3]);
    return sink.take();
}

} // namespace sparlet::image
