#include "base/printable.h"
#include "engine/encode_pipeline_internal.h"
#include "engine/retrieval_runs_internal.h"
#include "engine/workspace_internal.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <sys/resource.h>

namespace sparlet::engine {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostImages = 200000;
constexpr int kTimedRuns = 25;
constexpr int kWarmUpRuns = 5;

Result<LabelledFiles> listFor(const EvaluateRequest& request, const ProgressCallback& progress,
                              const CancelToken& cancel) {
    std::string folder = request.data;
    if (request.protocol == EvaluateRequest::Protocol::Cifar10) {
        std::error_code problem;
        const fs::path test = fs::path(folder) / "test";
        if (fs::is_directory(test, problem)) folder = test.string();
    }
    auto files = listLabelled(folder, progress, cancel);
    if (files.ok() && files->paths.size() > kMostImages) {
        return Error{ErrorCode::TooLarge, "The folder " + quoted(fs::path(folder)) + " has " +
                                              std::to_string(files->paths.size()) + " pictures; at most " +
                                              std::to_string(kMostImages) + " can be evaluated at a time."};
    }
    return files;
}

Result<eval::Protocol> protocolFor(const EvaluateRequest& request, const EncodedSet& set) {
    if (request.protocol == EvaluateRequest::Protocol::Folder) return eval::folderProtocol(set.names.size());
    return eval::cifar10Protocol(set.names, set.labels);
}

std::string describe(const EvaluateRequest& request, const eval::RetrievalScores& scores) {
    const bool cifar = request.protocol == EvaluateRequest::Protocol::Cifar10;
    return std::string(cifar
                           ? "CIFAR-10 (JPEG), every fifth test image of a class is a query, the rest is the "
                             "gallery; "
                           : "folder: every image is a query against all others, sub-folders are labels; ") +
           scores.convention;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : 0.5 * (values[middle - 1] + values[middle]);
}

/// Milliseconds of one call of the encoder with `count` pictures: from decoded pixels to codes' input.
Result<double> latency(Model& model, const std::vector<std::uint8_t>& pixels, std::size_t count,
                       const CancelToken& cancel) {
    std::vector<double> times;
    for (int run = 0; run < kWarmUpRuns + kTimedRuns; ++run) {
        if (cancel.cancelled()) return Error{ErrorCode::Cancelled, "Stopped."};
        const auto start = std::chrono::steady_clock::now();
        const auto encoded = model.encode(pixels, count);
        const auto end = std::chrono::steady_clock::now();
        if (!encoded.ok()) return encoded.error();
        if (run >= kWarmUpRuns)
            times.push_back(std::chrono::duration<double, std::milli>(end - start).count());
    }
    return median(std::move(times));
}

Status measureLatency(Model& model, const std::vector<std::string>& paths, const ProgressCallback& progress,
                      const CancelToken& cancel, EvaluationReport& report) {
    constexpr std::size_t kLargeBatch = 32;
    if (progress) progress({"timing", 0, 0, 0, 0, {}, {}});
    std::vector<std::uint8_t> pixels;
    for (std::size_t i = 0; i < kLargeBatch; ++i) {
        const auto square = loadSquare(paths[i % paths.size()], model.info().inputSize);
        if (!square.ok()) return square.error();
        pixels.insert(pixels.end(), square->rgb.begin(), square->rgb.end());
    }
    const auto large = latency(model, pixels, kLargeBatch, cancel);
    if (!large.ok()) return large.error();
    pixels.resize(pixels.size() / kLargeBatch);
    const auto single = latency(model, pixels, 1, cancel);
    if (!single.ok()) return single.error();
    report.latencyBatch32Ms = *large;
    report.latencyBatch1Ms = *single;
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
    const auto& bits = model.codec().parameters().bits;
    report.meanBits = std::accumulate(bits.begin(), bits.end(), 0.0) / static_cast<double>(bits.size());
}

/// The three rankings: as asked for, without expansion, and by the float embedding.
Status rankAll(const RetrievalRuns& runs, const EvaluateRequest& request,
               const nn::ExpansionDefaults& settings, const ProgressCallback& progress,
               const CancelToken& cancel, EvaluationReport& report) {
    nn::ExpansionDefaults plain = settings;
    plain.rounds = 0;
    auto scores = request.floatEmbedding ? runs.floats(settings, progress, cancel)
                                         : runs.codes(settings, progress, cancel);
    if (!scores.ok()) return scores.error();
    report.map = scores->map;
    report.pAt1 = scores->pAt1;
    report.pAt5 = scores->pAt5;
    report.pAt10 = scores->pAt10;
    report.queries = static_cast<std::int64_t>(scores->queries);
    report.gallery = static_cast<std::int64_t>(scores->gallery);
    report.convention = describe(request, *scores);
    report.averagePrecision = std::move(scores->averagePrecision);
    const auto without = runs.codes(plain, progress, cancel);
    if (!without.ok()) return without.error();
    report.mapWithoutExpansion = without->map;
    const auto floats = runs.floats(plain, progress, cancel);
    if (!floats.ok()) return floats.error();
    report.mapFloat = floats->map;
    return {};
}

} // namespace

Result<EvaluationReport> WorkspaceImpl::evaluate(const EvaluateRequest& request,
                                                 const ProgressCallback& progress,
                                                 const CancelToken& cancel) {
    auto found = registry_.find(request.model);
    if (!found.ok()) return found.error();
    Model& model = **found;
    const auto files = listFor(request, progress, cancel);
    if (!files.ok()) return files.error();
    const auto set = encodeLabelled(*files, model, registry_.threads(), progress, cancel);
    if (!set.ok()) return set.error();
    auto protocol = protocolFor(request, *set);
    if (!protocol.ok()) return protocol.error();
    const auto runs = RetrievalRuns::create(*set, std::move(*protocol), model.codec(), home_.scratch(),
                                            registry_.threads());
    if (!runs.ok()) return runs.error();

    EvaluationReport report;
    describeModel(model, report);
    const auto settings = settingsFor(request, model.info().expansion);
    report.rounds = settings.rounds;
    report.gamma = settings.gamma;
    report.protocol = (*runs)->protocol().name;
    report.failed = set->failed;
    for (const std::uint32_t query : (*runs)->protocol().queries) {
        report.queryPaths.push_back(set->paths[query]);
    }
    if (auto done = rankAll(**runs, request, settings, progress, cancel, report); !done.ok()) {
        return done.error();
    }
    report.bytesPerImage = (*runs)->index().meanCodeBytes();
    report.density = meanDensity((*runs)->index());
    const auto used = model.used();
    if (!used.ok()) return used.error();
    report.device = used->device;
    report.precision = used->precision;
    if (request.timing) {
        if (auto done = measureLatency(model, set->paths, progress, cancel, report); !done.ok()) {
            return done.error();
        }
    }
    report.peakMemoryBytes = peakMemory();
    return report;
}

} // namespace sparlet::engine
