#include "base/atomic_file.h"
#include "base/printable.h"
#include "index/segment_internal.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <exception>
#include <fcntl.h>
#include <memory>
#include <mutex>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace sparlet::index {
namespace {

constexpr float kFixedPoint = 65535.0F;

Error damaged(const std::string& name, const std::string& what) {
    return {ErrorCode::Corrupt, "The segment " + name + " is damaged: " + what + "; index the folder again."};
}

class MappedSegment final : public Segment {
public:
    MappedSegment(std::shared_ptr<const void> owner, const std::uint8_t* data, const Layout& layout,
                  codes::Codec codec)
        : owner_(std::move(owner)), data_(data), layout_(layout), codec_(std::move(codec)) {}

    std::size_t size() const override { return layout_.rows; }
    ImageId imageId(std::size_t row) const override {
        if (!layout_.isMerged) return static_cast<ImageId>(loadLittle(data_ + layout_.ids + 8 * row, 8));
        const auto lowest = loadLittle(data_ + kLowestIdAt, 8);
        return static_cast<ImageId>(lowest + loadBits(data_ + layout_.ids, row, layout_.idBits));
    }
    std::span<const std::uint8_t> code(std::size_t row) const override {
        const std::uint64_t begin = offset(row);
        return {data_ + layout_.payload + begin, static_cast<std::size_t>(offset(row + 1) - begin)};
    }
    bool hasShares() const override { return !layout_.isMerged; }
    float threshold(std::size_t row) const override {
        return static_cast<float>(extras(row).threshold) / kFixedPoint;
    }
    float density(std::size_t row) const override {
        return static_cast<float>(extras(row).density) / kFixedPoint;
    }
    const codes::Codec& codec() const override { return codec_; }
    std::uint64_t codeBytes() const override { return layout_.codeBytes; }
    const ScanLayout* layout(int threads) const override {
        std::call_once(laidOut_, [this, threads] {
            // It only makes searches faster: without the memory or the threads, they do without it.
            try {
                layoutOfCodes_ = layout_.balls ? layoutOverBalls() : layoutOfAll(threads);
            } catch (const std::exception&) {
                layoutOfCodes_ = nullptr;
            }
        });
        return layoutOfCodes_.get();
    }

    std::uint64_t offset(std::size_t row) const {
        return layout_.isMerged ? found_[row] : loadLittle(data_ + layout_.offsets + 4 * row, 4);
    }
    RowExtras extras(std::size_t row) const {
        if (layout_.isMerged) return {};
        return {static_cast<std::uint16_t>(loadLittle(data_ + layout_.thresholds + 2 * row, 2)),
                static_cast<std::uint16_t>(loadLittle(data_ + layout_.densities + 2 * row, 2))};
    }
    /// Of a merged segment: [rows + 1], where codes begin, as they were found one after the other.
    void setOffsets(std::vector<std::uint32_t> found) { found_ = std::move(found); }

private:
    std::unique_ptr<const ScanLayout> layoutOfAll(int threads) const {
        std::vector<std::span<const std::uint8_t>> codes;
        codes.reserve(size());
        for (std::size_t row = 0; row < size(); ++row)
            codes.push_back(code(row));
        return ScanLayout::build(codec_, codes, static_cast<unsigned>(std::max(1, threads)));
    }
    std::unique_ptr<const ScanLayout> layoutOverBalls() const {
        std::vector<float> edges;
        for (std::uint64_t block = 0; block < layout_.rowBlocks; ++block)
            edges.push_back(std::bit_cast<float>(
                static_cast<std::uint32_t>(loadLittle(data_ + layout_.edges + 4 * block, 4))));
        const auto* const centres = reinterpret_cast<const std::int8_t*>(data_ + layout_.centres);
        return ScanLayout::over(codec_, size(), {centres, layout_.dimensions * layout_.rowBlocks}, edges,
                                [this](std::size_t row) { return code(row); });
    }

private:
    std::shared_ptr<const void> owner_;
    const std::uint8_t* data_;
    Layout layout_;
    codes::Codec codec_;
    std::vector<std::uint32_t> found_;
    mutable std::once_flag laidOut_;
    mutable std::unique_ptr<const ScanLayout> layoutOfCodes_;
};

/// The layout, once the header has proved that it is one and that it fits the file's size.
Result<Layout> checkHeader(std::span<const std::uint8_t> bytes, const std::string& name) {
    if (bytes.size() < kHeaderBytes) return damaged(name, "it ends inside its header");
    const std::uint8_t* p = bytes.data();
    if (std::memcmp(p, kMagic, sizeof kMagic) != 0)
        return Error{ErrorCode::Corrupt, name + " is not a Sparlet segment; index the folder again."};
    if (loadLittle(p + 6, 2) != kByteOrderMark) return damaged(name, "its byte order mark is wrong");
    if (loadLittle(p + kHeaderCrcAt, 4) != crc32Of(bytes.first(kHeaderCrcAt)))
        return damaged(name, "the checksum of its header is wrong");
    const std::uint64_t version = loadLittle(p + 4, 2);
    if (version != kVersion && version != kVersionMerged)
        return Error{ErrorCode::Unsupported, "The segment " + name + " has format version " +
                                                 std::to_string(loadLittle(p + 4, 2)) +
                                                 ", which this program cannot read; use a newer Sparlet."};
    const std::uint64_t dimensions = loadLittle(p + 8, 4), rows = loadLittle(p + 16, 8),
                        codeBytes = loadLittle(p + 24, 8), fileBytes = loadLittle(p + 32, 8);
    const bool isMerged = version == kVersionMerged;
    const std::uint8_t* const unused = p + (isMerged ? kIdBitsAt + 1 : kLowestIdAt);
    const bool zeros = std::all_of(unused, p + kHeaderCrcAt, [](std::uint8_t b) { return b == 0; });
    const std::uint64_t balls = loadLittle(p + kBallsAt, 4);
    if (balls > (isMerged ? 1U : 0U) || !zeros || loadLittle(p + 44, 4) != kBlockBytes ||
        (isMerged && p[kIdBitsAt] > kMaxIdBits))
        return damaged(name, "its header has unknown fields");
    if (dimensions == 0 || dimensions > codes::kMaxDimensions || rows > kMaxRows ||
        codeBytes > kMaxCodeBytes || (isMerged && rows > codeBytes)) // no code is without a byte
        return damaged(name, "its header has impossible counts");
    const Layout layout = isMerged ? Layout::merged(rows, dimensions, codeBytes, p[kIdBitsAt], balls != 0)
                                   : Layout(rows, dimensions, codeBytes);
    if (fileBytes != layout.end) return damaged(name, "the sizes in its header contradict each other");
    if (fileBytes != bytes.size())
        return damaged(name, "it has " + std::to_string(bytes.size()) + " bytes instead of " +
                                 std::to_string(fileBytes));
    return layout;
}

Status checkSums(std::span<const std::uint8_t> bytes, const Layout& at, const std::string& name) {
    const auto metadata = bytes.subspan(kHeaderBytes, at.payload - kHeaderBytes);
    if (loadLittle(bytes.data() + kMetadataCrcAt, 4) != crc32Of(metadata))
        return damaged(name, "the checksum of its tables is wrong");
    for (std::uint64_t block = 0; block < at.blocks; ++block) {
        const std::uint64_t begin = block * kBlockBytes;
        const std::uint64_t length = std::min<std::uint64_t>(kBlockBytes, at.codeBytes - begin);
        if (loadLittle(bytes.data() + at.blockCrcs + 4 * block, 4) !=
            crc32Of(bytes.subspan(at.payload + begin, length)))
            return damaged(name, "the checksum of its codes is wrong");
    }
    return {};
}

Result<codes::Codec> readCodec(const std::uint8_t* data, const Layout& at, const std::string& name) {
    codes::CodecParameters parameters;
    for (std::uint64_t d = 0; d < at.dimensions; ++d) {
        const auto number = [&](std::uint64_t table) {
            return std::bit_cast<float>(static_cast<std::uint32_t>(loadLittle(data + table + 4 * d, 4)));
        };
        parameters.minimum.push_back(number(at.minima));
        parameters.maximum.push_back(number(at.maxima));
        parameters.bits.push_back(data[at.bits + d]);
    }
    auto codec = codes::Codec::create(std::move(parameters));
    if (!codec) return damaged(name, "its quantiser is unusable");
    return codec;
}

Status checkCodes(const MappedSegment& segment, const Layout& at, const std::string& name) {
    if (segment.offset(0) != 0 || segment.offset(at.rows) != at.codeBytes)
        return damaged(name, "its offsets do not cover its codes");
    for (std::uint64_t row = 0; row < at.rows; ++row) {
        if (segment.offset(row) > segment.offset(row + 1) || segment.offset(row + 1) > at.codeBytes)
            return damaged(name, "its offsets are not in order");
        const auto code = segment.code(row);
        const auto size = segment.codec().sizeAt(code);
        if (!size || *size != code.size())
            return damaged(name, "the code of row " + std::to_string(row) + " contradicts itself");
    }
    return {};
}

/// Codes of a merged segment lie one after the other, and say themselves how long they are.
Result<std::vector<std::uint32_t>> findCodes(const std::uint8_t* data, const codes::Codec& codec,
                                             const Layout& at, const std::string& name) {
    std::vector<std::uint32_t> found;
    found.reserve(at.rows + 1);
    const std::span<const std::uint8_t> codes(data + at.payload, at.codeBytes);
    std::uint64_t next = 0;
    for (std::uint64_t row = 0; row < at.rows; ++row) {
        if (row % kRowsOfBlock == 0 && loadLittle(data + at.offsets + row / kRowsOfBlock * 4, 4) != next)
            return damaged(name, "its offsets do not fit its codes");
        found.push_back(static_cast<std::uint32_t>(next));
        const auto size = codec.sizeAt(codes.subspan(next));
        if (!size) return damaged(name, "the code of row " + std::to_string(row) + " contradicts itself");
        next += *size;
    }
    if (next != at.codeBytes || loadLittle(data + at.offsets + 4 * at.rowBlocks, 4) != next)
        return damaged(name, "its offsets do not cover its codes");
    found.push_back(static_cast<std::uint32_t>(next));
    return found;
}

struct Mapping {
    void* address = nullptr;
    std::size_t bytes = 0;
    Mapping(void* a, std::size_t n) : address(a), bytes(n) {}
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;
    ~Mapping() { ::munmap(address, bytes); }
};

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    int get() const { return number_; }

private:
    int number_;
};

} // namespace

Result<std::shared_ptr<const Segment>> parseSegment(std::shared_ptr<const void> owner,
                                                    std::span<const std::uint8_t> bytes,
                                                    const std::string& name) {
    const auto layout = checkHeader(bytes, name);
    if (!layout) return layout.error();
    if (auto status = checkSums(bytes, *layout, name); !status) return status.error();
    auto codec = readCodec(bytes.data(), *layout, name);
    if (!codec) return codec.error();
    auto segment =
        std::make_shared<MappedSegment>(std::move(owner), bytes.data(), *layout, *std::move(codec));
    if (layout->isMerged) {
        auto found = findCodes(bytes.data(), segment->codec(), *layout, name);
        if (!found) return found.error();
        segment->setOffsets(*std::move(found));
    } else if (auto status = checkCodes(*segment, *layout, name); !status) {
        return status.error();
    }
    return std::shared_ptr<const Segment>(std::move(segment));
}

Result<std::shared_ptr<const Segment>> Segment::open(const std::filesystem::path& file) {
    // O_NONBLOCK: opening a FIFO of that name must not wait for a writer.
    const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (descriptor.get() < 0) return systemError(errno, "open", file);
    struct stat status = {};
    if (::fstat(descriptor.get(), &status) != 0) return systemError(errno, "open", file);
    const std::string name = quoted(file);
    if (!S_ISREG(status.st_mode)) return damaged(name, "it is not a regular file");
    const auto bytes = static_cast<std::size_t>(status.st_size);
    if (bytes < kHeaderBytes) return damaged(name, "it ends inside its header");
    void* address = ::mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, descriptor.get(), 0);
    if (address == MAP_FAILED) return systemError(errno, "map", file);
    auto mapping = std::make_shared<const Mapping>(address, bytes);
    return parseSegment(mapping, {static_cast<const std::uint8_t*>(address), bytes}, name);
}

} // namespace sparlet::index
