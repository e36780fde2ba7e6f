// A model seen on a sample of real pictures: what its values span, and how near a changed model or another
// arithmetic comes to it.
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "engine/reports.h"
#include "nn/model_file.h"
#include "nn/model_info.h"
#include "nn/precision.h"
#include "train/packed_dataset.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace sparlet::engine {

/// Decoded pictures, sorted by class.
struct PictureSample {
    std::vector<std::uint8_t> pixels; // [N, S, S, 3]
    std::vector<std::string> labels;  // [N]
    std::size_t bytesEach = 0;

    std::size_t size() const { return labels.size(); }
    std::span<const std::uint8_t> part(std::size_t from, std::size_t count) const {
        return std::span(pixels).subspan(from * bytesEach, count * bytesEach);
    }
    /// `count` pictures spread over the classes.
    std::vector<std::uint8_t> spread(std::size_t count) const;
};

/// `wanted` pictures of a folder of class folders, evenly over the classes. InvalidArgument where fewer than
/// 10 can be read.
Result<PictureSample> samplePictures(const std::string& data, std::size_t wanted, int side,
                                     const ProgressCallback& progress, const CancelToken& cancel);

/// The same of training pictures, at the size they are packed in.
PictureSample sampleOf(const train::PackedDataset& data, std::size_t wanted);

Result<nn::ActivationRanges> rangesOf(const std::filesystem::path& model, const PictureSample& sample,
                                      const ProgressCallback& progress, const CancelToken& cancel);

struct SampleEmbeddings {
    std::vector<float> rows;         // [N, D] of norm 1
    double millisecondsPerImage = 0; // median over batches of 32
};
Result<SampleEmbeddings> encodeAs(const std::filesystem::path& model, nn::Precision precision,
                                  const PictureSample& sample, const ProgressCallback& progress,
                                  const CancelToken& cancel);

/// Each picture in turn against all others, by cosine.
Result<double> mapOf(const std::vector<float>& rows, const std::vector<std::string>& labels,
                     const CancelToken& cancel);
/// Between rows of norm 1 of two encodings of `count` pictures.
double meanCosine(const std::vector<float>& a, const std::vector<float>& b, std::size_t count);

struct Calibrated {
    CalibrationReport report;
    nn::CardChanges changes; // as written
    SampleEmbeddings eager;  // what the eager network makes of the sample
};

/// Finds a model's ranges, holds every arithmetic of this processor against the eager one, and writes both
/// into the model's card unless told not to. On an error the file is as it was. `scratch`: for a trial copy.
Result<Calibrated> calibrateFile(const std::filesystem::path& model, const PictureSample& sample, bool write,
                                 const std::filesystem::path& scratch, const ProgressCallback& progress,
                                 const CancelToken& cancel);

} // namespace sparlet::engine
