#include "image/tiff_tags_internal.h"

namespace sparlet::image {
namespace {

constexpr std::uint64_t kMostEntries = 65535;

// Sizes and places of a directory in classic TIFF 6.0 and in BigTIFF.
struct Layout {
    ByteOrder order = ByteOrder::Little;
    std::uint64_t directory = 0;
    unsigned countBytes = 2;
    unsigned entryBytes = 12;
    unsigned valueOffset = 8;
};

std::optional<Layout> readLayout(Bytes bytes) {
    Layout layout;
    if (hasText(bytes, 0, "II")) {
        layout.order = ByteOrder::Little;
    } else if (hasText(bytes, 0, "MM")) {
        layout.order = ByteOrder::Big;
    } else {
        return std::nullopt;
    }
    const auto magic = readNumber(bytes, 2, 2, layout.order);
    std::optional<std::uint64_t> directory;
    if (magic == 42) {
        directory = readNumber(bytes, 4, 4, layout.order);
    } else if (magic == 43) {
        if (readNumber(bytes, 4, 2, layout.order) != 8) return std::nullopt;
        directory = readNumber(bytes, 8, 8, layout.order);
        layout.countBytes = 8;
        layout.entryBytes = 20;
        layout.valueOffset = 12;
    }
    if (!directory) return std::nullopt;
    layout.directory = *directory;
    return layout;
}

// The first value of an entry that holds unsigned integers in place.
std::uint64_t readValue(Bytes entry, const Layout& layout) {
    switch (numberOrZero(entry, 2, 2, layout.order)) {
    case 1:
        return numberOrZero(entry, layout.valueOffset, 1, layout.order);
    case 3:
        return numberOrZero(entry, layout.valueOffset, 2, layout.order);
    case 4:
        return numberOrZero(entry, layout.valueOffset, 4, layout.order);
    case 16:
        return layout.entryBytes == 20 ? numberOrZero(entry, layout.valueOffset, 8, layout.order) : 0;
    default:
        return 0;
    }
}

} // namespace

std::optional<TiffTags> readTiffTags(Bytes bytes) {
    const auto layout = readLayout(bytes);
    if (!layout) return std::nullopt;
    const auto count = readNumber(bytes, layout->directory, layout->countBytes, layout->order);
    if (!count || *count > kMostEntries) return std::nullopt;
    TiffTags tags;
    std::uint64_t at = layout->directory + layout->countBytes;
    for (std::uint64_t i = 0; i < *count; ++i, at += layout->entryBytes) {
        const Bytes entry = subspan(bytes, at, layout->entryBytes);
        if (entry.size() < layout->entryBytes) return std::nullopt;
        const std::uint64_t value = readValue(entry, *layout);
        switch (numberOrZero(entry, 0, 2, layout->order)) {
        case 256:
            tags.width = value;
            break;
        case 257:
            tags.height = value;
            break;
        case 274:
            if (value >= 1 && value <= 8) tags.orientation = static_cast<int>(value);
            break;
        default:
            break;
        }
    }
    return tags;
}

int exifOrientation(Bytes exif) {
    using namespace std::string_view_literals;
    if (hasText(exif, 0, "Exif\0"sv)) exif = subspan(exif, 6, exif.size());
    const auto tags = readTiffTags(exif);
    return tags ? tags->orientation : 1;
}

} // namespace sparlet::image
