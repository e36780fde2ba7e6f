#include "base/printable.h"
#include "image/image_file.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

namespace sparlet::image {
namespace {

// Pictures are prepared on many threads at once; threads within each would only get in each other's way.
void useCallingThreadOnly() {
    static const bool done = [] {
        cv::setNumThreads(1);
        return true;
    }();
    static_cast<void>(done);
}

cv::Mat view(const Picture& picture) {
    // OpenCV has no view of constant pixels; nothing writes through this one.
    return {picture.height, picture.width, CV_8UC3, const_cast<std::uint8_t*>(picture.rgb.data())};
}

[[maybe_unused]] bool isWhole(const Picture& picture) {
    return picture.width > 0 && picture.height > 0 &&
           picture.rgb.size() ==
               static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height) * 3;
}

// Sides that shrink by area averaging first, then sides that grow by bicubic: OpenCV's area averaging is
// something else as soon as one side grows.
void resizeInto(const Picture& picture, cv::Mat& out) {
    useCallingThreadOnly();
    const cv::Mat source = view(picture);
    const cv::Size shrunk(std::min(source.cols, out.cols), std::min(source.rows, out.rows));
    if (shrunk == out.size()) {
        cv::resize(source, out, out.size(), 0, 0, cv::INTER_AREA);
        return;
    }
    cv::Mat middle;
    cv::resize(source, middle, shrunk, 0, 0, cv::INTER_AREA);
    cv::resize(middle, out, out.size(), 0, 0, cv::INTER_CUBIC);
}

} // namespace

std::vector<std::uint8_t> toSquare(const Picture& picture, int side) {
    assert(isWhole(picture) && side > 0);
    std::vector<std::uint8_t> rgb(static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3);
    cv::Mat out(side, side, CV_8UC3, rgb.data());
    resizeInto(picture, out);
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
    cv::Mat out = view(small);
    resizeInto(picture, out);
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
