// The use cases that change a finished model by what is seen on pictures.
#include "engine/model_checks_internal.h"
#include "engine/workspace_internal.h"
#include "nn/device.h"
#include "nn/encoder.h"

#include <algorithm>
#include <atomic>
#include <unistd.h>

namespace sparlet::engine {

namespace fs = std::filesystem;

namespace {

class Session final : public CompactionSession {
public:
    Session(std::shared_ptr<Model> model, PictureSample sample, fs::path scratch)
        : model_(std::move(model)), sample_(std::move(sample)), scratch_(std::move(scratch)) {}

    Status begin(const ProgressCallback& progress, const CancelToken& cancel) {
        // Pictures on which losses are seen: each is run for each layer.
        constexpr std::size_t kPictures = 64, kBatch = 32;
        auto compactor = nn::Compactor::open(model_->summary().file);
        if (!compactor.ok()) return compactor.error();
        compactor_ = std::move(*compactor);
        const auto wanted = std::min(kPictures, sample_.size());
        const auto pixels = sample_.spread(wanted);
        for (std::size_t from = 0; from < wanted; from += kBatch) {
            const auto count = std::min(kBatch, wanted - from);
            const auto part = std::span(pixels).subspan(from * sample_.bytesEach, count * sample_.bytesEach);
            if (auto added = compactor_->add(part, count); !added.ok()) return added;
        }
        return compactor_->measureLosses(progress, cancel);
    }

    const std::string& model() const override { return model_->summary().id; }
    std::uint64_t bytesBefore() const override { return model_->info().fileBytes; }
    nn::CompactPlan smallest() const override { return compactor_->smallest(); }
    Result<nn::CompactPlan> plan(std::uint64_t budget) const override { return compactor_->plan(budget); }
    Result<nn::CompactPlan> estimate(const std::vector<nn::LayerWidth>& widths) const override {
        return compactor_->estimate(widths);
    }

    Result<CompactReport> measure(const std::vector<nn::LayerWidth>& widths, const std::string& out,
                                  const ProgressCallback& progress, const CancelToken& cancel) override {
        static std::atomic<unsigned> counter{0};
        auto plan = compactor_->estimate(widths);
        if (!plan.ok()) return plan.error();
        if (auto made = makeFolder(scratch_); !made.ok()) return made.error();
        // What is asked for appears whole, with its checks, or not at all.
        const fs::path trial = scratch_ / ("compact-" + std::to_string(::getpid()) + "-" +
                                           std::to_string(counter++) + ".safetensors");
        auto report = measureAt(trial, std::move(*plan), progress, cancel);
        if (report.ok() && !out.empty()) {
            nn::CardChanges name;
            name.id = fs::path(out).stem().string();
            if (auto written = nn::updateCard(trial, out, name); !written.ok()) report = written.error();
        }
        std::error_code ignored;
        if (report.ok()) report->bytes = fs::file_size(out.empty() ? trial : fs::path(out), ignored);
        fs::remove(trial, ignored);
        return report;
    }

private:
    Result<CompactReport> measureAt(const fs::path& trial, nn::CompactPlan plan,
                                    const ProgressCallback& progress, const CancelToken& cancel) {
        nn::setThreads(1);
        if (whole_.rows.empty()) {
            auto whole = encodeAs(model_->summary().file, nn::Precision::Eager, sample_, progress, cancel);
            if (!whole.ok()) return whole.error();
            whole_ = std::move(*whole);
        }
        plan.cosine = compactor_->cosineOf(plan);
        if (auto written = compactor_->write(plan, trial); !written.ok()) return written.error();
        // What was checked of the whole model says nothing of this one.
        const auto checked = calibrateFile(trial, sample_, true, scratch_, progress, cancel);
        if (!checked.ok()) return checked.error();
        const auto before = mapOf(whole_.rows, sample_.labels, cancel);
        if (!before.ok()) return before.error();
        CompactReport report;
        report.model = model();
        report.plan = std::move(plan);
        report.bytesBefore = bytesBefore();
        report.mapBefore = *before;
        report.map = checked->report.rows.front().check.map;
        report.cosine = meanCosine(whole_.rows, checked->eager.rows, sample_.size());
        report.millisecondsBefore = whole_.millisecondsPerImage;
        report.precision = checked->report.chosen;
        for (const auto& row : checked->report.rows) {
            if (row.check.precision == report.precision) report.milliseconds = row.check.milliseconds;
        }
        report.images = static_cast<std::int64_t>(sample_.size());
        return report;
    }

    std::shared_ptr<Model> model_;
    PictureSample sample_;
    fs::path scratch_;
    std::unique_ptr<nn::Compactor> compactor_;
    SampleEmbeddings whole_; // empty until first needed
};

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

Result<std::shared_ptr<CompactionSession>> WorkspaceImpl::openCompaction(const CompactionRequest& request,
                                                                         const ProgressCallback& progress,
                                                                         const CancelToken& cancel) {
    if (request.sample < 10) {
        return Error{ErrorCode::InvalidArgument, "Compacting needs a sample of at least 10 pictures."};
    }
    auto model = registry_.find(request.model);
    if (!model.ok()) return model.error();
    auto sample = samplePictures(request.data, static_cast<std::size_t>(request.sample),
                                 (*model)->info().inputSize, progress, cancel);
    if (!sample.ok()) return sample.error();
    nn::setThreads(registry_.threads());
    auto session = std::make_shared<Session>(std::move(*model), std::move(*sample), home_.scratch());
    if (auto begun = session->begin(progress, cancel); !begun.ok()) return begun.error();
    return std::shared_ptr<CompactionSession>(std::move(session));
}

} // namespace sparlet::engine
