// A trained model ready to turn pictures (and text vectors) into embeddings.
#pragma once

#include "base/result.h"
#include "nn/model_info.h"
#include "nn/precision.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace sparlet::nn {

/// N encodings, row by row.
struct EncodedBatch {
    std::size_t count = 0;        // N
    std::vector<float> embedding; // [N, D], rows of L2 norm 1: the float embedding
    std::vector<float> sparse;    // [N, D]: z after ASE, rows of norm 1; equals `embedding` without ASE
    std::vector<float> threshold; // [N]: tau(x) in units of `embedding`; 0 without ASE
    std::vector<float> density;   // [N]: lambda(x), the share of dimensions kept; 1 without ASE
};

struct EncoderOptions {
    std::string device = "auto";
    /// "eager", "fp32", "bf16", "int8", or "auto": the fastest that this machine has and that the model's
    /// card says was checked to keep mAP within 0.005, and within a hundredth of it, of the eager network;
    /// fp32 where nothing was checked.
    std::string precision = "auto";
};

/// Not thread-safe: one caller at a time. Different encoders are independent.
class Encoder {
public:
    virtual ~Encoder() = default;

    /// Opens a Sparlet safetensors model. Corrupt when the file contradicts itself, Unsupported for an
    /// unknown method or backbone, for a precision that the machine lacks, and for int8 with a model that was
    /// not calibrated; the message names the file.
    static Result<std::unique_ptr<Encoder>> open(const std::filesystem::path& file,
                                                 const EncoderOptions& options = {});

    virtual const ModelInfo& info() const = 0;
    virtual const std::string& device() const = 0;
    virtual Precision precision() const = 0;

    /// `rgb`: [count, inputSize, inputSize, 3] uint8, interleaved, as decoded (no normalisation).
    /// The same picture gives the same row whatever else is in the batch: bit for bit on one machine with one
    /// number of threads (rows from other machines or thread counts differ by up to about 1e-5).
    virtual Result<EncodedBatch> encode(std::span<const std::uint8_t> rgb, std::size_t count) = 0;

    /// `vector`: [textDimensions], from the text encoder the model was trained with. One row. Unsupported
    /// where textDimensions is 0.
    virtual Result<EncodedBatch> encodeText(std::span<const float> vector) = 0;
};

/// What "auto" takes for a model with these ranges and checks: the fastest that this device computes fast,
/// that keeps mAP within 0.005 and within a hundredth of it, and that was not slower than Fp32 where it was
/// checked.
Precision fastestPrecision(const ActivationRanges& ranges, const std::vector<PrecisionCheck>& checks,
                           const std::string& device);

/// Reads only the file's header: cheap, needs no network to be built.
Result<ModelInfo> readModelInfo(const std::filesystem::path& file);

} // namespace sparlet::nn
