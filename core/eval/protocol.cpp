#include "eval/protocol.h"

#include "base/processors.h"
#include "eval/curves.h"
#include "eval/metrics.h"
#include "eval/revisited.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
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
constexpr std::size_t kMostBlocks = 2000;
constexpr std::size_t kMaxImages = std::numeric_limits<std::uint32_t>::max();

std::vector<std::uint32_t> numberLabels(std::span<const std::string> labels) {
    std::unordered_map<std::string_view, std::uint32_t> numbers;
    std::vector<std::uint32_t> out;
    out.reserve(labels.size());
    for (const auto& label : labels)
        out.push_back(numbers.emplace(label, static_cast<std::uint32_t>(numbers.size())).first->second);
    return out;
}

/// Sums over some queries.
struct Sums {
    std::vector<double> precisionRecall, precisionAt;

    void add(std::span<const double> recall, std::span<const double> ranks) {
        precisionRecall.resize(recall.size());
        precisionAt.resize(ranks.size());
        for (std::size_t i = 0; i < recall.size(); ++i)
            precisionRecall[i] += recall[i];
        for (std::size_t i = 0; i < ranks.size(); ++i)
            precisionAt[i] += ranks[i];
    }
};

/// What one worker needs again and again.
struct Workspace {
    std::vector<float> scores;
    std::vector<Grade> grades;
    std::vector<std::uint8_t> relevant; // in rank order, without junk
};

QueryOutcome judge(const Protocol& protocol, Workspace& space) {
    QueryOutcome out;
    space.relevant.clear();
    for (const auto position : rank(space.scores)) {
        if (space.grades[position] == Grade::Junk) continue;
        space.relevant.push_back(space.grades[position] == Grade::Right ? 1 : 0);
        if (out.first.size() < kFirstResults) out.first.push_back(protocol.gallery[position]);
    }
    const auto& relevant = space.relevant;
    out.relevant = static_cast<std::size_t>(std::count(relevant.begin(), relevant.end(), 1));
    const bool revisited = protocol.rule == Rule::Revisited;
    const auto precision = revisited ? revisitedPrecisionAt : precisionAt;
    out.averagePrecision = revisited ? revisitedAveragePrecision(relevant) : averagePrecision(relevant);
    out.pAt1 = precision(relevant, 1);
    out.pAt5 = precision(relevant, 5);
    out.pAt10 = precision(relevant, 10);
    return out;
}

/// The threads' shared state: who takes which query, and what went wrong first.
class Run {
public:
    Run(const Protocol& protocol, const GradeFunction& grade, const ScoreFunction& score, bool curves,
        const ProgressCallback& progress, const CancelToken& cancel)
        : protocol_(protocol), grade_(grade), score_(score), curves_(curves), progress_(progress),
          cancel_(cancel), results_(protocol.queries.size()), block_(blockSize(protocol.queries.size())),
          sums_(curves ? (results_.size() + block_ - 1) / block_ : 0) {}

    /// A thread's body: nothing leaves it.
    void work(std::size_t worker) {
        std::size_t i = 0;
        try {
            Workspace space;
            space.scores.resize(protocol_.gallery.size());
            space.grades.resize(protocol_.gallery.size());
            std::size_t begin = 0;
            while ((begin = next_.fetch_add(block_)) < results_.size()) {
                const std::size_t end = std::min(begin + block_, results_.size());
                for (i = begin; i < end; ++i) {
                    if (stopped_.load() || cancel_.cancelled()) return;
                    if (auto status = one(i, worker, space); !status) return fail(i, status.error());
                    report();
                }
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

    Result<std::vector<QueryOutcome>> take() {
        if (failedAt_ != kNone) return error_;
        if (done_ < results_.size()) return Error{ErrorCode::Cancelled, "The evaluation was stopped."};
        return std::move(results_);
    }

    /// Added up in one order, whoever computed them.
    Sums sums() const {
        Sums all;
        for (const Sums& block : sums_) {
            if (!block.precisionRecall.empty()) all.add(block.precisionRecall, block.precisionAt);
        }
        return all;
    }
    std::size_t withoutScores() const { return withoutScores_; }

private:
    static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

    /// Queries whose curves are added up by one thread: the same for any number of threads, and so few blocks
    /// that their sums take little memory.
    static std::size_t blockSize(std::size_t queries) {
        return std::max<std::size_t>(4, (queries + kMostBlocks - 1) / kMostBlocks);
    }

    Status one(std::size_t i, std::size_t worker, Workspace& space) {
        const auto query = protocol_.queries[i];
        if (auto status = score_(query, worker, space.scores); !status) return status;
        grade_(query, space.grades);
        for (std::size_t k = 0; k < space.scores.size(); ++k) {
            if (!std::isnan(space.scores[k]) || space.grades[k] == Grade::Junk) continue;
            ++withoutScores_;
            break;
        }
        results_[i] = judge(protocol_, space);
        if (!curves_ || results_[i].relevant == 0) return {};
        const std::size_t most = std::min(kMostPrecisionRanks, protocol_.gallery.size());
        sums_[i / block_].add(interpolatedPrecision(space.relevant), precisionCurve(space.relevant, most));
        return {};
    }

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
    const GradeFunction& grade_;
    const ScoreFunction& score_;
    const bool curves_;
    const ProgressCallback& progress_;
    const CancelToken& cancel_;
    std::vector<QueryOutcome> results_;
    const std::size_t block_;
    std::vector<Sums> sums_; // per block
    std::atomic<std::size_t> next_{0};
    std::atomic<std::size_t> withoutScores_{0};
    std::atomic<bool> stopped_{false};
    std::mutex mutex_;
    std::size_t done_ = 0;
    std::size_t failedAt_ = kNone;
    Error error_;
    std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point reported_ = started_;
};

std::size_t threadCount(int wanted, std::size_t queries) {
    const auto machine = static_cast<std::size_t>(usableProcessors());
    return std::clamp<std::size_t>(wanted > 0 ? static_cast<std::size_t>(wanted) : machine, 1, queries);
}

std::string conventionOf(const Protocol& protocol, const RetrievalScores& scores) {
    std::string out(protocol.rule == Rule::Revisited ? kRevisitedConvention : kConvention);
    if (scores.queriesWithoutRelevant > 0) {
        out += "; " + std::to_string(scores.queriesWithoutRelevant) +
               " queries without a relevant image left out of the means";
    }
    if (scores.queriesWithoutScores > 0) {
        out += "; scores that are not a number ranked last, in " +
               std::to_string(scores.queriesWithoutScores) + " queries";
    }
    return out;
}

RetrievalScores summarise(const Protocol& protocol, std::vector<QueryOutcome> results, const Run& run) {
    RetrievalScores out;
    out.queries = protocol.queries.size();
    const bool leaveOneOut =
        std::binary_search(protocol.gallery.begin(), protocol.gallery.end(), protocol.queries.front());
    out.gallery = protocol.gallery.size() - (leaveOneOut ? 1 : 0);
    double counted = 0;
    for (const auto& result : results) {
        out.averagePrecision.push_back(result.averagePrecision);
        if (result.relevant == 0) {
            ++out.queriesWithoutRelevant;
            continue;
        }
        counted += 1;
        out.map += result.averagePrecision;
        out.pAt1 += result.pAt1;
        out.pAt5 += result.pAt5;
        out.pAt10 += result.pAt10;
    }
    Sums sums = run.sums();
    if (counted > 0) {
        for (double* mean : {&out.map, &out.pAt1, &out.pAt5, &out.pAt10})
            *mean /= counted;
        for (auto* curve : {&sums.precisionRecall, &sums.precisionAt})
            std::for_each(curve->begin(), curve->end(), [&](double& value) { value /= counted; });
    }
    out.precisionRecall = std::move(sums.precisionRecall);
    out.precisionAt = std::move(sums.precisionAt);
    out.queriesWithoutScores = run.withoutScores();
    out.convention = conventionOf(protocol, out);
    out.outcomes = std::move(results);
    return out;
}

Status check(const Protocol& protocol, std::size_t images) {
    const auto outside = [&](std::uint32_t i) { return i >= images; };
    if (protocol.queries.empty() || protocol.gallery.empty())
        return Error{ErrorCode::InvalidArgument,
                     "There is nothing to evaluate; the data has too few images."};
    if (std::any_of(protocol.queries.begin(), protocol.queries.end(), outside) ||
        std::any_of(protocol.gallery.begin(), protocol.gallery.end(), outside))
        return Error{ErrorCode::InvalidArgument, "The protocol names images that are not in the list."};
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

Result<Protocol> markedProtocol(std::string name, std::span<const std::uint8_t> isQuery,
                                std::span<const std::uint8_t> isGallery) {
    if (isQuery.size() != isGallery.size() || isQuery.size() > kMaxImages)
        return Error{ErrorCode::InvalidArgument, "The images and their splits differ in number."};
    Protocol out;
    out.name = std::move(name);
    for (std::size_t i = 0; i < isQuery.size(); ++i) {
        if (isQuery[i] != 0) out.queries.push_back(static_cast<std::uint32_t>(i));
        if (isGallery[i] != 0) out.gallery.push_back(static_cast<std::uint32_t>(i));
    }
    if (out.queries.empty())
        return Error{ErrorCode::InvalidArgument, "The data has no query; nothing can be evaluated."};
    if (out.gallery.empty() || (out.gallery.size() == 1 && out.gallery == out.queries))
        return Error{ErrorCode::InvalidArgument, "The data has no gallery; nothing can be searched."};
    return out;
}

Result<RetrievalScores> evaluate(const Protocol& protocol, std::size_t images, const GradeFunction& grade,
                                 const ScoreFunction& score, const EvaluationOptions& options,
                                 const ProgressCallback& progress, const CancelToken& cancel) {
    if (auto status = check(protocol, images); !status) return status.error();
    Run run(protocol, grade, score, options.curves, progress, cancel);
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
    return summarise(protocol, std::move(*results), run);
}

Result<RetrievalScores> evaluate(const Protocol& protocol, std::span<const std::string> labels,
                                 const ScoreFunction& score, const EvaluationOptions& options,
                                 const ProgressCallback& progress, const CancelToken& cancel) {
    const auto numbers = numberLabels(labels);
    const auto byLabel = [&](std::uint32_t query, std::span<Grade> grades) {
        for (std::size_t i = 0; i < grades.size(); ++i) {
            const auto image = protocol.gallery[i];
            grades[i] = image == query                     ? Grade::Junk
                        : numbers[image] == numbers[query] ? Grade::Right
                                                           : Grade::Wrong;
        }
    };
    return evaluate(protocol, labels.size(), byLabel, score, options, progress, cancel);
}

} // namespace sparlet::eval
