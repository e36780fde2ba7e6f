// Pictures from disk to embeddings: decoded and encoded in batches by several threads, handed on in order.
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "engine/models_internal.h"
#include "engine/stage_clock_internal.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace sparlet::engine {

/// One picture encoded. The spans live until the callback returns.
struct EncodedPicture {
    std::size_t item = 0; // index into the list of files
    int width = 0, height = 0;
    std::span<const float> embedding, sparse; // [D]
    float threshold = 0, density = 1;
};

struct EncodeCallbacks {
    /// All on the thread that called encodeFiles, in the order of the files. An error stops the run and is
    /// returned.
    std::function<Status(const EncodedPicture&)> encoded;
    std::function<Status(std::size_t item, const Error& error)> failed;
    /// After every batch: files dealt with so far.
    std::function<Status(std::size_t done)> batchDone;
    StageClock* stages = nullptr; // where the time goes; may be null
};

/// Each of `threads` threads decodes and encodes a batch at a time. Cancelled stops after the picture or the
/// batch in hand.
Status encodeFiles(const std::vector<std::string>& files, Model& model, int threads,
                   const EncodeCallbacks& callbacks, const CancelToken& cancel);

/// The most bytes of pictures and embeddings between the stages of such a run, beside what decoders hold
/// together (900 MiB at most, some MB for photographs) and the network's own memory.
std::uint64_t pipelineBytes(int threads, int side);

struct SquarePicture;

/// The same for pictures that `load` gives, by number; several threads call it.
Status encodePictures(std::size_t count, const std::function<Result<SquarePicture>(std::size_t item)>& load,
                      Model& model, int threads, const EncodeCallbacks& callbacks, const CancelToken& cancel);

/// Decodes only: `decoded` and `failed` as above. Cancelled stops at once.
Status decodeFiles(const std::vector<std::string>& files, int side, int threads,
                   const std::function<Status(std::size_t item, const SquarePicture&)>& decoded,
                   const std::function<Status(std::size_t item, const Error&)>& failed,
                   const CancelToken& cancel);

/// A picture as the encoder wants it. Errors say what is wrong, not always with which file.
struct SquarePicture {
    int width = 0, height = 0; // of the upright original
    std::vector<std::uint8_t> rgb;
};
Result<SquarePicture> loadSquare(const std::string& file, int side, StageClock* stages = nullptr);

} // namespace sparlet::engine
