#include "ui/support/fake_compaction.h"

#include "ui/support/fake_workspace.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <thread>

namespace sparlet::testing {

namespace {

struct Kind {
    const char* tensor;
    std::int64_t parameters;
    double share; // of the loss at 2 bits
};
constexpr Kind kKinds[FakeCompaction::layers] = {
    {"backbone.conv1.weight", 8'000, 0.05},
    {"backbone.layer1.0.conv1.weight", 40'000, 0.04},
    {"backbone.layer1.0.conv2.weight", 40'000, 0.03},
    {"backbone.layer2.0.conv1.weight", 80'000, 0.03},
    {"backbone.layer2.0.downsample.0.weight", 16'000, 0.02},
    {"backbone.layer3.0.conv1.weight", 320'000, 0.02},
    {"backbone.layer4.0.conv1.weight", 1'200'000, 0.01},
    {"embedding.weight", 64'000, 0.06},
    {"text.projection.weight", 32'000, 0},
};

/// Counts who is inside at a time.
class Visit {
public:
    explicit Visit(CompactionScript& script) : script_(script) {
        const int now = ++script_.inside;
        int most = script_.most;
        while (now > most && !script_.most.compare_exchange_weak(most, now)) {
        }
    }
    ~Visit() { --script_.inside; }
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;

private:
    CompactionScript& script_;
};

std::vector<nn::LayerWidth> fewestBits() {
    std::vector<nn::LayerWidth> widths(FakeCompaction::layers);
    std::transform(std::begin(kKinds), std::end(kKinds), widths.begin(), [](const Kind& kind) {
        return nn::LayerWidth{kind.share > 0 ? 2 : 8, 1};
    });
    return widths;
}

void rest(int milliseconds) {
    if (milliseconds > 0) std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

} // namespace

FakeCompaction::FakeCompaction(std::string model, CompactionScript& script)
    : model_(std::move(model)), script_(script) {}

Status FakeCompaction::seeLosses(const CompactionScript& script, const ProgressCallback& progress,
                                 const CancelToken& cancel) {
    for (std::uint64_t i = 0; i < layers; ++i) {
        if (cancel.cancelled()) return Error{ErrorCode::Cancelled, "Stopped; the model is as it was."};
        rest(script.openStepMilliseconds);
        Progress step;
        step.stage = "measuring layers";
        step.done = i + 1;
        step.total = layers;
        if (progress) progress(step);
    }
    return {};
}

std::uint64_t FakeCompaction::bytesBefore() const {
    std::uint64_t bytes = fixedBytes;
    for (const auto& kind : kKinds)
        bytes += static_cast<std::uint64_t>(kind.parameters) * 4;
    return bytes;
}

nn::CompactPlan FakeCompaction::planOf(const std::vector<nn::LayerWidth>& widths) const {
    nn::CompactPlan plan;
    plan.bytes = fixedBytes;
    plan.cosine = 1;
    for (std::size_t i = 0; i < layers; ++i) {
        const auto& kind = kKinds[i];
        nn::CompactLayer layer;
        layer.tensor = kind.tensor;
        layer.parameters = kind.parameters;
        layer.width = widths[i];
        layer.bytes = static_cast<std::uint64_t>(
            std::llround(static_cast<double>(kind.parameters) * widths[i].bits * widths[i].density / 8));
        layer.loss = kind.share * (std::pow(0.25, widths[i].bits - 2) + 1 - widths[i].density);
        plan.bytes += layer.bytes;
        plan.cosine -= layer.loss;
        plan.layers.push_back(std::move(layer));
    }
    return plan;
}

nn::CompactPlan FakeCompaction::smallest() const {
    const Visit visit(script_);
    return planOf(fewestBits());
}

Result<nn::CompactPlan> FakeCompaction::plan(std::uint64_t budget) const {
    const Visit visit(script_);
    rest(script_.planMilliseconds);
    ++script_.planned;
    auto widths = fewestBits();
    auto plan = planOf(widths);
    if (plan.bytes > budget) {
        return Error{ErrorCode::InvalidArgument,
                     "The model takes more even with its fewest bits; ask for more."};
    }
    // The step that saves most for its bytes, while it fits.
    for (bool grew = true; grew;) {
        grew = false;
        std::size_t best = 0;
        double most = -1;
        for (std::size_t i = 0; i < layers; ++i) {
            const auto& layer = plan.layers[i];
            const auto more = static_cast<std::uint64_t>(layer.parameters / 8);
            if (layer.width.bits == 8 || plan.bytes + more > budget) continue;
            const double saved = layer.loss * 0.75 / static_cast<double>(more);
            if (saved > most) {
                most = saved;
                best = i;
                grew = true;
            }
        }
        if (!grew) break;
        ++widths[best].bits;
        plan = planOf(widths);
    }
    return plan;
}

Result<nn::CompactPlan> FakeCompaction::estimate(const std::vector<nn::LayerWidth>& widths) const {
    const Visit visit(script_);
    rest(script_.planMilliseconds);
    ++script_.estimated;
    if (widths.size() != layers)
        return Error{ErrorCode::InvalidArgument, "A compact model needs a width for each layer."};
    return planOf(widths);
}

Result<engine::CompactReport> FakeCompaction::measure(const std::vector<nn::LayerWidth>& widths,
                                                      const std::string& out,
                                                      const ProgressCallback& progress,
                                                      const CancelToken& cancel) {
    const Visit visit(script_);
    constexpr std::uint64_t kSteps = 10;
    for (std::uint64_t i = 0; i < kSteps; ++i) {
        if (cancel.cancelled()) return Error{ErrorCode::Cancelled, "Stopped; nothing was written."};
        rest(script_.measureStepMilliseconds);
        Progress step;
        step.stage = "encoding";
        step.done = i + 1;
        step.total = kSteps;
        if (progress) progress(step);
    }
    if (!script_.measureProblem.empty()) return Error{ErrorCode::DiskFull, script_.measureProblem};
    script_.lastOut = out;
    script_.lastWidths = widths;
    engine::CompactReport report;
    report.model = model_;
    report.plan = planOf(widths);
    report.bytesBefore = bytesBefore();
    report.bytes = report.plan.bytes;
    report.mapBefore = 0.9;
    report.cosine = report.plan.cosine - 0.001;
    report.map = 0.9 * report.cosine;
    report.millisecondsBefore = 40;
    report.milliseconds = 8.5;
    report.precision = "int8";
    report.images = 200;
    if (!out.empty()) std::ofstream(out) << "model";
    ++script_.measured;
    return report;
}

Result<std::shared_ptr<engine::CompactionSession>>
FakeWorkspace::openCompaction(const engine::CompactionRequest& request, const ProgressCallback& progress,
                              const CancelToken& cancel) {
    compaction_.lastRequest = request;
    if (!compaction_.openProblem.empty()) return Error{ErrorCode::NotFound, compaction_.openProblem};
    if (auto seen = FakeCompaction::seeLosses(compaction_, progress, cancel); !seen.ok()) return seen.error();
    ++compaction_.opened;
    const auto details = model(request.model);
    if (!details) return details.error();
    return std::shared_ptr<engine::CompactionSession>(
        std::make_shared<FakeCompaction>(details->summary.id, compaction_));
}

} // namespace sparlet::testing
