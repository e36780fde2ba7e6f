#include "base/printable.h"
#include "image/image_file.h"
#include "image/resize_internal.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

namespace sparlet::image {
namespace {

[[maybe_unused]] bool isWhole(const Picture& picture) {
    return picture.width > 0 && picture.height > 0 &&
           picture.rgb.size() ==
               static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height) * 3;
}

} // namespace

std::vector<std::uint8_t> toSquare(const Picture& picture, int side) {
    assert(isWhole(picture) && side > 0);
    std::vector<std::uint8_t> rgb(static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3);
    resizeRgb(picture, side, side, rgb.data());
    return rgb;
}

Picture thumbnail(const Picture& picture, int side) {
    assert(isWhole(picture) && side > 0);
    const int longer = std::max(picture.width, picture.height);
    if (longer <= side) return picture;
    const auto scaled = [&](int length) {
        return std::max(1, static_cast<int>(std::lround(static_cast<double>(length) * side / longer)));
    };
    Picture small{scaled(picture.width), scaled(picture.height), {}};
    small.rgb.resize(static_cast<std::size_t>(small.width) * static_cast<std::size_t>(small.height) * 3);
    resizeRgb(picture, small.width, small.height, small.rgb.data());
    return small;
}

Result<Picture> crop(const Picture& picture, int x, int y, int width, int height) {
    assert(isWhole(picture));
    const auto clipped = [](std::int64_t value, int most) {
        return static_cast<int>(std::clamp<std::int64_t>(value, 0, most));
    };
    const int left = clipped(x, picture.width);
    const int top = clipped(y, picture.height);
    const int right = clipped(std::int64_t{x} + width, picture.width);
    const int bottom = clipped(std::int64_t{y} + height, picture.height);
    if (right <= left || bottom <= top)
        return Error{ErrorCode::InvalidArgument,
                     "The crop " + std::to_string(x) + "," + std::to_string(y) + "," + std::to_string(width) +
                         "," + std::to_string(height) + " lies outside the picture of " +
                         std::to_string(picture.width) + " × " + std::to_string(picture.height) + " pixels."};
    Picture part{right - left, bottom - top, {}};
    const std::size_t rowBytes = static_cast<std::size_t>(part.width) * 3;
    part.rgb.resize(rowBytes * static_cast<std::size_t>(part.height));
    for (int row = 0; row < part.height; ++row) {
        const std::size_t from =
            (static_cast<std::size_t>(top + row) * static_cast<std::size_t>(picture.width) +
             static_cast<std::size_t>(left)) *
            3;
        std::memcpy(&part.rgb[rowBytes * static_cast<std::size_t>(row)], &picture.rgb[from], rowBytes);
    }
    return part;
}

} // namespace sparlet::image
