#include "support/bad_folder.h"

#include "support/picture_writer.h"
#include "support/temp_dir.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <tiff.h>
#include <unistd.h>

namespace sparlet::test {
namespace {

namespace fs = std::filesystem;

class Builder {
public:
    explicit Builder(fs::path root) : root_(std::move(root)) {}

    void good(const std::string& name, const Bytes& bytes) {
        put(name, bytes);
        folder_.good.push_back(name);
    }
    void bad(const std::string& name, const Bytes& bytes) {
        put(name, bytes);
        folder_.bad.push_back(name);
    }
    /// The start of a good file, at several lengths.
    void truncated(const std::string& stem, const std::string& extension, const Bytes& bytes) {
        for (const int percent : {1, 25, 50, 75, 95}) {
            const auto size =
                static_cast<std::ptrdiff_t>(bytes.size() * static_cast<std::size_t>(percent) / 100);
            bad("truncated/" + stem + "-" + std::to_string(percent) + "%." + extension,
                Bytes(bytes.begin(), bytes.begin() + size));
        }
    }
    void issue(const std::string& name) { folder_.issues.push_back(name); }
    BadFolder& lists() { return folder_; }
    fs::path at(const std::string& name) {
        fs::create_directories((root_ / name).parent_path());
        return root_ / name;
    }

private:
    void put(const std::string& name, const Bytes& bytes) { writeBytes(at(name), bytes); }

    fs::path root_;
    BadFolder folder_;
};

Raster photo() {
    return gradient(96, 64);
}

void addFlavours(Builder& builder) {
    const Raster rgb = photo();
    builder.good("flavours/plain.jpg", jpeg(rgb));
    builder.good("flavours/UPPER.JPG", jpeg(rgb));
    builder.good("flavours/progressive.jpeg", jpeg(rgb, {.progressive = true}));
    builder.good("flavours/grey.jpe", jpeg(noise(40, 30, 1, 1)));
    builder.good("flavours/cmyk.jfif", jpeg(noise(40, 30, 4, 2)));
    builder.good("flavours/ycck.jpg", jpeg(noise(40, 30, 4, 3), {.ycck = true}));
    builder.good("flavours/16-bit.png", png(rgb, {.depth = 16}));
    builder.good("flavours/grey.png", png(noise(40, 30, 1, 4)));
    builder.good("flavours/grey-alpha.png", png(noise(40, 30, 2, 5)));
    builder.good("flavours/alpha.png", png(noise(40, 30, 4, 6)));
    builder.good("flavours/palette.png", png(fourCorners(40, 30), {.palette = true}));
    builder.good("flavours/interlaced.png", png(rgb, {.interlaced = true}));
    builder.good("flavours/24-bit.bmp", bmp(rgb));
    builder.good("flavours/run-length.bmp", bmp(noise(40, 30, 1, 7), {.depth = 8, .runLength = true}));
    builder.good("flavours/lossy.webp", webp(rgb, {.lossless = false}));
    builder.good("flavours/alpha.webp", webp(noise(40, 30, 4, 8)));
    builder.good("flavours/animated.webp", webpAnimation(40, 30, noise(20, 20, 4, 9), noise(40, 30, 4, 10)));
    builder.good("flavours/plain.tif", tiff({rgb}));
    builder.good("flavours/1-bit.tiff", tiff({noise(40, 30, 1, 11)}, {.depth = 1}));
    builder.good("flavours/pages.tif", tiff({rgb, noise(40, 30, 3, 12)}, {.compression = COMPRESSION_LZW}));
    const std::vector<Color> colors{kRed, kGreen, kBlue, kWhite};
    builder.good("flavours/animated.gif",
                 gif(32, 24, colors, {{0, 0, solid(32, 24, {1}), {}}, {4, 4, solid(8, 8, {2}), {}}}));
    builder.good("flavours/one-pixel.png", png(solid(1, 1, {10, 20, 30})));
    builder.good("flavours/thin.png", png(noise(2000, 1, 3, 13)));
    for (int orientation = 1; orientation <= 8; ++orientation)
        builder.good(
            "orientation/" + std::to_string(orientation) + ".jpg",
            jpeg(fourCorners(48, 32), {.orientation = orientation, .bigEndianExif = orientation % 2 == 0}));
}

void addBroken(Builder& builder) {
    const Raster rgb = noise(96, 64, 3, 20);
    builder.truncated("baseline", "jpg", jpeg(rgb));
    builder.truncated("progressive", "jpg", jpeg(rgb, {.progressive = true}));
    builder.truncated("plain", "png", png(rgb));
    builder.truncated("interlaced", "png", png(rgb, {.interlaced = true}));
    builder.truncated("lossy", "webp", webp(rgb, {.lossless = false}));
    builder.truncated("lossless", "webp", webp(rgb));
    builder.truncated("plain", "tif", tiff({rgb}));
    builder.truncated("lzw", "tif", tiff({rgb}, {.compression = COMPRESSION_LZW}));
    builder.truncated("plain", "bmp", bmp(rgb));
    Raster indices = noise(96, 64, 1, 21);
    for (auto& index : indices.data)
        index &= 3;
    builder.truncated("plain", "gif", gif(96, 64, {kRed, kGreen, kBlue, kWhite}, {{0, 0, indices, {}}}));

    for (const char* extension : {"jpg", "png", "bmp", "webp", "tiff", "gif"})
        builder.bad(std::string("empty/zero-bytes.") + extension, {});
    builder.bad("huge/60000x60000.png", pngHeaderOnly(60000, 60000));
    builder.bad("huge/4-billion.png", pngHeaderOnly(0x7FFFFFFF, 0x7FFFFFFF));
    Bytes wrongChecksum = png(rgb);
    wrongChecksum[wrongChecksum.size() / 2] ^= 0x55;
    builder.bad("damaged/bit-flips.png", wrongChecksum);
    builder.bad("damaged/random.jpg", noise(1000, 1, 1, 22).data);

    builder.good("misnamed/png.jpg", png(rgb));
    builder.good("misnamed/jpeg.gif", jpeg(rgb));
    const std::string text = "This is not a picture.\n";
    builder.bad("misnamed/text.jpg", Bytes(text.begin(), text.end()));
}

void addNames(Builder& builder) {
    const Bytes picture = jpeg(photo());
    for (const std::string& name :
         {std::string("names/caf\xE9 latin-1.jpg"), std::string("names/\xFF\xFE.jpg"),
          std::string("names/f\xC3\xA4rg \xE5\x86\x99\xE7\x9C\x9F.jpg"), std::string("names/new\nline.jpg"),
          std::string("names/ '\"$(x);&.jpg"), std::string("names/-dash.jpg"), std::string("names/100%.jpg"),
          "names/" + std::string(251, 'n') + ".jpg"}) {
        try {
            builder.good(name, picture);
        } catch (const std::runtime_error&) {
            continue;
        }
    }
    std::string deep = "deep";
    for (int level = 0; level < 200; ++level)
        deep += "/" + std::to_string(level);
    builder.good(deep + "/bottom.jpg", picture);
    writeBytes(builder.at("hidden/.hidden.jpg"), picture);
    writeBytes(builder.at(".hidden/picture.jpg"), picture);
    writeText(builder.at("notes.txt"), "not looked at");
}

void addSpecial(Builder& builder) {
    const Bytes picture = jpeg(photo());
    fs::create_symlink("../flavours/plain.jpg", builder.at("links/to-picture.jpg"));
    builder.lists().good.push_back("links/to-picture.jpg");
    fs::create_symlink("nowhere.jpg", builder.at("links/dangling.jpg"));
    builder.issue("links/dangling.jpg");
    fs::create_symlink("itself.jpg", builder.at("links/itself.jpg"));
    builder.issue("links/itself.jpg");
    fs::create_directory_symlink("..", builder.at("links/to-parent"));
    builder.issue("links/to-parent");
    fs::create_directory_symlink("../flavours", builder.at("links/to-flavours"));
    builder.issue("links/to-flavours");

    if (::mkfifo(builder.at("special/fifo.jpg").c_str(), 0666) != 0)
        throw std::runtime_error("cannot make a FIFO");
    builder.issue("special/fifo.jpg");

    writeBytes(builder.at("locked/unreadable.jpg"), picture);
    fs::permissions(builder.at("locked/unreadable.jpg"), fs::perms::none);
    builder.lists().unreadable.push_back("locked/unreadable.jpg");
    fs::create_directories(builder.at("locked/folder"));
    fs::permissions(builder.at("locked/folder"), fs::perms::none);
    builder.lists().lockedFolders.push_back("locked/folder");
}

} // namespace

BadFolder makeBadFolder(const fs::path& folder) {
    fs::create_directories(folder);
    Builder builder(folder);
    addFlavours(builder);
    addBroken(builder);
    addNames(builder);
    addSpecial(builder);
    BadFolder& lists = builder.lists();
    for (auto* list : {&lists.good, &lists.bad, &lists.unreadable, &lists.issues, &lists.lockedFolders})
        std::sort(list->begin(), list->end());
    return lists;
}

} // namespace sparlet::test
