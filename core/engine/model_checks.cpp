#include "engine/encode_pipeline_internal.h"
#include "engine/home_internal.h"
#include "engine/labelled_set_internal.h"
#include "engine/model_checks_internal.h"
#include "engine/progress_meter_internal.h"
#include "eval/protocol.h"
#include "nn/calibration.h"
#include "nn/device.h"
#include "nn/encoder.h"

#include <algorithm>
#include <chrono>
#include <unistd.h>

namespace sparlet::engine {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kTogether = 32;
/// Ranges hardly move after some hundred pictures.
constexpr std::size_t kMostForRanges = 512;

Result<PictureSample> decode(const LabelledFiles& files, int side, const ProgressCallback& progress,
                             const CancelToken& cancel) {
    PictureSample sample;
    sample.bytesEach = static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3;
    ProgressMeter meter(progress, "reading pictures", files.paths.size());
    std::uint64_t failed = 0;
    for (std::size_t i = 0; i < files.paths.size(); ++i) {
        if (cancel.cancelled()) return Error{ErrorCode::Cancelled, "Stopped; the model is as it was."};
        const auto square = loadSquare(files.paths[i], side);
        if (square.ok()) {
            sample.pixels.insert(sample.pixels.end(), square->rgb.begin(), square->rgb.end());
            sample.labels.push_back(files.labels[i]);
        } else {
            ++failed;
        }
        meter.report(i + 1, failed);
    }
    if (sample.size() < 10) {
        return Error{ErrorCode::InvalidArgument, "Fewer than 10 pictures of '" + files.root +
                                                     "' can be read; calibrating a model needs more."};
    }
    return sample;
}

float dot(const float* a, const float* b, std::size_t dimensions) {
    float sum = 0;
    for (std::size_t d = 0; d < dimensions; ++d)
        sum += a[d] * b[d];
    return sum;
}

/// `eager`: receives the embeddings that the others are held against.
Result<std::vector<CalibrationReport::Row>> compare(const fs::path& model, const PictureSample& sample,
                                                    const ProgressCallback& progress,
                                                    const CancelToken& cancel, SampleEmbeddings& eager) {
    std::vector<CalibrationReport::Row> rows;
    for (const auto precision : nn::supportedPrecisions("cpu")) {
        auto encoded = encodeAs(model, precision, sample, progress, cancel);
        if (!encoded.ok()) return encoded.error();
        const auto map = mapOf(encoded->rows, sample.labels, cancel);
        if (!map.ok()) return map.error();
        if (precision == nn::Precision::Eager) eager = *encoded;
        CalibrationReport::Row row;
        row.check = {nn::nameOf(precision), meanCosine(eager.rows, encoded->rows, sample.size()), *map, 0,
                     static_cast<int>(sample.size())};
        row.check.mapEager = rows.empty() ? *map : rows.front().check.map;
        row.check.milliseconds = encoded->millisecondsPerImage;
        if (precision == nn::Precision::Int8) row.check.activationBits = nn::int8ActivationBits();
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace

std::vector<std::uint8_t> PictureSample::spread(std::size_t count) const {
    std::vector<std::uint8_t> out;
    for (std::size_t i = 0; i < count; ++i) {
        const auto one = part(i * size() / count, 1);
        out.insert(out.end(), one.begin(), one.end());
    }
    return out;
}

Result<PictureSample> samplePictures(const std::string& data, std::size_t wanted, int side,
                                     const ProgressCallback& progress, const CancelToken& cancel) {
    const auto files = listLabelled(data, progress, cancel);
    if (!files.ok()) return files.error();
    return decode(sampleOf(*files, wanted), side, progress, cancel);
}

PictureSample sampleOf(const train::PackedDataset& data, std::size_t wanted) {
    PictureSample sample;
    const auto side = static_cast<std::size_t>(data.side());
    sample.bytesEach = side * side * 3;
    const auto& classes = data.classNames();
    // Packed pictures stand class by class or mixed; either way an even spread has every class.
    const auto count = std::min(wanted, data.size());
    std::vector<std::size_t> rows(count);
    for (std::size_t i = 0; i < count; ++i)
        rows[i] = i * data.size() / count;
    std::stable_sort(rows.begin(), rows.end(),
                     [&](std::size_t a, std::size_t b) { return data.label(a) < data.label(b); });
    for (const auto row : rows) {
        const auto pixels = data.image(row);
        sample.pixels.insert(sample.pixels.end(), pixels.begin(), pixels.end());
        sample.labels.push_back(classes[data.label(row)]);
    }
    return sample;
}

Result<nn::ActivationRanges> rangesOf(const fs::path& model, const PictureSample& sample,
                                      const ProgressCallback& progress, const CancelToken& cancel) {
    auto calibrator = nn::Calibrator::open(model);
    if (!calibrator.ok()) return calibrator.error();
    const auto wanted = std::min(kMostForRanges, sample.size());
    const auto pixels = sample.spread(wanted);
    ProgressMeter meter(progress, "finding ranges", wanted);
    for (std::size_t from = 0; from < wanted; from += kTogether) {
        if (cancel.cancelled()) return Error{ErrorCode::Cancelled, "Stopped; the model is as it was."};
        const auto count = std::min(kTogether, wanted - from);
        const auto part = std::span(pixels).subspan(from * sample.bytesEach, count * sample.bytesEach);
        if (auto added = (*calibrator)->add(part, count); !added.ok()) return added.error();
        meter.report(from + count, 0);
    }
    return (*calibrator)->ranges();
}

Result<SampleEmbeddings> encodeAs(const fs::path& model, nn::Precision precision, const PictureSample& sample,
                                  const ProgressCallback& progress, const CancelToken& cancel) {
    auto encoder = nn::Encoder::open(model, {"cpu", nn::nameOf(precision)});
    if (!encoder.ok()) return encoder.error();
    SampleEmbeddings out;
    std::vector<double> times;
    ProgressMeter meter(progress, "checking " + nn::nameOf(precision), sample.size());
    for (std::size_t from = 0; from < sample.size(); from += kTogether) {
        if (cancel.cancelled()) return Error{ErrorCode::Cancelled, "Stopped; the model is as it was."};
        const auto count = std::min(kTogether, sample.size() - from);
        const auto start = std::chrono::steady_clock::now();
        const auto batch = (*encoder)->encode(sample.part(from, count), count);
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
        if (!batch.ok()) return batch.error();
        times.push_back(took.count() / static_cast<double>(count));
        out.rows.insert(out.rows.end(), batch->embedding.begin(), batch->embedding.end());
        meter.report(from + count, 0);
    }
    std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2),
                     times.end());
    out.millisecondsPerImage = times[times.size() / 2];
    return out;
}

Result<double> mapOf(const std::vector<float>& rows, const std::vector<std::string>& labels,
                     const CancelToken& cancel) {
    const std::size_t dimensions = rows.size() / labels.size();
    const auto protocol = eval::folderProtocol(labels.size());
    if (!protocol.ok()) return protocol.error();
    const auto scored = [&](std::uint32_t query, std::size_t, std::span<float> scores) -> Status {
        for (std::size_t i = 0; i < scores.size(); ++i)
            scores[i] = dot(&rows[query * dimensions], &rows[protocol->gallery[i] * dimensions], dimensions);
        return {};
    };
    const auto measured = eval::evaluate(*protocol, labels, scored, {0}, {}, cancel);
    if (!measured.ok()) return measured.error();
    return measured->map;
}

double meanCosine(const std::vector<float>& a, const std::vector<float>& b, std::size_t count) {
    const std::size_t dimensions = a.size() / count;
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i)
        sum += static_cast<double>(dot(&a[i * dimensions], &b[i * dimensions], dimensions));
    return sum / static_cast<double>(count);
}

Result<Calibrated> calibrateFile(const fs::path& model, const PictureSample& sample, bool write,
                                 const fs::path& scratch, const ProgressCallback& progress,
                                 const CancelToken& cancel) {
    nn::setThreads(1);
    auto ranges = rangesOf(model, sample, progress, cancel);
    if (!ranges.ok()) return ranges.error();
    Calibrated out;
    auto& [report, changes, eager] = out;
    changes.activations = std::move(*ranges);
    if (auto made = makeFolder(scratch); !made.ok()) return made.error();
    const fs::path trial = scratch / ("calibrated-" + std::to_string(::getpid()) + ".safetensors");
    auto rows = [&]() -> Result<std::vector<CalibrationReport::Row>> {
        if (auto written = nn::updateCard(model, trial, changes); !written.ok()) return written.error();
        return compare(trial, sample, progress, cancel, eager);
    }();
    std::error_code ignored;
    fs::remove(trial, ignored);
    if (!rows.ok()) return rows.error();
    report.model = model.stem().string();
    report.rows = std::move(*rows);
    changes.checks.emplace();
    for (const auto& row : report.rows)
        changes.checks->push_back(row.check);
    report.chosen = nn::nameOf(nn::fastestPrecision(*changes.activations, *changes.checks, "cpu"));
    if (write) {
        if (auto written = nn::updateCard(model, model, changes); !written.ok()) return written.error();
        report.written = true;
    }
    return out;
}

} // namespace sparlet::engine
