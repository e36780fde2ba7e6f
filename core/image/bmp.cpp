// Windows and OS/2 bitmaps: 1, 4, 8 (plain and run-length), 16, 24 and 32 bits with any masks. Written here:
// OpenCV's reader prints on errors, ignores alpha, and cannot be given the pixels row by row.
#include "image/decoder_internal.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

namespace sparlet::image {
namespace {

constexpr std::uint64_t kFixedBytes = 1 << 16;

enum class Packing { Plain, Rle8, Rle4, Masks };

struct Mask {
    std::uint32_t bits = 0;
    int shift = 0;
    std::uint32_t most = 0; // 0: the channel is not there

    explicit Mask(std::uint64_t mask = 0)
        : bits(static_cast<std::uint32_t>(mask)), shift(std::countr_zero(bits) % 32), most(bits >> shift) {}

    std::uint8_t of(std::uint32_t pixel, std::uint8_t absent) const {
        if (most == 0) return absent;
        const std::uint64_t value = (pixel & bits) >> shift;
        return static_cast<std::uint8_t>((value * 255 + most / 2) / most);
    }
};

struct Layout {
    int bitsPerPixel = 0;
    Packing packing = Packing::Plain;
    bool fromTop = false;
    std::uint64_t pixels = 0; // offset
    std::uint64_t stride = 0;
    std::array<Mask, 4> masks; // red, green, blue, alpha
    std::vector<std::array<std::uint8_t, 3>> palette;
};

std::uint64_t little(Bytes bytes, std::uint64_t at, unsigned count) {
    return numberOrZero(bytes, at, count, ByteOrder::Little);
}

void readMasks(Bytes bytes, std::uint64_t headerBytes, std::uint64_t compression, Layout& layout) {
    if (layout.bitsPerPixel == 16) layout.masks = {Mask(0x7C00), Mask(0x03E0), Mask(0x001F), Mask(0)};
    if (layout.bitsPerPixel == 32) layout.masks = {Mask(0xFF0000), Mask(0xFF00), Mask(0xFF), Mask(0)};
    if (compression != 3 && compression != 6) return;
    // Behind the 40-byte header, or part of a longer one at the same place.
    const bool hasAlpha = compression == 6 || headerBytes >= 56;
    for (std::size_t i = 0; i < 4; ++i)
        layout.masks[i] = Mask(i < 3 || hasAlpha ? little(bytes, 54 + 4 * i, 4) : 0);
}

void readPalette(Bytes bytes, std::uint64_t headerBytes, std::uint64_t used, Layout& layout) {
    const std::uint64_t full = std::uint64_t{1} << layout.bitsPerPixel;
    const std::uint64_t count = used == 0 ? full : std::min(used, full);
    const unsigned entryBytes = headerBytes == 12 ? 3 : 4;
    for (std::uint64_t i = 0; i < count; ++i) {
        const Bytes entry = subspan(bytes, 14 + headerBytes + i * entryBytes, 3);
        if (entry.size() < 3) break;
        layout.palette.push_back({entry[2], entry[1], entry[0]});
    }
}

Result<Layout> readLayout(Bytes bytes, const Header& header) {
    const std::uint64_t headerBytes = little(bytes, 14, 4);
    const bool core = headerBytes == 12;
    Layout layout;
    layout.pixels = little(bytes, 10, 4);
    layout.bitsPerPixel = static_cast<int>(little(bytes, core ? 24 : 28, 2));
    layout.fromTop = !core && little(bytes, 22, 4) >> 31 != 0;
    const std::uint64_t compression = headerBytes >= 20 ? little(bytes, 30, 4) : 0;
    const std::uint64_t used = headerBytes >= 36 ? little(bytes, 46, 4) : 0;
    const int depth = layout.bitsPerPixel;
    if (depth == 0) return damaged("its header does not say how many bits a pixel takes");
    if (compression == 4 || compression == 5) return notSupported("a bitmap that holds a JPEG or PNG");
    if (compression == 1 && depth == 8) {
        layout.packing = Packing::Rle8;
    } else if (compression == 2 && depth == 4) {
        layout.packing = Packing::Rle4;
    } else if ((compression == 3 || compression == 6) && (depth == 16 || depth == 32) && headerBytes >= 40) {
        layout.packing = Packing::Masks;
    } else if (compression != 0) {
        return notSupported("bitmap compression " + std::to_string(compression));
    }
    if (depth != 1 && depth != 4 && depth != 8 && depth != 16 && depth != 24 && depth != 32)
        return notSupported("a bitmap of " + std::to_string(depth) + " bits a pixel");
    if (depth <= 8) readPalette(bytes, headerBytes, used, layout);
    if (depth <= 8 && layout.palette.empty()) return damaged("it has no colour table");
    readMasks(bytes, headerBytes, compression, layout);
    layout.stride =
        (static_cast<std::uint64_t>(header.width) * static_cast<std::uint64_t>(depth) + 31) / 32 * 4;
    return layout;
}

// Run-length coded pixels as one index a pixel, rows as stored.
class RunLengthDecoder {
public:
    RunLengthDecoder(Bytes data, const Header& header, bool fourBits)
        : data_(data), width_(static_cast<std::size_t>(header.width)),
          height_(static_cast<std::size_t>(header.height)), fourBits_(fourBits),
          indices_(width_ * height_, 0) {}

    Status run();
    const std::uint8_t* row(std::size_t y) const { return &indices_[y * width_]; }

private:
    std::optional<std::uint8_t> next() {
        if (at_ >= data_.size()) return std::nullopt;
        return data_[at_++];
    }
    void put(std::uint8_t index) {
        if (x_ < width_ && y_ < height_) indices_[y_ * width_ + x_] = index;
        ++x_;
    }
    std::uint8_t half(std::uint8_t value, std::size_t i) const {
        if (!fourBits_) return value;
        return i % 2 == 0 ? static_cast<std::uint8_t>(value >> 4) : static_cast<std::uint8_t>(value & 0xF);
    }
    Status literal(std::size_t count);
    // True: the picture is over.
    Result<bool> escape();

    Bytes data_;
    std::size_t width_;
    std::size_t height_;
    bool fourBits_;
    std::vector<std::uint8_t> indices_;
    std::size_t at_ = 0;
    std::size_t x_ = 0;
    std::size_t y_ = 0;
};

Status RunLengthDecoder::literal(std::size_t count) {
    const std::size_t bytes = fourBits_ ? (count + 1) / 2 : count;
    if (bytes > data_.size() - at_) return cutShort();
    for (std::size_t i = 0; i < count; ++i)
        put(half(data_[at_ + (fourBits_ ? i / 2 : i)], i));
    at_ = std::min(at_ + bytes + bytes % 2, data_.size());
    return {};
}

Result<bool> RunLengthDecoder::escape() {
    const auto code = next();
    if (!code) return cutShort();
    if (*code == 0) {
        x_ = 0;
        ++y_;
    } else if (*code == 1) {
        return true;
    } else if (*code == 2) {
        const auto right = next();
        const auto up = next();
        if (!right || !up) return cutShort();
        x_ += *right;
        y_ += *up;
    } else if (auto status = literal(*code); !status) {
        return status.error();
    }
    return false;
}

Status RunLengthDecoder::run() {
    while (y_ < height_) {
        const auto count = next();
        if (!count) return cutShort();
        if (*count == 0) {
            auto over = escape();
            if (!over) return over.error();
            if (*over) return {};
            continue;
        }
        const auto value = next();
        if (!value) return cutShort();
        for (std::size_t i = 0; i < *count; ++i)
            put(half(*value, i));
    }
    return {};
}

Status paletteRow(const Layout& layout, const std::uint8_t* indices, int width, std::uint8_t* rgb) {
    for (int x = 0; x < width; ++x, rgb += 3) {
        if (indices[x] >= layout.palette.size()) return damaged("a colour that its table does not have");
        std::copy_n(layout.palette[indices[x]].begin(), 3, rgb);
    }
    return {};
}

void unpackIndices(Bytes row, int depth, int width, std::uint8_t* indices) {
    const int perByte = 8 / depth;
    const int most = (1 << depth) - 1;
    for (int x = 0; x < width; ++x) {
        const int shift = 8 - depth * (x % perByte + 1);
        indices[x] = static_cast<std::uint8_t>(row[static_cast<std::size_t>(x / perByte)] >> shift & most);
    }
}

// RGBA of a row of 16, 24 or 32 bits a pixel.
void unpackColors(Bytes row, const Layout& layout, int width, bool useAlpha, std::uint8_t* rgba) {
    const auto pixelBytes = static_cast<unsigned>(layout.bitsPerPixel / 8);
    for (int x = 0; x < width; ++x, rgba += 4) {
        const auto pixel =
            static_cast<std::uint32_t>(little(row, static_cast<std::uint64_t>(x) * pixelBytes, pixelBytes));
        if (pixelBytes == 3) {
            rgba[0] = static_cast<std::uint8_t>(pixel >> 16);
            rgba[1] = static_cast<std::uint8_t>(pixel >> 8);
            rgba[2] = static_cast<std::uint8_t>(pixel);
            rgba[3] = 255;
            continue;
        }
        for (std::size_t c = 0; c < 3; ++c)
            rgba[c] = layout.masks[c].of(pixel, 0);
        rgba[3] = useAlpha ? layout.masks[3].of(pixel, 255) : 255;
    }
}

// Many programs declare an alpha channel and leave it 0 everywhere; the picture is opaque then.
bool hasVisibleAlpha(Bytes pixels, const Layout& layout) {
    if (layout.masks[3].bits == 0) return false;
    const auto pixelBytes = static_cast<unsigned>(layout.bitsPerPixel / 8);
    for (std::uint64_t at = 0; at + pixelBytes <= pixels.size(); at += pixelBytes) {
        if ((little(pixels, at, pixelBytes) & layout.masks[3].bits) != 0) return true;
    }
    return false;
}

Result<Picture> readPlain(const DecodeJob& job, const Layout& layout, int factor) {
    const int width = job.header.width;
    const auto height = static_cast<std::uint64_t>(job.header.height);
    const Bytes pixels = subspan(job.bytes, layout.pixels, layout.stride * height);
    if (pixels.size() < layout.stride * height) return cutShort();
    const bool indexed = layout.bitsPerPixel <= 8;
    const bool useAlpha = !indexed && hasVisibleAlpha(pixels, layout);
    std::vector<std::uint8_t> unpacked(static_cast<std::size_t>(width) * (indexed ? 1 : 4));
    std::vector<std::uint8_t> rgb(indexed ? static_cast<std::size_t>(width) * 3 : 0);
    RowSink sink(width, job.header.height, factor);
    for (std::uint64_t y = 0; y < height; ++y) {
        const Bytes row =
            subspan(pixels, layout.stride * (layout.fromTop ? y : height - 1 - y), layout.stride);
        if (indexed) {
            unpackIndices(row, layout.bitsPerPixel, width, unpacked.data());
            if (auto status = paletteRow(layout, unpacked.data(), width, rgb.data()); !status)
                return status.error();
            sink.push(rgb.data());
        } else {
            unpackColors(row, layout, width, useAlpha, unpacked.data());
            sink.pushRgba(unpacked.data());
        }
    }
    return sink.take();
}

Result<Picture> readRunLength(const DecodeJob& job, const Layout& layout, int factor) {
    const auto height = static_cast<std::size_t>(job.header.height);
    RunLengthDecoder decoder(subspan(job.bytes, layout.pixels, job.bytes.size()), job.header,
                             layout.packing == Packing::Rle4);
    if (auto status = decoder.run(); !status) return status.error();
    std::vector<std::uint8_t> rgb(static_cast<std::size_t>(job.header.width) * 3);
    RowSink sink(job.header.width, job.header.height, factor);
    for (std::size_t y = 0; y < height; ++y) {
        const std::uint8_t* row = decoder.row(layout.fromTop ? y : height - 1 - y);
        if (auto status = paletteRow(layout, row, job.header.width, rgb.data()); !status)
            return status.error();
        sink.push(rgb.data());
    }
    return sink.take();
}

} // namespace

Result<Picture> decodeBmp(DecodeJob& job) {
    auto layout = readLayout(job.bytes, job.header);
    if (!layout) return layout.error();
    const bool runLength = layout->packing == Packing::Rle8 || layout->packing == Packing::Rle4;
    const int factor = shrinkFactor(job.header, job.wantedSide);
    const auto area =
        static_cast<std::uint64_t>(job.header.width) * static_cast<std::uint64_t>(job.header.height);
    const std::uint64_t rows = static_cast<std::uint64_t>(job.header.width) * 8;
    const std::uint64_t needed =
        kFixedBytes + rows + (runLength ? area : 0) + outputBytes(job.header, factor);
    if (auto status = job.memory.extend(needed); !status) return status.error();
    return runLength ? readRunLength(job, *layout, factor) : readPlain(job, *layout, factor);
}

} // namespace sparlet::image
