#include "image/image_file.h"

#include "base/atomic_file.h"
#include "base/printable.h"
#include "image/decoder_internal.h"

#include <cerrno>
#include <fcntl.h>
#include <mutex>
#include <new>
#include <sys/stat.h>
#include <unistd.h>

namespace sparlet::image {
namespace {

// Files from here on are read one at a time: together with their pixels they share the decoders' memory.
constexpr std::uint64_t kLargeFileBytes = std::uint64_t{32} << 20;

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    int number() const { return number_; }

private:
    int number_;
};

Error withSubject(const std::string& subject, const Error& reason) {
    return {reason.code, "Cannot read " + subject + ": " + reason.message + "."};
}

Error tooLargeFile(std::uint64_t size, const DecodeLimits& limits) {
    return {ErrorCode::TooLarge, "its " + std::to_string(size) + " bytes are over the limit of " +
                                     std::to_string(limits.maxFileBytes)};
}

Result<Header> probeWithin(Bytes bytes, const DecodeLimits& limits) {
    if (bytes.size() > limits.maxFileBytes) return tooLargeFile(bytes.size(), limits);
    auto header = probeBytes(bytes);
    if (!header) return header;
    const std::uint64_t pixels =
        static_cast<std::uint64_t>(header->width) * static_cast<std::uint64_t>(header->height);
    if (pixels > limits.maxPixels)
        return Error{ErrorCode::TooLarge,
                     "its " + std::to_string(header->width) + " × " + std::to_string(header->height) +
                         " pixels are over the limit of " + std::to_string(limits.maxPixels)};
    return header;
}

Result<Picture> decodeFormat(DecodeJob& job) {
    switch (job.header.format) {
    case Format::Jpeg:
        return decodeJpeg(job);
    case Format::Png:
        return decodePng(job);
    case Format::Bmp:
        return decodeBmp(job);
    case Format::WebP:
        return decodeWebp(job);
    case Format::Tiff:
        return decodeTiff(job);
    case Format::Gif:
        return decodeGif(job);
    }
    return Error{ErrorCode::Internal, "its format has no decoder"};
}

Result<Picture> decodeWithin(Bytes bytes, int wantedSide, const DecodeLimits& limits,
                             MemoryReservation& memory) {
    auto header = probeWithin(bytes, limits);
    if (!header) return header.error();
    try {
        DecodeJob job{bytes, *header, wantedSide, memory};
        auto picture = decodeFormat(job);
        if (!picture) return picture;
        return upright(std::move(*picture), header->orientation);
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::OutOfMemory, "there is not enough memory to decode it"};
    } catch (const std::exception& exception) {
        return Error{ErrorCode::Internal, "its decoder failed (" + printable(exception.what()) + ")"};
    }
}

// Opening a FIFO or a device can block or have effects, so what it is is asked first, and again of what was
// opened: it may have changed in between.
Result<int> openRegular(const std::filesystem::path& file) {
    struct stat info {};
    const Error notRegular{ErrorCode::Unsupported,
                           "Cannot read " + quoted(file) + ": it is not a regular file."};
    if (::stat(file.c_str(), &info) != 0) return systemError(errno, "read", file);
    if (!S_ISREG(info.st_mode)) return notRegular;
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (descriptor < 0) return systemError(errno, "read", file);
    if (::fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode)) {
        ::close(descriptor);
        return notRegular;
    }
    return descriptor;
}

Result<std::uint64_t> sizeOf(int descriptor, const std::filesystem::path& file, const DecodeLimits& limits) {
    struct stat info {};
    if (::fstat(descriptor, &info) != 0) return systemError(errno, "read", file);
    const auto size = static_cast<std::uint64_t>(info.st_size);
    if (size > limits.maxFileBytes) return withSubject(quoted(file), tooLargeFile(size, limits));
    return size;
}

Result<std::vector<std::uint8_t>> readAll(int descriptor, std::uint64_t size,
                                          const std::filesystem::path& file) {
    try {
        std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size));
        std::size_t done = 0;
        while (done < bytes.size()) {
            const ssize_t got = ::read(descriptor, &bytes[done], bytes.size() - done);
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return systemError(errno, "read", file);
            if (got == 0) break;
            done += static_cast<std::size_t>(got);
        }
        bytes.resize(done);
        return bytes;
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::OutOfMemory, "Cannot read " + quoted(file) + ": there is not enough memory."};
    }
}

} // namespace

Result<Header> probe(std::span<const std::uint8_t> bytes) {
    auto header = probeBytes(bytes);
    if (!header) return withSubject("the picture", header.error());
    return header;
}

Result<std::vector<std::uint8_t>> readFile(const std::filesystem::path& file, const DecodeLimits& limits) {
    auto opened = openRegular(file);
    if (!opened) return opened.error();
    const Descriptor descriptor(*opened);
    auto size = sizeOf(descriptor.number(), file, limits);
    if (!size) return size.error();
    return readAll(descriptor.number(), *size, file);
}

Result<Picture> decode(std::span<const std::uint8_t> bytes, int wantedSide, const DecodeLimits& limits) {
    MemoryReservation memory;
    auto picture = decodeWithin(bytes, wantedSide, limits, memory);
    if (!picture) return withSubject("the picture", picture.error());
    return picture;
}

Result<Picture> load(const std::filesystem::path& file, int wantedSide, const DecodeLimits& limits) {
    static std::mutex oneLargeFile;
    auto opened = openRegular(file);
    if (!opened) return opened.error();
    const Descriptor descriptor(*opened);
    auto size = sizeOf(descriptor.number(), file, limits);
    if (!size) return size.error();

    MemoryReservation memory;
    std::unique_lock<std::mutex> alone(oneLargeFile, std::defer_lock);
    if (*size >= kLargeFileBytes) {
        alone.lock();
        if (auto status = memory.extend(*size); !status) return withSubject(quoted(file), status.error());
    }
    auto bytes = readAll(descriptor.number(), *size, file);
    if (!bytes) return bytes.error();
    auto picture = decodeWithin(*bytes, wantedSide, limits, memory);
    if (!picture) return withSubject(quoted(file), picture.error());
    return picture;
}

} // namespace sparlet::image
