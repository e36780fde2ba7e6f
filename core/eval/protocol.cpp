#include "eval/protocol.h"

#include "eval/metrics.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <limits>
#include <map>
#include <mutex>
#include <new>
#include <numeric>
#include <thread>
#include <unordered_map>

namespace sparlet::eval {
namespace {

constexpr std::size_t kQueryEvery = 5;
constexpr std::size_t kMaxImages = std::numeric_limits<std::uint32_t>::max();

struct QueryScores {
    double ap = 0, pAt1 = 0, pAt5 = 0, pAt10 = 0;
    bool hasRelevant = false;
};

std::vector<std::uint32_t> numberLabels(std::span<const std::string> labels) {
    std::unordered_map<std::string_view, std::uint32_t> numbers;
    std::vector<std::uint32_t> out;
    out.reserve(labels.size());
    for (const auto& label : labels)
        out.push_back(numbers.emplace(label, static_cast<std::uint32_t>(numbers.size())).first->second);
    return out;
}

QueryScores scoresOf(std::uint32_t query, const Protocol& protocol, std::span<const std::uint32_t> labels,
                     std::span<const float> scores) {
    std::vector<std::uint8_t> relevant;
    relevant.reserve(scores.size());
    for (const auto position : rank(scores)) {
        const auto image = protocol.gallery[position];
        if (image != query) relevant.push_back(labels[image] == labels[query] ? 1 : 0);
    }
    QueryScores out;
    out.hasRelevant = std::find(relevant.begin(), relevant.end(), 1) != relevant.end();
    out.ap = averagePrecision(relevant);
    out.pAt1 = precisionAt(relevant, 1);
    out.pAt5 = precisionAt(relevant, 5);
    out.pAt10 = precisionAt(relevant, 10);
    return out;
}

/// The threads' shared state: who takes which query, and what went wrong first.
class Run {
public:
    Run(const Protocol& protocol, std::vector<std::uint32_t> labels, const ScoreFunction& score,
        const ProgressCallback& progress, const CancelToken& cancel)
        : protocol_(protocol), labels_(std::move(labels)), score_(score), progress_(progress),
          cancel_(cancel), results_(protocol.queries.size()) {}

    /// A thread's body: nothing leaves it.
    void work(std::size_t worker) {
        std::size_t i = 0;
        try {
            std::vector<float> scores(protocol_.gallery.size());
            while (!stopped_.load() && !cancel_.cancelled() && (i = next_.fetch_add(1)) < results_.size()) {
                const auto query = protocol_.queries[i];
                if (auto status = score_(query, worker, scores); !status) return fail(i, status.error());
                results_[i] = scoresOf(query, protocol_, labels_, scores);
                report();
            }
        } catch (const std::bad_alloc&) {
            fail(i,
                 {ErrorCode::OutOfMemory, "There is not enough memory to evaluate; close other programs."});
        } catch (const std::exception& e) {
            fail(i, {ErrorCode::Internal, std::string("The evaluation failed: ") + e.what() + "."});
        } catch (...) {
            fail(i, {ErrorCode::Internal, "The evaluation failed for an unknown reason."});
        }
    }

    void fail(std::size_t query, const Error& error) {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
        if (query < failedAt_) {
            failedAt_ = query;
            error_ = error;
        }
    }

    Result<std::vector<QueryScores>> take() {
        if (failedAt_ != kNone) return error_;
        if (done_ < results_.size()) return Error{ErrorCode::Cancelled, "The evaluation was stopped."};
        return std::move(results_);
    }

private:
    static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

    void report() {
        const std::lock_guard lock(mutex_);
        ++done_;
        const auto now = std::chrono::steady_clock::now();
        if (!progress_ || (done_ < results_.size() && now - reported_ < std::chrono::milliseconds(50)))
            return;
        reported_ = now;
        Progress p;
        p.stage = "ranking";
        p.done = done_;
        p.total = results_.size();
        const double seconds = std::chrono::duration<double>(now - started_).count();
        if (seconds > 0) {
            p.ratePerSecond = static_cast<double>(done_) / seconds;
            p.secondsLeft = static_cast<double>(results_.size() - done_) / p.ratePerSecond;
        }
        progress_(p);
    }

    const Protocol& protocol_;
    const std::vector<std::uint32_t> labels_;
    const ScoreFunction& score_;
    const ProgressCallback& progress_;
    const CancelToken& cancel_;
    std::vector<QueryScores> results_;
    std::atomic<std::size_t> next_{0};
    std::atomic<bool> stopped_{false};
    std::mutex mutex_;
    std::size_t done_ = 0;
    std::size_t failedAt_ = kNone;
    Error error_;
    std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point reported_ = started_;
};

std::size_t threadCount(int wanted, std::size_t queries) {
    const std::size_t machine = std::max(1U, std::thread::hardware_concurrency());
    return std::clamp<std::size_t>(wanted > 0 ? static_cast<std::size_t>(wanted) : machine, 1, queries);
}

RetrievalScores summarise(const Protocol& protocol, std::span<const QueryScores> results) {
    RetrievalScores out;
    out.queries = protocol.queries.size();
    const bool leaveOneOut =
        std::binary_search(protocol.gallery.begin(), protocol.gallery.end(), protocol.queries.front());
    out.gallery = protocol.gallery.size() - (leaveOneOut ? 1 : 0);
    double counted = 0;
    for (const auto& result : results) {
        out.averagePrecision.push_back(result.ap);
        if (!result.hasRelevant) {
            ++out.queriesWithoutRelevant;
            continue;
        }
        counted += 1;
        out.map += result.ap;
        out.pAt1 += result.pAt1;
        out.pAt5 += result.pAt5;
        out.pAt10 += result.pAt10;
    }
    if (counted > 0)
        for (double* mean : {&out.map, &out.pAt1, &out.pAt5, &out.pAt10})
            *mean /= counted;
    out.convention = kConvention;
    if (out.queriesWithoutRelevant > 0)
        out.convention += "; " + std::to_string(out.queriesWithoutRelevant) +
                          " queries without a relevant image left out of the means";
    return out;
}

Status check(const Protocol& protocol, std::size_t labels) {
    const auto outside = [&](std::uint32_t i) { return i >= labels; };
    if (protocol.queries.empty() || protocol.gallery.empty())
        return Error{ErrorCode::InvalidArgument,
                     "There is nothing to evaluate; the data has too few images."};
    if (std::any_of(protocol.queries.begin(), protocol.queries.end(), outside) ||
        std::any_of(protocol.gallery.begin(), protocol.gallery.end(), outside))
        return Error{ErrorCode::InvalidArgument, "The protocol names images that have no label."};
    return {};
}

} // namespace

Result<Protocol> cifar10Protocol(std::span<const std::string> names, std::span<const std::string> labels) {
    if (names.size() != labels.size() || names.size() > kMaxImages)
        return Error{ErrorCode::InvalidArgument, std::to_string(names.size()) + " images have " +
                                                     std::to_string(labels.size()) + " labels."};
    std::map<std::string_view, std::vector<std::uint32_t>> classes;
    for (std::size_t i = 0; i < names.size(); ++i)
        classes[labels[i]].push_back(static_cast<std::uint32_t>(i));
    Protocol out;
    out.name = "cifar10";
    for (auto& [label, images] : classes) {
        std::stable_sort(images.begin(), images.end(),
                         [&](std::uint32_t a, std::uint32_t b) { return names[a] < names[b]; });
        for (std::size_t i = 0; i < images.size(); ++i)
            (i % kQueryEvery == 0 ? out.queries : out.gallery).push_back(images[i]);
    }
    std::sort(out.queries.begin(), out.queries.end());
    std::sort(out.gallery.begin(), out.gallery.end());
    if (out.gallery.empty())
        return Error{ErrorCode::InvalidArgument,
                     "The data has too few images for the CIFAR-10 protocol: none is left to search."};
    return out;
}

Result<Protocol> folderProtocol(std::size_t images) {
    if (images < 2 || images > kMaxImages)
        return Error{ErrorCode::InvalidArgument,
                     "The folder protocol needs at least two images, not " + std::to_string(images) + "."};
    Protocol out;
    out.name = "folder";
    out.queries.resize(images);
    std::iota(out.queries.begin(), out.queries.end(), 0U);
    out.gallery = out.queries;
    return out;
}

Result<RetrievalScores> evaluate(const Protocol& protocol, std::span<const std::string> labels,
                                 const ScoreFunction& score, const EvaluationOptions& options,
                                 const ProgressCallback& progress, const CancelToken& cancel) {
    if (auto status = check(protocol, labels.size()); !status) return status.error();
    Run run(protocol, numberLabels(labels), score, progress, cancel);
    std::vector<std::thread> threads;
    const std::size_t count = threadCount(options.threads, protocol.queries.size());
    try {
        for (std::size_t worker = 1; worker < count; ++worker)
            threads.emplace_back([&run, worker] { run.work(worker); });
    } catch (const std::exception&) {
        // The system gives no more threads: those there are do the work.
    }
    run.work(0);
    for (auto& thread : threads)
        thread.join();
    auto results = run.take();
    if (!results) return results.error();
    return summarise(protocol, *results);
}

} // namespace sparlet::eval
