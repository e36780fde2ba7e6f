// Any bytes as a picture: refused with a reason, or decoded to pixels of the size the header gives.
#include "fuzz_seeds.h"
#include "image/image_file.h"
#include "support/picture_writer.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

// Small, so that inputs are many a second; the size changes nothing in the decoders but their speed.
constexpr sparlet::image::DecodeLimits kLimits{std::uint64_t{1} << 20, 200'000};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sparlet;
    const std::span<const std::uint8_t> bytes(data, size);
    const auto header = image::probe(bytes);
    for (const int wantedSide : {0, 9}) {
        const auto picture = image::decode(bytes, wantedSide, kLimits);
        if (!picture) {
            require(!picture.error().message.empty() && picture.error().code != ErrorCode::Internal);
            continue;
        }
        require(header.ok());
        const bool turned = header->orientation >= 5;
        const int width = turned ? header->height : header->width;
        const int height = turned ? header->width : header->height;
        require(picture->width > 0 && picture->width <= width && picture->height > 0 &&
                picture->height <= height);
        if (wantedSide == 0) require(picture->width == width && picture->height == height);
        const int wanted = std::min({wantedSide, width, height});
        require(std::min(picture->width, picture->height) >= wanted);
        require(picture->rgb.size() ==
                static_cast<std::size_t>(picture->width) * static_cast<std::size_t>(picture->height) * 3);
    }
    return 0;
}

namespace sparlet::fuzz {

void addFuzzSeeds(const std::function<void(std::span<const std::uint8_t>)>& add) {
    using namespace test;
    const Raster rgb = noise(19, 13, 3, 1);
    Raster indices = noise(19, 13, 1, 2);
    for (auto& index : indices.data)
        index &= 3;
    const std::vector<Color> colors{kRed, kGreen, kBlue, kWhite};
    add(jpeg(rgb, {.orientation = 6}));
    add(jpeg(rgb, {.progressive = true, .fullColor = false}));
    add(jpeg(noise(19, 13, 4, 3), {.arithmetic = true, .restartInterval = 1}));
    add(png(rgb, {.interlaced = true, .orientation = 3}));
    add(png(noise(19, 13, 2, 4), {.depth = 16}));
    add(png(fourCorners(19, 13), {.palette = true}));
    add(bmp(indices, {.depth = 4, .runLength = true}));
    add(bmp(indices, {.depth = 8, .runLength = true}));
    add(bmp(noise(19, 13, 4, 5), {.depth = 32, .alpha = true}));
    add(bmp(rgb, {.core = true}));
    add(webp(rgb, {.orientation = 8}));
    add(webp(noise(19, 13, 4, 6), {.lossless = false}));
    add(webpAnimation(24, 20, noise(8, 8, 4, 7), noise(24, 20, 4, 8)));
    add(tiff({rgb}, {.tiled = true}));
    add(tiff({rgb}, {.compression = 5, .orientation = 7, .planar = true}));
    add(tiff({indices}, {.depth = 1, .compression = 4}));
    add(gif(19, 13, colors, {{0, 0, indices, 1}}, true));
}

} // namespace sparlet::fuzz
