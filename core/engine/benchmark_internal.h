// What the benchmarks share: threads that wait for their turn, quartiles, and the work of each kind.
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "engine/benchmark_reports.h"
#include "engine/home_internal.h"
#include "engine/models_internal.h"
#include "engine/progress_meter_internal.h"
#include "index/code_index.h"

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace sparlet::engine {

inline constexpr int kWarmUpRounds = 3;

/// Precondition: not empty.
Spread spreadOf(std::vector<double> values);
/// Between the two nearest values; precondition: not empty. `share`: 0..1.
double quantileOf(std::vector<double> values, double share);

/// Threads that stay, so that a round costs no start of a thread and memory that they keep is warm.
class Team {
public:
    explicit Team(int threads);
    ~Team();
    Team(const Team&) = delete;
    Team& operator=(const Team&) = delete;

    int size() const { return static_cast<int>(threads_.size()); }
    /// `work`(i) on thread i of the first `members`, all at once; seconds until the last is done. What one of
    /// them throws is thrown here.
    double run(int members, const std::function<void(int)>& work);

private:
    void live(int number);

    std::mutex mutex_;
    std::condition_variable changed_;
    const std::function<void(int)>* work_ = nullptr;
    int members_ = 0, busy_ = 0;
    std::uint64_t round_ = 0;
    bool over_ = false;
    std::exception_ptr failure_;
    std::vector<std::jthread> threads_;
};

/// 1, 2, 4, … and `most` itself.
std::vector<int> threadCounts(int most);

/// The arithmetics that are asked for, or all that the model has on this device, slowest first. Unsupported
/// where one cannot be had.
Result<std::vector<std::string>> precisionsOf(const BenchmarkRequest& request, const Model& model,
                                              const std::string& device);

/// Reading memory: a half of the last level's cache, and far more than it.
Result<std::vector<BandwidthTiming>> measureBandwidth(int rounds, Team& team, std::uint64_t cacheBytes,
                                                      ProgressMeter& meter, const CancelToken& cancel);

struct BenchmarkContext {
    const BenchmarkRequest& request;
    ModelRegistry& registry;
    const HomeLayout& home; // for its scratch
    const ProgressCallback& progress;
    const CancelToken& cancel;
    std::string device;
};

Status benchmarkEncoding(const BenchmarkContext& context, BenchmarkReport& report);
Status benchmarkIndexing(const BenchmarkContext& context, BenchmarkReport& report);
/// `index`: of the collection.
Status benchmarkSearch(const BenchmarkContext& context, const index::CodeIndex& index,
                       const nn::ExpansionDefaults& expansion, BenchmarkReport& report);

/// Codes like those of `index`: each is one of its rows moved by the difference of two rows that are nearest
/// to each other, with as many dimensions kept as the row has. So the spectrum, the clusters and the sparsity
/// are the collection's. Alike rows lie side by side, a million a segment; files in `folder`, which must
/// exist. `seed` chooses which. Images are 1, 2, 3, …
Result<std::vector<std::shared_ptr<const index::Segment>>>
drawSegments(const index::CodeIndex& index, std::int64_t rows, std::uint64_t seed, int threads,
             const std::filesystem::path& folder, const ProgressCallback& progress,
             const CancelToken& cancel);

inline Error stopped() {
    return {ErrorCode::Cancelled, "Stopped."};
}

} // namespace sparlet::engine
