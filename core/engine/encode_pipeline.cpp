#include "engine/encode_pipeline_internal.h"

#include "image/image_file.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <new>
#include <optional>
#include <thread>

namespace sparlet::engine {

namespace {

/// Pictures over this many pixels, or files over this many bytes, are decoded one at a time, so that memory
/// stays bounded whatever the folder holds.
constexpr std::uint64_t kLargePixels = std::uint64_t{24} * 1000 * 1000;
constexpr std::uint64_t kLargeFile = std::uint64_t{32} << 20U;
/// A picture alone may take: its file, its pixels as stored, and an upright copy.
constexpr image::DecodeLimits kLimits{std::uint64_t{256} << 20U, std::uint64_t{120} * 1000 * 1000};

std::mutex& largePictures() {
    static std::mutex mutex;
    return mutex;
}

/// Upright size as the file states it; decode() may give fewer pixels.
std::pair<int, int> uprightSize(const image::Header& header) {
    return header.orientation >= 5 ? std::pair(header.height, header.width)
                                   : std::pair(header.width, header.height);
}

/// Decodes the files in their order, a bounded number ahead of the reader.
class DecodeQueue {
public:
    DecodeQueue(const std::vector<std::string>& files, int side, int threads, const CancelToken& cancel)
        : files_(files), side_(side), cancel_(cancel), slots_(3 * kBatch) {
        const auto count = std::min(static_cast<std::size_t>(std::max(threads, 1)), files.size());
        for (std::size_t i = 0; i < count; ++i) workers_.emplace_back([this] { work(); });
    }
    ~DecodeQueue() {
        {
            const std::lock_guard lock(mutex_);
            stopped_ = true;
        }
        changed_.notify_all();
        for (auto& worker : workers_) worker.join();
    }
    DecodeQueue(const DecodeQueue&) = delete;
    DecodeQueue& operator=(const DecodeQueue&) = delete;

    /// The next file's pixels or error, in order; nothing once cancelled.
    std::optional<Result<SquarePicture>> next() {
        std::unique_lock lock(mutex_);
        auto& slot = slots_[taken_ % slots_.size()];
        while (!slot.has_value()) {
            if (cancel_.cancelled()) return std::nullopt;
            changed_.wait_for(lock, std::chrono::milliseconds(50));
        }
        std::optional<Result<SquarePicture>> out = std::move(slot);
        slot.reset();
        ++taken_;
        lock.unlock();
        changed_.notify_all();
        return out;
    }

private:
    void work() {
        for (;;) {
            std::size_t item = 0;
            {
                std::unique_lock lock(mutex_);
                changed_.wait(lock, [this] {
                    return stopped_ || given_ >= files_.size() || given_ < taken_ + slots_.size();
                });
                if (stopped_ || given_ >= files_.size()) return;
                item = given_++;
            }
            Result<SquarePicture> outcome = decodeOne(files_[item]);
            {
                const std::lock_guard lock(mutex_);
                slots_[item % slots_.size()] = std::move(outcome);
            }
            changed_.notify_all();
        }
    }

    Result<SquarePicture> decodeOne(const std::string& file) const {
        if (cancel_.cancelled()) return Error{ErrorCode::Cancelled, "Stopped."};
        try {
            return loadSquare(file, side_);
        } catch (const std::bad_alloc&) {
            return Error{ErrorCode::OutOfMemory, "There is not enough memory to read the picture."};
        } catch (const std::exception& problem) {
            return Error{ErrorCode::Internal,
                         std::string("The picture cannot be read: ") + problem.what() + "."};
        }
    }

    const std::vector<std::string>& files_;
    const int side_;
    const CancelToken cancel_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::optional<Result<SquarePicture>>> slots_;
    std::size_t given_ = 0, taken_ = 0;
    bool stopped_ = false;
    std::vector<std::thread> workers_;
};

/// The batch under construction.
struct Batch {
    std::vector<std::uint8_t> rgb;
    std::vector<EncodedPicture> pictures;
};

Status encodeBatch(Batch& batch, Model& model, const EncodeCallbacks& callbacks) {
    if (batch.pictures.empty()) return {};
    auto encoded = model.encode(batch.rgb, batch.pictures.size());
    if (!encoded.ok()) return encoded.error();
    const auto dimensions = static_cast<std::size_t>(model.info().dimensions);
    for (std::size_t row = 0; row < batch.pictures.size(); ++row) {
        EncodedPicture& picture = batch.pictures[row];
        picture.embedding = std::span(encoded->embedding).subspan(row * dimensions, dimensions);
        picture.sparse = std::span(encoded->sparse).subspan(row * dimensions, dimensions);
        picture.threshold = encoded->threshold[row];
        picture.density = encoded->density[row];
        if (auto taken = callbacks.encoded(picture); !taken.ok()) return taken;
    }
    batch.rgb.clear();
    batch.pictures.clear();
    return {};
}

}  // namespace

Result<SquarePicture> loadSquare(const std::string& file, int side) {
    std::unique_lock large(largePictures(), std::defer_lock);
    std::error_code ignored;
    const auto size = std::filesystem::file_size(file, ignored);
    if (!ignored && size > kLargeFile) large.lock();
    auto bytes = image::readFile(file, kLimits);
    if (!bytes.ok()) return bytes.error();
    const auto header = image::probe(*bytes);
    if (!header.ok()) return header.error();
    const auto pixels = static_cast<std::uint64_t>(header->width) * static_cast<std::uint64_t>(header->height);
    if (pixels > kLargePixels && !large.owns_lock()) large.lock();
    auto picture = image::decode(*bytes, side, kLimits);
    if (!picture.ok()) return picture.error();
    SquarePicture out;
    std::tie(out.width, out.height) = uprightSize(*header);
    out.rgb = image::toSquare(*picture, side);
    return out;
}

Status decodeFiles(const std::vector<std::string>& files, int side, int threads,
                   const std::function<Status(std::size_t, const SquarePicture&)>& decoded,
                   const std::function<Status(std::size_t, const Error&)>& failed, const CancelToken& cancel) {
    DecodeQueue queue(files, side, threads, cancel);
    for (std::size_t item = 0; item < files.size(); ++item) {
        const auto outcome = queue.next();
        if (!outcome || cancel.cancelled()) return Error{ErrorCode::Cancelled, "Stopped."};
        const Status taken = outcome->ok() ? decoded(item, **outcome) : failed(item, outcome->error());
        if (!taken.ok()) return taken;
    }
    return {};
}

Status encodeFiles(const std::vector<std::string>& files, Model& model, int threads,
                   const EncodeCallbacks& callbacks, const CancelToken& cancel) {
    DecodeQueue queue(files, model.info().inputSize, threads, cancel);
    Batch batch;
    for (std::size_t item = 0; item < files.size(); ++item) {
        auto decoded = queue.next();
        if (!decoded || cancel.cancelled()) return Error{ErrorCode::Cancelled, "Stopped."};
        if (decoded->ok()) {
            const SquarePicture& picture = **decoded;
            batch.rgb.insert(batch.rgb.end(), picture.rgb.begin(), picture.rgb.end());
            batch.pictures.push_back({item, picture.width, picture.height, {}, {}, 0, 1});
        } else if (auto taken = callbacks.failed(item, decoded->error()); !taken.ok()) {
            return taken;
        }
        if (batch.pictures.size() < kBatch && item + 1 < files.size()) continue;
        if (auto done = encodeBatch(batch, model, callbacks); !done.ok()) return done;
        if (auto done = callbacks.batchDone(item + 1); !done.ok()) return done;
    }
    return {};
}

}  // namespace sparlet::engine
