#include "engine/retrieval_runs_internal.h"
#include "engine/workspace_internal.h"
#include "nn/model_file.h"

#include <algorithm>

namespace sparlet::engine {

namespace {

constexpr std::size_t kMostQueries = 1000;
/// Long expansions raise mAP on a whole ranking while they push the first results out of it; people look at
/// the first results. Settings that lower P@1 by more than this are not taken.
constexpr double kMayLoseAt1 = 0.005;

/// Coordinate ascent over a small grid: each setting in turn, as long as something improves.
class Tuner {
public:
    Tuner(const RetrievalRuns& runs, const ProgressCallback& progress, const CancelToken& cancel)
        : runs_(runs), progress_(progress), cancel_(cancel) {}

    Result<TuneReport> run() {
        nn::ExpansionDefaults without;
        without.rounds = 0;
        auto plain = measure(without);
        if (!plain.ok()) return plain.error();
        report_.mapWithout = plain->map;
        report_.pAt1Without = plain->pAt1;
        report_.best = {without, plain->map, plain->pAt1};
        nn::ExpansionDefaults start;
        start.rounds = 1;
        if (auto done = consider(start); !done.ok()) return done.error();
        current_ = report_.trials.back();
        for (bool improved = true; improved;) {
            const double before = current_.map;
            if (auto done = pass(); !done.ok()) return done.error();
            improved = current_.map > before + 1e-5;
        }
        if (current_.map > report_.mapWithout && acceptable(current_)) report_.best = current_;
        return report_;
    }

private:
    Status pass() {
        for (const int topK : {3, 5, 10, 20, 40, 80, 160, 320, 640}) {
            if (auto done = vary([&](auto& settings) { settings.topK = topK; }); !done.ok()) return done;
        }
        for (const float gamma : {0.0F, 0.15F, 0.3F, 0.5F, 0.7F, 0.85F}) {
            if (auto done = vary([&](auto& settings) { settings.gamma = gamma; }); !done.ok()) return done;
        }
        for (const float alpha : {0.5F, 1.0F, 2.0F, 3.0F, 5.0F}) {
            if (auto done = vary([&](auto& settings) { settings.alpha = alpha; }); !done.ok()) return done;
        }
        for (const int rounds : {1, 2, 3}) {
            if (auto done = vary([&](auto& settings) { settings.rounds = rounds; }); !done.ok()) return done;
        }
        return {};
    }

    template <class Change>
    Status vary(Change change) {
        nn::ExpansionDefaults settings = current_.settings;
        change(settings);
        if (auto done = consider(settings); !done.ok()) return done;
        const TuneTrial* trial = find(settings);
        if (trial == nullptr || !acceptable(*trial)) return {};
        if (trial->map > current_.map || !acceptable(current_)) current_ = *trial;
        return {};
    }

    bool acceptable(const TuneTrial& trial) const { return trial.pAt1 >= report_.pAt1Without - kMayLoseAt1; }

    Status consider(const nn::ExpansionDefaults& settings) {
        if (find(settings) != nullptr) return {};
        const auto scores = measure(settings);
        if (!scores.ok()) return scores.error();
        report_.trials.push_back({settings, scores->map, scores->pAt1});
        if (progress_) {
            Progress step;
            step.stage = "tuning";
            step.done = report_.trials.size();
            step.detail = "mAP " + std::to_string(current_.map);
            progress_(step);
        }
        return {};
    }

    Result<eval::RetrievalScores> measure(const nn::ExpansionDefaults& settings) const {
        return runs_.codes(settings, {}, cancel_);
    }

    const TuneTrial* find(const nn::ExpansionDefaults& settings) const {
        const auto found = std::find_if(report_.trials.begin(), report_.trials.end(), [&](const auto& trial) {
            const auto& other = trial.settings;
            return other.topK == settings.topK && other.rounds == settings.rounds &&
                   !(other.gamma < settings.gamma) && !(settings.gamma < other.gamma) &&
                   !(other.alpha < settings.alpha) && !(settings.alpha < other.alpha);
        });
        return found == report_.trials.end() ? nullptr : &*found;
    }

    const RetrievalRuns& runs_;
    const ProgressCallback& progress_;
    const CancelToken& cancel_;
    TuneReport report_;
    TuneTrial current_;
};

} // namespace

Result<TuneReport> WorkspaceImpl::tuneExpansion(const TuneRequest& request, const ProgressCallback& progress,
                                                const CancelToken& cancel) {
    if (request.sample < 10) {
        return Error{ErrorCode::InvalidArgument, "Tuning needs a sample of at least 10 pictures."};
    }
    auto model = registry_.find(request.model);
    if (!model.ok()) return model.error();
    const auto files = listLabelled(request.data, progress, cancel);
    if (!files.ok()) return files.error();
    const LabelledFiles sample = sampleOf(*files, static_cast<std::size_t>(request.sample));
    const auto set = encodeLabelled(sample, **model, registry_.threads(), progress, cancel);
    if (!set.ok()) return set.error();
    auto protocol = eval::folderProtocol(set->names.size());
    if (!protocol.ok()) return protocol.error();
    const std::size_t stride = (protocol->queries.size() + kMostQueries - 1) / kMostQueries;
    std::vector<std::uint32_t> queries;
    for (std::size_t i = 0; i < protocol->queries.size(); i += stride)
        queries.push_back(protocol->queries[i]);
    protocol->queries = std::move(queries);
    const auto runs = RetrievalRuns::create(*set, std::move(*protocol), (*model)->codec(), home_.scratch(),
                                            registry_.threads());
    if (!runs.ok()) return runs.error();
    auto report = Tuner(**runs, progress, cancel).run();
    if (!report.ok()) return report;
    report->model = (*model)->summary().id;
    report->images = static_cast<std::int64_t>(set->names.size());
    report->queries = static_cast<std::int64_t>((*runs)->protocol().queries.size());
    if (request.write) {
        nn::CardChanges changes;
        changes.expansion = report->best.settings;
        const auto written = nn::updateCard((*model)->summary().file, (*model)->summary().file, changes);
        if (!written.ok()) return written.error();
        report->written = true;
    }
    return report;
}

} // namespace sparlet::engine
