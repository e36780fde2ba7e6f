#include "train/packed_dataset.h"

#include "train/content_hash_internal.h"

#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sparlet::train {
namespace {

static_assert(std::endian::native == std::endian::little, "packed data sets are little endian");

constexpr std::array<char, 8> kMagic = {'S', 'P', 'R', 'L', 'P', 'A', 'C', 'K'};
constexpr std::uint32_t kVersion = 1;
constexpr std::uint32_t kMostSide = 1024;
constexpr std::uint64_t kMostImages = 1ULL << 32U;

/// The file: this, pixels [N,S,S,3], labels u16[N], names (u16 length, bytes)[N], classes (the same)[C].
struct Header {
    std::array<char, 8> magic = kMagic;
    std::uint32_t version = kVersion;
    std::uint32_t side = 0;
    std::uint64_t count = 0;
    std::uint64_t classCount = 0;
    std::uint64_t labelsAt = 0, namesAt = 0, classesAt = 0, fileBytes = 0;
    std::array<std::uint64_t, 2> contentHash{}; // pixels, labels, class names
    std::uint64_t namesHash = 0;
    std::uint64_t headerHash = 0; // of all above
};
static_assert(sizeof(Header) == 96);

using Bytes = std::span<const std::uint8_t>;

template <class T>
Bytes bytesOf(const std::vector<T>& values) {
    return {reinterpret_cast<const std::uint8_t*>(values.data()), values.size() * sizeof(T)};
}

std::uint64_t hashOf(Bytes bytes) {
    ContentHash hash;
    hash.add(bytes);
    // Each half sees only half of every block; together they see every byte.
    const auto both = hash.finish();
    return both[0] ^ std::rotl(both[1], 32);
}

std::uint64_t headerHashOf(const Header& header) {
    return hashOf({reinterpret_cast<const std::uint8_t*>(&header), offsetof(Header, headerHash)});
}

Error ioError(const std::filesystem::path& file, const char* doing) {
    const int number = errno;
    const auto code = number == ENOENT                      ? ErrorCode::NotFound
                      : number == EACCES || number == EPERM ? ErrorCode::PermissionDenied
                      : number == ENOSPC                    ? ErrorCode::DiskFull
                                                            : ErrorCode::Io;
    return {code,
            "The file '" + file.string() + "' could not be " + doing + ": " + std::strerror(number) + "."};
}

Error corrupt(const std::filesystem::path& file, const char* what) {
    return {ErrorCode::Corrupt, "The packed data set '" + file.string() + "' is damaged: " + what +
                                    "; make it again from its pictures."};
}

/// Appends (u16 length, bytes).
void appendText(std::vector<std::uint8_t>& out, std::string_view text) {
    const auto length = static_cast<std::uint16_t>(std::min<std::size_t>(text.size(), 65535));
    out.push_back(static_cast<std::uint8_t>(length & 255U));
    out.push_back(static_cast<std::uint8_t>(length >> 8U));
    out.insert(out.end(), text.begin(), text.begin() + length);
}

/// Reads exactly `count` texts that fill `bytes`; false where they do not.
bool parseTexts(Bytes bytes, std::uint64_t count, std::vector<std::string_view>& out) {
    if (bytes.size() / 2 < count) return false;
    out.reserve(static_cast<std::size_t>(count));
    for (std::uint64_t i = 0; i < count; ++i) {
        if (bytes.size() < 2) return false;
        const std::size_t length =
            static_cast<std::size_t>(bytes[0]) + 256U * static_cast<std::size_t>(bytes[1]);
        if (bytes.size() - 2 < length) return false;
        out.emplace_back(reinterpret_cast<const char*>(bytes.data()) + 2, length);
        bytes = bytes.subspan(2 + length);
    }
    return bytes.empty();
}

bool sectionsFit(const Header& h, std::uint64_t fileBytes) {
    if (h.side < 1 || h.side > kMostSide || h.count < 1 || h.count > kMostImages) return false;
    if (h.classCount < 1 || h.classCount > 65535) return false;
    const std::uint64_t pixels = h.count * h.side * h.side * 3; // < 2^54 by the bounds above
    return h.labelsAt == sizeof(Header) + pixels && h.namesAt == h.labelsAt + 2 * h.count &&
           h.classesAt >= h.namesAt && h.classesAt <= h.fileBytes && h.fileBytes == fileBytes;
}

class MappedDataset final : public PackedDataset {
public:
    MappedDataset(const std::uint8_t* data, std::size_t bytes) : data_(data), bytes_(bytes) {}
    ~MappedDataset() override { ::munmap(const_cast<std::uint8_t*>(data_), bytes_); }
    MappedDataset(const MappedDataset&) = delete;
    MappedDataset& operator=(const MappedDataset&) = delete;

    Status check(const std::filesystem::path& file) {
        std::memcpy(&header_, data_, sizeof(Header));
        if (header_.magic != kMagic) return corrupt(file, "it is not a packed data set at all");
        if (header_.version != kVersion) {
            return Error{ErrorCode::Unsupported, "The packed data set '" + file.string() + "' has format " +
                                                     std::to_string(header_.version) +
                                                     ", which this Sparlet does not read."};
        }
        if (header_.headerHash != headerHashOf(header_)) return corrupt(file, "its header has changed");
        if (!sectionsFit(header_, bytes_)) return corrupt(file, "its size does not fit its header");
        const Bytes all(data_, bytes_);
        const auto pixelsAndLabels = all.subspan(sizeof(Header), header_.namesAt - sizeof(Header));
        const auto names = all.subspan(header_.namesAt, header_.classesAt - header_.namesAt);
        const auto classes = all.subspan(header_.classesAt);
        ContentHash hash;
        hash.add(pixelsAndLabels);
        hash.add(classes);
        if (hash.finish() != header_.contentHash || hashOf(names) != header_.namesHash) {
            return corrupt(file, "its checksum does not match");
        }
        std::vector<std::string_view> classTexts;
        if (!parseTexts(names, header_.count, names_) ||
            !parseTexts(classes, header_.classCount, classTexts)) {
            return corrupt(file, "its names cannot be read");
        }
        classes_.assign(classTexts.begin(), classTexts.end());
        for (std::size_t i = 0; i < size(); ++i) {
            if (label(i) >= classes_.size()) return corrupt(file, "a label has no class");
        }
        hash_ = ContentHash::hex(header_.contentHash);
        return {};
    }

    std::size_t size() const override { return static_cast<std::size_t>(header_.count); }
    int side() const override { return static_cast<int>(header_.side); }
    Bytes image(std::size_t index) const override {
        const std::size_t bytes = static_cast<std::size_t>(header_.side) * header_.side * 3;
        return {data_ + sizeof(Header) + index * bytes, bytes};
    }
    std::uint16_t label(std::size_t index) const override {
        std::uint16_t value = 0;
        std::memcpy(&value, data_ + header_.labelsAt + 2 * index, 2);
        return value;
    }
    std::string_view name(std::size_t index) const override { return names_[index]; }
    const std::vector<std::string>& classNames() const override { return classes_; }
    const std::string& contentHash() const override { return hash_; }

private:
    const std::uint8_t* data_;
    std::size_t bytes_;
    Header header_;
    std::vector<std::string_view> names_;
    std::vector<std::string> classes_;
    std::string hash_;
};

class FileWriter final : public PackedDatasetWriter {
public:
    FileWriter(std::filesystem::path file, int side, std::vector<std::string> classNames)
        : file_(std::move(file)), temporary_(file_) {
        temporary_ += ".part" + std::to_string(getpid());
        header_.side = static_cast<std::uint32_t>(side);
        header_.classCount = classNames.size();
        for (const auto& name : classNames)
            appendText(classes_, name);
    }
    ~FileWriter() override {
        if (stream_.is_open()) stream_.close();
        if (!finished_) ::unlink(temporary_.c_str());
    }
    FileWriter(const FileWriter&) = delete;
    FileWriter& operator=(const FileWriter&) = delete;

    Status begin() {
        errno = 0;
        stream_.open(temporary_, std::ios::binary | std::ios::trunc);
        stream_.write(reinterpret_cast<const char*>(&header_), sizeof(Header));
        return stream_ ? Status() : ioError(file_, "written");
    }

    Status add(Bytes rgb, std::uint16_t label, std::string_view name) override {
        if (rgb.size() != static_cast<std::size_t>(header_.side) * header_.side * 3) {
            return Error{ErrorCode::InvalidArgument, "A picture for the packed data set has the wrong size."};
        }
        if (label >= header_.classCount) {
            return Error{ErrorCode::InvalidArgument, "The picture '" + std::string(name) + "' has no class."};
        }
        errno = 0;
        hash_.add(rgb);
        stream_.write(reinterpret_cast<const char*>(rgb.data()), static_cast<std::streamsize>(rgb.size()));
        labels_.push_back(label);
        appendText(names_, name);
        return stream_ ? Status() : ioError(file_, "written");
    }

    Status finish() override {
        if (labels_.empty()) {
            return Error{ErrorCode::InvalidArgument,
                         "No picture could be packed into '" + file_.string() + "'."};
        }
        hash_.add(bytesOf(labels_));
        hash_.add(classes_);
        header_.count = labels_.size();
        header_.labelsAt = sizeof(Header) + header_.count * header_.side * header_.side * 3;
        header_.namesAt = header_.labelsAt + 2 * header_.count;
        header_.classesAt = header_.namesAt + names_.size();
        header_.fileBytes = header_.classesAt + classes_.size();
        header_.contentHash = hash_.finish();
        header_.namesHash = hashOf(names_);
        header_.headerHash = headerHashOf(header_);
        errno = 0;
        for (const Bytes part : {bytesOf(labels_), Bytes(names_), Bytes(classes_)}) {
            stream_.write(reinterpret_cast<const char*>(part.data()),
                          static_cast<std::streamsize>(part.size()));
        }
        stream_.seekp(0);
        stream_.write(reinterpret_cast<const char*>(&header_), sizeof(Header));
        stream_.close();
        if (!stream_) return ioError(file_, "written");
        return publish();
    }

private:
    Status publish() {
        const int descriptor = ::open(temporary_.c_str(), O_RDONLY | O_CLOEXEC);
        const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
        if (descriptor >= 0) ::close(descriptor);
        if (!synced || ::rename(temporary_.c_str(), file_.c_str()) != 0) return ioError(file_, "written");
        finished_ = true;
        return {};
    }

    std::filesystem::path file_, temporary_;
    std::ofstream stream_;
    Header header_;
    ContentHash hash_;
    std::vector<std::uint16_t> labels_;
    std::vector<std::uint8_t> names_, classes_;
    bool finished_ = false;
};

} // namespace

Result<std::shared_ptr<const PackedDataset>> PackedDataset::open(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return ioError(file, "opened");
    struct stat facts {};
    if (::fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        ::close(descriptor);
        return Error{ErrorCode::InvalidArgument, "'" + file.string() + "' is not a regular file."};
    }
    const auto bytes = static_cast<std::size_t>(facts.st_size);
    if (bytes < sizeof(Header)) {
        ::close(descriptor);
        return corrupt(file, "it is too short");
    }
    void* data = ::mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, descriptor, 0);
    ::close(descriptor);
    if (data == MAP_FAILED) return ioError(file, "read");
    auto dataset = std::make_shared<MappedDataset>(static_cast<const std::uint8_t*>(data), bytes);
    if (auto checked = dataset->check(file); !checked) return checked.error();
    return std::shared_ptr<const PackedDataset>(std::move(dataset));
}

Result<std::unique_ptr<PackedDatasetWriter>>
PackedDatasetWriter::create(const std::filesystem::path& file, int side,
                            std::vector<std::string> classNames) {
    if (side < 1 || side > static_cast<int>(kMostSide)) {
        return Error{ErrorCode::InvalidArgument,
                     "Packed pictures have sides of 1 to 1,024 pixels, not " + std::to_string(side) + "."};
    }
    if (classNames.empty() || classNames.size() > 65535) {
        return Error{ErrorCode::InvalidArgument, "A packed data set needs 1 to 65,535 classes."};
    }
    auto writer = std::make_unique<FileWriter>(file, side, std::move(classNames));
    if (auto begun = writer->begin(); !begun) return begun.error();
    return std::unique_ptr<PackedDatasetWriter>(std::move(writer));
}

Status packCifar10Binary(const std::vector<std::filesystem::path>& batches, const std::filesystem::path& out,
                         const ProgressCallback& progress, const CancelToken& cancel) {
    constexpr std::size_t kSide = 32, kPlane = kSide * kSide, kRecord = 1 + 3 * kPlane;
    auto writer = PackedDatasetWriter::create(
        out, static_cast<int>(kSide),
        {"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"});
    if (!writer) return writer.error();
    std::vector<std::uint8_t> record(kRecord), rgb(3 * kPlane);
    std::uint64_t done = 0;
    for (const auto& batch : batches) {
        std::error_code failure;
        const auto bytes = std::filesystem::file_size(batch, failure);
        if (failure)
            return Error{ErrorCode::NotFound, "The CIFAR-10 batch '" + batch.string() + "' cannot be read."};
        if (bytes == 0 || bytes % kRecord != 0) {
            return Error{ErrorCode::Corrupt, "'" + batch.string() +
                                                 "' is not a CIFAR-10 batch: its size is not a multiple of "
                                                 "3,073 bytes."};
        }
        std::ifstream stream(batch, std::ios::binary);
        for (std::uint64_t i = 0; i < bytes / kRecord; ++i, ++done) {
            if (cancel.cancelled()) return Error{ErrorCode::Cancelled, "Packing was cancelled."};
            if (!stream.read(reinterpret_cast<char*>(record.data()), kRecord)) {
                return Error{ErrorCode::Io, "The CIFAR-10 batch '" + batch.string() + "' cannot be read."};
            }
            if (record[0] > 9) {
                return Error{ErrorCode::Corrupt, "'" + batch.string() + "' holds the label " +
                                                     std::to_string(record[0]) + "; CIFAR-10 has 0 to 9."};
            }
            for (std::size_t p = 0; p < kPlane; ++p) {
                for (std::size_t c = 0; c < 3; ++c)
                    rgb[3 * p + c] = record[1 + c * kPlane + p];
            }
            const auto name = batch.filename().string() + "/" + std::to_string(i);
            if (auto added = (*writer)->add(rgb, record[0], name); !added) return added;
            if (progress && done % 1000 == 0)
                progress({"packing", done, 0, 0, 0, {}, batch.filename().string()});
        }
    }
    return (*writer)->finish();
}

} // namespace sparlet::train
