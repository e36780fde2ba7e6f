#include "store/image_view.h"

#include "base/atomic_file.h"
#include "base/printable.h"
#include "store/image_view_format_internal.h"

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sparlet::store {

std::uint32_t viewCrc(const std::uint8_t* from, std::size_t bytes) {
    return static_cast<std::uint32_t>(::crc32_z(0, from, bytes));
}

namespace {

Error damaged(const std::string& name, const std::string& what) {
    return {ErrorCode::Corrupt, "The list of images " + name + " is not usable: " + what +
                                    "; it is made again from the catalogue."};
}

/// A number in groups of 7 bits; false where it does not end before `end`.
bool takeNumber(const std::uint8_t*& at, const std::uint8_t* end, std::uint64_t& number) {
    number = 0;
    for (unsigned shift = 0; at != end && shift < 63; shift += 7) {
        const std::uint8_t byte = *at++;
        number |= std::uint64_t{byte & 0x7FU} << shift;
        if ((byte & 0x80U) == 0) return true;
    }
    return false;
}

/// Makes `path` the next one of a block, and false at the block's end.
bool nextPath(const std::uint8_t*& at, const std::uint8_t* end, std::string& path) {
    std::uint64_t shared = 0, more = 0;
    if (!takeNumber(at, end, shared) || !takeNumber(at, end, more)) return false;
    if (shared > path.size() || more > static_cast<std::uint64_t>(end - at)) return false;
    path.resize(static_cast<std::size_t>(shared));
    path.append(reinterpret_cast<const char*>(at), static_cast<std::size_t>(more));
    at += more;
    return true;
}

struct Mapping {
    Mapping(void* a, std::size_t n) : address(a), bytes(n) {}
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;
    ~Mapping() { ::munmap(address, bytes); }
    void* address;
    std::size_t bytes;
};

} // namespace

/// Fills a view once the bytes have proved to be one.
class ImageViewParser {
public:
    ImageViewParser(std::shared_ptr<const void> owner, std::span<const std::uint8_t> bytes, std::string name)
        : bytes_(bytes), name_(std::move(name)), view_(new ImageView()) {
        view_->owner_ = std::move(owner);
        view_->data_ = bytes.data();
    }

    Result<std::shared_ptr<const ImageView>> parse(const CollectionRecord& collection) {
        if (auto status = checkHeader(collection); !status) return status.error();
        if (loadView<std::uint32_t>(bytes_.data() + kViewBodyCrcAt) !=
            viewCrc(bytes_.data() + kViewHeaderBytes, bytes_.size() - kViewHeaderBytes))
            return damaged(name_, "its checksum is wrong");
        if (auto status = checkTables(); !status) return status.error();
        return std::shared_ptr<const ImageView>(std::move(view_));
    }

private:
    template <class Integer>
    Integer at(std::uint64_t where) const {
        return loadView<Integer>(bytes_.data() + where);
    }

    Status checkHeader(const CollectionRecord& collection) {
        const std::uint8_t* const p = bytes_.data();
        if (bytes_.size() < kViewHeaderBytes || std::memcmp(p, kViewMagic, sizeof kViewMagic) != 0)
            return damaged(name_, "it is not one");
        if (at<std::uint32_t>(kViewHeaderCrcAt) != viewCrc(p, kViewHeaderCrcAt))
            return damaged(name_, "the checksum of its header is wrong");
        if (at<std::uint16_t>(4) != kViewVersion || at<std::uint16_t>(6) != kViewByteOrder)
            return damaged(name_, "it is of another version of Sparlet");
        if (std::any_of(p + kViewBodyCrcAt + 4, p + kViewHeaderCrcAt, [](std::uint8_t b) { return b != 0; }))
            return damaged(name_, "its header has unknown fields");
        if (at<std::int64_t>(8) != collection.id || at<std::int64_t>(16) != collection.generation)
            return damaged(name_, "the collection has changed since it was written");
        const ViewCounts counts{at<std::uint64_t>(24), at<std::uint64_t>(32), at<std::uint64_t>(40),
                                at<std::uint64_t>(48)};
        if (counts.rows > kViewMaxRows || counts.labels > counts.rows || counts.labelBytes > kViewMaxText ||
            counts.pathBytes > kViewMaxText)
            return damaged(name_, "its header has impossible counts");
        place(counts);
        if (view_->end_ != at<std::uint64_t>(56) || view_->end_ != bytes_.size())
            return damaged(name_, "its size is wrong");
        return {};
    }

    void place(const ViewCounts& counts) {
        ImageView& v = *view_;
        v.rows_ = counts.rows;
        v.labels_ = counts.labels;
        v.blocks_ = (counts.rows + ImageView::kPathsTogether - 1) / ImageView::kPathsTogether;
        std::uint64_t next = kViewHeaderBytes;
        const auto take = [&next](std::uint64_t bytes) {
            const std::uint64_t here = next;
            next += bytes;
            return here;
        };
        v.ids_ = take(8 * counts.rows);
        v.rowOfRank_ = take(4 * counts.rows);
        v.rankOfRow_ = take(4 * counts.rows);
        v.sizes_ = take(8 * counts.rows);
        v.modified_ = take(8 * counts.rows);
        v.widths_ = take(4 * counts.rows);
        v.heights_ = take(4 * counts.rows);
        v.labelNumbers_ = take(4 * counts.rows);
        v.thresholds_ = take(2 * counts.rows);
        v.densities_ = take(2 * counts.rows);
        v.codeBytes_ = take(2 * counts.rows);
        v.labelOffsets_ = take(8 * (counts.labels + 1));
        v.blockOffsets_ = take(8 * (v.blocks_ + 1));
        v.labelText_ = take(counts.labelBytes);
        v.pathText_ = take(counts.pathBytes);
        v.end_ = next;
    }

    bool rises(std::uint64_t offsets, std::size_t count, std::uint64_t last) const {
        if (at<std::uint64_t>(offsets) != 0 || at<std::uint64_t>(offsets + 8 * count) != last) return false;
        for (std::size_t i = 0; i < count; ++i)
            if (at<std::uint64_t>(offsets + 8 * i) > at<std::uint64_t>(offsets + 8 * (i + 1))) return false;
        return true;
    }

    Status checkTables() const {
        const ImageView& v = *view_;
        for (std::size_t i = 0; i < v.rows_; ++i) {
            if (i > 0 && at<ImageId>(v.ids_ + 8 * (i - 1)) >= at<ImageId>(v.ids_ + 8 * i))
                return damaged(name_, "its images are not in order");
            const auto row = at<std::uint32_t>(v.rowOfRank_ + 4 * i);
            if (row >= v.rows_ || at<std::uint32_t>(v.rankOfRow_ + std::uint64_t{4} * row) != i)
                return damaged(name_, "its rows contradict its images");
            if (at<std::uint32_t>(v.labelNumbers_ + 4 * i) >= v.labels_)
                return damaged(name_, "an image has an unknown label");
        }
        if (!rises(v.labelOffsets_, v.labels_, v.pathText_ - v.labelText_) ||
            !rises(v.blockOffsets_, v.blocks_, v.end_ - v.pathText_))
            return damaged(name_, "its texts are not in order");
        return {};
    }

    std::span<const std::uint8_t> bytes_;
    std::string name_;
    std::shared_ptr<ImageView> view_;
};

Result<std::shared_ptr<const ImageView>> ImageView::open(const std::filesystem::path& file,
                                                         const CollectionRecord& collection) {
    // O_NONBLOCK: opening a FIFO of that name must not wait for a writer.
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return systemError(errno, "open", file);
    struct stat facts {};
    const bool known = ::fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode) &&
                       facts.st_size >= static_cast<off_t>(kViewHeaderBytes);
    const auto bytes = known ? static_cast<std::size_t>(facts.st_size) : 0;
    void* const address = known ? ::mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, descriptor, 0) : MAP_FAILED;
    ::close(descriptor);
    if (!known) return damaged(quoted(file), "it is not one");
    if (address == MAP_FAILED) return systemError(errno, "map", file);
    auto mapping = std::make_shared<const Mapping>(address, bytes);
    return ImageViewParser(mapping, {static_cast<const std::uint8_t*>(address), bytes}, quoted(file))
        .parse(collection);
}

Result<std::shared_ptr<const ImageView>> ImageView::parse(std::vector<std::uint8_t> bytes,
                                                          const CollectionRecord& collection) {
    const auto kept = std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes));
    return ImageViewParser(kept, *kept, "in memory").parse(collection);
}

ImageId ImageView::id(std::size_t row) const {
    return idAt(loadView<std::uint32_t>(data_ + rankOfRow_ + 4 * row));
}

ImageId ImageView::idAt(std::size_t rank) const {
    return loadView<ImageId>(data_ + ids_ + 8 * rank);
}

std::size_t ImageView::rowAt(std::size_t rank) const {
    return loadView<std::uint32_t>(data_ + rowOfRank_ + 4 * rank);
}

std::uint64_t ImageView::bytes(std::size_t row) const {
    return loadView<std::uint64_t>(data_ + sizes_ + 8 * row);
}

std::int64_t ImageView::modifiedNs(std::size_t row) const {
    return loadView<std::int64_t>(data_ + modified_ + 8 * row);
}

int ImageView::width(std::size_t row) const {
    return loadView<std::int32_t>(data_ + widths_ + 4 * row);
}

int ImageView::height(std::size_t row) const {
    return loadView<std::int32_t>(data_ + heights_ + 4 * row);
}

std::uint32_t ImageView::codeBytes(std::size_t row) const {
    return loadView<std::uint16_t>(data_ + codeBytes_ + 2 * row) & ~std::uint32_t{kViewHasShares};
}

std::optional<ImageShares> ImageView::shares(std::size_t row) const {
    if ((loadView<std::uint16_t>(data_ + codeBytes_ + 2 * row) & kViewHasShares) == 0) return std::nullopt;
    return ImageShares{loadView<std::uint16_t>(data_ + thresholds_ + 2 * row),
                       loadView<std::uint16_t>(data_ + densities_ + 2 * row)};
}

std::uint32_t ImageView::labelOf(std::size_t row) const {
    return loadView<std::uint32_t>(data_ + labelNumbers_ + 4 * row);
}

std::string_view ImageView::labelName(std::uint32_t label) const {
    const std::uint8_t* const offset = data_ + labelOffsets_ + std::uint64_t{8} * label;
    const auto from = loadView<std::uint64_t>(offset), to = loadView<std::uint64_t>(offset + 8);
    return {reinterpret_cast<const char*>(data_ + labelText_ + from), static_cast<std::size_t>(to - from)};
}

const std::uint8_t* ImageView::block(std::size_t number) const {
    return data_ + pathText_ + loadView<std::uint64_t>(data_ + blockOffsets_ + 8 * number);
}

const std::uint8_t* ImageView::blockEnd(std::size_t number) const {
    return block(number + 1);
}

void ImageView::path(std::size_t row, std::string& path) const {
    path.clear();
    const std::uint8_t* at = block(row / kPathsTogether);
    const std::uint8_t* const end = blockEnd(row / kPathsTogether);
    for (std::size_t i = 0; i <= row % kPathsTogether; ++i)
        if (!nextPath(at, end, path)) return;
}

ImageView::PathReader::PathReader(const ImageView& view, std::size_t firstRow)
    : view_(&view), row_(firstRow) {
    if (row_ % kPathsTogether == 0) return;
    // As if the row before had just been read.
    at_ = view.block(row_ / kPathsTogether);
    for (std::size_t i = 0; i < row_ % kPathsTogether; ++i)
        nextPath(at_, view.blockEnd(row_ / kPathsTogether), path_);
}

const std::string& ImageView::PathReader::next() {
    const std::size_t block = row_ / kPathsTogether;
    if (row_++ % kPathsTogether == 0) {
        at_ = view_->block(block);
        path_.clear();
    }
    nextPath(at_, view_->blockEnd(block), path_);
    return path_;
}

std::size_t ImageView::rowOf(ImageId id) const {
    std::size_t first = 0, last = rows_;
    while (first < last) {
        const std::size_t middle = first + (last - first) / 2;
        (idAt(middle) < id ? first = middle + 1 : last = middle);
    }
    return first < rows_ && idAt(first) == id ? rowAt(first) : rows_;
}

std::size_t ImageView::lowerBound(std::string_view path) const {
    // The last block that begins before the path, then the paths in it.
    std::string here;
    std::size_t first = 0, last = blocks_;
    while (first < last) {
        const std::size_t middle = first + (last - first) / 2;
        this->path(middle * kPathsTogether, here);
        (here < path ? first = middle + 1 : last = middle);
    }
    if (first == 0) return 0;
    std::size_t row = (first - 1) * kPathsTogether;
    const std::size_t stop = std::min(rows_, first * kPathsTogether);
    const std::uint8_t* at = block(first - 1);
    here.clear();
    while (row < stop && nextPath(at, blockEnd(first - 1), here) && here < path)
        ++row;
    return row;
}

std::size_t ImageView::rowOf(std::string_view path) const {
    const std::size_t row = lowerBound(path);
    if (row == rows_) return rows_;
    std::string here;
    this->path(row, here);
    return here == path ? row : rows_;
}

std::pair<std::size_t, std::size_t> ImageView::rowsBelow(std::string_view prefix) const {
    const std::size_t first = lowerBound(prefix);
    // What follows all that begins with the prefix: its last byte, that is not the largest, one larger.
    std::string after(prefix);
    while (!after.empty() && static_cast<unsigned char>(after.back()) == 0xFF)
        after.pop_back();
    if (after.empty()) return {first, rows_};
    after.back() = static_cast<char>(static_cast<unsigned char>(after.back()) + 1);
    return {first, lowerBound(after)};
}

} // namespace sparlet::store
