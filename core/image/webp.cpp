// libwebp itself and not through OpenCV: it shrinks while it decodes, and reads the first frame of
// animations.
#include "image/decoder_internal.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <webp/decode.h>
#include <webp/demux.h>

namespace sparlet::image {
namespace {

constexpr std::uint64_t kFixedBytes = 1 << 20;

Error errorOf(VP8StatusCode status) {
    switch (status) {
    case VP8_STATUS_SUSPENDED:
    case VP8_STATUS_NOT_ENOUGH_DATA:
        return cutShort();
    case VP8_STATUS_OUT_OF_MEMORY:
        return {ErrorCode::OutOfMemory, "there is not enough memory to decode it"};
    case VP8_STATUS_UNSUPPORTED_FEATURE:
        return notSupported("a WebP feature of a later version");
    default:
        return damaged("the WebP data is not valid");
    }
}

// One still bitstream, scaled to width × height, in `channels` (3: RGB, 4: RGBA) bytes a pixel.
Result<std::vector<std::uint8_t>> decodeStill(Bytes bytes, int width, int height, int channels, bool scale) {
    WebPDecoderConfig config;
    if (WebPInitDecoderConfig(&config) == 0)
        return Error{ErrorCode::Internal, "the WebP library does not fit this program"};
    const auto stride = static_cast<std::size_t>(width) * static_cast<std::size_t>(channels);
    std::vector<std::uint8_t> pixels(stride * static_cast<std::size_t>(height));
    config.options.use_scaling = scale ? 1 : 0;
    config.options.scaled_width = width;
    config.options.scaled_height = height;
    config.output.colorspace = channels == 4 ? MODE_RGBA : MODE_RGB;
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = pixels.data();
    config.output.u.RGBA.stride = static_cast<int>(stride);
    config.output.u.RGBA.size = pixels.size();
    const VP8StatusCode status = WebPDecode(bytes.data(), bytes.size(), &config);
    WebPFreeDecBuffer(&config.output);
    if (status != VP8_STATUS_OK) return errorOf(status);
    return pixels;
}

// The decoder's own planes: 4 bytes a pixel of a lossless picture and some for its tables, up to 2 for the
// alpha of a lossy one, a few rows of any other.
std::uint64_t workingBytes(const WebPBitstreamFeatures& features) {
    constexpr int lossy = 1;
    const auto area =
        static_cast<std::uint64_t>(features.width) * static_cast<std::uint64_t>(features.height);
    if (features.has_animation != 0 || features.format != lossy) return kFixedBytes + area * 5;
    return kFixedBytes + (features.has_alpha != 0 ? area * 2 : 0);
}

struct DemuxDeleter {
    void operator()(WebPDemuxer* demuxer) const { WebPDemuxDelete(demuxer); }
};

struct FrameIterator {
    WebPIterator frame{};
    FrameIterator() = default;
    FrameIterator(const FrameIterator&) = delete;
    FrameIterator& operator=(const FrameIterator&) = delete;
    ~FrameIterator() { WebPDemuxReleaseIterator(&frame); }
};

// The first frame in its place on an empty canvas.
Result<Picture> decodeAnimation(const DecodeJob& job, int factor) {
    const WebPData data{job.bytes.data(), job.bytes.size()};
    const std::unique_ptr<WebPDemuxer, DemuxDeleter> demuxer(WebPDemux(&data));
    FrameIterator first;
    if (!demuxer || WebPDemuxGetFrame(demuxer.get(), 1, &first.frame) == 0)
        return damaged("the WebP animation has no first frame");
    const auto width = static_cast<std::size_t>(job.header.width);
    const auto height = static_cast<std::size_t>(job.header.height);
    const WebPIterator& frame = first.frame;
    if (frame.x_offset < 0 || frame.y_offset < 0 || frame.width <= 0 || frame.height <= 0 ||
        frame.width > job.header.width - frame.x_offset || frame.height > job.header.height - frame.y_offset)
        return damaged("a WebP frame lies outside its canvas");
    auto pixels =
        decodeStill(Bytes(frame.fragment.bytes, frame.fragment.size), frame.width, frame.height, 4, false);
    if (!pixels) return pixels.error();

    const auto frameWidth = static_cast<std::size_t>(frame.width);
    std::vector<std::uint8_t> canvasRow(width * 4);
    RowSink sink(job.header.width, job.header.height, factor);
    for (std::size_t y = 0; y < height; ++y) {
        std::fill(canvasRow.begin(), canvasRow.end(), std::uint8_t{0});
        const std::size_t row = y - static_cast<std::size_t>(frame.y_offset);
        if (row < static_cast<std::size_t>(frame.height)) {
            const auto from = pixels->begin() + static_cast<std::ptrdiff_t>(row * frameWidth * 4);
            std::copy_n(from, frameWidth * 4, canvasRow.begin() + std::ptrdiff_t{frame.x_offset} * 4);
        }
        sink.pushRgba(canvasRow.data());
    }
    return sink.take();
}

} // namespace

Result<Picture> decodeWebp(DecodeJob& job) {
    // The container says how long it is; a byte of padding may be missing.
    const std::uint64_t claimed = numberOrZero(job.bytes, 4, 4, ByteOrder::Little) + 8;
    if (claimed > job.bytes.size() + 1) return cutShort();
    WebPBitstreamFeatures features;
    if (const auto status = WebPGetFeatures(job.bytes.data(), job.bytes.size(), &features);
        status != VP8_STATUS_OK)
        return errorOf(status);
    if (features.width != job.header.width || features.height != job.header.height)
        return damaged("two headers that contradict each other");

    const int factor = shrinkFactor(job.header, job.wantedSide);
    const bool animated = features.has_animation != 0;
    const auto area =
        static_cast<std::uint64_t>(job.header.width) * static_cast<std::uint64_t>(job.header.height);
    const std::uint64_t output = outputBytes(job.header, factor);
    const std::uint64_t rgba = animated ? area * 4 : features.has_alpha != 0 ? output * 4 / 3 : 0;
    if (auto status = job.memory.extend(workingBytes(features) + rgba + output); !status)
        return status.error();
    if (animated) return decodeAnimation(job, factor);

    const int width = (job.header.width + factor - 1) / factor;
    const int height = (job.header.height + factor - 1) / factor;
    const int channels = features.has_alpha != 0 ? 4 : 3;
    auto pixels = decodeStill(job.bytes, width, height, channels, factor > 1);
    if (!pixels) return pixels.error();
    if (channels == 3) return Picture{width, height, std::move(*pixels)};
    RowSink sink(width, height, 1);
    for (int y = 0; y < height; ++y)
        sink.pushRgba(&(*pixels)[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) * 4]);
    return sink.take();
}

} // namespace sparlet::image
