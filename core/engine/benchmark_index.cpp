// Whole index runs beside the network alone, on the same pictures, in turns.
#include "base/atomic_file.h"
#include "base/printable.h"
#include "engine/benchmark_internal.h"
#include "engine/encode_pipeline_internal.h"
#include "engine/workspace_internal.h"
#include "image/scanner.h"
#include "nn/device.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <unistd.h>

namespace sparlet::engine {

namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

/// Enough of them that beginning and end of a run weigh as little as in a folder of some thousands.
constexpr double kIndexSeconds = 3;
constexpr int kWarmUpIndexRuns = 1;
constexpr std::size_t kLeastPictures = 4 * kBatch;
constexpr std::uint64_t kMostPixelBytes = std::uint64_t{512} << 20U;

/// A folder of the home's scratch, gone again at the end.
class ScratchFolder {
public:
    static Result<ScratchFolder> make(const HomeLayout& home, const std::string& name) {
        const fs::path folder = home.scratch() / (name + "-" + std::to_string(::getpid()));
        std::error_code ignored;
        fs::remove_all(folder, ignored);
        if (auto made = makeFolder(folder); !made.ok()) return made.error();
        return ScratchFolder(folder);
    }
    ScratchFolder(ScratchFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    ScratchFolder& operator=(ScratchFolder&&) = delete;
    ~ScratchFolder() {
        std::error_code ignored;
        if (!path_.empty()) fs::remove_all(path_, ignored);
    }
    const fs::path& path() const { return path_; }

private:
    explicit ScratchFolder(fs::path path) : path_(std::move(path)) {}
    fs::path path_;
};

struct Pictures {
    std::vector<std::string> files;   // the ones that can be read
    std::vector<std::uint8_t> pixels; // of all of them, as the network takes them
};

/// Some of the folder's pictures, evenly over it.
Result<Pictures> choosePictures(const std::string& folder, std::size_t wanted, int side, int threads,
                                const CancelToken& cancel) {
    const auto scan = image::scan(folder, {}, cancel);
    if (!scan.ok()) return scan.error();
    std::vector<std::string> files;
    const std::size_t count = std::min(wanted, scan->files.size());
    for (std::size_t i = 0; i < count; ++i)
        files.push_back(joinPath(folder, scan->files[i * scan->files.size() / count].relativePath));
    Pictures out;
    const auto take = [&](std::size_t item, const SquarePicture& picture) -> Status {
        out.files.push_back(files[item]);
        out.pixels.insert(out.pixels.end(), picture.rgb.begin(), picture.rgb.end());
        return {};
    };
    const auto skip = [](std::size_t, const Error&) -> Status { return {}; };
    if (auto done = decodeFiles(files, side, threads, take, skip, cancel); !done.ok()) return done.error();
    if (out.files.size() < kLeastPictures) {
        return Error{ErrorCode::InvalidArgument,
                     "The folder " + quoted(fs::path(folder)) + " has " + std::to_string(out.files.size()) +
                         " pictures that can be read; a measurement needs at least " +
                         std::to_string(kLeastPictures) + "."};
    }
    return out;
}

/// Links to the chosen pictures in a folder of their own: an index run takes a folder.
Status linkPictures(const std::vector<std::string>& files, const fs::path& folder) {
    if (auto made = makeFolder(folder); !made.ok()) return made;
    for (std::size_t i = 0; i < files.size(); ++i) {
        std::error_code problem;
        const fs::path link = folder / (std::to_string(i) + fs::path(files[i]).extension().string());
        fs::create_symlink(fs::absolute(files[i]), link, problem);
        if (problem) return systemError(problem.value(), "make the link", link);
    }
    return {};
}

/// Images/s of the network alone: batches as an index run has them, all threads, pictures in memory.
double encoderRate(Model& model, const Pictures& pictures, Team& team) {
    const std::size_t bytes = pictures.pixels.size() / pictures.files.size();
    std::atomic<std::size_t> next{0};
    const double seconds = team.run(team.size(), [&](int) {
        for (;;) {
            const std::size_t first = next.fetch_add(kBatch);
            if (first >= pictures.files.size()) return;
            const std::size_t count = std::min(kBatch, pictures.files.size() - first);
            const auto encoded =
                model.encode(std::span(pictures.pixels).subspan(first * bytes, count * bytes), count);
            if (!encoded.ok()) throw std::runtime_error(encoded.error().message);
        }
    });
    return static_cast<double>(pictures.files.size()) / seconds;
}

struct Run {
    double rate = 0;
    std::shared_ptr<StageClock> stages;
};

/// One whole run into a home without collections; the model stays there.
Result<Run> indexOnce(const fs::path& home, ModelRegistry& registry, const std::string& model,
                      const fs::path& pictures, const CancelToken& cancel) {
    const HomeLayout layout{home};
    std::error_code ignored;
    fs::remove_all(layout.collections(), ignored);
    for (const char* end : {"", "-wal", "-shm"})
        fs::remove(layout.catalogue().string() + end, ignored);
    Run run{0, std::make_shared<StageClock>()};
    IndexRequest request;
    request.folder = pictures.string();
    request.collection = "benchmark";
    request.model = model;
    const auto start = Clock::now();
    const auto report = runIndex(layout, registry, request, {}, cancel, run.stages.get());
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    if (!report.ok()) return report.error();
    run.rate = static_cast<double>(report->indexed) / seconds;
    return run;
}

void describeRun(const StageClock& stages, IndexTiming& timing) {
    double all = 0, encoding = 0;
    for (std::size_t i = 0; i < kStageNames.size(); ++i) {
        const auto times = stages.of(static_cast<Stage>(i));
        const double cpu = static_cast<double>(times.cpu) / 1e9;
        timing.stages.push_back({kStageNames[i], cpu, static_cast<double>(times.wall) / 1e9});
        all += cpu;
        if (static_cast<Stage>(i) == Stage::Encode) encoding = cpu;
    }
    timing.bound = all > 0 ? encoding / all : 0;
}

Result<IndexTiming> measure(const BenchmarkContext& context, const ModelSummary& summary,
                            const std::string& precision, const Pictures& pictures, const fs::path& scratch,
                            Team& team, ProgressMeter& meter, std::uint64_t& done) {
    // Weights are read before the first round: an index run that finds its model open is what is measured.
    ModelRegistry registry({scratch / "home"}, context.registry.shippedFolder(), {context.device, precision},
                           team.size());
    const auto model = registry.find(summary.file);
    if (!model.ok()) return model.error();
    if (const auto opened = (*model)->used(); !opened.ok()) return opened.error();
    std::vector<double> alone, whole, ratio;
    std::vector<Run> runs;
    for (int round = -kWarmUpIndexRuns; round < context.request.rounds; ++round) {
        if (context.cancel.cancelled()) return stopped();
        const double encoder = encoderRate(**model, pictures, team);
        auto run = indexOnce(scratch / "home", registry, summary.file, scratch / "pictures", context.cancel);
        if (!run.ok()) return run.error();
        meter.report(++done, 0, precision);
        if (round < 0) continue;
        alone.push_back(encoder);
        whole.push_back(run->rate);
        ratio.push_back(run->rate / encoder);
        runs.push_back(std::move(*run));
    }
    IndexTiming timing;
    timing.precision = precision;
    timing.pictures = static_cast<std::int64_t>(pictures.files.size());
    timing.indexed = spreadOf(whole);
    timing.encoder = spreadOf(alone);
    timing.ratio = spreadOf(ratio);
    timing.boundBytes = pipelineBytes(team.size(), (*model)->info().inputSize);
    const auto middle = runs.begin() + static_cast<std::ptrdiff_t>(runs.size() / 2);
    std::nth_element(runs.begin(), middle, runs.end(),
                     [](const Run& a, const Run& b) { return a.rate < b.rate; });
    describeRun(*middle->stages, timing);
    return timing;
}

} // namespace

Status benchmarkIndexing(const BenchmarkContext& context, BenchmarkReport& report) {
    const auto& request = context.request;
    const auto model = context.registry.find(request.model);
    if (!model.ok()) return model.error();
    const auto precisions = precisionsOf(request, **model, context.device);
    if (!precisions.ok()) return precisions.error();
    report.model = (*model)->summary().id;
    report.precision = nn::nameOf(
        nn::fastestPrecision((*model)->info().activations, (*model)->info().checks, context.device));
    const auto scratch = ScratchFolder::make(context.home, "benchmark");
    if (!scratch.ok()) return scratch.error();

    const int side = (*model)->info().inputSize;
    const std::size_t most =
        kMostPixelBytes / (static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3);
    std::size_t wanted = static_cast<std::size_t>(request.pictures);
    if (wanted == 0) {
        const auto few =
            choosePictures(request.folder, kLeastPictures, side, context.registry.threads(), context.cancel);
        if (!few.ok()) return few.error();
        if (const auto opened = (*model)->used(); !opened.ok()) return opened.error();
        Team team(context.registry.threads());
        encoderRate(**model, *few, team);
        wanted = static_cast<std::size_t>(encoderRate(**model, *few, team) * kIndexSeconds);
    }
    wanted = std::clamp(wanted, kLeastPictures, std::max(kLeastPictures, most));
    const auto pictures =
        choosePictures(request.folder, wanted, side, context.registry.threads(), context.cancel);
    if (!pictures.ok()) return pictures.error();
    if (auto linked = linkPictures(pictures->files, scratch->path() / "pictures"); !linked.ok())
        return linked;

    Team team(context.registry.threads());
    const auto rounds = static_cast<std::uint64_t>(request.rounds + kWarmUpIndexRuns);
    ProgressMeter meter(context.progress, "indexing", rounds * precisions->size());
    std::uint64_t done = 0;
    for (const auto& precision : *precisions) {
        auto timing =
            measure(context, (*model)->summary(), precision, *pictures, scratch->path(), team, meter, done);
        if (!timing.ok()) return timing.error();
        report.index.push_back(std::move(*timing));
    }
    return {};
}

} // namespace sparlet::engine
