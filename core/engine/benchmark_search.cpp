// Searching: one query at a time and many together, by one thread and by all, beside what reading memory
// costs.
#include "engine/benchmark_internal.h"
#include "search/expansion.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <stdexcept>
#include <unistd.h>

namespace sparlet::engine {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t kGrowthRows = 10000000;
constexpr std::size_t kMostQueries = 100, kLeastQueries = 8;
constexpr double kSearchSeconds = 0.4;
constexpr int kTogether = 32;
constexpr int kExpansionRounds = 3;

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

struct SearchCase {
    int iqe = 0, threads = 1, batch = 1;
    std::size_t queries = kMostQueries; // of a round; as many as fit into its time
    std::vector<double> rate;           // [rounds]
    std::vector<double> ms;             // of calls
};

/// Pictures of the collection, evenly over it, as queries.
std::vector<std::vector<float>> queriesOf(const index::CodeIndex& index) {
    std::vector<std::vector<float>> queries;
    for (std::size_t i = 0; i < kMostQueries; ++i) {
        std::vector<float> query(static_cast<std::size_t>(index.codec().dimensions()));
        index.codec().decode(index.code(i * index.size() / kMostQueries), query);
        const bool empty = std::all_of(query.begin(), query.end(), [](float value) { return value == 0; });
        if (!empty) queries.push_back(std::move(query));
    }
    return queries;
}

search::ExpansionOptions optionsFor(const SearchCase& one, const nn::ExpansionDefaults& expansion) {
    search::ExpansionOptions options;
    options.rounds = one.iqe;
    options.topK = expansion.topK;
    options.alpha = expansion.alpha;
    options.gamma = expansion.gamma;
    options.threads = one.threads;
    return options;
}

void call(const index::CodeIndex& index, std::span<const std::vector<float>> queries, std::size_t top,
          const search::ExpansionOptions& options) {
    const auto refuse = [](const Error& error) { throw std::runtime_error(error.message); };
    if (queries.size() == 1) {
        const auto found = search::searchExpanded(index, queries.front(), top, options);
        if (!found.ok()) refuse(found.error());
        return;
    }
    const auto found = search::searchMany(index, queries, top, options);
    if (!found.ok()) refuse(found.error());
}

void runCase(SearchCase& one, const index::CodeIndex& index, std::span<const std::vector<float>> all,
             std::size_t top, const nn::ExpansionDefaults& expansion, bool counts) {
    const auto options = optionsFor(one, expansion);
    const auto queries = all.first(std::min(one.queries, all.size()));
    const auto step = static_cast<std::size_t>(one.batch);
    const auto start = Clock::now();
    for (std::size_t at = 0; at < queries.size(); at += step) {
        const auto before = Clock::now();
        call(index, queries.subspan(at, std::min(step, queries.size() - at)), top, options);
        if (counts) one.ms.push_back(secondsSince(before) * 1e3);
    }
    const double seconds = secondsSince(start);
    if (counts) one.rate.push_back(static_cast<double>(queries.size()) / seconds);
    const double each = seconds / static_cast<double>(queries.size());
    const auto fit = static_cast<std::size_t>(kSearchSeconds / std::max(each, 1e-9));
    if (!counts)
        one.queries =
            std::clamp(fit / step * step, std::max(kLeastQueries, step), std::max(kMostQueries, step));
}

/// What one query reads, without IQE.
index::ScanCounts countsOf(const index::CodeIndex& index, std::span<const std::vector<float>> queries,
                           std::size_t top) {
    index::ScanCounts counts;
    for (const auto& query : queries) {
        const index::RankingTerm term{query, 1.0F};
        index.rankRows({&term, 1}, top, {}, {1, &counts});
    }
    return counts;
}

SearchTiming timingOf(const SearchCase& one, const index::CodeIndex& index, const index::ScanCounts& counts,
                      std::size_t queries) {
    SearchTiming timing;
    timing.rows = static_cast<std::int64_t>(index.size());
    timing.iqeRounds = one.iqe;
    timing.threads = one.threads;
    timing.batch = one.batch;
    timing.queriesPerSecond = spreadOf(one.rate);
    timing.p50Ms = quantileOf(one.ms, 0.5);
    timing.p99Ms = quantileOf(one.ms, 0.99);
    if (one.iqe > 0 || queries == 0) return timing;
    const auto share = static_cast<double>(queries);
    timing.bytesPerQuery = static_cast<double>(counts.bytesRead) / share;
    timing.rowsScored = static_cast<double>(counts.rowsScored) / share;
    if (counts.blocks > 0)
        timing.blockShare = static_cast<double>(counts.blocksRead) / static_cast<double>(counts.blocks);
    timing.gigabytesPerSecond = timing.bytesPerQuery * timing.queriesPerSecond.median / 1e9;
    return timing;
}

/// Every block that a query would read if nothing were ruled out.
Result<ScanTiming> scanAll(const index::CodeIndex& index, std::span<const std::vector<float>> queries,
                           int rounds, const CancelToken& cancel) {
    ScanTiming timing;
    timing.rows = static_cast<std::int64_t>(index.size());
    for (const auto& segment : index.segments())
        if (const auto* layout = segment->layout(1); layout != nullptr)
            timing.layoutBytes += layout->columns().bytes();
    std::vector<double> rates;
    std::vector<std::uint32_t> blocks, found;
    for (int round = -kWarmUpRounds; round < rounds; ++round) {
        if (cancel.cancelled()) return stopped();
        double seconds = 0, bytes = 0;
        for (const auto& query : queries.first(std::min<std::size_t>(4, queries.size()))) {
            for (const auto& segment : index.segments()) {
                const auto* layout = segment->layout(1);
                if (layout == nullptr) continue;
                const codes::ColumnScan scan(layout->columns(), query);
                blocks.resize(layout->columns().blocks());
                std::iota(blocks.begin(), blocks.end(), 0U);
                found.clear();
                const auto start = Clock::now();
                scan.scan(blocks, 2.0F, found); // more than any cosine: nothing is found
                seconds += secondsSince(start);
                bytes += static_cast<double>(blocks.size() * scan.bytesRead());
            }
            if (seconds > kSearchSeconds) break;
        }
        if (round >= 0 && seconds > 0) rates.push_back(bytes / seconds / 1e9);
        timing.bytes =
            static_cast<std::uint64_t>(bytes / static_cast<double>(std::min<std::size_t>(4, queries.size())));
    }
    if (!rates.empty()) timing.gigabytesPerSecond = spreadOf(rates);
    return timing;
}

Status searchIndex(const BenchmarkContext& context, const index::CodeIndex& index,
                   const nn::ExpansionDefaults& expansion, BenchmarkReport& report) {
    const auto queries = queriesOf(index);
    if (queries.empty())
        return Error{ErrorCode::InvalidArgument,
                     "The collection's codes are all empty; nothing can be searched."};
    std::vector<SearchCase> cases;
    std::vector<int> threads = {1};
    if (context.registry.threads() > 1) threads.push_back(context.registry.threads());
    for (const int iqe : {0, kExpansionRounds})
        for (const int count : threads)
            for (const int batch : {1, kTogether})
                cases.push_back({iqe, count, batch, kMostQueries, {}, {}});
    const std::size_t top = context.request.top;
    ProgressMeter meter(context.progress, "searching " + std::to_string(index.size()) + " codes",
                        static_cast<std::uint64_t>(context.request.rounds + kWarmUpRounds) * cases.size());
    std::uint64_t done = 0;
    for (int round = -kWarmUpRounds; round < context.request.rounds; ++round) {
        for (auto& one : cases) {
            if (context.cancel.cancelled()) return stopped();
            runCase(one, index, queries, top, expansion, round >= 0);
            meter.report(++done, 0);
        }
    }
    const auto counts = countsOf(index, queries, top);
    for (const auto& one : cases)
        report.search.push_back(timingOf(one, index, counts, queries.size()));
    auto scan = scanAll(index, queries, context.request.rounds, context.cancel);
    if (!scan.ok()) return scan.error();
    report.scans.push_back(*scan);
    return {};
}

Status searchDrawn(const BenchmarkContext& context, const index::CodeIndex& like, std::int64_t rows,
                   const nn::ExpansionDefaults& expansion, BenchmarkReport& report) {
    const fs::path folder = context.home.scratch() / ("benchmark-codes-" + std::to_string(::getpid()));
    if (auto made = makeFolder(folder); !made.ok()) return made;
    const auto run = [&]() -> Status {
        auto segments =
            drawSegments(like, rows, 1, context.registry.threads(), folder, context.progress, context.cancel);
        if (!segments.ok()) return segments.error();
        std::vector<index::ImageId> live(static_cast<std::size_t>(rows));
        std::iota(live.begin(), live.end(), index::ImageId{1});
        const auto index = index::CodeIndex::create(std::move(*segments), std::move(live));
        if (!index.ok()) return index.error();
        return searchIndex(context, **index, expansion, report);
    };
    const Status outcome = run();
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    return outcome;
}

} // namespace

Status benchmarkSearch(const BenchmarkContext& context, const index::CodeIndex& index,
                       const nn::ExpansionDefaults& expansion, BenchmarkReport& report) {
    const auto& request = context.request;
    constexpr std::int64_t kLeastRows = 1000;
    if (request.rows != 0 && (request.rows < kLeastRows || request.rows > kGrowthRows)) {
        return Error{ErrorCode::InvalidArgument, "The number of codes to draw must be " +
                                                     std::to_string(kLeastRows) + " to " +
                                                     std::to_string(kGrowthRows) + "."};
    }
    Team team(context.registry.threads());
    ProgressMeter meter(context.progress, "reading memory", static_cast<std::uint64_t>(request.rounds) * 2);
    auto bandwidth = measureBandwidth(request.rounds, team, report.machine.cacheBytes, meter, context.cancel);
    if (!bandwidth.ok()) return bandwidth.error();
    report.bandwidth = std::move(*bandwidth);
    std::vector<std::int64_t> sizes;
    if (request.growth) {
        const std::int64_t last = request.rows > 0 ? request.rows : kGrowthRows;
        for (std::int64_t rows = 10000; rows < last; rows *= 10)
            sizes.push_back(rows);
        sizes.push_back(last);
    } else if (request.rows > 0) {
        sizes.push_back(request.rows);
    }
    report.codes = std::to_string(index.size()) + " of \"" + request.collection + "\"";
    if (sizes.empty()) return searchIndex(context, index, expansion, report);
    report.codes = "drawn like the " + report.codes;
    for (const std::int64_t rows : sizes)
        if (auto done = searchDrawn(context, index, rows, expansion, report); !done.ok()) return done;
    return {};
}

} // namespace sparlet::engine
