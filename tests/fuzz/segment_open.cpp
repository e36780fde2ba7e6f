// A segment from hostile bytes: refused, or every row can be read and scored. The first byte says whether the
// checksums are made right first, which lets changes get past them to the checks behind.
#include "codes/columns.h"
#include "index/segment_internal.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <vector>

namespace {

using namespace sparlet::index;

void require(bool condition) {
    if (!condition) std::abort();
}

void put32(std::vector<std::uint8_t>& file, std::uint64_t at, std::uint32_t value) {
    for (int i = 0; i < 4; ++i)
        file[at + static_cast<std::uint64_t>(i)] = static_cast<std::uint8_t>(value >> 8 * i);
}

void repairChecksums(std::vector<std::uint8_t>& file) {
    if (file.size() < kHeaderBytes) return;
    const auto bytes = std::span<const std::uint8_t>(file);
    const std::uint64_t rows = loadLittle(&file[16], 8), codeBytes = loadLittle(&file[24], 8);
    if (rows <= kMaxRows && codeBytes <= kMaxCodeBytes && file[kIdBitsAt] <= kMaxIdBits) {
        const std::uint64_t dimensions = loadLittle(&file[8], 4);
        const Layout at =
            loadLittle(&file[4], 2) == kVersionMerged
                ? Layout::merged(rows, dimensions, codeBytes, file[kIdBitsAt], file[kBallsAt] != 0)
                : Layout(rows, dimensions, codeBytes);
        if (at.end == file.size()) {
            for (std::uint64_t block = 0; block < at.blocks; ++block) {
                const auto begin = block * kBlockBytes;
                const auto length = std::min<std::uint64_t>(kBlockBytes, codeBytes - begin);
                put32(file, at.blockCrcs + 4 * block, crc32Of(bytes.subspan(at.payload + begin, length)));
            }
            put32(file, kMetadataCrcAt, crc32Of(bytes.subspan(kHeaderBytes, at.payload - kHeaderBytes)));
        }
    }
    put32(file, kHeaderCrcAt, crc32Of(bytes.first(kHeaderCrcAt)));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    auto file = std::make_shared<std::vector<std::uint8_t>>(data + 1, data + size);
    if ((data[0] & 1) != 0) repairChecksums(*file);
    const auto segment = parseSegment(file, *file, "'fuzz'");
    if (!segment) {
        require(!segment.error().message.empty());
        return 0;
    }
    const auto& codec = (*segment)->codec();
    const std::vector<float> query(static_cast<std::size_t>(codec.dimensions()), 1.0F);
    const sparlet::codes::Scorer scorer(codec, query);
    std::uint64_t total = 0;
    for (std::size_t row = 0; row < (*segment)->size(); ++row) {
        const auto code = (*segment)->code(row);
        total += code.size();
        require(std::abs(scorer.score(code)) <= 1.0F);
        require((*segment)->threshold(row) >= 0 && (*segment)->threshold(row) <= 1);
        require((*segment)->density(row) >= 0 && (*segment)->density(row) <= 1);
        (void)(*segment)->imageId(row);
    }
    require(total == (*segment)->codeBytes());
    // Twice, so that blocks with balls are scored one by one, laid out, and scanned.
    if (const ScanLayout* const layout = (*segment)->layout()) {
        const sparlet::codes::ColumnScan scan(layout->columns(), query);
        const auto near = layout->nearness(query);
        for (std::uint32_t block = 0; block < near.size(); ++block) {
            (void)layout->prepare(block);
            require(layout->prepare(block));
            std::vector<std::uint32_t> found;
            scan.scan({&block, 1}, 0.5F, found);
            for (const std::uint32_t row : found)
                require(row < (*segment)->size());
        }
    }
    return 0;
}
