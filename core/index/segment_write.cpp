#include "base/atomic_file.h"
#include "base/printable.h"
#include "index/segment_internal.h"

#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cmath>

namespace sparlet::index {
namespace {

constexpr float kSlack = 1e-3F; // rounding of whoever computed a share

struct PackedRow {
    ImageId image = 0;
    RowExtras extras;
    std::span<const std::uint8_t> code;
};

std::vector<std::uint32_t> blockCrcs(std::span<const PackedRow> rows) {
    std::vector<std::uint32_t> out;
    auto crc = ::crc32_z(0, nullptr, 0);
    std::size_t filled = 0;
    for (const auto& row : rows) {
        for (auto rest = row.code; !rest.empty();) {
            const std::size_t length = std::min<std::size_t>(rest.size(), kBlockBytes - filled);
            crc = ::crc32_z(crc, rest.data(), length);
            filled += length;
            rest = rest.subspan(length);
            if (filled < kBlockBytes) continue;
            out.push_back(static_cast<std::uint32_t>(crc));
            crc = ::crc32_z(0, nullptr, 0);
            filled = 0;
        }
    }
    if (filled > 0) out.push_back(static_cast<std::uint32_t>(crc));
    return out;
}

void appendChecksumsAndCodec(std::vector<std::uint8_t>& out, const codes::CodecParameters& codec,
                             std::span<const PackedRow> rows) {
    for (const auto crc : blockCrcs(rows))
        appendLittle(out, crc, 4);
    for (const float v : codec.minimum)
        appendLittle(out, std::bit_cast<std::uint32_t>(v), 4);
    for (const float v : codec.maximum)
        appendLittle(out, std::bit_cast<std::uint32_t>(v), 4);
    for (const auto b : codec.bits)
        appendLittle(out, b, 1);
}

/// Everything between the header and the codes, in the order of FORMAT.md.
std::vector<std::uint8_t> metadataOf(const codes::CodecParameters& codec, std::span<const PackedRow> rows) {
    std::vector<std::uint8_t> out;
    out.reserve(rows.size() * 16 + codec.bits.size() * 9 + 64);
    for (const auto& row : rows)
        appendLittle(out, static_cast<std::uint64_t>(row.image), 8);
    std::uint64_t offset = 0;
    appendLittle(out, offset, 4);
    for (const auto& row : rows)
        appendLittle(out, offset += row.code.size(), 4);
    for (const auto& row : rows)
        appendLittle(out, row.extras.threshold, 2);
    for (const auto& row : rows)
        appendLittle(out, row.extras.density, 2);
    appendChecksumsAndCodec(out, codec, rows);
    return out;
}

std::vector<std::uint8_t> headerOf(const Layout& layout, std::span<const std::uint8_t> metadata,
                                   ImageId lowestId = 0) {
    std::vector<std::uint8_t> out(std::begin(kMagic), std::end(kMagic));
    appendLittle(out, layout.isMerged ? kVersionMerged : kVersion, 2);
    appendLittle(out, kByteOrderMark, 2);
    appendLittle(out, layout.dimensions, 4);
    appendLittle(out, layout.balls ? 1 : 0, 4);
    appendLittle(out, layout.rows, 8);
    appendLittle(out, layout.codeBytes, 8);
    appendLittle(out, layout.end, 8);
    appendLittle(out, crc32Of(metadata), 4);
    appendLittle(out, kBlockBytes, 4);
    appendLittle(out, static_cast<std::uint64_t>(lowestId), 8);
    appendLittle(out, layout.idBits, 1);
    out.resize(kHeaderCrcAt, 0);
    appendLittle(out, crc32Of(out), 4);
    return out;
}

/// What comes before the codes.
struct Front {
    std::vector<std::uint8_t> header, metadata;
};

Result<std::uint64_t> codeBytesOf(std::span<const PackedRow> rows, const std::string& name) {
    std::uint64_t codeBytes = 0;
    for (const auto& row : rows)
        codeBytes += row.code.size();
    if (rows.size() > kMaxRows || codeBytes > kMaxCodeBytes)
        return Error{ErrorCode::TooLarge, "The segment " + name +
                                              " would hold more than 4 GiB of codes; split the images over "
                                              "several segments."};
    return codeBytes;
}

Result<Front> frontOf(const codes::Codec& codec, std::span<const PackedRow> rows, const std::string& name) {
    const auto codeBytes = codeBytesOf(rows, name);
    if (!codeBytes) return codeBytes.error();
    Front front;
    front.metadata = metadataOf(codec.parameters(), rows);
    front.header = headerOf(Layout(rows.size(), static_cast<std::uint64_t>(codec.dimensions()), *codeBytes),
                            front.metadata);
    return front;
}

std::vector<std::uint8_t> packedIds(std::span<const PackedRow> rows, ImageId lowest, unsigned width) {
    std::vector<std::uint8_t> out((rows.size() * width + 7) / 8, 0);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const auto id = static_cast<std::uint64_t>(rows[row].image) - static_cast<std::uint64_t>(lowest);
        for (unsigned bit = 0; bit < width; ++bit)
            if ((id >> bit & 1U) != 0)
                out[(row * width + bit) / 8] |= static_cast<std::uint8_t>(1U << (row * width + bit) % 8);
    }
    return out;
}

/// Fewer rows are ranked without bounds anyway.
constexpr std::size_t kRowsWorthBalls = 1024;

/// Version 2. `rows`: alike ones side by side.
Result<Front> frontOfMerged(const codes::Codec& codec, std::span<const PackedRow> rows,
                            const std::string& name) {
    const auto codeBytes = codeBytesOf(rows, name);
    if (!codeBytes) return codeBytes.error();
    const auto byId = [](const PackedRow& a, const PackedRow& b) { return a.image < b.image; };
    const ImageId lowest = rows.empty() ? 0 : std::min_element(rows.begin(), rows.end(), byId)->image;
    const ImageId highest = rows.empty() ? 0 : std::max_element(rows.begin(), rows.end(), byId)->image;
    const auto width = static_cast<unsigned>(
        std::bit_width(static_cast<std::uint64_t>(highest) - static_cast<std::uint64_t>(lowest)));
    if (width > kMaxIdBits)
        return Error{ErrorCode::InvalidArgument,
                     "The ids of the images for the segment " + name + " are too far apart."};
    const bool balls = rows.size() >= kRowsWorthBalls && codes::ColumnBlocks::usable(codec);
    const auto layout =
        Layout::merged(rows.size(), static_cast<std::uint64_t>(codec.dimensions()), *codeBytes, width, balls);
    Front front;
    front.metadata = packedIds(rows, lowest, width);
    std::uint64_t offset = 0;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (row % kRowsOfBlock == 0) appendLittle(front.metadata, offset, 4);
        offset += rows[row].code.size();
    }
    appendLittle(front.metadata, offset, 4);
    appendChecksumsAndCodec(front.metadata, codec.parameters(), rows);
    if (balls) {
        std::vector<std::span<const std::uint8_t>> codes;
        for (const auto& row : rows)
            codes.push_back(row.code);
        const BlockBalls made = ballsOf(codec, codes, 1);
        for (const float edge : made.edges)
            appendLittle(front.metadata, std::bit_cast<std::uint32_t>(edge), 4);
        for (const std::int8_t value : made.centres)
            front.metadata.push_back(static_cast<std::uint8_t>(value));
    }
    front.header = headerOf(layout, front.metadata, lowest);
    return front;
}

Status writePacked(const std::filesystem::path& file, const Front& front, std::span<const PackedRow> rows) {
    auto out = AtomicFile::create(file);
    if (!out) return out.error();
    if (auto status = out->write(front.header); !status) return status;
    if (auto status = out->write(front.metadata); !status) return status;
    for (const auto& row : rows)
        if (auto status = out->write(row.code); !status) return status;
    return out->commit();
}

Result<std::uint16_t> fixedPoint(float share, const char* what, ImageId image) {
    if (!(share >= -kSlack) || !(share <= 1.0F + kSlack))
        return Error{ErrorCode::InvalidArgument, std::string("The ") + what + " of image " +
                                                     std::to_string(image) + " is " + std::to_string(share) +
                                                     " instead of 0 to 1."};
    return static_cast<std::uint16_t>(std::lround(std::clamp(share, 0.0F, 1.0F) * 65535.0F));
}

Status checkRow(const SegmentRow& row, const codes::Codec& codec) {
    const std::string where = "The embedding of image " + std::to_string(row.image);
    if (row.z.size() != static_cast<std::size_t>(codec.dimensions()))
        return Error{ErrorCode::InvalidArgument, where + " has " + std::to_string(row.z.size()) +
                                                     " dimensions instead of " +
                                                     std::to_string(codec.dimensions()) + "."};
    if (!std::all_of(row.z.begin(), row.z.end(), [](float v) { return std::isfinite(v); }))
        return Error{ErrorCode::InvalidArgument, where + " is not finite; the model may be damaged."};
    return {};
}

Status checkUnique(std::span<const SegmentRow> rows) {
    std::vector<ImageId> ids;
    for (const auto& row : rows)
        ids.push_back(row.image);
    std::sort(ids.begin(), ids.end());
    if (const auto twice = std::adjacent_find(ids.begin(), ids.end()); twice != ids.end())
        return Error{ErrorCode::InvalidArgument,
                     "Image " + std::to_string(*twice) + " is given twice for one segment."};
    return {};
}

struct EncodedRows {
    std::vector<std::uint8_t> payload;
    std::vector<PackedRow> rows; // their codes are in payload
};

Result<EncodedRows> encodeRows(const codes::Codec& codec, std::span<const SegmentRow> rows) {
    if (auto status = checkUnique(rows); !status) return status.error();
    EncodedRows out;
    std::vector<std::size_t> sizes;
    for (const auto& row : rows) {
        if (auto status = checkRow(row, codec); !status) return status.error();
        const auto threshold = fixedPoint(row.threshold, "threshold", row.image);
        if (!threshold) return threshold.error();
        const auto density = fixedPoint(row.density, "density", row.image);
        if (!density) return density.error();
        out.rows.push_back({row.image, {*threshold, *density}, {}});
        sizes.push_back(codec.encode(row.z, out.payload));
    }
    // Only now is the payload's memory final.
    std::size_t offset = 0;
    for (std::size_t i = 0; i < sizes.size(); offset += sizes[i++])
        out.rows[i].code = std::span(out.payload).subspan(offset, sizes[i]);
    return out;
}

} // namespace

Status writeSegment(const std::filesystem::path& file, const codes::Codec& codec,
                    std::span<const SegmentRow> rows) {
    const auto encoded = encodeRows(codec, rows);
    if (!encoded) return encoded.error();
    const auto front = frontOf(codec, encoded->rows, quoted(file));
    if (!front) return front.error();
    return writePacked(file, *front, encoded->rows);
}

Result<std::shared_ptr<const Segment>> packSegment(const codes::Codec& codec,
                                                   std::span<const SegmentRow> rows) {
    const std::string name = "in memory";
    const auto encoded = encodeRows(codec, rows);
    if (!encoded) return encoded.error();
    const auto front = frontOf(codec, encoded->rows, name);
    if (!front) return front.error();
    const auto bytes = std::make_shared<std::vector<std::uint8_t>>();
    for (const auto* part : {&front->header, &front->metadata, &encoded->payload})
        bytes->insert(bytes->end(), part->begin(), part->end());
    return parseSegment(bytes, *bytes, name);
}

namespace {

/// Rows of the sources that are kept, by rising image.
Result<std::vector<PackedRow>> keptRows(std::span<const std::shared_ptr<const Segment>> sources,
                                        const std::vector<ImageId>& keepSorted) {
    std::vector<PackedRow> rows;
    for (const auto& source : sources) {
        if (source->codec().fingerprint() != sources.front()->codec().fingerprint())
            return Error{ErrorCode::InvalidArgument,
                         "Segments of different models cannot be merged; index the folder again."};
        for (std::size_t row = 0; row < source->size(); ++row) {
            const ImageId image = source->imageId(row);
            if (!std::binary_search(keepSorted.begin(), keepSorted.end(), image)) continue;
            rows.push_back({image, {}, source->code(row)});
        }
    }
    // Stable: among the rows of one image the last source's stays last, and is the one that is kept.
    std::stable_sort(rows.begin(), rows.end(),
                     [](const PackedRow& a, const PackedRow& b) { return a.image < b.image; });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (i + 1 == rows.size() || rows[i + 1].image != rows[i].image) rows[kept++] = rows[i];
    rows.resize(kept);
    return rows;
}

} // namespace

Status mergeSegments(const std::filesystem::path& file,
                     std::span<const std::shared_ptr<const Segment>> sources,
                     const std::vector<ImageId>& keepSorted, const CancelToken& cancel) {
    if (sources.empty())
        return Error{ErrorCode::InvalidArgument, "There is no segment to merge into " + quoted(file) + "."};
    if (!std::is_sorted(keepSorted.begin(), keepSorted.end()))
        return Error{ErrorCode::InvalidArgument, "The images to keep must be in rising order."};
    const codes::Codec& codec = sources.front()->codec();
    const auto byImage = keptRows(sources, keepSorted);
    if (!byImage) return byImage.error();
    std::vector<std::span<const std::uint8_t>> codes;
    for (const auto& row : *byImage)
        codes.push_back(row.code);
    std::vector<PackedRow> packed;
    packed.reserve(byImage->size());
    for (const std::uint32_t row : orderByLikeness(codec, codes, kRowsOfBlock, cancel))
        packed.push_back((*byImage)[row]);
    const Error stopped{ErrorCode::Cancelled, "Stopped; nothing was merged."};
    if (cancel.cancelled()) return stopped;
    const auto front = frontOfMerged(codec, packed, quoted(file));
    if (!front) return front.error();
    return cancel.cancelled() ? Status(stopped) : writePacked(file, *front, packed);
}

} // namespace sparlet::index
