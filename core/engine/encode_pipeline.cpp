#include "engine/encode_pipeline_internal.h"
#include "engine/ordered_pool_internal.h"
#include "image/image_file.h"

#include <algorithm>
#include <mutex>
#include <new>
#include <utility>

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

/// Batches that are ready before the one that is written next; a writer that waits for its disk stops none of
/// the threads for as long as they have these to make.
std::size_t batchesAhead(int threads) {
    return static_cast<std::size_t>(std::max(threads, 1)) + 2;
}

using LoadPicture = std::function<Result<SquarePicture>(std::size_t item)>;

/// `load` with the exceptions that third-party code may still throw.
Result<SquarePicture> loadGuarded(const LoadPicture& load, std::size_t item) {
    try {
        return load(item);
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::OutOfMemory, "There is not enough memory to read the picture."};
    } catch (const std::exception& problem) {
        return Error{ErrorCode::Internal, std::string("The picture cannot be read: ") + problem.what() + "."};
    }
}

/// Some files in a row, decoded and encoded.
struct EncodedFiles {
    std::vector<EncodedPicture> pictures;                  // spans still empty
    std::vector<std::pair<std::size_t, Error>> failures;   // by rising item
    Result<nn::EncodedBatch> encoded = nn::EncodedBatch{}; // rows of `pictures`
};

EncodedFiles encodeRange(const LoadPicture& load, std::size_t begin, std::size_t end, Model& model,
                         StageClock* stages, const CancelToken& cancel) {
    EncodedFiles out;
    std::vector<std::uint8_t> rgb;
    for (std::size_t item = begin; item < end; ++item) {
        if (cancel.cancelled()) {
            out.encoded = Error{ErrorCode::Cancelled, "Stopped."};
            return out;
        }
        auto picture = loadGuarded(load, item);
        if (picture.ok()) {
            rgb.insert(rgb.end(), picture->rgb.begin(), picture->rgb.end());
            out.pictures.push_back({item, picture->width, picture->height, {}, {}, 0, 1});
        } else {
            out.failures.emplace_back(item, picture.error());
        }
    }
    const StageTimer timer(stages, Stage::Encode);
    if (!out.pictures.empty()) out.encoded = model.encode(rgb, out.pictures.size());
    return out;
}

EncodedFiles encodeGuarded(const LoadPicture& load, std::size_t begin, std::size_t end, Model& model,
                           StageClock* stages, const CancelToken& cancel) {
    EncodedFiles failed;
    try {
        return encodeRange(load, begin, end, model, stages, cancel);
    } catch (const std::bad_alloc&) {
        failed.encoded = Error{ErrorCode::OutOfMemory, "There is not enough memory to encode pictures."};
    } catch (const std::exception& problem) {
        failed.encoded = Error{ErrorCode::Internal, std::string("Encoding stopped: ") + problem.what() + "."};
    }
    return failed;
}

/// Hands the rows and the failures on, by rising item.
Status handOn(EncodedFiles& batch, std::size_t dimensions, const EncodeCallbacks& callbacks) {
    if (!batch.encoded.ok()) return batch.encoded.error();
    const nn::EncodedBatch& encoded = *batch.encoded;
    auto failure = batch.failures.begin();
    const auto failuresBefore = [&](std::size_t item) -> Status {
        for (; failure != batch.failures.end() && failure->first < item; ++failure) {
            if (auto taken = callbacks.failed(failure->first, failure->second); !taken.ok()) return taken;
        }
        return {};
    };
    for (std::size_t row = 0; row < batch.pictures.size(); ++row) {
        EncodedPicture& picture = batch.pictures[row];
        if (auto done = failuresBefore(picture.item); !done.ok()) return done;
        picture.embedding = std::span(encoded.embedding).subspan(row * dimensions, dimensions);
        picture.sparse = std::span(encoded.sparse).subspan(row * dimensions, dimensions);
        picture.threshold = encoded.threshold[row];
        picture.density = encoded.density[row];
        if (auto taken = callbacks.encoded(picture); !taken.ok()) return taken;
    }
    return failuresBefore(static_cast<std::size_t>(-1));
}

} // namespace

Result<SquarePicture> loadSquare(const std::string& file, int side, StageClock* stages) {
    std::unique_lock large(largePictures(), std::defer_lock);
    const auto read = [&]() -> Result<std::vector<std::uint8_t>> {
        const StageTimer timer(stages, Stage::Read);
        std::error_code ignored;
        const auto size = std::filesystem::file_size(file, ignored);
        if (!ignored && size > kLargeFile) large.lock();
        return image::readFile(file, kLimits);
    };
    const auto bytes = read();
    if (!bytes.ok()) return bytes.error();
    SquarePicture out;
    const auto decode = [&]() -> Result<image::Picture> {
        const StageTimer timer(stages, Stage::Decode);
        const auto header = image::probe(*bytes);
        if (!header.ok()) return header.error();
        std::tie(out.width, out.height) = uprightSize(*header);
        const auto pixels =
            static_cast<std::uint64_t>(header->width) * static_cast<std::uint64_t>(header->height);
        if (pixels > kLargePixels && !large.owns_lock()) large.lock();
        return image::decode(*bytes, side, kLimits);
    };
    const auto picture = decode();
    if (!picture.ok()) return picture.error();
    const StageTimer timer(stages, Stage::Resize);
    out.rgb = image::toSquare(*picture, side);
    return out;
}

Status decodeFiles(const std::vector<std::string>& files, int side, int threads,
                   const std::function<Status(std::size_t, const SquarePicture&)>& decoded,
                   const std::function<Status(std::size_t, const Error&)>& failed,
                   const CancelToken& cancel) {
    const LoadPicture load = [&](std::size_t item) { return loadSquare(files[item], side); };
    OrderedPool<Result<SquarePicture>> pool(files.size(), threads, 3 * kBatch,
                                            [&](std::size_t item) { return loadGuarded(load, item); });
    for (std::size_t item = 0; item < files.size(); ++item) {
        const auto outcome = pool.next(cancel);
        if (!outcome || cancel.cancelled()) return Error{ErrorCode::Cancelled, "Stopped."};
        const Status taken = outcome->ok() ? decoded(item, **outcome) : failed(item, outcome->error());
        if (!taken.ok()) return taken;
    }
    return {};
}

Status encodePictures(std::size_t count, const LoadPicture& load, Model& model, int threads,
                      const EncodeCallbacks& callbacks, const CancelToken& cancel) {
    const auto dimensions = static_cast<std::size_t>(model.info().dimensions);
    const std::size_t batches = (count + kBatch - 1) / kBatch;
    const auto endOf = [&](std::size_t batch) { return std::min((batch + 1) * kBatch, count); };
    OrderedPool<EncodedFiles> pool(batches, threads, batchesAhead(threads), [&](std::size_t batch) {
        return encodeGuarded(load, batch * kBatch, endOf(batch), model, callbacks.stages, cancel);
    });
    for (std::size_t batch = 0; batch < batches; ++batch) {
        auto outcome = pool.next(cancel);
        if (!outcome || cancel.cancelled()) return Error{ErrorCode::Cancelled, "Stopped."};
        if (auto done = handOn(*outcome, dimensions, callbacks); !done.ok()) return done;
        if (auto done = callbacks.batchDone(endOf(batch)); !done.ok()) return done;
    }
    return {};
}

std::uint64_t pipelineBytes(int threads, int side) {
    // Pixels live as long as their batch is decoded and encoded, embeddings until they are written.
    const auto workers = static_cast<std::uint64_t>(std::max(threads, 1));
    const auto pixels = static_cast<std::uint64_t>(side) * static_cast<std::uint64_t>(side) * 3;
    constexpr std::uint64_t kEmbeddingBytes = 2 * 512 * sizeof(float);
    return workers * kBatch * pixels + (workers + batchesAhead(threads)) * kBatch * kEmbeddingBytes;
}

Status encodeFiles(const std::vector<std::string>& files, Model& model, int threads,
                   const EncodeCallbacks& callbacks, const CancelToken& cancel) {
    const auto load = [&](std::size_t item) {
        return loadSquare(files[item], model.info().inputSize, callbacks.stages);
    };
    return encodePictures(files.size(), load, model, threads, callbacks, cancel);
}

} // namespace sparlet::engine
