#include "base/printable.h"
#include "engine/kept_evaluation_internal.h"
#include "engine/latency_internal.h"
#include "engine/other_codes_internal.h"
#include "engine/retrieval_runs_internal.h"
#include "engine/workspace_internal.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <sys/resource.h>

namespace sparlet::engine {

namespace fs = std::filesystem;

namespace {

Status measureLatency(const std::shared_ptr<Model>& model, const std::vector<std::string>& paths,
                      const ProgressCallback& progress, const CancelToken& cancel, EvaluationReport& report) {
    if (progress) progress({"timing", 0, 0, 0, 0, {}, {}});
    auto probe = LatencyProbe::create(model, paths);
    if (!probe.ok()) return probe.error();
    for (const std::size_t count : {LatencyProbe::kLargeBatch, std::size_t{1}}) {
        std::vector<double> times;
        for (int run = 0; run < kWarmUpRuns + kTimedRuns; ++run) {
            if (cancel.cancelled()) return Error{ErrorCode::Cancelled, "Stopped."};
            const auto time = probe->run(count);
            if (!time.ok()) return time.error();
            if (run >= kWarmUpRuns) times.push_back(*time);
        }
        const Latency latency = summariseTimes(std::move(times));
        (count == 1 ? report.latencyBatch1Ms : report.latencyBatch32Ms) = latency.median;
        (count == 1 ? report.latencyBatch1SpreadMs : report.latencyBatch32SpreadMs) = latency.spread;
    }
    return {};
}

std::uint64_t peakMemory() {
    struct rusage usage {};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

nn::ExpansionDefaults settingsFor(const EvaluateRequest& request, const nn::ExpansionDefaults& defaults) {
    nn::ExpansionDefaults settings = defaults;
    settings.rounds = request.rounds.value_or(defaults.rounds);
    settings.gamma = request.gamma.value_or(defaults.gamma);
    return settings;
}

double meanDensity(const index::CodeIndex& index) {
    double active = 0;
    for (std::size_t row = 0; row < index.size(); ++row) {
        active += static_cast<double>(index.codec().entries(index.code(row)).size());
    }
    const double cells = static_cast<double>(index.size()) * index.codec().dimensions();
    return cells > 0 ? active / cells : 0;
}

void describeModel(const Model& model, EvaluationReport& report) {
    report.model = model.summary().id;
    report.method = model.info().method;
    report.backbone = model.info().backbone;
    report.parameters = model.info().parameters;
    report.modelBytes = model.info().fileBytes;
}

double meanBits(const codes::Codec& codec) {
    const auto& bits = codec.parameters().bits;
    return std::accumulate(bits.begin(), bits.end(), 0.0) / static_cast<double>(bits.size());
}

/// A sentence about queries that count nowhere, with the first of them.
void noteQueriesWithoutRelevant(const EvaluationSet& set, const eval::RetrievalScores& scores,
                                EvaluationReport& report) {
    constexpr std::size_t kMostNamed = 3;
    report.queriesWithoutRelevant = static_cast<std::int64_t>(scores.queriesWithoutRelevant);
    if (scores.queriesWithoutRelevant == 0) return;
    std::string named;
    std::size_t count = 0;
    for (std::size_t i = 0; i < scores.outcomes.size() && count < kMostNamed; ++i) {
        if (scores.outcomes[i].relevant > 0) continue;
        named += (count++ > 0 ? ", " : "") + quoted(fs::path(set.encoded.names[set.protocol.queries[i]]));
    }
    report.notes.push_back("Without a relevant image, and left out of the means: " +
                           std::to_string(scores.queriesWithoutRelevant) + " queries (" + named +
                           (scores.queriesWithoutRelevant > count ? ", …)." : ")."));
}

/// The three rankings: as asked for, without expansion, and by the float embedding.
Status rankAll(const RetrievalRuns& runs, const EvaluateRequest& request, const ProgressCallback& progress,
               const CancelToken& cancel, bool curves, EvaluationOutcome& outcome) {
    nn::ExpansionDefaults plain = outcome.settings;
    plain.rounds = 0;
    auto scores = request.floatEmbedding ? runs.floats(outcome.settings, progress, cancel, curves)
                                         : runs.codes(outcome.settings, progress, cancel, curves);
    if (!scores.ok()) return scores.error();
    EvaluationReport& report = outcome.report;
    report.map = scores->map;
    report.pAt1 = scores->pAt1;
    report.pAt5 = scores->pAt5;
    report.pAt10 = scores->pAt10;
    report.queries = static_cast<std::int64_t>(scores->queries);
    report.gallery = static_cast<std::int64_t>(scores->gallery);
    report.convention =
        protocolText(request) + "; " + scores->convention + sentenceOf({request.density, request.bits});
    report.averagePrecision = scores->averagePrecision;
    noteQueriesWithoutRelevant(outcome.set, *scores, report);
    outcome.scores = std::move(*scores);
    const auto without = runs.codes(plain, progress, cancel);
    if (!without.ok()) return without.error();
    report.mapWithoutExpansion = without->map;
    const auto floats = runs.floats(plain, progress, cancel);
    if (!floats.ok()) return floats.error();
    report.mapFloat = floats->map;
    return {};
}

} // namespace

Result<std::unique_ptr<EvaluationOutcome>> WorkspaceImpl::runEvaluation(const EvaluateRequest& request,
                                                                        bool curves,
                                                                        const ProgressCallback& progress,
                                                                        const CancelToken& cancel) {
    if (auto sound = check({request.density, request.bits}); !sound.ok()) return sound.error();
    auto found = registry_.find(request.model);
    if (!found.ok()) return found.error();
    auto outcome = std::make_unique<EvaluationOutcome>(); // what ranks refers to its set
    outcome->model = *found;
    Model& model = *outcome->model;
    auto data = listEvaluationData(request, progress, cancel);
    if (!data.ok()) return data.error();
    auto encoded = encodeLabelled(data->files, model, registry_.threads(), progress, cancel, data->boxes);
    if (!encoded.ok()) return encoded.error();
    EvaluationReport& report = outcome->report;
    report.failed = encoded->failed;
    report.leftOut = data->leftOut;
    auto set = makeEvaluationSet(request, *data, std::move(*encoded));
    if (!set.ok()) return set.error();
    outcome->set = std::move(*set);
    outcome->root = data->files.root;
    report.notes = std::move(data->notes);
    auto codec = codecWith({request.density, request.bits}, model.codec(), outcome->set.encoded);
    if (!codec.ok()) return codec.error();
    outcome->codec.emplace(std::move(*codec));
    const auto runs = RetrievalRuns::create(outcome->set.encoded, outcome->set.protocol, *outcome->codec,
                                            home_.scratch(), registry_.threads(), outcome->set.relevance);
    if (!runs.ok()) return runs.error();

    describeModel(model, report);
    report.meanBits = meanBits(*outcome->codec);
    outcome->settings = settingsFor(request, model.info().expansion);
    report.rounds = outcome->settings.rounds;
    report.gamma = outcome->settings.gamma;
    report.protocol = outcome->set.protocol.name;
    for (const std::uint32_t query : outcome->set.protocol.queries)
        report.queryPaths.push_back(outcome->set.encoded.paths[query]);
    if (auto done = rankAll(**runs, request, progress, cancel, curves, *outcome); !done.ok())
        return done.error();
    report.bytesPerImage = (*runs)->index().meanCodeBytes();
    report.density = meanDensity((*runs)->index());
    const auto used = model.used();
    if (!used.ok()) return used.error();
    report.device = used->device;
    report.precision = used->precision;
    if (request.timing) {
        const auto& paths = outcome->set.encoded.paths;
        if (auto done = measureLatency(outcome->model, paths, progress, cancel, report); !done.ok())
            return done.error();
    }
    report.peakMemoryBytes = peakMemory();
    return outcome;
}

Result<EvaluationReport> WorkspaceImpl::evaluate(const EvaluateRequest& request,
                                                 const ProgressCallback& progress,
                                                 const CancelToken& cancel) {
    auto outcome = runEvaluation(request, false, progress, cancel);
    if (!outcome.ok()) return outcome.error();
    return std::move((*outcome)->report);
}

} // namespace sparlet::engine
