#include "engine/benchmark_internal.h"
#include "engine/machine_internal.h"
#include "engine/workspace_internal.h"
#include "nn/device.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace sparlet::engine {

namespace {

using Clock = std::chrono::steady_clock;

/// Memory in whole large pages: what is measured is reading, not looking up where a page is.
class Buffer {
public:
    explicit Buffer(std::size_t bytes) : words_(bytes / sizeof(std::uint64_t)) {
        constexpr std::size_t kPage = std::size_t{1} << 21U;
        const std::size_t whole = (bytes + kPage - 1) / kPage * kPage;
        memory_.reset(static_cast<std::uint64_t*>(std::aligned_alloc(kPage, whole)));
        if (!memory_) throw std::bad_alloc();
        std::fill(memory_.get(), memory_.get() + words_, 1U);
    }
    /// The sum of a share of the words, so that all of them are read.
    std::uint64_t read(std::size_t share, std::size_t shares) const {
        const std::uint64_t* at = memory_.get() + words_ * share / shares / kLanes * kLanes;
        const std::uint64_t* const end = memory_.get() + words_ * (share + 1) / shares / kLanes * kLanes;
        std::uint64_t sums[kLanes] = {};
        for (; at != end; at += kLanes)
            for (std::size_t i = 0; i < kLanes; ++i)
                sums[i] += at[i];
        std::uint64_t sum = 0;
        for (const std::uint64_t part : sums)
            sum += part;
        return sum;
    }

private:
    static constexpr std::size_t kLanes = 16; // independent, so that no addition waits for another
    struct Free {
        void operator()(std::uint64_t* memory) const { std::free(memory); }
    };
    std::size_t words_;
    std::unique_ptr<std::uint64_t, Free> memory_;
};

double gigabytesPerSecond(const Buffer& buffer, std::size_t bytes, Team& team, int threads,
                          std::vector<std::uint64_t>& sums) {
    // Small buffers are read several times, so that a round is long enough to be timed.
    const auto times = std::max<std::size_t>(1, (std::size_t{256} << 20U) / bytes);
    const double seconds = team.run(threads, [&](int thread) {
        const auto at = static_cast<std::size_t>(thread);
        for (std::size_t i = 0; i < times; ++i)
            sums[at] += buffer.read(at, static_cast<std::size_t>(threads));
    });
    return static_cast<double>(bytes * times) / seconds / 1e9;
}

} // namespace

double quantileOf(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    const double at = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(std::floor(at));
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (at - static_cast<double>(below)) * (values[above] - values[below]);
}

Spread spreadOf(std::vector<double> values) {
    return {quantileOf(values, 0.5), quantileOf(values, 0.25), quantileOf(values, 0.75)};
}

Team::Team(int threads) {
    for (int i = 0; i < std::max(1, threads); ++i)
        threads_.emplace_back([this, i] { live(i); });
}

Team::~Team() {
    {
        const std::lock_guard lock(mutex_);
        over_ = true;
    }
    changed_.notify_all();
}

double Team::run(int members, const std::function<void(int)>& work) {
    std::unique_lock lock(mutex_);
    const auto start = Clock::now();
    work_ = &work;
    members_ = busy_ = std::min(members, size());
    ++round_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return busy_ == 0; });
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
    return seconds;
}

void Team::live(int number) {
    std::uint64_t seen = 0;
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [&] { return over_ || round_ != seen; });
        if (over_) return;
        seen = round_;
        if (number >= members_) continue;
        const auto* const work = work_;
        lock.unlock();
        std::exception_ptr failure;
        try {
            (*work)(number);
        } catch (...) {
            failure = std::current_exception();
        }
        lock.lock();
        if (failure) failure_ = failure;
        if (--busy_ == 0) changed_.notify_all();
    }
}

std::vector<int> threadCounts(int most) {
    std::vector<int> counts;
    for (int count = 1; count < most; count *= 2)
        counts.push_back(count);
    counts.push_back(std::max(1, most));
    return counts;
}

Result<std::vector<std::string>> precisionsOf(const BenchmarkRequest& request, const Model& model,
                                              const std::string& device) {
    std::vector<std::string> names;
    for (const auto& wanted : request.precisions) {
        const auto precision = nn::parsePrecision(wanted);
        if (!precision.ok()) return precision.error();
        names.push_back(wanted);
    }
    if (!names.empty()) return names;
    for (const auto precision : nn::supportedPrecisions(device)) {
        const bool calibrated = !model.info().activations.empty();
        if (precision != nn::Precision::Int8 || calibrated) names.push_back(nn::nameOf(precision));
    }
    return names;
}

Result<std::vector<BandwidthTiming>> measureBandwidth(int rounds, Team& team, std::uint64_t cacheBytes,
                                                      ProgressMeter& meter, const CancelToken& cancel) {
    constexpr std::size_t kUnknownCache = std::size_t{8} << 20U;
    const std::size_t cache = cacheBytes > 0 ? cacheBytes : kUnknownCache;
    const std::pair<const char*, std::size_t> wanted[] = {
        {"last-level cache", std::min<std::size_t>(cache / 2, std::size_t{64} << 20U)},
        {"memory",
         std::max<std::size_t>(std::size_t{512} << 20U, std::min(4 * cache, std::size_t{2} << 30U))}};
    std::vector<BandwidthTiming> timings;
    std::vector<std::uint64_t> sums(static_cast<std::size_t>(team.size()), 0);
    std::uint64_t done = 0;
    for (const auto& [what, bytes] : wanted) {
        const Buffer buffer(bytes);
        std::vector<double> one, all;
        for (int round = -kWarmUpRounds; round < rounds; ++round) {
            if (cancel.cancelled()) return stopped();
            const double alone = gigabytesPerSecond(buffer, bytes, team, 1, sums);
            const double together = gigabytesPerSecond(buffer, bytes, team, team.size(), sums);
            if (round < 0) continue;
            one.push_back(alone);
            all.push_back(together);
            meter.report(++done, 0, what);
        }
        timings.push_back({what, bytes, spreadOf(one), spreadOf(all)});
    }
    return timings;
}

Result<BenchmarkReport> WorkspaceImpl::benchmark(const BenchmarkRequest& request,
                                                 const ProgressCallback& progress,
                                                 const CancelToken& cancel) {
    if (request.rounds < kLeastRounds) {
        return Error{ErrorCode::InvalidArgument,
                     "A measurement takes at least " + std::to_string(kLeastRounds) + " rounds."};
    }
    const auto device = nn::resolveDevice(registry_.wantedDevice());
    if (!device.ok()) return device.error();
    BenchmarkReport report;
    report.machine = machineFacts(registry_.threads(), *device);
    report.rounds = request.rounds;
    const BenchmarkContext context{request, registry_, home_, progress, cancel, *device};
    const auto measure = [&]() -> Status {
        if (request.kind == BenchmarkRequest::Kind::Encode) return benchmarkEncoding(context, report);
        if (request.kind == BenchmarkRequest::Kind::Index) return benchmarkIndexing(context, report);
        const auto opened = open(request.collection);
        if (!opened.ok()) return opened.error();
        if (!(*opened)->index) {
            return Error{ErrorCode::NotFound, "The collection \"" + request.collection +
                                                  "\" has no pictures; index a folder into it first."};
        }
        const auto model = modelOf(**opened);
        report.model = (*opened)->record.model;
        return benchmarkSearch(context, *(*opened)->index,
                               model.ok() ? (*model)->info().expansion : nn::ExpansionDefaults{}, report);
    };
    try {
        if (auto done = measure(); !done.ok()) return done.error();
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::OutOfMemory, "There is not enough memory for the measurement."};
    } catch (const std::exception& problem) {
        return Error{ErrorCode::Internal, std::string("The measurement stopped: ") + problem.what() + "."};
    }
    return report;
}

} // namespace sparlet::engine
