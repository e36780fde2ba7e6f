// The two use cases that change a finished model by what is seen on pictures.
#include "engine/model_checks_internal.h"
#include "engine/workspace_internal.h"
#include "nn/compaction.h"
#include "nn/device.h"

#include <algorithm>
#include <unistd.h>

namespace sparlet::engine {

namespace fs = std::filesystem;

namespace {

/// Pictures on which a layer's loss is seen: each is run for each layer.
constexpr std::size_t kPicturesForLosses = 64, kBatch = 32;

Result<std::unique_ptr<nn::Compactor>> openCompactor(const fs::path& model, const PictureSample& sample) {
    auto compactor = nn::Compactor::open(model);
    if (!compactor.ok()) return compactor;
    const auto wanted = std::min(kPicturesForLosses, sample.size());
    const auto pixels = sample.spread(wanted);
    for (std::size_t from = 0; from < wanted; from += kBatch) {
        const auto count = std::min(kBatch, wanted - from);
        const auto part = std::span(pixels).subspan(from * sample.bytesEach, count * sample.bytesEach);
        if (auto added = (*compactor)->add(part, count); !added.ok()) return added.error();
    }
    return compactor;
}

} // namespace

Result<CalibrationReport> WorkspaceImpl::calibrateModel(const CalibrateRequest& request,
                                                        const ProgressCallback& progress,
                                                        const CancelToken& cancel) {
    if (request.sample < 10) {
        return Error{ErrorCode::InvalidArgument, "Calibrating needs a sample of at least 10 pictures."};
    }
    auto model = registry_.find(request.model);
    if (!model.ok()) return model.error();
    const auto sample = samplePictures(request.data, static_cast<std::size_t>(request.sample),
                                       (*model)->info().inputSize, progress, cancel);
    if (!sample.ok()) return sample.error();
    auto calibrated =
        calibrateFile((*model)->summary().file, *sample, request.write, home_.scratch(), progress, cancel);
    if (!calibrated.ok()) return calibrated.error();
    calibrated->report.model = (*model)->summary().id;
    return std::move(calibrated->report);
}

Result<CompactReport> WorkspaceImpl::compactModel(const CompactRequest& request,
                                                  const ProgressCallback& progress,
                                                  const CancelToken& cancel) {
    if (request.sample < 10) {
        return Error{ErrorCode::InvalidArgument, "Compacting needs a sample of at least 10 pictures."};
    }
    auto model = registry_.find(request.model);
    if (!model.ok()) return model.error();
    const fs::path file = (*model)->summary().file;
    const auto sample = samplePictures(request.data, static_cast<std::size_t>(request.sample),
                                       (*model)->info().inputSize, progress, cancel);
    if (!sample.ok()) return sample.error();
    nn::setThreads(registry_.threads());
    auto compactor = openCompactor(file, *sample);
    if (!compactor.ok()) return compactor.error();
    auto plan = request.bits.empty() ? (*compactor)->plan(request.budgetBytes, progress, cancel)
                                     : (*compactor)->measure(request.bits);
    if (!plan.ok()) return plan.error();
    CompactReport report;
    report.model = (*model)->summary().id;
    report.bytesBefore = (*model)->info().fileBytes;
    report.plan = std::move(*plan);
    if (auto made = makeFolder(home_.scratch()); !made.ok()) return made.error();
    const fs::path out = request.out.empty()
                             ? home_.scratch() / ("compact-" + std::to_string(::getpid()) + ".safetensors")
                             : fs::path(request.out);
    if (auto written = (*compactor)->write(report.plan, out); !written.ok()) return written.error();
    const auto measured = [&]() -> Status {
        nn::setThreads(1);
        const auto whole = encodeAs(file, nn::Precision::Fp32, *sample, progress, cancel);
        if (!whole.ok()) return whole.error();
        const auto compact = encodeAs(out, nn::Precision::Fp32, *sample, progress, cancel);
        if (!compact.ok()) return compact.error();
        report.mapBefore = mapOf(whole->rows, sample->labels);
        report.map = mapOf(compact->rows, sample->labels);
        report.cosine = meanCosine(whole->rows, compact->rows, sample->size());
        if (request.out.empty()) return {};
        // What was checked of the whole model says nothing of this one.
        if (auto checked = calibrateFile(out, *sample, true, home_.scratch(), progress, cancel);
            !checked.ok()) {
            return checked.error();
        }
        return {};
    }();
    std::error_code ignored;
    report.bytes = fs::file_size(out, ignored);
    if (request.out.empty()) fs::remove(out, ignored);
    if (!measured.ok()) return measured.error();
    report.images = static_cast<std::int64_t>(sample->size());
    return report;
}

} // namespace sparlet::engine
