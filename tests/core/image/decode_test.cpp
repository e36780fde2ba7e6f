// Every format and flavour against known pixels.
#include "image/image_file.h"
#include "support/picture_writer.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <tiff.h>

namespace sparlet::image {
namespace {

using namespace sparlet::test;
using test::Bytes;

Picture mustDecode(const Bytes& bytes, int wantedSide = 0) {
    auto picture = decode(bytes, wantedSide);
    EXPECT_TRUE(picture.ok()) << picture.error().message;
    return picture.ok() ? std::move(*picture) : Picture{};
}

Color at(const Picture& picture, int x, int y) {
    const auto i = static_cast<std::size_t>((y * picture.width + x) * 3);
    return {picture.rgb[i], picture.rgb[i + 1], picture.rgb[i + 2]};
}

void expectNear(const Color& actual, const Color& expected, int tolerance, const char* what) {
    for (std::size_t c = 0; c < 3; ++c)
        EXPECT_NEAR(actual[c], expected[c], tolerance) << what << " channel " << c;
}

// All pixels of `raster` (RGB) within `tolerance`.
void expectPixels(const Picture& picture, const Raster& raster, int tolerance) {
    ASSERT_EQ(picture.width, raster.width);
    ASSERT_EQ(picture.height, raster.height);
    ASSERT_EQ(picture.rgb.size(), raster.data.size());
    int worst = 0;
    for (std::size_t i = 0; i < raster.data.size(); ++i)
        worst = std::max(worst, std::abs(int{picture.rgb[i]} - int{raster.data[i]}));
    EXPECT_LE(worst, tolerance);
}

// What `convert` makes of each pixel of `raster`, as an RGB raster.
template <class Convert>
Raster converted(const Raster& raster, Convert convert) {
    Raster out{raster.width, raster.height, 3, {}};
    for (int y = 0; y < raster.height; ++y) {
        for (int x = 0; x < raster.width; ++x) {
            const Color color = convert(raster.at(x, y));
            out.data.insert(out.data.end(), color.begin(), color.end());
        }
    }
    return out;
}

std::uint8_t blended(int value, int alpha) {
    return static_cast<std::uint8_t>((value * alpha + 255 * (255 - alpha) + 127) / 255);
}

Color greyOf(const std::uint8_t* p) {
    return {p[0], p[0], p[0]};
}
Color greyAlphaOverWhite(const std::uint8_t* p) {
    const std::uint8_t v = blended(p[0], p[1]);
    return {v, v, v};
}
Color rgbaOverWhite(const std::uint8_t* p) {
    return {blended(p[0], p[3]), blended(p[1], p[3]), blended(p[2], p[3])};
}

TEST(DecodeJpeg, ColoursOfABaselinePicture) {
    const Picture picture = mustDecode(jpeg(fourCorners(64, 48)));
    ASSERT_EQ(picture.width, 64);
    ASSERT_EQ(picture.height, 48);
    expectNear(at(picture, 8, 8), kRed, 3, "top left");
    expectNear(at(picture, 56, 8), kGreen, 3, "top right");
    expectNear(at(picture, 8, 40), kBlue, 3, "bottom left");
    expectNear(at(picture, 56, 40), kWhite, 3, "bottom right");
}

TEST(DecodeJpeg, ProgressiveArithmeticAndRestartsDecodeLikeBaseline) {
    const Raster raster = gradient(75, 53);
    const Picture baseline = mustDecode(jpeg(raster));
    EXPECT_EQ(mustDecode(jpeg(raster, {.progressive = true})).rgb, baseline.rgb);
    EXPECT_EQ(mustDecode(jpeg(raster, {.arithmetic = true})).rgb, baseline.rgb);
    EXPECT_EQ(mustDecode(jpeg(raster, {.restartInterval = 3})).rgb, baseline.rgb);
    expectPixels(baseline, raster, 6);
}

TEST(DecodeJpeg, Grey) {
    const Raster grey = solid(32, 32, {77});
    expectPixels(mustDecode(jpeg(grey)), converted(grey, greyOf), 1);
}

// Ink (c, m, y, k) of 255 is full: red = (255 − c)(255 − k) / 255.
TEST(DecodeJpeg, CmykWithAndWithoutAdobesInversionAndYcck) {
    const Raster ink = solid(32, 32, {0, 200, 100, 50});
    const Color expected{205, 44, 125}; // 255·205/255, 55·205/255 = 44.2, 155·205/255 = 124.6
    for (const JpegOptions& options :
         {JpegOptions{}, JpegOptions{.adobe = false}, JpegOptions{.ycck = true}}) {
        const Picture picture = mustDecode(jpeg(ink, options));
        ASSERT_EQ(picture.width, 32);
        expectNear(at(picture, 16, 16), expected, 4, "ink");
    }
}

TEST(DecodeJpeg, DecodesScaledButNeverBelowTheSideThatIsWanted) {
    const Bytes bytes = jpeg(fourCorners(800, 600));
    struct Case {
        int wanted, width, height;
    };
    // Halves: 600/8 = 75, 600/4 = 150, 600/2 = 300.
    for (const Case& c : {Case{75, 100, 75}, Case{76, 200, 150}, Case{150, 200, 150}, Case{224, 400, 300},
                          Case{300, 400, 300}, Case{301, 800, 600}, Case{5000, 800, 600}, Case{0, 800, 600},
                          Case{1, 100, 75}}) {
        const Picture picture = mustDecode(bytes, c.wanted);
        EXPECT_EQ(picture.width, c.width) << c.wanted;
        EXPECT_EQ(picture.height, c.height) << c.wanted;
        expectNear(at(picture, picture.width / 4, picture.height / 4), kRed, 4, "top left");
        expectNear(at(picture, picture.width / 4, picture.height * 3 / 4), kBlue, 4, "bottom left");
    }
}

TEST(DecodePng, EveryColourTypeAndDepth) {
    const Raster rgb = noise(37, 23, 3, 1);
    const Raster grey = noise(37, 23, 1, 2);
    const Raster greyAlpha = noise(37, 23, 2, 3);
    const Raster rgba = noise(37, 23, 4, 4);
    for (const bool interlaced : {false, true}) {
        for (const int depth : {8, 16}) {
            const PngOptions options{.depth = depth, .interlaced = interlaced};
            expectPixels(mustDecode(png(rgb, options)), rgb, 0);
            expectPixels(mustDecode(png(grey, options)), converted(grey, greyOf), 0);
            expectPixels(mustDecode(png(greyAlpha, options)), converted(greyAlpha, greyAlphaOverWhite), 0);
            expectPixels(mustDecode(png(rgba, options)), converted(rgba, rgbaOverWhite), 0);
        }
    }
    expectPixels(mustDecode(png(fourCorners(20, 20), {.palette = true})), fourCorners(20, 20), 0);
}

TEST(DecodePng, FewBitsOfGrey) {
    Raster grey{4, 1, 1, {0x00, 0x40, 0x80, 0xC0}};
    // 2 bits: levels 0, 1, 2, 3 of 3; 1 bit: 0, 0, 1, 1; 4 bits: 0, 4, 8, 12 of 15.
    expectPixels(mustDecode(png(grey, {.depth = 2})),
                 Raster{4, 1, 3, {0, 0, 0, 85, 85, 85, 170, 170, 170, 255, 255, 255}}, 0);
    expectPixels(mustDecode(png(grey, {.depth = 1})),
                 Raster{4, 1, 3, {0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255}}, 0);
    expectPixels(mustDecode(png(grey, {.depth = 4})),
                 Raster{4, 1, 3, {0, 0, 0, 68, 68, 68, 136, 136, 136, 204, 204, 204}}, 0);
}

TEST(DecodePng, ATransparentColourBecomesWhite) {
    const Raster raster{3, 1, 3, {255, 0, 0, 0, 255, 0, 0, 0, 255}};
    const Picture picture = mustDecode(png(raster, {.transparent = kGreen}));
    EXPECT_EQ(picture.rgb, (std::vector<std::uint8_t>{255, 0, 0, 255, 255, 255, 0, 0, 255}));
}

TEST(DecodeBmp, EveryDepthAndDirection) {
    const Raster rgb = noise(13, 7, 3, 5);
    expectPixels(mustDecode(bmp(rgb)), rgb, 0);
    expectPixels(mustDecode(bmp(rgb, {.fromTop = true})), rgb, 0);
    expectPixels(mustDecode(bmp(rgb, {.core = true})), rgb, 0);
    expectPixels(mustDecode(bmp(rgb, {.depth = 32})), rgb, 0);
    // 5 bits a channel: v → (v >> 3) · 255 / 31.
    expectPixels(mustDecode(bmp(rgb, {.depth = 16})),
                 converted(rgb,
                           [](const std::uint8_t* p) {
                               const auto five = [](int v) {
                                   return static_cast<std::uint8_t>(((v >> 3) * 255 + 15) / 31);
                               };
                               return Color{five(p[0]), five(p[1]), five(p[2])};
                           }),
                 0);
}

TEST(DecodeBmp, AlphaOverWhiteUnlessItIsZeroEverywhere) {
    const Raster rgba = noise(13, 7, 4, 6);
    expectPixels(mustDecode(bmp(rgba, {.depth = 32, .alpha = true})), converted(rgba, rgbaOverWhite), 0);
    const Raster opaque = solid(4, 4, {10, 20, 30, 0});
    expectPixels(mustDecode(bmp(opaque, {.depth = 32, .alpha = true})), solid(4, 4, {10, 20, 30}), 0);
}

TEST(DecodeBmp, PaletteAndRunLengths) {
    for (const int depth : {1, 4, 8}) {
        Raster indices = noise(37, 11, 1, 7);
        const int most = (1 << depth) - 1;
        for (auto& index : indices.data)
            index = static_cast<std::uint8_t>(index & most);
        for (std::size_t i = 0; i < 200; ++i)
            indices.data[i] = 1; // long runs too
        const Raster expected = converted(indices, [&](const std::uint8_t* p) {
            const auto grey = static_cast<std::uint8_t>(p[0] * 255 / most);
            return Color{grey, grey, grey};
        });
        expectPixels(mustDecode(bmp(indices, {.depth = depth})), expected, 0);
        if (depth > 1)
            expectPixels(mustDecode(bmp(indices, {.depth = depth, .runLength = true})), expected, 0);
    }
}

TEST(DecodeWebp, LosslessLossyAlphaAndAnimation) {
    const Raster rgb = noise(37, 23, 3, 8);
    expectPixels(mustDecode(webp(rgb)), rgb, 0);
    const Picture lossy = mustDecode(webp(fourCorners(64, 64), {.lossless = false}));
    expectNear(at(lossy, 16, 16), kRed, 8, "top left");
    expectNear(at(lossy, 48, 16), kGreen, 8, "top right");
    // Fully transparent pixels lose their colour in the encoder, which alpha 0 hides again.
    const Raster rgba = noise(37, 23, 4, 9);
    expectPixels(mustDecode(webp(rgba)), converted(rgba, rgbaOverWhite), 1);

    const Picture animated =
        mustDecode(webpAnimation(20, 16, solid(8, 8, {255, 0, 0, 255}), solid(20, 16, {0, 0, 255, 255})));
    ASSERT_EQ(animated.width, 20);
    ASSERT_EQ(animated.height, 16);
    EXPECT_EQ(at(animated, 2, 2), kRed);
    EXPECT_EQ(at(animated, 9, 9), kRed);
    EXPECT_EQ(at(animated, 1, 2), kWhite);
    EXPECT_EQ(at(animated, 10, 9), kWhite);
}

TEST(DecodeTiff, CompressionsLayoutsAndDepths) {
    const Raster rgb = noise(37, 23, 3, 10);
    for (const int compression :
         {COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_PACKBITS, COMPRESSION_ADOBE_DEFLATE}) {
        expectPixels(mustDecode(tiff({rgb}, {.compression = compression})), rgb, 0);
        expectPixels(mustDecode(tiff({rgb}, {.compression = compression, .planar = true})), rgb, 0);
        expectPixels(mustDecode(tiff({rgb}, {.compression = compression, .tiled = true})), rgb, 0);
    }
    expectPixels(mustDecode(tiff({rgb}, {.depth = 16})), rgb, 0);
    expectPixels(mustDecode(tiff({rgb}, {.rowsPerStrip = 1000})), rgb, 0);
    expectPixels(mustDecode(tiff({rgb}, {.rowsPerStrip = 1})), rgb, 0);
}

TEST(DecodeTiff, GreyAlphaCmykAndOneBit) {
    const Raster grey = noise(37, 23, 1, 11);
    expectPixels(mustDecode(tiff({grey})), converted(grey, greyOf), 0);
    expectPixels(mustDecode(tiff({grey}, {.depth = 16})), converted(grey, greyOf), 0);
    const auto blackOrWhite = [](const std::uint8_t* p) { return p[0] >= 128 ? kWhite : Color{0, 0, 0}; };
    expectPixels(mustDecode(tiff({grey}, {.depth = 1})), converted(grey, blackOrWhite), 0);
    expectPixels(mustDecode(tiff({grey}, {.depth = 1, .compression = COMPRESSION_CCITTFAX4})),
                 converted(grey, blackOrWhite), 0);
    const Raster rgba = noise(37, 23, 4, 12);
    expectPixels(mustDecode(tiff({rgba})), converted(rgba, rgbaOverWhite), 1);
    const Raster ink = solid(20, 20, {0, 200, 100, 50});
    expectNear(at(mustDecode(tiff({ink}, {.cmyk = true})), 3, 3), {205, 44, 125}, 1, "ink");
}

TEST(DecodeTiff, TheFirstPageOfSeveral) {
    expectPixels(mustDecode(tiff({solid(9, 5, {1, 2, 3}), solid(30, 40, {9, 9, 9})})), solid(9, 5, {1, 2, 3}),
                 0);
}

TEST(DecodeGif, TheFirstFrameInItsPlaceOverWhite) {
    const std::vector<Color> colors{kRed, kGreen, kBlue, {10, 20, 30}};
    Raster frame = solid(4, 3, {2});
    frame.data[0] = 1;
    const Bytes bytes = gif(10, 8, colors, {{3, 2, frame, 1}, {0, 0, solid(10, 8, {0}), {}}});
    const Picture picture = mustDecode(bytes);
    ASSERT_EQ(picture.width, 10);
    ASSERT_EQ(picture.height, 8);
    EXPECT_EQ(at(picture, 0, 0), kWhite); // outside the frame
    EXPECT_EQ(at(picture, 3, 2), kWhite); // transparent
    EXPECT_EQ(at(picture, 4, 2), kBlue);
    EXPECT_EQ(at(picture, 6, 4), kBlue);
    EXPECT_EQ(at(picture, 7, 4), kWhite);
}

TEST(DecodeGif, InterlacedRowsAndFramesThatReachOutOfTheCanvas) {
    const std::vector<Color> colors{kRed, kGreen, kBlue, kWhite};
    Raster stripes{5, 19, 1, {}};
    for (int y = 0; y < 19; ++y)
        stripes.data.insert(stripes.data.end(), 5, static_cast<std::uint8_t>(y % 3));
    const Picture picture = mustDecode(gif(5, 19, colors, {{0, 0, stripes, {}}}, true));
    for (int y = 0; y < 19; ++y)
        EXPECT_EQ(at(picture, 2, y), colors[static_cast<std::size_t>(y % 3)]) << y;

    const Picture clipped = mustDecode(gif(4, 4, colors, {{2, 2, solid(9, 9, {2}), {}}}));
    EXPECT_EQ(at(clipped, 1, 1), kWhite);
    EXPECT_EQ(at(clipped, 3, 3), kBlue);
}

TEST(Decode, OtherFormatsShrinkWhileTheyAreReadAndKeepTheirColours) {
    const Raster raster = fourCorners(1003, 805);
    Raster indices{1003, 805, 1, {}};
    for (int y = 0; y < 805; ++y) {
        for (int x = 0; x < 1003; ++x)
            indices.data.push_back(static_cast<std::uint8_t>((y < 402 ? 0 : 2) + (x < 501 ? 0 : 1)));
    }
    for (const Bytes& bytes :
         {png(raster), png(raster, {.interlaced = true}), bmp(raster), webp(raster), tiff({raster}),
          gif(1003, 805, {kRed, kGreen, kBlue, kWhite}, {{0, 0, indices, {}}})}) {
        const Picture picture = mustDecode(bytes, 100);
        // The shorter side is 805 = 4 · 200 + 5: shrunk by 4, edges rounded up.
        EXPECT_EQ(picture.width, 251);
        EXPECT_EQ(picture.height, 202);
        EXPECT_EQ(at(picture, 60, 50), kRed);
        EXPECT_EQ(at(picture, 190, 50), kGreen);
        EXPECT_EQ(at(picture, 60, 150), kBlue);
        EXPECT_EQ(at(picture, 250, 201), kWhite);
    }
}

TEST(Decode, ShrinkingAveragesBlocks) {
    // 8 × 8 blocks of 4 × 4: values 0..15 average 7.5, which rounds up; for 1 wanted pixel all of 8 / 2 = 4.
    Raster raster{8, 8, 1, {}};
    for (int y = 0; y < 8; ++y) {
        for (int x = 0; x < 8; ++x)
            raster.data.push_back(static_cast<std::uint8_t>(y % 4 * 4 + x % 4 + (x >= 4 ? 100 : 0)));
    }
    const Picture picture = mustDecode(png(raster), 1);
    ASSERT_EQ(picture.width, 2);
    ASSERT_EQ(picture.height, 2);
    EXPECT_EQ(at(picture, 0, 1), (Color{8, 8, 8}));
    EXPECT_EQ(at(picture, 1, 0), (Color{108, 108, 108}));
}

TEST(Decode, TheSameBytesGiveTheSamePixels) {
    const Raster raster = noise(61, 47, 3, 30);
    for (const Bytes& bytes : {jpeg(raster, {.fullColor = false}), webp(raster, {.lossless = false})})
        EXPECT_EQ(mustDecode(bytes, 20).rgb, mustDecode(bytes, 20).rgb);
}

// Upright corners (top left, top right, bottom left, bottom right) when red, green / blue, white is stored;
// from the meaning of each value in EXIF 2.3, worked out by hand.
struct OrientationCase {
    int orientation;
    std::array<Color, 4> corners;
};
const OrientationCase kOrientations[] = {
    {1, {kRed, kGreen, kBlue, kWhite}}, {2, {kGreen, kRed, kWhite, kBlue}},
    {3, {kWhite, kBlue, kGreen, kRed}}, {4, {kBlue, kWhite, kRed, kGreen}},
    {5, {kRed, kBlue, kGreen, kWhite}}, {6, {kBlue, kRed, kWhite, kGreen}},
    {7, {kWhite, kGreen, kBlue, kRed}}, {8, {kGreen, kWhite, kRed, kBlue}},
};

TEST(Orientation, AllEightInEveryFormatThatHasThem) {
    const Raster stored = fourCorners(48, 32);
    for (const auto& [orientation, corners] : kOrientations) {
        for (const Bytes& bytes :
             {jpeg(stored, {.orientation = orientation}),
              jpeg(stored, {.progressive = true, .orientation = orientation, .bigEndianExif = true}),
              png(stored, {.orientation = orientation}), webp(stored, {.orientation = orientation}),
              tiff({stored}, {.orientation = orientation}),
              tiff({stored}, {.orientation = orientation, .tiled = true})}) {
            const auto header = probe(bytes);
            ASSERT_TRUE(header.ok());
            EXPECT_EQ(header->orientation, orientation);
            EXPECT_EQ(header->width, 48);
            const Picture picture = mustDecode(bytes);
            ASSERT_EQ(picture.width, orientation >= 5 ? 32 : 48) << orientation;
            ASSERT_EQ(picture.height, orientation >= 5 ? 48 : 32) << orientation;
            const int right = picture.width - 4;
            const int bottom = picture.height - 4;
            const std::array<Color, 4> seen{at(picture, 3, 3), at(picture, right, 3), at(picture, 3, bottom),
                                            at(picture, right, bottom)};
            for (std::size_t i = 0; i < 4; ++i)
                expectNear(seen[i], corners[i], 3, "corner");
        }
    }
}

TEST(Orientation, ValuesThatDoNotExistMeanUpright) {
    for (const int orientation : {9, 255, 65535}) {
        const Bytes bytes = jpeg(fourCorners(48, 32), {.orientation = orientation});
        EXPECT_EQ(probe(bytes)->orientation, 1);
        EXPECT_EQ(mustDecode(bytes).width, 48);
    }
}

} // namespace
} // namespace sparlet::image
