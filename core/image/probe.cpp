#include "image/bytes_internal.h"
#include "image/decoder_internal.h"
#include "image/tiff_tags_internal.h"

#include <algorithm>
#include <limits>

// Formats: ITU-T T.81 annex B (JPEG), the PNG specification 3rd edition, the GIF89a specification, the WebP
// container specification and RFC 6386 / the WebP lossless specification, TIFF 6.0, and the documentation of
// Windows' and OS/2's bitmap headers.

namespace sparlet::image {
namespace {

using namespace std::string_view_literals;

// Chunks and blocks that a well-formed file never comes near; keeps hostile ones cheap.
constexpr int kMostChunks = 100'000;

Error headerBroken() {
    return {ErrorCode::Corrupt, "its header is broken or cut short"};
}

Result<Header> makeHeader(Format format, std::uint64_t width, std::uint64_t height, int orientation) {
    constexpr std::uint64_t most = std::numeric_limits<int>::max();
    if (width == 0 || height == 0) return headerBroken();
    if (width > most || height > most)
        return Error{ErrorCode::TooLarge, "it claims more pixels than Sparlet reads"};
    return Header{format, static_cast<int>(width), static_cast<int>(height), orientation};
}

bool isFrameMarker(std::uint8_t marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

Result<Header> probeJpeg(Bytes bytes) {
    int orientation = 1;
    bool seenExif = false;
    std::size_t at = 2;
    while (at + 1 < bytes.size()) {
        const std::uint8_t marker = bytes[at + 1];
        if (bytes[at] != 0xFF || marker == 0x00 || marker == 0xFF) {
            ++at; // fill bytes, or garbage between segments, which decoders skip too
            continue;
        }
        at += 2;
        if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) continue;
        if (marker == 0xD9 || marker == 0xDA) return headerBroken();
        const auto length = readNumber(bytes, at, 2, ByteOrder::Big);
        if (!length || *length < 2) return headerBroken();
        const Bytes payload = subspan(bytes, at + 2, *length - 2);
        if (isFrameMarker(marker)) {
            if (payload.size() < 6) return headerBroken();
            return makeHeader(Format::Jpeg, numberOrZero(payload, 3, 2, ByteOrder::Big),
                              numberOrZero(payload, 1, 2, ByteOrder::Big), orientation);
        }
        if (marker == 0xE1 && !seenExif && hasText(payload, 0, "Exif\0"sv)) {
            seenExif = true;
            orientation = exifOrientation(payload);
        }
        at += static_cast<std::size_t>(*length);
    }
    return headerBroken();
}

Result<Header> probePng(Bytes bytes) {
    const auto width = readNumber(bytes, 16, 4, ByteOrder::Big);
    const auto height = readNumber(bytes, 20, 4, ByteOrder::Big);
    if (!hasText(bytes, 12, "IHDR") || !width || !height || bytes.size() < 33) return headerBroken();
    int orientation = 1;
    std::uint64_t at = 8;
    for (int i = 0; i < kMostChunks && at < bytes.size(); ++i) {
        const auto length = readNumber(bytes, at, 4, ByteOrder::Big);
        if (!length) break;
        if (hasText(bytes, at + 4, "IEND")) break;
        if (hasText(bytes, at + 4, "eXIf")) {
            orientation = exifOrientation(subspan(bytes, at + 8, *length));
            break;
        }
        at += 12 + *length;
    }
    return makeHeader(Format::Png, *width, *height, orientation);
}

Result<Header> probeBmp(Bytes bytes) {
    const auto headerBytes = readNumber(bytes, 14, 4, ByteOrder::Little);
    if (!headerBytes) return headerBroken();
    if (*headerBytes == 12) {
        const auto width = readNumber(bytes, 18, 2, ByteOrder::Little);
        const auto height = readNumber(bytes, 20, 2, ByteOrder::Little);
        if (!width || !height) return headerBroken();
        return makeHeader(Format::Bmp, *width, *height, 1);
    }
    const auto width = readNumber(bytes, 18, 4, ByteOrder::Little);
    const auto height = readNumber(bytes, 22, 4, ByteOrder::Little);
    if (*headerBytes < 16 || !width || !height) return headerBroken();
    // A negative height means that the rows are stored from the top.
    const auto rows = static_cast<std::int32_t>(static_cast<std::uint32_t>(*height));
    const auto columns = static_cast<std::int32_t>(static_cast<std::uint32_t>(*width));
    if (columns <= 0) return headerBroken();
    const std::int64_t absolute = rows < 0 ? -std::int64_t{rows} : std::int64_t{rows};
    return makeHeader(Format::Bmp, static_cast<std::uint64_t>(columns), static_cast<std::uint64_t>(absolute),
                      1);
}

// Width and height of the VP8, VP8L or VP8X chunk whose payload is given; nothing where it is neither.
Result<Header> probeWebpChunk(Bytes bytes, std::uint64_t at) {
    const Bytes payload = subspan(bytes, at + 8, bytes.size());
    if (hasText(bytes, at, "VP8X")) {
        const auto width = readNumber(payload, 4, 3, ByteOrder::Little);
        const auto height = readNumber(payload, 7, 3, ByteOrder::Little);
        if (!width || !height) return headerBroken();
        return makeHeader(Format::WebP, *width + 1, *height + 1, 1);
    }
    if (hasText(bytes, at, "VP8L")) {
        const auto bits = readNumber(payload, 1, 4, ByteOrder::Little);
        if (!bits || payload[0] != 0x2F) return headerBroken();
        return makeHeader(Format::WebP, (*bits & 0x3FFF) + 1, (*bits >> 14 & 0x3FFF) + 1, 1);
    }
    if (hasText(bytes, at, "VP8 ")) {
        const auto width = readNumber(payload, 6, 2, ByteOrder::Little);
        const auto height = readNumber(payload, 8, 2, ByteOrder::Little);
        if (!width || !height || !hasText(payload, 3, "\x9D\x01\x2A"sv)) return headerBroken();
        return makeHeader(Format::WebP, *width & 0x3FFF, *height & 0x3FFF, 1);
    }
    return headerBroken();
}

Result<Header> probeWebp(Bytes bytes) {
    auto header = probeWebpChunk(bytes, 12);
    if (!header || !hasText(bytes, 12, "VP8X")) return header;
    std::uint64_t at = 12;
    for (int i = 0; i < kMostChunks && at < bytes.size(); ++i) {
        const auto length = readNumber(bytes, at + 4, 4, ByteOrder::Little);
        if (!length) break;
        if (hasText(bytes, at, "EXIF")) {
            header->orientation = exifOrientation(subspan(bytes, at + 8, *length));
            break;
        }
        at += 8 + *length + (*length & 1);
    }
    return header;
}

// Old files leave the screen's size 0; the first picture's size is meant then.
Result<Header> probeGifFrame(Bytes bytes) {
    const std::uint64_t flags = numberOrZero(bytes, 10, 1, ByteOrder::Little);
    std::uint64_t at = 13 + ((flags & 0x80) != 0 ? std::uint64_t{3} << ((flags & 7) + 1) : 0);
    for (int i = 0; i < kMostChunks; ++i) {
        const auto kind = readNumber(bytes, at, 1, ByteOrder::Little);
        if (kind == 0x2C) {
            const auto width = readNumber(bytes, at + 5, 2, ByteOrder::Little);
            const auto height = readNumber(bytes, at + 7, 2, ByteOrder::Little);
            if (!width || !height) return headerBroken();
            return makeHeader(Format::Gif, *width, *height, 1);
        }
        if (kind != 0x21) return headerBroken();
        at += 2;
        for (;;) {
            const auto length = readNumber(bytes, at, 1, ByteOrder::Little);
            if (!length) return headerBroken();
            at += 1 + *length;
            if (*length == 0) break;
        }
    }
    return headerBroken();
}

Result<Header> probeGif(Bytes bytes) {
    const auto width = readNumber(bytes, 6, 2, ByteOrder::Little);
    const auto height = readNumber(bytes, 8, 2, ByteOrder::Little);
    if (!width || !height || bytes.size() < 13) return headerBroken();
    if (*width == 0 || *height == 0) return probeGifFrame(bytes);
    return makeHeader(Format::Gif, *width, *height, 1);
}

Result<Header> probeTiff(Bytes bytes) {
    const auto tags = readTiffTags(bytes);
    if (!tags) return headerBroken();
    return makeHeader(Format::Tiff, tags->width, tags->height, tags->orientation);
}

} // namespace

Result<Header> probeBytes(Bytes bytes) {
    if (bytes.empty()) return Error{ErrorCode::Corrupt, "it is empty"};
    if (hasText(bytes, 0, "\xFF\xD8\xFF"sv)) return probeJpeg(bytes);
    if (hasText(bytes, 0, "\x89PNG\r\n\x1A\n"sv)) return probePng(bytes);
    if (hasText(bytes, 0, "GIF87a") || hasText(bytes, 0, "GIF89a")) return probeGif(bytes);
    if (hasText(bytes, 0, "RIFF") && hasText(bytes, 8, "WEBP")) return probeWebp(bytes);
    if (hasText(bytes, 0, "II\x2A\0"sv) || hasText(bytes, 0, "MM\0\x2A"sv) ||
        hasText(bytes, 0, "II\x2B\0"sv) || hasText(bytes, 0, "MM\0\x2B"sv))
        return probeTiff(bytes);
    if (hasText(bytes, 0, "BM")) return probeBmp(bytes);
    return Error{ErrorCode::Unsupported,
                 "it is not a picture that Sparlet reads (JPEG, PNG, BMP, WebP, TIFF, GIF)"};
}

} // namespace sparlet::image
