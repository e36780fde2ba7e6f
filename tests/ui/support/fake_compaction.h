// A session over nine made-up layers, with sizes and losses in closed form.
#pragma once

#include "engine/compaction_session.h"
#include "engine/reports.h"

#include <atomic>
#include <string>
#include <vector>

namespace sparlet::testing {

/// What a test wants to happen, and what happened. Outlives the session.
struct CompactionScript {
    std::atomic<int> openStepMilliseconds{0}; // of each layer
    std::atomic<int> planMilliseconds{0};
    std::atomic<int> measureStepMilliseconds{0};            // of ten
    std::string openProblem, measureProblem, exportProblem; // set before the call
    std::atomic<int> opened{0}, planned{0}, estimated{0}, measured{0};
    std::atomic<int> inside{0}, most{0}; // calls at the same time
    std::string lastOut;                 // of measure(); read when it is over
    std::vector<nn::LayerWidth> lastWidths;
    engine::CompactionRequest lastRequest;
    engine::ExportRequest lastExport;
};

/// As a model that has also seen texts: what projects them shows in no picture, so plan() gives it 8 bits.
/// A layer of n weights takes n · bits · density / 8 bytes and loses
/// share / 4^(bits − 2) + (1 − density) · share; the file has 1000 bytes beside.
class FakeCompaction final : public engine::CompactionSession {
public:
    static constexpr int layers = 9;
    static constexpr std::uint64_t fixedBytes = 1000;

    FakeCompaction(std::string model, CompactionScript& script);

    /// As opening takes its time; says how far it is.
    static Status seeLosses(const CompactionScript& script, const ProgressCallback& progress,
                            const CancelToken& cancel);

    const std::string& model() const override { return model_; }
    std::uint64_t bytesBefore() const override;
    nn::CompactPlan smallest() const override;
    Result<nn::CompactPlan> plan(std::uint64_t budget) const override;
    Result<nn::CompactPlan> estimate(const std::vector<nn::LayerWidth>& widths) const override;
    Result<engine::CompactReport> measure(const std::vector<nn::LayerWidth>& widths, const std::string& out,
                                          const ProgressCallback& progress,
                                          const CancelToken& cancel) override;

private:
    nn::CompactPlan planOf(const std::vector<nn::LayerWidth>& widths) const;

    std::string model_;
    CompactionScript& script_;
};

} // namespace sparlet::testing
