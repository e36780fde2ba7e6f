#include "base/atomic_file.h"
#include "base/printable.h"
#include "engine/content_hash_internal.h"
#include "engine/workspace_internal.h"

#include <sys/stat.h>

namespace sparlet::engine {

namespace fs = std::filesystem;

namespace {
constexpr int kJpegQuality = 86;
constexpr int kLeastSide = 16, kMostSide = 2048;
} // namespace

Result<image::Picture> WorkspaceImpl::thumbnail(const std::string& path, int side) {
    if (side < kLeastSide || side > kMostSide) {
        return Error{ErrorCode::InvalidArgument, "A thumbnail has 16 to 2048 pixels on its longer side."};
    }
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0) return systemError(errno, "read", path);
    ContentHash key; // a changed picture has another key, so a stale copy is never found
    key.addField(path);
    key.addNumber(static_cast<std::uint64_t>(facts.st_size));
    key.addNumber(static_cast<std::uint64_t>(facts.st_mtim.tv_sec));
    key.addNumber(static_cast<std::uint64_t>(facts.st_mtim.tv_nsec));
    key.addNumber(static_cast<std::uint64_t>(side));
    const std::string name = key.hex();
    const fs::path folder = home_.thumbnails() / name.substr(0, 2);
    const fs::path file = folder / (name.substr(2) + ".jpg");
    if (std::error_code ignored; fs::exists(file, ignored)) {
        if (auto cached = image::load(file); cached.ok()) return cached;
    }
    // Of a JPEG no more is decoded than the copy needs: its shorter side is at most `side` pixels.
    auto picture = image::load(path, side);
    if (!picture.ok()) return picture.error();
    image::Picture small = image::thumbnail(*picture, side);
    // A cache that cannot be written costs time only.
    if (makeFolder(folder).ok()) {
        if (const auto jpeg = image::encodeJpeg(small, kJpegQuality); jpeg.ok()) {
            (void)writeFileAtomically(file, *jpeg).ok();
        }
    }
    return small;
}

} // namespace sparlet::engine
