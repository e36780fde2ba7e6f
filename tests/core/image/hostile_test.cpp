// Truncated, mutated and oversized input: refused with the right code, quietly, and within the memory
// allowed.
#include "image/image_file.h"
#include "support/picture_writer.h"
#include "support/temp_dir.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <random>
#include <string>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <tiff.h>
#include <unistd.h>

namespace sparlet::image {
namespace {

using namespace sparlet::test;
using test::Bytes;

struct Sample {
    std::string name;
    Bytes bytes;
    // From this length on all pixels are there, so a decoder may accept what is cut short.
    std::size_t complete;
};

std::vector<Sample> samples() {
    const Raster rgb = noise(24, 20, 3, 1);
    Raster indices = noise(24, 20, 1, 2);
    for (auto& index : indices.data)
        index &= 3;
    const std::vector<Color> colors{kRed, kGreen, kBlue, kWhite};
    std::vector<Sample> all;
    const auto add = [&](const char* name, Bytes bytes, std::size_t spare) {
        const std::size_t complete = bytes.size() - spare;
        all.push_back({name, std::move(bytes), complete});
    };
    // A baseline JPEG is whole without its end marker; its last bits may be padding.
    add("jpeg", jpeg(rgb), 3);
    add("jpeg exif", jpeg(rgb, {.orientation = 6}), 3);
    add("jpeg restarts", jpeg(rgb, {.restartInterval = 1}), 3);
    add("jpeg progressive", jpeg(rgb, {.progressive = true}), 0);
    add("jpeg arithmetic", jpeg(rgb, {.arithmetic = true}), 0);
    add("jpeg cmyk", jpeg(noise(24, 20, 4, 3)), 3);
    add("png", png(rgb), 0);
    add("png interlaced", png(rgb, {.interlaced = true}), 0);
    add("png exif", png(rgb, {.orientation = 6}), 0);
    add("png 16", png(noise(24, 20, 4, 4), {.depth = 16}), 0);
    add("bmp", bmp(rgb), 0);
    add("bmp rle8", bmp(indices, {.depth = 8, .runLength = true}), 2);
    add("bmp rle4", bmp(indices, {.depth = 4, .runLength = true}), 2);
    add("bmp alpha", bmp(noise(24, 20, 4, 5), {.depth = 32, .alpha = true}), 0);
    add("webp lossless", webp(rgb), 1);
    add("webp lossy", webp(rgb, {.lossless = false}), 1);
    add("webp alpha", webp(noise(24, 20, 4, 6), {.lossless = false}), 1);
    add("webp exif", webp(rgb, {.orientation = 6}), 1);
    add("webp animated", webpAnimation(24, 20, noise(8, 8, 4, 7), noise(24, 20, 4, 8)), 1);
    add("tiff", tiff({rgb}), 0);
    add("tiff lzw", tiff({rgb}, {.compression = COMPRESSION_LZW}), 0);
    add("tiff tiled", tiff({rgb}, {.compression = COMPRESSION_ADOBE_DEFLATE, .tiled = true}), 0);
    add("tiff fax", tiff({noise(24, 20, 1, 9)}, {.depth = 1, .compression = COMPRESSION_CCITTFAX4}), 0);
    add("gif", gif(24, 20, colors, {{0, 0, indices, 1}}), 1);
    add("gif interlaced", gif(24, 20, colors, {{0, 0, indices, {}}}, true), 1);
    return all;
}

// Runs `body` in a child of its own and returns its exit status; -1: it was killed by a signal.
template <class Body>
int inChild(Body body) {
    const pid_t child = ::fork();
    if (child == 0) {
        int code = 99;
        try {
            code = body();
        } catch (...) {
        }
        ::_exit(code);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Probe, KnowsEveryFormatByItsContent) {
    const std::pair<const char*, Format> expected[] = {{"jpeg", Format::Jpeg}, {"png", Format::Png},
                                                       {"bmp", Format::Bmp},   {"webp", Format::WebP},
                                                       {"tiff", Format::Tiff}, {"gif", Format::Gif}};
    for (const auto& sample : samples()) {
        const auto header = probe(sample.bytes);
        ASSERT_TRUE(header.ok()) << sample.name << ": " << header.error().message;
        EXPECT_EQ(header->width, 24) << sample.name;
        EXPECT_EQ(header->height, 20) << sample.name;
        const std::string family = sample.name.substr(0, sample.name.find(' '));
        for (const auto& [name, format] : expected) {
            if (family == name) {
                EXPECT_EQ(header->format, format) << sample.name;
            }
        }
    }
}

TEST(Probe, RefusesWhatIsNoPicture) {
    const std::string text = "This is not a picture, whatever its name says.";
    EXPECT_EQ(probe(Bytes(text.begin(), text.end())).error().code, ErrorCode::Unsupported);
    EXPECT_EQ(probe(Bytes{}).error().code, ErrorCode::Corrupt);
    EXPECT_EQ(probe(Bytes(500, 0)).error().code, ErrorCode::Unsupported);
    EXPECT_EQ(probe(pngHeaderOnly(0, 10)).error().code, ErrorCode::Corrupt);
}

TEST(Probe, EveryStartOfAFileIsRefusedUntilTheSizeIsThere) {
    for (const auto& sample : samples()) {
        bool known = false;
        for (std::size_t size = 0; size <= sample.bytes.size(); ++size) {
            const auto header = probe(std::span(sample.bytes).first(size));
            if (header.ok()) {
                EXPECT_GE(size, 10U) << sample.name;
                EXPECT_EQ(header->width, 24) << sample.name << " at " << size;
                EXPECT_EQ(header->height, 20) << sample.name << " at " << size;
            } else {
                EXPECT_FALSE(known) << sample.name << ": known before, refused at " << size;
            }
            known = header.ok();
        }
        EXPECT_TRUE(known) << sample.name;
    }
}

TEST(Decode, EveryStartOfAFileIsRefusedUntilAllPixelsAreThere) {
    for (const auto& sample : samples()) {
        const auto whole = decode(sample.bytes);
        ASSERT_TRUE(whole.ok()) << sample.name << ": " << whole.error().message;
        for (std::size_t size = 0; size < sample.bytes.size(); ++size) {
            const auto picture = decode(std::span(sample.bytes).first(size));
            if (size < sample.complete) {
                EXPECT_FALSE(picture.ok())
                    << sample.name << ": accepted with " << size << " of " << sample.bytes.size() << " bytes";
            }
            if (picture.ok()) {
                EXPECT_EQ(picture->rgb, whole->rgb) << sample.name << " at " << size;
            } else if (size >= 16) {
                EXPECT_EQ(picture.error().code, ErrorCode::Corrupt)
                    << sample.name << " at " << size << ": " << picture.error().message;
            }
        }
    }
}

TEST(Decode, ABaselineJpegThatLacksOnlyItsEndMarkerIsWhole) {
    const Bytes bytes = jpeg(noise(24, 20, 3, 1));
    const auto picture = decode(std::span(bytes).first(bytes.size() - 2));
    ASSERT_TRUE(picture.ok()) << picture.error().message;
    EXPECT_EQ(picture->rgb, decode(bytes)->rgb);
}

// The first scan again and again: a file that would keep a decoder busy for as long as its author likes.
TEST(Decode, AJpegOfHundredsOfScansIsRefused) {
    const Bytes bytes = jpeg(noise(24, 20, 3, 1), {.progressive = true});
    const auto marker = [&](std::size_t i) { return bytes[i] == 0xFF ? bytes[i + 1] : 0; };
    std::size_t start = 0;
    while (marker(start) != 0xDA)
        ++start;
    std::size_t end = start + 2;
    while (marker(end) == 0)
        ++end;
    const auto at = [&](std::size_t i) { return bytes.begin() + static_cast<std::ptrdiff_t>(i); };
    const auto repeated = [&](int times) {
        Bytes more(bytes.begin(), at(end));
        for (int i = 0; i < times; ++i)
            more.insert(more.end(), at(start), at(end));
        more.insert(more.end(), at(end), bytes.end());
        return more;
    };
    EXPECT_TRUE(decode(repeated(5)).ok());
    const auto refused = decode(repeated(500));
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::Corrupt);
    EXPECT_NE(refused.error().message.find("scans"), std::string::npos) << refused.error().message;
}

TEST(Decode, ChangedBytesNeverDoHarm) {
    std::mt19937 random(12345);
    for (const auto& sample : samples()) {
        for (int round = 0; round < 300; ++round) {
            Bytes bytes = sample.bytes;
            const unsigned changes = 1 + random() % 8;
            for (unsigned i = 0; i < changes; ++i)
                bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
            if (random() % 4 == 0) bytes.resize(random() % bytes.size());
            const auto picture = decode(bytes, static_cast<int>(random() % 3) * 5, {.maxPixels = 1'000'000});
            if (picture.ok()) {
                EXPECT_EQ(picture->rgb.size(), static_cast<std::size_t>(picture->width) *
                                                   static_cast<std::size_t>(picture->height) * 3);
                EXPECT_GT(picture->rgb.size(), 0U);
            } else {
                EXPECT_FALSE(picture.error().message.empty());
                EXPECT_NE(picture.error().code, ErrorCode::Internal) << picture.error().message;
            }
        }
    }
}

TEST(Decode, LibrariesStaySilentAboutBrokenFiles) {
    const int code = inChild([] {
        int ends[2];
        if (::pipe(ends) != 0 || ::dup2(ends[1], 1) < 0 || ::dup2(ends[1], 2) < 0) return 1;
        for (const auto& sample : samples()) {
            for (std::size_t size = 0; size < sample.bytes.size(); size += 7) {
                Bytes bytes(sample.bytes.begin(), sample.bytes.begin() + static_cast<std::ptrdiff_t>(size));
                static_cast<void>(decode(bytes));
                bytes.resize(sample.bytes.size(), 0x5A);
                static_cast<void>(decode(bytes));
            }
        }
        ::close(1);
        ::close(2);
        ::close(ends[1]);
        char byte = 0;
        return ::read(ends[0], &byte, 1) == 0 ? 0 : 2;
    });
    EXPECT_EQ(code, 0);
}

TEST(Limits, HugeHeadersAreRefusedAtOnce) {
    const auto start = std::chrono::steady_clock::now();
    auto picture = decode(pngHeaderOnly(60000, 60000));
    ASSERT_FALSE(picture.ok());
    EXPECT_EQ(picture.error().code, ErrorCode::TooLarge);
    EXPECT_NE(picture.error().message.find("60000"), std::string::npos);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
    EXPECT_EQ(decode(pngHeaderOnly(0x7FFFFFFF, 0x7FFFFFFF)).error().code, ErrorCode::TooLarge);
    EXPECT_EQ(decode(pngHeaderOnly(0xFFFFFFFF, 1)).error().code, ErrorCode::TooLarge);

    Bytes large = jpeg(solid(16, 16, {1, 2, 3}));
    for (std::size_t i = 0; i + 8 < large.size(); ++i) {
        if (large[i] != 0xFF || large[i + 1] != 0xC0) continue;
        large[i + 5] = large[i + 7] = 20000 >> 8;
        large[i + 6] = large[i + 8] = 20000 & 0xFF;
    }
    ASSERT_EQ(probe(large)->width, 20000);
    EXPECT_EQ(decode(large).error().code, ErrorCode::TooLarge);
}

TEST(Limits, TheCallersLimitsHold) {
    const Bytes bytes = png(noise(30, 20, 3, 1));
    EXPECT_TRUE(decode(bytes, 0, {.maxPixels = 600}).ok());
    EXPECT_EQ(decode(bytes, 0, {.maxPixels = 599}).error().code, ErrorCode::TooLarge);
    EXPECT_EQ(decode(bytes, 0, {.maxFileBytes = bytes.size() - 1}).error().code, ErrorCode::TooLarge);
    const TempDir folder;
    writeBytes(folder / "a.png", bytes);
    EXPECT_TRUE(readFile(folder / "a.png", {.maxFileBytes = bytes.size()}).ok());
    EXPECT_EQ(readFile(folder / "a.png", {.maxFileBytes = bytes.size() - 1}).error().code,
              ErrorCode::TooLarge);
    EXPECT_EQ(load(folder / "a.png", 0, {.maxFileBytes = bytes.size() - 1}).error().code,
              ErrorCode::TooLarge);
}

std::uint64_t peakKilobytes() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:")) return std::stoull(line.substr(6));
    }
    return 0;
}

// A progressive JPEG of 40 megapixels needs 240 MB of coefficients, and 120 MB of pixels at full size: four
// at once, and TIFFs in one strip of 30 megapixels (90 MB file, 90 MB strip, 120 MB RGBA), would be 1.8 GB.
TEST(Limits, LargePicturesAtOnceStayWithinTheMemoryAllowed) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "a sanitizer takes memory of its own";
#endif
    const TempDir folder;
    ASSERT_EQ(
        inChild([&] {
            writeBytes(folder / "large.jpg", jpeg(solid(8000, 5000, {200, 100, 50}), {.progressive = true}));
            writeBytes(folder / "large.tif", tiff({solid(6000, 5000, {1, 2, 3})}, {.rowsPerStrip = 5000}));
            return 0;
        }),
        0);
    const int code = inChild([&] {
        std::ofstream("/proc/self/clear_refs") << "5";
        std::vector<std::jthread> threads;
        std::array<bool, 6> good{};
        for (std::size_t i = 0; i < good.size(); ++i) {
            threads.emplace_back([&, i] {
                const auto picture = load(folder / (i % 2 == 0 ? "large.jpg" : "large.tif"), i < 2 ? 0 : 224);
                good[i] = picture.ok() && picture->width >= 224;
            });
        }
        threads.clear();
        for (const bool each : good) {
            if (!each) return 1;
        }
        const std::uint64_t peak = peakKilobytes();
        std::printf("peak: %llu MB\n", static_cast<unsigned long long>(peak >> 10));
        std::fflush(stdout);
        return peak < 1'200'000 ? 0 : 2;
    });
    EXPECT_EQ(code, 0);
}

TEST(Limits, APictureThatCannotFitIsRefusedAndOthersGoOn) {
    // 64 000 × 1 pixels pass the pixel limit; with the limit lifted, 40 000 × 40 000 cannot fit.
    const auto refused = decode(pngHeaderOnly(40000, 40000), 0, {.maxPixels = ~std::uint64_t{0}});
    EXPECT_FALSE(refused.ok());
    EXPECT_TRUE(decode(png(noise(10, 10, 3, 1))).ok());
}

TEST(ReadFile, RegularFilesOnly) {
    const TempDir folder;
    writeText(folder / "a.bin", "content");
    const auto bytes = readFile(folder / "a.bin");
    ASSERT_TRUE(bytes.ok());
    EXPECT_EQ(std::string(bytes->begin(), bytes->end()), "content");
    std::filesystem::create_symlink("a.bin", folder / "link.bin");
    EXPECT_TRUE(readFile(folder / "link.bin").ok());

    ASSERT_EQ(::mkfifo((folder / "fifo.jpg").c_str(), 0666), 0);
    EXPECT_EQ(readFile(folder / "fifo.jpg").error().code, ErrorCode::Unsupported);
    EXPECT_EQ(load(folder / "fifo.jpg").error().code, ErrorCode::Unsupported);
    EXPECT_EQ(readFile(folder.path()).error().code, ErrorCode::Unsupported);
    EXPECT_EQ(readFile("/dev/zero").error().code, ErrorCode::Unsupported);
    EXPECT_EQ(readFile(folder / "missing.jpg").error().code, ErrorCode::NotFound);
    EXPECT_EQ(readFile(folder / std::string(5000, 'x')).error().code, ErrorCode::Io);
}

TEST(Load, NamesTheFileInItsError) {
    const TempDir folder;
    writeText(folder / "caf\xE9.jpg", "text");
    const auto picture = load(folder / "caf\xE9.jpg");
    ASSERT_FALSE(picture.ok());
    EXPECT_EQ(picture.error().code, ErrorCode::Unsupported);
    EXPECT_NE(picture.error().message.find("caf\\xE9.jpg'"), std::string::npos) << picture.error().message;
}

} // namespace
} // namespace sparlet::image
