#include "base/printable.h"
#include "image/decoder_internal.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>

namespace sparlet::image {
namespace {

int dividedUp(int value, int by) {
    return (value + by - 1) / by;
}

// The pixel that stands at (x, y) of the upright picture, in the stored one; EXIF 2.3, tag 0x0112.
std::pair<int, int> storedPosition(int x, int y, int width, int height, int orientation) {
    switch (orientation) {
    case 2:
        return {width - 1 - x, y};
    case 3:
        return {width - 1 - x, height - 1 - y};
    case 4:
        return {x, height - 1 - y};
    case 5:
        return {y, x};
    case 6:
        return {y, height - 1 - x};
    case 7:
        return {width - 1 - y, height - 1 - x};
    case 8:
        return {width - 1 - y, x};
    default:
        return {x, y};
    }
}

} // namespace

Error damaged(const std::string& detail) {
    return {ErrorCode::Corrupt, "it is damaged (" + printable(detail) + ")"};
}

Error notSupported(const std::string& detail) {
    return {ErrorCode::Unsupported, "it is of a kind that Sparlet does not read (" + printable(detail) + ")"};
}

int shrinkFactor(const Header& header, int wantedSide) {
    if (wantedSide <= 0) return 1;
    const std::int64_t keep = std::int64_t{wantedSide} * kSpareScale;
    const std::int64_t factor = std::min(header.width, header.height) / keep;
    // 255² × 255 × 255 pixels of 255 still fit the sums.
    return static_cast<int>(std::clamp<std::int64_t>(factor, 1, 255));
}

std::uint64_t outputBytes(const Header& header, int factor) {
    const auto width = static_cast<std::uint64_t>(dividedUp(header.width, factor));
    const auto height = static_cast<std::uint64_t>(dividedUp(header.height, factor));
    return width * height * 3 * (header.orientation == 1 ? 1 : 2);
}

RowSink::RowSink(int width, int height, int factor) : width_(width), height_(height), factor_(factor) {
    picture_.width = dividedUp(width, factor);
    picture_.height = dividedUp(height, factor);
    const auto samples = static_cast<std::size_t>(picture_.width) * 3;
    picture_.rgb.resize(samples * static_cast<std::size_t>(picture_.height));
    if (factor_ > 1) sums_.assign(samples, 0);
}

void RowSink::push(const std::uint8_t* rgb) {
    assert(pushed_ < height_);
    const auto samples = static_cast<std::size_t>(picture_.width) * 3;
    if (factor_ == 1) {
        std::memcpy(&picture_.rgb[samples * static_cast<std::size_t>(pushed_)], rgb, samples);
        ++pushed_;
        return;
    }
    std::uint32_t* sum = sums_.data();
    for (int x = 0; x < width_; sum += 3) {
        for (const int end = std::min(x + factor_, width_); x < end; ++x, rgb += 3) {
            sum[0] += rgb[0];
            sum[1] += rgb[1];
            sum[2] += rgb[2];
        }
    }
    ++pushed_;
    const int rows = (pushed_ - 1) % factor_ + 1;
    if (rows == factor_ || pushed_ == height_) emit(rows);
}

void RowSink::emit(int rows) {
    const auto samples = static_cast<std::size_t>(picture_.width) * 3;
    std::uint8_t* out = &picture_.rgb[samples * static_cast<std::size_t>((pushed_ - 1) / factor_)];
    const int lastColumns = width_ - (picture_.width - 1) * factor_;
    for (std::size_t i = 0; i < samples; ++i) {
        const int columns = i + 3 >= samples ? lastColumns : factor_;
        const auto count = static_cast<std::uint32_t>(rows * columns);
        out[i] = static_cast<std::uint8_t>((sums_[i] + count / 2) / count);
        sums_[i] = 0;
    }
}

void RowSink::pushRgba(const std::uint8_t* rgba) {
    composited_.resize(static_cast<std::size_t>(width_) * 3);
    for (std::size_t x = 0; x < static_cast<std::size_t>(width_); ++x) {
        for (std::size_t c = 0; c < 3; ++c)
            composited_[x * 3 + c] = overWhite(rgba[x * 4 + c], rgba[x * 4 + 3]);
    }
    push(composited_.data());
}

Picture RowSink::take() {
    assert(pushed_ == height_);
    return std::move(picture_);
}

Picture upright(Picture picture, int orientation) {
    if (orientation <= 1 || orientation > 8) return picture;
    Picture turned;
    turned.width = orientation >= 5 ? picture.height : picture.width;
    turned.height = orientation >= 5 ? picture.width : picture.height;
    turned.rgb.resize(picture.rgb.size());
    std::uint8_t* out = turned.rgb.data();
    for (int y = 0; y < turned.height; ++y) {
        for (int x = 0; x < turned.width; ++x, out += 3) {
            const auto [column, row] = storedPosition(x, y, picture.width, picture.height, orientation);
            const auto at = static_cast<std::size_t>(row) * static_cast<std::size_t>(picture.width) +
                            static_cast<std::size_t>(column);
            std::memcpy(out, &picture.rgb[at * 3], 3);
        }
    }
    return turned;
}

} // namespace sparlet::image
